"""Who a process is among others: never another one, and after a restart itself again."""

from __future__ import annotations

import os
import signal
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.composition.identity import Identity, identity
from bot.composition.store import notes
from bot.settings import OfflineSettings

ROOT = Path(__file__).parents[3]
HOLD = """
import sys, time
from pathlib import Path
from bot.composition.identity import identity
from bot.settings import OfflineSettings
with identity(OfflineSettings.given(data_dir=Path(sys.argv[1])), "bot") as who:
    print(who.worker, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def settings(tmp_path: Path) -> OfflineSettings:
    return OfflineSettings.given(data_dir=tmp_path)


def once(settings: OfflineSettings, role: str = "bot") -> Identity:
    with identity(settings, role) as who:
        return who


def test_two_that_live_at_once_have_different_names(settings: OfflineSettings) -> None:
    with identity(settings, "bot") as one, identity(settings, "bot") as other:
        assert one.worker != other.worker
        with identity(settings, "helper") as helper:
            assert helper.worker not in {one.worker, other.worker}


def test_who_is_started_again_is_the_same_worker_under_another_name(
    settings: OfflineSettings,
) -> None:
    with identity(settings, "bot") as beside:
        first, second = once(settings), once(settings)
        assert first.worker == second.worker != beside.worker
        assert first.name != second.name
    assert once(settings).worker == beside.worker


async def test_a_killed_process_lets_go_of_its_name(
    settings: OfflineSettings, tmp_path: Path
) -> None:
    held = await create_subprocess_exec(
        sys.executable, "-c", HOLD, str(tmp_path), stdout=PIPE, env=os.environ, cwd=ROOT
    )
    assert held.stdout
    worker = (await held.stdout.readline()).decode().strip()
    assert once(settings).worker != worker
    held.send_signal(signal.SIGKILL)
    await held.wait()
    assert once(settings).worker == worker


def test_processes_with_data_folders_of_their_own_are_never_the_same(tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
    url = "postgresql+psycopg://kawaraban@db/kawaraban"
    given = [OfflineSettings.given(data_dir=folder, database_url=url) for folder in folders]
    assert once(given[0]).worker != once(given[1]).worker


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"../../elsewhere"])
def test_a_damaged_id_of_the_folder_is_made_anew(
    settings: OfflineSettings, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "node").write_bytes(content)
    worker = once(settings).worker
    assert once(settings).worker == worker
    assert ".." not in worker


def test_a_name_can_lead_out_of_no_folder(settings: OfflineSettings) -> None:
    with identity(settings, "../../helper"):
        assert len(list(notes(settings).iterdir())) == 1


def test_a_folder_that_can_not_be_written_costs_only_the_memory(
    settings: OfflineSettings, tmp_path: Path
) -> None:
    (tmp_path / "node").mkdir()
    with capture_logs() as logs:
        assert once(settings).worker != once(settings).worker
    assert {entry["event"] for entry in logs} == {"identity_not_kept"}


def test_what_the_name_alone_left_is_its_own_only_where_its_journal_is(
    settings: OfflineSettings,
) -> None:
    assert once(settings).inherits == ()
    journal = notes(settings) / "bot"
    journal.mkdir(parents=True)
    assert once(settings).inherits == ()
    (journal / "17-2").touch()
    assert once(settings).inherits == ("bot",)
    assert once(settings, "helper").inherits == ()
