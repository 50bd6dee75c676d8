"""What delivery needs to have written down; `digests.store` does the writing.

Every write of a chunk names the epoch its claim raised: a worker that lost its chunk gets
`FencedError` and stops. Nothing is sent that was not first written as an intent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from digests.delivery.outcome import Outcome
from digests.model import ChatKind, Form


class BroadcastKind(StrEnum):
    """What a broadcast does with an edition."""

    EDITION = "edition"  # sends it to every subscriber, each at their minute
    CORRECTION = "correction"  # edits what was sent of it
    RECALL = "recall"  # deletes what was sent of it


class BroadcastState(StrEnum):
    """Whether a broadcast is going out."""

    RUNNING = "running"  # chunks are planned and sent
    PAUSED = "paused"  # by an admin, or because its content was refused
    FINISHED = "finished"  # everyone who was owed it is settled
    CANCELLED = "cancelled"  # stopped for good by an admin


class DoubtPolicy(StrEnum):
    """What to do with a message of which nobody can know whether it arrived."""

    RESEND = "resend"  # nobody is missed, some may be doubled
    HOLD = "hold"  # nobody is doubled, the doubtful are named to the admin


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """One edition going out.

    `day` is the local day of each reader on which it is due: a reader of zone z and minute m is
    owed it once z's clock has reached m on `day`. `pause_note` says why it was paused.
    """

    id: int
    edition_id: int
    kind: BroadcastKind
    state: BroadcastState
    day: date
    opened_at: datetime
    opened_by: int | None = None
    finished_at: datetime | None = None
    pause_note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A subscriber as a message needs them; read when their turn comes."""

    subscriber_id: int
    chat_id: int
    topic_id: int | None
    kind: ChatKind
    language: str
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A chunk in one worker's hands; void once another claim raised the epoch."""

    chunk_id: int
    epoch: int
    broadcast: Broadcast


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A message that is written down as about to be sent.

    `part` counts from 0. `delay` is how many seconds from now its rate slot begins. `message_id`
    is the message to edit or delete, for corrections and recalls.
    """

    recipient: Recipient
    part: int
    delay: float
    message_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What became of an intent; `more` says that the recipient is owed a further part."""

    subscriber_id: int
    part: int
    outcome: Outcome
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What `advance` decided: the messages to send now; `done` when the chunk is finished.

    `stopped` means that the broadcast was paused or cancelled meanwhile: settle and let go.
    """

    intents: tuple[Intent, ...] = ()
    done: bool = False
    stopped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a broadcast is, in recipients.

    `owed` counts everyone planned so far, `later` those whose minute is still to come. A recipient
    is in exactly one of `sent`, `gone`, `refused`, `unsure`, or still to be tried.
    """

    owed: int = 0
    later: int = 0
    sent: int = 0
    gone: int = 0
    refused: int = 0
    unsure: int = 0

    @property
    def left(self) -> int:
        """How many of those planned are still to be tried."""
        return self.owed - self.sent - self.gone - self.refused - self.unsure


class Ledger(Protocol):
    """The record of who is owed what and what became of it; shared by every worker."""

    async def plan(self, now: datetime) -> int:
        """Write the chunks whose minute was reached by `now`; returns how many are new.

        Idempotent, and safe from any number of processes at once. Finishes broadcasts that have
        nothing left and nobody later.
        """

    async def claim(self, worker: str, now: datetime) -> Claim | None:
        """Take a chunk nobody holds (or whose holder went silent), raising its epoch."""

    async def advance(
        self, claim: Claim, settlements: Sequence[Settlement], *, wanted: int, answers: int
    ) -> Step:
        """In one transaction: settle, write up to `wanted` intents, take their rate slots.

        `answers` is how many messages were sent to readers meanwhile: they used the allowance too.
        Raises `FencedError` when another worker holds the chunk.
        """
