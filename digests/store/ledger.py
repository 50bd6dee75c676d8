"""The ledger of `digests.delivery`, and what admins ask of it, over the store's tables."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from digests.delivery.ledger import (
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
from digests.delivery.settings import DeliverySettings
from digests.store import broadcasts, chunks, planning
from digests.store.broadcasts import Opening
from digests.store.database import Database
from digests.store.tables import broadcasts as table

_FORGOTTEN_AT_ONCE = 10_000  # receipts a transaction


class LedgerStore:
    """Who is owed what and what became of it; satisfies `digests.delivery.ledger.Ledger`.

    Every method raises `StoreError` where the database did not do what was asked.
    """

    def __init__(self, database: Database, settings: DeliverySettings) -> None:
        self._database = database
        self._settings = settings

    # What workers need.

    async def plan(self, now: datetime) -> int:
        """Write the chunks whose minute was reached by `now`; see `Ledger.plan`."""
        return sum([await self._plan(broadcast, now) for broadcast in await self.running()])

    async def forget(self, worker: str) -> None:
        """Let everybody claim what an earlier process of this name still holds."""
        async with self._database.write() as connection:
            await chunks.forget(connection, worker)

    async def claim(self, worker: str) -> Claim | None:
        """Take a chunk nobody holds; see `Ledger.claim`."""
        async with self._database.read() as connection:
            if not await chunks.is_any_claimable(connection, self._settings):
                return None
        async with self._database.write() as connection:
            return await chunks.claim(connection, worker, self._settings)

    async def advance(
        self,
        claim: Claim,
        settlements: Sequence[Settlement],
        *,
        holding: Collection[int],
        wanted: int,
        answers: int,
    ) -> Step:
        """Settle, intend and take slots in one transaction; see `Ledger.advance`."""
        report = chunks.Report(
            settlements=settlements, holding=holding, wanted=wanted, answers=answers
        )
        async with self._database.write() as connection:
            return await chunks.advance(connection, claim, report, self._settings)

    async def release(self, claim: Claim) -> None:
        """Let everybody claim the chunk."""
        async with self._database.write() as connection:
            await chunks.release(connection, claim)

    # What admins ask and decide.

    async def open_broadcast(
        self,
        edition_id: int,
        kind: BroadcastKind,
        *,
        day: date,
        at: datetime,
        by: int | None,
    ) -> Broadcast:
        """Start a broadcast, to be planned from now on.

        An edition is broadcast once: opening it again gives the same broadcast. A correction takes
        the place of an earlier one of the edition, a recall that of everything. `by` is an admin's
        Telegram user id.
        """
        opening = Opening(edition_id=edition_id, kind=kind, day=day, opened_at=at, opened_by=by)
        async with self._database.write() as connection:
            return await broadcasts.open_broadcast(connection, opening, self._settings.echo)

    async def broadcast(self, broadcast_id: int) -> Broadcast:
        """The broadcast of that id."""
        async with self._database.read() as connection:
            return await broadcasts.find_broadcast(connection, broadcast_id)

    async def of_edition(self, edition_id: int) -> tuple[Broadcast, ...]:
        """Every broadcast of an edition, oldest first."""
        async with self._database.read() as connection:
            return await broadcasts.find_broadcasts(connection, table.c.edition_id == edition_id)

    async def running(self) -> tuple[Broadcast, ...]:
        """The broadcasts that are going out, oldest first."""
        return await self._in_states(BroadcastState.RUNNING)

    async def unfinished(self) -> tuple[Broadcast, ...]:
        """The broadcasts that are going out or paused, oldest first."""
        return await self._in_states(*broadcasts.OPEN_STATES)

    async def pause(self, broadcast_id: int, note: str) -> bool:
        """Pause a running broadcast; False if it was not running."""
        async with self._database.write() as connection:
            return await broadcasts.pause_broadcast(connection, broadcast_id, note)

    async def resume(self, broadcast_id: int) -> bool:
        """Let a paused broadcast go on; False if it was not paused."""
        async with self._database.write() as connection:
            return await broadcasts.resume_broadcast(connection, broadcast_id)

    async def cancel(self, broadcast_id: int) -> bool:
        """Stop a broadcast for good; False if it was over."""
        async with self._database.write() as connection:
            return await broadcasts.cancel_broadcast(connection, broadcast_id)

    async def hurry(self, broadcast_id: int) -> bool:
        """Owe it at once to everybody whose minute is still to come; False if it was over."""
        async with self._database.write() as connection:
            return await broadcasts.hurry_broadcast(connection, broadcast_id)

    async def progress(self, broadcast_id: int) -> Progress:
        """How far a broadcast is."""
        async with self._database.read() as connection:
            broadcast = await broadcasts.find_broadcast(connection, broadcast_id)
            later = await planning.later(connection, broadcast)
            return await broadcasts.progress(connection, broadcast_id, later)

    async def exceptions(self, broadcast_id: int) -> tuple[Undelivered, ...]:
        """Who does not have it, as far as known, and why."""
        async with self._database.read() as connection:
            return await broadcasts.exceptions(connection, broadcast_id, tuple(Failure))

    async def doubts(self, broadcast_id: int) -> tuple[Undelivered, ...]:
        """Of whom nobody can know whether they have it."""
        async with self._database.read() as connection:
            return await broadcasts.exceptions(connection, broadcast_id, [Failure.UNSURE])

    async def settle_doubt(
        self, broadcast_id: int, subscriber_ids: Collection[int] | None = None, *, resend: bool
    ) -> int:
        """Send again what is in doubt, or take it as arrived; how many recipients that were.

        Without `subscriber_ids` it concerns all who are in doubt.
        """
        async with self._database.write() as connection:
            broadcast = await broadcasts.find_broadcast(connection, broadcast_id)
            doubts = await broadcasts.exceptions(connection, broadcast_id, [Failure.UNSURE])
            named = [d for d in doubts if not subscriber_ids or d.subscriber_id in subscriber_ids]
            settle = broadcasts.try_again if resend else broadcasts.trust
            await settle(connection, broadcast, named)
            return len(named)

    async def retry_refused(self, broadcast_id: int) -> int:
        """Send again what was refused, once its content is mended; how many recipients."""
        async with self._database.write() as connection:
            broadcast = await broadcasts.find_broadcast(connection, broadcast_id)
            refused = await broadcasts.exceptions(connection, broadcast_id, [Failure.REFUSED])
            await broadcasts.try_again(connection, broadcast, refused)
            return len(refused)

    async def edition_of_message(self, chat_id: int, message_id: int) -> int | None:
        """The edition a message in a chat was part of; None if unknown or forgotten."""
        async with self._database.read() as connection:
            return await broadcasts.edition_of_message(connection, chat_id, message_id)

    async def forget_receipts(self, before: datetime) -> int:
        """Delete the receipts of what was over by then, a few at a time; how many."""
        forgotten = 0
        while True:
            async with self._database.write() as connection:
                some = await broadcasts.forget_receipts(connection, before, _FORGOTTEN_AT_ONCE)
            forgotten += some
            if some < _FORGOTTEN_AT_ONCE:
                return forgotten

    async def _in_states(self, *states: BroadcastState) -> tuple[Broadcast, ...]:
        async with self._database.read() as connection:
            return await broadcasts.find_broadcasts(connection, table.c.state.in_(states))

    async def _plan(self, broadcast: Broadcast, now: datetime) -> int:
        written, is_more = 0, True
        while is_more:
            async with self._database.write() as connection:
                await planning.lock_planner(connection)
                current = await broadcasts.find_broadcast(connection, broadcast.id)
                if current.state is not BroadcastState.RUNNING:
                    return written
                new, is_more = await planning.plan_some(connection, current, now, self._settings)
                written += new
                if not is_more:
                    await planning.finish(connection, current)
        return written
