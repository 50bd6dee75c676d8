"""How editors steer a broadcast under way and ask how things stand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import partial

from bot.handlers.request import Request
from bot.views.callbacks import (
    AssumeDelivered,
    CancelBroadcast,
    PauseBroadcast,
    ResendUnknown,
    ResumeBroadcast,
    RetryRefused,
    RetryTooLate,
    SendNow,
    SteerBroadcast,
)
from bot.views.desk.broadcasts import OVER, broadcast_message, status_message, stop_question
from bot.views.desk.publication.publishing_callbacks import AskStop, ResumeStopped, ShowBroadcast
from digests.broadcasts import BroadcastStatus
from digests.delivery.model import Broadcast


async def press_steer(request: Request, callback: SteerBroadcast) -> None:
    """Steer a broadcast, and show how far it is."""
    broadcasts, number = request.services.broadcasts, callback.broadcast
    # What failed since then did so again, because this was done before and is handled anew.
    until = request.arrived
    ways: Mapping[type[SteerBroadcast], Callable[[int], Awaitable[bool]]] = {
        PauseBroadcast: broadcasts.pause,
        ResumeBroadcast: broadcasts.resume,
        CancelBroadcast: broadcasts.cancel,
        ResumeStopped: broadcasts.resume_stopped,
        SendNow: broadcasts.send_now,
        ResendUnknown: partial(broadcasts.resend_unknown, until=until),
        AssumeDelivered: partial(broadcasts.assume_delivered, until=until),
        RetryRefused: partial(broadcasts.retry_refused, until=until),
        RetryTooLate: partial(broadcasts.retry_too_late, until=until),
    }
    if request.message and isinstance(callback, ResumeStopped):
        request.services.cards.take(request.chat.id, request.message.message_id, number)
    await ways[type(callback)](number)
    await request.show(await request.services.cards.message(number, request.translator))


async def press_show(request: Request, callback: ShowBroadcast) -> None:
    """Show how far a broadcast is, and keep what is shown up to date."""
    broadcast = await request.services.broadcasts.status(callback.broadcast)
    await request.services.cards.show_to(request.chat.id, broadcast.broadcast)


async def press_ask_stop(request: Request, callback: AskStop) -> None:
    """Ask whether a broadcast shall be stopped."""
    stand = await request.services.cards.stand(callback.broadcast)
    if stand.broadcast.state in OVER:
        await request.show(broadcast_message(request.translator, stand))
        return
    await request.send([stop_question(request.translator, stand)])


async def status(request: Request) -> None:
    """How many readers there are, and how far what is under way is; what can be resumed too."""
    counts = await request.services.audience.counts()
    await request.send([status_message(request.translator, counts)])
    broadcasts = request.services.broadcasts
    those = (*await broadcasts.resumable(), *await broadcasts.unfinished())
    for one in await of_their_paper(request, those):
        await request.services.cards.show_to(request.chat.id, one.broadcast)


async def of_their_paper(
    request: Request, broadcasts: Iterable[Broadcast]
) -> Sequence[BroadcastStatus]:
    """How those broadcasts stand that are of what the person's role is for."""
    found = [await request.services.broadcasts.status(one.id) for one in broadcasts]
    return [one for one in found if request.covers(one.paper)]
