"""How many messages an edition takes is known before they are put together."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.i18n.translator import Translations
from bot.views.editions import edition_messages
from digests.edition_size import message_counts
from digests.model import (
    Digest,
    Edition,
    EditionState,
    Form,
    Item,
    Paragraph,
    ParagraphKind,
    Picture,
    Source,
)

SENTENCE = "The harbour authority of Linnet said on Monday that the bridge opens next spring. "
JAPANESE = "みなとの新しい橋は来年の春に開通する見込みだと港湾局が月曜日に述べた。"


def item(number: int, *texts: str, kind: ParagraphKind = ParagraphKind.PROSE) -> Item:
    return Item(
        number=number,
        headline=f"The harbour of Linnet, part {number}",
        paragraphs=tuple(Paragraph(text=text, kind=kind) for text in texts),
        sources=(Source(url="https://example.org/1", raw="https://example.org/1"),),
    )


def pictured(number: int, count: int) -> Item:
    pictures = tuple(Picture(key=f"{number}{n}", width=1, height=1) for n in range(count))
    return Item(number=number, headline="A bell", pictures=pictures)


def linked(number: int, count: int) -> Item:
    found = tuple(Source(url=f"https://example.org/{n}", raw="") for n in range(count))
    return Item(number=number, headline="A bell", sources=found)


DIGESTS = {
    "a usual day": [item(n, *[SENTENCE * 4] * 3) for n in range(1, 43)],
    "many items": [item(n, SENTENCE * 6) for n in range(1, 401)],
    "long items": [item(n, *[SENTENCE * 4] * 100) for n in range(1, 7)],
    "long items in Japanese": [item(n, *[JAPANESE * 8] * 100) for n in range(1, 7)],
    "items above half a message": [item(n, SENTENCE * 26) for n in range(1, 100)],
    "entries": [item(n, *["Ab cd"] * 3_000, kind=ParagraphKind.BULLET) for n in range(1, 7)],
    "headings": [item(n, *["Ab"] * 1_000, kind=ParagraphKind.SUBHEADING) for n in range(1, 7)],
    "emoji": [item(n, "🗞" * 20_000) for n in range(1, 7)],
    "links": [linked(n, 500) for n in range(1, 12)],
    "photos": [pictured(n, n % 4) for n in range(1, 60)],
}


@pytest.mark.parametrize("items", DIGESTS.values(), ids=DIGESTS)
def test_what_is_counted_is_nearly_what_is_sent(items: list[Item]) -> None:
    digest = Digest(title="Letter", language="en", items=tuple(items))
    counts = message_counts(digest)
    edition = Edition(
        id=1,
        date=date(2031, 5, 1),
        state=EditionState.DRAFT,
        digest=digest,
        problems=(),
        fingerprint="",
        posted_by=None,
        created_at=datetime(2031, 5, 1, tzinfo=UTC),
    )
    translator = Translations.load("en").of(None)
    for form in Form:
        sent = len(edition_messages(translator, edition, form))
        assert sent <= 1.25 * counts[form] + 1, form
        assert counts[form] <= 2 * sent + 1, form
