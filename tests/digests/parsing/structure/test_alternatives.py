"""Which other structures a file may have, and that it is read as the one that is asked for."""

from __future__ import annotations

import pytest

from digests.parsing.parser import parse

SECTIONS = "".join(
    f"## {name}\n\n"
    + "".join(
        f"- [{name} news {n}](https://example.org/{name}/{n}) with some words about it.\n"
        for n in range(count)
    )
    + "\n"
    for name, count in (("Ships", 3), ("Houses", 2), ("People", 4))
)
NUMBERED = "The Harbour Letter, 20 November 2026\n\n" + "".join(
    f"{n}. Headline of number {n}\nThe first thing that happened there.\n"
    f"https://example.org/{n}\n\n"
    for n in range(1, 6)
)


def offered(name: str, text: str, structure: str | None = None) -> tuple[str, ...]:
    found = parse(name, text.encode(), structure=structure).alternatives
    taken = found.structure
    return tuple(f"{one.key} {one.items}" for one in (taken, *found.structures) if one)


def test_what_was_taken_is_named_with_what_else_a_file_may_be() -> None:
    assert offered("a.md", SECTIONS) == ("sections 9", "headings:2 3")


def test_a_file_is_read_as_the_structure_that_is_asked_for_and_offers_the_usual_one() -> None:
    reading = parse("a.md", SECTIONS.encode(), structure="headings:2")
    assert [item.headline for item in reading.digest.items] == ["Ships", "Houses", "People"]
    assert offered("a.md", SECTIONS, "headings:2") == ("headings:2 3", "sections 9")


@pytest.mark.parametrize("structure", ["numbers:black", "nonsense", ""])
def test_a_structure_that_a_file_has_not_changes_nothing(structure: str) -> None:
    assert parse("a.md", SECTIONS.encode(), structure=structure) == parse("a.md", SECTIONS.encode())


def test_structures_that_see_the_same_items_are_offered_once() -> None:
    assert offered("a.txt", NUMBERED) == ("numbers:1. 5",)


def test_one_of_an_inner_list_is_not_offered_where_it_holds_little_of_the_text() -> None:
    listed = NUMBERED.replace("The first", "- a rope\n- a net\nThe first", 1)
    assert not [one for one in offered("a.txt", listed) if one.startswith("entries")]


def test_the_days_and_titles_that_a_file_names_are_told() -> None:
    text = "The Letter\nNew and old\n2026-11-20\n\n" + NUMBERED.partition("\n\n")[2]
    found = parse("letter-2026-11-21.txt", text.encode()).alternatives
    assert [str(day) for day in found.days] == ["2026-11-20", "2026-11-21"]
    assert (found.title, found.titles) == ("The Letter", ("New and old",))
