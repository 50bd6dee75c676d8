"""Summaries of items: extractive by default, from a language model where one is configured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from digests.model import Digest, Item, Paragraph, SummaryMaker
from digests.text.ruby import without_readings


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What is told of an item, empty where its body is, and by whose choice."""

    paragraphs: tuple[Paragraph, ...]
    by: SummaryMaker


class Summariser(Protocol):
    """Finds the few sentences that tell what each item of a digest says."""

    async def summarise(self, items: Sequence[Item], language: str) -> Sequence[Summary]:
        """A summary for each of the items, in their order; `language` is an ISO 639-1 code."""
        ...


async def summarised(digest: Digest, summariser: Summariser) -> Digest:
    """The digest, each item with its summary."""
    bare = tuple(map(_bare, digest.items))
    summaries = await summariser.summarise(bare, digest.language)
    pairs = zip(digest.items, summaries, strict=True)
    return replace(digest, items=tuple(_with(item, summary) for item, summary in pairs))


def _bare(item: Item) -> Item:
    """The item without the readings over its letters."""
    told = (replace(one, text=without_readings(one.text)) for one in item.paragraphs)
    return replace(item, paragraphs=tuple(told))


def _with(item: Item, summary: Summary) -> Item:
    by = summary.by if summary.paragraphs else None
    return replace(item, summary=summary.paragraphs, summary_by=by)
