"""Draws the front pages of editions, each once, beside the event loop."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

import structlog

from bot.frontpage import font_choice
from bot.frontpage.contents import Contents, contents_of
from bot.frontpage.font_choice import FontPair
from bot.i18n.marking import mark
from bot.i18n.translator import Translations
from bot.settings import OfflineSettings
from digests.model import Edition
from digests.values.papers import Paper, paper_of

if TYPE_CHECKING:
    from bot.frontpage.typeface import Typeface

log = structlog.get_logger()

NOT_DRAWN = mark(
    "No front page can be drawn in {language} here; .env.example says more at BOT_FRONT_PAGE_FONT."
)

Papers = Callable[[], Awaitable[Sequence[Paper]]]
"""Tells which papers there are."""

_KEPT = 8
"""Pictures that are kept: those of the editions that are just asked for."""
_MOST_MISSING = 20
"""One letter in so many may be left out because no font has it."""


class FrontPages:
    """Front pages as PNG files: what says the same looks the same, to the byte.

    `paper` is the name that the operator gave, for papers that have no title of their own; `papers`
    tells which there are. `font` is the file of a font they want.
    """

    def __init__(
        self,
        translations: Translations,
        *,
        paper: str | None = None,
        papers: Papers | None = None,
        font: Path | None = None,
    ) -> None:
        self._translations = translations
        self._paper = paper
        self._papers = papers
        self._font = font
        self._drawn: OrderedDict[Contents, bytes] = OrderedDict()
        self._drawing = asyncio.Lock()
        self._undrawn: set[str] = set()
        self._letters = lru_cache(None)(self._found_letters)

    @classmethod
    def as_set(
        cls, settings: OfflineSettings, translations: Translations, papers: Papers | None = None
    ) -> Self:
        """As the operator wants them."""
        return cls(
            translations, paper=settings.site_title, papers=papers, font=settings.front_page_font
        )

    async def of(self, edition: Edition) -> bytes | None:
        """The front page of an edition; None where no font here has the letters of its language."""
        name = await self._name(edition)
        contents = await asyncio.to_thread(self._contents, edition, name)
        async with self._drawing:  # who comes meanwhile waits for the same picture
            if contents not in self._drawn:
                drawn = await asyncio.to_thread(self._draw, contents)
                if drawn is None:
                    self._say_once(contents.language)
                    return None
                self._drawn[contents] = drawn
            self._drawn.move_to_end(contents)
            while len(self._drawn) > _KEPT:
                self._drawn.popitem(last=False)
            return self._drawn[contents]

    async def has(self, edition: Edition) -> bool:
        """Whether an edition has one here, which need not be drawn for that."""
        name = await self._name(edition)
        contents = await asyncio.to_thread(self._contents, edition, name)
        if contents in self._drawn:  # without waiting for one that is being drawn
            return True
        async with self._drawing:
            return await asyncio.to_thread(self._settable, contents) is not None

    def may_be_drawn(self, language: str) -> bool:
        """Whether a font seems to have the letters of a language; opens none."""
        return any(self._font_pairs(language))

    def draw(self, edition: Edition) -> bytes | None:
        """The front page of what is in no store, drawn anew: part of a second."""
        return self._draw(self._contents(edition, self._paper))

    def _draw(self, contents: Contents) -> bytes | None:
        from bot.frontpage import broadsheet, drawing, vertical_layout  # noqa: PLC0415 - loads Pillow

        found = self._settable(contents)
        if found is None:
            return None
        letters, told = found
        setting = vertical_layout if told.is_vertical else broadsheet
        return drawing.png(setting.shapes(told, letters.measure), letters)

    def _settable(self, contents: Contents) -> tuple[Typeface, Contents] | None:
        """The letters for a page, and what of it is left without a few that they lack."""
        letters = self._letters(contents.language)
        if letters is None:
            return None
        missing = letters.lacking(contents.signs)
        if sum(map(str.isalpha, missing)) * _MOST_MISSING > len(contents.signs):
            return None
        return letters, contents.without(missing)

    async def _name(self, edition: Edition) -> str | None:
        """What the paper of an edition is called."""
        papers = await self._papers() if self._papers else ()
        return (paper_of(papers, edition.paper).title if papers else "") or self._paper

    def _contents(self, edition: Edition, name: str | None) -> Contents:
        translator = self._translations.translator(edition.digest.language)
        return contents_of(translator, edition, name)

    def _found_letters(self, language: str) -> Typeface | None:
        """The letters of a language; None where no font has them."""
        from bot.frontpage.typeface import typeface_of  # noqa: PLC0415 - loads Pillow

        runs_left = self._runs_left(language)
        return typeface_of(language, self._font_pairs(language), runs_left=runs_left)

    def _font_pairs(self, language: str) -> Iterator[FontPair]:
        """The fonts for a language, none where its lines can't be set: they would be garbled."""
        if self._can_set(language):
            yield from font_choice.font_pairs(language, self._font)

    def _can_set(self, language: str) -> bool:
        if not self._runs_left(language):
            return True
        from bot.frontpage.typeface import shapes_lines  # noqa: PLC0415 - loads Pillow

        return shapes_lines()

    def _runs_left(self, language: str) -> bool:
        return self._translations.translator(None).direction_of(language) == "rtl"

    def _say_once(self, language: str) -> None:
        if language not in self._undrawn:
            self._undrawn.add(language)
            lack = "font" if self._can_set(language) else "raqm"
            log.warning("front_page_not_drawn", language=language, lack=lack)
