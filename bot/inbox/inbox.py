"""What comes in and is not handled: from the store to the handlers, and its end in the store."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

import structlog
from telegram import Bot, Update

from bot.inbox.group_commit import GroupCommit
from bot.inbox.ownership import Ownership
from bot.inbox.suspects import MOST_TRIES, Suspects
from bot.inbox.update_order import PerChat
from bot.inbox.update_times import UpdateTimes
from bot.inbox.updates import Told, incoming_of, read_update
from bot.outbox.outbox import NotOwnedError
from digests.errors import StoreError
from digests.store.bots.inbox import InboxStore, Incoming

log = structlog.get_logger()

_ROOM = 1_000
"""Updates in memory; what else waits stays in the store until half of them are handled."""
_LOOK = 1.0
"""Seconds between two looks at what other processes have left, or received for this one."""
_LOOK_UNTOLD = 0.2
"""Seconds between two looks at the latter, where others live who can't tell."""
_FIRST_WAIT, _LONGEST_WAIT = 0.1, 5.0
"""Seconds between two tries to write down what was handled: each wait is twice the one before."""
_SHORTLY_AWAY = 5.0
"""Seconds that a database takes to be started again: Telegram's next try finds it there."""
_LAST_TRIES = 3
"""How often that is tried once the bot is to stop."""


async def _nobody_hears(_: Update) -> None:
    return


class _StillOpenError(Exception):
    """An update was handled, and must be handled anew by the next start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Handling:
    """An update that a task handles, and how often ownership had lapsed when that began."""

    one: Incoming
    lapses: int


# Of the task that handles an update and those it began.
_HANDLING: ContextVar[_Handling | None] = ContextVar("handling", default=None)


class Inbox:
    """Owns updates: writes them down, has each handled once, and notes that it was.

    `handle` answers an update and raises nothing. Updates of a chat are handled in their order,
    by one process; those of an earlier one that ended are taken over. Where each that begins an
    update ends, it is set aside in the store, and `give_up` tells whoever it concerns.
    """

    def __init__(  # noqa: PLR0913 - what it stands between
        self,
        store: InboxStore,
        handle: Callable[[Update], Awaitable[None]],
        *,
        bot: Bot,
        order: PerChat,
        times: UpdateTimes,
        ownership: Ownership | None = None,
        give_up: Callable[[Update], Awaitable[None]] = _nobody_hears,
    ) -> None:
        self._store = store
        self._handle = handle
        self._bot = bot
        self._order = order
        self._times = times
        self._ownership = ownership or Ownership()
        self._suspects = Suspects(store)
        self._give_up = give_up
        self._arrivals = GroupCommit(self._write_arrivals)
        self._marks = GroupCommit(self._write_marks)
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._unwritten: set[int] = set()
        self._open: dict[int, Callable[[], float]] = {}
        self._arrived: dict[int, datetime] = {}
        self._lost: set[int] = set()
        self._next_look = 0.0
        self._has_others = self._is_told = False
        self._more = asyncio.Event()
        self._is_behind = True
        self._closing = asyncio.Event()
        self._away_since: float | None = None

    async def receive(self, batch: Sequence[Told]) -> None:
        """Write updates down, to be handled in this process or in whichever has their chat.

        Raises `StoreError` where that can't be done: Telegram has to keep them. They are handled
        all the same, in the order of their chats, and not again when Telegram repeats them; beside
        other processes, to which it may repeat them, only where it couldn't be done for a while.
        """
        incoming = [incoming_of(told) for told in batch]
        self._times.came(one.id for one in incoming)
        lapses = self._ownership.lapses()
        try:
            await self._written(incoming)
        except StoreError:
            if self._must_not_wait():
                await self._begin_unwritten(incoming, lapses)
            raise
        self._away_since = None
        self._unwritten.difference_update(one.id for one in incoming)
        self._is_behind = True
        self._more.set()

    async def _written(self, incoming: Sequence[Incoming]) -> None:
        """Write updates down, where there are other processes in a second try as well.

        Of a process that stood still the database has ended connections, which is no sign that it
        takes nothing; and what Telegram repeated meanwhile another process may have answered.
        """
        try:
            await self._arrivals.put(incoming)
        except StoreError:
            if not self._has_others:
                raise
            await self._arrivals.put(incoming)

    def _must_not_wait(self) -> bool:
        """Whether what can't be written is handled all the same.

        Where there are others, Telegram's next try may be one of theirs, and the database back by
        then: so only once it has been away for a while.
        """
        now = asyncio.get_running_loop().time()
        if self._away_since is None:
            self._away_since = now
        return not self._has_others or now - self._away_since >= _SHORTLY_AWAY

    @asynccontextmanager
    async def handling(self, ready: Awaitable[object] | None = None) -> AsyncIterator[None]:
        """Handle what waits while the block runs, once `ready` is done.

        What has begun then comes to its end; what has not stays in the store, for the next start or
        another process.
        """
        tasks = [asyncio.create_task(self._feed(ready)), asyncio.create_task(self._listen())]
        try:
            yield
        finally:
            self._closing.set()
            for task in tasks:
                task.cancel()
            await asyncio.wait([*tasks, *self._tasks.values()])

    def keep_open(self, update: int, left: Callable[[], float]) -> None:
        """Have an update handled anew by the next start while `left` gives seconds.

        To be said while it is handled: what it began may need what is still to come.
        """
        self._open[update] = left

    def arrived(self, update: int) -> datetime | None:
        """When an update was written down, by the database's clock; None where it was not.

        To be asked while it is handled, which may be for the second time: a kill between what it
        did and the note of that has it handled anew.
        """
        return self._arrived.get(update)

    async def check_owned(self) -> None:
        """Raise `NotOwnedError` where what this task handles is another process's by now.

        To be asked before an answer leaves. While this process is known to live that costs nothing;
        after a lapse the store is asked, and where it can't be, nothing is answered: what waits in
        it is handled later. What is not in the store nobody else has.
        """
        handling = _HANDLING.get()
        if handling is None or handling.one.arrived is None or self._may_go_on(handling.lapses):
            return
        number = handling.one.id
        if number not in self._tasks:  # it was handled, and what it began goes on
            return
        try:
            is_owned = await self._store.owns(self._ownership.name, number)
        except StoreError:
            is_owned = False
        if not is_owned:
            self._lost.add(number)
            raise NotOwnedError

    # --- from the store to the handlers ---

    async def _feed(self, ready: Awaitable[object] | None = None) -> None:
        if ready:
            await ready
        while not self._closing.is_set():
            await self._read()
            try:
                # Not `wait_for`: on Python 3.11 that forgets a cancellation now and then.
                async with asyncio.timeout(self._patience):
                    await self._more.wait()
            except TimeoutError:
                self._is_behind = True

    @property
    def _patience(self) -> float:
        return _LOOK_UNTOLD if self._has_others and not self._is_told else _LOOK

    async def _listen(self) -> None:
        """Hear of what other processes received for this one, where they can tell."""
        while True:
            try:
                await self._ownership.listen(self._told)
            except StoreError as error:
                self._is_told = False
                log.warning("inbox_not_told", error=type(error).__name__)
                await asyncio.sleep(_LOOK)
            else:
                return

    def _told(self) -> None:
        self._is_told = self._is_behind = True
        self._more.set()

    async def _read(self) -> None:
        try:
            await self._take_over()
            await self._take()
        except StoreError as error:
            log.warning("inbox_not_read", error=type(error).__name__)
        except Exception:
            log.exception("inbox_not_read")

    async def _take_over(self) -> None:
        """Make one's own, once in a while, what nobody handles any more."""
        now = asyncio.get_running_loop().time()
        if now < self._next_look:
            return
        living = await self._ownership.living()
        self._has_others = bool({*living} - {self._ownership.name})
        count = await self._store.take_over(self._ownership.name, living)
        self._next_look = now + _LOOK
        if count:
            log.info("updates_taken_over", count=count)
            self._is_behind = True

    async def _take(self) -> None:
        self._more.clear()
        room = _ROOM - len(self._tasks)
        if not self._ownership.owns() or not self._is_behind or room <= 0:
            return
        self._is_behind = False
        known = frozenset(self._tasks)  # what ends while the store is read may be seen as waiting
        lapses = self._ownership.lapses()  # after one, what was read before it may be another's
        try:
            fresh = await self._store.take(self._ownership.name, known, room)
        except StoreError:
            self._is_behind = True
            raise
        for one in fresh:
            self._begin(one, lapses)
        if len(fresh) == room:
            self._is_behind = True
        elif not self._is_behind:
            self._times.all_taken()

    async def _begin_unwritten(self, incoming: Sequence[Incoming], lapses: int) -> None:
        """Handle what the store does not take now, unless older things of its chat wait in it."""
        try:
            waiting = await self._store.waiting({one.conversation for one in incoming})
        except StoreError:
            waiting = {}  # whoever is answered will hear of it
        for one in incoming[: _ROOM - len(self._tasks)]:
            is_next = self._tasks.keys() >= {*waiting.get(one.conversation, ())}
            if is_next and one.id not in self._unwritten:
                self._unwritten.add(one.id)
                self._begin(one, lapses)

    def _begin(self, one: Incoming, lapses: int) -> None:
        if one.id in self._tasks or self._closing.is_set():
            return
        self._times.taken(one.id)
        if one.arrived:
            self._arrived[one.id] = one.arrived
        self._tasks[one.id] = asyncio.create_task(self._see_through(one, lapses))

    # --- one update ---

    async def _see_through(self, one: Incoming, lapses: int) -> None:
        """An update from its turn to the note that it was handled.

        It was this process's when that had lapsed so often.
        """
        try:
            if await self._answer(one, lapses):
                self._times.handled(one.id)
                await self._closed(one)
                await self._marks.put([one.id])
            else:
                self._let_go(one)
        except _StillOpenError:
            log.info("update_left_open", update=one.id)
        except StoreError:
            log.warning("update_not_marked", update=one.id)
        finally:
            self._times.let_go(one.id)
            self._arrived.pop(one.id, None)
            self._lost.discard(one.id)
            del self._tasks[one.id]
            if self._is_behind and len(self._tasks) <= _ROOM // 2:
                self._more.set()

    def _let_go(self, one: Incoming) -> None:
        """Leave it to whoever has it now; where that is this process, it is read again."""
        self._unwritten.discard(one.id)
        self._is_behind = True

    async def _closed(self, one: Incoming) -> None:
        """Wait until an update need not be handled anew; raise if the bot is to stop before."""
        if one.id in self._open:
            await self._suspects.survived(one)
        left = self._open.pop(one.id, None)
        while left and (seconds := left()) > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._closing.wait()
            if self._closing.is_set():
                raise _StillOpenError

    async def _answer(self, one: Incoming, lapses: int) -> bool:
        """Have it handled in its turn; False where it was let go before it was answered."""
        update = read_update(one, self._bot)
        if update is None:
            return True
        _HANDLING.set(_Handling(one=one, lapses=lapses))
        try:
            has_begun = await self._order.run(
                update,
                one.conversation,
                lambda: self._begin_handling(one, update),
                may_begin=lambda: self._may_go_on(lapses) and not self._closing.is_set(),
                permit=self._suspects.permit(one),
            )
        except StoreError:
            raise
        except Exception:
            log.exception("update_failed", update=one.id)
            return True
        return has_begun and one.id not in self._lost

    async def _begin_handling(self, one: Incoming, update: Update) -> None:
        """Have it handled, unless that has ended a process too often."""
        if await self._suspects.count(one):
            await self._handle(update)
            return
        log.error("update_set_aside", update=one.id, tries=one.tries)
        try:
            if one.tries == MOST_TRIES:  # else to say so has ended a process as well
                await self._give_up(update)
        finally:
            await self._suspects.set_aside(one)

    def _may_go_on(self, lapses: int) -> bool:
        """Whether what was taken after so many lapses is surely this process's still."""
        return self._ownership.owns() and self._ownership.lapses() == lapses

    # --- writing ---

    async def _write_arrivals(self, incoming: Sequence[Incoming]) -> None:
        await self._store.receive(incoming, self._ownership.name)

    async def _write_marks(self, ids: Sequence[int]) -> None:
        """Note what was handled; in its order, so each try is for all of it."""
        wait, tries = _FIRST_WAIT, 0
        while True:
            try:
                await self._store.handled(ids)
            except StoreError as error:
                tries = tries + 1 if self._closing.is_set() else 0
                if tries == _LAST_TRIES:
                    raise
                log.warning("handled_not_written", count=len(ids), error=type(error).__name__)
            else:
                return
            await asyncio.sleep(wait)
            wait = min(_LONGEST_WAIT, wait * 2)
