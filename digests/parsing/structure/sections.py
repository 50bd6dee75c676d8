"""Finds the headings of sections and of the whole document among its blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from digests.parsing.blocks import Block, BlockKind
from digests.parsing.lexical.captions import opens_caption
from digests.parsing.lexical.headline import tail_of, unwrapped
from digests.parsing.lexical.list_marks import is_strict, mark_of
from digests.parsing.structure.candidates import Candidate, Kind, has_link
from digests.text.credits import is_credit
from digests.text.dates import find_days
from digests.text.names import is_name
from digests.text.sentence_ends import ends_sentence

_MAX_SECTION = 60
_MAX_PLAIN = 30
_FRAME = re.compile(r"^[【\[［〔《〈＜<(（=＝\-*~\s]+|[】\]］〕》〉＞>)）=＝\-*~\s]+$")
_SECTION = re.compile(r"[【\[［〔《〈＜<=＝\-*~]+\s*[^【】]{1,40}?\s*[】\]］〕》〉＞>=＝\-*~]+")


def sections_of(blocks: Sequence[Block], candidate: Candidate, title: int | None) -> dict[int, str]:
    """The names of the sections, by the index of their headings; `title` is none of them."""
    starts = set(candidate.indices)
    levels = _section_levels(blocks, candidate)
    found: dict[int, str] = {}
    for index, block in enumerate(blocks):
        if index in starts or index == title:
            continue
        if block.kind is BlockKind.HEADING:
            if block.level in levels:
                found[index] = block.text
        elif index + 1 in starts and _is_section_line(blocks, index, candidate):
            found[index] = _section_name(block.text)
    plain = [index for index in _plain_lines(blocks, candidate) if index not in found]
    if sum(index > candidate.indices[0] for index in plain) >= 1 and len(plain) >= 2:
        found.update({index: blocks[index].text for index in plain})
    return found


def title_heading(blocks: Sequence[Block], candidate: Candidate) -> int | None:
    """The heading that is the document's title: alone on the highest level, before all items."""
    headings = [index for index, block in enumerate(blocks) if block.kind is BlockKind.HEADING]
    top = min((blocks[index].level for index in headings), default=0)
    highest = [index for index in headings if blocks[index].level == top]
    alone = len(highest) == 1 or (candidate.kind is not Kind.HEADINGS and highest[:1] == [0])
    return highest[0] if alone and highest[0] < candidate.indices[0] else None


def _section_levels(blocks: Sequence[Block], candidate: Candidate) -> set[int]:
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


def _is_section_line(blocks: Sequence[Block], index: int, candidate: Candidate) -> bool:
    """Whether the line above a headline names a section: set off, short, in brackets or marked."""
    block = blocks[index]
    if block.kind not in {BlockKind.LINE, BlockKind.PARAGRAPH}:
        return False
    text = unwrapped(block.text)
    if len(text) > _MAX_SECTION or (ends_sentence(text) and not _SECTION.fullmatch(text)):
        return False
    if has_link(block) or tail_of(text):
        return False
    mark = mark_of(text)
    marked = mark is not None and mark.scheme != candidate.scheme and not is_strict(mark.scheme)
    counted = mark is not None and mark.scheme in {"一、", "第1", "I.", "(一)"}
    if index == 0:
        # The first line, in brackets or dated, is a masthead.
        return (marked or counted) and not find_days(text)
    headed = blocks[candidate.indices[0]].kind is BlockKind.HEADING
    return (
        bool(_SECTION.fullmatch(text)) or marked or counted or (block.bold == text and not headed)
    )


def _plain_lines(blocks: Sequence[Block], candidate: Candidate) -> Iterator[int]:
    """Lines that could name sections by their place alone: set off between source and item."""
    starts = set(candidate.indices)
    for index in (at - 1 for at in candidate.indices if at > 1 and at - 1 not in starts):
        block, above = blocks[index], blocks[index - 1]
        placed = has_link(above) or index < candidate.indices[0]
        if placed and blocks[index + 1].gap and _is_plain(block):
            yield index


def _is_plain(block: Block) -> bool:
    text = block.text
    line = block.kind in {BlockKind.LINE, BlockKind.PARAGRAPH} and block.gap
    if not line or len(text) > _MAX_PLAIN or ends_sentence(text) or has_link(block):
        return False
    told = tail_of(text) or mark_of(text) or is_credit(text) or opens_caption(text)
    return not (told or is_name(text) or find_days(text) or re.search(r"[:：※、,]", text))


def _section_name(text: str) -> str:
    """A section's name without the brackets and marks that set its line off."""
    mark = mark_of(text)
    bare = mark.rest if mark else text
    if mark and mark.value is None:
        bare = bare.rstrip(f"{mark.printed} \t\u3000")
    return _FRAME.sub("", bare) or text
