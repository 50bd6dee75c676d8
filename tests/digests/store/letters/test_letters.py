"""Letters and votes: one a message, one a person and item, and gone when it is time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from digests.letters import LETTERS_A_DAY, LETTERS_OF_ALL, Allowance, Letters
from digests.model import ChatKind, Preferences
from digests.store import Store
from digests.store.upkeep.tidying import Periods
from digests.values.feedback import (
    LETTERS_KEPT,
    Hindrance,
    LetterCard,
    LetterKind,
    ReaderLetter,
    Vote,
    VoteSums,
)

NOW = datetime(2031, 5, 14, tzinfo=UTC)
DAY = timedelta(days=1)
PERIODS = Periods(deliveries=90 * DAY, drafts=90 * DAY)
WORDS = "Is the ferry free?"
LETTER = ReaderLetter(
    kind=LetterKind.LETTER,
    edition=1,
    number=3,
    words=WORDS,
    chat_id=7,
    topic_id=None,
    user_id=7,
    below=70,
    written=71,
)


def letters_of(store: Store, now: datetime = NOW) -> Letters:
    return Letters(store=store, clock=lambda: now, key=b"a secret")


async def test_a_message_is_one_letter_which_stays_as_it_was(store: Store) -> None:
    letters = letters_of(store)
    kept = await letters.keep(LETTER)
    assert kept.letter == LETTER
    assert await letters.keep(replace(LETTER, words="edited meanwhile")) == kept
    assert await letters.written(7, 71) == kept
    assert await letters.written(8, 71) is None
    other = await letters.keep(replace(LETTER, written=72, topic_id=5))
    assert other.id > kept.id
    assert other.letter.topic_id == 5


async def test_words_are_kept_until_the_first_answer(store: Store) -> None:
    letters = letters_of(store)
    kept = await letters.keep(LETTER)
    for editor in (90, 91):
        await letters.answered(kept.id, by=editor)
    found = await letters.find(kept.id)
    assert found
    assert (found.letter.words, found.answered_by) == ("", 90)


async def test_a_person_may_write_a_few_times_in_any_24_hours(store: Store) -> None:
    letters = letters_of(store)
    for written in range(LETTERS_A_DAY):
        assert await letters.allowance(7) == Allowance(left=LETTERS_A_DAY - written)
        await letters.keep(replace(LETTER, written=written))
    refused = Allowance(left=0, hindrance=Hindrance.ENOUGH)
    assert await letters.allowance(7) == refused
    assert await letters.allowance(8) == Allowance(left=LETTERS_A_DAY)
    assert await letters_of(store, NOW + DAY).allowance(7) == Allowance(left=LETTERS_A_DAY)


async def test_all_together_may_write_so_often_and_who_was_forgotten_counts_on(
    store: Store,
) -> None:
    letters = letters_of(store)
    preferences = Preferences(language="en", timezone="UTC", minute=0)
    person = await store.subscribers.remember(7, None, ChatKind.PRIVATE, preferences, NOW)
    await letters.keep(LETTER)
    for user in range(100, 98 + LETTERS_OF_ALL):
        await letters.keep(replace(LETTER, chat_id=user, user_id=user))
    assert await letters.allowance(8) == Allowance(left=1)
    await letters.keep(replace(LETTER, chat_id=9, user_id=9))
    await store.subscribers.forget(person.id)
    assert await letters.allowance(8) == Allowance(left=0, hindrance=Hindrance.CROWDED)


async def test_who_is_forgotten_is_nobody_in_letters_of_theirs(store: Store) -> None:
    letters = letters_of(store)
    preferences = Preferences(language="en", timezone="UTC", minute=0)
    person = await store.subscribers.remember(7, None, ChatKind.PRIVATE, preferences, NOW)
    kept = [await letters.keep(replace(LETTER, written=number)) for number in (71, 72, 73)]
    await letters.answered(kept[0].id, by=90)
    in_group = await letters.keep(replace(LETTER, chat_id=-5))
    others = await letters.keep(replace(LETTER, chat_id=8, user_id=8))
    await letters.block(kept[1].id)
    await letters.vote(1, 3, 7, Vote.UP, NOW)
    await store.subscribers.forget(person.id)
    assert [await letters.find(one.id) for one in (*kept, in_group)] == [None] * 4
    assert not await letters.block(kept[1].id)
    assert await letters.find(others.id) == others
    assert (await letters.allowance(7)).hindrance is None
    assert await letters.votes(1) == {}


async def test_who_is_blocked_is_let_in_again_by_any_of_their_letters(store: Store) -> None:
    letters = letters_of(store)
    first, second = [await letters.keep(replace(LETTER, written=one)) for one in (71, 72)]
    for kept in (first, second):
        assert await letters.block(kept.id)
    assert await letters.allowance(7) == Allowance(left=0, hindrance=Hindrance.BLOCKED)
    other = await letters.keep(replace(LETTER, user_id=8, written=73))
    await letters.allow(other.id)
    assert (await letters.allowance(7)).hindrance is Hindrance.BLOCKED
    await letters.allow(first.id)
    assert (await letters.allowance(7)).hindrance is None
    assert not await letters.block(999)


async def test_being_forgotten_lifts_no_block_and_gives_no_more_letters(store: Store) -> None:
    letters = letters_of(store)
    preferences = Preferences(language="en", timezone="UTC", minute=0)
    kept = [await letters.keep(replace(LETTER, user_id=who, chat_id=who)) for who in (7, 8)]
    await letters.block(kept[0].id)
    for who in (7, 8):
        person = await store.subscribers.remember(who, None, ChatKind.PRIVATE, preferences, NOW)
        await letters.keep_barred(who)
        await store.subscribers.forget(person.id)
    assert (await letters.allowance(7)).hindrance is Hindrance.BLOCKED
    assert await letters.allowance(8) == Allowance(left=LETTERS_A_DAY - 1)
    assert (await letters_of(store, NOW + DAY).allowance(8)).left == LETTERS_A_DAY
    assert await store.tidying.tidy(NOW + 2 * DAY, PERIODS) == {"barred_senders": 1}
    assert (await letters.allowance(7)).hindrance is Hindrance.BLOCKED
    await letters.allow(kept[0].id)
    assert (await letters.allowance(7)).hindrance is None


async def test_the_latest_vote_of_a_person_counts(store: Store) -> None:
    letters = letters_of(store)
    for number, user, vote in (
        (1, 7, Vote.UP),
        (1, 8, Vote.UP),
        (1, 7, Vote.DOWN),
        (2, 7, Vote.UP),
    ):
        at = NOW + timedelta(seconds=number) if vote is Vote.DOWN else NOW
        assert await letters.vote(1, number, user, vote, at) is vote
    await letters.vote(2, 1, 7, Vote.UP, NOW)
    assert await letters.votes(1) == {1: VoteSums(up=1, down=1), 2: VoteSums(up=1)}


async def test_the_same_vote_once_more_takes_it_back_but_not_if_it_is_handled_anew(
    store: Store,
) -> None:
    letters = letters_of(store)
    seconds = [NOW + timedelta(seconds=passed) for passed in range(3)]
    counts = [await letters.vote(1, 1, 7, Vote.UP, at) for at in seconds for _ in range(2)]
    assert counts == [Vote.UP, Vote.UP, Vote.WITHDRAWN, Vote.WITHDRAWN, Vote.UP, Vote.UP]
    assert await letters.votes(1) == {1: VoteSums(up=1)}
    await letters.vote(1, 1, 7, Vote.UP, NOW + timedelta(seconds=3))
    assert await letters.votes(1) == {}


async def test_what_is_old_goes(store: Store) -> None:
    letters = letters_of(store)
    old = await letters.keep(LETTER)
    await letters.shown(old.id, LetterCard(chat_id=90, message_id=5))
    await letters.vote(1, 3, 7, Vote.UP, NOW)
    new = await letters_of(store, NOW + DAY).keep(replace(LETTER, written=72))
    await letters.shown(new.id, LetterCard(chat_id=90, message_id=6))
    assert await store.tidying.tidy(NOW + LETTERS_KEPT, PERIODS) == {}
    later = NOW + LETTERS_KEPT + DAY / 2
    assert await store.tidying.tidy(later, PERIODS) == {"letters": 1, "letter_cards": 1}
    assert await letters.find(old.id) is None
    assert await letters.cards(new.id) == [LetterCard(chat_id=90, message_id=6)]
    deleted = await store.tidying.tidy(NOW + 91 * DAY, PERIODS)
    assert deleted == {"letters": 1, "letter_cards": 1, "votes": 1}


async def test_a_group_that_moves_takes_its_letters_along(store: Store) -> None:
    letters = letters_of(store)
    kept = await letters.keep(replace(LETTER, chat_id=-5))
    await letters.keep(replace(LETTER, chat_id=-1005))
    await store.subscribers.migrate(-5, -1005)
    moved = await letters.find(kept.id)
    assert moved
    assert moved.letter.chat_id == -1005
