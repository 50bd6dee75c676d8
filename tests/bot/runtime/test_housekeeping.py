"""Once a day: a backup at its hour, the oldest removed, and whoever looks after it told."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.runtime.housekeeping import Housekeeping
from bot.settings import Settings
from digests.errors import StoreError
from digests.store import Store
from digests.store.upkeep.backup import backups
from digests.store.upkeep.tidying import Periods

TOKEN = "4242:abcdefghijkl"  # noqa: S105 - it opens nothing
NIGHT = datetime(2026, 11, 29, 3, 30, tzinfo=UTC)


class Ground:
    """A folder with a database, and a time of its own."""

    def __init__(self, store: Store, folder: Path, settings: Mapping[str, Any]) -> None:
        self.store = store
        self.now, self.seconds = NIGHT, 0.0
        self.settings = Settings.given(
            token=TOKEN, data_dir=folder, timezone="UTC", **{"backup_keep": 2, **settings}
        )
        self.duties = Housekeeping(
            self.settings, store, now=lambda: self.now, elapsed=lambda: self.seconds
        )

    @property
    def kept(self) -> list[str]:
        return [file.name[10:18] for file in backups(self.settings.backups)]


Make = Callable[[Mapping[str, Any]], Ground]


@pytest.fixture
async def make(tmp_path: Path, template: Path) -> AsyncIterator[Make]:
    """Makes a ground of settings."""
    file = shutil.copy(template, tmp_path / "kawaraban.db")
    store = await Store.open(f"sqlite+aiosqlite:///{file}")
    yield lambda settings: Ground(store, tmp_path, settings)
    await store.close()


async def test_a_backup_is_made_and_only_the_newest_are_kept(make: Make) -> None:
    ground = make({})
    for day in range(4):
        ground.now = NIGHT + timedelta(days=day)
        await ground.duties.back_up()
    assert ground.kept == ["20261201", "20261202"]
    assert ground.duties.backup_failing_for == 0


async def test_backups_lie_where_they_are_wanted(make: Make, tmp_path: Path) -> None:
    ground = make({"backup_dir": tmp_path / "elsewhere"})
    await ground.duties.back_up()
    assert [file.parent for file in backups(tmp_path / "elsewhere")] == [tmp_path / "elsewhere"]


async def test_a_backup_that_fails_removes_none_and_is_told_until_one_is_made(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = make({})
    for day in range(2):
        ground.now = NIGHT + timedelta(days=day)
        await ground.duties.back_up()
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
        ground.now += timedelta(days=1)
        await ground.duties.back_up()
        assert ground.duties.backup_failing_for > 0
        ground.seconds += 60
        assert ground.duties.backup_failing_for == 60
        assert "has 0 MB free" in str(ground.duties.backup_error)
    assert ground.kept == ["20261129", "20261130"]
    await ground.duties.back_up()
    assert ground.duties.backup_failing_for == 0


async def test_a_backup_has_its_hour(make: Make) -> None:
    ground = make({"backup_hour": "04:45"})
    await ground.duties.back_up()
    job = started(ground.duties)["backup"]
    following = job.trigger.get_next_fire_time(None, datetime(2026, 11, 29, 12, tzinfo=UTC))
    assert following == datetime(2026, 11, 30, 4, 45, tzinfo=UTC)
    assert job.next_run_time - datetime.now(UTC) > timedelta(minutes=-1)


def started(duties: Housekeeping) -> Mapping[str, Any]:
    duties.start()
    jobs = duties._scheduler.get_jobs()
    duties.stop()
    return {job.id: job for job in jobs}


async def test_a_backup_that_was_due_meanwhile_is_made_soon_after_the_start(make: Make) -> None:
    hour = {"backup_hour": f"{datetime.now(UTC) - timedelta(hours=2):%H:%M}"}
    job = started(make(hour).duties)["backup"]
    assert job.next_run_time - datetime.now(UTC) < timedelta(minutes=6)
    await make(hour).duties.back_up()
    fresh = make(hour)
    fresh.now += timedelta(hours=23)
    job = started(fresh.duties)["backup"]
    assert job.next_run_time - datetime.now(UTC) > timedelta(hours=20)


@pytest.mark.parametrize(
    "settings", [{"backup_keep": 0}, {"database_url": "sqlite+aiosqlite:///:memory:"}]
)
async def test_no_backup_is_made_where_none_is_wanted_or_possible(
    make: Make, settings: Mapping[str, Any]
) -> None:
    assert list(started(make(settings).duties)) == ["log", "tidying"]


async def test_backups_that_lack_a_program_are_told_once(
    make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    server = {"database_url": "postgresql://kawaraban@localhost/kawaraban"}
    assert not make({**server, "backup_keep": 0}).duties.lacking
    ground = make(server)
    with capture_logs() as logged:
        for _ in range(2):  # as when it leads again
            assert list(started(ground.duties)) == ["log", "tidying"]
    told = [line for line in logged if line["event"] == "backups_not_possible"]
    assert [(line["log_level"], line["lacking"]) for line in told] == [("warning", "pg_dump")]
    assert ground.duties.lacking == "pg_dump"
    assert ground.duties.backup_failing_for > 0


async def test_a_bot_that_ends_breaks_a_backup_off(make: Make) -> None:
    ground = make({})
    started(ground.duties)
    await ground.duties.back_up()
    assert "broken off" in str(ground.duties.backup_error)
    assert not ground.kept


async def test_what_is_old_is_tidied_half_an_hour_after_the_backup(make: Make) -> None:
    job = started(make({"backup_hour": "23:45"}).duties)["tidying"]
    following = job.trigger.get_next_fire_time(None, datetime(2026, 11, 29, 12, tzinfo=UTC))
    assert following == datetime(2026, 11, 30, 0, 15, tzinfo=UTC)
    assert job.next_run_time - datetime.now(UTC) < timedelta(minutes=36)


async def test_the_log_is_emptied_each_few_minutes(make: Make) -> None:
    ground = make({})
    log = ground.settings.data_dir / "kawaraban.db-wal"
    await ground.store.processes.join("bot-1/a", "bot-1")
    assert log.stat().st_size
    await ground.duties.empty_log()
    assert not log.stat().st_size
    job = started(ground.duties)["log"]
    assert job.func == ground.duties.empty_log
    assert job.trigger.interval < timedelta(minutes=30)


async def test_a_log_that_can_not_be_emptied_is_left_to_the_next_time(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = make({})

    async def fail() -> bool:
        raise StoreError("disk I/O error")

    monkeypatch.setattr(ground.duties._store.database, "empty_log", fail)
    with capture_logs() as logged:
        await ground.duties.empty_log()
    assert [line["event"] for line in logged] == ["log_not_emptied"]


async def test_journals_that_nobody_writes_any_more_are_removed(make: Make) -> None:
    ground = make({})
    folder = ground.settings.data_dir / "notes" / "other" / "worker"
    folder.mkdir(parents=True)
    for name, days in (("1-1", 31), ("2-1", 29)):
        (folder / name).write_text("")
        at = (NIGHT - timedelta(days=days)).timestamp()
        os.utime(folder / name, (at, at))
    await ground.duties.tidy()
    assert [file.name for file in folder.iterdir()] == ["2-1"]


async def test_each_period_is_the_operators(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    ground = make({"keep_receipts": 40, "keep_drafts": 50, "keep_audit": 60})
    asked: list[Periods] = []

    async def tidy(_now: datetime, periods: Periods) -> Mapping[str, int]:
        asked.append(periods)
        return {}

    monkeypatch.setattr(ground.duties._store.tidying, "tidy", tidy)
    await ground.duties.tidy()
    deliveries, drafts, audit = (timedelta(days=days) for days in (40, 50, 60))
    assert asked == [Periods(deliveries=deliveries, drafts=drafts, audit=audit)]


async def test_tidying_that_fails_is_tried_again_another_day(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = make({})

    async def fail(*_: object) -> Mapping[str, int]:
        raise StoreError("database is locked")

    monkeypatch.setattr(ground.duties._store.tidying, "tidy", fail)
    await ground.duties.tidy()
