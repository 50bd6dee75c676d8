"""The rules that come with the server, held against the Bot API's own."""

from __future__ import annotations

import json

import pytest

from bot.views import rich_text
from simulator.api import profile, queries, rooms
from simulator.api.table import HANDLERS
from simulator.protocol.schema import Schema, Shape
from simulator.protocol.wire import RefusalError
from simulator.text import formatting
from tests.support.bot_api import WHOLE, Facts, Fields
from tests.support.corpus import NO_REAL_FILES


@pytest.fixture(scope="module")
def schema() -> Schema:
    return Schema.load()


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts.load()


def described(shape: Shape) -> dict[str, tuple[set[str], bool]]:
    return {name: (set(entry.options), entry.required) for name, entry in shape.fields.items()}


def documented(fields: Fields) -> dict[str, tuple[set[str], bool]]:
    return {name: (set(fact.kinds), fact.required) for name, fact in fields.items()}


@pytest.mark.skipif(not WHOLE.exists(), reason=NO_REAL_FILES)
def test_the_facts_are_those_of_the_whole_bot_api(schema: Schema, facts: Facts) -> None:
    assert facts == Facts.of_whole(schema)


def test_every_method_has_the_parameters_of_the_bot_api(schema: Schema, facts: Facts) -> None:
    assert {shape.name: described(shape) for shape in schema.methods.values()} == {
        name: documented(fields) for name, fields in facts.methods.items()
    }


def test_every_object_has_the_fields_of_the_bot_api(schema: Schema, facts: Facts) -> None:
    assert {name: described(shape) for name, shape in schema.objects.items()} == {
        name: documented(fields) for name, fields in facts.objects.items()
    }


def test_every_choice_is_the_bot_apis(schema: Schema, facts: Facts) -> None:
    assert {name: list(options) for name, options in schema.choices.items()} == facts.choices


def test_every_method_of_the_bot_api_is_served_or_named_as_lacking(
    schema: Schema, facts: Facts
) -> None:
    assert set(schema.methods) | schema.lacking == {name.lower() for name in facts.names}
    assert not set(schema.methods) & schema.lacking


@pytest.mark.parametrize(
    ("method", "parameter", "limit"),
    [
        ("sendMessage", "text", formatting.TEXT_LIMIT),
        ("sendMessage", "text", rich_text.TEXT_LIMIT),
        ("sendDocument", "caption", formatting.CAPTION_LIMIT),
        ("sendPhoto", "caption", rich_text.CAPTION_LIMIT),
        ("answerCallbackQuery", "text", queries.TEXT_LIMIT),
        ("createForumTopic", "name", rooms.TOPIC_NAME_LIMIT),
    ],
)
def test_the_limits_of_the_bot_and_the_server_are_the_bot_apis(
    facts: Facts, method: str, parameter: str, limit: int
) -> None:
    known = facts.methods[method][parameter].limit
    assert known
    assert (known.most, known.unit) == (limit, "characters")


def test_a_commands_description_is_as_long_as_the_bot_api_allows(facts: Facts) -> None:
    known = facts.objects["BotCommand"]["description"].limit
    assert known
    assert known.most == profile.DESCRIPTION_LIMIT


def test_every_described_method_is_served(schema: Schema) -> None:
    assert {shape.name for shape in schema.methods.values()} == set(HANDLERS)


@pytest.mark.parametrize(
    ("method", "parameters", "sentence"),
    [
        ("sendMessage", {"chat_id": [1], "text": "x"}, '"chat_id"'),
        ("sendMessage", {"chat_id": True, "text": "x"}, '"chat_id"'),
        ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": "{"}, "not JSON"),
        ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": {"rows": []}}, '"rows"'),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [{}]}},
            "must be an Array",
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [[{}]]}},
            'must have a field "text"',
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "link_preview_options": {"is_disabled": "no"}},
            "must be of type Boolean",
        ),
        ("sendMessage", {"chat_id": 1, "text": "x", "disable_notification": "maybe"}, "true or"),
        ("sendMessage", {"chat_id": 1, "text": "x", "message_thread_id": "1.5"}, "whole number"),
        ("setMyCommands", {"commands": [], "scope": {"type": "chat"}}, '"chat_id"'),
        ("setMyCommands", {"commands": [], "scope": {"type": "moon"}}, 'no type "moon"'),
        (
            "sendRichMessage",
            {"chat_id": 1, "rich_message": {"blocks": [{"type": "paragraph"}]}},
            'must have a field "text"',
        ),
    ],
)
def test_what_is_not_of_its_type_is_refused_by_name(
    schema: Schema, method: str, parameters: dict[str, object], sentence: str
) -> None:
    with pytest.raises(RefusalError) as caught:
        schema.check(schema.methods[method.lower()], parameters, {})
    assert caught.value.status == 400
    assert sentence in caught.value.description


@pytest.mark.parametrize(
    ("method", "parameters", "what"),
    [
        ("sendMessage", {"chat_id": 1, "text": "x", "message_effect_id": "1"}, "message_effect_id"),
        (
            "editMessageMedia",
            {"media": {"type": "video", "media": "x"}},
            'InputMedia of type "video"',
        ),
        (
            "answerInlineQuery",
            {"inline_query_id": "1", "results": [{"type": "gif", "id": "1"}]},
            'InlineQueryResult of type "gif"',
        ),
    ],
)
def test_what_telegram_knows_and_the_server_lacks_is_501(
    schema: Schema, method: str, parameters: dict[str, object], what: str
) -> None:
    with pytest.raises(RefusalError) as caught:
        schema.check(schema.methods[method.lower()], parameters, {})
    assert caught.value.status == 501
    assert what in caught.value.description


def test_a_form_says_the_same_as_json(schema: Schema) -> None:
    shape = schema.methods["sendmessage"]
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}
    form = {"chat_id": "5", "text": "1", "protect_content": "True"}
    checked = schema.check(shape, {**form, "reply_markup": json.dumps(markup)}, {})
    assert checked == {
        "chat_id": "5",
        "text": "1",
        "protect_content": True,
        "reply_markup": markup,
    }
