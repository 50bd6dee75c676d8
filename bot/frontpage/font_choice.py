"""Which fonts of this machine a front page is set in."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.fonts import FontFile, font_of

_FAMILIES = "Source Serif 4,Source Serif Pro,Noto Serif,Noto Serif CJK JP,Liberation Serif,serif"
"""For languages in Latin letters, which many fonts have: the first of these that is there."""
_DENSE = frozenset({"ja", "ko", "zh"})
"""Their signs look different in each, so fontconfig chooses by the language alone."""
_LEFTWARD = frozenset({"ar", "fa", "he", "ur", "yi"})
"""Few of those families have their letters, so it does for these as well."""
_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
_DENSE_FILES = (
    ("NotoSerifCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc"),
    ("NotoSerifJP-Regular.otf", "NotoSerifJP-Bold.otf"),
    ("ヒラギノ明朝 ProN.ttc", ""),
    ("yumin.ttf", "yumindb.ttf"),
    ("ipaexm.ttf", ""),
    ("msmincho.ttc", ""),
    ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"),
    ("ipaexg.ttf", ""),
    ("msgothic.ttc", ""),
)
_FILES = (
    ("NotoSerif-Regular.ttf", "NotoSerif-Bold.ttf"),
    ("LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf"),
    ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf"),
    ("Georgia.ttf", "Georgia Bold.ttf"),
    ("times.ttf", "timesbd.ttf"),
)
_LEFTWARD_FILES = (
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ("Times New Roman.ttf", "Times New Roman Bold.ttf"),
    ("times.ttf", "timesbd.ttf"),
)
"""Files of regular and bold fonts as systems name them, looked for where there is no fontconfig."""


@dataclass(frozen=True, slots=True)
class FontPair:
    """The fonts of a picture: of texts and of headlines; without a bold one letters get fatter."""

    regular: FontFile
    bold: FontFile | None = None


def font_pairs(
    language: str, given: Path | None = None, folders: Sequence[str] = _FOLDERS
) -> Iterator[FontPair]:
    """The fonts that may have the letters of a language, the best first.

    The file that the operator gave comes first, then what fontconfig knows, then what is in
    `folders`. It takes as long as a small program, or as a look through those.
    """
    if given and given.is_file():
        yield FontPair(FontFile(given, 0))
    pair = _by_fontconfig(language)
    if pair:
        yield pair
    yield from _in_folders(_files_for(language), folders)


def _files_for(language: str) -> Sequence[tuple[str, str]]:
    if language in _DENSE:
        return _DENSE_FILES
    return _LEFTWARD_FILES if language in _LEFTWARD else _FILES


def _by_fontconfig(language: str) -> FontPair | None:
    family = "serif" if language in _DENSE | _LEFTWARD else _FAMILIES
    regular = font_of(language, family)
    if regular is None:
        return None
    bold = font_of(language, f"{family}:bold")
    return FontPair(regular, bold if bold != regular else None)


def _in_folders(files: Sequence[tuple[str, str]], folders: Sequence[str]) -> Iterator[FontPair]:
    names = frozenset(name for pair in files for name in pair if name)
    found = {path.name: path for folder in folders for path in _named(folder, names)}
    for regular, bold in files:
        if regular in found:
            heavy = FontFile(found[bold], 0) if bold in found else None
            yield FontPair(FontFile(found[regular], 0), heavy)


def _named(folder: str, names: Collection[str]) -> Iterator[Path]:
    for place, _, files in os.walk(Path(folder).expanduser()):
        yield from (Path(place, name) for name in files if name in names)
