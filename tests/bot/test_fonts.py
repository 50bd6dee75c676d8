"""A font is taken where fontconfig's answer has the letters of the language, and none else."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.fonts import FontFile, font_of


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are found."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def answering(folder: Path, said: str, code: int = 0) -> None:
    program = folder / "fc-match"
    program.write_text(f"#!/bin/sh\nprintf '{said}'\nexit {code}\n")
    program.chmod(0o755)


@pytest.mark.parametrize(
    ("language", "said", "font"),
    [
        ("ja", "/f/cjk.ttc\\n2\\nen|ja|zh-cn", FontFile(Path("/f/cjk.ttc"), 2)),
        ("zh_Hant", "/f/cjk.ttc\\n3\\nja|zh-tw", FontFile(Path("/f/cjk.ttc"), 3)),
        ("de", "/f/var.ttf\\n65537\\nde", FontFile(Path("/f/var.ttf"), 1)),
        ("ja", "/f/latin.ttf\\n0\\nen|de", None),  # the next best
        ("ja", "", None),
    ],
)
def test_the_font_is_one_that_has_the_letters(
    programs: Path, language: str, said: str, font: FontFile | None
) -> None:
    answering(programs, said)
    assert font_of(language) == font


def test_there_is_none_where_fontconfig_fails_or_is_not_there(programs: Path) -> None:
    assert font_of("ja") is None
    answering(programs, "/f/cjk.ttc\\n2\\nja", code=1)
    assert font_of("ja") is None
