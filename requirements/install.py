"""Install a lock into the environment of the Python that runs this, and tell how far it is.

    python -m requirements.install [--unchecked] LOCK

pip installs what the lock pins and looks nothing else up: before 23.3 it ignores the pin of a
package that another one asks for by an extra, and takes the newest. That nothing is lacking is
checked afterwards.
"""

from __future__ import annotations

import argparse
import os
import platform
import queue
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 20.0
"""Seconds without a word from pip after which we say what it is doing."""

STRIDE = 20
"""Packages between two lines of progress."""

TAIL = 12
"""Lines of pip's that are shown when it fails."""

PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--no-color")
INSTALL = (*PIP, "install", "--progress-bar", "off", "--no-deps", "--require-hashes", "-r")

_AT = re.compile(r"(?:Collecting|Requirement already satisfied:|Ignoring) ([\w.-]+)")
_FILE = re.compile(r"Processing (?:.*?/)?([\w.]+)-\d[^/ ]*\.(?:whl|gz|zip)\b")
_NETWORK = re.compile(
    r"connection broken|connection error|timed out|Max retries|SSLError", re.IGNORECASE
)
_ABSENT = re.compile(r"No matching distribution found for (\S+)")


class InstallError(Exception):
    """The lock was not installed; the message says why and what to do."""


@dataclass(slots=True, kw_only=True)
class Progress:
    """What to tell of what pip says."""

    total: int
    seen: int = 0
    doing: str = "asking the package registry"
    said: list[str] = field(default_factory=list)

    def heard(self, line: str) -> str | None:
        """Take a line of pip's in; a line for people where there is one to tell."""
        self.said.append(line)
        if found := _AT.match(line) or _FILE.match(line):
            return self._counted(found[1])
        if line.startswith("Installing collected packages"):
            self.doing = "unpacking the packages"
            return "  unpacking them …"
        if "Retrying" in line:
            return "  the package registry doesn't answer; trying again …"
        return None

    def _counted(self, name: str) -> str | None:
        self.seen += 1
        self.doing = f"fetching {name}"
        return f"  {self.seen} of {self.total}" if self.seen % STRIDE == 0 else None

    def silence(self) -> str:
        """A line for people when pip says nothing."""
        return f"  still {self.doing} …"

    def failure(self) -> str:
        """Why pip failed, as far as it told, and what to do about it."""
        words = "\n".join(self.said[-TAIL:])
        return f"{words}\n\n{advice(words)}"


def advice(told: str) -> str:
    """A sentence on what to do after pip failed with these words."""
    if _NETWORK.search(told):
        return (
            "The package registry could not be reached, or stopped answering. Check the network "
            "(behind a proxy: HTTPS_PROXY; another registry: `pip config`) and give the same "
            "command again; what has arrived is kept. On a slow line put "
            "PIP_DEFAULT_TIMEOUT=60 PIP_RETRIES=10 before it (seconds, tries)."
        )
    if "DO NOT MATCH THE HASHES" in told:
        return (
            "The registry has other files than those that were locked, or a download was cut "
            "short: `pip cache purge`, and give the same command again. If it stays, don't "
            "install them by hand: somebody changed them."
        )
    if absent := _ABSENT.search(told):
        here = f"Python {platform.python_version()} on {platform.platform(terse=True)}"
        return (
            f"The registry has no {absent[1]} for {here}. The locks are kept for Python 3.11 to "
            "3.14 on Linux (glibc) and macOS: try another with `make PYTHON=python3.12 …`."
        )
    return "pip could not install the packages; its own words stand above."


def pinned(lock: Path) -> int:
    """How many packages a lock pins."""
    return len(re.findall(r"(?m)^[A-Za-z0-9].*==", lock.read_text("utf-8")))


def spoken(process: subprocess.Popen[str], patience: float) -> Iterator[str | None]:
    """A process's lines as they come, and None whenever none came for so many seconds."""
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def listen() -> None:
        assert process.stdout  # noqa: S101 - for the type checker; it is a pipe
        for line in process.stdout:
            lines.put(line.rstrip())
        lines.put(None)

    threading.Thread(target=listen, daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=patience)
        except queue.Empty:
            yield None
            continue
        if line is None:
            return
        yield line


def install(lock: Path, options: Sequence[str] = (), patience: float = PATIENCE) -> None:
    """Install a lock and print how far it is; raises `InstallError`."""
    progress = Progress(total=pinned(lock))
    tell(f"Installing the {progress.total} packages of {lock}; this may take a minute or two …")
    command = [*INSTALL, str(lock), *options]
    with subprocess.Popen(  # noqa: S603 - our own command line
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        # An environment has no packages of a user, whatever whoever installs likes elsewhere.
        env={**os.environ, "PIP_USER": "0"},
        encoding="utf-8",
        errors="replace",
    ) as pip:
        for line in spoken(pip, patience):
            tell(progress.silence() if line is None else progress.heard(line))
    if pip.returncode:
        raise InstallError(progress.failure())


def check() -> None:
    """See that no installed package lacks another; raises `InstallError`."""
    checked = subprocess.run(  # noqa: S603 - our own command line
        [*PIP, "check"], stdout=subprocess.PIPE, encoding="utf-8", check=False
    )
    if checked.returncode:
        raise InstallError(
            f"{checked.stdout}\nThe environment lacks something, or holds what is left of an "
            "older lock: `make clean`, and give the same command again."
        )


def tell(line: str | None) -> None:
    """Print a line at once, if there is one."""
    if line is not None:
        print(line, flush=True)


def main() -> None:
    """Install the lock that the command line names; ends with 1 and a sentence if that fails."""
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr] # not every terminal has …
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lock", type=Path)
    parser.add_argument("--unchecked", action="store_true", help="its pins contradict each other")
    asked = parser.parse_args()
    try:
        install(asked.lock)
        if not asked.unchecked:
            check()
    except InstallError as error:
        sys.exit(f"{error}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
