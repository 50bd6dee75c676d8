"""What stands on the front page of an edition: the paper's name, the day, and the first items."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile

from bot.i18n.translator import Translator
from bot.views.papers.slots import slot_of, with_slot
from bot.views.reading.running_text import run_on
from digests.model import Edition, Item, Paragraph, ParagraphKind
from digests.summary.gaps import gaps
from digests.text.numerals import KANJI_DIGITS, Numerals, printed
from digests.text.ruby import without_readings
from digests.text.sentences import sentences

ITEMS = 8
"""So many items stand on it; how many more there are is said."""
_LONGEST_NAME = 40
_LONGEST_HEADLINE = 120
_LONGEST_TEXT = 700


@dataclass(frozen=True, slots=True, kw_only=True)
class PageItem:
    """A headline with the number that readers ask by.

    `openings` say what its item says in short, each a sentence more than the one before.
    """

    number: int
    headline: str
    openings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """All that is drawn; what nothing is said of is empty.

    `seal` is the day as it stands in the seal, a line each; `facts` stand beside the name, the
    year or whole day first. `more` says how many items have no room. What `runs_left` is written
    from right to left.
    """

    name: str
    language: str
    seal: tuple[str, ...]
    facts: tuple[str, ...]
    items: tuple[PageItem, ...]
    more: str = ""
    runs_left: bool = False

    @property
    def is_vertical(self) -> bool:
        """Whether it is set from top to bottom and from right to left."""
        return self.language == "ja"

    @property
    def signs(self) -> frozenset[str]:
        """All signs that are to be seen."""
        texts = (self.name, self.more, *self.seal, *self.facts, *map(_text_of, self.items))
        return frozenset("".join("".join(texts).split()))

    def without(self, signs: Collection[str]) -> Contents:
        """The same less some signs, such as pictographs that no font has."""
        if not signs:
            return self

        def less(text: str) -> str:
            return " ".join("".join(one for one in text if one not in signs).split())

        items = tuple(
            replace(one, headline=less(one.headline), openings=tuple(map(less, one.openings)))
            for one in self.items
        )
        return replace(self, name=less(self.name), items=items)


def contents_of(translator: Translator, edition: Edition, paper: str | None) -> Contents:
    """What is drawn of an edition, in its language; `paper` is the name that it was given."""
    digest = edition.digest
    left = len(digest.items) - ITEMS
    more = translator.ngettext("and {count} more item", "and {count} more items", left)
    is_vertical = digest.language == "ja"
    facts = _japanese_facts if is_vertical else _facts
    return Contents(
        name=_cut(paper or translator.gettext("Kawaraban"), _LONGEST_NAME),
        language=digest.language,
        seal=_seal(edition.date) if is_vertical else (),
        facts=tuple(facts(translator, edition)),
        items=tuple(_page_item(item, digest.language) for item in digest.items[:ITEMS]),
        more=more if left > 0 else "",
        runs_left=translator.direction_of(digest.language) == "rtl",
    )


def _text_of(item: PageItem) -> str:
    return "".join((item.headline, *item.openings[-1:]))


def _facts(translator: Translator, edition: Edition) -> Iterator[str]:
    yield translator.day(edition.date)
    yield from _which(translator, edition)


def _japanese_facts(translator: Translator, edition: Edition) -> Iterator[str]:
    day = edition.date
    yield f"{''.join(KANJI_DIGITS[int(digit)] for digit in str(day.year))}年"
    yield translator.weekday(day)
    yield from _which(translator, edition)


def _which(translator: Translator, edition: Edition) -> Iterator[str]:
    """What tells it from others: its number, and what it is called among those of its day."""
    issue = edition.digest.issue
    number = "" if issue is None else translator.gettext("No. {number}", number=issue)
    if which := with_slot(translator, number, slot_of(translator, edition)):
        yield which


def _seal(day: date) -> tuple[str, str]:
    month, number = (printed(one, Numerals.KANJI) for one in (day.month, day.day))
    return f"{month}月", f"{number}日"


def _page_item(item: Item, language: str) -> PageItem:
    return PageItem(
        number=item.number,
        headline=_cut(without_readings(item.headline), _LONGEST_HEADLINE),
        openings=tuple(_openings(item, language)),
    )


def _openings(item: Item, language: str) -> Iterator[str]:
    """The summary's first piece, its first two, and so on; without one, sentences of the text."""
    pieces = item.summary or tuple(
        Paragraph(text=sentence)
        for paragraph in item.paragraphs[:1]
        for sentence in sentences(paragraph.text[:_LONGEST_TEXT], language)
    )
    left_out = gaps(item)
    pieces = tuple(takewhile(lambda one: one.kind is ParagraphKind.PROSE, pieces))
    for count in range(1, len(pieces) + 1):
        told = run_on([_plain(one) for one in pieces[:count]], left_out)
        text = " ".join("".join(span.text for span in told).split())
        if len(text) > _LONGEST_TEXT:
            return
        yield text


def _plain(piece: Paragraph) -> Paragraph:
    return replace(piece, text=without_readings(piece.text))


def _cut(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
