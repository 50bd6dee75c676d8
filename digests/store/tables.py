"""The tables, as both SQLite and PostgreSQL know them.

editions ─< broadcasts ─< plans      how far each zone's subscribers are planned
                 │   └──< chunks     up to a thousand of them each, with their watermark
                 └──────< undelivered
announcements ── broadcasts          of which each is at most once
editions ─< receipts >─ subscribers
editions ─< openings >─ subscribers, and opening_sums of them; movements (of all subscribers)
editions ── uploads                  what an undecided one was read from
editions ── publish_orders           how it is to be published
editions ─< draft_cards              which messages show it to its editors
editions ─< story_links              which items go on with which, in `digests.store.stories`
structure_choices (of editors), pictures, file_ids (of what was uploaded), inbox (what came in) and
misunderstood (of that, all in `digests.store.bots.bot_tables`), narrations (of what was read out,
in `digests.store.bots.narrations`), translations (of editions, in
`digests.store.translation.translations`), submissions (keys under which programs handed in),
followed_pages (their states), letters and votes (of readers, in
`digests.store.letters.letter_tables`), what they keep for themselves (in
`digests.store.personal.personal_tables`), processes (that live), and one row each of planner (a
lock), of pace (the rate limit) and of leader (its lease)
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    DateTime,
    Dialect,
    Double,
    Enum,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    false,
    literal,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeDecorator

from digests.delivery.model import BroadcastKind, BroadcastState, Failure
from digests.model import (
    PAPER,
    SLOT,
    ChatKind,
    EditionState,
    Extras,
    Form,
    PauseReason,
    SubscriberState,
)
from digests.values.figures import Movement
from digests.values.orders import OrderKind

WHOLE_CHAT = 0
"""The `topic_id` of a subscription to no topic in particular: NULLs would not be unique."""

PLACES = 2**40
"""More than any subscriber's id. A zone's subscribers stand in the order of minutes and ids, each
at place `minute * PLACES + id`: SQLite's index finds nobody by the row value (minute, id)."""

UNKNOWN_MESSAGE = 0
"""The `message_id` of a message that an editor takes as arrived without knowing it."""


class ChunkState(StrEnum):
    """Who has a chunk."""

    OPEN = "open"  # nobody; it can be claimed
    CLAIMED = "claimed"  # a worker, until its lease ends
    DONE = "done"  # nobody ever again


class Instant(TypeDecorator[datetime]):
    """An aware datetime; SQLite, which knows no zones, stores it in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC whatever the zone: SQLite drops the zone and compares text."""
        del dialect
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware again."""
        del dialect
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class clock(GenericFunction[float]):  # noqa: N801 - SQL functions are lower case
    """The database's clock: seconds since 1970, going on within a transaction."""

    type = Double()
    inherit_cache = True


@compiles(clock, "sqlite")
def _sqlite_clock(element: clock, compiler: SQLCompiler, **_: Any) -> str:
    # unixepoch('subsec') is younger than the SQLite 3.40 of Debian 12.
    del element, compiler
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(clock, "postgresql")
def _postgresql_clock(element: clock, compiler: SQLCompiler, **_: Any) -> str:
    del element, compiler
    return "CAST(extract(epoch FROM clock_timestamp()) AS double precision)"


Key = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite numbers rows by itself only where the key is exactly INTEGER."""


def word(of: type[StrEnum]) -> Enum:
    """One of a few values, kept as the word it is; others may follow without a migration."""
    return Enum(
        of,
        native_enum=False,
        create_constraint=False,
        length=16,
        values_callable=lambda members: [member.value for member in members],
    )


# What a running installation has keeps its names: where the code has better ones, a column has a
# `key`, and a table another variable.
NO_CORRECTIONS = "[]"
"""What a new edition has: an empty list, in JSON."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

editions = Table(
    "editions",
    metadata,
    Column("id", Key, primary_key=True),
    Column("paper", String(64), nullable=False, server_default=PAPER),
    Column("date", Date, nullable=False),
    Column("slot", String(64), nullable=False, server_default=SLOT),
    Column("state", word(EditionState), nullable=False),
    Column("title", Text),
    Column("item_count", Integer, nullable=False),
    Column("issue", Integer),
    Column("digest", Text, nullable=False),
    Column("problems", Text, nullable=False),
    # Of one that was corrected before there was this column, what was changed is not known.
    Column("corrections", Text, nullable=False, server_default=NO_CORRECTIONS),
    Column("fingerprint", String(64), nullable=False),
    Column("is_revised", Boolean, nullable=False, server_default=false()),
    Column("posted_by", BigInteger),
    Column("created_at", Instant, nullable=False),
    Column("publish_at", Instant),
    Column("published_at", Instant),
    Column("marked_at", Instant, nullable=False),
    Index("ix_editions_state", "state", "publish_at"),
    Index("ix_editions_date", "date"),
    Index("ix_editions_issue", "issue"),
    sqlite_autoincrement=True,
)
Index(
    "uq_editions_fingerprint",
    editions.c.fingerprint,
    unique=True,
    sqlite_where=text("state <> 'discarded'"),
    postgresql_where=text("state <> 'discarded'"),
)
Index(
    "uq_editions_published",
    editions.c.paper,
    editions.c.date,
    editions.c.slot,
    unique=True,
    sqlite_where=text("state = 'published'"),
    postgresql_where=text("state = 'published'"),
)

# What undecided editions were read from, until they are decided about. `before` is what one said
# before its last change, `settled` what it repeats and may, as JSON.
uploads = Table(
    "uploads",
    metadata,
    Column("edition_id", Key, ForeignKey("editions.id"), primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("posted", Instant, nullable=False),
    Column("alternatives", Text, nullable=False),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("before", Text),
    Column("settled", Text, nullable=False, server_default="[]"),
)

# Which messages show an edition in the private chat of each editor, while it is a draft and after.
# `asked_at` is when they were asked when it shall appear, and have not answered: of that revision.
draft_cards = Table(
    "draft_cards",
    metadata,
    Column("edition_id", Key, ForeignKey("editions.id"), primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("card", Text, nullable=False),
    Column("asked_at", Instant),
    Column("asked_revision", Integer),
)

# How an editor wants an undecided edition published, until it is: at `moment`, of that revision.
# One that `is_waiting` holds once another editor agrees.
publish_orders = Table(
    "publish_orders",
    metadata,
    Column("edition_id", Key, ForeignKey("editions.id"), primary_key=True, autoincrement=False),
    Column("kind", word(OrderKind), nullable=False),
    Column("ordered_by", BigInteger),
    Column("ordered_at", Instant, nullable=False),
    Column("moment", Instant),
    Column("revision", Integer, nullable=False),
    Column("is_waiting", Boolean, nullable=False),
)

# Which structure an editor chose for the digests of a title.
structure_choices = Table(
    "structure_choices",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("title", String(200), primary_key=True),
    Column("structure", String(64), nullable=False),
    Column("chosen_at", Instant, nullable=False),
)

pictures = Table(
    "pictures",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

subscribers = Table(
    "subscribers",
    metadata,
    Column("id", Key, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("topic_id", BigInteger, nullable=False),
    Column("kind", word(ChatKind), nullable=False),
    Column("language", String(16), nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("minute", SmallInteger, nullable=False),
    Column("place", BigInteger, Computed(f"minute * {PLACES} + id", persisted=True)),
    Column("form", word(Form), nullable=False),
    Column("extras", word(Extras), nullable=False, server_default=Extras.RING.value),
    Column("paper", String(64), nullable=False, server_default=PAPER),
    Column("translated", Boolean, nullable=False, server_default=false()),
    # Their rhythm; see `digests.store.readers.rhythm_conditions`.
    Column("weekdays", SmallInteger, nullable=False, server_default="127"),
    Column("round_up", Boolean, nullable=False, server_default=false()),
    Column("away_from", Date),
    Column("away_until", Date),
    Column("silent", Boolean, nullable=False, server_default=false()),
    Column("quiet_from", SmallInteger, nullable=False, server_default="1320"),
    Column("quiet_until", SmallInteger, nullable=False, server_default="420"),
    # Of which day they got the last round-up, or may have: nobody gets two of one day.
    Column("rounded_up", Date),
    # What no index told of yet: if anything, since which round-up, and of before they moved (JSON).
    Column("is_behind", Boolean, nullable=False, server_default=false()),
    Column("untold_since", Date),
    Column("untold", Text),
    Column("state", word(SubscriberState), nullable=False),
    Column("pause_reason", word(PauseReason)),
    Column("joined_at", Instant, nullable=False),
    Column("lost_at", Instant),
    # By the database's clock: what was refused of an attempt before says nothing of today.
    Column("regained_at", Double, nullable=False, server_default="0"),
    # The newest broadcast when zone, minute or days last changed: a subscriber who moved during it
    # may be in two of its chunks.
    Column("moved_during", Key, nullable=False, server_default="0"),
    # Of the invitation link by which they came first, if any.
    Column("source", String(32)),
    # Whether they follow or mute anything; see `reading_rules`.
    Column("has_rules", Boolean, nullable=False, server_default=false()),
    Index("uq_subscribers_chat_id", "chat_id", "topic_id", unique=True),
    sqlite_autoincrement=True,
)
Index(
    "ix_subscribers_place",
    subscribers.c.paper,
    subscribers.c.timezone,
    subscribers.c.place,
    subscribers.c.extras,
    subscribers.c.weekdays,
    subscribers.c.round_up,
    subscribers.c.away_from,
    subscribers.c.away_until,
    sqlite_where=text("state = 'active'"),
    postgresql_where=text("state = 'active'"),
)
# Counted by it without a look at any row: grouping a million rows takes SQLite ten seconds.
Index(
    "ix_subscribers_counted",
    subscribers.c.state,
    subscribers.c.pause_reason,
    subscribers.c.kind,
    subscribers.c.language,
    subscribers.c.form,
)
Index(
    "ix_subscribers_source",
    subscribers.c.source,
    subscribers.c.state,
    sqlite_where=text("source IS NOT NULL"),
    postgresql_where=text("source IS NOT NULL"),
)

# How many came and went, of nobody in particular. `at` is a quarter of an hour, since every zone's
# days begin with one. Rows are only added, so that nobody waits for anybody; the old are summed up.
movements = Table(
    "movements",
    metadata,
    Column("id", Key, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("kind", word(Movement), nullable=False),
    Column("total", Integer, nullable=False),
)

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", Key, primary_key=True),
    # None of an announcement and of a round-up.
    Column("edition_id", Key, ForeignKey("editions.id"), index=True),
    Column("subject", Key, nullable=False, server_default="0"),
    Column("kind", word(BroadcastKind), nullable=False),
    Column("paper", String(64), nullable=False, server_default=PAPER),
    Column("slot", String(64), nullable=False, server_default=SLOT),
    Column("state", word(BroadcastState), nullable=False, index=True),
    Column("day", Date, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("opened_by", BigInteger),
    Column("finished_at", Instant),
    Column("resumed_at", Instant),
    Column("pause_note", Text),
    Column("hurried", Boolean, key="send_now", nullable=False, server_default=text("false")),
    # Refusals that an editor has seen and gone on in spite of.
    Column("forgiven", Integer, nullable=False, server_default="0"),
    # By the database's clock; what was sent of the edition until then may need it too.
    Column("echo_until", Double),
    sqlite_autoincrement=True,
)
Index(
    "uq_broadcasts_edition_id",
    broadcasts.c.edition_id,
    unique=True,
    sqlite_where=text("kind = 'edition'"),
    postgresql_where=text("kind = 'edition'"),
)

Index(
    "uq_broadcasts_announcement",
    broadcasts.c.subject,
    unique=True,
    sqlite_where=text("kind = 'announcement'"),
    postgresql_where=text("kind = 'announcement'"),
)
Index(
    "uq_broadcasts_round_up",
    broadcasts.c.subject,
    unique=True,
    sqlite_where=text("kind = 'round_up'"),
    postgresql_where=text("kind = 'round_up'"),
)

# What editors tell readers beside editions. `language` and `paper` are of those it goes to, '' and
# NULL for everybody, decided when it is sent; the main paper's key is ''.
announcements = Table(
    "announcements",
    metadata,
    Column("id", Key, primary_key=True),
    Column("content", Text, nullable=False),
    Column("language", String(16), nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False, index=True),
    Column("paper", String(64)),
    sqlite_autoincrement=True,
)

# Written out, not as parameters: so SQLite sees that a partial index has just these rows.
IS_ACTIVE = subscribers.c.state == literal(SubscriberState.ACTIVE, literal_execute=True)

# Whoever stands before that place of the zone is planned. Corrections, recalls and errata go to
# those with a receipt, announcements to whoever is active, in no zone ('') and in the order of ids.
plans = Table(
    "plans",
    metadata,
    Column("broadcast_id", Key, ForeignKey("broadcasts.id"), primary_key=True),
    Column("timezone", String(64), primary_key=True),
    Column("place", BigInteger, nullable=False),
)

# Whoever stands after `after_place`, up to `last_place`, is still untried. A chunk of so many
# `listed` recipients began with them in `attempts` and has no such range; they are owed through
# another.
chunks = Table(
    "chunks",
    metadata,
    Column("id", Key, primary_key=True),
    Column("broadcast_id", Key, ForeignKey("broadcasts.id"), nullable=False, index=True),
    Column("timezone", String(64), nullable=False),
    Column("after_place", BigInteger, nullable=False),
    Column("last_place", BigInteger, nullable=False),
    Column("state", word(ChunkState), nullable=False, server_default=ChunkState.OPEN.value),
    Column("epoch", Integer, nullable=False, server_default="0"),
    Column("worker", String(128)),
    Column("lease_until", Double, nullable=False, server_default="0"),
    Column("flying", Text, key="attempts", nullable=False, server_default="[]"),
    Column("listed", Integer, nullable=False, server_default="0"),
    Column("caught_up", Boolean, nullable=False, server_default=text("false")),
    Column("owed", Integer, nullable=False),
    Column("sent", Integer, nullable=False, server_default="0"),
    Column("failed", Integer, nullable=False, server_default="0"),
    Column("due_at", Instant, nullable=False),
    # By the database's clock; for who is not written to by then it is too late.
    Column("expires", Double),
)
Index(
    "ix_chunks_open",
    chunks.c.due_at,
    chunks.c.id,
    sqlite_where=text("state <> 'done'"),
    postgresql_where=text("state <> 'done'"),
)
IS_UNDONE = chunks.c.state != literal(ChunkState.DONE, literal_execute=True)
Index(
    "uq_chunks_range",
    chunks.c.broadcast_id,
    chunks.c.timezone,
    chunks.c.last_place,
    unique=True,
    sqlite_where=text("listed = 0 AND NOT caught_up"),
    postgresql_where=text("listed = 0 AND NOT caught_up"),
)

# One row a message for a set time: no foreign keys, no other index.
receipts = Table(
    "receipts",
    metadata,
    Column("edition_id", Key, primary_key=True, autoincrement=False),
    Column("subscriber_id", Key, primary_key=True, autoincrement=False),
    Column("part", SmallInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

undelivered = Table(
    "undelivered",
    metadata,
    Column("broadcast_id", Key, ForeignKey("broadcasts.id"), primary_key=True),
    Column("subscriber_id", Key, primary_key=True, autoincrement=False),
    Column("part", SmallInteger, nullable=False),
    Column("failure", word(Failure), nullable=False),
    Column("detail", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_undelivered_failure", "broadcast_id", "failure"),
)

submissions = Table(
    "submissions",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    # No foreign key: a draft that was discarded goes before the key it came under.
    Column("edition_id", Key, nullable=False),
    Column("at", Instant, nullable=False, index=True),
)

followed_pages = Table(
    "followed_pages",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("etag", Text, nullable=False),
    Column("modified", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("read_at", Instant, nullable=False),
)

planner = Table(
    "planner",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("turns", Key),
    Column("looked_at", Instant),
)

rate_limits = Table(
    "pace",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("due", Double, nullable=False),
    Column("seen", Double, nullable=False),
    Column("held_until", Double, nullable=False),
    Column("slowdown", Double, nullable=False),
)

# By the database's clock. `worker` is what a process is called again after its next start.
processes = Table(
    "processes",
    metadata,
    Column("name", String(160), primary_key=True),
    Column("worker", String(128), nullable=False),
    Column("lease_until", Double, nullable=False),
)

leader = Table(
    "leader",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(160), nullable=False),
    Column("lease_until", Double, nullable=False),
)

FIRST_ROWS = (
    "INSERT INTO planner (id, turns) VALUES (1, 0)",
    "INSERT INTO pace (id, due, seen, held_until, slowdown) VALUES (1, 0, 0, 0, 1)",
    "INSERT INTO leader (id, name, lease_until) VALUES (1, '', 0)",
)
"""What fresh tables begin with: the rows that everybody locks."""
