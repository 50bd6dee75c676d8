"""What was corrected in the newest editions, for whoever asks."""

from __future__ import annotations

import asyncio

from bot.handlers.request import Request
from bot.views.reading.errata import errata_message

_EDITIONS = 10
"""Corrected editions that are told of."""


async def errata(request: Request) -> None:
    """The corrections of the newest editions, by day."""
    found = await request.archive.corrected(limit=_EDITIONS)
    message = await asyncio.to_thread(errata_message, request.translator, found)
    await request.send([message])
