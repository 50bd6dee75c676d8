"""Editions for a site: one with everything there is, one whose words were made to do harm."""

from __future__ import annotations

from datetime import UTC, date, datetime

from digests.model import (
    Digest,
    Edition,
    EditionState,
    Item,
    Paragraph,
    ParagraphKind,
    Picture,
    Related,
    Source,
)
from digests.store import Store

PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)
KEY = "0123456789abcdef" * 4
NOW = datetime(2031, 5, 14, 7, 0, tzinfo=UTC)
DAY = NOW.date()
HOSTILE = '<script>alert("x")</script>&\x00\x0b'
URL = "https://news.example.org/paper/"

ITEM = Item(
    number=3,
    headline="港に橋が架かる",
    date=DAY,
    outlet="港新聞",
    section="市政",
    sources=(Source(url="https://www.example.com/1?a=1&b=2", raw=""),),
    paragraphs=(
        Paragraph(text="\ufff9鐘\ufffaかね\ufffbが鳴った。\nまた鳴った。"),
        Paragraph(text="全長は百メートル", kind=ParagraphKind.BULLET),
        Paragraph(text="これから", kind=ParagraphKind.SUBHEADING),
        Paragraph(text="開通は春になる。" * 200),
    ),
    captions=("橋の図",),
    pictures=(Picture(key=KEY, width=40, height=20, caption="橋の写真", data=PNG),),
    related=(Related(headline="橋の歌", date=DAY, sources=(Source(url="mailto:x", raw="mail"),)),),
    summary=(Paragraph(text="開通は春になる。"),),
)
JAPANESE = Digest(
    title="港だより",
    author="編集部",
    issue=7,
    preface=("おはようございます。",),
    items=(ITEM, Item(number=4, headline="図書館が夜も開く")),
    afterword=("では、また明日。",),
)
ENGLISH = Digest(
    title="The Harbour Letter",
    language="en",
    items=(
        Item(number=1, headline="The ferry runs again", paragraphs=(Paragraph(text="At seven."),)),
        Item(
            number=2,
            headline=HOSTILE,
            outlet=HOSTILE,
            section=HOSTILE,
            sources=(
                Source(url="javascript:alert(1)", raw="javascript:alert(1)"),
                Source(url='https://example.org/"><script>', raw=HOSTILE),
            ),
            paragraphs=(Paragraph(text=HOSTILE),),
            captions=(HOSTILE,),
        ),
    ),
    preface=(HOSTILE,),
)


class Press:
    """Puts editions into a store, in whatever state."""

    def __init__(self, store: Store) -> None:
        self.store = store

    async def keep(
        self,
        digest: Digest,
        day: date,
        state: EditionState = EditionState.PUBLISHED,
        slot: str = "",
    ) -> Edition:
        editions = self.store.editions
        edition = await editions.add(
            digest,
            (),
            date=day,
            slot=slot,
            fingerprint=f"{day}{slot}{digest.title}",
            posted_by=None,
            created_at=NOW,
        )
        if state is EditionState.PUBLISHED:
            await editions.publish(edition.id, NOW)
        elif state is not EditionState.DRAFT:
            await editions.mark(edition.id, state, at=NOW, expected=frozenset({EditionState.DRAFT}))
        return edition

    async def recall(self, edition: Edition) -> None:
        expected = frozenset({EditionState.PUBLISHED})
        await self.store.editions.mark(edition.id, EditionState.RECALLED, at=NOW, expected=expected)
