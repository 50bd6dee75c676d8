"""Sections that list, that tell a story, that string stories together: each by its own content."""

from __future__ import annotations

import pytest

from digests.model import Digest
from tests.support.reading import digest, prose

STRAIT = "The strait froze over on Monday, and the ferry stayed in its berth until the thaw came."
KILN = "The kiln was lit at dawn. By noon the first bowls stood on the wall, still warm."


def read(text: str, name: str = "digest.md") -> Digest:
    return digest(text, name)


def told(found: Digest) -> list[tuple[str | None, str]]:
    return [(item.section, item.headline) for item in found.items]


MIXED = f"""# Harbour letter 9

Good morning from the pier.

## Short news

- [Gulls nest on the crane](https://example.org/1)
- [Pilot boat repainted](https://example.org/2)

## A night at the kiln

{KILN}

Nobody slept.

## From the villages

The mill at Upper Foss [turns again](https://example.org/3), after two dry summers without water.

The school at Tarn has [a new bell](https://example.org/4), cast by the smith of the next village.
"""


def test_sections_of_all_three_kinds_stand_in_one_file() -> None:
    found = read(MIXED)
    assert told(found) == [
        ("Short news", "Gulls nest on the crane"),
        ("Short news", "Pilot boat repainted"),
        (None, "A night at the kiln"),
        (
            "From the villages",
            "The mill at Upper Foss turns again, after two dry summers without water.",
        ),
        (
            "From the villages",
            "The school at Tarn has a new bell, cast by the smith of the next village.",
        ),
    ]
    assert prose(found.items[2]) == [KILN, "Nobody slept."]
    assert found.preface == ("Good morning from the pier.",)
    assert found.left_over == found.afterword == ()


def test_a_stray_heading_on_top_of_all_others_changes_no_item() -> None:
    lists = "\n".join(
        f"## {name}\n\n- [{name} one](https://example.org/{name}1)\n"
        f"- [{name} two](https://example.org/{name}2)\n"
        for name in ("Piers", "Boats", "Nets")
    )
    plain = read(lists)
    assert len(plain.items) == 6
    strayed = read(lists + "\n# Ropes\n\n- [Rope](https://example.org/r)\n")
    assert told(strayed) == [*told(plain), ("Ropes", "Rope")]


def test_a_list_behind_text_belongs_to_its_story_among_stories() -> None:
    story = "\n".join(f"## Story {n}\n\n{STRAIT} [More](https://example.org/{n})\n" for n in "abc")
    listed = f"## Story d\n\n{STRAIT}\n\n- [ice](https://example.org/4)\n- [fog](https://example.org/5)\n"
    found = read(story + listed)
    assert [item.headline for item in found.items] == ["Story a", "Story b", "Story c", "Story d"]
    assert len(found.items[3].sources) == 2


def test_a_list_behind_an_introduction_is_entries_among_lists() -> None:
    lists = "\n".join(
        f"## {name}\n\n- [{name} one](https://example.org/{name}1)\n"
        f"- [{name} two](https://example.org/{name}2)\n"
        for name in ("Piers", "Boats")
    )
    found = read(f"{lists}## Nets\n\nMended this week:\n\n- [Seine](https://example.org/s)\n")
    assert told(found)[-1] == ("Nets", "Seine")
    assert "Mended this week:" in found.afterword + found.left_over


def test_headings_without_text_are_no_items_among_lists() -> None:
    text = "# News\n\n- [Weir](https://example.org/w)\n\n  Open.\n\n## Jobs\n\n## Talks\n\n"
    found = read(f"{text}- [Tides](https://example.org/t)\n\n  Wednesday.\n")
    assert told(found) == [(None, "Weir"), ("Talks", "Tides")]


def test_numbers_that_start_again_in_each_section_are_entries() -> None:
    text = "".join(
        f"## {name}\n\n1、[{name}の一](https://example.jp/{name}1)\n\n本文が続く。\n\n"
        f"2、[{name}の二](https://example.jp/{name}2)\n\n本文が続く。\n\n"
        for name in ("港", "山")
    )
    essay = "## 長い話\n\n" + "\n\n".join(f"（{n}）{STRAIT}" for n in range(1, 6)) + "\n\n"
    found = read(essay + text)
    headlines = [item.headline for item in found.items]
    assert headlines == ["長い話", "港の一", "港の二", "山の一", "山の二"]


@pytest.mark.parametrize(
    "entry",
    ["[{0}](https://example.org/{0})\n\n", "**{0}**  \n<https://example.org/{0}>  \n"],
    ids=["a link", "bold words"],
)
def test_lines_that_lead_in_are_entries(entry: str) -> None:
    names = ("weir", "mill", "kiln", "loom")
    bodies = [f"{entry.format(name)}The {name} runs again.\n\n" for name in names]
    found = read(f"## Water\n\n{bodies[0]}{bodies[1]}## Fire\n\n{bodies[2]}{bodies[3]}")
    assert [item.headline for item in found.items] == [*names]
    assert [prose(item) for item in found.items] == [[f"The {name} runs again."] for name in names]
    assert [item.sources[0].url for item in found.items] == [
        f"https://example.org/{name}" for name in names
    ]


def test_bold_lines_of_a_story_without_links_are_its_subheadings() -> None:
    found = read(
        f"## The strait\n\n**Monday**\n\n{STRAIT}\n\n**Tuesday**\n\n{KILN}\n\n"
        f"## The kiln\n\n{KILN} [More](https://example.org/k)\n"
    )
    assert [item.headline for item in found.items] == ["The strait", "The kiln"]


def test_a_numbered_list_ends_where_one_without_numbers_follows() -> None:
    day = (
        "## Day {0} (2031-05-1{0})\n\n1. weir opens https://example.org/{0}a\n"
        "2. mill turns https://example.org/{0}b\n\n- typed by: Ann\n- letters: https://example.org/s\n\n"
    )
    found = read(day.format(1) + day.format(2))
    assert [item.headline for item in found.items] == ["weir opens", "mill turns"] * 2
    assert all(len(item.sources) == 1 for item in found.items)
    assert str(found.date) == "2031-05-11"


def test_entries_that_only_stand_over_others_name_a_section() -> None:
    found = digest(
        "Harbour 2031-05-14\n\n- Piers:\n  - [North pier] (<https://example.org/n>)\n"
        "  - [South pier] (<https://example.org/s>) ([map] (<https://example.org/m>))\n"
        "- Boats:\n  - [Pilot boat] (<https://example.org/b>)\n"
    )
    assert told(found) == [
        ("Piers", "North pier"),
        ("Piers", "South pier (map)"),
        ("Boats", "Pilot boat"),
    ]
    assert [len(item.sources) for item in found.items] == [1, 2, 1]


def test_a_heading_that_serves_the_paper_is_no_item() -> None:
    found = read(MIXED + "\n## Subscribe\n\nWrite to the harbour master, or leave your name.\n")
    assert [item.headline for item in found.items][-1].startswith("The school")
    assert found.afterword == ("Subscribe", "Write to the harbour master, or leave your name.")


def test_an_essay_between_lists_is_an_item_and_a_few_words_are_not() -> None:
    lists = "".join(
        f"## {name}\n\n- [{name} a](https://example.org/{name}a)\n- [{name} b](https://example.org/{name}b)\n\n"
        for name in ("Piers", "Boats", "Nets")
    )
    essay = f"## On ice\n\n{STRAIT}\n\n{KILN}\n\n" + "\n\n".join([STRAIT + " " + KILN] * 4)
    few = "## Tool of the week\n\nA good rope, says Ann.\n\n"
    found = read(f"{few}{lists}{essay}\n")
    assert ("On ice") in [item.headline for item in found.items]
    assert "Tool of the week" not in [item.headline for item in found.items]
    assert "A good rope, says Ann." in found.preface


def test_a_section_that_introduces_others_is_none_of_the_items() -> None:
    parts = "".join(
        f"### [{name}](https://example.org/{name})\n\n{STRAIT} [See](https://example.org/{name}2)\n\n"
        for name in ("weir", "mill", "loom")
    )
    found = read(f"## News\n\n{KILN}\n\n## Repairs\n\nWhat the guild did.\n\n{parts}")
    assert told(found)[1:] == [("Repairs", "weir"), ("Repairs", "mill"), ("Repairs", "loom")]


def test_stories_with_quotations_between_are_strung_together() -> None:
    lead = (
        "{0} wrote to [the guild](https://example.org/{0}) on the price of clay this coming summer."
    )
    letters = "".join(f"{lead.format(name)}\n\n> Too dear.\n\n" for name in ("Ann", "Bo", "Cy"))
    listed = "## Links\n\n- [Clay](https://example.org/c)\n- [Sand](https://example.org/s)\n\n"
    found = read(f"{listed}## Letters\n\n{letters}")
    assert [item.section for item in found.items] == ["Links"] * 2 + ["Letters"] * 3
    assert prose(found.items[-1]) == ["Too dear."]
