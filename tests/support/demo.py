"""The demo as a newcomer meets it: started, asked as a reader, ended.

Needs nothing but Python, because a clean clone has nothing else yet.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

SAMPLES = Path(__file__).parents[2] / "bot" / "cli" / "samples"
PROC = Path("/proc/self")
PATIENCE = 60.0
"""Seconds an answer may take on a busy machine."""


@dataclass(frozen=True)
class Demo:
    """A running demo and the address that it printed."""

    process: subprocess.Popen[str]
    url: str

    @classmethod
    @contextmanager
    def started(
        cls,
        command: Sequence[str],
        folder: Path,
        variables: Mapping[str, str],
        errors: int | None = None,
    ) -> Iterator[Demo]:
        """The demo once it has printed its address; ended if it still runs at the end.

        `errors` is where its standard error goes, as `subprocess` has it.
        """
        process = subprocess.Popen(  # noqa: S603 - our own command
            command, cwd=folder, env=variables,
            stdout=subprocess.PIPE, stderr=errors, encoding="utf-8",
        )  # fmt: skip
        with process:
            try:
                yield cls(process, _address(process))
            finally:
                if process.poll() is None:
                    process.terminate()

    def first_answer(self, name: str = "Bob") -> None:
        """Press Start as a reader, send `3`, and wait for that item of the latest edition."""
        self.ask(name, "/start", "")
        self.ask(name, "3", third_headline())

    def end(self, by: signal.Signals = signal.SIGINT) -> int:
        """End the demo by a signal, also below `make`; returns the exit code."""
        pid = next(children(self.process.pid, "demo"), self.process.pid)
        os.kill(pid, by)
        return self.process.wait(PATIENCE)

    def ask(self, name: str, text: str, answer: str) -> None:
        """Say something as a person of that name, and wait for an answer that holds this."""
        said = self.call("say", person=self.person(name), text=text)["message"]["message_id"]
        answers: list[str] = []

        def is_answered() -> bool:
            messages = self.messages(name)
            answers[:] = [str(one) for one in messages if one["message_id"] > said]
            return any(answer in one for one in answers)

        try:
            self.until(is_answered)
        except TimeoutError:
            raise TimeoutError(f"the demo answered {text} with {answers}") from None

    def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until it is."""
        deadline = time.monotonic() + PATIENCE
        while not is_so():
            if time.monotonic() > deadline:
                raise TimeoutError
            time.sleep(0.02)

    def messages(self, name: str) -> Sequence[Any]:
        """What stands in somebody's chat with the bot."""
        found: Sequence[Any] = self.call(f"chats/{self.person(name)}/messages")["messages"]
        return found

    def figures(self) -> Sequence[tuple[int, int | None]]:
        """The figures of the demo's tab: who has their paper, missed, doubled, pulls."""
        return [(one["value"], one["out_of"]) for one in self.call("host")["host"]["figures"]]

    def person(self, name: str) -> int:
        """The id of somebody."""
        people = self.call("state")["people"]
        (number,) = (int(person["id"]) for person in people if person["first_name"] == name)
        return number

    def call(self, path: str, **body: object) -> Any:
        """Ask the control API; with a body, post to it."""
        data = json.dumps(body).encode() if body else None
        headers = {"Content-Type": "application/json"}
        request = Request(f"{self.url}/control/{path}", data, headers)  # noqa: S310 - http, ours
        # A proxy of whoever runs this is no way to a server on this machine.
        with build_opener(ProxyHandler({})).open(request, timeout=PATIENCE) as response:
            return json.load(response)


def third_headline() -> str:
    """How item 3 of the latest edition in English begins."""
    latest = max(SAMPLES.glob("*.en.*"))
    found = re.search(r"<h2>3\. ([^(]+) ", latest.read_text("utf-8"))
    assert found
    return found[1]


def children(parent: int, word: str) -> Iterator[int]:
    """The processes below another one that have a word in their command line."""
    # macOS has no /proc, and small images of Linux have no `ps`.
    processes = of_proc() if PROC.exists() else of_ps()
    return (process for process, above, words in processes if above == parent and word in words)


def of_proc() -> Iterator[tuple[int, int, Sequence[str]]]:
    """Each process of this machine, the one above it and the words of its command line."""
    for stat in PROC.parent.glob("[0-9]*/stat"):
        with suppress(OSError):
            above = int(stat.read_text("utf-8").rpartition(")")[2].split()[1])
            words = stat.with_name("cmdline").read_text("utf-8").split("\0")
            yield int(stat.parent.name), above, words


def of_ps() -> Iterator[tuple[int, int, Sequence[str]]]:
    """The same by `ps`, for which a word ends at any space."""
    command = ["ps", "-axww", "-o", "pid=,ppid=,command="]
    for line in subprocess.check_output(command, encoding="utf-8", errors="replace").splitlines():  # noqa: S603 - ours
        process, above, *words = line.split()
        yield int(process), int(above), words


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    for line in process.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return found[0]
    raise RuntimeError(f"the demo ended with {process.wait()} before it printed an address")
