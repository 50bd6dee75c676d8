"""One chunk that a worker holds, from its claim to its end."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import structlog

from digests.delivery.journal import Journal
from digests.delivery.ledger import Ledger
from digests.delivery.messenger import Messenger
from digests.delivery.model import Claim, Intent, Recipient, Settlement, Step
from digests.delivery.outcomes import (
    Absent,
    AttemptResult,
    Refused,
    Sent,
    Unknown,
    Unreached,
    Withheld,
)
from digests.delivery.policy import DeliverySettings
from digests.delivery.steady_clock import SteadyClock
from digests.delivery.throttle import Throttle
from digests.errors import FencedError, StoreBusyError, StoreError
from digests.model import ChatKind

T = TypeVar("T")

_log = structlog.get_logger()

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 10.0  # seconds between tries of a store that fails
_LONGEST_REST = 1.0  # seconds between two turns, however little there is to do


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerContext:
    """What a worker works with; `clock` counts seconds from anywhere, and never back.

    `ledger_clock` is what the worker believes of the ledger's clock.
    """

    ledger: Ledger
    messenger: Messenger
    settings: DeliverySettings
    throttle: Throttle
    journal: Journal
    clock: Callable[[], float]
    ledger_clock: SteadyClock
    sleep: Callable[[float], Awaitable[object]]
    stop: asyncio.Event

    async def retry(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask the store until it does what was asked."""
        pause = _FIRST_PAUSE
        while True:
            try:
                return await ask()
            except StoreError as error:
                _log.warning("store_failed", error=str(error), kind=type(error).__name__)
            await self.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * 2)

    async def rest(self, seconds: float, *events: asyncio.Event) -> None:
        """Wait for so many seconds, or until one of the events is set."""
        waiting = [asyncio.ensure_future(self.sleep(seconds))]
        waiting += [asyncio.ensure_future(event.wait()) for event in events]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waiting:
                wait.cancel()


class ChunkWorker:
    """Delivers a claimed chunk: settles what came back, sends what the ledger intends."""

    def __init__(
        self, context: WorkerContext, claim: Claim, on_drained: Callable[[], None]
    ) -> None:
        self._context = context
        self._claim = claim
        self._on_drained = on_drained
        self._sending: dict[int, asyncio.Task[None]] = {}
        self._settled: list[Settlement] = []
        self._enough = asyncio.Event()
        self._journal_file = context.journal.journal_file(claim)
        self._held_until = context.clock() + context.settings.lease
        self.is_drained = False
        """Whether only recipients who were tried before are left."""

    async def run(self) -> None:
        """Work until the chunk is done, the broadcast or the worker is stopped, or it is lost."""
        try:
            while not await self._turn():
                pass
            self._journal_file.discard()
        except FencedError:
            _log.warning("chunk_lost", chunk=self._claim.chunk_id)
            await self._tell_late()
            self._journal_file.discard()
        finally:
            self._journal_file.close()
            self.is_drained = True
            self._on_drained()
            for sending in tuple(self._sending.values()):
                sending.cancel()

    async def _tell_late(self) -> None:
        """Tell what arrived though the chunk is somebody else's; begin nothing more."""
        context = self._context
        self._held_until = -math.inf
        if self._sending:
            await asyncio.wait(self._sending.values(), timeout=context.settings.grace)
        settled = tuple(one for one in self._settled if isinstance(one.outcome, Sent))
        if settled:
            await context.retry(lambda: context.ledger.keep_late(self._claim.chunk_id, settled))

    async def _turn(self) -> bool:
        """One turn of the ledger and a rest; whether it was the last."""
        asked = self._context.clock()
        step = await self._context.retry(self._advance)
        await self._context.throttle.yield_after_stall(asked)
        self._held_until = asked + self._context.settings.lease
        for intent in step.intents:
            # Whoever's message is under way is told of by that one.
            if intent.recipient.subscriber_id not in self._sending:
                self._start(intent)
        if step.drained and not self.is_drained:
            self.is_drained = True
            self._on_drained()
        if step.done:
            return True
        is_over = step.stopped or step.resting or self._context.stop.is_set()
        if is_over and not self._sending and not self._settled:
            await self._context.retry(lambda: self._context.ledger.release(self._claim))
            return True
        await self._rest(step)
        return False

    async def _advance(self) -> Step:
        throttle = self._context.throttle
        settled, answers = tuple(self._settled), throttle.answers
        step = await self._context.ledger.advance(
            self._claim,
            settled,
            holding=frozenset(self._sending),
            wanted=0 if self._context.stop.is_set() else throttle.room,
            answers=answers,
            latest=self._context.ledger_clock.latest(),
        )
        self._context.ledger_clock.believe(step.now)
        # Only now it is certain that they are written.
        del self._settled[: len(settled)]
        throttle.answers -= answers
        return step

    async def _rest(self, step: Step) -> None:
        """Until the next turn is worth it: soon while any are in flight, later while all wait."""
        self._enough.clear()
        cycle = self._context.settings.cycle
        if self._sending:
            await self._context.rest(cycle, self._enough)
        else:
            seconds = max(cycle, min(_LONGEST_REST, step.wait))
            await self._context.rest(seconds, self._enough, self._context.stop)

    def _start(self, intent: Intent) -> None:
        self._context.throttle.reserve()
        at = self._context.clock() + intent.delay
        sending = asyncio.create_task(self._send(intent, at))
        self._sending[intent.recipient.subscriber_id] = sending

    async def _send(self, intent: Intent, at: float) -> None:
        # Also if it is cut off, which says nothing about the network.
        result: AttemptResult = Withheld()
        try:
            settlement = await self._attempt(intent, at)
            result = settlement.outcome
        finally:
            self._context.throttle.report(result)
            del self._sending[intent.recipient.subscriber_id]
        settlement = replace(settlement, outage=self._context.throttle.is_outage)
        self._journal_file.record_result(settlement)
        self._settled.append(settlement)
        settings = self._context.settings
        if len(self._settled) >= min(settings.handful, settings.in_flight // 2):
            self._enough.set()

    async def _attempt(self, intent: Intent, at: float) -> Settlement:
        """Bring a message on its way at its time, and say what became of it."""
        broadcast, messenger = self._claim.broadcast, self._context.messenger
        try:
            parts = await messenger.parts(broadcast, intent.recipient, intent.part)
        except StoreBusyError as error:
            _log.warning("edition_not_read", broadcast=broadcast.id, kind=type(error).__name__)
            return _settled(intent, Unreached("the edition could not be read"))
        except Exception as error:  # noqa: BLE001 - a text that can't be made is refused
            _log.exception("edition_not_rendered", broadcast=broadcast.id)
            return _settled(intent, Refused(f"could not be rendered: {type(error).__name__}"))
        if intent.part >= parts and intent.message_id is None:
            return _settled(intent, Absent())
        if (acquired := await self._context.throttle.acquire(at)) is None:
            return _settled(intent, Withheld())
        if self._context.clock() >= self._held_until:
            # The process stood still, and somebody else may have the chunk by now.
            self._context.throttle.settle()
            return _settled(intent, Withheld())
        self._journal_file.record_start(intent.recipient.subscriber_id, intent.part)
        try:
            outcome = await messenger.deliver(broadcast, intent)
        except Exception as error:  # noqa: BLE001 - nobody knows how far it came
            _log.exception("messenger_failed", broadcast=broadcast.id)
            outcome = Unknown(type(error).__name__)
        finally:
            self._context.throttle.release(acquired)
        is_more = intent.part + 1 < parts
        return _settled(intent, outcome, is_more=is_more, rest=self._rest_of(intent.recipient))

    def _rest_of(self, recipient: Recipient) -> float:
        settings = self._context.settings
        is_private = recipient.kind is ChatKind.PRIVATE
        return settings.private_rest if is_private else settings.group_rest


def _settled(
    intent: Intent, outcome: AttemptResult, *, is_more: bool = False, rest: float = 0.0
) -> Settlement:
    return Settlement(
        subscriber_id=intent.recipient.subscriber_id,
        part=intent.part,
        outcome=outcome,
        more=is_more,
        rest=rest,
    )
