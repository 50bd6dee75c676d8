"""Decides which blocks open items: one scheme of marks, headings, entries or dated lines rules."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from digests.reading.blocks import Block, BlockKind
from digests.reading.headlines import tail_of, unwrapped
from digests.reading.joining import ends_sentence
from digests.reading.numbering import Mark, Marked, alike, is_strict, mark_of, rising
from digests.reading.pieces import BULLET
from digests.reading.sources import find_links

_HEADS = frozenset({BlockKind.LINE, BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.ENTRY})
_MAX_HEAD = 400
_MAX_SECTION = 60
_SECTION = re.compile(
    r"[【\[［〔《〈＜<(（=＝\-*~]+\s*[^【】]{1,40}?\s*[】\]］〕》〉＞>)）=＝\-*~]+"
)


class Kind(StrEnum):
    """What opens the items of a document."""

    NUMBERS = "numbers"  # marks that rise by one
    TAILS = "tails"  # lines that end in a dated bracket
    ORNAMENTS = "ornaments"  # one ornament before each, such as ■
    HEADINGS = "headings"  # headings of one level
    ENTRIES = "entries"  # entries of lists
    LINKS = "links"  # groups of lines that each end with a link
    NOTHING = "nothing"  # no items


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The block that opens an item; `run` counts how often the numbers started again before."""

    index: int
    mark: Mark | None = None
    run: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """Which blocks open items, head sections, or are the title's heading, by their index."""

    kind: Kind
    heads: tuple[Head, ...] = ()
    sections: Mapping[int, str] = field(default_factory=dict)
    title: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    kind: Kind
    heads: tuple[Head, ...]
    scheme: str = ""
    dated: int = 0

    @property
    def indices(self) -> tuple[int, ...]:
        return tuple(head.index for head in self.heads)


def divide(blocks: Sequence[Block], *, titled: str | None = None) -> Division:
    """The division of a document into items and sections.

    `titled` is the title in its metadata; an empty one says that no heading is the title.
    """
    claim = _winner(blocks, [*_claims(blocks, titled)])
    if claim is None:
        return Division(kind=Kind.NOTHING)
    title = None if titled == "" else _title_heading(blocks, claim)
    sections = _sections(blocks, claim, title)
    return Division(kind=claim.kind, heads=claim.heads, sections=sections, title=title)


def block_mark(block: Block) -> Mark | None:
    """The mark a block opens with: its text's own, or the one its list prints."""
    own = mark_of(block.text[:_MAX_HEAD])
    if own is not None and own.value is not None:
        rest = own.rest + block.text[_MAX_HEAD:]
        return Mark(scheme=own.scheme, value=own.value, printed=own.printed, rest=rest)
    if block.kind is BlockKind.ENTRY and block.mark:
        listed = mark_of(f"{block.mark} ")
        if listed and listed.value is not None:
            return Mark(
                scheme=listed.scheme,
                value=listed.value,
                printed=listed.printed,
                rest=block.text,
            )
    return own


# --- claims -----------------------------------------------------------------------------------


def _claims(blocks: Sequence[Block], titled: str | None) -> Iterator[_Claim]:
    marks = {
        index: mark
        for index, block in enumerate(blocks)
        if _may_open(block) and (mark := block_mark(block))
    }
    dated = {
        index: tail.day.year is not None
        for index, block in enumerate(blocks)
        if _may_open(block) and (tail := tail_of(block.text)) and _says_more(block, tail.start)
    }
    yield from _numbers(blocks, marks, dated)
    yield from _tails(blocks, marks, dated)
    yield from _ornaments(blocks, marks, dated)
    yield from _headings(blocks, alone=titled == "")
    yield from _entries(blocks, marks)
    yield from _links(blocks)


def _may_open(block: Block) -> bool:
    return block.kind in _HEADS and not (block.kind is BlockKind.ENTRY and block.level > 1)


def _says_more(block: Block, tail: int) -> bool:
    """Whether a headline stands before the tail, and not a whole sentence."""
    text = block.text[:tail]
    return (
        bool(re.search(r"\w", text)) and len(text) <= _MAX_HEAD and not text.rstrip().endswith("。")
    )


def _numbers(
    blocks: Sequence[Block], marks: Mapping[int, Mark], dated: Mapping[int, bool]
) -> Iterator[_Claim]:
    schemes: dict[str, list[Marked]] = defaultdict(list)
    for index, mark in marks.items():
        if mark.value is not None and not (
            blocks[index].mark is None and blocks[index].kind is BlockKind.ENTRY
        ):
            schemes[mark.scheme].append(Marked(index=index, mark=mark, dated=index in dated))
    for scheme, marked in schemes.items():
        runs = rising(marked)
        heads = tuple(
            Head(index=one.index, mark=one.mark, run=at)
            for at, run in enumerate(runs)
            for one in run
        )
        if heads:
            count = sum(one.dated for run in runs for one in run)
            yield _Claim(kind=Kind.NUMBERS, heads=heads, scheme=scheme, dated=count)


def _is_in_bullet(block: Block, mark: Mark) -> bool:
    """Whether a number stands behind the bullet of a list, where it opens no item."""
    return block.kind is BlockKind.ENTRY and block.mark is None and is_strict(mark.scheme)


def _tails(
    blocks: Sequence[Block], marks: Mapping[int, Mark], dated: Mapping[int, bool]
) -> Iterator[_Claim]:
    full = any(dated.values())
    heads = tuple(
        Head(index=index)
        for index, has_year in dated.items()
        if has_year or not full
        if index not in marks or marks[index].value is None
    )
    if heads and _is_title(blocks, heads):
        heads = heads[1:]
    if len(heads) >= 2:
        yield _Claim(kind=Kind.TAILS, heads=heads, dated=len(heads))


def _is_title(blocks: Sequence[Block], heads: Sequence[Head]) -> bool:
    """Whether the first dated line is the document's title: first, and no link below it."""
    if heads[0].index > 0:
        return False
    ends = [head.index for head in heads[1:]] + [len(blocks)]
    linked = [
        any(_has_link(block) for block in blocks[head.index : end])
        for head, end in zip(heads, ends, strict=True)
    ]
    return not linked[0] and any(linked[1:])


def _ornaments(
    blocks: Sequence[Block], marks: Mapping[int, Mark], dated: Mapping[int, bool]
) -> Iterator[_Claim]:
    signs: dict[str, list[Head]] = defaultdict(list)
    for index, mark in marks.items():
        if mark.value is None and blocks[index].kind is not BlockKind.HEADING:
            signs[mark.scheme].append(Head(index=index, mark=mark))
    for sign, heads in signs.items():
        if len(heads) >= 2:
            count = sum(head.index in dated for head in heads)
            yield _Claim(kind=Kind.ORNAMENTS, heads=tuple(heads), scheme=sign, dated=count)


def _headings(blocks: Sequence[Block], *, alone: bool) -> Iterator[_Claim]:
    levels: dict[int, list[int]] = defaultdict(list)
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.HEADING:
            levels[block.level].append(index)
    for level in sorted(levels):
        indices = levels[level]
        single = alone or level > min(levels)
        if len(indices) < 2 and (level < max(levels) or not single):
            continue
        deeper = sum(
            index + 1 < len(blocks)
            and blocks[index + 1].kind is BlockKind.HEADING
            and blocks[index + 1].level > level
            for index in indices
        )
        if 2 * deeper < len(indices):
            heads = tuple(Head(index=index) for index in indices)
            yield _Claim(kind=Kind.HEADINGS, heads=heads, scheme=str(level))
            return


def _entries(blocks: Sequence[Block], marks: Mapping[int, Mark]) -> Iterator[_Claim]:
    listed = [
        index
        for index, block in enumerate(blocks)
        if block.kind is BlockKind.ENTRY and (block.level == 1 or _is_linked_entry(block))
    ] or [
        index
        for index, block in enumerate(blocks)
        if block.kind is BlockKind.LINE and BULLET.match(block.text)
    ]
    listed = [index for index in listed if not _is_anchor(blocks[index])]
    if len(listed) >= 2:
        heads = tuple(Head(index=index, mark=_numbered(marks.get(index))) for index in listed)
        yield _Claim(kind=Kind.ENTRIES, heads=heads)


def _numbered(mark: Mark | None) -> Mark | None:
    return mark if mark and mark.value is not None else None


def _is_linked_entry(block: Block) -> bool:
    """Whether a nested entry is little more than a link: a piece of news of its own."""
    words = "".join(link.text for link in block.links if link.target.startswith("http"))
    return bool(words) and 2 * len(words) > len(block.text)


def _is_anchor(block: Block) -> bool:
    """Whether an entry only leads to another place of the same page: a table of contents."""
    return bool(block.links) and all(link.target.startswith("#") for link in block.links)


def _links(blocks: Sequence[Block]) -> Iterator[_Claim]:
    heads: list[Head] = []
    start: int | None = None
    for index, block in enumerate(blocks):
        if block.kind not in {BlockKind.LINE, BlockKind.PARAGRAPH}:
            continue
        if start is None and not _is_link(block):
            start = index
        if start is not None and _has_link(block):
            heads.append(Head(index=start))
            start = None
    heads = _after_title(blocks, heads)
    if heads:
        yield _Claim(kind=Kind.LINKS, heads=tuple(heads))


def _after_title(blocks: Sequence[Block], heads: list[Head]) -> list[Head]:
    """The heads with the first one moved behind the lines of a title that opens the document."""
    if not heads or heads[0].index > 0:
        return heads
    end = heads[1].index if len(heads) > 1 else len(blocks)
    opening = [
        index
        for index in range(1, end)
        if blocks[index].gap and not _is_link(blocks[index]) and not _is_link(blocks[index - 1])
    ]
    titled = opening and not ends_sentence(blocks[0].text) and len(blocks[0].text) <= _MAX_SECTION
    return [Head(index=opening[0]), *heads[1:]] if titled else heads


def _has_link(block: Block) -> bool:
    # A link without a target is one whose definition is kept in another file.
    led = any(link.target.startswith("http") or not link.target for link in block.links)
    return led or bool(find_links(block.text))


def _is_link(block: Block) -> bool:
    found = find_links(block.text)
    return bool(found) and sum(link.end - link.start for link in found) >= len(block.text) - 4


# --- which claim holds ------------------------------------------------------------------------


def _winner(blocks: Sequence[Block], claims: Sequence[_Claim]) -> _Claim | None:
    by_kind: dict[Kind, list[_Claim]] = defaultdict(list)
    for claim in claims:
        by_kind[claim.kind].append(claim)
    headings, entries, tails, links = (
        next(iter(by_kind[kind]), None)
        for kind in (Kind.HEADINGS, Kind.ENTRIES, Kind.TAILS, Kind.LINKS)
    )
    ornaments = _outermost(blocks, by_kind[Kind.ORNAMENTS])
    numbers = _outermost(blocks, by_kind[Kind.NUMBERS])
    others = [claim for claim in (headings, entries, tails, ornaments) if claim]
    if numbers and not any(_is_detail(blocks, numbers, other) for other in others):
        return numbers
    if tails and not _stand_on(tails, headings, entries):
        return tails
    structure = headings or ornaments
    if entries and structure:
        return entries if _list_rules(blocks, structure, entries) else structure
    if entries and links and not _is_list(blocks, entries):
        return links
    return structure or entries or links


def _outermost(blocks: Sequence[Block], claims: Iterable[_Claim]) -> _Claim | None:
    best: _Claim | None = None
    for claim in claims:
        best = claim if best is None else _outer(blocks, best, claim)
    return best


def _outer(blocks: Sequence[Block], one: _Claim, other: _Claim) -> _Claim:
    """Which of two schemes opens the items, where the other numbers something inside them."""
    into_one, into_other = _segments(other, one), _segments(one, other)
    one_holds = len(into_one) == 1 and len(one.heads) > 1
    other_holds = len(into_other) == 1 and len(other.heads) > 1
    if one_holds and other_holds:
        return _later_or_longer(blocks, one, other)
    if one_holds or other_holds:
        return one if one_holds else other
    for outer, inner in ((one, other), (other, one)):
        if _restarts_inside(outer, inner):
            return inner if _are_sections(outer, inner) else outer
    return max(one, other, key=lambda claim: len(claim.heads) + 2 * claim.dated)


def _segments(inner: _Claim, outer: _Claim) -> set[int]:
    """In which of the outer scheme's segments the inner marks lie; 0 is before the first."""
    return {sum(start < index for start in outer.indices) for index in inner.indices}


def _later_or_longer(blocks: Sequence[Block], one: _Claim, other: _Claim) -> _Claim:
    """Of two schemes, one behind the other: the later if it repeats headlines, else the longer."""
    first, second = sorted((one, other), key=lambda claim: claim.indices[0])
    pairs = zip(first.heads, second.heads, strict=False)
    same = sum(alike(_said(blocks, head), _said(blocks, twin)) for head, twin in pairs)
    if 2 * same >= min(len(first.heads), len(second.heads)):
        return second
    gone = _length(blocks, first.indices[0], second.indices[0])
    return first if gone > _length(blocks, second.indices[0], len(blocks)) else second


def _said(blocks: Sequence[Block], head: Head) -> str:
    return head.mark.rest if head.mark else blocks[head.index].text


def _length(blocks: Sequence[Block], start: int, end: int) -> int:
    return sum(len(block.text) for block in blocks[start:end])


def _restarts_inside(outer: _Claim, inner: _Claim) -> bool:
    runs: dict[int, set[int]] = defaultdict(set)
    for head in inner.heads:
        runs[head.run].add(sum(start < head.index for start in outer.indices))
    return len(runs) >= 2 and all(len(segments) == 1 for segments in runs.values())


def _are_sections(outer: _Claim, inner: _Claim) -> bool:
    """Whether the outer marks stand on sections: an inner mark right below nearly each of them."""
    inside = set(inner.indices)
    followed = sum(head.index + 1 in inside for head in outer.heads)
    return outer.dated == 0 and 5 * followed >= 4 * len(outer.heads)


def _is_detail(blocks: Sequence[Block], numbers: _Claim, other: _Claim) -> bool:
    """Whether the numbers only count something inside what the other claim divides."""
    if numbers.dated or len(other.heads) < 2:
        return False
    if len(numbers.heads) == 1 or other.kind is Kind.ENTRIES:
        return len(numbers.heads) == 1
    if other.kind is Kind.HEADINGS:
        return _is_below(blocks, numbers, other)
    inside = len(_segments(numbers, other)) == 1
    restarts = _restarts_inside(other, numbers) and not _are_sections(other, numbers)
    return (inside or restarts) and len(_segments(other, numbers)) > 1


def _is_below(blocks: Sequence[Block], numbers: _Claim, headings: _Claim) -> bool:
    """Whether the numbers are lists in the parts of a document that headings divide."""
    level = int(headings.scheme)
    if any(_is_heading(blocks[index], level) for index in numbers.indices):
        return len(numbers.heads) * 2 < len(headings.heads)
    part = _segments(numbers, headings)
    if len(part) > 1:
        return _restarts_inside(headings, numbers) and not _is_list(blocks, numbers)
    ends = [*headings.indices, len(blocks)]
    length = _length(blocks, numbers.indices[0], ends[part.pop()])
    return 2 * length < _length(blocks, headings.indices[0], len(blocks))


def _is_heading(block: Block, level: int) -> bool:
    return block.kind is BlockKind.HEADING and block.level <= level


def _stand_on(tails: _Claim, headings: _Claim | None, entries: _Claim | None) -> bool:
    """Whether the dated lines are themselves headings or entries, which then all open items."""
    if headings and len(headings.heads) >= len(tails.heads):
        return True
    for claim in (headings, entries):
        inside = set(claim.indices) if claim else set()
        if 2 * sum(index in inside for index in tails.indices) >= len(tails.heads):
            return True
    return False


def _list_rules(blocks: Sequence[Block], structure: _Claim, entries: _Claim) -> bool:
    """Whether lists hold the news and headings only sort them, rather than the reverse."""
    if not _is_list(blocks, entries) or len(_segments(entries, structure)) < 2:
        return False
    start = structure.indices[0]
    return 2 * _listed(blocks[start:]) >= _length(blocks, start, len(blocks))


def _listed(blocks: Sequence[Block]) -> int:
    """How much text stands in lists."""
    return sum(
        len(block.text)
        for block in blocks
        if block.kind is BlockKind.ENTRY or block.inside or BULLET.match(block.text)
    )


def _is_list(blocks: Sequence[Block], claim: _Claim) -> bool:
    """Whether most entries carry a link or open in bold, as news in a list do."""
    rich = sum(_has_link(blocks[index]) or bool(blocks[index].bold) for index in claim.indices)
    return 5 * rich >= 3 * len(claim.heads)


# --- sections ---------------------------------------------------------------------------------


def _sections(blocks: Sequence[Block], claim: _Claim, title: int | None) -> dict[int, str]:
    heads = set(claim.indices)
    levels = _section_levels(blocks, claim)
    found: dict[int, str] = {}
    for index, block in enumerate(blocks):
        if index in heads or index == title:
            continue
        if block.kind is BlockKind.HEADING:
            if block.level in levels:
                found[index] = block.text
        elif index + 1 in heads and _is_section_line(blocks, index, claim):
            found[index] = _section_name(block.text)
    return found


def _title_heading(blocks: Sequence[Block], claim: _Claim) -> int | None:
    """The heading that is the document's title: alone on the highest level, before all items."""
    headings = [index for index, block in enumerate(blocks) if block.kind is BlockKind.HEADING]
    top = min((blocks[index].level for index in headings), default=0)
    highest = [index for index in headings if blocks[index].level == top]
    alone = len(highest) == 1 or (claim.kind is not Kind.HEADINGS and highest[:1] == [0])
    return highest[0] if alone and highest[0] < claim.indices[0] else None


def _section_levels(blocks: Sequence[Block], claim: _Claim) -> set[int]:
    headings = [block.level for block in blocks if block.kind is BlockKind.HEADING]
    if claim.kind is Kind.ENTRIES:
        return set(headings)
    own = [
        blocks[index].level for index in claim.indices if blocks[index].kind is BlockKind.HEADING
    ]
    if own:
        return {level for level in headings if level <= min(own)}
    heads = set(claim.indices)
    return {
        block.level
        for index, block in enumerate(blocks)
        if block.kind is BlockKind.HEADING and index + 1 in heads
    }


def _is_section_line(blocks: Sequence[Block], index: int, claim: _Claim) -> bool:
    """Whether the line above a headline names a section: set off, short, in brackets or marked."""
    block = blocks[index]
    if block.kind not in {BlockKind.LINE, BlockKind.PARAGRAPH} or index == 0:
        return False
    text = unwrapped(block.text)
    if len(text) > _MAX_SECTION or (ends_sentence(text) and not _SECTION.fullmatch(text)):
        return False
    if _has_link(block) or tail_of(text):
        return False
    mark = mark_of(text)
    marked = mark is not None and mark.scheme != claim.scheme and not is_strict(mark.scheme)
    counted = mark is not None and mark.scheme in {"一、", "第1", "I.", "(一)"}
    return bool(_SECTION.fullmatch(text)) or marked or counted or bool(block.bold == text)


def _section_name(text: str) -> str:
    """A section's name without the brackets and marks that set its line off."""
    mark = mark_of(text)
    bare = mark.rest if mark else text
    return (
        re.sub(r"^[【\[［〔《〈＜<(（=＝\-*~\s]+|[】\]］〕》〉＞>)）=＝\-*~\s]+$", "", bare) or text
    )
