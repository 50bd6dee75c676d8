"""What delivery speaks of: broadcasts, recipients, intents, settlements, progress."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from digests.delivery.outcomes import AttemptResult
from digests.model import PAPER, SLOT, ChatKind, Form
from digests.values.slots import SlotKind, kind_of

COPIES = 1_000
"""A further copy of a part has the part's number plus so many, or twice as many: more than any
edition has parts."""


class BroadcastKind(StrEnum):
    """What a broadcast does, with an edition where it is about one."""

    EDITION = "edition"  # sends it to every subscriber, each at their minute
    CORRECTION = "correction"  # edits what was sent of it
    RECALL = "recall"  # deletes what was sent of it
    ERRATUM = "erratum"  # replies to what was sent of it with what a correction changed
    ANNOUNCEMENT = "announcement"  # is about none: brings an editor's words to subscribers
    # Is about none: tells those whose days it passed over what they missed, each at their minute.
    ROUND_UP = "round_up"


CHANGES = frozenset({BroadcastKind.CORRECTION, BroadcastKind.RECALL})
"""What edits or deletes messages that are there: doing it twice is the same as once."""

BY_MINUTE = frozenset({BroadcastKind.EDITION, BroadcastKind.ROUND_UP})
"""What comes to each subscriber at their minute, on a day of theirs."""

NO_EDITION = 0
"""The `edition_id` of a broadcast that is about no edition; none has that id."""


class BroadcastState(StrEnum):
    """Whether a broadcast is going out."""

    RUNNING = "running"  # chunks are planned and sent
    PAUSED = "paused"  # by an editor, or because its content was refused
    FINISHED = "finished"  # everyone who was owed it is settled
    CANCELLED = "cancelled"  # stopped by an editor, or because another took its place


class UnknownPolicy(StrEnum):
    """What to do with a message of which nobody can know whether it arrived."""

    RESEND = "resend"  # nobody is left out, some may be doubled
    HOLD = "hold"  # nobody is doubled, the unknown are named to the editor


RESTORED = "restored:"
"""How the note of a broadcast begins that is paused since its database was restored; what follows
is when the backup was made (ISO 8601)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """One edition going out, or what follows it, or an announcement, or the round-up of a day.

    `subject` is the place of the correction that an erratum tells among those of its edition, or
    the id of an announcement, or of a round-up the ordinal of its day; 0 of all others.
    A subscriber of zone z and minute m is owed it once z's clock has reached m on `day`, or on the
    day that z's calendar showed at `opened_at` if that is later, but not before `opened_at`; where
    an editor said `send_now`, at once. `paper` and `slot` are those of its edition: it is for the
    readers of that paper, one of the evening is due in the evening at the earliest, and an extra at
    `opened_at`. `pause_note` says why it was paused, `resumed_at` when an editor last let it go on.
    """

    id: int
    edition_id: int
    kind: BroadcastKind
    state: BroadcastState
    day: date
    opened_at: datetime
    opened_by: int | None = None
    finished_at: datetime | None = None
    resumed_at: datetime | None = None
    pause_note: str | None = None
    send_now: bool = False
    subject: int = 0
    paper: str = PAPER
    slot: str = SLOT

    @property
    def slot_kind(self) -> SlotKind:
        """What its edition's slot is for."""
        return kind_of(self.slot)

    @property
    def is_extra(self) -> bool:
        """Whether it sends an extra, for which nobody's minute is waited for."""
        return self.kind is BroadcastKind.EDITION and self.slot_kind is SlotKind.EXTRA

    @property
    def is_watched(self) -> bool:
        """Whether editors are shown how far it is.

        Of round-ups, of which one goes out each day by itself, only where it was paused.
        """
        is_going = self.state is not BroadcastState.PAUSED
        return self.kind is not BroadcastKind.ROUND_UP or not is_going

    @property
    def keeps_receipts(self) -> bool:
        """Whether what it sends is a part of its edition, which corrections and recalls reach."""
        return self.kind in {BroadcastKind.EDITION, *CHANGES}


class Failure(StrEnum):
    """Why a recipient is not known to have an edition that was owed to them."""

    GONE = "gone"  # can't be reached
    REFUSED = "refused"  # Telegram did not take what it says
    # These two values stand in the databases and the monitoring of running installations.
    UNKNOWN = "unsure"  # nobody can know whether it arrived
    TOO_LATE = "missed"  # its hour was too long ago when it could be sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """A recipient who is an exception to a broadcast, and the part it happened at."""

    subscriber_id: int
    chat_id: int
    part: int
    failure: Failure
    detail: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A subscriber as a message needs them; read when their turn comes.

    `silent` says that a message sent now must not ring: they want it so, or it is night where they
    are. Who only wants it so `may_ring` where an edition has what they follow. `missed` are the
    editions, by id and the newest first, that a round-up tells them of. Who `has_rules` follows or
    mutes something, and may see an edition otherwise than others do; so may who wants it
    `translated`.
    """

    subscriber_id: int
    chat_id: int
    topic_id: int | None
    kind: ChatKind
    language: str
    form: Form
    silent: bool = False
    may_ring: bool = False
    missed: tuple[int, ...] = ()
    has_rules: bool = False
    translated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A chunk that one worker holds; void once another claim raised the epoch."""

    chunk_id: int
    epoch: int
    broadcast: Broadcast


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A message that is written down as about to be sent.

    `part` counts from 0, and beyond `COPIES` where it is about a copy. `delay` is how many seconds
    from now its rate slot begins. `message_id` is the message to edit or delete, for corrections
    and recalls.
    """

    recipient: Recipient
    part: int
    delay: float
    message_id: int | None = None

    @property
    def edition_part(self) -> int:
        """The part of the edition that the message is, whichever copy of it."""
        return self.part % COPIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What became of an intent.

    `more` says that the recipient is owed a further part, the one after it unless `next_part` says
    which; `rest` for how many seconds its chat must be left alone before. `outage` says that at
    that time nothing got through to anybody.
    """

    subscriber_id: int
    part: int
    outcome: AttemptResult
    more: bool = False
    rest: float = 0.0
    outage: bool = False
    next_part: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptLog:
    """What is known of a claim whose worker is no more.

    `arrived` are the messages that surely did. Of the other intents those to the subscribers
    `unfinished`, whose attempts have no result, may have, and the rest surely did not.
    """

    chunk_id: int
    epoch: int
    arrived: tuple[Settlement, ...] = ()
    unfinished: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What `advance` decided: the messages to send now; `done` when the chunk is finished.

    `drained` means that only recipients who were tried before are left: there is room for another
    chunk. `stopped` means that the broadcast was paused or cancelled meanwhile: settle and let go.
    `resting` means that nobody in it may be written to for long: let go, there are other chunks.
    `wait` is for how many seconds there will be nothing to send, `now` what its clock shows.
    """

    intents: tuple[Intent, ...] = ()
    done: bool = False
    drained: bool = False
    stopped: bool = False
    resting: bool = False
    wait: float = 0.0
    now: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstDelivery:
    """An edition on its way to who subscribed.

    `arrived` are its parts that they have already; `begun_at` is by the database's clock.
    """

    edition_id: int
    subscriber_id: int
    arrived: frozenset[int]
    begun_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a broadcast is, in recipients.

    `owed` counts everyone planned so far, `later` those whose minute is still to come. A recipient
    is in exactly one of `sent`, `gone`, `refused`, `unknown`, `too_late`, or still to be tried.
    Of those for whom it was too late an index `told` some of it.
    """

    owed: int = 0
    later: int = 0
    sent: int = 0
    gone: int = 0
    refused: int = 0
    unknown: int = 0
    too_late: int = 0
    told: int = 0

    @property
    def left(self) -> int:
        """How many of those planned are still to be tried."""
        settled = self.sent + self.gone + self.refused + self.unknown + self.too_late
        return max(0, self.owed - settled)
