"""Summaries of items: extractive by default, from a language model where one is configured."""

from __future__ import annotations

from typing import Protocol

from digests.model import Item, Paragraph


class Summariser(Protocol):
    """Finds the few sentences that tell what an item says."""

    async def summarise(self, item: Item, language: str) -> tuple[Paragraph, ...]:
        """The item's summary, empty where its body is; `language` is an ISO 639-1 code."""
        ...
