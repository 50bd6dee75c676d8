"""Finds what opens the entries of a section: lists, marks that rise, lines that lead in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from digests.parsing.blocks import BlockKind
from digests.parsing.lexical.annotate import AnnotatedBlock, Blocks
from digests.parsing.lexical.fragments import without_links
from digests.parsing.lexical.lead_ins import LeadIn, lead_in_of
from digests.parsing.lexical.links import is_label
from digests.parsing.lexical.list_marks import Mark, Marked, rising
from digests.parsing.structure.candidates import ItemStart, is_anchor, items_in_list
from digests.text.characters import width

_LINES = frozenset({BlockKind.LINE, BlockKind.PARAGRAPH})


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """What opens the entries of a section, and where the last of them ends.

    `before` are the columns of text in front of the first, `length` those behind. `rich` says that
    they carry links of their own, `listed` that the format calls them entries; `bold` and `linked`
    that they are lines that lead in, in which way. `labelled` says that they only name the sources
    of what stands around them. `heads` are entries that only stand over others.
    """

    starts: tuple[ItemStart, ...]
    before: int
    length: int
    rich: bool
    listed: bool = False
    bold: bool = False
    linked: bool = False
    labelled: bool = False
    ends: frozenset[int] = frozenset()
    heads: frozenset[int] = frozenset()


def opener_of(blocks: Blocks, text: Sequence[int]) -> Opener | None:
    """What opens entries among blocks, given by index: of several kinds the one that comes first.

    An outer list begins before those inside it.
    """
    found = [_listed(blocks, text), _numbered(blocks, text), _led(blocks, text)]
    known = [one for one in found if one is not None]
    if any(one.listed and one.rich and len(one.starts) > 1 for one in known):
        known = [one for one in known if one.listed or len(one.starts) > 1]
    return min(known, key=lambda one: one.starts[0].index, default=None)


def _listed(blocks: Blocks, text: Sequence[int]) -> Opener | None:
    """The entries of lists; a list that numbers its entries ends where one follows that doesn't."""
    entries = [at for at in text if _is_entry(blocks[at]) and not is_anchor(blocks[at])]
    if not entries:
        return None
    top = min(blocks[at].level for at in entries)
    outer = [at for at in entries if blocks[at].level == top]
    counted = [at for at in outer if _number(blocks[at]) is not None]
    ends = frozenset[int]()
    if len(counted) > 1 and counted[0] == entries[0]:
        ends = frozenset(at for at in outer if at > counted[-1])
        entries = counted
    chosen, heads = items_in_list(blocks, entries, outer=top)
    numbered = len(counted) == len(outer)
    starts = [
        ItemStart(index=at, mark=_number(blocks[at]) if numbered or ends else None) for at in chosen
    ]
    opener = _opener(blocks, text, starts, listed=True)
    labelled = bool(starts) and all(_is_source(blocks[start.index]) for start in starts)
    return replace(opener, labelled=labelled, ends=ends, heads=heads)


def _is_source(block: AnnotatedBlock) -> bool:
    """Whether an entry names a source with a label before its link: `Source: …`, `元記事: …`."""
    text, links, _ = without_links(block)
    words = next((link.words for link in links if link.words), "")
    label, colon, _ = (
        text.partition(words)[0].rstrip().replace("：", ":").partition(":")
        if words
        else ("", "", "")
    )
    return bool(colon and label) and is_label(label)


def _is_entry(block: AnnotatedBlock) -> bool:
    if block.kind is BlockKind.ENTRY:
        return True
    mark = block.said.mark
    counted = mark is not None and mark.value is not None
    return block.kind is BlockKind.LINE and bool(block.said.bullet) and not counted


def _number(block: AnnotatedBlock) -> Mark | None:
    mark = block.mark_or_listed
    return mark if mark and mark.value is not None and mark.scheme != "1 " else None


def _numbered(blocks: Blocks, text: Sequence[int]) -> Opener | None:
    """The lines whose marks rise by one, in the scheme that comes first."""
    schemes: dict[str, list[Marked]] = {}
    for at in text:
        said = blocks[at].said
        mark = said.mark or said.tight_mark if blocks[at].kind in _LINES else None
        if mark is not None and mark.value is not None:
            schemes.setdefault(mark.scheme, []).append(Marked(index=at, mark=mark))
    for found in schemes.values():
        runs = [run for run in rising(found) if len(run) > 1]
        if runs:
            starts = [ItemStart(index=one.index, mark=one.mark) for one in runs[0]]
            return _opener(blocks, text, starts)
    return None


def _led(blocks: Blocks, text: Sequence[int]) -> Opener | None:
    """The lines that lead in, in the way of the first."""
    pairs = ((at, blocks[at + 1] if at + 1 < len(blocks) else None) for at in text)
    ways = {at: way for at, below in pairs if (way := lead_in_of(blocks[at], below))}
    first = next(iter(ways.values()), None)
    starts = [
        ItemStart(index=at, mark=_number(blocks[at])) for at, way in ways.items() if way is first
    ]
    if not starts:
        return None
    opener = _opener(blocks, text, starts)
    return replace(opener, bold=first is LeadIn.BOLD, linked=first is LeadIn.LINK)


def _opener(
    blocks: Blocks,
    text: Sequence[int],
    starts: Sequence[ItemStart],
    *,
    listed: bool = False,
) -> Opener:
    first = starts[0].index
    before = sum(width(blocks[at].text) for at in text if at < first)
    return Opener(
        starts=tuple(starts),
        before=before,
        length=sum(width(blocks[at].text) for at in text) - before,
        rich=_are_rich(blocks, text, starts, listed=listed),
        listed=listed,
    )


def _are_rich(
    blocks: Blocks, text: Sequence[int], starts: Sequence[ItemStart], *, listed: bool
) -> bool:
    """Whether most entries carry a link, or open in bold where the format calls them entries."""
    own = iter(starts)
    upcoming = next(own, None)
    rich: list[bool] = []
    for at in text:
        if upcoming is not None and at == upcoming.index:
            rich.append(listed and bool(blocks[at].bold))
            upcoming = next(own, None)
        if rich and blocks[at].has_link:
            rich[-1] = True
    return 5 * sum(rich) >= 3 * len(starts)
