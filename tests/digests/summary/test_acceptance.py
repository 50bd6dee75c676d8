"""Summaries by an editor's marks, and the rubric itself (`tests/data/summaries/README.md`)."""

from __future__ import annotations

import pytest

from benchmarks.texts.acceptance import PARTS, accepted_share, faults, marked_item, marked_items
from benchmarks.texts.summary import first_three, told

LEAST = {"open": 97, "held": 81}
NEWS = """Mill becomes a school
* The mill becomes a school.
+ Work starts in June.
! The council denies this.
|
. The river is dry.
. The mill is old.
- Hello!"""
LABELLED = """Two sides
* Talks go on.
: The union
+ • More pay.
: The company
+ • Less pay."""
BARE_LIST = """Notes
* • One.
* • Two.
* • Three."""


@pytest.mark.parametrize("part", PARTS)
def test_an_editor_would_take_most_summaries_and_far_more_than_leads(part: str) -> None:
    every = list(marked_items(part))
    share = accepted_share(every, told)
    assert share >= LEAST[part]
    assert share > accepted_share(every, first_three) + 25


def test_six_languages_are_marked_in_every_part() -> None:
    for part in PARTS:
        languages = [one.language for one in marked_items(part)]
        assert {*languages} == {"ja", "en", "zh", "ru", "ko", "de"}
    assert len(list(marked_items("open"))) >= 120


def test_no_item_is_in_two_parts() -> None:
    headlines = [one.item.headline for part in PARTS for one in marked_items(part)]
    assert len(headlines) == len({*headlines})


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        (NEWS, ["The mill becomes a school.", "Work starts in June.", "The council denies this."]),
        (LABELLED, ["Talks go on.", "The union", "More pay.", "The company", "Less pay."]),
        (BARE_LIST, ["One.", "Two.", "Three."]),
    ],
)
def test_what_the_editor_would_tell_is_accepted(text: str, summary: list[str]) -> None:
    assert not list(faults(marked_item(text, "en"), summary))


@pytest.mark.parametrize(
    ("text", "summary", "fault"),
    [
        (NEWS, [], "says nothing"),
        (NEWS, ["Work starts in June.", "The council denies this."], "opens with"),
        (NEWS, ["The mill becomes a school.", "Hello!"], "unfit"),
        (NEWS, ["The river is dry.", "The mill is old."], "nobody would miss"),
        (NEWS, ["The mill becomes a school."], "parted from its claim"),
        (NEWS, ["The council denies this."], "parted from its claim"),
        (LABELLED, ["Talks go on.", "More pay."], "parted from its entries"),
        (LABELLED, ["Talks go on.", "The union"], "parted from its entries"),
        (LABELLED, ["Talks go on."], "leaves out most"),
        (BARE_LIST, ["One.", "Two."], "torn"),
    ],
)
def test_each_fault_is_found(text: str, summary: list[str], fault: str) -> None:
    assert any(fault in one for one in faults(marked_item(text, "en"), summary))
