"""Messages written down as requests: which method, which parameters, the same for everyone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile
from telegram.error import BadRequest

from bot.botapi.requests import DELETION, ApiRequest, Method, Target, encode
from bot.botapi.transport import Prepared
from bot.views.message import AudioFile, OutgoingMessage

KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("①", callback_data="item:1:1")]])
MARKUP = {"inline_keyboard": [[{"text": "①", "callback_data": "item:1:1"}]]}

TEXT = OutgoingMessage(text="<b>瓦版</b>", keyboard=KEYS)
RICH = OutgoingMessage(rich_html="<h2>瓦版</h2>", keyboard=KEYS)
PHOTO = OutgoingMessage(text="a photo", photo="abc", keyboard=KEYS)
AUDIO = OutgoingMessage(
    audio=AudioFile(key="ab", name="a.mp3", title="号外", performer="Ana", seconds=61)
)
FILE = OutgoingMessage(text="the file", document=("号外.txt", b"all the news"))

WORDS = {"parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}


def said(prepared: Prepared) -> Any:
    return orjson.loads(prepared.json)


@pytest.mark.parametrize(
    ("message", "method", "parameters"),
    [
        (TEXT, "sendMessage", {"text": "<b>瓦版</b>", **WORDS, "reply_markup": MARKUP}),
        (
            replace(TEXT, disable_preview=False, keyboard=None),
            "sendMessage",
            {**WORDS, "text": "<b>瓦版</b>", "link_preview_options": {"is_disabled": False}},
        ),
        (
            RICH,
            "sendRichMessage",
            {"rich_message": {"html": "<h2>瓦版</h2>"}, "reply_markup": MARKUP},
        ),
        (
            PHOTO,
            "sendPhoto",
            {"caption": "a photo", "parse_mode": "HTML", "reply_markup": MARKUP},
        ),
        (FILE, "sendDocument", {"caption": "the file", "parse_mode": "HTML"}),
        (replace(FILE, text=""), "sendDocument", {}),
        (AUDIO, "sendAudio", {"title": "号外", "duration": 61, "performer": "Ana"}),
    ],
)
def test_what_is_sent_is_a_method_and_what_it_says(
    message: OutgoingMessage, method: str, parameters: dict[str, object]
) -> None:
    request = encode(message).send
    assert (request.method, said(request.parameters)) == (method, parameters)


@pytest.mark.parametrize("message", [TEXT, RICH])
def test_a_text_is_edited_with_what_would_send_it(message: OutgoingMessage) -> None:
    encoded = encode(message)
    assert encoded.edit == replace(encoded.send, method=Method.EDIT_TEXT)


@pytest.mark.parametrize("message", [TEXT, PHOTO])
def test_the_text_of_any_message_can_take_the_place_of_a_caption(message: OutgoingMessage) -> None:
    request = encode(message).caption
    assert request.method == "editMessageCaption"
    assert said(request.parameters) == {
        "caption": message.text,
        "parse_mode": "HTML",
        "reply_markup": MARKUP,
    }
    assert request.attachment is None


def with_file(request: ApiRequest, file: str | InputFile) -> Prepared:
    assert request.attachment is not None
    return request.with_file(request.attachment, file)


@pytest.mark.parametrize(("message", "kind"), [(PHOTO, "photo"), (FILE, "document")])
def test_a_file_that_telegram_has_is_sent_by_its_id(message: OutgoingMessage, kind: str) -> None:
    request = encode(message).send
    prepared = with_file(request, "id")
    assert said(prepared) == {**said(request.parameters), kind: "id"}
    assert not prepared.contains_files


@pytest.mark.parametrize(("message", "kind"), [(PHOTO, "photo"), (FILE, "document")])
def test_the_content_of_a_file_goes_beside_what_is_said(
    message: OutgoingMessage, kind: str
) -> None:
    request, file = encode(message).send, InputFile(b"x", filename="x.jpg")
    prepared = with_file(request, file)
    assert prepared.json == request.parameters.json
    assert prepared.files == {kind: file}


def test_an_edit_names_the_file_within_its_media_and_the_keyboard_beside_it() -> None:
    request = encode(PHOTO).edit
    media = {"type": "photo", "media": "id", "caption": "a photo", "parse_mode": "HTML"}
    assert request.method == "editMessageMedia"
    assert said(with_file(request, "id")) == {"media": media, "reply_markup": MARKUP}


def test_an_edit_points_at_the_content_of_its_file() -> None:
    file = InputFile(b"x", filename="x.txt")
    prepared = with_file(encode(replace(FILE, text="")).edit, file)
    assert said(prepared) == {"media": {"type": "document", "media": "attach://content"}}
    assert prepared.files == {"content": file}


def test_a_deletion_says_nothing_but_what_is_deleted() -> None:
    target = Target(55, topic_id=4).parameters_of(9)
    assert said(DELETION.parameters.joined(target)) == {"chat_id": 55, "message_id": 9}


def test_what_is_no_unicode_is_refused_before_it_is_sent() -> None:
    with pytest.raises(BadRequest):
        encode(OutgoingMessage(text="half a pair \ud800"))


@pytest.mark.parametrize(
    ("target", "parameters"),
    [
        (Target(55), {"chat_id": 55}),
        (Target(-100, 4), {"chat_id": -100, "message_thread_id": 4}),
        (
            Target(-100, reply_to=9),
            {
                "chat_id": -100,
                "reply_parameters": {"message_id": 9, "allow_sending_without_reply": True},
            },
        ),
    ],
)
def test_a_target_is_a_chat_its_topic_and_what_is_replied_to(
    target: Target, parameters: dict[str, object]
) -> None:
    assert target.parameters() == parameters
    assert target.parameters(paid=True) == {**parameters, "allow_paid_broadcast": True}


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
keyboards = st.none() | texts.map(
    lambda text: InlineKeyboardMarkup([[InlineKeyboardButton(text, url="https://example.org")]])
)
messages = st.one_of(
    st.builds(OutgoingMessage, text=texts, keyboard=keyboards, disable_preview=st.booleans()),
    st.builds(OutgoingMessage, rich_html=texts, keyboard=keyboards),
    st.builds(OutgoingMessage, text=texts, keyboard=keyboards, photo=texts),
    st.builds(
        OutgoingMessage,
        text=texts,
        keyboard=keyboards,
        document=st.tuples(texts, st.binary(max_size=9)),
    ),
)
targets = st.builds(Target, st.integers(-(2**52), 2**52), st.none() | st.integers(1, 2**31))


@given(messages, targets, st.booleans())
def test_a_message_says_the_same_to_everyone(
    message: OutgoingMessage, target: Target, paid: bool
) -> None:
    encoded = encode(message)
    assert encode(message) == encoded
    whom = target.parameters(paid=paid)
    for request in (encoded.send, encoded.edit, encoded.caption):
        own = said(request.parameters)
        assert not own.keys() & whom.keys()
        assert said(request.parameters.joined(whom)) == {**own, **whom}
