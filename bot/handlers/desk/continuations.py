"""How editors see what the items of a draft go on with, and cut what is another matter."""

from __future__ import annotations

import asyncio

from bot.handlers.desk.changes import DraftView, no_draft, open_below, outcome_toast, view_of
from bot.handlers.desk.draft_card import refresh_card
from bot.handlers.request import Request, Toast
from bot.views.desk.continuations import DraftLinks, links_message
from bot.views.desk.decisions import CutLink, MendLink, OpenLinks
from bot.views.message import OutgoingMessage
from digests.editing import Outcome


async def press_links(request: Request, callback: OpenLinks) -> Toast | None:
    """Show with which earlier items those of a draft go on."""
    view = await view_of(request, callback.edition)
    if view is None:
        return no_draft(request)
    await open_below(request, await _links(request, view))
    return None


async def press_cut(request: Request, callback: CutLink | MendLink) -> Toast | None:
    """Let an item go on with nothing, or with what was found after all."""
    before = await view_of(request, callback.edition)
    if before is None:
        return no_draft(request)
    outcome = await request.services.editing.cut_link(
        callback.edition,
        callback.number,
        revision=callback.revision,
        is_cut=isinstance(callback, CutLink),
    )
    after = await view_of(request, callback.edition)
    if after is None or outcome is Outcome.DECIDED:
        return no_draft(request)
    await refresh_card(request, before.accepted, after.accepted)
    await request.show(await _links(request, after))
    return outcome_toast(request, outcome)


async def _links(request: Request, view: DraftView) -> OutgoingMessage:
    stories = request.services.stories
    links = await stories.continues(view.edition.id)
    earlier = await stories.told([one.earlier for one in links])
    found = DraftLinks(draft=view.draft, links=links, earlier={one.key: one for one in earlier})
    return await asyncio.to_thread(links_message, request.translator, view.edition, found)
