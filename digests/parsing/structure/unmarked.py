"""Finds items where nothing marks them: lines that read as headings, paragraphs, rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from digests.parsing.blocks import BlockKind
from digests.parsing.lexical.annotate import AnnotatedBlock, Annotation, Blocks
from digests.parsing.lexical.fragments import Role, fragment_of
from digests.parsing.lexical.line_joining import glued
from digests.text.characters import width

_LINES = frozenset({BlockKind.LINE, BlockKind.PARAGRAPH})
_HEADING = 80  # columns
_RULED = 30  # columns between two rules
_FULL, _LOOKED_AT = 50, 40  # columns of a line that a margin ended; lines of a paragraph
_PARAGRAPH = 60  # columns; less is a greeting or a line of a letter


def heading_lines(blocks: Blocks) -> list[int]:
    """Short lines that no sentence ends in, set off, with running text right below each."""
    return [
        index
        for index, block in enumerate(blocks[:-1])
        if index and _reads_as_heading(block) and _is_prose(blocks[index + 1])
    ]


def paragraphs(blocks: Blocks) -> list[int]:
    """The paragraphs that tell something, if nearly all do; a title may stand before."""
    groups = [*_groups(blocks)]
    if groups and len(groups[0]) == 1 and _reads_as_heading(groups[0][0][1]):
        del groups[0]
    long = [group for group in groups if _is_long(group)]
    return [group[0][0] for group in long] if 3 * len(long) >= 2 * len(groups) else []


def ruled(blocks: Blocks) -> list[int]:
    """What stands behind rules, where two or more divide the text, and before the first."""
    rules = [index for index, block in enumerate(blocks) if block.ruled]
    if len(rules) < 2:
        return []
    above = [index for index in range(1, rules[0]) if blocks[index].gap]
    starts = [*above[:1], *rules]
    ends = [*starts[1:], len(blocks)]
    return [
        start
        for start, end in zip(starts, ends, strict=True)
        if blocks[start].kind in _LINES
        and _tells(blocks[start])
        and sum(width(block.text) for block in blocks[start:end]) >= _RULED
    ]


def reads_on(blocks: Blocks, index: int) -> bool:
    """Whether running text begins at a block, rather than a line that heads the text below."""
    first = blocks[index]
    if first.said.is_told:
        return True
    lines = [first.text]
    for block in blocks[index + 1 : index + _LOOKED_AT]:
        if block.gap or block.kind is not BlockKind.LINE or block.said.is_only_link:
            break
        lines.append(block.text)
    widest = max(map(width, lines))
    wrapped = len(lines) > 1 and width(lines[0]) >= max(_FULL, 0.85 * widest)
    return wrapped and not first.said.is_closed and Annotation(glued(lines)).is_told


def _reads_as_heading(block: AnnotatedBlock) -> bool:
    said = block.said.bare
    return (
        block.kind in _LINES
        and block.gap
        and width(said.text) <= _HEADING
        and not (said.is_closed or block.has_link or said.bullet or said.only_day)
    )


def _is_prose(block: AnnotatedBlock) -> bool:
    return block.kind in _LINES and block.said.is_closed and not block.said.bullet


def _tells(block: AnnotatedBlock) -> bool:
    """Whether a block says something of its own: no link, no day, no label of other news."""
    fragment = fragment_of(block)
    return fragment.role is Role.PROSE and bool(fragment.text) and not block.said.line_tail


def _groups(blocks: Blocks) -> Iterator[list[tuple[int, AnnotatedBlock]]]:
    """The blocks between gaps, with their indices."""
    group: list[tuple[int, AnnotatedBlock]] = []
    for index, block in enumerate(blocks):
        if group and (block.gap or block.kind is BlockKind.PARAGRAPH):
            yield group
            group = []
        group.append((index, block))
    if group:
        yield group


def _is_long(group: Sequence[tuple[int, AnnotatedBlock]]) -> bool:
    lines = [block for _, block in group]
    closed = lines[-1].said.is_closed or lines[-1].has_link
    return (
        all(block.kind in _LINES for block in lines)
        and _tells(lines[0])
        and closed
        and sum(width(block.text) for block in lines) >= _PARAGRAPH
    )
