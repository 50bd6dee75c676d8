"""The store: one object that holds the database and everything kept in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select, update

from digests.delivery.policy import DeliverySettings
from digests.errors import StoreError, StoreReleaseError
from digests.store import planning
from digests.store.bots.file_ids import FileIdStore
from digests.store.bots.inbox import InboxStore
from digests.store.bots.misunderstood import MisunderstoodStore
from digests.store.bots.narrations import NarrationStore
from digests.store.database import Database, Session
from digests.store.days.published_days import PublishedDayStore
from digests.store.drafts.announcements import AnnouncementStore
from digests.store.drafts.card_places import CardStore
from digests.store.drafts.orders import OrderStore
from digests.store.drafts.structure_choices import StructureChoiceStore
from digests.store.drafts.uploads import UploadStore
from digests.store.editions import EditionStore
from digests.store.ledger import LedgerStore
from digests.store.letters.reader_letters import LetterStore
from digests.store.letters.votes import VoteStore
from digests.store.papers.papers import PaperStore
from digests.store.personal.reading_rules import ReadingRuleStore
from digests.store.personal.saved_items import SavedItemStore
from digests.store.processes.leases import ProcessStore
from digests.store.readers.first_delivery import FirstDeliveryStore
from digests.store.readers.personal_data import PersonalDataStore
from digests.store.readership.counting import CountingStore
from digests.store.readership.openings import OpeningStore
from digests.store.search import SearchStore
from digests.store.staff.audit import AuditStore
from digests.store.staff.members import StaffStore
from digests.store.stories.older_items import OlderItemStore
from digests.store.stories.story_links import StoryLinkStore
from digests.store.submissions.followed_pages import FollowedPageStore
from digests.store.submissions.idempotency import IdempotencyStore
from digests.store.subscribers import SubscriberStore
from digests.store.translation.translations import TranslationStore
from digests.store.upkeep.intake import IntakeStore
from digests.store.upkeep.tidying import TidyingStore

HEAD = "0029"
"""The newest revision in `migrations`: the tables that this code was written for.

Revisions are numbers of four digits, each greater than the one before.
"""

UNFINISHED = f"transfer-{HEAD}"
"""Instead of a revision: everything is being copied there, and not all is there yet."""

_REVISIONS = Table("alembic_version", MetaData(), Column("version_num", String(32)))
"""What Alembic has written down of the tables, for whoever asks without it."""


class Unit:
    """The parts of the store over one session: in a transaction's block, that transaction's."""

    def __init__(self, session: Session, settings: DeliverySettings) -> None:
        self._session = session
        self.editions = EditionStore(session)
        self.uploads = UploadStore(session)
        self.draft_cards = CardStore(session)
        self.orders = OrderStore(session)
        self.structure_choices = StructureChoiceStore(session)
        self.announcements = AnnouncementStore(session)
        self.papers = PaperStore(session)
        self.subscribers = SubscriberStore(session)
        self.intake = IntakeStore(session)
        self.tidying = TidyingStore(session)
        self.ledger = LedgerStore(session, settings)
        self.search = SearchStore(session)
        self.story_links = StoryLinkStore(session)
        self.older_items = OlderItemStore(session)
        self.published_days = PublishedDayStore(session)
        self.narrations = NarrationStore(session)
        self.translations = TranslationStore(session)
        self.idempotency = IdempotencyStore(session)
        self.followed_pages = FollowedPageStore(session)
        self.first_delivery = FirstDeliveryStore(session)
        self.personal_data = PersonalDataStore(session)
        self.letters = LetterStore(session)
        self.votes = VoteStore(session)
        self.saved_items = SavedItemStore(session)
        self.reading_rules = ReadingRuleStore(session)
        self.openings = OpeningStore(session)
        self.counting = CountingStore(session)
        self.staff = StaffStore(session)
        self.audit = AuditStore(session)

    def file_ids(self, bot_id: int) -> FileIdStore:
        """What a bot has uploaded, by the id that Telegram gave the bot."""
        return FileIdStore(self._session, bot_id)

    def inbox(self, bot_id: int) -> InboxStore:
        """What came in for a bot, by the id that Telegram gave it."""
        return InboxStore(self._session, bot_id)

    def misunderstood(self, bot_id: int) -> MisunderstoodStore:
        """What meant nothing to a bot, by the id that Telegram gave it."""
        return MisunderstoodStore(self._session, bot_id)


class Store:
    """Everything that outlives the process; `open` gives one, `close` ends it.

    What it is asked outside of a `transaction` is a transaction by itself.
    """

    def __init__(self, database: Database, settings: DeliverySettings) -> None:
        self.database = database
        self._settings = settings
        parts = Unit(database, settings)
        self.editions = parts.editions
        self.uploads = parts.uploads
        self.draft_cards = parts.draft_cards
        self.orders = parts.orders
        self.structure_choices = parts.structure_choices
        self.announcements = parts.announcements
        self.papers = parts.papers
        self.subscribers = parts.subscribers
        self.intake = parts.intake
        self.tidying = parts.tidying
        self.ledger = parts.ledger
        self.search = parts.search
        self.story_links = parts.story_links
        self.older_items = parts.older_items
        self.published_days = parts.published_days
        self.narrations = parts.narrations
        self.translations = parts.translations
        self.idempotency = parts.idempotency
        self.followed_pages = parts.followed_pages
        self.first_delivery = parts.first_delivery
        self.personal_data = parts.personal_data
        self.letters = parts.letters
        self.votes = parts.votes
        self.saved_items = parts.saved_items
        self.reading_rules = parts.reading_rules
        self.openings = parts.openings
        self.counting = parts.counting
        self.staff = parts.staff
        self.audit = parts.audit
        self.processes = ProcessStore(database)
        self.file_ids = parts.file_ids
        self.inbox = parts.inbox
        self.misunderstood = parts.misunderstood

    @classmethod
    async def open(cls, url: str, settings: DeliverySettings | None = None) -> Store:
        """Open the database of a SQLAlchemy URL (`sqlite+aiosqlite:`, `postgresql+psycopg:`).

        Raises `StoreError` if it can't be reached. Its tables may still need `migrate`.
        """
        store = cls(Database.at(url), settings or DeliverySettings())
        try:
            await store.database.in_read(_reach)
        except StoreError:
            await store.close()
            raise
        return store

    async def migrate(self) -> None:
        """Bring tables and search up to date; safe from several processes at once.

        Raises `StoreReleaseError` for tables of which this release knows nothing.
        """
        if await self._known_revision() != HEAD:  # else without waiting for whoever writes just now
            check_release(await self.revision())
            # Alembic is loaded where there is something to do, which most starts don't have.
            from digests.store import migrate  # noqa: PLC0415 - see above

            await self.database.in_write(migrate.upgrade)
        if not await self.search.is_current():
            await self.search.make_again()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Unit]:
        """A block in which everything that its unit is asked is one transaction: all or nothing.

        Tasks that the block waits for may use the unit too. What is read of the store itself
        meanwhile is as it was before; a write past the unit raises `StoreError` at once, because
        it would wait for its own block. Raises as `Session.in_write` does.
        """
        async with self.database.transaction() as transaction:
            yield Unit(transaction, self._settings)

    async def revision(self) -> str | None:
        """Of what revision the tables are; None where there are none."""
        return await self.database.in_read(_find_revision)

    async def healthy(self) -> bool:
        """Whether the database answers and its tables are up to date, or newer.

        A newer release that starts beside this process changes them; until its own end this one
        goes on, as far as it can.
        """
        revision = await self._known_revision()
        return revision.isdecimal() and revision >= HEAD

    async def _known_revision(self) -> str:
        """The revision of the tables, empty where there is none or the database is away."""
        try:
            return await self.revision() or ""
        except StoreError:
            return ""

    async def try_writing(self) -> None:
        """Write what changes nothing that counts; raises `StoreError` as every write does."""
        await self.database.in_write(planning.lock_planner)

    async def close(self) -> None:
        """Let go of the database."""
        await self.database.close()


def _reach(_: Connection) -> None:
    """Nothing; whoever does it was given a connection."""


def _revision(connection: Connection) -> str | None:
    """Fails where there are no tables."""
    return connection.execute(select(_REVISIONS)).scalar_one_or_none()


def _find_revision(connection: Connection) -> str | None:
    is_there = inspect(connection).has_table(_REVISIONS.name)
    return _revision(connection) if is_there else None


def write_revision(connection: Connection, revision: str) -> None:
    """Say of what revision the tables are, which Alembic does by itself where it changes them."""
    connection.execute(update(_REVISIONS).values(version_num=revision))


def _known_revisions() -> frozenset[str]:
    """Those of the migrations, by the names of their files: Alembic need not be loaded for it."""
    files = Path(__file__).with_name("migrations").glob("versions/*.py")
    return frozenset(file.name.partition("_")[0] for file in files)


def check_release(revision: str | None) -> None:
    """See that this code can bring tables of a revision up to date; else `StoreReleaseError`."""
    if revision and not revision.isdecimal():
        raise StoreReleaseError(
            "everything is being copied there and not all is there yet; run `transfer` again until"
            " it says that it is done"
        )
    if revision and revision not in _known_revisions():
        raise StoreReleaseError(
            "its tables are those of a newer release ({revision}, this one knows {known}); run that"
            " release, or restore a backup that was made before it",
            revision=revision,
            known=HEAD,
        )
