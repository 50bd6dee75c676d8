"""How editors steer a broadcast under way and ask how things stand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.handlers.request import Ask, Toast
from bot.views.broadcasts import status_letter
from bot.views.callbacks import Act


async def press_broadcast(ask: Ask) -> Toast | None:
    """Steer a broadcast, and show how far it is."""
    ledger, number = ask.services.store.ledger, ask.press.number(0)
    steer: Mapping[Act | None, Callable[[], Awaitable[object]]] = {
        Act.PAUSE: lambda: ledger.pause(number, ""),
        Act.RESUME: lambda: ledger.resume(number),
        Act.CANCEL: lambda: ledger.cancel(number),
        Act.HURRY: lambda: ledger.hurry(number),
        Act.RESEND: lambda: ledger.settle_doubt(number, resend=True),
        Act.TRUST: lambda: ledger.settle_doubt(number, resend=False),
        Act.RETRY: lambda: ledger.retry_refused(number),
    }
    await steer[ask.press.act]()
    await ledger.plan(ask.now)
    ask.services.runner.wake()
    await ask.show(await ask.services.cards.letter(number, ask.speech))
    return None


async def status(ask: Ask) -> None:
    """How many readers there are, and how far the last broadcast is."""
    counts = await ask.services.store.subscribers.counts()
    await ask.send([status_letter(ask.speech, counts)])
    for broadcast in await ask.services.store.ledger.unfinished():
        await ask.services.cards.hang(broadcast, anew=True)
