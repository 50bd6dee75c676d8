"""Whatever is logged, and whoever logs it, the token is not in it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TOKEN = "123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOpp-_q"  # noqa: S105  # of a bot that does not exist
CASES = (
    "text", "list", "mapping", "address", "exception", "event",
    "httpx", "httpcore", "aiohttp.client", "telegram.ext.Updater", "apscheduler", "asyncio",
)  # fmt: skip

# A process of its own: what is configured here is configured for good.
PROGRAM = """
import logging, sys
import structlog
from aiohttp import ClientConnectionError
from telegram.error import InvalidToken
from yarl import URL
from bot.runtime import logs
from bot.settings import Settings

token, style = sys.argv[1:]
address = f"https://api.telegram.org/bot{token}/sendMessage"
failure = InvalidToken(f"The token `{token}` was rejected")
failure.__cause__ = ClientConnectionError(f"cannot connect to {address}")
logs.configure(Settings.given(token=token, admin_ids="1", log_format=style))
ours = structlog.get_logger()
values = {
    "text": address, "list": [address], "mapping": {"url": URL(address)}, "address": URL(address),
    "exception": failure,
}
for name, value in values.items():
    ours.warning(f"case {name}", about=value)
ours.warning(f"case event {address}")
ours.error("case ours", exc_info=failure)
for name in "httpx httpcore aiohttp.client telegram.ext.Updater apscheduler asyncio".split():
    library = logging.getLogger(name)
    library.info("chatter")
    library.warning(f"case {name} %s %s", "POST", URL(address))
    library.error("case traceback", exc_info=failure)
ours.info("edition_published", edition=7, title="\\u505c\\u6226")
"""


@pytest.fixture(scope="module", params=["console", "json"])
def written(request: pytest.FixtureRequest) -> str:
    """All that was written in a format."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM, TOKEN, request.param],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT)},
    )
    assert not done.stdout
    return done.stderr


@pytest.mark.parametrize("case", CASES)
def test_the_token_is_masked_wherever_it_stands(written: str, case: str) -> None:
    (line,) = [line for line in written.splitlines() if f"case {case}" in line]
    assert "***" in line
    assert TOKEN not in line


def test_no_traceback_holds_the_token(written: str) -> None:
    assert written.count("The token `***` was rejected") == 8  # one in a field
    assert written.count("cannot connect to https://api.telegram.org/bot***/sendMessage") == 7
    assert TOKEN not in written


def test_what_is_not_the_token_is_written_as_it_is(written: str) -> None:
    line = written.splitlines()[-1]
    assert "edition_published" in line
    assert "停戦" in line
    if line.startswith("{"):
        told = json.loads(line)
        assert (told["edition"], told["level"], told["title"]) == (7, "info", "停戦")


def test_the_noisy_libraries_are_heard_only_when_they_warn(written: str) -> None:
    assert written.count("chatter") == 3  # httpcore, aiohttp and asyncio are quiet by themselves
