"""Updates on their way to the bot: kept until it has confirmed them.

https://core.telegram.org/bots/api#getting-updates
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from typing import Final

from simulator.clock import Clock
from simulator.protocol.wire import JsonObject, RefusalError

KEPT_SECONDS: Final = 24 * 3600
FIRST_UPDATE_ID: Final = 800_000_001

# https://core.telegram.org/bots/api#getupdates: what a bot must ask for by name.
ON_REQUEST: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class Update:
    """One update; `moment` is when it happened, in Unix seconds."""

    id: int
    kind: str
    moment: float
    payload: JsonObject

    def as_json(self) -> JsonObject:
        """The API's Update object."""
        return {"update_id": self.id, self.kind: self.payload}


@dataclass(slots=True)
class Updates:
    """The queue that getUpdates and webhooks read from.

    `allowed` are the kinds the bot asked for, None meaning the usual ones; `arrived` is set with
    each new update, for whoever sends them to a webhook.
    """

    clock: Clock
    allowed: frozenset[str] | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _queue: deque[Update] = field(default_factory=deque)
    _next_id: int = FIRST_UPDATE_ID
    _poll: asyncio.Future[None] | None = None

    def __len__(self) -> int:
        return len(self._queue)

    def put(self, kind: str, payload: JsonObject) -> None:
        """Queue an update, if the bot wants its kind, and wake whoever waits."""
        if not self._wanted(kind):
            return
        self._queue.append(Update(self._next_id, kind, self.clock.now(), payload))
        self._next_id += 1
        self.arrived.set()
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)

    def allow(self, kinds: Sequence[str]) -> None:
        """Which kinds the bot wants from now on; an empty list means the usual ones."""
        self.allowed = frozenset(kinds) or None

    def clear(self) -> None:
        """Drop everything that waits."""
        self._queue.clear()

    def first(self, besides: Container[int] = ()) -> Update | None:
        """The oldest update that is still wanted, besides some by their ids."""
        self._expire()
        return next((update for update in self._queue if update.id not in besides), None)

    def remove(self, update: Update) -> None:
        """Forget one update, if it is still there."""
        if update in self._queue:
            self._queue.remove(update)

    def confirm(self, before: int) -> None:
        """Forget the updates with a smaller id."""
        while self._queue and self._queue[0].id < before:
            self._queue.popleft()

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Update]:
        """The updates from `offset` on, waiting up to `timeout` real seconds for the first.

        A negative offset counts from the end. A second poll ends the first one with 409.
        """
        if offset < 0:
            while len(self._queue) > -offset:
                self._queue.popleft()
        self.confirm(offset)
        found = self._take(limit)
        if found or timeout <= 0:
            return found
        self.interrupt(
            "terminated by other getUpdates request; make sure that only one bot instance is "
            "running"
        )
        waiting = self._poll = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(timeout):
                await waiting
        except TimeoutError:
            return []
        finally:
            if self._poll is waiting:
                self._poll = None
        return self._take(limit)

    def interrupt(self, reason: str) -> None:
        """End a waiting poll with 409."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(RefusalError(409, f"Conflict: {reason}"))

    @property
    def polled(self) -> bool:
        """Whether somebody waits for the next update."""
        return self._poll is not None and not self._poll.done()

    def release(self) -> None:
        """Let a waiting poll end with what there is."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)

    def _wanted(self, kind: str) -> bool:
        return kind not in ON_REQUEST if self.allowed is None else kind in self.allowed

    def _take(self, limit: int) -> list[Update]:
        self._expire()
        return [self._queue[index] for index in range(min(limit, len(self._queue)))]

    def _expire(self) -> None:
        oldest = self.clock.now() - KEPT_SECONDS
        while self._queue and self._queue[0].moment < oldest:
            self._queue.popleft()
