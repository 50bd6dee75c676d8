"""Summaries of items: extractive by default, from a language model where one is configured."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Protocol

from digests.model import Digest, Item, Paragraph
from digests.text.ruby import without_readings

_AT_ONCE = 4
"""Items that are summarised side by side: a model's server is asked no faster."""


class Summariser(Protocol):
    """Finds the few sentences that tell what an item says."""

    async def summarise(self, item: Item, language: str) -> tuple[Paragraph, ...]:
        """The item's summary, empty where its body is; `language` is an ISO 639-1 code."""
        ...


def _bare(item: Item) -> Item:
    """The item without the readings over its letters."""
    told = (replace(one, text=without_readings(one.text)) for one in item.paragraphs)
    return replace(item, paragraphs=tuple(told))


async def summarised(digest: Digest, summariser: Summariser) -> Digest:
    """The digest, each item with its summary."""
    turns = asyncio.Semaphore(_AT_ONCE)

    async def shortened(item: Item) -> Item:
        async with turns:
            summary = await summariser.summarise(_bare(item), digest.language)
            return replace(item, summary=summary)

    return replace(digest, items=tuple(await asyncio.gather(*map(shortened, digest.items))))
