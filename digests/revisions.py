"""What an editor decides about a digest, applied: pure, and nothing is lost that wasn't dropped.

A decision names items by the numbers that they have now; where those are 1…N they are so again
afterwards. What looked wrong follows: problems of what changed are looked for anew, those that an
editor has settled stay away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from digests.model import (
    Coverage,
    Digest,
    Item,
    Paragraph,
    ParagraphKind,
    Picture,
    Place,
    Problem,
    ProblemKind,
    Source,
    SummaryMaker,
)
from digests.parsing.checks import check
from digests.parsing.coverage import coverage_of
from digests.parsing.lexical.links import clean, find_links, is_suspect, merged, without_addresses
from digests.text.characters import width
from digests.text.sentences import sentences

_HEADLINE = 80
"""Columns; what is longer is no headline, and its first sentence becomes one."""


class TextPart(StrEnum):
    """Where text of a digest stands that is in no item; the values are the fields of `Digest`."""

    GREETING = "preface"  # before the first item
    LEFT_OVER = "left_over"  # between
    AFTERWORD = "afterword"  # behind the last item


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDay:
    """The edition is of that day."""

    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSlot:
    """The edition is for that slot of its day, whatever it says."""

    slot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPaper:
    """The edition is one of the paper of that key, whatever it says."""

    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTitle:
    """The digest has that title."""

    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetHeadline:
    """An item has that headline."""

    number: int
    headline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSummary:
    """An item's summary is that, a paragraph each."""

    number: int
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSources:
    """An item's sources are those, and no others."""

    number: int
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOutlet:
    """An item was published by that outlet, or by none."""

    number: int
    outlet: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DropItem:
    """An item is left out."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinItem:
    """An item is a part of the one before it."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveItem:
    """An item is none, but a text of that part."""

    number: int
    to: TextPart


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveText:
    """The text of a part belongs to another part."""

    part: TextPart
    to: TextPart


@dataclass(frozen=True, slots=True, kw_only=True)
class SetText:
    """A part says that, a paragraph each; its pictures stay."""

    part: TextPart
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeItem:
    """The text of a part is an item."""

    part: TextPart


@dataclass(frozen=True, slots=True, kw_only=True)
class DropText:
    """The text of a part is left out."""

    part: TextPart


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle:
    """What looked wrong in that way, of the whole digest or of items, is right."""

    kind: ProblemKind


Decision = (
    SetDay
    | SetSlot
    | SetPaper
    | SetTitle
    | SetHeadline
    | SetSummary
    | SetSources
    | SetOutlet
    | DropItem
    | JoinItem
    | MoveItem
    | MoveText
    | SetText
    | MakeItem
    | DropText
    | Settle
)


SETTLEABLE = frozenset(
    {
        ProblemKind.LITTLE_READ,
        ProblemKind.LINKS_OUTSIDE,
        ProblemKind.LONG_PREFACE,
        ProblemKind.MANY_LINKS,
        ProblemKind.GUESSED,
        ProblemKind.EDITION_DATE_CONFLICT,
        ProblemKind.EDITION_DATE_GUESSED,
        ProblemKind.NO_EDITION_DATE,
        ProblemKind.NEAR_COPY,
        ProblemKind.SAME_PAGE,
    }
)
"""What an editor may say is right as it is."""

REPEATS = frozenset({ProblemKind.NEAR_COPY, ProblemKind.SAME_PAGE})
"""What is looked for among other editions; which of them an editor settled, a draft remembers."""

_OF_DAY = frozenset(
    {
        ProblemKind.NO_EDITION_DATE,
        ProblemKind.EDITION_DATE_CONFLICT,
        ProblemKind.EDITION_DATE_GUESSED,
    }
)
"""What nobody asks any more once an editor has said which day it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """A digest as it was decided that it is, what looks wrong in it, and which repeats may be."""

    digest: Digest
    problems: tuple[Problem, ...]
    settled: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A digest after a decision; `became` are the new numbers of items whose number changed.

    An item that is none any more became None.
    """

    digest: Digest
    became: Mapping[int, int | None] = field(default_factory=dict)
    settled: frozenset[ProblemKind] = frozenset()


def revised(
    digest: Digest,
    problems: Sequence[Problem],
    decision: Decision,
    settled: Sequence[Problem] = (),
) -> Revised | None:
    """What a digest says after a decision; None where there is nothing to decide about.

    `settled` are the repeats that were settled before.
    """
    step = _taken(digest, decision)
    if step is None:
        return None
    after = replace(step.digest, coverage=_coverage(digest, step.digest))
    now_settled = (one for one in problems if one.kind in REPEATS & step.settled)
    return Revised(
        digest=after,
        problems=_problems(digest, problems, after, step),
        settled=tuple(_followed((*settled, *now_settled), step)),
    )


def text_of(digest: Digest, part: TextPart) -> tuple[str, ...]:
    """The text of a part."""
    texts: tuple[str, ...] = getattr(digest, part)
    return texts


_PICTURES: Mapping[TextPart, str] = MappingProxyType(
    {TextPart.GREETING: "preface_pictures", TextPart.AFTERWORD: "afterword_pictures"}
)
"""The fields of `Digest` with the pictures of a part; what is left over has none."""


def pictures_of(digest: Digest, part: TextPart) -> tuple[Picture, ...]:
    """The pictures of a part."""
    pictures: tuple[Picture, ...] = getattr(digest, _PICTURES[part]) if part in _PICTURES else ()
    return pictures


def _taken(digest: Digest, decision: Decision) -> _Step | None:
    match decision:
        case SetDay():
            return _Step(digest=replace(digest, date=decision.day), settled=_OF_DAY)
        case SetTitle():
            return _Step(digest=replace(digest, title=decision.title))
        case SetSlot() | SetPaper() | Settle():
            kinds = [decision.kind] if isinstance(decision, Settle) else []
            return _Step(digest=digest, settled=SETTLEABLE.intersection(kinds))
        case SetText():
            return _Step(digest=_saying(digest, decision))
        case MoveText() | MakeItem() | DropText():
            return _of_text(digest, decision) if text_of(digest, decision.part) else None
    return _of_item(digest, decision) if digest.item(decision.number) else None


def _of_text(digest: Digest, decision: MoveText | MakeItem | DropText) -> _Step:
    said = _Apart(text=text_of(digest, decision.part), pictures=pictures_of(digest, decision.part))
    without = _with_part(digest, decision.part, _Apart())
    match decision:
        case MoveText():
            return _Step(digest=_with_more(without, decision.to, said, after=decision.part))
        case MakeItem():
            at = 0 if decision.part is TextPart.GREETING else len(digest.items)
            item = replace(item_of(said.text, digest), pictures=said.pictures)
            items = [*digest.items[:at], item, *digest.items[at:]]
            return _numbered(digest, without, items)
    return _Step(digest=without)


def _saying(digest: Digest, decision: SetText) -> Digest:
    """With another text of a part; of a greeting the lines stay that repeat title or author."""
    there, told = text_of(digest, decision.part), decision.paragraphs
    if decision.part is TextPart.GREETING:
        told = (*(one for one in there if one not in digest.greeting), *told)
    pictures = pictures_of(digest, decision.part)
    return _with_part(digest, decision.part, _Apart(text=told, pictures=pictures))


_Change = SetHeadline | SetSummary | SetSources | SetOutlet


def _of_item(digest: Digest, decision: _Change | DropItem | JoinItem | MoveItem) -> _Step | None:
    match decision:
        case DropItem():
            return _without(digest, digest, decision.number)
        case JoinItem():
            return _joined(digest, decision.number)
        case MoveItem():
            item = _one(digest, decision.number)
            after = TextPart.AFTERWORD if decision.to is TextPart.GREETING else TextPart.GREETING
            moved = _with_more(digest, decision.to, _apart(item, decision.to), after=after)
            return _without(digest, moved, decision.number)
    changed = (
        _changed(item, decision) if item.number == decision.number else item
        for item in digest.items
    )
    return _Step(digest=replace(digest, items=tuple(changed)))


def _changed(item: Item, decision: _Change) -> Item:
    match decision:
        case SetHeadline():
            return replace(item, headline=decision.headline)
        case SetSummary():
            summary = tuple(Paragraph(text=text) for text in decision.paragraphs)
            return replace(item, summary=summary, summary_by=SummaryMaker.EDITOR)
        case SetSources():
            return replace(item, sources=decision.sources)
    return replace(item, outlet=decision.outlet)


def _one(digest: Digest, number: int) -> Item:
    return next(item for item in digest.items if item.number == number)


# --- text that changes its place --------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Apart:
    """What stands in a part."""

    text: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()


def _with_part(digest: Digest, part: TextPart, said: _Apart) -> Digest:
    values: dict[str, object] = {part.value: said.text}
    if part in _PICTURES:
        values[_PICTURES[part]] = said.pictures
    return replace(digest, **values)  # type: ignore[arg-type]  # all of them are such


_ORDER = (TextPart.GREETING, TextPart.LEFT_OVER, TextPart.AFTERWORD)


def _with_more(digest: Digest, part: TextPart, more: _Apart, *, after: TextPart) -> Digest:
    """The digest with more in a part: behind what is there, or before it.

    Before it only where it came from further up.
    """
    there = _Apart(text=text_of(digest, part), pictures=pictures_of(digest, part))
    is_above = _ORDER.index(after) < _ORDER.index(part)
    first, last = (more, there) if is_above else (there, more)
    together = _Apart(text=(*first.text, *last.text), pictures=(*first.pictures, *last.pictures))
    return _with_part(digest, part, together)


def _apart(item: Item, part: TextPart) -> _Apart:
    """An item as what stands in a part; a caption that its picture has is not said twice."""
    pictures = item.pictures if part in _PICTURES else ()
    told = {one.caption for one in pictures}
    captions = tuple(one for one in item.captions if one not in told)
    return _Apart(text=texts_of(replace(item, captions=captions)), pictures=pictures)


def texts_of(item: Item) -> tuple[str, ...]:
    """Everything that an item says in words, as texts of a part: its addresses too."""
    related = [text for one in item.related for text in (one.headline, *_addresses(one.sources))]
    texts = [_heading(item), *(one.text for one in item.paragraphs), *item.captions, *related]
    told = "\n".join(texts)
    return (*texts, *(url for url in _addresses(item.sources) if url not in told))


def _heading(item: Item) -> str:
    """The headline, with the outlet and the day that stood behind it."""
    facts = ", ".join(filter(None, (item.outlet, item.date.isoformat() if item.date else None)))
    return f"{item.headline} ({facts})" if facts else item.headline


def _addresses(sources: Iterable[Source]) -> tuple[str, ...]:
    return tuple(source.url for source in sources)


def item_of(texts: Sequence[str], digest: Digest) -> Item:
    """An item out of texts: the first line is its headline, or the first sentence where it is long.

    Its number is the next that the digest has not.
    """
    links = [link for text in texts for link in find_links(text)]
    bare = [without_addresses(text, find_links(text)).strip() for text in texts]
    told = [text for text in bare if text] or [texts[0]]
    is_line = width(told[0]) <= _HEADLINE and "\n" not in told[0]
    first = told[0] if is_line else next(iter(sentences(told[0], digest.language)), told[0])
    return Item(
        number=max((item.number for item in digest.items), default=0) + 1,
        headline=first.strip(),
        paragraphs=tuple(Paragraph(text=text) for text in (told[1:] if is_line else told)),
        sources=merged(link.source for link in links),
    )


def sources_in(text: str) -> tuple[Source, ...] | None:
    """The addresses that a text consists of; None where it says anything else, or none opens."""
    words = text.split()
    found = [Source(url=clean(word), raw=word) for word in words]
    opened = [one for one in found if find_links(one.raw) and not is_suspect(one.url)]
    return merged(opened) if words and len(opened) == len(words) else None


# --- items that change their places -----------------------------------------------------------


def _without(before: Digest, digest: Digest, number: int) -> _Step:
    kept = [item for item in digest.items if item.number != number]
    step = _numbered(before, digest, kept)
    return replace(step, became={**step.became, number: None})


def _joined(digest: Digest, number: int) -> _Step | None:
    at = digest.items.index(_one(digest, number))
    if at == 0:
        return None
    host, guest = digest.items[at - 1], digest.items[at]
    items = [*digest.items[: at - 1], _together(host, guest), *digest.items[at + 1 :]]
    step = _numbered(digest, digest, items)
    host_number = step.became.get(host.number, host.number)
    return replace(step, became={**step.became, number: host_number})


def _together(host: Item, guest: Item) -> Item:
    """Two items as one: the headline of the second heads its text."""
    is_told = (guest.outlet, guest.date) in {(host.outlet, host.date), (None, None)}
    heading = guest.headline if is_told else _heading(guest)
    between = Paragraph(text=heading, kind=ParagraphKind.SUBHEADING)
    return replace(
        host,
        date=host.date or guest.date,
        outlet=host.outlet or guest.outlet,
        sources=merged((*host.sources, *guest.sources)),
        paragraphs=(*host.paragraphs, between, *guest.paragraphs),
        captions=(*host.captions, *guest.captions),
        pictures=(*host.pictures, *guest.pictures),
        related=(*host.related, *guest.related),
        summary=(),
        summary_by=None,
    )


def _numbered(before: Digest, digest: Digest, items: Sequence[Item]) -> _Step:
    """The digest with other items, which count from 1 again if those before did."""
    counted = all(item.number == at for at, item in enumerate(before.items, 1))
    if not counted:
        return _Step(digest=replace(digest, items=tuple(items)))
    known = {item.number for item in before.items}
    became = {item.number: at for at, item in enumerate(items, 1) if item.number in known}
    numbered = tuple(replace(item, number=at) for at, item in enumerate(items, 1))
    return _Step(digest=replace(digest, items=numbered), became=MappingProxyType(became))


# --- what looks wrong then --------------------------------------------------------------------


def _coverage(before: Digest, after: Digest) -> Coverage | None:
    if before.coverage is None:
        return None
    parts = (text_of(after, part) for part in TextPart)
    return coverage_of(after, sum(len(find_links(text)) for texts in parts for text in texts))


_Identity = tuple[ProblemKind, int | None]
_NOWHERE = -1


def _problems(
    before: Digest, problems: Sequence[Problem], after: Digest, step: _Step
) -> tuple[Problem, ...]:
    """Those that are still so, and those that the decision brought."""
    was, now = check(before, {}), check(after, _places(problems, step))
    checked = {problem.kind for problem in (*was, *now)}
    others = [one for one in _followed(problems, step) if one.kind not in checked]
    known = {_moved(problem, step) for problem in problems}
    settled = {_moved(problem, step) for problem in was} - known
    told = [problem for problem in now if (problem.kind, problem.place.item) not in settled]
    return tuple(one for one in (*others, *told) if one.kind not in step.settled)


def _followed(problems: Iterable[Problem], step: _Step) -> Iterator[Problem]:
    """Problems by the numbers that items have now, without those of items that are gone."""
    for problem in problems:
        place = _place(problem.place, step)
        if place is not None:
            yield replace(problem, place=place)


def _places(problems: Iterable[Problem], step: _Step) -> Mapping[int, Place]:
    """Where items stand in the file, as far as any problem tells."""
    places = (_place(problem.place, step) for problem in problems)
    return {place.item: place for place in places if place and place.item}


def _place(place: Place, step: _Step) -> Place | None:
    """A place by the numbers that items have now; None where its item is none any more."""
    if place.item is None:
        return place
    number = step.became.get(place.item, place.item)
    return replace(place, item=number) if number is not None else None


def _moved(problem: Problem, step: _Step) -> _Identity:
    """What a problem is about, by the numbers that items have now."""
    place = _place(problem.place, step)
    return problem.kind, place.item if place else _NOWHERE
