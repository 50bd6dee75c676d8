"""Summaries of items: extractive by default, from a language model where one is configured."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Protocol

from digests.model import Digest, Item, Paragraph

_AT_ONCE = 4
"""Items that are summarised side by side: a model's server is asked no faster."""


class Summariser(Protocol):
    """Finds the few sentences that tell what an item says."""

    async def summarise(self, item: Item, language: str) -> tuple[Paragraph, ...]:
        """The item's summary, empty where its body is; `language` is an ISO 639-1 code."""
        ...


async def summarised(digest: Digest, summariser: Summariser) -> Digest:
    """The digest, each item with its summary."""
    turns = asyncio.Semaphore(_AT_ONCE)

    async def shortened(item: Item) -> Item:
        async with turns:
            return replace(item, summary=await summariser.summarise(item, digest.language))

    return replace(digest, items=tuple(await asyncio.gather(*map(shortened, digest.items))))
