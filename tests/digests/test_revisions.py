"""What an editor decides about a digest, applied: what changes, what stays, what is asked again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.model import (
    Coverage,
    Digest,
    Item,
    Paragraph,
    Picture,
    Place,
    Problem,
    ProblemKind,
    Related,
    Severity,
    Source,
)
from digests.parsing.checks import check, problem
from digests.revisions import (
    Decision,
    DropItem,
    DropText,
    JoinItem,
    MakeItem,
    MoveItem,
    MoveText,
    Revised,
    SetDay,
    SetHeadline,
    SetOutlet,
    SetText,
    SetTitle,
    Settle,
    TextPart,
    item_of,
    pictures_of,
    revised,
    sources_in,
    text_of,
    texts_of,
)

DAY = date(2026, 11, 20)


def source(name: str) -> Source:
    return Source(url=f"https://example.org/{name}", raw=f"https://example.org/{name}")


def item(number: int, name: str) -> Item:
    return Item(
        number=number,
        headline=f"Headline {name}",
        outlet="Harbour Post",
        date=DAY,
        sources=(source(name),),
        paragraphs=(Paragraph(text=f"Text {name} a."), Paragraph(text=f"Text {name} b.")),
        captions=(f"Caption {name}.",),
        related=(Related(headline=f"Related {name}", sources=(source(f"related-{name}"),)),),
        summary=(Paragraph(text=f"Text {name} a."),),
    )


DIGEST = Digest(
    title="The Harbour Letter",
    date=DAY,
    language="en",
    preface=("Good morning.", "Thank you for the letters."),
    items=(item(1, "one"), item(2, "two"), item(3, "three")),
    left_over=("Between all this.",),
    afterword=("Until tomorrow.",),
    coverage=Coverage(text=90, links=100),
)


def after(decision: Decision, digest: Digest = DIGEST, *problems: Problem) -> Revised:
    result = revised(digest, problems or check(digest, {}), decision)
    assert result
    return result


def numbers(digest: Digest) -> list[int]:
    return [item.number for item in digest.items]


def words(digest: Digest) -> Iterator[str]:
    """Every sentence and address that anybody sees of a digest."""
    for part in TextPart:
        yield from text_of(digest, part)
    for one in digest.items:
        yield from texts_of(one)
        yield from (paragraph.text for paragraph in one.summary)
        yield from (link.url for aside in one.related for link in aside.sources)


def kinds(problems: Sequence[Problem]) -> list[tuple[ProblemKind, int | None]]:
    return [(one.kind, one.place.item) for one in problems]


# --- what is lost, and what is not ---------------------------------------------------------------

KEEPING = st.one_of(
    st.builds(JoinItem, number=st.integers(1, 4)),
    st.builds(MoveItem, number=st.integers(1, 4), to=st.sampled_from(TextPart)),
    st.builds(MoveText, part=st.sampled_from(TextPart), to=st.sampled_from(TextPart)),
    st.builds(MakeItem, part=st.sampled_from(TextPart)),
    st.builds(SetDay, day=st.dates(date(2026, 1, 1), date(2026, 12, 31))),
    st.builds(SetTitle, title=st.just("Another title")),
    st.builds(Settle, kind=st.sampled_from(ProblemKind)),
)
SENTENCES = [
    *("Good morning.", "Thank you for the letters.", "Between all this.", "Until tomorrow."),
    *(f"{what} {name}" for what in ("Headline", "Related") for name in ("one", "two", "three")),
    *(f"Text {name} {at}." for at in "ab" for name in ("one", "two", "three")),
    *(f"Caption {name}." for name in ("one", "two", "three")),
    *(f"https://example.org/{name}" for name in ("one", "two", "three")),
    *(f"https://example.org/related-{name}" for name in ("one", "two", "three")),
]


@given(st.lists(KEEPING, max_size=12))
def test_whatever_is_decided_no_sentence_is_lost_and_numbers_stay_unique(
    decisions: list[Decision],
) -> None:
    digest, problems = DIGEST, check(DIGEST, {})
    for decision in decisions:
        result = revised(digest, problems, decision)
        if result:
            digest, problems = result.digest, result.problems
    told = "\n".join(words(digest))
    assert [sentence for sentence in SENTENCES if sentence not in told] == []
    assert len(set(numbers(digest))) == len(digest.items)
    assert {one.place.item for one in problems} <= {None, *numbers(digest)}


@given(st.lists(KEEPING, max_size=6), st.integers(1, 3))
def test_only_what_is_dropped_is_gone(decisions: list[Decision], number: int) -> None:
    digest = after(DropItem(number=number)).digest
    for decision in decisions:
        result = revised(digest, (), decision)
        digest = result.digest if result else digest
    gone = ("one", "two", "three")[number - 1]
    told = "\n".join(words(digest))
    assert [one for one in SENTENCES if one not in told] == [
        one for one in SENTENCES if gone in one
    ]


def test_a_text_that_is_dropped_is_gone_and_no_other() -> None:
    digest = after(DropText(part=TextPart.LEFT_OVER)).digest
    assert digest == replace(DIGEST, left_over=(), coverage=digest.coverage)


# --- numbers -------------------------------------------------------------------------------------


QUAY = Picture(key="quay", width=9, height=9, caption="Caption two.")


def test_an_item_that_is_moved_and_moved_back_keeps_its_pictures_and_says_their_caption_once() -> (
    None
):
    items = [replace(one, pictures=(QUAY,)) if one.number == 2 else one for one in DIGEST.items]
    digest = replace(DIGEST, items=tuple(items))
    greeted = after(MoveItem(number=2, to=TextPart.GREETING), digest).digest
    assert pictures_of(greeted, TextPart.GREETING) == (QUAY,)
    assert QUAY.caption not in greeted.preface
    closed = after(MoveText(part=TextPart.GREETING, to=TextPart.AFTERWORD), greeted).digest
    assert (closed.preface_pictures, closed.afterword_pictures) == ((), (QUAY,))
    rewritten = after(SetText(part=TextPart.AFTERWORD, paragraphs=("Bye.",)), closed).digest
    assert rewritten.pictures == (QUAY,)
    again = after(MakeItem(part=TextPart.AFTERWORD), rewritten).digest
    assert again.items[-1].pictures == again.pictures == (QUAY,)
    assert after(DropText(part=TextPart.AFTERWORD), closed).digest.pictures == ()


def test_a_greeting_written_anew_leaves_the_lines_that_repeat_title_and_author() -> None:
    digest = replace(DIGEST, preface=(DIGEST.title or "", "Good morning."))
    told = after(SetText(part=TextPart.GREETING, paragraphs=("Good evening.",)), digest).digest
    assert told.preface == (DIGEST.title, "Good evening.")


def test_items_that_count_from_one_do_so_again_and_others_keep_their_numbers() -> None:
    assert numbers(after(DropItem(number=2)).digest) == [1, 2]
    sparse = replace(DIGEST, items=(item(1, "one"), item(2, "two"), item(7, "three")))
    assert numbers(after(DropItem(number=2), sparse).digest) == [1, 7]
    assert numbers(after(MakeItem(part=TextPart.AFTERWORD), sparse).digest) == [1, 2, 7, 8]


def test_the_greeting_becomes_the_first_item_and_other_texts_the_last() -> None:
    first = after(MakeItem(part=TextPart.GREETING)).digest
    assert [one.headline for one in first.items][:2] == ["Good morning.", "Headline one"]
    assert numbers(first) == [1, 2, 3, 4]
    assert after(MakeItem(part=TextPart.AFTERWORD)).digest.items[-1].headline == "Until tomorrow."


@pytest.mark.parametrize(
    "decision",
    [
        JoinItem(number=1),
        DropItem(number=9),
        SetHeadline(number=9, headline="X"),
        MakeItem(part=TextPart.GREETING),
    ],
)
def test_there_may_be_nothing_to_decide_about(decision: Decision) -> None:
    assert revised(replace(DIGEST, preface=()), (), decision) is None


# --- items out of texts --------------------------------------------------------------------------


def test_a_long_text_becomes_an_item_headed_by_its_first_sentence() -> None:
    long = "The ferry runs again after three weeks. " + "It sails at seven and at nine. " * 4
    made = item_of((f"{long}https://example.org/a",), DIGEST)
    assert made.headline == "The ferry runs again after three weeks."
    assert made.paragraphs == (Paragraph(text=long.strip()),)
    assert [one.url for one in made.sources] == ["https://example.org/a"]


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("https://example.org/a?utm_source=x", ["https://example.org/a"]),
        ("https://example.org/a\nhttps://example.org/b", 2 * ["https://example.org/"]),
        ("see https://example.org/a", None),
        ("https://localhost/a", None),
        ("", None),
    ],
)
def test_sources_are_addresses_and_nothing_else(text: str, urls: list[str] | None) -> None:
    found = sources_in(text)
    told = [one.url for one in found] if found else None
    assert (told is None) == (urls is None)
    if told and urls:
        assert all(one.startswith(begin) for one, begin in zip(told, urls, strict=True))


# --- what looks wrong then -----------------------------------------------------------------------


def test_a_problem_goes_with_what_it_was_about_and_follows_an_item_to_its_new_number() -> None:
    bare = replace(DIGEST, items=(*DIGEST.items[:2], replace(DIGEST.items[2], sources=())))
    assert (ProblemKind.NO_SOURCE, 3) in kinds(check(bare, {}))
    dropped = after(DropItem(number=1), bare)
    assert (ProblemKind.NO_SOURCE, 2) in kinds(dropped.problems)
    assert ProblemKind.NO_SOURCE not in dict(kinds(after(DropItem(number=3), bare).problems))
    place = Place(line=12, item=3)
    gap = problem(ProblemKind.NUMBER_GAP, place, number=4)
    moved = after(DropItem(number=1), DIGEST, gap).problems
    assert Place(line=12, item=2) in [one.place for one in moved]


def test_the_day_that_an_editor_chose_is_asked_about_no_more() -> None:
    asked = problem(ProblemKind.EDITION_DATE_GUESSED, date=DAY, origin="message")
    result = after(SetDay(day=DAY), DIGEST, asked)
    assert (result.digest.date, list(result.problems)) == (DAY, [])
    far = after(SetDay(day=date(2025, 1, 1)), DIGEST, asked)
    assert (ProblemKind.ODD_DATE, 1) in kinds(far.problems)


def test_what_was_settled_stays_so_whatever_is_decided_next() -> None:
    long = replace(DIGEST, preface=("A greeting without end. " * 100,))
    assert {one.severity for one in check(long, {}) if one.place.item is None} >= {Severity.BLOCKS}
    settled = after(Settle(kind=ProblemKind.LONG_PREFACE), long)
    then = after(SetOutlet(number=1, outlet=None), settled.digest, *settled.problems)
    assert ProblemKind.LONG_PREFACE not in dict(kinds(then.problems))


def test_what_only_a_change_can_mend_is_not_settled_by_a_word() -> None:
    empty = replace(DIGEST, items=())
    result = after(Settle(kind=ProblemKind.NO_ITEMS), empty)
    assert (ProblemKind.NO_ITEMS, None) in kinds(result.problems)
    made = after(MakeItem(part=TextPart.LEFT_OVER), result.digest, *result.problems)
    assert ProblemKind.NO_ITEMS not in dict(kinds(made.problems))
