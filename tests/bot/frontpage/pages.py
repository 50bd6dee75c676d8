"""Front pages to lay out, and how wide their letters are without any font."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import reportlab  # type: ignore[import-untyped]

from bot.frontpage.contents import Contents, PageItem
from digests.model import Digest, Edition, EditionState, Item, Paragraph

VERA = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
"""A font that is there wherever the tests run; it has Latin letters alone."""


def measure(text: str, size: float, is_bold: bool) -> float:  # noqa: ARG001 - a `Measure`
    """Latin letters take half an em, all else a whole one."""
    return sum(size / 2 if sign.isascii() else size for sign in text)


def page(*headlines: str, language: str = "ja", more: str = "", told: str = "") -> Contents:
    """What stands on a page with these headlines; the first item has a text."""
    return Contents(
        name="朝焼け新聞" if language == "ja" else "The Harbour Herald",
        language=language,
        seal=("三月", "十四日") if language == "ja" else (),
        facts=("二〇三一年", "金曜日") if language == "ja" else ("Fri, March 14, 2031", "No. 7"),
        items=tuple(
            PageItem(number=n, headline=line, openings=(told,) if told and n == 1 else ())
            for n, line in enumerate(headlines, start=1)
        ),
        more=more,
    )


def edition(*headlines: str, language: str = "en") -> Edition:
    """An edition with these headlines and a sentence below each."""
    items = tuple(
        Item(number=n, headline=line, paragraphs=(Paragraph(text=f"Sentence {n}."),))
        for n, line in enumerate(headlines, start=1)
    )
    digest = Digest(title="The Herald", language=language, items=items)
    return Edition(
        id=1,
        date=date(2031, 3, 14),
        state=EditionState.PUBLISHED,
        digest=digest,
        problems=(),
        fingerprint="",
        posted_by=None,
        created_at=datetime(2031, 3, 14, tzinfo=UTC),
    )
