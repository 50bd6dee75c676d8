"""Blocks as a digest: the only place that decides what is a title, an item, a source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count

from digests.model import (
    Alternatives,
    Digest,
    Item,
    Place,
    Problem,
    ProblemKind,
    Related,
    Source,
    Structure,
)
from digests.parsing.blocks import Document
from digests.parsing.checks import problem
from digests.parsing.coverage import coverage_of
from digests.parsing.edition_date import FileHints, days_found, edition_day, newest_of
from digests.parsing.header import DateMention, Header, header_of, titles_found
from digests.parsing.items.body import Body, body_of, drawn
from digests.parsing.items.opening import ItemOpening, opening_of
from digests.parsing.items.publishers import publisher_of
from digests.parsing.lexical.annotate import AnnotatedBlock, Blocks, annotate
from digests.parsing.lexical.fragments import Fragment, fragment_of, joined, without_links
from digests.parsing.lexical.line_joining import whole_addresses, whole_marks, wrap_width
from digests.parsing.lexical.links import FoundLink, merged
from digests.parsing.lexical.list_marks import Mark
from digests.parsing.lexical.notes import Notes, notes_in, without_citations
from digests.parsing.structure.alternatives import other_segmentations, segmentation_named
from digests.parsing.structure.candidates import Kind
from digests.parsing.structure.segmentation import Segmentation, segmentation_of
from digests.parsing.structure.segments import Segment, Segments, segments_of
from digests.text.characters import width
from digests.text.dates import Day, find_days
from digests.text.languages import language_of
from digests.text.references import issue_of_name
from digests.text.ruby import in_brackets, without_readings
from digests.values.page_addresses import addresses_removed

_MASTHEAD = 40  # columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """A digest as understood, with what was noticed and the places its items came from."""

    digest: Digest
    problems: tuple[Problem, ...] = ()
    places: Mapping[int, Place] = field(default_factory=dict)
    alternatives: Alternatives


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """An item before its number and its days are final."""

    segment: Segment
    opening: ItemOpening
    body: Body

    @property
    def mark(self) -> Mark | None:
        return self.segment.start.mark

    @property
    def place(self) -> Place:
        return self.segment.blocks[0].place

    @property
    def links(self) -> tuple[FoundLink, ...]:
        return (*self.opening.links, *self.body.links)


def assemble(document: Document, hints: FileHints, structure: str | None = None) -> Assembly:
    """The digest that a document holds.

    `structure` is the key of the one that it shall be taken for, if it has such
    (`digests.model.Structure`).
    """
    blocks = annotate(whole_marks(whole_addresses(document.blocks)))
    notes = notes_in(blocks)
    blocks = notes.blocks
    edge = wrap_width(blocks)
    segmentation = _segmentation(document, blocks, structure)
    segments = segments_of(blocks, segmentation, closing=document.items is None)
    drafts = [_draft(_with_notes(segment, notes), edge) for segment in segments.items]
    days = [draft.body.day for draft in drafts]
    known = [day for day in days if day is not None]
    heading = blocks[segmentation.title] if segmentation.title is not None else None
    header = header_of(document, segments.header, newest_of(known), heading)
    header = header if header.days or header.titled else _dated_by_section(header, segments)
    certain = replace(hints, certain=document.items is not None)
    decided = edition_day(header, known, certain)
    numbers = _numbers(drafts)
    items = tuple(
        _item(draft, number, decided.date) for draft, number in zip(drafts, numbers, strict=True)
    )
    digest = Digest(
        title=header.title,
        author=header.author,
        date=decided.date,
        issue=header.issue or issue_of_name(hints.name),
        preface=_texts(_preface(segments.header, header, decided.date), edge),
        items=items,
        left_over=(*document.beside, *_texts(segments.left_over, edge)),
        afterword=_texts(segments.afterword, edge),
    )
    digest = replace(digest, coverage=coverage_of(digest, _links_outside(segments)))
    digest = replace(digest, language=language_of(_told(digest), document.language))
    return Assembly(
        digest=digest,
        problems=(
            *decided.problems,
            *_numbering(drafts, numbers),
            *_repairs(drafts, numbers),
            *_unreadable(drafts, items),
            *_guesses(segmentation, items),
        ),
        places=dict(zip(numbers, (draft.place for draft in drafts), strict=True)),
        alternatives=Alternatives(
            structure=_structure(segmentation),
            structures=_others(document, blocks, segmentation, asked=structure is not None),
            day=decided.date,
            days=days_found(header, known, certain),
            title=header.title,
            titles=titles_found(document, segments.header, header.title),
        ),
    )


def _segmentation(document: Document, blocks: Blocks, structure: str | None) -> Segmentation:
    """The document as it shall be taken, or else as it looks."""
    asked = structure is not None and document.items is None
    named = segmentation_named(blocks, structure or "") if asked else None
    return named or segmentation_of(blocks, declared=document.items)


def _structure(segmentation: Segmentation) -> Structure | None:
    if not (segmentation.key and segmentation.starts):
        return None
    return Structure(key=segmentation.key, items=len(segmentation.starts))


def _others(
    document: Document, blocks: Blocks, taken: Segmentation, *, asked: bool
) -> tuple[Structure, ...]:
    """The other structures that it may have; a file that declares its own has none."""
    declared = document.items is not None
    others = () if declared else other_segmentations(blocks, taken, asked=asked)
    return tuple(filter(None, map(_structure, others)))


def _dated_by_section(header: Header, segments: Segments) -> Header:
    """A header that names no day, with the one that the first section's name tells."""
    first = next((item.section for item in segments.items if item.section), None)
    days = [day for day in find_days(first or "") if day.month is not None]
    return (
        replace(header, titled=DateMention(day=days[0], place=Place(), titled=True))
        if days
        else header
    )


def _told(digest: Digest) -> str:
    """The words of a digest, without addresses, whose letters belong to no language."""
    told = [digest.title or "", digest.author or "", *digest.preface]
    for item in digest.items:
        told += [item.headline, *(paragraph.text for paragraph in item.paragraphs)]
    return addresses_removed("\n".join([*told, *digest.left_over, *digest.afterword]))


def _links_outside(segments: Segments) -> int:
    """How many pages are linked to from what is none of the items."""
    outside = (*segments.header, *segments.left_over, *segments.afterword)
    links = (link.source for block in outside for link in without_links(block)[1])
    return len(merged(links))


# --- items ------------------------------------------------------------------------------------


def _with_notes(segment: Segment, notes: Notes) -> Segment:
    if not notes.notes:
        return segment
    first, *others = notes.cited_in(segment.blocks)
    headline = replace(first, text=without_citations(first.text, [*notes.notes]))
    return replace(segment, blocks=(headline, *others))


def _draft(segment: Segment, edge: int | None) -> _Draft:
    blocks = segment.blocks
    opening = opening_of(segment.start, blocks, edge)
    fragments = [fragment_of(block) for block in blocks[1 + opening.taken :]]
    if opening.lead is not None:
        fragments.insert(0, fragment_of(opening.lead))
    body = body_of(joined(fragments, edge), opening.headline, linked=bool(opening.links))
    return _Draft(segment=segment, opening=opening, body=body)


def _item(draft: _Draft, number: int, edition: date | None) -> Item:
    headline, body = draft.opening.headline, draft.body
    mark, sources = draft.mark, merged(link.source for link in draft.links)
    return Item(
        number=number,
        headline=headline.text,
        printed_number=mark.printed if mark and mark.value is not None else None,
        date=_completed(body.day, edition),
        outlet=body.outlet or _publisher(body, sources),
        attribution=headline.attribution,
        sources=sources,
        paragraphs=body.paragraphs,
        captions=tuple(map(in_brackets, body.captions)),
        pictures=drawn(body.illustrations),
        related=tuple(
            Related(
                headline=aside.headline.text,
                date=_completed(aside.headline.day, edition),
                sources=merged(link.source for link in aside.links),
            )
            for aside in body.asides
        ),
        section=without_readings(draft.segment.section) if draft.segment.section else None,
    )


def _publisher(body: Body, sources: Sequence[Source]) -> str | None:
    texts = [paragraph.text for paragraph in body.paragraphs[:1]]
    return publisher_of(texts, body.captions, [source.url for source in sources])


def _guesses(segmentation: Segmentation, items: Sequence[Item]) -> Iterator[Problem]:
    """That nothing marks the items but how the text looks."""
    if items and segmentation.kind in {Kind.LINKS, Kind.PARAGRAPHS}:
        yield problem(ProblemKind.GUESSED, count=len(items))


def _unreadable(drafts: Sequence[_Draft], items: Sequence[Item]) -> Iterator[Problem]:
    """The pictures that no photo could be made of."""
    for draft, item in zip(drafts, items, strict=True):
        lost = len(draft.body.illustrations) - len(item.pictures)
        for illustration in draft.body.illustrations[:lost]:
            place = replace(illustration.place, item=item.number)
            yield problem(ProblemKind.PICTURE_UNREADABLE, place)


def _completed(day: Day | None, edition: date | None) -> date | None:
    if day is None:
        return None
    return day.near(edition) if edition else day.exact()


def _numbers(drafts: Sequence[_Draft]) -> list[int]:
    """The numbers readers use: the printed ones, or 1…N where those start again or are missing."""
    marks = [draft.mark for draft in drafts]
    if any(mark is None or mark.value is None for mark in marks):
        return [*range(1, len(drafts) + 1)]
    if any(draft.segment.start.run for draft in drafts):
        return [*range(1, len(drafts) + 1)]
    values = [mark.value or 0 for mark in marks if mark]
    return _unique(values)


def _unique(values: Sequence[int]) -> list[int]:
    """The values, each repetition replaced by the next number that is free."""
    taken = set(values)
    given: list[int] = []
    last: dict[int, int] = {}
    for value in values:
        number = value
        if value in last:
            number = next(free for free in count(last[value] + 1) if free not in taken)
        taken.add(number)
        last[value] = number
        given.append(number)
    return given


# --- what was noticed -------------------------------------------------------------------------


def _numbering(drafts: Sequence[_Draft], numbers: Sequence[int]) -> Iterator[Problem]:
    """Gaps and repeats in the printed numbers, run by run."""
    told: dict[int, set[int]] = {}
    last: dict[int, int] = {}
    for draft, number in zip(drafts, numbers, strict=True):
        value = draft.mark.value if draft.mark else None
        if value is None:
            continue
        run = told.setdefault(draft.segment.start.run, set())
        place = Place(line=draft.place.line, page=draft.place.page, item=number)
        if value in run:
            yield problem(ProblemKind.NUMBER_REPEATED, place, number=value)
        for missing in range(last.get(draft.segment.start.run, 0) + 1, value):
            yield problem(ProblemKind.NUMBER_GAP, place, number=missing)
        run.add(value)
        last[draft.segment.start.run] = max(value, last.get(draft.segment.start.run, 0))


def _repairs(drafts: Sequence[_Draft], numbers: Sequence[int]) -> Iterator[Problem]:
    for draft, number in zip(drafts, numbers, strict=True):
        place = Place(line=draft.place.line, page=draft.place.page, item=number)
        for link in draft.links:
            if link.repaired:
                yield problem(ProblemKind.SOURCE_REPAIRED, place, url=link.source.url)


def _preface(blocks: Blocks, header: Header, day: date | None) -> list[AnnotatedBlock]:
    """The header less title, author and the line of the edition's day."""
    rest = [block for index, block in enumerate(blocks) if index not in header.used]
    rest = [block for block in rest if day is None or _only(block) != day]
    # Lines of a masthead are short, and none goes on in the next.
    return [replace(block, gap=block.gap or width(block.text) < _MASTHEAD) for block in rest]


def _only(block: AnnotatedBlock) -> date | None:
    day = block.said.only_day
    return day.exact() if day else None


def _texts(blocks: Blocks, edge: int | None) -> tuple[str, ...]:
    fragments = joined([fragment_of(block) for block in blocks], edge)
    texts = (
        " ".join(filter(None, (in_brackets(fragment.text), *_addresses(fragment))))
        for fragment in fragments
    )
    return tuple(filter(None, texts))


def _addresses(fragment: Fragment) -> Iterator[str]:
    """The addresses that were taken off a fragment and would be lost with it."""
    for link in fragment.links:
        if not link.words and link.source.url not in fragment.text:
            yield link.source.url
