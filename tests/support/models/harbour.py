"""A Japanese edition of invented news, and what a model makes of it in English."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from digests.model import Digest, Item, Paragraph

JAPANESE = (
    ("島への渡し船、3週間ぶりに再開", "渡し船は12日午後3時、3週間の修理を終えて再開した。"),
    ("図書館、4万冊を夜まで開放", "蔵書4万冊の図書館は、午前2時まで利用できる。"),
    ("港の底から古い鐘", "港の底で見つかった鐘は、1897年の品とみられる。"),
)
"""Headlines, each with the one sentence of its item."""
ENGLISH = (
    (
        "The ferry to the island runs again after 3 weeks",
        "The ferry resumed at 3 p.m. on the 12th after 3 weeks of repairs.",
    ),
    (
        "Library opens its 40,000 books until late",
        "The library of 40,000 volumes can be used until 2 a.m.",
    ),
    (
        "An old bell from the bottom of the harbour",
        "The bell found in the harbour is thought to date from 1897.",
    ),
)
"""The same in English."""
TEXT = "\n\n".join(
    ["港だより　2026年11月20日"]
    + [
        f"{at}. {headline}（港新聞、2026年11月20日）\n{said}\nhttps://example.org/{at}"
        for at, (headline, said) in enumerate(JAPANESE, 1)
    ]
)
"""The edition as its editor posts it."""


def harbour(day: date) -> Digest:
    """The edition as it is read."""
    return Digest(
        title="港だより",
        date=day,
        language="ja",
        items=tuple(_item(at, *pair) for at, pair in enumerate(JAPANESE, 1)),
    )


def _item(number: int, headline: str, said: str) -> Item:
    paragraph = Paragraph(text=said)
    return Item(number=number, headline=headline, paragraphs=(paragraph,), summary=(paragraph,))


@dataclass
class Interpreter:
    """Answers a question as a model should, from what it knows; `known` may be changed."""

    known: dict[str, str] = field(
        default_factory=lambda: {
            one: other
            for pair, others in zip(JAPANESE, ENGLISH, strict=True)
            for one, other in zip(pair, others, strict=True)
        }
    )

    def __call__(self, question: str) -> str:
        if not question.startswith("{"):
            return "[]"  # it is asked which sentences to tell
        asked = json.loads(question)
        return json.dumps(self._answer(asked), ensure_ascii=False)

    def _answer(self, asked: Mapping[str, object]) -> dict[str, object]:
        headline, summary = asked["headline"], asked["summary"]
        assert isinstance(headline, str)
        assert isinstance(summary, list)
        return {"headline": self.known[headline], "summary": [self.known[one] for one in summary]}
