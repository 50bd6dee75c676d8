"""What is coming: drafts, what is scheduled, what waits for an editor, what is going out."""

from __future__ import annotations

from bot.handlers.request import Request
from bot.views.desk.publication.queue import Coming, queue_messages


async def queue(request: Request) -> None:
    """Everything that is coming or under way, each with a button to its card."""
    services = request.services
    coming = [
        Coming(edition=one.edition, prospect=one.prospect)
        for one in await services.publishing.queue()
    ]
    under_way = [
        await services.broadcasts.status(one.id) for one in await services.broadcasts.unfinished()
    ]
    await request.send(queue_messages(request.translator, coming, under_way, request.zone))
