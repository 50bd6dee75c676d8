"""A process that has the bot's modules loaded and, when asked, forks one that runs the bot.

Each request on the control socket brings four descriptors: a channel, and what shall be standard
input, output and error. On the channel the child finds what it shall be, as JSON, and whoever asked
finds the child's id and, when it has ended, its wait status, a line each. Children ask in the same
way for the parsers of their files.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import bot
from bot.fetch import addresses
from bot.i18n.translator import Translations
from bot.intents.labels import Vocabulary
from bot.intents.preparation import prepare
from bot.outbox import chat_limits
from tests.support.processes.forked_parser import fork_parsers, parse
from tests.support.read_once import read_once

ROOT = Path(__file__).parents[2]
NOT_THE_BOTS = (
    "bot.__main__",
    "bot.botapi.socks",  # loaded where a proxy wants it
    "bot.cli.demonstration",
    "simulator",
    "bot.cli.demo",
)
LOADED_WHEN_NEEDED = (
    "aiosqlite",
    "digests.store.migrate",  # and Alembic: a bot makes its tables when it is started first
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.aiosqlite",
    "uvloop",
)
CHANNEL_AND_STREAMS = 4
BURST = 20
"""What the local Telegram takes of a person at once: people in tests type faster than any other."""
NEVER = 2**31 - 1
"""How often a mark is come by before it is taken out, for which children are too short-lived."""


def preload() -> None:
    """Import what a running bot has imported; starts no thread and no event loop."""
    gc.disable()
    walk = pkgutil.walk_packages(bot.__path__, "bot.")
    ours = [module.name for module in walk if not module.name.startswith(NOT_THE_BOTS)]
    for name in (*ours, *LOADED_WHEN_NEEDED):
        importlib.import_module(name)
    read_once()
    for language in Translations.load("en").languages:  # patterns, days, names of languages
        Vocabulary.of(Translations.load(language))
    prepare(date(2031, 5, 1))
    chat_limits.PERSON_BURST = BURST
    addresses.is_public = on_this_machine
    gc.freeze()  # else the first collection in each child would copy all of it
    gc.enable()


def on_this_machine(address: addresses.Address, port: int) -> bool:
    """The rule for what is fetched in stories, which have no sites elsewhere."""
    del port
    return address.is_loopback


class Server:
    """Forks children and tells how they ended; single-threaded."""

    def __init__(self, control: socket.socket, children: socket.socket) -> None:
        self._control, self._children = control, children
        self._channels: dict[int, socket.socket] = {}

    def serve(self) -> list[int] | None:
        """In a new child what it was given; None when there is nobody left who asks."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        woken, waker = socket.socketpair()
        for end in (woken, waker):
            end.setblocking(False)
        signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
        while True:
            ready, _, _ = select.select([self._control, self._children, woken], [], [])
            if woken in ready:
                woken.recv(4096)
                self._reap()
            asked = next((one for one in (self._control, self._children) if one in ready), None)
            if asked is None:
                continue
            _, given, _, _ = socket.recv_fds(asked, 1, CHANNEL_AND_STREAMS)
            if not given:
                self._end()
                return None
            if not self._fork(given):
                signal.set_wakeup_fd(-1)
                for end in (woken, waker, self._control, self._children, *self._channels.values()):
                    end.close()
                return given

    def _fork(self, given: Sequence[int]) -> int:
        if pid := os.fork():
            channel, *streams = given
            for stream in streams:
                os.close(stream)
            self._channels[pid] = socket.socket(fileno=channel)
            _tell(self._channels[pid], pid)
        return pid

    def _reap(self) -> None:
        for pid, status in _ended():
            with self._channels.pop(pid) as channel:
                _tell(channel, os.waitstatus_to_exitcode(status))

    def _end(self) -> None:
        for pid in self._channels:
            os.kill(pid, signal.SIGKILL)


def _tell(channel: socket.socket, number: int) -> None:
    try:
        channel.sendall(b"%d\n" % number)
    except OSError:
        return  # whoever asked is gone


def _ended() -> Iterator[tuple[int, int]]:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        yield pid, status


def become(given: Sequence[int]) -> dict[str, Any]:
    """Give the child its streams, signals and folder; returns what it shall be."""
    channel, *streams = given
    with os.fdopen(channel, "rb") as asked:
        wanted: dict[str, Any] = json.loads(asked.read())
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(wanted["folder"])
    return wanted


def run(wanted: Mapping[str, Any]) -> None:
    """Be what `python -m bot` would be."""
    from bot.cli.main import main as run_bot  # noqa: PLC0415 - loaded already

    os.environ.clear()
    os.environ.update(wanted["environment"])
    run_bot(wanted["words"])


def end(code: object) -> NoReturn:
    """End as Python would after all threads, but without clearing up.

    To let go of all that was forked would first copy it, which takes longer than most commands.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code if isinstance(code, int) else bool(code))


class Measured:
    """Notes which lines run from here on, and tells them to who measures the tests.

    What SlipCover's plugin does in a worker of pytest: what lies in the folder under a worker's
    name counts.
    """

    def __init__(self, folder: str) -> None:
        slipcover = importlib.import_module("slipcover")  # which not every machine has
        self._folder = Path(folder)
        self._worker = os.environ["PYTEST_XDIST_WORKER"]
        excluded = os.environ["SLIPCOVER_EXCLUDE_LINES"].split("\n")
        self._lines = slipcover.Slipcover(
            branch=True, exclude_lines=excluded, d_miss_threshold=NEVER
        )
        wanted = slipcover.FileMatcher(sources=os.environ["SLIPCOVER_SOURCE"].split(","))
        slipcover.wrap_spec_from_file_location(self._lines, wanted)  # Alembic loads by it
        slipcover.ImportManager(self._lines, wanted).__enter__()

    def tell(self) -> None:
        """Write down what ran; whoever is killed meanwhile has told nothing."""
        os.chdir(ROOT)  # paths are told as seen from there
        told = self._folder / f"coverage-{self._worker}-{os.getpid()}.json"
        begun = told.with_suffix(".begun")
        begun.write_text(json.dumps(self._lines.get_coverage()))
        begun.rename(told)


def main() -> None:
    """Load, then serve; in a child run the bot, or parse a file, and end as it ends."""
    folder = os.environ.get("SLIPCOVER_COVERAGE_DIR")
    measured = Measured(folder) if folder else None
    preload()
    children, asking = socket.socketpair()
    fork_parsers(asking)
    given = Server(socket.socket(fileno=int(sys.argv[1])), children).serve()
    if given is None:
        return
    wanted = become(given)
    if "parser" in wanted:
        asking.close()
        parse(wanted)
    code: object = 1
    atexit.register(lambda: end(code))
    try:
        run(wanted)
        code = 0
    except SystemExit as ended:
        code = ended.code
        raise
    finally:
        if measured:
            measured.tell()


if __name__ == "__main__":
    main()
