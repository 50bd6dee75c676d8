"""What a child that reads files tries in vain; each attempt works where nothing is given up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from digests.parsing.sandbox.confinement import CALLS, FILES
from digests.parsing.sandbox.protocol import ParseRequest, pack_request, unpack_response
from tests.support.confining import lacking

ROOT = Path(__file__).parents[4]

BOT = """
import subprocess, sys
from digests.parsing.sandbox.confinement import conceal
conceal()
sys.exit(subprocess.run([sys.executable, "-c", *sys.argv[1:]]).returncode)
"""
"""What starts the child, as the bot does; its environment holds the token."""

CHILD = """
import ctypes, json, os, resource, socket, sys, threading
from pathlib import Path
import digests
from digests.parsing.sandbox import confinement, landlock, seccomp

def refuse(*_):
    raise OSError

folder, way = Path(sys.argv[1]), sys.argv[2]
bot, code = os.getppid(), Path(digests.__file__).parent
libc = ctypes.CDLL(None, use_errno=True)

def asked(function, *arguments):
    if libc[function](*arguments) < 0:
        raise OSError(ctypes.get_errno(), "no")

def processes():
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)

def threads():
    thread = threading.Thread(target=str)
    thread.start()
    thread.join()

attempts = {
    "bot's environment": lambda: Path(f"/proc/{bot}/environ").read_bytes(),
    "bot's memory": lambda: open(f"/proc/{bot}/mem", "rb"),
    "bot's words": lambda: Path(f"/proc/{bot}/cmdline").read_bytes(),
    "bot traced": lambda: asked("ptrace", 0x4206, bot, None, None),
    "bot signalled": lambda: os.kill(bot, 0),
    "bot's group signalled": lambda: os.kill(0, 0),
    "bot's handle": lambda: os.pidfd_open(bot),
    "bot's limits": lambda: resource.prlimit(bot, resource.RLIMIT_CPU),
    "bot's priority": lambda: os.setpriority(os.PRIO_PROCESS, bot, 0),
    "database": lambda: (folder / "kept.db").read_bytes(),
    "beside the code": lambda: (code.parent / "pyproject.toml").read_bytes(),
    "folders": lambda: os.listdir(folder),
    "internet": lambda: socket.socket(),
    "neighbours": lambda: socket.socket(socket.AF_UNIX),
    "pair": lambda: socket.socketpair(),
    "new file": lambda: (folder / "new").write_text("new"),
    "old file": lambda: open(folder / "kept.db", "ab"),
    "emptied": lambda: os.truncate(folder / "kept.db", 2),
    "moved": lambda: (folder / "kept.db").rename(folder / "kept.db"),
    "deleted": lambda: (folder / "gone").unlink(),
    "new folder": lambda: (folder / "made").mkdir(),
    "new link": lambda: (folder / "link").symlink_to("kept.db"),
    "opened to all": lambda: (folder / "kept.db").chmod(0o666),
    "dated": lambda: os.utime(folder / "kept.db"),
    "program": lambda: os.posix_spawn("/bin/true", ["true"], {}),
    "processes": processes,
    "threads": threads,
    "itself signalled": lambda: os.kill(os.getpid(), 0),
    "its own limits": lambda: resource.getrlimit(resource.RLIMIT_CPU),
    "a library": lambda: __import__("docx"),
    "zones": lambda: __import__("zoneinfo").ZoneInfo.no_cache("Asia/Tokyo"),
    "a clock": lambda: __import__("zoneinfo").available_timezones(),
}
if way != "files":
    landlock.allow_only_to_read = refuse
if way != "calls":
    seccomp.forbid_calls = refuse
if way in {"files", "calls"}:
    confinement.confine()
told = {}
for name, attempt in attempts.items():
    try:
        attempt()
        told[name] = True
    except OSError as error:
        told[name] = False
sys.stdout.write(json.dumps(told))
"""

TRYING = """
from digests.parsing.sandbox import worker
def respond(request):
    import os, socket
    for attempt in (lambda: open(f"/proc/{os.getppid()}/environ"), socket.socket):
        try:
            attempt()
        except PermissionError:
            continue
        raise AssertionError("that went through")
    return worker.ParseResponse(error="confined")
worker.respond = respond
worker.main(2**30, 30)
"""

HARMLESS = {"threads", "itself signalled", "its own limits", "a library", "zones", "a clock"}
READ = {"bot's words", "database", "beside the code", "folders"}
"""What no filter of calls knows from what parsing needs."""
TRACED = {"bot's memory", "bot traced"}
"""What some systems forbid to everybody."""
WRITTEN = {"new file", "old file", "moved", "deleted", "new folder", "new link"}


def attempts(folder: Path, way: str) -> Mapping[str, bool]:
    """Which of the attempts succeed in a child that is confined this way."""
    (folder / "kept.db").write_text("kept")
    (folder / "gone").write_text("gone")
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", BOT, CHILD, str(folder), way],
        env=os.environ | {"PYTHONPATH": str(ROOT), "BOT_TOKEN": "1:secret"},
        stdout=subprocess.PIPE,
        check=True,
    )
    told: Mapping[str, bool] = json.loads(done.stdout)
    return told


def succeeding(told: Mapping[str, bool]) -> set[str]:
    return {name for name, done in told.items() if done}


def need(what: str) -> None:
    """Skip the test where the system lacks this; asked late, as it takes a process to know."""
    if what in lacking():
        pytest.skip(f"this system can't forbid {what}")


def test_without_confinement_all_of_it_works(tmp_path: Path) -> None:
    need(CALLS)
    told = attempts(tmp_path, "none")
    hidden = set() if os.geteuid() == 0 else {"bot's environment"}  # root sees through it
    assert set(told) - succeeding(told) - TRACED == hidden


def test_what_the_bot_keeps_can_not_be_read_nor_anything_written(tmp_path: Path) -> None:
    need(FILES)
    told = attempts(tmp_path, "files")
    forbidden = READ | WRITTEN | TRACED | {"bot's environment"}
    assert succeeding(told) & forbidden == set()
    assert succeeding(told) >= HARMLESS
    assert not (tmp_path / "new").exists()


def test_nothing_is_sent_started_steered_or_written_and_no_secret_read(tmp_path: Path) -> None:
    """Where the kernel can't forbid files, the bot's environment is hidden all the same."""
    need(CALLS)
    told = attempts(tmp_path, "calls")
    assert succeeding(told) == HARMLESS | READ
    assert (tmp_path / "kept.db").read_text() == "kept"
    assert (tmp_path / "gone").exists()


def test_the_process_that_parses_is_confined_so() -> None:
    """Nothing that stands in it is ever parsed elsewhere."""
    need(FILES)
    need(CALLS)
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", TRYING],
        input=pack_request(ParseRequest(name="a.txt", posted=None, data=b"a")),
        stdout=subprocess.PIPE,
        check=True,
    )
    response = unpack_response(done.stdout)
    assert (response.error, response.unconfined) == ("confined", ())
