"""Which fonts a front page is set in: the operator's, fontconfig's, those of the usual folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.fonts import FontFile
from bot.frontpage.font_choice import FontPair, font_pairs
from bot.frontpage.typeface import typeface_of
from tests.bot.frontpage.pages import VERA


@pytest.fixture(autouse=True)
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are found."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def test_the_operators_font_comes_first_where_it_is_there() -> None:
    assert [*font_pairs("en", VERA, ())] == [FontPair(FontFile(VERA, 0))]
    assert not [*font_pairs("en", Path("/nowhere.ttf"), ())]


def test_only_a_font_that_has_the_letters_is_taken() -> None:
    pairs = [FontPair(FontFile(Path("/nowhere.ttf"), 0)), FontPair(FontFile(VERA, 0))]
    assert typeface_of("en", pairs)
    assert typeface_of("ja", pairs) is None


def test_fontconfig_is_asked_for_both_weights(programs: Path, tmp_path: Path) -> None:
    bold = tmp_path / "bold.ttf"
    asked = f'case "$3" in *:bold:*) f="{bold}";; *) f="{VERA}";; esac\n'
    (programs / "fc-match").write_text(f"#!/bin/sh\n{asked}printf '%s\\n0\\nen|de' \"$f\"\n")
    (programs / "fc-match").chmod(0o755)
    assert [*font_pairs("de", None, ())] == [FontPair(FontFile(VERA, 0), FontFile(bold, 0))]
    assert not [*font_pairs("fr", None, ())]


def test_without_fontconfig_the_usual_files_are_looked_for(tmp_path: Path) -> None:
    folder = tmp_path / "fonts" / "truetype"
    folder.mkdir(parents=True)
    for name in ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf", "ipaexm.ttf"):
        (folder / name).touch()
    regular, bold = folder / "DejaVuSerif.ttf", folder / "DejaVuSerif-Bold.ttf"
    latin = FontPair(FontFile(regular, 0), FontFile(bold, 0))
    assert [*font_pairs("en", None, (str(tmp_path),))] == [latin]
    japanese = FontPair(FontFile(folder / "ipaexm.ttf", 0))
    assert [*font_pairs("ja", None, (str(tmp_path),))] == [japanese]
