"""No test waits a while to see that nothing happened: it waits until something is so.

A loop waits for something, and a function inside another plays somebody slow. Every other sleep
stands here with what it lets pass.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

TESTS = Path(__file__).parent

LETS_PASS: Mapping[str, str] = MappingProxyType(
    {
        "bot/botapi/test_messenger_on_telegram.py:"
        "test_each_fault_has_its_outcome_and_the_next_message_goes_out": "a pause that was ordered",
        "bot/stories/test_crashes.py:"
        "test_a_pause_ordered_while_the_bot_stood_still_is_kept_all_the_same": "a stand-still",
        "bot/stories/test_crashes.py:hold": "the time for which the loop stands still",
        "digests/delivery/test_crashes.py:some_work": "a chance time until a kill",
        "digests/store/test_chunks.py:test_a_worker_that_lost_its_chunk_is_fenced_off": "a lease",
        "digests/store/test_planning.py:test_chunks_that_nobody_claimed_in_time_are_missed": (
            "how long an edition is news"
        ),
        "digests/store/test_planning.py:"
        "test_what_an_editor_resumes_is_sent_however_long_it_was_paused": "the same",
        "digests/store/test_shared_commits.py:test_who_waits_gives_up_only_where_nobody_gets_on": (
            "timers that are due: they fire before its own"
        ),
        "digests/work.py:impatient": "a shortened rest of a worker",
    }
)


def sleeps(function: ast.AST) -> Iterator[ast.Call]:
    """The calls by which a function waits a while, outside of loops and of functions within."""
    apart = (ast.While, ast.For, ast.AsyncFor, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    for node in ast.iter_child_nodes(function):
        if isinstance(node, apart):
            continue
        if isinstance(node, ast.Call) and is_sleep(node):
            yield node
        yield from sleeps(node)


def is_sleep(call: ast.Call) -> bool:
    """Whether a call waits: `asyncio.sleep(0)` only gives others their turn."""
    if ast.unparse(call.func) not in {"asyncio.sleep", "time.sleep", "sleep"}:
        return False
    return [ast.unparse(argument) for argument in call.args] != ["0"]


def sleeping(source: str) -> list[str]:
    """The functions of a module that wait a while."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        one.name
        for one in ast.parse(source).body
        if isinstance(one, functions) and any(sleeps(one))
    ]


def test_each_sleep_of_the_tests_lets_something_pass() -> None:
    found = {
        f"{path.relative_to(TESTS).as_posix()}:{name}"
        for path in TESTS.rglob("*.py")
        for name in sleeping(path.read_text(encoding="utf-8"))
    }
    assert found == set(LETS_PASS)


@pytest.mark.parametrize(
    ("body", "waits"),
    [
        ("await asyncio.sleep(0.2)\n    assert not seen", True),
        ("async with bot:\n        await asyncio.sleep(0.2)", True),
        ("time.sleep(1)", True),
        ("while not seen:\n        await asyncio.sleep(0.01)", False),
        ("await asyncio.sleep(0)", False),
        ("await town.time.sleep(30)", False),
        ("async def slow():\n        await asyncio.sleep(9)", False),
    ],
)
def test_a_sleep_is_found_where_it_waits_for_nothing(body: str, waits: bool) -> None:
    assert bool(sleeping(f"async def test_it():\n    {body}\n")) is waits
