from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from digests.corrections import corrected, differences
from digests.model import (
    Aspect,
    ChangeKind,
    Correction,
    Digest,
    Edit,
    Edition,
    EditionState,
    Item,
    Paragraph,
    Picture,
    Source,
)

ONE = Item(number=1, headline="橋", paragraphs=(Paragraph(text="架かった。"),))
TWO = Item(number=2, headline="駅")
THREE = Item(number=3, headline="港")
NOON = datetime(2031, 5, 14, 12, tzinfo=UTC)


def digest(*items: Item) -> Digest:
    return Digest(title="t", items=items)


def edits(before: str, after: str) -> list[tuple[str, str]]:
    """What is told of a text that says something else."""
    (change,) = differences(
        *(digest(replace(ONE, paragraphs=(Paragraph(text=text),))) for text in (before, after))
    )
    return [(one.before, one.after) for one in change.edits]


def test_a_digest_does_not_differ_from_itself() -> None:
    assert differences(digest(ONE, TWO), digest(ONE, TWO)) == ()


def test_items_that_came_went_and_changed_are_told_in_their_order() -> None:
    before = digest(ONE, TWO)
    after = digest(replace(ONE, headline="新しい橋"), THREE)
    found = [(change.kind, change.number) for change in differences(before, after)]
    assert found == [(ChangeKind.CHANGED, 1), (ChangeKind.REMOVED, 2), (ChangeKind.ADDED, 3)]


def test_another_summary_of_the_same_text_is_no_change() -> None:
    assert differences(digest(ONE), digest(replace(ONE, summary=ONE.paragraphs))) == ()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("利用者は三倍に増えた。", "利用者は四倍に増えた。", [("三倍", "四倍")]),
        ("利用者は増えた。", "利用者は増えなかった。", [("増えた", "増えなかった")]),
        ("開通は11月20日だ。", "開通は11月21日だ。", [("11月20日", "11月21日")]),
        ("It rose 3.5% in May.", "It fell 4% in May.", [("rose 3.5%", "fell 4%")]),
        ("He did say so, twice.", "He did not say so.", [("did", "did not"), ("so, twice", "so")]),
        ("The end.", "Quite another thing happened here.", None),
    ],
)
def test_words_are_told_and_not_the_paragraph_around_them(
    before: str, after: str, told: list[tuple[str, str]] | None
) -> None:
    found = edits(before, after)
    assert found == told if told else found


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            "The ferry runs again. The bell rang.",
            "The ferry runs again. Then it rained all night. The bell rang.",
            [("", "Then it rained all night.")],
        ),
        (
            "橋が開いた。鐘が鳴った。",
            "橋が開いた。鐘が鳴った。雨も降った。",
            [("", "雨も降った。")],
        ),
        (
            "It rained. The sun came out. He left.",
            "It rained. He left.",
            [("The sun came out.", "")],
        ),
        (
            "They voted to keep the ferry. The bell rang twice.",
            "They voted to keep the bridge. Nobody was hurt. The bell rang thrice.",
            [("ferry", "bridge"), ("", "Nobody was hurt."), ("twice", "thrice")],
        ),
    ],
    ids=["between", "at the end", "left out", "beside other words"],
)
def test_a_sentence_that_was_put_in_or_left_out_is_told_with_its_end(
    before: str, after: str, told: list[tuple[str, str]]
) -> None:
    assert edits(before, after) == told


@pytest.mark.parametrize(
    ("former", "new"),
    [
        (
            "The council voted on Wednesday to keep the night ferry after a long debate.",
            "On Thursday the mayor told reporters that nobody wants to pay for boats at night.",
        ),
        (
            "市議会は水曜日、渡し船を9対4の賛成多数で残すと決めた。",
            "町の話では、水曜日に橋の工事が遅れたため、渡し船は春まで残ることになった。",
        ),
        ("雨が降った。", "町は祭りで賑わい、三千人が集まった。"),
    ],
    ids=["English", "Japanese", "no word in both"],
)
def test_a_sentence_of_which_most_was_changed_is_told_whole_as_it_was_and_as_it_is(
    former: str, new: str
) -> None:
    space = " " if former.isascii() else ""
    around = ("The bell rang.", "He left.") if space else ("鐘が鳴った。", "彼は帰った。")
    before, after = (space.join((around[0], one, around[1])) for one in (former, new))
    assert edits(before, after) == [(former, new)]


def test_of_sentences_that_became_more_those_alike_are_compared() -> None:
    before = "He said the price was three crowns. Odette Marsh denied it."
    after = (
        "Nobody at the treasury knows anything about money. Odette Marsh denied it on Monday."
        " A committee meets in the spring."
    )
    assert edits(before, after) == [
        (
            "He said the price was three crowns.",
            "Nobody at the treasury knows anything about money.",
        ),
        ("it", "it on Monday"),
        ("", "A committee meets in the spring."),
    ]


def test_what_is_put_in_shifts_numbers_and_changes_nothing_else() -> None:
    new = Item(number=2, headline="市場")
    after = digest(ONE, new, replace(TWO, number=3), replace(THREE, number=4))
    (change,) = differences(digest(ONE, TWO, THREE), after)
    assert (change.kind, change.number) == (ChangeKind.ADDED, 2)


def test_other_days_links_and_pictures_are_told_apart() -> None:
    after = replace(
        ONE,
        date=date(2031, 5, 14),
        sources=(Source(url="https://example.org/1", raw=""),),
        pictures=(Picture(key="k", width=9, height=9),),
    )
    (change,) = differences(digest(ONE), digest(after))
    assert change.edits == (
        Edit(aspect=Aspect.DAY, before="", after="2031-05-14"),
        Edit(aspect=Aspect.LINKS),
        Edit(aspect=Aspect.PICTURES),
    )


def test_the_digests_own_texts_are_told_without_a_number() -> None:
    after = replace(digest(ONE), title="u", preface=("おはよう。",))
    (change,) = differences(digest(ONE), after)
    assert (change.number, change.headline) == (None, "u")
    assert [(one.before, one.after) for one in change.edits] == [("t", "u"), ("", "おはよう。")]


def test_of_an_item_written_anew_only_some_is_told() -> None:
    before, after = (" ".join(f"{word}{n}, then" for n in range(40)) for word in ("one", "two"))
    old, new = (replace(ONE, paragraphs=(Paragraph(text=text),)) for text in (before, after))
    (change,) = differences(digest(old), digest(new))
    assert len(change.edits) == 6
    assert change.more > 0


def test_earlier_corrections_follow_their_items() -> None:
    edition = Edition(
        id=1,
        date=NOON.date(),
        state=EditionState.PUBLISHED,
        digest=digest(ONE, TWO),
        problems=(),
        fingerprint="",
        posted_by=None,
        created_at=NOON,
    )
    first = digest(ONE, replace(TWO, outlet="港新聞"))
    once = corrected(edition, first, NOON)
    moved = digest(ONE, replace(THREE, number=2), replace(first.items[1], number=3))
    twice = corrected(replace(edition, digest=first, corrections=once), moved, NOON)
    assert [[change.number for change in one.changes] for one in twice] == [[3], [2]]
    gone = corrected(replace(edition, digest=moved, corrections=twice), digest(ONE), NOON)
    assert [len(one.changes) for one in gone] == [0, 0, 2]
    assert isinstance(gone[0], Correction)
