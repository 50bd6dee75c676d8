"""Gathers the blocks by what they belong to: the header, the items, and what belongs to none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from digests.parsing.blocks import BlockKind
from digests.parsing.lexical.annotate import AnnotatedBlock, Blocks
from digests.parsing.lexical.fragments import Role, fragment_of
from digests.parsing.lexical.services import is_service_line
from digests.parsing.structure.candidates import ItemStart
from digests.parsing.structure.segmentation import Segmentation
from digests.text.lexicon import LEXICON, Lexicon
from digests.text.sentence_ends import full_stops

_LINES = frozenset({BlockKind.LINE, BlockKind.PARAGRAPH, BlockKind.ENTRY})
_LONGEST_CLOSING = 300  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """The blocks of one item, its start first, and the section it stands in."""

    start: ItemStart
    section: str | None
    blocks: tuple[AnnotatedBlock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segments:
    """The blocks of a document by what they belong to."""

    header: tuple[AnnotatedBlock, ...]
    items: tuple[Segment, ...]
    left_over: tuple[AnnotatedBlock, ...]
    afterword: tuple[AnnotatedBlock, ...] = ()


def segments_of(blocks: Blocks, segmentation: Segmentation, *, closing: bool) -> Segments:
    """The blocks by what they belong to; `closing` looks for words that close the document."""
    if not segmentation.starts:
        return Segments(header=(), items=(), left_over=tuple(blocks))
    first = segmentation.starts[0].index
    starts = {start.index: start for start in segmentation.starts}
    opening = max((index for index in segmentation.sections if index < first), default=None)
    header = tuple(block for index, block in enumerate(blocks[:first]) if index != opening)
    builder = _SegmentBuilder(loose=_are_loose(blocks, segmentation))
    last = segmentation.starts[-1].index
    if opening is not None:
        builder.section(blocks[opening], segmentation.sections[opening])
    for index in range(first, len(blocks)):
        if index in starts:
            builder.start(starts[index], blocks[index])
        elif index in segmentation.sections:
            builder.section(blocks[index], segmentation.sections[index])
        elif index < last and _serves(blocks[index]):
            builder.aside(blocks[index])
        else:
            builder.body(blocks[index], ends=index in segmentation.ends)
    return builder.built(header, closing=closing)


class _SegmentBuilder:
    """Gathers the blocks after the header: items, and what belongs to none of them."""

    def __init__(self, *, loose: bool) -> None:
        self._loose = loose
        self._segments: list[tuple[ItemStart, str | None, list[AnnotatedBlock]]] = []
        self._left: list[AnnotatedBlock] = []
        self._between = 0  # how much of it stands before the last item
        self._closings: list[int] = []  # how much of it stands before empty headings behind that
        self._open = False
        self._name: str | None = None
        self._level = 0  # of the section's heading
        self._pending: tuple[int, AnnotatedBlock] | None = None

    def section(self, block: AnnotatedBlock, name: str) -> None:
        """A section begins; its heading is left over unless an item follows."""
        self._leave_pending()
        self._pending = (len(self._left), block)
        self._closings += () if block.text else (len(self._left),)
        self._name, self._level = name, block.level
        self._open = False

    def start(self, start: ItemStart, block: AnnotatedBlock) -> None:
        """An item begins."""
        if block.kind is BlockKind.HEADING and block.level <= self._level:
            self._leave_pending()
            self._name = None
        self._pending = None
        self._between, self._closings = len(self._left), []
        self._segments.append((start, self._name, [block]))
        self._open = True

    def aside(self, block: AnnotatedBlock) -> None:
        """A block belongs to no item, wherever it stands."""
        self._left.append(block)

    def body(self, block: AnnotatedBlock, *, ends: bool = False) -> None:
        """A block goes to the item above, unless that `ends` or it lies outside the item's list."""
        self._open = self._open and not ends
        # What code stands between entries shows what the one above it says.
        outside = block.inside == 0 and block.kind is not BlockKind.CODE and not self._loose
        if self._open and not (outside and self._segments[-1][2][0].kind is BlockKind.ENTRY):
            self._segments[-1][2].append(block)
        else:
            self._open = False
            self._left.append(block)

    def built(self, header: tuple[AnnotatedBlock, ...], *, closing: bool) -> Segments:
        """The segments; what is left behind the last item closes the document.

        Without `closing`, a second empty heading says where those words begin.
        """
        self._leave_pending()
        segments = [
            Segment(start=start, section=name, blocks=tuple(own))
            for start, name, own in self._segments
        ]
        if not closing:
            at = self._closings[1] if len(self._closings) > 1 else len(self._left)
            return Segments(
                header=header,
                items=tuple(segments),
                left_over=tuple(self._left[:at]),
                afterword=tuple(self._left[at:]),
            )
        segments[-1], closed = without_closing(segments[-1], segments[:-1])
        return Segments(
            header=header,
            items=tuple(segments),
            left_over=tuple(self._left[: self._between]),
            afterword=(*closed, *self._left[self._between :]),
        )

    def _leave_pending(self) -> None:
        if self._pending is not None:
            self._left.insert(*self._pending)
            self._pending = None


def _are_loose(blocks: Blocks, segmentation: Segmentation) -> bool:
    """Whether the bodies of list entries stand outside their lists, as in hand-made Markdown."""
    pairs = [*pairwise(segmentation.starts)]
    outside = sum(
        any(block.inside == 0 for block in blocks[one.index + 1 : other.index])
        and not any(index in segmentation.sections for index in range(one.index, other.index))
        for one, other in pairs
    )
    return 2 * outside > len(pairs)


def without_closing(
    last: Segment, others: Sequence[Segment]
) -> tuple[Segment, tuple[AnnotatedBlock, ...]]:
    """The last item less the words that close the whole document, and those words.

    They are set off, behind the item's source, where no other item has anything; where items are
    headlines alone, behind the last one.
    """
    at = _ruled_off(last, others) or _behind_source(last, others)
    at = min(at, _serving(last))
    return replace(last, blocks=last.blocks[:at]), last.blocks[at:]


def _serving(last: Segment) -> int:
    """Where the first line stands that serves the paper, if any."""
    lines = (
        at
        for at, block in enumerate(last.blocks)
        if at and (block.gap or block.kind is not BlockKind.LINE) and _serves(block)
    )
    return next(lines, len(last.blocks))


def _serves(block: AnnotatedBlock) -> bool:
    return block.kind in _LINES and is_service_line(block.said.bare.text)


def _ruled_off(last: Segment, others: Sequence[Segment]) -> int | None:
    """Where a rule stands in the last item, if none stands in another."""
    bare = all(len(other.blocks) == 1 for other in others)
    first = 1 if bare else 2
    ruled = [index for index, block in enumerate(last.blocks) if block.ruled and index >= first]
    elsewhere = any(block.ruled for other in others for block in other.blocks[first:])
    if not ruled or not others or elsewhere:
        return None
    length = sum(len(block.text) for block in last.blocks[ruled[-1] :])
    return ruled[-1] if length <= _LONGEST_CLOSING else None


def _behind_source(last: Segment, others: Sequence[Segment]) -> int:
    """Where the text behind the last item's source begins, if no other item has any."""
    bare = all(len(other.blocks) == 1 for other in others)
    at = _end(last, bare=bare)
    tail = last.blocks[at:]
    if not others or not tail or any(_end(one, bare=bare) < len(one.blocks) for one in others):
        return len(last.blocks)
    signed_off = _sign_off(LEXICON).fullmatch(tail[0].text) is not None
    return at if signed_off or (tail[0].gap and _are_closing(tail)) else len(last.blocks)


def _end(segment: Segment, *, bare: bool) -> int:
    """Where an item ends if its sources close it."""
    linked = [index for index, block in enumerate(segment.blocks) if block.has_link]
    if not linked:
        return 1 if bare else len(segment.blocks)
    end = linked[0] + 1
    while end < len(segment.blocks) and segment.blocks[end].has_link:
        end += 1
    return end


def _are_closing(blocks: Blocks) -> bool:
    """Whether blocks are a few words of the editor rather than more news."""
    if sum(len(block.text) for block in blocks) > _LONGEST_CLOSING:
        return False
    return not any(block.has_link or _is_told(block) for block in blocks)


def _is_told(block: AnnotatedBlock) -> bool:
    """Whether a block carries news or a note on them: a picture, a related headline, `※`."""
    if block.kind not in {BlockKind.LINE, BlockKind.PARAGRAPH}:
        return True
    related = fragment_of(block).role is not Role.PROSE
    return related or block.said.tail is not None or _note(LEXICON).match(block.text) is not None


@cache
def _sign_off(lexicon: Lexicon) -> re.Pattern[str]:
    alone = lexicon.any_of(lambda one: one.phrases.sign_offs)
    signed = lexicon.any_of(lambda one: one.phrases.signed)
    return re.compile(
        rf"[（(]?(?:{alone}|(?:{signed}).*)[)）]?[{full_stops(lexicon)}]?|-{{2,}}", re.IGNORECASE
    )


@cache
def _note(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"[※*]|{lexicon.any_of(lambda one: one.labels.note)}")
