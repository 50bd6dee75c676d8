"""Once a day: a backup at its hour, the oldest removed, and whoever looks after it told."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.runtime.housekeeping import Housekeeping
from bot.settings import Settings
from digests.store import Store
from digests.store.upkeep.backup import backups

TOKEN = "4242:abcdefghijkl"  # noqa: S105 - it opens nothing
NIGHT = datetime(2026, 11, 29, 3, 30, tzinfo=UTC)


class Ground:
    """A folder with a database, and a time of its own."""

    def __init__(self, folder: Path, settings: Mapping[str, Any]) -> None:
        self.now, self.seconds = NIGHT, 0.0
        self.settings = Settings.given(
            token=TOKEN, data_dir=folder, timezone="UTC", **{"backup_keep": 2, **settings}
        )
        self.duties = Housekeeping(
            self.settings, now=lambda: self.now, elapsed=lambda: self.seconds
        )

    @property
    def kept(self) -> list[str]:
        return [file.name[10:18] for file in backups(self.settings.backups)]


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'kawaraban.db'}")
    await store.migrate()
    await store.close()
    return tmp_path


async def test_a_backup_is_made_and_only_the_newest_are_kept(folder: Path) -> None:
    ground = Ground(folder, {})
    for day in range(4):
        ground.now = NIGHT + timedelta(days=day)
        await ground.duties.back_up()
    assert ground.kept == ["20261201", "20261202"]
    assert ground.duties.backup_failing_for == 0


async def test_backups_lie_where_they_are_wanted(folder: Path) -> None:
    ground = Ground(folder, {"backup_dir": folder / "elsewhere"})
    await ground.duties.back_up()
    assert [file.parent for file in backups(folder / "elsewhere")] == [folder / "elsewhere"]


async def test_a_backup_that_fails_removes_none_and_is_told_until_one_is_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = Ground(folder, {})
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
        assert "has 0 MB free" in ground.duties.backup_error
    assert ground.kept == ["20261129", "20261130"]
    await ground.duties.back_up()
    assert ground.duties.backup_failing_for == 0


async def test_a_backup_has_its_hour(folder: Path) -> None:
    ground = Ground(folder, {"backup_hour": "04:45"})
    await ground.duties.back_up()
    (job,) = started(ground.duties)
    following = job.trigger.get_next_fire_time(None, datetime(2026, 11, 29, 12, tzinfo=UTC))
    assert following == datetime(2026, 11, 30, 4, 45, tzinfo=UTC)
    assert job.next_run_time - datetime.now(UTC) > timedelta(minutes=-1)


def started(duties: Housekeeping) -> list[Any]:
    duties.start()
    jobs = duties._scheduler.get_jobs()
    duties.stop()
    return list(jobs)


async def test_a_backup_that_was_due_meanwhile_is_made_soon_after_the_start(folder: Path) -> None:
    hour = {"backup_hour": f"{datetime.now(UTC) - timedelta(hours=2):%H:%M}"}
    (job,) = started(Ground(folder, hour).duties)
    assert job.next_run_time - datetime.now(UTC) < timedelta(minutes=6)
    await Ground(folder, hour).duties.back_up()
    fresh = Ground(folder, hour)
    fresh.now += timedelta(hours=23)
    (job,) = started(fresh.duties)
    assert job.next_run_time - datetime.now(UTC) > timedelta(hours=20)


@pytest.mark.parametrize(
    "settings", [{"backup_keep": 0}, {"database_url": "sqlite+aiosqlite:///:memory:"}]
)
async def test_no_backup_is_made_where_none_is_wanted_or_possible(
    folder: Path, settings: Mapping[str, Any]
) -> None:
    assert not started(Ground(folder, settings).duties)


async def test_a_bot_that_ends_breaks_a_backup_off(folder: Path) -> None:
    ground = Ground(folder, {})
    started(ground.duties)
    await ground.duties.back_up()
    assert "broken off" in ground.duties.backup_error
    assert not ground.kept
