"""What the bot does now and then for its data: a backup, and away with what is old or deleted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import (  # type: ignore[import-untyped]  # 3.x has no types
    AsyncIOScheduler,
)

from bot.composition.store import all_notes
from bot.errors import Sentence
from bot.settings import JOURNALS_KEPT, Settings
from digests.delivery.journal import remove_stale
from digests.errors import StoreError
from digests.store import Store
from digests.store.upkeep.backup import (
    BackupError,
    back_up,
    backups,
    is_possible,
    lacking_program,
    made_at,
    rotate,
)
from digests.store.upkeep.tidying import Periods

log = structlog.get_logger()

_DAY = timedelta(days=1)
_SOME_DAY = date(2000, 1, 1)
_AFTER_START = timedelta(minutes=5)
"""When that is done which was due while the bot did not run."""
_AFTER_BACKUP = timedelta(minutes=30)
"""What is tidied away is in one more backup."""
_LOG_KEPT = timedelta(minutes=10)
"""How often SQLite's log is emptied. /privacy says an hour: a backup may be reading it."""


class Housekeeping:
    """Does each duty at its hour of the day; what fails is tried again the next day.

    All but one, which is done each few minutes.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        *,
        now: Callable[[], datetime],
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._store = store
        self._now = now
        self._elapsed = elapsed
        self._zone = ZoneInfo(settings.timezone)
        self._scheduler = AsyncIOScheduler(timezone=self._zone)
        self._failed: float | None = None
        self._is_stopping = False
        self.backup_error = Sentence("")
        """Why no backup was made, where one is failing."""
        self.lacking = ""
        """The program without which no backup can be made here; empty where none lacks."""

    @property
    def backup_failing_for(self) -> float:
        """Seconds since a backup failed after which none was made; 0 where all is well."""
        return 0.0 if self._failed is None else max(1.0, self._elapsed() - self._failed)

    def start(self) -> None:
        """Begin, in the running loop; it may end and begin again."""
        self._scheduler = AsyncIOScheduler(timezone=self._zone)
        self._is_stopping = False
        if self._settings.backup_keep:
            if is_possible(self._settings.database):
                self._each_day("backup", self.back_up, is_late=self._is_late())
            self._look_for_programs()
        # What it does may be done at any time, and is little where it was done the day before.
        self._each_day("tidying", self.tidy, is_late=True, after=_AFTER_BACKUP)
        every = _LOG_KEPT.total_seconds()
        self._scheduler.add_job(self.empty_log, "interval", seconds=every, id="log", coalesce=True)
        self._scheduler.start()

    def stop(self) -> None:
        """Begin nothing more; a backup that is being made is broken off."""
        self._is_stopping = True
        self._scheduler.shutdown(wait=False)

    async def back_up(self) -> None:
        """Make a backup, and remove the oldest ones if it is sound."""
        try:
            removed = await asyncio.to_thread(self._back_up)
        except BackupError as error:
            log.error("backup_failed", error=str(error))  # noqa: TRY400 - it says what is wrong
            self._failed, self.backup_error = self._elapsed(), Sentence.of_store(error)
        else:
            log.info("backup_made", removed=removed)
            self._failed = None

    async def tidy(self) -> None:
        """Delete what is older than the operator keeps it."""
        settings, now = self._settings, self._now()
        periods = Periods(
            deliveries=timedelta(days=settings.keep_receipts),
            drafts=timedelta(days=settings.keep_drafts),
            audit=timedelta(days=settings.keep_audit),
        )
        try:
            deleted = await self._store.tidying.tidy(now, periods)
            files = await asyncio.to_thread(remove_stale, all_notes(settings), now - JOURNALS_KEPT)
        except (StoreError, OSError) as error:
            log.warning("tidying_failed", error=type(error).__name__)
        else:
            log.info("tidied", journals=files, **deleted)

    async def empty_log(self) -> None:
        """See that what was deleted goes from SQLite's log too, even where little is written."""
        try:
            await self._store.database.empty_log()
        except StoreError as error:
            log.warning("log_not_emptied", error=type(error).__name__)

    def _back_up(self) -> int:
        settings = self._settings
        back_up(settings.database, settings.backups, self._now(), lambda: not self._is_stopping)
        return len(rotate(settings.backups, settings.backup_keep))

    def _look_for_programs(self) -> None:
        """Say once that no backup will be made, for want of a program, which nobody would see."""
        lacking = lacking_program(self._settings.database)
        if lacking and not self.lacking:
            log.warning("backups_not_possible", lacking=lacking)
            self._failed = self._elapsed()
        self.lacking = lacking

    def _is_late(self) -> bool:
        """Whether a backup was due while the bot did not run."""
        made = backups(self._settings.backups)
        return not made or self._now() - made_at(made[-1]) > _DAY

    def _each_day(
        self,
        name: str,
        duty: Callable[[], Awaitable[None]],
        *,
        is_late: bool,
        after: timedelta = timedelta(),
    ) -> None:
        """Have a duty done so long after the hour of backups, and soon where it `is_late`."""
        at = datetime.combine(_SOME_DAY, self._settings.backup_hour) + after
        begin = datetime.now(self._zone) + _AFTER_START + after
        soon = {"next_run_time": begin} if is_late else {}
        self._scheduler.add_job(
            duty,
            "cron",
            hour=at.hour,
            minute=at.minute,
            id=name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            **soon,
        )
