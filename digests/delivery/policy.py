"""How delivery behaves: one value that an operator's settings are turned into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from digests.delivery.model import UnknownPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverySettings:
    """The limits and patience of delivery; all seconds unless named otherwise.

    `rate` is how many messages a second all workers together aim at, a little below `limit`, which
    no worker exceeds in any second (Bot API FAQ: about 30 a second, 1,000 with paid broadcasts).
    `burst` is how many messages may be made up for after a stall. `worker` names this process: no
    two that run at once may share it, and one that is started again should keep it; what workers of
    the names in `inherits` left it settles as its own. `journal` is the folder for what workers
    record between two turns of the ledger; without it a kill leaves more unknown.
    """

    rate: float = 28.5
    limit: int = 30
    burst: float = 1.0
    journal: Path | None = None
    policy: UnknownPolicy = UnknownPolicy.RESEND
    worker: str = "bot"
    inherits: tuple[str, ...] = ()
    in_flight: int = 64  # messages whose outcome may be open at once, in this process
    cycle: float = 0.1  # between two turns of the ledger
    handful: int = 64  # outcomes that are worth a turn before the cycle is over
    horizon: float = 0.15  # how far ahead slots are taken
    idle: float = 2.0  # between two looks for work
    lease: float = 30.0  # after which a silent worker's chunk is somebody else's
    grace: float = 6.0  # for what is in flight when the process is told to stop
    recovery: float = 60.0  # in which half of the slowness after a 429 is gone
    attempts: int = 5  # for a message of which nobody can know whether it arrived
    refusals: int = 3  # refused recipients that pause a broadcast
    refused_share: float = 0.1  # of those sent; fewer are their chats' own trouble
    echo: float = 30.0  # for which what was rendered before a correction may still go out
    staleness: timedelta = timedelta(hours=24)  # after which a missed hour is not caught up
    chunk: int = 1_000  # recipients
    planned_at_once: int = 5_000  # recipients a transaction: others must get their turn
    private_rest: float = 1.05  # between two messages to a person
    group_rest: float = 3.05  # between two messages to a group or channel (20 a minute)
