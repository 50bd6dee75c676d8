"""Tests and benchmarks leave the bot of whoever runs them alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import ENV_FILE
from tests.support.surroundings import is_proxy, is_setting
from tests.support.town import Town

ROOT = Path(__file__).parents[1]
STORY = (  # its store is this process's and a bot's in another
    f"{ROOT}/tests/bot/stories/test_outcomes.py::test_a_group_where_the_bot_may_not_write_is_paused_until_it_may"
)


PROCESS = f"{__file__}::test_this_process_has_no_settings_and_no_proxy"


def test_this_process_has_no_settings_and_no_proxy() -> None:
    found = {name: os.environ[name] for name in os.environ if is_setting(name) or is_proxy(name)}
    assert found == {ENV_FILE: ""}


def test_tests_read_no_settings_of_whoever_runs_them(tmp_path: Path) -> None:
    real = tmp_path / "real.db"
    theirs = {
        "BOT_RATE": "wrong",
        "BOT_DATABASE_URL": f"sqlite+aiosqlite:///{real}",
        "HTTP_PROXY": "http://127.0.0.1:9",
    }
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in theirs.items()))
    environment = {name: value for name, value in os.environ.items() if name != ENV_FILE}
    done = subprocess.run(  # noqa: S603 - our own tests
        [
            sys.executable, "-m", "pytest", "-n", "0",
            "-p", "no:cacheprovider", "-p", "no:slipcover",
            "--config-file", ROOT / "pyproject.toml", "--rootdir", ROOT, STORY, PROCESS,
        ],
        cwd=tmp_path,
        env=environment | theirs | {name.lower(): value for name, value in theirs.items()},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout
    assert not real.exists()


async def test_a_bot_that_a_benchmark_starts_has_no_settings_of_whoever_runs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("BOT_DATABASE_URL", "bot_rate", ENV_FILE):
        monkeypatch.setenv(name, "theirs")
    async with Town.opened(tmp_path) as town:
        assert "theirs" not in town.environment().values()
        assert town.environment()[ENV_FILE] == ""
