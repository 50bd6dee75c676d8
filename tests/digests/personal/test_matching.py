"""Which items a rule is about, and what an item offers to be followed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from digests.model import Digest, Edition, EditionState, Item, Paragraph
from digests.personal.main_words import main_words, subjects_of
from digests.personal.matching import ItemTexts, marks_of, texts_of
from digests.values.rules import ReadingRule, RuleSubject, Stance, Subject

FOLLOW, MUTE = Stance
OUTLET, WORD, STORY = Subject
FERRY = Item(
    number=1,
    headline="The ferries to Heron Island run again",
    outlet="Harbour Post",
    section="Sport",
    paragraphs=(Paragraph(text="The ferry to Heron Island was repaired. A tariff was agreed on."),),
)
TRUCE = Item(
    number=2,
    headline="停戦案にトルネア政府が合意、ハーバー海峡で",
    outlet="週刊いとぐち",
    paragraphs=(
        Paragraph(text="トルネア政府は停戦案を受け入れた。ハーバー海峡の渡邊大使が語った。"),
    ),
)


def texts(*items: Item, language: str = "en") -> tuple[ItemTexts, ...]:
    whole = Edition(
        id=5,
        date=date(2031, 5, 14),
        state=EditionState.PUBLISHED,
        digest=Digest(title=None, language=language, items=items),
        problems=(),
        fingerprint="",
        posted_by=None,
        created_at=datetime(2031, 5, 14, tzinfo=UTC),
    )
    return texts_of(whole)


def rule(
    word: str, stance: Stance = FOLLOW, subject: Subject = WORD, number: int = 1
) -> ReadingRule:
    about = RuleSubject(subject=subject, label=word, words=(word,))
    return ReadingRule(id=number, stance=stance, about=about)


@pytest.mark.parametrize(
    ("word", "subject", "found"),
    [
        ("ferry", WORD, {1}),  # in another form
        ("FERRY", WORD, {1}),
        ("heron island", WORD, {1}),
        ("island heron", WORD, set()),
        ("tariff", WORD, {1}),  # in the text
        ("ferr", WORD, set()),
        ("停戦", WORD, {2}),
        ("渡辺", WORD, {2}),  # another spelling
        ("とるねあ", WORD, {2}),
        ("harbour post", OUTLET, {1}),
        ("Harbour", OUTLET, set()),
        ("harbour", WORD, set()),  # no part of a name
        ("harbour post", WORD, {1}),
        ("sport", WORD, {1}),  # the section
    ],
)
def test_a_followed_word_is_found_in_each_of_its_forms(
    word: str, subject: Subject, found: set[int]
) -> None:
    marks = marks_of([rule(word, subject=subject)], texts(FERRY, TRUCE), {})
    assert marks.followed == found
    assert not marks.muted


def test_muting_looks_at_headline_section_and_outlet_alone() -> None:
    rules = [rule("tariff", MUTE), rule("停戦", MUTE), rule("Harbour Post", MUTE)]
    marks = marks_of(rules, texts(FERRY, TRUCE), {})
    assert marks.muted == ((1, "Harbour Post"), (2, "停戦"))


def test_what_is_followed_is_never_muted() -> None:
    marks = marks_of([rule("sport", MUTE), rule("ferry", number=2)], texts(FERRY), {})
    assert marks.followed == {1}
    assert not marks.muted


def test_an_edition_rings_for_what_is_followed_so_and_never_for_what_any_rule_mutes() -> None:
    ringing = replace(rule("ferry"), rings=True)
    assert marks_of([ringing], texts(FERRY, TRUCE), {}).rings
    assert not marks_of([ringing], texts(TRUCE), {}).rings
    assert not marks_of([rule("ferry")], texts(FERRY), {}).rings
    muting = rule("sport", MUTE, number=2)
    assert not marks_of([ringing, muting], texts(FERRY), {}).rings
    assert marks_of(
        [replace(ringing, id=3), muting, replace(rule("停戦"), rings=True)], texts(FERRY, TRUCE), {}
    ).rings


def test_who_follows_the_same_sees_the_same() -> None:
    one, other = ([rule("ferry")], [rule("heron", number=9), rule("nothing", number=10)])
    assert marks_of(one, texts(FERRY), {}) == marks_of(other, texts(FERRY), {})


def test_names_and_repeated_words_come_first() -> None:
    assert main_words(FERRY)[0] == "Heron Island"
    assert set(main_words(TRUCE)[:2]) == {"トルネア", "ハーバー"}
    assert "停戦案" in main_words(TRUCE)


def test_an_item_offers_its_outlet_its_words_and_its_story() -> None:
    offered = subjects_of(FERRY, 5)
    assert [one.subject for one in offered][:2] == [OUTLET, WORD]
    assert (offered[-1].subject, offered[-1].edition, offered[-1].number) == (STORY, 5, 1)
    assert subjects_of(replace(FERRY, headline="", outlet=None), 5) == ()
