"""Finds the other structures that a document may have, for an editor to choose from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from digests.parsing.blocks import BlockKind
from digests.parsing.lexical.annotate import Blocks
from digests.parsing.structure.candidates import (
    Candidate,
    ItemStart,
    Kind,
    candidates,
    leads,
    unmarked,
)
from digests.parsing.structure.segmentation import (
    Segmentation,
    segmentation_of,
    segmented,
    segmented_by_sections,
    without_services,
)
from digests.parsing.structure.segments import segments_of

_MOST = 4  # offered
_MOST_ITEMS = 500
_LEAST_INSIDE = 0.5  # of the text, that its items hold
_BIGGEST = 0.8  # of the items' text, that one holds
_SAME = 0.9  # of two structures' starts, that both have

_TOLD_BY_FORMAT = frozenset({Kind.SECTIONS, Kind.HEADINGS, Kind.ENTRIES})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rated:
    """A structure with the share of what makes it likely, 0–1."""

    segmentation: Segmentation
    score: float


def segmentation_named(blocks: Blocks, key: str) -> Segmentation | None:
    """The segmentation of the structure of that name; None where the document has none such."""
    found = (one for one in _all(blocks) if one.key == key)
    return next((one for one in found if one.starts), None)


def other_segmentations(
    blocks: Blocks, taken: Segmentation, *, asked: bool = False
) -> tuple[Segmentation, ...]:
    """The likely structures beside the one that was taken, the likeliest first, at most four.

    Without those that see the same items, or that people could not tell from another. `asked` says
    that the one taken is not how the document looks, which then is another.
    """
    usual = [segmentation_of(blocks)] if asked else []
    others = [one for one in (*usual, *_all(blocks, taken)) if not _are_same(one, taken)]
    rated = [one for segmentation in others if (one := _rated(blocks, segmentation))]
    kept: list[Segmentation] = []
    for one in sorted(rated, key=lambda one: one.score, reverse=True):
        if len(kept) < _MOST and not any(_are_same(one.segmentation, other) for other in kept):
            kept.append(one.segmentation)
    return tuple(kept)


def _all(blocks: Blocks, taken: Segmentation | None = None) -> Iterator[Segmentation]:
    """Every structure of a document, but the one that was taken.

    What only looks tell is none beside headings or lists that were taken.
    """
    seen = {taken.key} if taken else set()
    if Kind.SECTIONS not in seen and (by_sections := segmented_by_sections(blocks)):
        yield without_services(blocks, by_sections)
    weighed = (taken and taken.weighed) or candidates(blocks)
    found = chain(weighed, leads(blocks), _levels(blocks))
    looks = () if taken and taken.kind in _TOLD_BY_FORMAT else unmarked(blocks)
    for candidate in chain(found, looks):
        if candidate.key not in seen and 2 <= len(candidate.starts) <= _MOST_ITEMS:
            seen.add(candidate.key)
            yield without_services(blocks, segmented(blocks, candidate))


def _levels(blocks: Blocks) -> Iterator[Candidate]:
    """The headings of each level, where there are several."""
    headings = [
        (index, block.level)
        for index, block in enumerate(blocks)
        if block.kind is BlockKind.HEADING and block.text
    ]
    for level in sorted({level for _, level in headings}):
        starts = tuple(ItemStart(index=index) for index, own in headings if own == level)
        yield Candidate(kind=Kind.HEADINGS, starts=starts, scheme=str(level))


def _are_same(one: Segmentation, other: Segmentation) -> bool:
    """Whether two see the same items, or would be told in the same words."""
    if (one.kind, len(one.starts)) == (other.kind, len(other.starts)):
        return True
    first, second = ({start.index for start in each.starts} for each in (one, other))
    return len(first & second) >= _SAME * len(first | second)


def _rated(blocks: Blocks, segmentation: Segmentation) -> _Rated | None:
    """How likely a structure is; None where its items can't be the news."""
    if not 2 <= len(segmentation.starts) <= _MOST_ITEMS:
        return None
    items = segments_of(blocks, segmentation, closing=True).items
    lengths = [sum(len(block.text) for block in item.blocks) for item in items]
    everything = sum(len(block.text) for block in blocks)
    inside, biggest = sum(lengths) / max(1, everything), _share(lengths)
    if inside < _LEAST_INSIDE or biggest > _BIGGEST:
        return None
    linked = sum(any(block.has_link for block in item.blocks) for item in items) / len(items)
    return _Rated(segmentation=segmentation, score=inside * (1 - biggest) * (1 + linked) / 2)


def _share(lengths: Sequence[int]) -> float:
    """How much of all the longest has."""
    return max(lengths) / max(1, sum(lengths))
