"""How editors steer a broadcast under way and ask how things stand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.handlers.request import Request, Toast
from bot.views.broadcasts import status_message
from bot.views.callbacks import Action


async def press_broadcast(request: Request) -> Toast | None:
    """Steer a broadcast, and show how far it is."""
    ledger, number = request.services.store.ledger, request.callback.number(0)
    steer: Mapping[Action | None, Callable[[], Awaitable[object]]] = {
        Action.PAUSE: lambda: ledger.pause(number, ""),
        Action.RESUME: lambda: ledger.resume(number),
        Action.CANCEL: lambda: ledger.cancel(number),
        Action.SEND_NOW: lambda: ledger.send_now(number),
        Action.RESEND: lambda: ledger.resolve_unknown(number, resend=True),
        Action.ASSUME_DELIVERED: lambda: ledger.resolve_unknown(number, resend=False),
        Action.RETRY: lambda: ledger.retry_refused(number),
    }
    await steer[request.callback.action]()
    await ledger.plan(request.now)
    request.services.worker.wake()
    await request.show(await request.services.cards.message(number, request.translator))
    return None


async def status(request: Request) -> None:
    """How many readers there are, and how far the last broadcast is."""
    counts = await request.services.store.subscribers.counts()
    await request.send([status_message(request.translator, counts)])
    for broadcast in await request.services.store.ledger.unfinished():
        await request.services.cards.show(broadcast, anew=True)
