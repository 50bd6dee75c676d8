"""What readers get against the first sentences, on the reference set that the benchmark prints."""

from __future__ import annotations

import pytest

from benchmarks.texts.summary import LENGTHS, Reference, groups, lead, ours, references, rouge

EVERY = tuple(references())
GROUPS = groups(EVERY)


def gain(chosen: list[Reference], n: int) -> float:
    """How many points of ROUGE-1 we are above the lead."""
    points = (
        rouge(" ".join(ours(one, n)), one.summary, 1)
        - rouge(" ".join(lead(one, n)), one.summary, 1)
        for one in chosen
    )
    return sum(points) / len(chosen)


@pytest.mark.parametrize("n", LENGTHS)
@pytest.mark.parametrize("name", [name for name in GROUPS if name != "plain news"])
def test_no_group_of_items_falls_half_a_point_below_the_lead(name: str, n: int) -> None:
    assert gain(GROUPS[name], n) >= -0.5


@pytest.mark.parametrize("n", LENGTHS)
@pytest.mark.parametrize("name", ["all", "made of bullets", "news not in the first sentence"])
def test_late_news_and_lists_are_told_better_than_by_the_lead(name: str, n: int) -> None:
    assert gain(GROUPS[name], n) > 3


@pytest.mark.parametrize("n", LENGTHS)
def test_plain_news_are_told_as_by_the_lead(n: int) -> None:
    # A claim whose limit has no room is left out, which costs a little here.
    assert gain(GROUPS["plain news"], n) >= -1


@pytest.mark.parametrize("one", EVERY, ids=lambda one: f"{one.language}: {one.item.headline}")
def test_every_summary_stands_in_its_item_to_the_message(one: Reference) -> None:
    for n in LENGTHS:
        told = ours(one, n)
        assert told
        assert all(any(text in part.text for part in one.item.paragraphs) for text in told)


def test_the_reference_set_speaks_many_languages() -> None:
    grouped = {language for name in GROUPS for one in GROUPS[name] for language in [one.language]}
    assert len({one.language for one in EVERY}) >= 40
    assert sum(len(GROUPS[name]) for name in list(GROUPS)[4:]) == len(EVERY)
    assert grouped == {one.language for one in EVERY}
