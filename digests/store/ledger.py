"""The ledger of `digests.delivery`, and what editors ask of it, over the store's tables."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, and_

from digests.delivery.model import (
    AttemptLog,
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Claim,
    Failure,
    Progress,
    Settlement,
    Step,
    Undelivered,
)
from digests.delivery.policy import DeliverySettings
from digests.store import broadcasts, chunks, planning
from digests.store.broadcasting import outages, resuming
from digests.store.broadcasts import BroadcastOpening
from digests.store.database import Session
from digests.store.readers import round_ups
from digests.store.readers.behind import TOLD, note_told
from digests.store.tables import broadcasts as table

_AT_ONCE = 1_000
"""Recipients of a statement."""


class LedgerStore:
    """Who is owed what and what became of it; satisfies `digests.delivery.ledger.Ledger`.

    Every method raises `StoreError` where the database did not do what was asked.
    """

    def __init__(self, session: Session, settings: DeliverySettings) -> None:
        self._session = session
        self._settings = settings

    # What workers need.

    async def plan(self, now: datetime) -> int:
        """Write the chunks whose minute was reached by `now`; see `Ledger.plan`.

        Round-ups come last: what is too late of all others is known by then.
        """
        await self._look_back(now)
        running = sorted(await self.running(), key=lambda one: one.kind is BroadcastKind.ROUND_UP)
        written = sum([await self._plan(broadcast, now) for broadcast in running])
        for due in await self._session.in_read(outages.indexes_due, now):
            await self._plan_indexes(due, now)
        return written

    async def release_all(self, worker: str, logs: Sequence[AttemptLog] = ()) -> None:
        """Let everybody claim what an earlier process held; see `Ledger.release_all`."""
        await self._session.in_write(chunks.release_all, worker, logs, self._settings)

    async def keep_late(self, chunk_id: int, settlements: Sequence[Settlement]) -> None:
        """Keep what arrived of a chunk that another has by now; see `Ledger.keep_late`."""
        await self._session.in_write(chunks.keep_late, chunk_id, settlements)

    async def claim(self, worker: str) -> Claim | None:
        """Take a chunk nobody holds; see `Ledger.claim`."""
        if not await self._session.in_read(chunks.is_any_claimable, self._settings):
            return None
        return await self._session.in_write(chunks.claim, worker, self._settings)

    async def advance(  # noqa: PLR0913 - all that a worker tells in a turn
        self,
        claim: Claim,
        settlements: Sequence[Settlement],
        *,
        holding: Collection[int],
        wanted: int,
        answers: int,
        latest: float | None = None,
    ) -> Step:
        """Settle, intend and take slots in one transaction; see `Ledger.advance`."""
        report = chunks.Report(
            settlements=settlements, holding=holding, wanted=wanted, answers=answers, latest=latest
        )
        step = await self._session.in_write(chunks.advance, claim, report, self._settings)
        if step.done and not step.stopped:
            await self._finish(claim.broadcast)
        return step

    async def charge(self, answers: int) -> None:
        """Take answers from the shared allowance; see `Ledger.charge`."""
        if await self._session.in_read(chunks.is_any_held):
            await self._session.in_write(chunks.charge, answers, self._settings)

    async def release(self, claim: Claim) -> None:
        """Let everybody claim the chunk."""
        await self._session.in_write(chunks.release, claim)

    # What editors ask and decide.

    async def open_broadcast(  # noqa: PLR0913 - all that is known of it
        self,
        edition_id: int,
        kind: BroadcastKind,
        *,
        day: date,
        at: datetime,
        by: int | None,
        subject: int = 0,
    ) -> Broadcast:
        """Start a broadcast, to be planned from now on.

        An edition is broadcast once, and so is an announcement: opening it again gives the same
        broadcast. A correction takes the place of an earlier one of the edition, a recall that of
        everything. `by` is an editor's Telegram user id; for the rest see `Broadcast`.
        """
        opening = BroadcastOpening(
            edition_id=edition_id,
            kind=kind,
            day=day,
            opened_at=at,
            opened_by=by,
            subject=subject,
        )
        return await self._session.in_write(broadcasts.open_broadcast, opening, self._settings.echo)

    async def open_round_ups(self, now: datetime) -> None:
        """Start the round-up of each day that it is somewhere, if anybody is to get it.

        What those of other days would have told since the last look stands in the next.
        """
        await self._look_back(now)
        for day in await self._session.in_read(round_ups.wanted, now):
            await self._session.in_write(round_ups.open_round_up, day, now)

    async def broadcast(self, broadcast_id: int) -> Broadcast:
        """The broadcast of that id."""
        return await self._session.in_read(broadcasts.find_broadcast, broadcast_id)

    async def sending(self, edition_id: int) -> Broadcast | None:
        """The broadcast that sends an edition, whatever its state; None where there is none."""
        of_edition = and_(table.c.edition_id == edition_id, table.c.kind == BroadcastKind.EDITION)
        found = await self._session.in_read(broadcasts.find_broadcasts, of_edition)
        return next(iter(found), None)

    async def announcing(self, announcement_id: int) -> Broadcast | None:
        """The broadcast that sends an announcement, whatever its state; None where none does."""
        is_it = and_(table.c.kind == BroadcastKind.ANNOUNCEMENT, table.c.subject == announcement_id)
        found = await self._session.in_read(broadcasts.find_broadcasts, is_it)
        return next(iter(found), None)

    async def running(self) -> tuple[Broadcast, ...]:
        """The broadcasts that are going out, oldest first."""
        return await self._in_states(BroadcastState.RUNNING)

    async def unfinished(self) -> tuple[Broadcast, ...]:
        """The broadcasts that are going out or paused, oldest first."""
        return await self._in_states(*broadcasts.OPEN_STATES)

    async def due_since(self, now: datetime) -> datetime | None:
        """Since when the chunk has been due that waits longest; None where none is due by now."""
        return await self._session.in_read(broadcasts.due_since, now)

    async def pause(self, broadcast_id: int, note: str) -> bool:
        """Pause a running broadcast; False if it was not running."""
        return await self._session.in_write(broadcasts.pause_broadcast, broadcast_id, note)

    async def resume(self, broadcast_id: int) -> bool:
        """Let a paused broadcast go on; False if it was not paused."""
        return await self._session.in_write(broadcasts.resume_broadcast, broadcast_id)

    async def resume_stopped(self, broadcast_id: int) -> bool:
        """Let a stopped broadcast go on to whom it had not come; False where it can't go on."""
        return await self._session.in_write(resuming.resume_stopped, broadcast_id)

    async def resumable(self) -> tuple[Broadcast, ...]:
        """The broadcasts that were stopped and can go on, oldest first."""
        return await self._session.in_read(broadcasts.find_resumable)

    async def cancel(self, broadcast_id: int) -> bool:
        """Stop a broadcast, which only `resume_stopped` ends; False if it was over."""
        return await self._session.in_write(broadcasts.cancel_broadcast, broadcast_id)

    async def send_now(self, broadcast_id: int) -> bool:
        """Owe it at once to everybody whose minute is still to come; False if it was over."""
        return await self._session.in_write(broadcasts.send_broadcast_now, broadcast_id)

    async def progress(self, broadcast_id: int) -> Progress:
        """How far a broadcast is."""
        return await self._session.in_read(_progress, broadcast_id)

    async def exceptions(self, broadcast_id: int) -> tuple[Undelivered, ...]:
        """Who does not have it, as far as known, and why."""
        return await self._session.in_read(broadcasts.exceptions, broadcast_id, tuple(Failure))

    async def resolve_unknown(
        self,
        broadcast_id: int,
        subscriber_ids: Collection[int] | None = None,
        *,
        resend: bool,
        until: datetime | None = None,
    ) -> int:
        """Send again what is unknown, or take it as arrived; how many recipients that were.

        Without `subscriber_ids` it concerns all of whom it is unknown, or was `until` an instant by
        the database's clock. What was stopped, or whose edition was recalled, stays as it is.
        """
        settle = broadcasts.try_again if resend else _assume_delivered
        has_failed = _failed_until(until)

        def is_meant(one: Undelivered) -> bool:
            return has_failed(one) and (not subscriber_ids or one.subscriber_id in subscriber_ids)

        return await self._session.in_write(
            _settle, broadcast_id, Failure.UNKNOWN, settle, is_meant
        )

    async def retry_refused(self, broadcast_id: int, *, until: datetime | None = None) -> int:
        """Send again what was refused, once its content is mended; how many recipients.

        Only what failed `until` an instant by the database's clock, where there is one. What was
        stopped, or whose edition was recalled, stays as it is.
        """
        return await self._session.in_write(
            _settle, broadcast_id, Failure.REFUSED, broadcasts.try_again, _failed_until(until)
        )

    async def retry_too_late(self, broadcast_id: int, *, until: datetime | None = None) -> int:
        """Send it after all to those for whom it was too late; how many recipients.

        Not to those whom an index told of it. Only what failed `until` an instant by the database's
        clock, where there is one. What was stopped, or whose edition was recalled, stays as it is.
        """
        has_failed = _failed_until(until)

        def is_meant(one: Undelivered) -> bool:
            return has_failed(one) and one.detail != TOLD

        return await self._session.in_write(
            _settle, broadcast_id, Failure.TOO_LATE, broadcasts.try_again, is_meant
        )

    async def edition_of_message(self, chat_id: int, message_id: int) -> int | None:
        """The edition a message in a chat was part of; None if unknown or deleted."""
        return await self._session.in_read(broadcasts.edition_of_message, chat_id, message_id)

    async def _in_states(self, *states: BroadcastState) -> tuple[Broadcast, ...]:
        return await self._session.in_read(broadcasts.find_broadcasts, table.c.state.in_(states))

    async def _look_back(self, now: datetime) -> None:
        """Note which days went by, before anything is planned that would tell of them."""
        if await self._session.in_read(outages.is_to_look_back, now):
            await self._session.in_write(outages.look_back, now)

    async def _finish(self, broadcast: Broadcast) -> None:
        """Finish what nobody is left of, unless somebody plans: then the next plan does.

        Not within a worker's turn: it would keep all others while it waits for who plans.
        """
        if not await self._session.in_read(planning.is_anything_left, broadcast):
            await self._session.in_write(planning.finish_now, broadcast)

    async def _plan_indexes(self, due: outages.IndexDue, now: datetime) -> None:
        if not due.has_round_up:
            await self._session.in_write(round_ups.open_round_up, due.day, now)
        after: int | None = 0
        while after is not None:
            after = await self._session.in_write(
                outages.plan_some_indexes, due, now, self._settings, after
            )

    async def _plan(self, broadcast: Broadcast, now: datetime) -> int:
        written, is_more = 0, True
        while is_more:
            new, is_more = await self._session.in_write(
                _plan_some, broadcast.id, now, self._settings
            )
            written += new
        return written


def _progress(connection: Connection, broadcast_id: int) -> Progress:
    broadcast = broadcasts.find_broadcast(connection, broadcast_id)
    return broadcasts.progress(connection, broadcast_id, planning.later(connection, broadcast))


def _assume_delivered(
    connection: Connection, broadcast: Broadcast, recipients: Sequence[Undelivered]
) -> None:
    broadcasts.assume_delivered(connection, broadcast, recipients)
    if broadcast.kind is BroadcastKind.ROUND_UP:
        for start in range(0, len(recipients), _AT_ONCE):
            some = recipients[start : start + _AT_ONCE]
            told = {one.subscriber_id: one.at.timestamp() for one in some}
            note_told(connection, broadcast, told)


def _settle(
    connection: Connection,
    broadcast_id: int,
    failure: Failure,
    settle: Callable[[Connection, Broadcast, Sequence[Undelivered]], None],
    is_meant: Callable[[Undelivered], bool],
) -> int:
    """Settle those who failed that way, as far as they are meant; how many they were.

    None of what was stopped or recalled: settling them would send what is left to them.
    """
    planning.lock_planner(connection)
    broadcast = broadcasts.find_broadcast(connection, broadcast_id)
    if broadcasts.is_taken_back(connection, broadcast):
        return 0
    failed = broadcasts.exceptions(connection, broadcast_id, [failure])
    meant = [one for one in failed if is_meant(one)]
    if meant:  # else it would go on: what is long over is planned anew, because its plan is tidied
        settle(connection, broadcast, meant)
    return len(meant)


def _failed_until(until: datetime | None) -> Callable[[Undelivered], bool]:
    """Whether somebody had failed by then; everybody where there is no such instant."""
    return lambda one: until is None or one.at <= until


def _plan_some(
    connection: Connection, broadcast_id: int, now: datetime, rules: DeliverySettings
) -> tuple[int, bool]:
    """Plan what one transaction may; how many chunks, and whether there is more."""
    planning.lock_planner(connection)
    broadcast = broadcasts.find_broadcast(connection, broadcast_id)
    if broadcast.state is not BroadcastState.RUNNING:
        return 0, False
    new, is_more = planning.plan_some(connection, broadcast, now, rules)
    if not is_more:
        planning.finish(connection, broadcast)
    return new, is_more
