"""Editions of many items: one message, in which every item is a few taps away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from telegram import InlineKeyboardButton

from bot.i18n.translator import Translations
from bot.views.callbacks import Callback, ListPages, OpenItem, TurnToPage
from bot.views.deep_links import with_links
from bot.views.editions import (
    edition_index,
    edition_messages,
    edition_page,
    item_numbers_message,
)
from bot.views.keyboards import unpack
from bot.views.message import OutgoingMessage
from bot.views.rich_text import CAPTION_LIMIT, TEXT_LIMIT, units
from digests.model import Digest, Edition, EditionState, Form, Item, Paragraph

DAY = date(2031, 5, 14)
ENGLISH = Translations.load("en").translator("en")
LINE = "The ferry runs again after the storm that broke the pier of the old harbour in two."


def edition(count: int, *, sections: Sequence[str] = (), headline: str = "Headline") -> Edition:
    """An edition whose items are shared out among the sections in order."""
    items = tuple(
        Item(
            number=n + 1,
            headline=f"{headline} {n + 1}",
            outlet="The Heron",
            paragraphs=(Paragraph(text=LINE),),
            section=sections[n * len(sections) // count] if sections else None,
        )
        for n in range(count)
    )
    return Edition(
        id=7,
        date=DAY,
        state=EditionState.PUBLISHED,
        digest=Digest(title="The Harbour Letter", language="en", items=items),
        problems=(),
        fingerprint="",
        posted_by=None,
        created_at=datetime(2031, 5, 14, tzinfo=UTC),
    )


class Text(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.said = ""
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.said += data


def keys(message: OutgoingMessage) -> list[InlineKeyboardButton]:
    rows = message.keyboard.inline_keyboard if message.keyboard is not None else ()
    return [key for row in rows for key in row]


def carried(message: OutgoingMessage) -> list[Callback]:
    found = (unpack(str(key.callback_data)) for key in keys(message))
    return [one for one in found if one]


def labels(message: OutgoingMessage) -> list[str]:
    return [key.text for key in keys(message)]


def opened(message: OutgoingMessage) -> set[int]:
    """The items that a tap on the message opens."""
    return {one.number for one in carried(message) if isinstance(one, OpenItem)}


def behind(one: Edition, callback: Callback, form: Form) -> OutgoingMessage | None:
    match callback:
        case TurnToPage():
            return edition_page(ENGLISH, one, form, callback.number)
        case ListPages():
            return edition_index(ENGLISH, one, form)
    return None


def within_three_taps(one: Edition, form: Form) -> set[int]:
    """The items that so many taps open, from the message that brought the edition on."""
    shown = [edition_messages(ENGLISH, one, form)[-1]]
    found = opened(shown[0])
    seen: set[Callback] = set()
    for _ in range(2):
        following = {callback for message in shown for callback in carried(message)} - seen
        seen |= following
        shown = [message for one_of in following if (message := behind(one, one_of, form))]
        found |= {number for message in shown for number in opened(message)}
    return found


SECTIONED = edition(194, sections=("World", "Economy", "Science", "Sport", "At the harbour"))


@pytest.mark.parametrize(
    ("one", "form"),
    [
        (edition(21), Form.SUMMARIES),
        (edition(194), Form.HEADLINES),
        (edition(194), Form.FILE),
        (SECTIONED, Form.SUMMARIES),
        (edition(1_000), Form.HEADLINES),
    ],
    ids=["21", "194", "as_a_file", "sections", "1000"],
)
def test_every_item_is_at_most_three_taps_away(one: Edition, form: Form) -> None:
    assert within_three_taps(one, form) == {item.number for item in one.digest.items}


@pytest.mark.parametrize("form", [Form.HEADLINES, Form.SUMMARIES])
def test_an_edition_of_many_items_comes_in_one_message_of_few_buttons(form: Form) -> None:
    (message,) = edition_messages(ENGLISH, SECTIONED, form)
    assert len(keys(message)) <= 25
    assert message.text.startswith("<b>🗞 The Harbour Letter</b>")
    assert "World 1–39 · Economy 40–78" in message.text
    assert labels(message)[-4:] == ["☰ 1/10", "▶", "🔗 Sources", "🗂 Past editions"]


def test_in_groups_each_button_of_a_page_leads_into_the_private_chat() -> None:
    (message,) = edition_messages(ENGLISH, SECTIONED, Form.SUMMARIES)
    links = {key.text: key.url for key in keys(with_links(message, "paper_bot"))}
    assert links["①"] == "https://t.me/paper_bot?start=i_7_1"
    assert links["▶"] == f"https://t.me/paper_bot?start=p_7_{max(opened(message)) + 1}"
    assert links["☰ 1/10"] == "https://t.me/paper_bot?start=e_7"


def test_everything_at_once_comes_by_pages_where_it_would_be_a_flood() -> None:
    long = edition(194, headline="Headline " * 60)
    assert len(edition_messages(ENGLISH, long, Form.FULL)) == 1
    assert len(edition_messages(ENGLISH, edition(40), Form.FULL)) > 1


def test_pages_hold_each_item_once_and_fit() -> None:
    seen: list[int] = []
    number = 1
    for _ in range(40):
        page = edition_page(ENGLISH, SECTIONED, Form.SUMMARIES, number)
        assert page
        assert 0 < units(Text(page.text).said) <= TEXT_LIMIT
        seen += [one.number for one in carried(page) if isinstance(one, OpenItem)]
        if "▶" not in labels(page):
            break
        number = seen[-1] + 1
    assert seen == [*range(1, 195)]


def test_a_section_begins_a_page_of_its_own_and_is_named_on_each() -> None:
    page = edition_page(ENGLISH, SECTIONED, Form.HEADLINES, 40)
    further = edition_page(ENGLISH, SECTIONED, Form.HEADLINES, 65)
    assert page
    assert further
    assert min(opened(page)) == 40
    assert "▍Economy" in page.text
    assert "▍Economy" in further.text
    assert "Headline 39<" not in page.text


def test_the_index_names_the_sections_with_their_numbers() -> None:
    index = edition_index(ENGLISH, SECTIONED, Form.SUMMARIES)
    assert index
    assert "World 1–39\nEconomy 40–78" in Text(index.text).said
    assert labels(index)[:2] == ["World 1–39", "Economy 40–78"]
    assert "1–20" in labels(index)


def test_the_index_of_an_edition_without_sections_tells_with_what_its_pages_begin() -> None:
    index = edition_index(ENGLISH, edition(45), Form.SUMMARIES)
    assert index
    assert Text(index.text).said.endswith("1–15 Headline 1\n16–30 Headline 16\n31–45 Headline 31")


def test_an_answer_about_numbers_offers_the_pages_of_a_long_edition() -> None:
    message = item_numbers_message(ENGLISH, edition(194), "Which item?")
    assert len(keys(message)) < 15
    assert any(isinstance(one, TurnToPage) for one in carried(message))


@pytest.mark.parametrize("form", [Form.HEADLINES, Form.SUMMARIES, Form.FILE])
def test_a_greeting_longer_than_a_message_comes_before_the_news(form: Form) -> None:
    one = edition(40)
    greeted = replace(one, digest=replace(one.digest, preface=("Good morning. " * 600,)))
    *before, last = edition_messages(ENGLISH, greeted, form)
    assert before
    assert all(message.keyboard is None for message in before)
    limit = CAPTION_LIMIT if last.document else TEXT_LIMIT
    assert units(Text(last.text).said) <= limit
    assert carried(last)


def test_an_item_longer_than_a_page_is_begun_there() -> None:
    page = edition_page(ENGLISH, edition(30, headline="Word " * 2_000), Form.HEADLINES, 5)
    assert page
    assert units(Text(page.text).said) <= TEXT_LIMIT
    assert opened(page) == {5}
