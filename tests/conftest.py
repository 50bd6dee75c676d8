"""What holds for every test."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from random import SystemRandom
from typing import Any

import pytest
import structlog
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]

from bot.settings import ENV_FILE
from tests.support.forking import ForkServer
from tests.support.skips import guard, in_ci
from tests.support.surroundings import is_proxy, is_setting

TESTS = Path(__file__).parent

# The machines that run these tests are shared and noisy: a slow example is not a wrong one, and
# the same commit tries the same examples on every desk. CI and a given seed try others.
ORDINARY = settings.get_profile("default")  # Hypothesis takes another by itself where CI is set
settings.register_profile("shared machine", parent=ORDINARY, deadline=None, derandomize=True)
settings.register_profile(
    "wander", parent=ORDINARY, deadline=None, derandomize=False, print_blob=True
)
settings.load_profile("shared machine")

SEED = "seed of the examples"


@pytest.hookimpl(tryfirst=True)  # before Hypothesis reads its options
def pytest_configure(config: pytest.Config) -> None:
    _keep_out_surroundings()
    _keep_bytecode()
    _keep_interrupts_plain()
    _keep_logs_plain()
    gc.disable()  # to look for garbage while all tests are loaded takes a quarter of that time
    guard(config)
    option = config.option
    if in_ci(os.environ) and option.hypothesis_seed is None:
        option.hypothesis_seed = _seed(config)
    if option.hypothesis_seed is not None and option.hypothesis_profile is None:
        option.hypothesis_profile = "wander"


def _keep_out_surroundings() -> None:
    """Keep the settings of whoever runs the tests out of them: they may name a real database."""
    for name in [*os.environ]:
        if is_setting(name) or is_proxy(name):
            del os.environ[name]
    os.environ[ENV_FILE] = ""


def _keep_bytecode() -> None:
    """Let tests be compiled once for all workers, and the bot once for all its processes.

    Who forbids Python to keep bytecode would wait for each of them to compile the same again.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


def _keep_interrupts_plain() -> None:
    """Let Ctrl-C raise as ever, by a handler that asyncio leaves alone.

    Each run of a loop puts its own in the place of Python's: to look whether that is a number the
    signal module of Python 3.11 writes down the task and all that it returned, a tenth of the
    time of most tests.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, partial(signal.default_int_handler))


def _keep_logs_plain() -> None:
    """Let what is logged where nothing was configured be written in one plain line.

    By itself structlog draws each traceback with the source around it where Rich is installed: a
    fifth of the time of tests in which something fails on purpose.
    """
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(sort_keys=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG),
        cache_logger_on_first_use=False,  # else what tests catch or configure came too late
    )


def _seed(config: pytest.Config) -> str:
    """A seed for this run: a new one, or in a worker that of the run it works for."""
    given: dict[str, str] = getattr(config, "workerinput", {})
    return given.get(SEED) or str(SystemRandom().randrange(2**32))


@pytest.hookimpl(optionalhook=True)  # of xdist
def pytest_configure_node(node: Any) -> None:
    node.workerinput[SEED] = node.config.option.hypothesis_seed


def pytest_report_header(config: pytest.Config) -> str | None:
    seed = config.option.hypothesis_seed
    return f"examples: --hypothesis-seed={seed} tries the same again" if seed else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Where all tests run, have each worker load other files first.

    Else all would compile the same file at the same time, and all of them each.
    """
    told: dict[str, Any] = getattr(session.config, "workerinput", {})
    if not told or session.config.args != session.config.getini("testpaths"):
        return
    files = sorted(TESTS.rglob("test_*.py"))
    first = len(files) * int(told["workerid"].removeprefix("gw")) // told["workercount"]
    for file in (*files[first:], *files[:first]):
        with suppress(Exception, pytest.skip.Exception):  # is told where it is collected
            import_module(".".join(file.relative_to(TESTS.parent).with_suffix("").parts))


def pytest_collection_finish() -> None:
    """Keep what is loaded out of every search for garbage: of all tests it is the larger part.

    What a test leaves is looked for less often: each engine and each loop makes thousands of
    objects, and nearly all go by themselves.
    """
    gc.freeze()
    gc.enable()
    gc.set_threshold(250_000, 20, 50)


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """Let no command that a test carries out log into what was caught for it later on."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


# --- processes -----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def fork_server() -> Iterator[ForkServer]:
    """Forks the bots of whatever test."""
    server = ForkServer()
    yield server
    server.close()


# --- what runs first, and beside what ------------------------------------------------------------

WAITING = (
    "tests/bot/stories/test_postgres.py",
    "tests/bot/stories/test_processes.py",
    "demo and guides",
    "tests/bot/stories/test_trouble_lock.py",
    "pages",
    "tests/bot/stories/test_trouble_disk.py",
    "tests/bot/cli/test_demo.py",
    "tests/bot/stories/test_trouble_clock.py",
    "tests/bot/stories",
    "tests/bot/cli/test_installed_demo.py",
    "tests/digests/delivery/test_worker.py",
)
"""What waits for other processes or for a clock, the longest first."""
DEMO_AND_GUIDES = (
    "tests/page/test_demo.py",
    "tests/page/test_reader_guide.py",
    "tests/page/test_editors_guide.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files; within a file tests stay as they are written.

    What takes longest comes first, of what doesn't wait the files of the top folder: else one
    worker would end long after the others.
    """
    items.sort(key=lambda item: (_place(unit := _unit(item.nodeid)), unit.count("/")))


def _unit(nodeid: str) -> str:
    """What one worker runs as a whole: a file, or one half of what needs a browser.

    To start that takes longer than most of those tests, and each worker has its own.
    """
    file = nodeid.partition("::")[0]
    if file in DEMO_AND_GUIDES:
        return "demo and guides"
    return "pages" if file.startswith("tests/page/") else file


def _place(unit: str) -> int:
    """The place among what waits; behind all that for what doesn't."""
    return next((n for n, begin in enumerate(WAITING) if unit.startswith(begin)), len(WAITING))


def pytest_xdist_auto_num_workers() -> int:
    """Three workers a processor: in two thirds of the time, stories wait for the bot's pace."""
    return 3 * (os.cpu_count() or 1)


class Scheduling(LoadFileScheduling):  # type: ignore[misc]
    """Has half of the workers begin with what waits, the others with what computes.

    So the processor has something to do from the beginning, and is not waited for by all at once.
    """

    def _split_scope(self, nodeid: str) -> str:
        return _unit(nodeid)

    def _assign_work_unit(self, node: Any) -> None:
        is_for_waiting = int(node.gateway.id.removeprefix("gw")) % 2 == 0
        for unit in self.workqueue:
            if (_place(unit) < len(WAITING)) is is_for_waiting:
                self.workqueue.move_to_end(unit, last=False)
                break
        super()._assign_work_unit(node)


@pytest.hookimpl(optionalhook=True)  # of xdist
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling | None:
    return Scheduling(config, log) if config.option.dist == "loadfile" else None
