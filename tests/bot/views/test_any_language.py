"""Everything the bot says, in a language of long words and in one from right to left.

Both are made of what the code says, each sentence in brackets. What people wrote stands in Greek
letters here, so whatever is Latin outside of brackets was never translated."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
)

import bot.views
from bot.i18n.translator import Translations, Translator
from bot.views import (
    alerts,
)
from bot.views.keyboards import columns, room
from bot.views.message import OutgoingMessage
from bot.views.rich_text import CAPTION_LIMIT, TEXT_LIMIT, units
from tests.bot.views.desk_views import DESK_VIEWS
from tests.bot.views.reader_views import READER_VIEWS
from tests.bot.views.sample_values import ERRORS, View
from tests.support.languages import every_message, from_right_to_left, stretched, write

VIEWS: dict[Callable[..., Any], View] = {**DESK_VIEWS, **READER_VIEWS}


@pytest.fixture(
    scope="module", params=[("el", stretched), ("he", from_right_to_left)], ids=["long", "rtl"]
)
def translator(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Translator:
    language, say = request.param
    folder = write(tmp_path_factory.mktemp(language), language, every_message(say))
    return Translations.load(language, folder).translator(None)


# --- what a view gives, as people see it ----------------------------------------------------------


class Text(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.said = ""
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.said += data


def shown(given: Any) -> Iterator[str]:
    """Every text in what a view gives."""
    match given:
        case None:
            return
        case str():
            yield Text(given).said if given.startswith("<!doctype") else given
        case tuple():
            yield "".join(span.text for span in given)
        case InlineKeyboardMarkup():
            yield from (key.text for key in keys(given))
        case OutgoingMessage():
            yield Text(given.rich_html or given.text).said
            yield from (key.text for key in keys(given.keyboard))
        case InlineQueryResultArticle():
            content = given.input_message_content
            assert isinstance(content, InputTextMessageContent)
            yield from (given.title, given.description or "", Text(content.message_text).said)
        case _:
            raise AssertionError(type(given))


def keys(markup: InlineKeyboardMarkup | None) -> list[InlineKeyboardButton]:
    return [key for row in markup.inline_keyboard for key in row] if markup else []


def outside_of_brackets(text: str) -> str:
    """What is outside of a text's brackets, less what nobody translates."""
    while (less := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = less
    return re.sub(r"(?m)^/[a-z]+|\S+\.example|Kawaraban", "", text)


# --- the tests -----------------------------------------------------------------------------------


def test_every_view_is_among_these() -> None:
    found = walk_packages(bot.views.__path__, "bot.views.")
    modules = [import_module(one.name) for one in found if not one.ispkg]
    views = {
        function
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and "translator" in inspect.signature(function).parameters
    }
    assert views == set(VIEWS)


@pytest.mark.parametrize("view", VIEWS.values(), ids=[view.__name__ for view in VIEWS])
def test_nothing_is_left_in_english(translator: Translator, view: View) -> None:
    texts = [text for given in view(translator) for text in shown(given)]
    assert texts
    for text in texts:
        assert not re.search("[A-Za-z]", outside_of_brackets(text)), text


@pytest.mark.parametrize("view", VIEWS.values(), ids=[view.__name__ for view in VIEWS])
def test_every_message_and_button_is_one_that_telegram_takes(
    translator: Translator, view: View
) -> None:
    for given in view(translator):
        if isinstance(given, OutgoingMessage) and given.rich_html is None:
            is_caption = given.photo or given.document or given.audio
            most = CAPTION_LIMIT if is_caption else TEXT_LIMIT
            assert 0 < units(Text(given.text).said) <= most
        markup = given.keyboard if isinstance(given, OutgoingMessage) else given
        if not isinstance(markup, InlineKeyboardMarkup):
            continue
        for key in keys(markup):
            assert key.text.strip()
            assert key.url or 0 < len(str(key.callback_data).encode()) <= 64
        for row in markup.inline_keyboard:
            assert len(row) == 1 or max(columns(key.text) for key in row) <= room(len(row))


def test_an_apology_is_one_that_telegram_takes_as_an_answer_to_a_press(
    translator: Translator,
) -> None:
    assert all(len(alerts.apology(translator, error, "E-2345")) <= 200 for error in ERRORS)
    assert len(alerts.ask_in_private_sentence(translator, f"https://t.me/{32 * 'b'}?start")) <= 200
    assert len(alerts.given_up_sentence(translator)) <= 200


def test_what_the_words_of_another_direction_stand_in_is_closed_again(
    translator: Translator,
) -> None:
    rtl = translator.language == "he"
    texts = [text for view in VIEWS.values() for given in view(translator) for text in shown(given)]
    for text in texts:
        assert text.count("\u2068") == text.count("\u2069")
    assert any("\u2068" in text for text in texts) is rtl
