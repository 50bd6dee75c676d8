"""Finds the headings of sections and of the whole document among its blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digests.parsing.blocks import BlockKind
from digests.parsing.lexical.annotate import AnnotatedBlock, Blocks
from digests.parsing.lexical.captions import opens_caption
from digests.parsing.lexical.list_marks import is_strict
from digests.parsing.structure.candidates import Candidate, Kind, list_name
from digests.text.names import is_name

_MAX_SECTION = 60
_MAX_PLAIN = 30
_FRAME = re.compile(r"^[【\[［〔《〈＜<(（=＝\-*~\s]+|[】\]］〕》〉＞>)）=＝\-*~\s]+$")
_SECTION = re.compile(r"[【\[［〔《〈＜<=＝\-*~]+\s*[^【】]{1,40}?\s*[】\]］〕》〉＞>=＝\-*~]+")


def sections_of(blocks: Blocks, candidate: Candidate, title: int | None) -> dict[int, str]:
    """The names of the sections, by the index of their headings; `title` is none of them."""
    starts = set(candidate.indices)
    levels = _section_levels(blocks, candidate)
    found = {index: list_name(blocks[index]) for index in candidate.heads}
    for index, block in enumerate(blocks):
        if index in starts or index in found or index == title:
            continue
        if block.kind is BlockKind.HEADING:
            if block.level in levels:
                found[index] = block.text
        elif index + 1 in starts and _is_section_line(blocks, index, candidate):
            found[index] = _section_name(block)
    plain = [index for index in _plain_lines(blocks, candidate) if index not in found]
    if sum(index > candidate.indices[0] for index in plain) >= 1 and len(plain) >= 2:
        found.update({index: blocks[index].text for index in plain})
    return found


def title_heading(blocks: Blocks, candidate: Candidate) -> int | None:
    """The heading that is the document's title: alone on the highest level, before all items."""
    headings = [index for index, block in enumerate(blocks) if block.kind is BlockKind.HEADING]
    top = min((blocks[index].level for index in headings), default=0)
    highest = [index for index in headings if blocks[index].level == top]
    alone = len(highest) == 1 or (candidate.kind is not Kind.HEADINGS and highest[:1] == [0])
    return highest[0] if alone and highest[0] < candidate.indices[0] else None


def heading_above(blocks: Blocks) -> int | None:
    """The heading that names the document: the first of all, alone on the highest level.

    Where others share its level, it must open the document, be dated as none of them is, and have
    no news below.
    """
    headings = [index for index, block in enumerate(blocks) if block.kind is BlockKind.HEADING]
    if not headings:
        return None
    first = headings[0]
    levels = [blocks[index].level for index in headings]
    if min(levels) < levels[0] or (len(levels) > 1 and min(levels[1:]) > levels[0]):
        return first if min(levels) == levels[0] else None
    if first or len(levels) == 1:
        return first if first == 0 else None
    dated = [index for index in headings if blocks[index].said.days]
    below = blocks[1 : headings[1]]
    told = any(block.has_link or block.kind is BlockKind.ENTRY for block in below)
    alone = dated == [0] or (dated[:1] == [0] and not below)
    return 0 if alone and not told else None


def _section_levels(blocks: Blocks, candidate: Candidate) -> set[int]:
    headings = [block.level for block in blocks if block.kind is BlockKind.HEADING]
    if candidate.kind is Kind.ENTRIES:
        return set(headings)
    own = [
        blocks[index].level
        for index in candidate.indices
        if blocks[index].kind is BlockKind.HEADING
    ]
    if own:
        lowest = min(own)
        return {level for level in headings if level <= lowest}
    starts = set(candidate.indices)
    return {
        block.level
        for index, block in enumerate(blocks)
        if block.kind is BlockKind.HEADING and index + 1 in starts
    }


def _is_section_line(blocks: Blocks, index: int, candidate: Candidate) -> bool:
    """Whether the line above a headline names a section: set off, short, in brackets or marked."""
    block = blocks[index]
    if block.kind not in {BlockKind.LINE, BlockKind.PARAGRAPH}:
        return False
    bare = block.said.bare
    framed = _SECTION.fullmatch(bare.text) is not None
    if len(bare.text) > _MAX_SECTION or (bare.is_closed and not framed):
        return False
    if block.has_link or bare.tail or bare.only_day:
        return False
    mark = bare.mark
    marked = mark is not None and mark.scheme != candidate.scheme and not is_strict(mark.scheme)
    counted = mark is not None and mark.scheme in {"一、", "第1", "I.", "(一)"}
    if index == 0:
        # The first line, in brackets or dated, is a masthead.
        return (marked or counted) and not bare.days
    headed = blocks[candidate.indices[0]].kind is BlockKind.HEADING
    return framed or marked or counted or (block.bold == bare.text and not headed)


def _plain_lines(blocks: Blocks, candidate: Candidate) -> Iterator[int]:
    """Lines that could name sections by their place alone: set off between source and item."""
    starts = set(candidate.indices)
    for index in (at - 1 for at in candidate.indices if at > 1 and at - 1 not in starts):
        block, above = blocks[index], blocks[index - 1]
        placed = above.has_link or index < candidate.indices[0] or is_in_capitals(block)
        if placed and blocks[index + 1].gap and _is_plain(block):
            yield index


def is_in_capitals(block: AnnotatedBlock) -> bool:
    """Whether a line names a section in capitals, set off, as mail without markup does."""
    return block.kind is BlockKind.LINE and block.text.isupper() and _is_plain(block)


def _is_plain(block: AnnotatedBlock) -> bool:
    said = block.said
    line = block.kind in {BlockKind.LINE, BlockKind.PARAGRAPH} and block.gap
    if not line or len(said.text) > _MAX_PLAIN or said.is_closed or block.has_link:
        return False
    if said.tail or said.mark or said.is_credit or opens_caption(said.text):
        return False
    return not (is_name(said.text) or said.days or re.search(r"[:：※、,]", said.text))


def _section_name(block: AnnotatedBlock) -> str:
    """A section's name without the brackets and marks that set its line off."""
    mark = block.said.mark
    bare = mark.rest if mark else block.text
    if mark and mark.value is None:
        bare = bare.rstrip(f"{mark.printed} \t\u3000")
    return _FRAME.sub("", bare) or block.text
