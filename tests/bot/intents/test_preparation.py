"""Nobody's first words wait for patterns to be made."""

from __future__ import annotations

import re
import sys
from datetime import date

import pytest

from bot.intents.preparation import prepare
from bot.intents.understanding import Situation, understand
from digests.search.query import parse_query
from digests.search.snippets import snippet
from tests.bot.loop_watch import watched

TODAY = date(2031, 5, 1)
COMMANDS = frozenset({"date", "item", "search", "sources"})
LITTLE = 15_000
"""Calls; all patterns together make a million."""
TYPED = (
    "3",
    "③と5",
    "昨日の2",
    "3 2026-11-20",
    "item 3 of last friday",
    "出典",
    "port linnet -snow outlet:Courier",
    "6時半",
    "7am",
    "パリ",
    "UTC+3",
    "令和8年11月20日",
    "/itme 3",
    "2025-03",
    "第2号",
    "35.6, 139.7",
    "灯台について",
)


@pytest.fixture
def as_new() -> None:
    """As in a process that has understood nothing yet."""
    for name, module in [*sys.modules.items()]:
        if name.startswith(("bot.intents.", "digests.text.", "digests.search.")):
            for one in vars(module).values():
                getattr(one, "cache_clear", int)()
    re.purge()


def calls(words: str) -> int:
    situation = Situation(today=TODAY, commands=COMMANDS)
    with watched() as watch:
        understand(words, situation)
        snippet("The harbour of Linnet. 灯台は3日に開く。", parse_query(words, TODAY), 90)
    return watch.most


@pytest.mark.usefixtures("as_new")
def test_the_first_words_that_somebody_types_cost_no_more_than_the_next() -> None:
    prepare(TODAY)
    assert [words for words in TYPED if calls(words) > LITTLE] == []


@pytest.mark.usefixtures("as_new")
def test_without_that_they_would() -> None:
    assert calls("昨日の2") > 10 * LITTLE
