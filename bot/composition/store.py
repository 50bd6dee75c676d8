"""What needs the store: the store itself, and the desk at which editions are made."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from zoneinfo import ZoneInfo

import structlog

from bot.composition.parsing import parser
from bot.composition.summarising import summariser
from bot.errors import CommandError, Sentence
from bot.i18n.marking import mark
from bot.settings import OfflineSettings, SettingsError
from digests.audience import Audience
from digests.broadcasts import Broadcasts
from digests.delivery.policy import DeliverySettings
from digests.errors import StoreError, StoreReleaseError
from digests.newsroom import Newsroom
from digests.readership import Readership
from digests.staff import Staff
from digests.store import Store

log = structlog.get_logger()

_DAMAGED = ("malformed", "file is not a database")
"""What SQLite says of a file that holds no sound database (SQLITE_CORRUPT, SQLITE_NOTADB)."""


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


def newsroom(
    settings: OfflineSettings,
    store: Store,
    broadcasts: Broadcasts | None = None,
    *,
    clock: Callable[[], datetime] = now,
) -> Newsroom:
    """The desk at which editions are made; needs no Telegram.

    Without `broadcasts`, another process is to notice what is opened.
    """
    return Newsroom(
        store=store,
        broadcasts=broadcasts or Broadcasts(store=store, clock=clock),
        parser=parser(log),
        summariser=summariser(settings),
        zone=ZoneInfo(settings.timezone),
        clock=clock,
        needs_approval=settings.approvals > 0,
    )


def audience(
    settings: OfflineSettings, store: Store, *, clock: Callable[[], datetime] = now
) -> Audience:
    """Who gets the digest."""
    return Audience(store=store, defaults=settings.preferences, clock=clock)


def readership(
    settings: OfflineSettings, store: Store, *, clock: Callable[[], datetime] = now
) -> Readership:
    """Readers as a whole."""
    return Readership(store=store, clock=clock, zone=ZoneInfo(settings.timezone))


def staff(settings: OfflineSettings, store: Store, *, clock: Callable[[], datetime] = now) -> Staff:
    """Who works on editions."""
    return Staff(store=store, owners=settings.owner_ids, editors=settings.editor_ids, clock=clock)


def delivery(settings: OfflineSettings) -> DeliverySettings:
    """What the operator's settings mean for delivery."""
    allowed = 1_000 if settings.paid_broadcast else 30
    return DeliverySettings(
        rate=settings.rate,
        limit=allowed,
        # A stall is made up for as far as all workers together stay within what is allowed.
        burst=max(1.0, min(allowed - settings.rate, settings.rate / 10)),
        policy=settings.doubt,
        in_flight=max(64, round(settings.rate / 4)),  # what a quarter of a second brings
        journal=notes(settings),
    )


def notes(settings: OfflineSettings) -> Path:
    """The folder for what workers note; of each database its own, as they say nothing of others."""
    return all_notes(settings) / sha256(settings.database.encode()).hexdigest()[:16]


def all_notes(settings: OfflineSettings) -> Path:
    """The folder for what workers of any database note."""
    return settings.data_dir / "notes"


async def open_store(settings: OfflineSettings) -> Store:
    """The store, its tables up to date; raises `SettingsError` where nothing can be kept."""
    _prepare(settings.data_dir)
    store = await Store.open(settings.database, delivery(settings))
    await store.migrate()
    return store


def _prepare(folder: Path) -> None:
    """See that there is such a folder and that it takes files."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise SettingsError(
            mark(
                "BOT_DATA_DIR is wrong: user {user} can't write in {folder} ({why}). Give the"
                " folder to that user: `chown {user} FOLDER`, with Docker on the host's side."
            ),
            user=os.getuid(),
            folder=folder,
            why=error.strerror,
        ) from None


@asynccontextmanager
async def opened(settings: OfflineSettings) -> AsyncIterator[Store]:
    """The store for one command, closed at its end; raises `CommandError` where it can't be had."""
    try:
        store = await open_store(settings)
    except StoreReleaseError as error:
        raise CommandError(
            mark("the database can't be used: {why}."), why=Sentence.of_store(error)
        ) from None
    except StoreError as error:
        if any(sign in error.said for sign in _DAMAGED):
            raise CommandError(
                mark(
                    "the database is damaged: {why}. Put the latest backup in its place, with no"
                    " bot running: python -m bot restore FILE. The backups are in {folder}."
                ),
                why=Sentence.of_store(error),
                folder=settings.backups,
            ) from None
        raise CommandError(
            mark(
                "the database can't be used: {why}. Does BOT_DATABASE_URL name it, does its server"
                " run, is its disk full, or does another program lock it?"
            ),
            why=Sentence.of_store(error),
        ) from None
    try:
        yield store
    finally:
        await store.close()
