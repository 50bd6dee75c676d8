"""What tells editions of a day apart where they are named by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.i18n.translator import Translations
from bot.views.papers.slots import with_slot
from bot.views.personal.saved import SavedEntry, SavedList, saved_message
from bot.views.reading.continuations import continuation_words
from bot.views.reading.stories import StoryPage, story_message
from digests.model import Continuation, Digest, Edition, EditionState, Item, ItemKey
from digests.values.saved import SavedItem
from digests.values.slots import EVENING
from digests.values.stories import PublishedItem

ENGLISH = Translations.load("en").translator("en")
DAY = date(2031, 3, 14)
NOW = datetime(2031, 3, 14, 20, tzinfo=UTC)
ITEM = Item(number=1, headline="The ferry")
MORNING = Edition(
    id=1,
    date=DAY,
    state=EditionState.PUBLISHED,
    digest=Digest(title="Letter", items=(ITEM,)),
    problems=(),
    fingerprint="",
    posted_by=None,
    created_at=NOW,
)
OF_EVENING = replace(MORNING, id=2, slot=EVENING)


@pytest.mark.parametrize(
    ("words", "slot", "told"),
    [
        ("Extraordinary day", "extra", "Extraordinary day, extra"),
        ("Extra: the bridge", "extra", "Extra: the bridge"),
        ("Letter", "", "Letter"),
        ("", "extra", "extra"),
        ("本日号外", "号外", "本日号外"),
    ],
)
def test_the_name_of_a_slot_is_added_where_it_is_no_word_of_the_title(
    words: str, slot: str, told: str
) -> None:
    assert with_slot(ENGLISH, words, slot) == told


def test_what_is_saved_of_morning_and_evening_can_be_told_apart() -> None:
    entries = [
        SavedEntry.of(SavedItem(id=one.id, edition=one.id, number=1, saved_at=NOW), one)
        for one in (MORNING, OF_EVENING)
    ]
    shown = SavedList(entries=entries, total=2, offset=0, size=5, zone="UTC", now=NOW)
    message = saved_message(ENGLISH, shown)
    assert message.keyboard
    labels = [key.text for row in message.keyboard.inline_keyboard for key in row]
    morning, evening = (label for label in labels if label.startswith("📖"))
    assert evening == f"{morning}, evening edition"
    assert message.text.count("evening edition") == 1


def test_the_parts_of_a_story_tell_their_slots() -> None:
    parts = [
        PublishedItem(key=ItemKey(one.id, 1), date=DAY, slot=one.slot, item=ITEM)
        for one in (MORNING, OF_EVENING)
    ]
    page = StoryPage(present=parts[0].key, parts=parts, offset=0, size=5, total=2)
    message = story_message(ENGLISH, page)
    assert message.keyboard
    morning, evening = (key for row in message.keyboard.inline_keyboard[:2] for key in row)
    assert evening.text == f"{morning.text}, evening edition"
    assert message.text.count("evening edition") == 1
    found = Continuation(number=1, earlier=ItemKey(2, 1), date=DAY, slot=EVENING)
    assert continuation_words(ENGLISH, found).endswith(", evening edition")
