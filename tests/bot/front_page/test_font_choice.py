"""Which fonts a front page is set in: the operator's, fontconfig's, those of the usual folders."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.composition.fonts import FontFile
from bot.front_page.font_choice import font_pair
from bot.front_page.typeface import FontPair
from tests.bot.front_page.pages import VERA


@pytest.fixture(autouse=True)
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are found."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def test_the_operators_font_is_taken_where_it_has_the_letters() -> None:
    assert font_pair("en", VERA, ()) == FontPair(FontFile(VERA, 0))
    assert font_pair("ja", VERA, ()) is None


def test_fontconfig_is_asked_for_both_weights(programs: Path, tmp_path: Path) -> None:
    bold = tmp_path / "bold.ttf"
    shutil.copy(VERA, bold)
    asked = f'case "$3" in *:bold:*) f="{bold}";; *) f="{VERA}";; esac\n'
    (programs / "fc-match").write_text(f"#!/bin/sh\n{asked}printf '%s\\n0\\nen|de' \"$f\"\n")
    (programs / "fc-match").chmod(0o755)
    assert font_pair("de", None, ()) == FontPair(FontFile(VERA, 0), FontFile(bold, 0))
    assert font_pair("fr", None, ()) is None


def test_without_fontconfig_the_usual_files_are_looked_for(tmp_path: Path) -> None:
    folder = tmp_path / "fonts" / "truetype"
    folder.mkdir(parents=True)
    shutil.copy(VERA, folder / "DejaVuSerif.ttf")
    shutil.copy(VERA, folder / "DejaVuSerif-Bold.ttf")
    regular, bold = folder / "DejaVuSerif.ttf", folder / "DejaVuSerif-Bold.ttf"
    assert font_pair("en", None, (str(tmp_path),)) == FontPair(
        FontFile(regular, 0), FontFile(bold, 0)
    )
    assert font_pair("ja", None, (str(tmp_path),)) is None
