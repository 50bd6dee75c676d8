"""Which fonts of this machine a front page is set in."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from bot.composition.fonts import FontFile, font_of
from bot.front_page.typeface import FontPair, lacking

_FAMILIES = "Source Serif 4,Source Serif Pro,Noto Serif,Noto Serif CJK JP,Liberation Serif,serif"
"""For languages in Latin letters, which many fonts have: the first of these that is there."""
_DENSE = frozenset({"ja", "ko", "zh"})
"""Their signs look different in each, so fontconfig chooses by the language alone."""
_SAMPLES: Mapping[str, str] = MappingProxyType(
    {"ja": "あア漢ー。", "ko": "가힣", "zh": "的們。", "ru": "Жщ", "uk": "Їщ", "el": "Ωξ"}
)
_SAMPLE = "Aé"
"""What a font must have for any other language."""
_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
_FILES = (
    ("NotoSerifCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc"),
    ("NotoSerifJP-Regular.otf", "NotoSerifJP-Bold.otf"),
    ("ヒラギノ明朝 ProN.ttc", ""),
    ("yumin.ttf", "yumindb.ttf"),
    ("ipaexm.ttf", ""),
    ("msmincho.ttc", ""),
    ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"),
    ("ipaexg.ttf", ""),
    ("msgothic.ttc", ""),
    ("NotoSerif-Regular.ttf", "NotoSerif-Bold.ttf"),
    ("LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf"),
    ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf"),
    ("Georgia.ttf", "Georgia Bold.ttf"),
    ("times.ttf", "timesbd.ttf"),
)
"""Files of regular and bold fonts as systems name them, looked for where there is no fontconfig."""


def font_pair(
    language: str, given: Path | None = None, folders: Sequence[str] = _FOLDERS
) -> FontPair | None:
    """The fonts for a language: the file that the operator gave, else those of the system.

    None where none has its letters. It takes as long as a small program, or as a look through
    `folders`.
    """
    letters = _SAMPLES.get(language, _SAMPLE)
    if given and not lacking(FontFile(given, 0), letters):
        return FontPair(FontFile(given, 0))
    for pair in (_by_fontconfig(language), *_in_folders(folders)):
        if pair and not lacking(pair.regular, letters):
            return pair
    return None


def _by_fontconfig(language: str) -> FontPair | None:
    family = "serif" if language in _DENSE else _FAMILIES
    regular = font_of(language, family)
    if regular is None:
        return None
    bold = font_of(language, f"{family}:bold")
    return FontPair(regular, bold if bold != regular else None)


def _in_folders(folders: Sequence[str]) -> Iterator[FontPair]:
    names = frozenset(name for pair in _FILES for name in pair if name)
    found = {path.name: path for folder in folders for path in _named(folder, names)}
    for regular, bold in _FILES:
        if regular in found:
            heavy = FontFile(found[bold], 0) if bold in found else None
            yield FontPair(FontFile(found[regular], 0), heavy)


def _named(folder: str, names: Collection[str]) -> Iterator[Path]:
    for place, _, files in os.walk(Path(folder).expanduser()):
        yield from (Path(place, name) for name in files if name in names)
