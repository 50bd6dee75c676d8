"""The messages that show a draft to its editor: sent, and edited when it says something else."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from itertools import zip_longest

from telegram.error import BadRequest

from bot.botapi.errors import is_not_modified
from bot.botapi.requests import Target
from bot.handlers.request import Request
from bot.outbox.lanes import Lane
from bot.views.desk.draft_state import draft_state, reach_of
from bot.views.desk.drafts import preview_messages
from bot.views.message import OutgoingMessage
from digests.model import Edition
from digests.newsroom import Accepted


async def messages_of(request: Request, accepted: Accepted) -> list[OutgoingMessage]:
    """What shows an edition to its editor."""
    return await asyncio.to_thread(
        preview_messages,
        request.translator,
        accepted.edition,
        same_day=accepted.same_day,
        zone=request.zone,
        draft=accepted.draft,
        votes=await request.services.letters.votes(accepted.edition.id),
        state=await state_of(request, accepted.edition),
        prospect=accepted.prospect,
        papers=[one for one in accepted.papers if request.covers(one.key)],
    )


async def state_of(request: Request, edition: Edition) -> str:
    """How a draft stands, in a line; empty where it is decided about."""
    if not edition.is_undecided:
        return ""
    reader_hours = await request.services.reader_hours.now(edition.slot, edition.paper)
    reach = reach_of(reader_hours, edition, request.now)
    return draft_state(request.translator, edition, reach, request.zone)


async def send_card(request: Request, accepted: Accepted, there: tuple[int, ...] = ()) -> None:
    """Show an edition in messages of their own, which follow its changes from now on.

    They take the place of those that are `there`.
    """
    messages = await messages_of(request, accepted)
    if request.is_private:
        await note_card(request, accepted, await replace_card(request, messages, there))
    else:
        await request.send(messages)


async def note_card(request: Request, accepted: Accepted, card: tuple[int, ...]) -> None:
    """Remember in which messages an editor sees an edition."""
    if request.is_private:
        await request.known()  # so that it speaks their language when another editor changes it
        await request.services.editing.show(accepted.edition.id, request.chat.id, card)


async def refresh_card(request: Request, before: Accepted, after: Accepted) -> None:
    """Have the messages that show a draft say what it says now; those that differ are edited.

    Where it is shown elsewhere, it is shown here.
    """
    card = await card_here(request, after.edition.id)
    if card:
        former, messages = await messages_of(request, before), await messages_of(request, after)
        await note_card(request, after, await replace_card(request, messages, card, former))
    else:
        await send_card(request, after)
    await request.services.draft_cards.refresh(after.edition.id, but=request.chat.id)


async def card_here(request: Request, edition_id: int) -> tuple[int, ...]:
    """The messages that show an edition in this private chat; none where it is not shown here."""
    if not request.is_private:
        return ()
    cards = await request.services.editing.cards(edition_id)
    return cards.get(request.chat.id, ())


async def replace_card(
    request: Request,
    messages: Sequence[OutgoingMessage],
    card: Sequence[int],
    former: Sequence[OutgoingMessage] = (),
) -> tuple[int, ...]:
    """Let messages take the place of a card's; the ids of those that are the card now.

    `former` is what those of the card say, as far as that is known; the last one may show something
    else meanwhile, and is edited in any case.
    """
    client, target = request.services.client, Target(request.chat.id)
    for surplus in card[len(messages) :]:
        with contextlib.suppress(BadRequest):
            await client.delete(target, surplus, Lane.ANSWER)
    if len(former) != len(card):  # another's change was shown in messages too few or too many
        former = ()
    shown: list[int] = []
    for at, (message, there) in enumerate(zip_longest(messages, card[: len(messages)])):
        is_same = at + 1 < min(len(former), len(messages)) and former[at] == message
        if there is None or not (is_same or await _edited(request, there, message)):
            shown.append(await client.send(target, message, Lane.ANSWER))
        else:
            shown.append(there)
    return tuple(shown)


async def _edited(request: Request, message_id: int, message: OutgoingMessage) -> bool:
    """Edit a message; False where it is not there any more."""
    target = Target(request.chat.id)
    try:
        await request.services.client.edit(target, message_id, message, Lane.ANSWER)
    except BadRequest as error:
        return is_not_modified(error)
    return True
