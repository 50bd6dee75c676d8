"""The rules that come with the server, held against the Bot API's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.simulator.api.table import HANDLERS
from bot.simulator.schema import Field, Schema, Shape
from bot.simulator.wire import RefusalError

REFERENCE = Path(__file__).parents[4] / "shared/telegram/bot-api-10.2.json"


@pytest.fixture(scope="module")
def schema() -> Schema:
    return Schema.load()


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    if not REFERENCE.exists():
        pytest.skip("the Bot API's schema is not here")
    loaded: dict[str, Any] = json.loads(REFERENCE.read_text())
    return loaded


def written(kind: str) -> str:
    """A type as our rules write it."""
    depth = kind.count("Array of ")
    return "[" * depth + kind.replace("Array of ", "") + "]" * depth


def described(entry: Field) -> tuple[tuple[str, ...], bool]:
    return tuple(sorted(entry.options)), entry.required


def expected(shape: dict[str, Any]) -> dict[str, tuple[tuple[str, ...], bool]]:
    return {
        name: (tuple(sorted(written(kind) for kind in entry["type"])), entry["required"])
        for name, entry in shape["fields"].items()
    }


def ours(shape: Shape) -> dict[str, tuple[tuple[str, ...], bool]]:
    return {name: described(entry) for name, entry in shape.fields.items()}


def test_every_method_has_the_parameters_of_the_bot_api(
    schema: Schema, reference: dict[str, Any]
) -> None:
    for shape in schema.methods.values():
        assert ours(shape) == expected(reference["methods"][shape.name]), shape.name


def test_every_object_has_the_fields_of_the_bot_api(
    schema: Schema, reference: dict[str, Any]
) -> None:
    for shape in schema.objects.values():
        assert ours(shape) == expected(reference["types"][shape.name]), shape.name


def test_every_choice_is_the_bot_apis(schema: Schema, reference: dict[str, Any]) -> None:
    for name, options in schema.choices.items():
        assert list(options) == [written(kind) for kind in reference["types"][name]["one_of"]]


def test_every_method_of_the_bot_api_is_served_or_named_as_lacking(
    schema: Schema, reference: dict[str, Any]
) -> None:
    known = {name.lower() for name in reference["methods"]}
    assert set(schema.methods) | schema.lacking == known
    assert not set(schema.methods) & schema.lacking


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
