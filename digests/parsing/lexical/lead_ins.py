"""Tells the lines that lead in a piece of news without a mark: words in bold, or a link."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from digests.parsing.blocks import BlockKind
from digests.parsing.lexical.annotate import AnnotatedBlock
from digests.parsing.lexical.fragments import without_links
from digests.parsing.lexical.links import FoundLink, is_label, looks_like_url
from digests.text.characters import width
from digests.text.names import is_name
from digests.text.sentence_ends import ends_with_full_stop

_LONGEST = 240  # columns
_BESIDE = 30  # columns beside the words of a link: `– Boston, MA`, `(#299)`
_LINES = frozenset({BlockKind.LINE, BlockKind.PARAGRAPH})
_TAG = re.compile(r"[\W_]*(?:[\[【(（][^\]】)）]{1,20}[\]】)）]|[\w.]{1,20}[:：])?[\W_]*")
_TOLD = re.compile(r"[*_`]*(?:\s+[—–―-]+|\s*[:：。])\s*(?=[^\s(])|[*_`]*\.\s+(?=\w)")


class LeadIn(StrEnum):
    """What sets a lead-in off from the text below it."""

    BOLD = "bold"  # words in bold at its start
    LINK = "link"  # little more than the words of a link


def lead_in_of(block: AnnotatedBlock, below: AnnotatedBlock | None = None) -> LeadIn | None:
    """How a block leads in a piece of news, None where it doesn't; `below` is the next one."""
    if block.kind not in _LINES or block.inside or len(block.text) > 3 * _LONGEST:
        return None
    if _is_linked(block) or (below is not None and _stands_on_address(block, below)):
        return LeadIn.LINK
    return LeadIn.BOLD if _opens_in_bold(block) else None


def _is_linked(block: AnnotatedBlock) -> bool:
    """Whether a block is little more than the words of the links that it opens with."""
    if not (block.links or block.said.links):
        return False
    mark = block.said.mark
    text, links, _ = without_links(block)
    words = [link.words.strip() for link in links if link.words.strip()]
    words = words or [link.text.strip() for link in block.links if not link.target]
    if not words or is_label(text) or is_label(words[0]) or _spells(words[0], links):
        return False
    columns = width(text)
    beside = columns - sum(map(width, words))
    at = text.find(words[0])
    prefix = text[: max(0, at)]
    prefix = prefix.removeprefix(mark.printed) if mark and mark.value is not None else prefix
    labelled = bool(re.search(r"\w", prefix)) and is_label(prefix)
    opens = at >= 0 and not labelled and _TAG.fullmatch(prefix) is not None
    if not opens or columns > 3 * _LONGEST:
        return False
    told = not _speaks(text[at:], words[0]) and _TOLD.match(text, at + len(words[0])) is not None
    return told or (columns <= _LONGEST and beside <= max(_BESIDE, columns // 4))


def _speaks(text: str, words: str) -> bool:
    """Whether the words of a link are who says what follows: `@heron: …`, `Ida Brandt: …`."""
    colon = text[len(words) :].lstrip("*_` ")[:1] in {":", "："}
    return words.startswith("@") or (colon and is_name(words))


def _spells(words: str, links: Sequence[FoundLink]) -> bool:
    """Whether the words of a link are but its address, maybe without the scheme or cut."""
    address = words.rstrip("/…. ")
    cut = bool(links) and "." in address and address in links[0].source.raw
    return looks_like_url(words) or cut


def _stands_on_address(block: AnnotatedBlock, below: AnnotatedBlock) -> bool:
    """Whether a line is set off and brief, with nothing but an address right below it."""
    if not (block.gap and block.kind is BlockKind.LINE) or below.gap or block.has_link:
        return False
    address = below.kind is BlockKind.LINE and below.said.is_only_link
    brief = width(block.text) <= _LONGEST // 2 and not ends_with_full_stop(block.text)
    return address and brief and looks_like_url(below.text.strip("<>"))


def _opens_in_bold(block: AnnotatedBlock) -> bool:
    bold = block.bold.strip()
    columns = width(bold)
    told = ends_with_full_stop(bold) and columns > _LONGEST // 2
    return bool(re.search(r"\w", bold)) and columns <= _LONGEST and not told
