"""Decides which blocks open items: one scheme of marks, headings, entries or dated lines rules."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from digests.parsing.blocks import BlockKind, ItemHeadings
from digests.parsing.lexical.annotate import AnnotatedBlock, Blocks
from digests.parsing.lexical.list_marks import Mark, alike, restarts
from digests.parsing.lexical.services import is_service_line
from digests.parsing.structure.candidates import (
    Candidate,
    ItemStart,
    Kind,
    candidates,
    leads,
    unmarked,
)
from digests.parsing.structure.hierarchy import hierarchy_of
from digests.parsing.structure.sections import heading_above, sections_of, title_heading
from digests.parsing.structure.unmarked import reads_on

_ITEM_LEVEL = 3
_LOOKED_AT = 20  # blocks of an entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Segmentation:
    """Which blocks open items, name sections, or are the title's heading, by their index.

    `ends` are those at which an item is over although no other begins. `key` names the structure
    (`digests.model.Structure`), empty where the file itself declares it. `weighed` are the
    candidates among which this was found.
    """

    kind: Kind
    key: str = ""
    starts: tuple[ItemStart, ...] = ()
    sections: Mapping[int, str] = field(default_factory=dict)
    title: int | None = None
    ends: frozenset[int] = frozenset()
    weighed: tuple[Candidate, ...] = field(default=(), repr=False, compare=False)


def segmentation_of(blocks: Blocks, *, declared: ItemHeadings | None = None) -> Segmentation:
    """The segmentation of a document into items and sections; `declared` is what its file says."""
    if declared is not None:
        return _as_declared(blocks, declared)
    return without_services(blocks, _found(blocks))


def without_services(blocks: Blocks, found: Segmentation) -> Segmentation:
    """The segmentation less the starts that serve the paper, where it has others."""
    serving = {start.index for start in found.starts if _serves(blocks, start.index)}
    if not serving or len(serving) == len(found.starts):
        return found
    starts = tuple(start for start in found.starts if start.index not in serving)
    return replace(found, starts=starts, ends=found.ends | serving)


def _serves(blocks: Blocks, at: int) -> bool:
    return blocks[at].kind is not BlockKind.HEADING and is_service_line(blocks[at].said.bare.text)


def _found(blocks: Blocks) -> Segmentation:
    weighed = tuple(candidates(blocks))
    return replace(_best(blocks, weighed), weighed=weighed)


def _best(blocks: Blocks, weighed: Sequence[Candidate]) -> Segmentation:
    candidate = _winner(blocks, weighed)
    if candidate is None or not _counts_through(blocks, candidate):
        by_sections = segmented_by_sections(blocks)
        if by_sections is not None:
            return by_sections
    if candidate is None:
        return Segmentation(kind=Kind.NOTHING, key=Kind.NOTHING.value)
    return segmented(blocks, candidate)


def segmented_by_sections(blocks: Blocks) -> Segmentation | None:
    """What each section of a document with headings holds; None where they show no items."""
    title = heading_above(blocks)
    hierarchy = hierarchy_of(blocks, title)
    if hierarchy is None:
        return None
    return Segmentation(
        kind=Kind.SECTIONS,
        key=Kind.SECTIONS.value,
        starts=_as_counted(blocks, hierarchy.starts),
        sections=hierarchy.sections,
        title=title,
        ends=hierarchy.ends,
    )


def segmented(blocks: Blocks, candidate: Candidate) -> Segmentation:
    """The document as a candidate divides it."""
    key = candidate.key
    candidate = _with_told(blocks, _with_marks(blocks, candidate))
    title = title_heading(blocks, candidate)
    sections = sections_of(blocks, candidate, title)
    return Segmentation(
        kind=candidate.kind, key=key, starts=candidate.starts, sections=sections, title=title
    )


def _counts_through(blocks: Blocks, candidate: Candidate) -> bool:
    """Whether marks or dated lines open the items through all sections, whatever those hold."""
    headed = sum(blocks[at].kind is BlockKind.HEADING for at in candidate.indices)
    if candidate.kind is Kind.TAILS or candidate.dated:
        return 2 * headed < len(candidate.starts) or candidate.kind is not Kind.TAILS
    if candidate.kind is not Kind.NUMBERS or headed:
        return candidate.kind is Kind.NUMBERS
    if any(start.run for start in candidate.starts):
        return False
    headings = [at for at, block in enumerate(blocks) if block.kind is BlockKind.HEADING]
    return len({bisect_left(headings, at) for at in candidate.indices}) > 1


def _as_counted(blocks: Blocks, starts: Sequence[ItemStart]) -> tuple[ItemStart, ...]:
    """The starts, each row of numbers a run of its own; headings take theirs, if all have one."""
    marks = {start.index: start.mark or _of_heading(blocks[start.index]) for start in starts}
    numbered = {index: mark for index, mark in marks.items() if mark and mark.value is not None}
    schemes = {mark.scheme for mark in numbered.values()}
    if len(numbered) == len(starts) and len(schemes) == 1:
        return _in_runs(numbered)
    ornaments = {mark.printed if mark and mark.value is None else "" for mark in marks.values()}
    if len(starts) > 1 and len(ornaments) == 1 and "" not in ornaments:
        return tuple(replace(start, mark=marks[start.index]) for start in starts)
    counted: list[ItemStart] = []
    for start in starts:
        counted.append(replace(start, run=_run(counted, start.mark)))
    return tuple(counted)


def _of_heading(block: AnnotatedBlock) -> Mark | None:
    return block.said.mark if block.kind is BlockKind.HEADING else None


def _as_declared(blocks: Blocks, declared: ItemHeadings) -> Segmentation:
    headings = {
        index: block for index, block in enumerate(blocks) if block.kind is BlockKind.HEADING
    }
    items = {index: block for index, block in headings.items() if block.level == _ITEM_LEVEL}
    numbered = declared is ItemHeadings.NUMBERED
    starts = _in_runs(
        {
            index: block.mark_or_listed if numbered and not block.unnumbered else None
            for index, block in items.items()
        }
    )
    sections = {index: block.text for index, block in headings.items() if block.level == 2}
    title = next((index for index, block in headings.items() if block.level == 1), None)
    return Segmentation(kind=Kind.HEADINGS, starts=starts, sections=sections, title=title)


def _in_runs(marks: Mapping[int, Mark | None]) -> tuple[ItemStart, ...]:
    starts: list[ItemStart] = []
    for index, mark in marks.items():
        starts.append(ItemStart(index=index, mark=mark, run=_run(starts, mark)))
    return tuple(starts)


def _run(starts: Sequence[ItemStart], mark: Mark | None) -> int:
    last = starts[-1] if starts else None
    if last is None or last.mark is None or mark is None:
        return 0
    return last.run + restarts(mark.value or 0, last.mark.value or 0)


# --- which candidate holds --------------------------------------------------------------------


def _winner(blocks: Blocks, rivals: Sequence[Candidate]) -> Candidate | None:
    by_kind: dict[Kind, list[Candidate]] = defaultdict(list)
    for candidate in rivals:
        by_kind[candidate.kind].append(candidate)
    headings, entries, tails, links = (
        next(iter(by_kind[kind]), None)
        for kind in (Kind.HEADINGS, Kind.ENTRIES, Kind.TAILS, Kind.LINKS)
    )
    ornaments = _outermost(blocks, by_kind[Kind.ORNAMENTS])
    numbers = _outermost(blocks, by_kind[Kind.NUMBERS])
    others = [candidate for candidate in (headings, entries, tails, ornaments) if candidate]
    if numbers and not any(_is_detail(blocks, numbers, other) for other in others):
        return numbers
    if tails and not _stand_on(tails, headings, (headings, entries, ornaments)):
        return tails
    structure = headings or ornaments
    if entries and structure:
        return entries if _list_rules(blocks, structure, entries) else structure
    led = next(leads(blocks), None) if structure is None else None
    if led and not (entries and entries.indices[0] <= led.indices[0]):
        return led
    if entries and links and not _is_list(blocks, entries):
        return links
    return structure or entries or links or next(unmarked(blocks), None)


def _outermost(blocks: Blocks, rivals: Iterable[Candidate]) -> Candidate | None:
    best: Candidate | None = None
    for candidate in rivals:
        best = candidate if best is None else _outer(blocks, best, candidate)
    return best


def _outer(blocks: Blocks, one: Candidate, other: Candidate) -> Candidate:
    """Which of two schemes opens the items, where the other numbers something inside them."""
    into_one, into_other = _segments(other, one), _segments(one, other)
    one_holds = len(into_one) == 1 and len(one.starts) > 1
    other_holds = len(into_other) == 1 and len(other.starts) > 1
    if one_holds and other_holds:
        return _later_or_longer(blocks, one, other)
    if one_holds or other_holds:
        return one if one_holds else other
    for outer, inner in ((one, other), (other, one)):
        if _restarts_inside(outer, inner):
            return inner if _are_sections(outer, inner) else outer
    return max(one, other, key=lambda candidate: len(candidate.starts) + 2 * candidate.dated)


def _segments(inner: Candidate, outer: Candidate) -> set[int]:
    """In which of the outer scheme's segments the inner marks lie; 0 is before the first."""
    borders = outer.indices
    return {bisect_left(borders, index) for index in inner.indices}


def _later_or_longer(blocks: Blocks, one: Candidate, other: Candidate) -> Candidate:
    """Of two schemes, one behind the other: the later if it repeats headlines, else the longer."""
    first, second = sorted((one, other), key=lambda candidate: candidate.indices[0])
    pairs = zip(first.starts, second.starts, strict=False)
    same = sum(alike(_said(blocks, start), _said(blocks, twin)) for start, twin in pairs)
    if 2 * same >= min(len(first.starts), len(second.starts)):
        return second
    gone = _length(blocks, first.indices[0], second.indices[0])
    return first if gone > _length(blocks, second.indices[0], len(blocks)) else second


def _said(blocks: Blocks, start: ItemStart) -> str:
    return start.mark.rest if start.mark else blocks[start.index].text


def _length(blocks: Blocks, first: int, end: int) -> int:
    return sum(len(block.text) for block in blocks[first:end])


def _restarts_inside(outer: Candidate, inner: Candidate) -> bool:
    runs: dict[int, set[int]] = defaultdict(set)
    borders = outer.indices
    for start in inner.starts:
        runs[start.run].add(bisect_left(borders, start.index))
    return len(runs) >= 2 and all(len(segments) == 1 for segments in runs.values())


def _are_sections(outer: Candidate, inner: Candidate) -> bool:
    """Whether the outer marks stand on sections: an inner mark right below nearly each of them."""
    inside = set(inner.indices)
    followed = sum(start.index + 1 in inside for start in outer.starts)
    return outer.dated == 0 and 5 * followed >= 4 * len(outer.starts)


def _is_detail(blocks: Blocks, numbers: Candidate, other: Candidate) -> bool:
    """Whether the numbers only count something inside what the other candidate divides."""
    if numbers.dated or len(other.starts) < 2:
        return False
    if other.kind is Kind.HEADINGS:
        return _is_below(blocks, numbers, other)
    if len(numbers.starts) == 1 or other.kind is Kind.ENTRIES:
        return len(numbers.starts) == 1
    inside, apart = len(_segments(numbers, other)) == 1, len(_segments(other, numbers)) == 1
    if inside and apart:
        return _later_or_longer(blocks, numbers, other) is other
    return inside or (_restarts_inside(other, numbers) and not _are_sections(other, numbers))


def _is_below(blocks: Blocks, numbers: Candidate, headings: Candidate) -> bool:
    """Whether the numbers are lists in the parts of a document that headings divide."""
    level = int(headings.scheme)
    if any(_is_heading(blocks[index], level - 1) for index in numbers.indices):
        return False
    if any(_is_heading(blocks[index], level) for index in numbers.indices):
        return len(numbers.starts) * 2 <= len(headings.starts)
    if len(numbers.starts) == 1:
        return True
    part = _segments(numbers, headings)
    if len(part) > 1:
        return _restarts_inside(headings, numbers) and not _is_list(blocks, numbers)
    ends = [*headings.indices, len(blocks)]
    length = _length(blocks, numbers.indices[0], ends[part.pop()])
    return 2 * length < _length(blocks, headings.indices[0], len(blocks))


def _is_heading(block: AnnotatedBlock, level: int) -> bool:
    return block.kind is BlockKind.HEADING and block.level <= level


def _stand_on(
    tails: Candidate, headings: Candidate | None, others: Iterable[Candidate | None]
) -> bool:
    """Whether the dated lines are themselves headings or entries, which then all open items."""
    if headings and len(headings.starts) >= len(tails.starts):
        return True
    for candidate in others:
        inside = set(candidate.indices) if candidate else set()
        if 2 * sum(index in inside for index in tails.indices) >= len(tails.starts):
            return True
    return False


def _list_rules(blocks: Blocks, structure: Candidate, entries: Candidate) -> bool:
    """Whether lists hold the news and headings only sort them, rather than the reverse."""
    if not _is_list(blocks, entries) or len(_segments(entries, structure)) < 2:
        return False
    first = structure.indices[0]
    return 2 * _listed(blocks[first:]) >= _length(blocks, first, len(blocks))


def _listed(blocks: Blocks) -> int:
    """How much text stands in lists."""
    return sum(
        len(block.text)
        for block in blocks
        if block.kind is BlockKind.ENTRY or block.inside or block.said.bullet
    )


def _is_list(blocks: Blocks, candidate: Candidate) -> bool:
    """Whether most entries carry a link or open in bold, as news in a list do."""
    rich = sum(_is_rich(blocks, index) for index in candidate.indices)
    return 5 * rich >= 3 * len(candidate.starts)


def _is_rich(blocks: Blocks, index: int) -> bool:
    """Whether an entry, with the paragraphs that its format says are inside, has link or bold."""
    if blocks[index].has_link or blocks[index].bold:
        return True
    lined = blocks[index].kind is BlockKind.LINE
    inside = takewhile(
        lambda block: (not block.gap and not block.said.bullet) if lined else block.inside,
        blocks[index + 1 : index + _LOOKED_AT],
    )
    return any(block.has_link for block in inside if block.kind is not BlockKind.ENTRY)


def _with_told(blocks: Blocks, candidate: Candidate) -> Candidate:
    """The candidate with what is running text among its starts, where only looks tell them."""
    if candidate.kind not in {Kind.LINKS, Kind.PARAGRAPHS}:
        return candidate
    starts = (replace(start, told=reads_on(blocks, start.index)) for start in candidate.starts)
    return replace(candidate, starts=tuple(starts))


def _with_marks(blocks: Blocks, candidate: Candidate) -> Candidate:
    """The candidate with the numbers that its starts carry, if all of them do, in one scheme."""
    marks = {start.index: blocks[start.index].mark_or_listed for start in candidate.starts}
    numbered = {index: mark for index, mark in marks.items() if mark and mark.value is not None}
    schemes = {mark.scheme for mark in numbered.values()}
    if candidate.kind is Kind.NUMBERS or len(schemes) != 1 or len(numbered) < len(candidate.starts):
        return candidate
    return replace(candidate, starts=_in_runs(numbered))
