"""What a font has, how wide its letters are, and how they are drawn, by Pillow."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from PIL import ImageFont, features

from bot.fonts import FontFile
from bot.frontpage.font_choice import FontPair

_KEPT = 4096
"""Widths that are kept: finding the size that fits asks for the same again and again."""
_TRIED_AT = 32
"""Pixels at which a font is asked what it has."""
_NO_SIGN = "\U0010fffe"
"""What no font has: it looks like all else that a font lacks."""
_SAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "ja": "あア漢ー。",
        "ko": "가힣",
        "zh": "的們。",
        "ru": "Жщ",
        "uk": "Їщ",
        "el": "Ωξ",
        # Names and numbers stand among these in other letters, which not all of their fonts have.
        "ar": "عبA1",
        "fa": "پچA1",
        "ur": "ٹےA1",
        "he": "אבA1",
        "yi": "אבA1",
    }
)
_SAMPLE = "Aé"
"""What a font must have for any other language."""
VERTICAL = ("vert",)
"""The OpenType feature that puts the forms of vertical lines in the place of signs."""

_LEFTWARD = frozenset({"R", "AL"})
"""Of Unicode's bidirectional classes, those of letters that run from right to left."""


def shapes_lines() -> bool:
    """Whether Pillow can join letters and set lines from right to left: it has raqm and fribidi."""
    return bool(features.check("raqm"))


def _is_leftward(sign: str) -> bool:
    return unicodedata.bidirectional(sign) in _LEFTWARD


class Typeface:
    """The letters of a pair of fonts; sizes are ems in pixels.

    `leftward` is the language whose lines run from right to left, None for all others.
    """

    def __init__(self, fonts: FontPair, leftward: str | None = None) -> None:
        self._fonts = fonts
        self._has_features = shapes_lines()
        self.language = leftward if self._has_features else None
        self._tried: frozenset[str] = frozenset()
        self._lacked: frozenset[str] = frozenset()
        self._font = lru_cache(_KEPT)(self._opened)
        self._width = lru_cache(_KEPT)(self._measured)
        self._by_font = lru_cache(_KEPT)(self._compared)

    @property
    def direction(self) -> Literal["ltr", "rtl"] | None:
        """Which way lines run; None where Pillow sets all of them from left to right."""
        if not self._has_features:
            return None
        return "rtl" if self.language else "ltr"

    def measure(self, text: str, size: float, is_bold: bool) -> float:
        """How many pixels a text takes in a line."""
        return self._width(text, round(size), is_bold)

    def font(self, size: float, *, is_bold: bool) -> ImageFont.FreeTypeFont:
        """A font at a size."""
        return self._font(round(size), is_bold)

    def stroke(self, size: float, *, is_bold: bool) -> float:
        """By how many pixels letters are made fatter where no font is bold."""
        return size / 60 if is_bold and self._fonts.bold is None else 0

    def are_turned_by_font(self, sign: str, *, is_bold: bool) -> bool:
        """Whether the font has the form that a sign has in vertical lines."""
        return self._has_features and len(sign) == 1 and self._by_font(sign, is_bold)

    def lacking(self, signs: Collection[str]) -> frozenset[str]:
        """Which of some signs one of the fonts lacks, or can't be set as they should be."""
        if untried := frozenset(signs) - self._tried:
            for is_bold in (False, True):
                self._lacked |= lacking(self._file(is_bold=is_bold), untried)
            if not self._has_features:
                self._lacked |= frozenset(filter(_is_leftward, untried))
            self._tried |= untried
        return self._lacked & frozenset(signs)

    def _file(self, *, is_bold: bool) -> FontFile:
        return self._fonts.bold if is_bold and self._fonts.bold else self._fonts.regular

    def _opened(self, size: int, is_bold: bool) -> ImageFont.FreeTypeFont:
        return _opened(self._file(is_bold=is_bold), size)

    def _measured(self, text: str, size: int, is_bold: bool) -> float:
        font = self._font(size, is_bold)
        return font.getlength(text, direction=self.direction, language=self.language)

    def _compared(self, sign: str, is_bold: bool) -> bool:
        font = self._font(_TRIED_AT, is_bold)
        upright, vertical = font.getmask(sign), font.getmask(sign, features=[*VERTICAL])
        return upright.size != vertical.size or bytes(upright) != bytes(vertical)


def typeface_of(
    language: str, pairs: Iterable[FontPair], *, runs_left: bool = False
) -> Typeface | None:
    """The letters of the first fonts that have those of a language; None where none has."""
    sample = _SAMPLES.get(language, _SAMPLE)
    fitting = (pair for pair in pairs if not lacking(pair.regular, sample))
    leftward = language if runs_left else None
    return next((Typeface(pair, leftward) for pair in fitting), None)


def lacking(file: FontFile, signs: Collection[str]) -> frozenset[str]:
    """Which of some signs a font lacks; all of them where it can't be opened."""
    try:
        font = _opened(file, _TRIED_AT)
        missing = bytes(font.getmask(_NO_SIGN))
        return frozenset(one for one in signs if bytes(font.getmask(one)) == missing)
    except (OSError, ValueError):
        return frozenset(signs)


def _opened(file: FontFile, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file.path, size, index=file.index)
