"""The pictures of an edition or of some of its items, one after another."""

from __future__ import annotations

from collections.abc import Sequence

from bot.handlers.request import Request
from bot.views.reading.picture_messages import no_pictures_message, picture_messages
from digests.model import Edition, Item


async def send_pictures(request: Request, edition: Edition, found: Sequence[Item]) -> None:
    """Show the pictures of items, of all of an edition where none are named."""
    messages = picture_messages(request.translator, edition, found)
    if messages:
        await request.send(messages)
    else:
        await request.send([no_pictures_message(request.translator, edition, found)])
