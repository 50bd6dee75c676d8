"""What is too large to be published is told, where and by how much."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digests.edition_size import LIMITS
from digests.model import Digest, Item, Paragraph, Picture, Place, Problem, ProblemKind, Severity
from digests.parsing.checks import check, excesses


def item(number: int, text: str = "Rung.", headline: str = "A bell") -> Item:
    return Item(number=number, headline=headline, paragraphs=(Paragraph(text=text),))


def digest(*items: Item, preface: str = "") -> Digest:
    return Digest(title="Letter", preface=(preface,), items=items)


PHOTOS = tuple(Picture(key=str(n), width=1, height=1) for n in range(10))
TOO_LARGE = {
    ProblemKind.TOO_MANY_ITEMS: digest(*map(item, range(1, LIMITS.items + 2))),
    ProblemKind.TOO_LONG_TITLE: replace(digest(item(1)), title="A" * (LIMITS.title + 1)),
    ProblemKind.TOO_LONG_HEADLINE: digest(item(1), item(2, headline="A" * (LIMITS.headline + 1))),
    ProblemKind.TOO_LONG_ITEM: digest(item(1), item(2, "A" * LIMITS.item)),
    ProblemKind.TOO_LONG_EDITION: digest(item(1), preface="A" * LIMITS.edition),
    ProblemKind.TOO_MANY_MESSAGES: digest(
        *(replace(item(n), pictures=PHOTOS) for n in range(1, 12))
    ),
}


@pytest.mark.parametrize("kind", TOO_LARGE)
def test_each_limit_is_told_with_its_place_and_forbids_publishing(kind: ProblemKind) -> None:
    (found,) = excesses(TOO_LARGE[kind], {2: Place(line=9)})
    assert (found.kind, found.severity) == (kind, Severity.FORBIDS)
    assert int(found.details["count"]) > int(found.details["number"])
    is_of_an_item = kind in {ProblemKind.TOO_LONG_HEADLINE, ProblemKind.TOO_LONG_ITEM}
    assert found.place == (Place(line=9, item=2) if is_of_an_item else Place())


def test_the_largest_of_everything_is_allowed() -> None:
    assert not excesses(digest(*map(item, range(1, LIMITS.items + 1))))
    longest = item(1, "A" * (LIMITS.item - LIMITS.headline), "B" * LIMITS.headline)
    assert not excesses(digest(longest))


def test_of_far_too_many_items_each_is_not_complained_about() -> None:
    found = check(TOO_LARGE[ProblemKind.TOO_MANY_ITEMS], {})
    assert not [problem for problem in found if problem.place.item]


def test_an_item_that_is_too_long_is_told_of_once() -> None:
    def kinds(text: str) -> set[ProblemKind]:
        found: tuple[Problem, ...] = check(digest(item(1, text)), {})
        return {one.kind for one in found} & {ProblemKind.LONG_ITEM, ProblemKind.TOO_LONG_ITEM}

    assert kinds("A" * 20_000) == {ProblemKind.LONG_ITEM}
    assert kinds("A" * 50_000) == {ProblemKind.TOO_LONG_ITEM}
