"""Which font of this machine writes a language, as fontconfig knows it."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bot.settings import environment_of_others

_SECONDS = 10


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font: a file, and which of those in the file."""

    path: Path
    index: int


def font_of(language: str, family: str = "sans-serif") -> FontFile | None:
    """A font that has the letters of a language; None where none is found, or no fontconfig.

    `family` is a pattern of fontconfig's: families, the best first, maybe with `:bold`. It takes as
    long as a small program, so it is asked in a thread.
    """
    program = shutil.which("fc-match")
    tag = language.partition("_")[0].lower()
    if program is None or not tag.isalpha():
        return None
    wanted = ["--format", "%{file}\n%{index}\n%{lang}", f"{family}:lang={tag}"]
    try:
        found = subprocess.run(  # noqa: S603 - fontconfig's own, with nothing of anybody's in it
            [program, *wanted],
            capture_output=True,
            check=True,
            text=True,
            timeout=_SECONDS,
            env=environment_of_others(),
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return _read(found.stdout, tag)


def _read(answer: str, tag: str) -> FontFile | None:
    """The font of an answer; None for the next best, which lacks the letters."""
    path, index, languages = (*answer.split("\n"), "", "", "")[:3]
    has_letters = any(one.partition("-")[0] == tag for one in languages.split("|"))
    if not has_letters or not index.isdecimal():
        return None
    return FontFile(Path(path), int(index) & 0xFFFF)  # above it stands a variable font's instance
