"""What delivery needs to have written down; `digests.store` does the writing.

Every write of a chunk names the epoch its claim raised: a worker that lost its chunk gets
`FencedError` and stops. Nothing is sent that was not first written as an intent.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from digests.delivery.model import AttemptLog, Claim, Settlement, Step


class Ledger(Protocol):
    """The record of who is owed what and what became of it; shared by every worker."""

    async def plan(self, now: datetime) -> int:
        """Write the chunks whose minute was reached by `now`; returns how many are new.

        Idempotent, and safe from any number of processes at once. Finishes broadcasts that have
        nothing left and nobody later.
        """

    async def release_all(self, worker: str, logs: Sequence[AttemptLog] = ()) -> None:
        """Let everybody claim what an earlier process of this name still holds.

        First what it recorded is settled; of a log of a chunk that was claimed anew what arrived is
        kept, as `keep_late` does.
        """

    async def keep_late(self, chunk_id: int, settlements: Sequence[Settlement]) -> None:
        """Keep which messages arrived of a chunk that somebody else has by now.

        The other may have sent them again: so corrections and recalls reach both copies. What else
        the settlements say is too late.
        """

    async def claim(self, worker: str) -> Claim | None:
        """Take a chunk nobody holds (or whose holder went silent), raising its epoch."""

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
        """In one transaction: settle, write up to `wanted` intents, take their rate slots.

        `holding` are the subscribers whose intents the worker still holds: an intent that is
        neither settled nor held never reached it and is written anew. So a call whose answer was
        lost is simply made again. `answers` is how many messages were sent to readers meanwhile:
        they used the allowance too. `latest` is the latest time that the worker would believe, by
        the database's clock: while it shows a later one nobody is written to for whom it would be
        too late, and it is so for nobody yet. None believes it.
        Raises `FencedError` when another worker holds the chunk.
        """

    async def charge(self, answers: int) -> None:
        """Take answers from the shared allowance, where another worker sends at the moment.

        For a worker that holds no chunk, in whose turns it would tell of them.
        """

    async def release(self, claim: Claim) -> None:
        """Let everybody claim the chunk; what is still in flight is unknown from now on.

        A chunk in which everybody must wait is for nobody until shortly before the first may be
        written to.
        """
