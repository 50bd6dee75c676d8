"""The outbox: every request about a chat asks it for its turn."""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol, TypeVar

import structlog
from telegram.error import RetryAfter, TelegramError

from bot.outbox.chat_limits import ChatLimits, is_group
from bot.outbox.fair_queue import FairQueue
from bot.outbox.holds import ChatHeld, Holds
from bot.outbox.lanes import Lane
from bot.outbox.probe import Probe
from bot.outbox.retries import Retries
from digests.delivery.outcomes import Held, Outcome, Unknown, Unreached, label

log = structlog.get_logger()

_LONGEST_HOLD = 60.0
"""Seconds; whoever asked has gone by then, so a longer hold fails the answer instead."""
_LONGEST_REST = 5.0
"""Seconds that an answer waits for a group's limit; behind it, it would come in the wrong talk."""
_BETWEEN_NOTICES = 60.0
_GLANCE = 0.02
"""Seconds between two looks of a broadcast for a probe that is out."""

_Result = TypeVar("_Result")
Make = Callable[[], Awaitable[_Result]]
Judge = Callable[[TelegramError], Outcome | None]
"""What an error says of a request; None where it is a fault of the bot's own."""


class Allowance(Protocol):
    """What the whole bot may send, answers and broadcasts together."""

    answers_wait: bool
    """Whether an answer could leave but for the allowance: broadcasts give way then."""

    def wait(self) -> float:
        """Seconds until one more keeps within the limit."""

    def take(self) -> None:
        """Count an answer that leaves now."""

    def settle(self) -> None:
        """Learn that an answer has its outcome: it arrives no more."""


class Unlimited:
    """An allowance without a limit."""

    answers_wait = False

    def wait(self) -> float:
        """No seconds at all."""
        return 0.0

    def take(self) -> None:
        """Count nothing."""

    def settle(self) -> None:
        """Learn nothing."""


class ChatFullError(TelegramError):
    """A group has got as many messages as it may in a minute; `is_first` if it wasn't told so."""

    def __init__(self, *, is_first: bool) -> None:
        super().__init__("the group is at its limit")
        self.is_first = is_first


class NotOwnedError(Exception):
    """An answer was not sent: what it answers is another process's by now, which answers it."""


async def _nobody_asks() -> None:
    return


def _future() -> asyncio.Future[None]:
    return asyncio.get_running_loop().create_future()


@dataclass(slots=True, kw_only=True)
class _QueuedAnswer:
    """An answer that waits for its turn."""

    chat_id: int
    lane: Lane
    not_before: float
    is_probe: bool = False
    turn: asyncio.Future[None] = field(default_factory=_future)


class Outbox:
    """Lets requests out on the terms of their lane.

    Answers wait for the bot's allowance, their chat's limit and the holds that Telegram orders, in
    fair turns; what failed is tried again as its kind allows. Kept in memory.
    """

    def __init__(
        self,
        judge: Judge,
        chat_limits: ChatLimits | None = None,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._allowance: Allowance = Unlimited()
        self._judge = judge
        self._chat_limits = chat_limits or ChatLimits()
        self._now = now
        self._sleep = sleep
        self._holds = Holds()
        self._probe = Probe()
        self._queue = FairQueue[_QueuedAnswer](self._ready_at)
        self._told: dict[int, float] = {}
        self._alarm: asyncio.Task[None] | None = None
        self._alarm_at = 0.0
        self.last_word: Callable[[], Awaitable[None]] = _nobody_asks
        """Asked when an answer's turn has come; raises `NotOwnedError` where it must not leave."""
        self.refused: Counter[str] = Counter()
        """How often Telegram ordered a pause (429) since the start, by the lane it was told in."""
        self.holds: Counter[str] = Counter()
        """How often that held a `chat`, how often the `bot`."""
        self.retries: Counter[str] = Counter()
        """How many requests were made again since the start, by what became of them before."""

    def share(self, allowance: Allowance) -> None:
        """Keep within what the whole bot may send, broadcasts included."""
        self._allowance = allowance

    async def run(self, lane: Lane, chat_id: int, method: str, make: Make[_Result]) -> _Result:
        """Make a request about a chat in its turn.

        Raises `ChatHeld` and `RetryAfter` where a hold of the chat or the bot is longer than the
        lane waits, `ChatFullError` for an answer in a group that is at its limit, `NotOwnedError`
        where another process answers by now, and whatever the last try raised.
        """
        if lane is Lane.BROADCAST:
            return await self._broadcast(chat_id, method, make)
        retries = Retries(never_arrive_twice=lane is Lane.REMINDER)
        ticket = self._queued(chat_id, lane)
        while True:
            await self._turn(ticket)
            try:
                await self.last_word()
                return await self._made(lane, chat_id, method, self._probing(ticket.is_probe, make))
            except TelegramError as error:
                outcome = self._judge(error)
                pause = retries.pause(outcome)
                if pause is None:
                    raise
                self._count_retry(method, error, outcome)
                # Before the turn is let go of, so that nothing else of the chat overtakes it.
                ticket = self._queued(chat_id, lane, pause=pause)
            finally:
                self._free(chat_id)

    async def look(self, method: str, make: Make[_Result]) -> _Result:
        """Make a request that says nothing in a chat: no limit concerns it, a hold of the bot does.

        Raises what the last try raised, and `RetryAfter` where the bot is held for too long.
        """
        retries = Retries(repeatable=True)
        while True:
            await self._sit_out()
            try:
                return await make()
            except TelegramError as error:
                outcome = self._judge(error)
                pause = retries.pause(outcome)
                if isinstance(outcome, Held):
                    pause = None if outcome.seconds > _LONGEST_HOLD else outcome.seconds
                if pause is None:
                    raise
                self._count_retry(method, error, outcome)
            await self._sleep(pause)

    def _count_retry(self, method: str, error: TelegramError, outcome: Outcome | None) -> None:
        self.retries[label(outcome) if outcome else ""] += 1
        log.info("request_tried_again", endpoint=method, error=type(error).__name__)

    async def _sit_out(self) -> None:
        """Wait until the bot is held no longer."""
        while (left := self._holds.bot_wait(self._now())) > 0:
            if left > _LONGEST_HOLD:
                raise RetryAfter(timedelta(seconds=left))
            await self._sleep(left)

    async def _broadcast(self, chat_id: int, method: str, make: Make[_Result]) -> _Result:
        while (left := self._probe.wait(self._now())) > 0:
            await self._sleep(min(left, _GLANCE))
        now = self._now()
        self._holds.refuse(chat_id, now)
        if (rest := self._chat_limits.wait(chat_id, now, spare=1)) > 0:
            raise ChatHeld(timedelta(seconds=rest))
        self._chat_limits.take(chat_id, now)
        is_probe = self._probe.begin(now)
        return await self._made(Lane.BROADCAST, chat_id, method, self._probing(is_probe, make))

    def _probing(self, is_probe: bool, make: Make[_Result]) -> Make[_Result]:
        """A request that, if it is a probe, tells what became of it."""
        if not is_probe:
            return make

        async def probe() -> _Result:
            try:
                result = await make()
            except TelegramError as error:
                outcome = self._judge(error)
                if not isinstance(outcome, Held):  # what that means is decided with the hold
                    self._probe.end(is_known=not isinstance(outcome, Unknown | Unreached))
                raise
            self._probe.end(is_known=True)
            self._let_out()
            return result

        return probe

    async def _made(self, lane: Lane, chat_id: int, method: str, make: Make[_Result]) -> _Result:
        """Make a request, and keep the hold that Telegram may order in its answer."""
        try:
            return await make()
        except TelegramError as error:
            outcome = self._judge(error)
            if not isinstance(outcome, Held):
                raise
            self.refused[lane.name.lower()] += 1
            if self._hold(chat_id, outcome.seconds, method):
                raise
            raise ChatHeld(timedelta(seconds=outcome.seconds)) from error

    def _hold(self, chat_id: int, seconds: float, method: str) -> bool:
        """Heed an order of Telegram's; whether the bot is held now."""
        is_bots = self._holds.order(chat_id, seconds, self._now())
        self.holds["bot" if is_bots else "chat"] += 1
        if is_bots:
            self._probe.close()
        else:
            self._probe.open()
        log.warning("hold_ordered", endpoint=method, seconds=seconds, whole_bot=is_bots)
        for ticket in list(self._queue.clear(lambda one: self._refusal(one) is not None)):
            refusal = self._refusal(ticket.chat_id)
            if refusal and not ticket.turn.done():
                ticket.turn.set_exception(refusal)
        return is_bots

    def _refusal(self, chat_id: int) -> RetryAfter | None:
        """Why a chat can't be answered within anybody's patience."""
        try:
            self._holds.refuse(chat_id, self._now(), _LONGEST_HOLD)
        except RetryAfter as error:
            return error
        return None

    # --- turns ------------------------------------------------------------------------------

    def _queued(self, chat_id: int, lane: Lane, *, pause: float | None = None) -> _QueuedAnswer:
        """Queue an answer; after a `pause` it goes before all others of its chat."""
        now = self._now()
        self._holds.refuse(chat_id, now, _LONGEST_HOLD)
        self._refuse_full(chat_id, lane, now)
        ticket = _QueuedAnswer(chat_id=chat_id, lane=lane, not_before=now + (pause or 0.0))
        self._queue.push(chat_id, ticket, now, first=pause is not None)
        return ticket

    async def _turn(self, ticket: _QueuedAnswer) -> None:
        """Wait for the turn of an answer, which is to be freed."""
        self._let_out()
        try:
            await ticket.turn
        except asyncio.CancelledError:
            if ticket.turn.done() and not ticket.turn.cancelled():
                self._free(ticket.chat_id)
            raise

    def _refuse_full(self, chat_id: int, lane: Lane, now: float) -> None:
        rest = self._chat_limits.wait(chat_id, now, spare=_spare(lane))
        if is_group(chat_id) and rest > _LONGEST_REST:
            is_first = now >= self._told.get(chat_id, 0.0)
            if is_first:
                self._told = {one: until for one, until in self._told.items() if until > now}
                self._told[chat_id] = now + _BETWEEN_NOTICES
            raise ChatFullError(is_first=is_first)

    def _ready_at(self, chat_id: int, ticket: _QueuedAnswer) -> float:
        """When a chat's next answer may leave, as far as the chat is concerned."""
        if ticket.turn.cancelled():
            return 0.0
        now = self._now()
        rest = self._chat_limits.wait(chat_id, now, spare=_spare(ticket.lane))
        wait = max(rest, self._holds.chat_wait(chat_id, now))
        return max(ticket.not_before, now + wait if wait else 0.0)

    def _let_out(self) -> None:
        """Give out every turn that there is, and come back when the next one is due."""
        while (wait := self._wait()) <= 0:
            ticket = self._queue.pop()
            if ticket.turn.cancelled():
                self._queue.freed(ticket.chat_id, self._now())
                continue
            self._chat_limits.take(ticket.chat_id, self._now())
            ticket.is_probe = self._probe.begin(self._now())
            self._allowance.take()
            ticket.turn.set_result(None)
        self._come_back(wait)

    def _wait(self) -> float:
        """Seconds until the next turn; infinity where nobody waits."""
        now = self._now()
        wait = max(self._queue.due() - now, self._holds.bot_wait(now), self._probe.wait(now))
        self._allowance.answers_wait = False
        if wait > 0:
            return wait
        wait = self._allowance.wait()
        self._allowance.answers_wait = wait > 0
        return wait

    def _free(self, chat_id: int) -> None:
        """Let go of a turn."""
        self._allowance.settle()
        self._queue.freed(chat_id, self._now())
        self._let_out()

    def _come_back(self, wait: float) -> None:
        """Look again in so many seconds, or sooner where that was to be already."""
        at = self._now() + wait
        if self._alarm is not None and not self._alarm.done() and self._alarm_at <= at:
            return
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = None if math.isinf(wait) else asyncio.create_task(self._ring(wait))
        self._alarm_at = at

    async def _ring(self, wait: float) -> None:
        await self._sleep(wait)
        self._alarm = None
        self._let_out()


def _spare(lane: Lane) -> int:
    """Messages that must still have room after one of a lane: a group's notice keeps its place."""
    return 0 if lane is Lane.NOTICE else 1
