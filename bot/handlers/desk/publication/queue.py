"""What is coming: drafts, what is scheduled, what waits for an editor, what is going out."""

from __future__ import annotations

from bot.handlers.desk.broadcasts import of_their_paper
from bot.handlers.request import Request
from bot.views.desk.publication.queue import Coming, queue_messages


async def queue(request: Request) -> None:
    """What is coming or under way of what their role is for, each with a button to its card."""
    services = request.services
    coming = [
        Coming(edition=one.edition, prospect=one.prospect)
        for one in await services.publishing.queue()
        if request.covers(one.edition.paper)
    ]
    under_way = await of_their_paper(request, await services.broadcasts.unfinished())
    await request.send(queue_messages(request.translator, coming, under_way, request.zone))
