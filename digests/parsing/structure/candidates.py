"""Finds what could open the items of a document: marks, headings, entries, dated lines, links."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from digests.parsing.blocks import BlockKind
from digests.parsing.lexical.annotate import AnnotatedBlock, Blocks
from digests.parsing.lexical.fragments import without_links
from digests.parsing.lexical.lead_ins import LeadIn, lead_in_of
from digests.parsing.lexical.links import is_label, without_addresses
from digests.parsing.lexical.list_marks import Mark, Marked, clock_mark_of, rising
from digests.parsing.structure.unmarked import heading_lines, paragraphs, ruled
from digests.text.characters import width
from digests.text.sentence_ends import ends_with_sure_stop

_OPENERS = frozenset({BlockKind.LINE, BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.ENTRY})
_LINES = frozenset({BlockKind.LINE, BlockKind.PARAGRAPH})
_LONGEST = 400
_PICTOGRAMS = "\U0001f000"  # and what follows in Unicode
_MAX_TITLE = 60
_BESIDE = 12  # columns beside the words of a link; what is longer tells more
_MASTHEAD = 3  # blocks at the start of a document, of which one may name it
_CLOSING_BRACKETS = tuple(")）】]］〕》〉」』")


class Kind(StrEnum):
    """What opens the items of a document."""

    NUMBERS = "numbers"  # marks that rise by one
    TAILS = "tails"  # lines that end in a dated bracket
    ORNAMENTS = "ornaments"  # one ornament before each, such as ■
    HEADINGS = "headings"  # headings of one level
    ENTRIES = "entries"  # entries of lists
    SECTIONS = "sections"  # what each section holds
    LEADS = "leads"  # lines in bold, or that are a link, with text below
    LINKS = "links"  # groups of lines that each end with a link
    PARAGRAPHS = "paragraphs"  # nothing but blank space between
    NOTHING = "nothing"  # no items


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStart:
    """The block that opens an item; `run` counts how often the numbers started again before.

    `told` says that it is running text, whose first sentence is the headline.
    """

    index: int
    mark: Mark | None = None
    run: int = 0
    told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What could open the items: the starts of one kind, `dated` of them with a dated bracket.

    `scheme` is that of their marks, or the level of their headings. `heads` are entries of lists
    that only stand over those inside them.
    """

    kind: Kind
    starts: tuple[ItemStart, ...]
    scheme: str = ""
    dated: int = 0
    heads: frozenset[int] = frozenset()

    @property
    def key(self) -> str:
        """What names it in every edition of a newsletter (`digests.model.Structure`)."""
        return f"{self.kind}:{self.scheme}" if self.scheme else f"{self.kind}"

    @property
    def indices(self) -> tuple[int, ...]:
        """Where the starts are among the blocks."""
        return tuple(start.index for start in self.starts)


def candidates(blocks: Blocks) -> Iterator[Candidate]:
    """Everything in a document that could open its items."""
    marks = {
        index: mark
        for index, block in enumerate(blocks)
        if _may_open(block) and (mark := block.mark_or_listed or block.said.tight_mark)
        if not _stands_before_address(block, mark)
    }
    dated = {
        index: tail.day.year is not None
        for index, block in enumerate(blocks)
        if _may_open(block) and (tail := block.said.tail) and _says_more(block, tail.start)
    }
    yield from _numbers(blocks, marks, dated)
    yield from _tails(blocks, marks, dated)
    yield from _ornaments(blocks, marks, dated)
    yield from _headings(blocks)
    yield from _entries(blocks, marks)
    yield from _links(blocks)


def _stands_before_address(block: AnnotatedBlock, mark: Mark) -> bool:
    """Whether a mark counts or points to nothing but addresses, as in a list of references."""
    links = block.said.links
    if not links or not mark.rest or any(link.words for link in links):
        return False
    bare = without_addresses(block.text, links)
    return is_label(bare[len(block.text) - len(mark.rest) :])


def _may_open(block: AnnotatedBlock) -> bool:
    return block.kind in _OPENERS and not (block.kind is BlockKind.ENTRY and block.level > 1)


def _says_more(block: AnnotatedBlock, tail: int) -> bool:
    """Whether a headline stands before the tail, and not a whole sentence."""
    text = block.text[:tail]
    return (
        bool(re.search(r"\w", text))
        and len(text) <= _LONGEST
        and not ends_with_sure_stop(text.rstrip())
    )


def _numbers(
    blocks: Blocks, marks: Mapping[int, Mark], dated: Mapping[int, bool]
) -> Iterator[Candidate]:
    schemes: dict[str, list[Marked]] = defaultdict(list)
    for index, mark in marks.items():
        if mark.value is not None and not (
            blocks[index].mark is None and blocks[index].kind is BlockKind.ENTRY
        ):
            headed = blocks[index].kind is BlockKind.HEADING
            marked = Marked(index=index, mark=mark, dated=index in dated, headed=headed)
            schemes[mark.scheme].append(marked)
    for scheme, found in schemes.items():
        runs = rising(found)
        starts = tuple(
            ItemStart(index=one.index, mark=one.mark, run=at)
            for at, run in enumerate(runs)
            for one in run
        )
        starts = (*_first_worded(blocks, starts), *starts)
        if starts and not _is_of_issue(starts):
            count = sum(one.dated for run in runs for one in run)
            yield Candidate(kind=Kind.NUMBERS, starts=starts, scheme=scheme, dated=count)


def _first_worded(blocks: Blocks, starts: Sequence[ItemStart]) -> Iterator[ItemStart]:
    """The heading before `2.`, where headings count from there: `1 big thing`, `2. …`, `3. …`."""
    if len(starts) < 2 or not starts[0].mark or starts[0].mark.value != 2:
        return
    first = blocks[starts[0].index]
    if first.kind is not BlockKind.HEADING:
        return
    above = [
        index
        for index, block in enumerate(blocks[: starts[0].index])
        if block.kind is BlockKind.HEADING and block.level == first.level
    ]
    if above and blocks[above[-1]].text.startswith("1"):
        yield ItemStart(index=above[-1])


def _is_of_issue(starts: Sequence[ItemStart]) -> bool:
    """Whether a number alone at the head of a document counts its editions: `#45 - 14 March`."""
    first, mark = starts[0], starts[0].mark
    return len(starts) == 1 and first.index < _MASTHEAD and mark is not None and mark.value != 1


def _tails(
    blocks: Blocks, marks: Mapping[int, Mark], dated: Mapping[int, bool]
) -> Iterator[Candidate]:
    full = any(dated.values())
    starts = tuple(
        ItemStart(index=index, mark=marks.get(index))
        for index, has_year in dated.items()
        if has_year or not full
        if index not in marks or marks[index].value is None
    )
    if starts and _is_title(blocks, starts):
        starts = starts[1:]
    if len(starts) >= 2:
        yield Candidate(kind=Kind.TAILS, starts=starts, dated=len(starts))


def _is_title(blocks: Blocks, starts: Sequence[ItemStart]) -> bool:
    """Whether the first dated line is the document's title: first, and no link below it."""
    if starts[0].index > 0:
        return False
    ends = [start.index for start in starts[1:]] + [len(blocks)]
    linked = [
        any(block.has_link for block in blocks[start.index : end])
        for start, end in zip(starts, ends, strict=True)
    ]
    return not linked[0] and any(linked[1:])


def _ornaments(
    blocks: Blocks, marks: Mapping[int, Mark], dated: Mapping[int, bool]
) -> Iterator[Candidate]:
    signs: dict[str, list[ItemStart]] = defaultdict(list)
    for index, mark in marks.items():
        if mark.value is None and blocks[index].kind is not BlockKind.HEADING:
            signs[mark.scheme].append(ItemStart(index=index, mark=mark))
    signs["08:15"] = _times(blocks)
    signs["emoji"] = _pictograms(blocks, marks)
    for sign, starts in signs.items():
        if len(starts) >= 2:
            count = sum(start.index in dated for start in starts)
            yield Candidate(kind=Kind.ORNAMENTS, starts=tuple(starts), scheme=sign, dated=count)


def _pictograms(blocks: Blocks, marks: Mapping[int, Mark]) -> list[ItemStart]:
    """The lines set off that open with pictures in the place of letters, mostly one for each."""
    found = [
        ItemStart(index=index, mark=mark)
        for index, mark in marks.items()
        if mark.value is None and mark.printed > _PICTOGRAMS
        if blocks[index].kind in _LINES and blocks[index].gap and not blocks[index].said.is_closed
    ]
    signs = {start.mark.printed for start in found if start.mark}
    return found if 3 * len(signs) >= 2 * len(found) else []


def _times(blocks: Blocks) -> list[ItemStart]:
    """The lines that open with a time of day, where those follow each other, or go back."""
    found = [
        ItemStart(index=index, mark=mark)
        for index, block in enumerate(blocks)
        if block.kind in _LINES and block.gap and (mark := clock_mark_of(block.text))
    ]
    times = [start.mark.printed.zfill(5) for start in found if start.mark]
    in_turn = times in (sorted(times), sorted(times, reverse=True))
    return found if in_turn and len(found) > 2 else []


def _headings(blocks: Blocks) -> Iterator[Candidate]:
    levels: dict[int, list[int]] = defaultdict(list)
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.HEADING and block.text:
            levels[block.level].append(index)
    for level in sorted(levels):
        indices = levels[level]
        single = min(levels) < level == max(levels)
        if len(indices) < 2 and not single:
            continue
        deeper = sum(
            index + 1 < len(blocks)
            and blocks[index + 1].kind is BlockKind.HEADING
            and blocks[index + 1].level > level
            for index in indices
        )
        if 2 * deeper < len(indices):
            starts = tuple(ItemStart(index=index) for index in indices)
            yield Candidate(kind=Kind.HEADINGS, starts=starts, scheme=str(level))
            return


def _entries(blocks: Blocks, marks: Mapping[int, Mark]) -> Iterator[Candidate]:
    listed = [index for index, block in enumerate(blocks) if block.kind is BlockKind.ENTRY] or [
        index
        for index, block in enumerate(blocks)
        if block.kind is BlockKind.LINE and block.said.bullet and index not in marks
    ]
    listed = [index for index in listed if not is_anchor(blocks[index])]
    chosen, heads = items_in_list(blocks, listed, outer=1)
    if len(chosen) >= 2:
        starts = tuple(ItemStart(index=index) for index in chosen)
        yield Candidate(kind=Kind.ENTRIES, starts=starts, heads=heads)


def items_in_list(
    blocks: Blocks, entries: Sequence[int], *, outer: int
) -> tuple[list[int], frozenset[int]]:
    """The entries that are items, and those that only stand over such: they have no link.

    Items are the entries of the level `outer`, and those inside that are little more than a link.
    """
    chosen = [at for at in entries if blocks[at].level <= outer or _is_linked_entry(blocks[at])]
    heads = frozenset(
        one
        for one, below in pairwise(chosen)
        if blocks[below].level > blocks[one].level and not blocks[one].has_link
    )
    return [at for at in chosen if at not in heads], heads


def list_name(block: AnnotatedBlock) -> str:
    """What an entry calls those that it stands over."""
    return block.text.removeprefix(block.said.bullet).rstrip(" :：")


def _is_linked_entry(block: AnnotatedBlock) -> bool:
    """Whether a nested entry is little more than a link: a piece of news of its own."""
    words = "".join(link.text for link in block.links if link.target.startswith("http"))
    words = words or "".join(link.words for link in block.said.links)
    return bool(words) and 2 * len(words) > len(without_links(block)[0])


def is_anchor(block: AnnotatedBlock) -> bool:
    """Whether an entry only leads to another place of the same page: a table of contents."""
    return bool(block.links) and all(link.target.startswith("#") for link in block.links)


def leads(blocks: Blocks) -> Iterator[Candidate]:
    """The lines that lead in, in the way of the first, where text stands below the last."""
    ways = {
        index: way
        for index, block in enumerate(blocks)
        if (way := lead_in_of(block, blocks[index + 1] if index + 1 < len(blocks) else None))
        if not (block.said.mark and block.said.mark.value)
    }
    led = _in_one_way(blocks, ways)
    if len(led) < 2 or (led[-1] + 1 == len(blocks) and not _tells_more(blocks[led[-1]])):
        return
    ends = [*led[1:], len(blocks)]
    linked = [
        any(block.has_link for block in blocks[one:end]) for one, end in zip(led, ends, strict=True)
    ]
    if led[0] < _MASTHEAD and all(linked[1:]) and len(led) > 2 and not linked[0]:
        del led[0], linked[0]
    apart = sum(
        other - one > 1 or len(blocks[one].bold.strip()) < len(blocks[one].text)
        for one, other in pairwise(led)
    )
    if 5 * sum(linked) >= 3 * len(led) and 2 * apart >= len(led) - 1:
        yield Candidate(kind=Kind.LEADS, starts=tuple(ItemStart(index=index) for index in led))


def _tells_more(block: AnnotatedBlock) -> bool:
    """Whether text stands behind the words that lead in."""
    text, links, _ = without_links(block)
    words = block.bold or "".join(link.words for link in links)
    return width(text) - width(words) > _BESIDE


def _in_one_way(blocks: Blocks, ways: Mapping[int, LeadIn]) -> list[int]:
    """Those that lead in as the first does; lines in bold alone that name what links follow."""
    first = next(iter(ways.values()), None)
    bold = [index for index, way in ways.items() if way is LeadIn.BOLD]
    links = [index for index, way in ways.items() if way is LeadIn.LINK]
    named = [index for index in bold if _names_links(blocks, index, ways)]
    return links if links and len(named) == len(bold) else bold if first is LeadIn.BOLD else links


def _names_links(blocks: Blocks, index: int, ways: Mapping[int, LeadIn]) -> bool:
    """Whether a line in bold says nothing else, with no link, right above one that is a link."""
    block = blocks[index]
    alone = block.bold.strip() == block.text and not block.has_link
    return alone and ways.get(index + 1) is LeadIn.LINK


def _links(blocks: Blocks) -> Iterator[Candidate]:
    starts: list[ItemStart] = []
    first: int | None = None
    for index, block in enumerate(blocks):
        if block.kind not in _LINES:
            continue
        if first is None and not block.said.is_only_link:
            first = index
        if first is not None and block.has_link:
            starts.append(ItemStart(index=first))
            first = None
    starts = _after_title(blocks, starts)
    if starts:
        yield Candidate(kind=Kind.LINKS, starts=tuple(starts))


def unmarked(blocks: Blocks) -> Iterator[Candidate]:
    """What the look of a text tells where nothing marks its items."""
    for found in (ruled(blocks), heading_lines(blocks), paragraphs(blocks)):
        if len(found) >= 2:
            starts = tuple(ItemStart(index=index) for index in found)
            yield Candidate(kind=Kind.PARAGRAPHS, starts=starts)
            return


def _after_title(blocks: Blocks, starts: list[ItemStart]) -> list[ItemStart]:
    """The starts with the first one moved behind the lines of a title that opens the document."""
    if not starts or starts[0].index > 0:
        return starts
    end = starts[1].index if len(starts) > 1 else len(blocks)
    opening = [
        index
        for index in range(1, end)
        if blocks[index].gap and blocks[index].kind in _LINES
        if not any(block.said.is_only_link for block in (blocks[index], blocks[index - 1]))
    ]
    said = blocks[0].said.bare
    sentence = said.is_closed and not said.text.endswith(_CLOSING_BRACKETS)
    if not opening or sentence or len(blocks[0].text) > _MAX_TITLE:
        return starts
    return [ItemStart(index=opening[0]), *starts[1:]]
