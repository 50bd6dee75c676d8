"""What the Bot API answers to what, when it sends: each row cites the documentation.

Sections are anchors of https://core.telegram.org/bots/api. Sentences are those of the Bot API
server, as far as it shows them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

BUTTON = {"text": "Next", "callback_data": "next"}
Check = Callable[..., Awaitable[None]]
Row = tuple[str, str, Callable[[Any], dict[str, Any]], int, str, Callable[[Any, Any], object]]
Parameters = Callable[[Any], dict[str, Any]]
Effect = Callable[[Any, Any], object]


def ok(section: str, method: str, parameters: Parameters, effect: Effect) -> Row:
    return section, method, parameters, 200, "", effect


def no(
    section: str, method: str, parameters: Parameters, description: str, status: int = 400
) -> Row:
    prefix = {400: "Bad Request: ", 403: "Forbidden: "}.get(status, "")
    return section, method, parameters, status, prefix + description, lambda _stage, _result: True


def send(**more: Any) -> Parameters:
    return lambda s: {"chat_id": s.bob.id, "text": "x"} | more


def keyboard(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


def file_of(stage: Any) -> str:
    document = stage.paper.content["document"]
    assert isinstance(document, dict)
    return str(document["file_id"])


SENDING = [
    ok("#sendmessage", "sendMessage", send(), lambda s, r: s.last.id == r["message_id"]),
    ok("#sendmessage", "SENDMESSAGE", send(), lambda s, _: s.texts[-1] == "x"),
    ok(
        "#formatting-options",
        "sendMessage",
        send(text="<b>1 &lt; 2</b>", parse_mode="html"),
        lambda s, r: s.texts[-1] == "1 < 2" and r["entities"][0]["type"] == "bold",
    ),
    ok(
        "#sendmessage",
        "sendMessage",
        send(text="漢" * 4096, link_preview_options={"is_disabled": True}),
        lambda _, r: r["link_preview_options"] == {"is_disabled": True},
    ),
    ok(
        "#inlinekeyboardmarkup",
        "sendMessage",
        send(reply_markup=keyboard(BUTTON, {"text": "Web", "url": "example.com"})),
        lambda s, r: (
            [b.url for b in s.last.buttons] == [None, "http://example.com/"]
            and r["reply_markup"]["inline_keyboard"][0][0] == BUTTON
        ),
    ),
    ok(
        "#replykeyboardmarkup",
        "sendMessage",
        send(reply_markup={"keyboard": [[{"text": "Yes"}]], "resize_keyboard": True}),
        lambda s, r: "reply_markup" not in r and s.last.keyboard is not None,
    ),
    ok(
        "#replyparameters",
        "sendMessage",
        lambda s: send(reply_parameters={"message_id": s.mine.id, "quote": "old"})(s),
        lambda s, r: (
            r["reply_to_message"]["message_id"] == s.mine.id
            and r["reply_to_message"]["reply_markup"]
            and r["quote"] == {"text": "old", "position": 0, "is_manual": True}
        ),
    ),
    ok(
        "#replyparameters",
        "sendMessage",
        send(reply_parameters={"message_id": 999, "allow_sending_without_reply": True}),
        lambda _, r: "reply_to_message" not in r,
    ),
    ok(
        "#sendmessage",
        "sendMessage",
        lambda s: {"chat_id": s.forum.id, "text": "x", "message_thread_id": s.topic.id},
        lambda s, r: r["message_thread_id"] == s.topic.id and r["is_topic_message"],
    ),
    ok(
        "#sendmessage",
        "sendMessage",
        lambda s: {"chat_id": s.group.id, "text": "x", "message_thread_id": 5},
        lambda _, r: "message_thread_id" not in r,
    ),
    ok(
        "#sendmessage",
        "sendMessage",
        lambda _: {"chat_id": "@daily_paper", "text": "x"},
        lambda s, r: r["sender_chat"]["id"] == s.channel.id and "from" not in r,
    ),
    ok(
        "#sendmessage",
        "sendMessage",
        send(protect_content=True),
        lambda _, r: r["has_protected_content"],
    ),
    no("#sendmessage", "sendMessage", lambda _: {"text": "x"}, "chat_id is empty"),
    no("#sendmessage", "sendMessage", lambda s: {"chat_id": s.bob.id}, "message text is empty"),
    no("#sendmessage", "sendMessage", send(text=""), "message text is empty"),
    no("#sendmessage", "sendMessage", send(text=" \n "), "text must be non-empty"),
    no("#sendmessage", "sendMessage", send(text="x" * 4097), "message is too long"),
    no("#sendmessage", "sendMessage", send(chat_id=12345), "chat not found"),
    no("#sendmessage", "sendMessage", send(chat_id="@nobody"), "chat not found"),
    no("#sendmessage", "sendMessage", lambda s: send(chat_id=s.stranger.id)(s), "chat not found"),
    no(
        "#sendmessage",
        "sendMessage",
        lambda s: send(chat_id=s.neighbour.id)(s),
        "bot can't initiate conversation with a user",
        403,
    ),
    no(
        "#sendmessage",
        "sendMessage",
        lambda s: send(chat_id=s.blocker.id)(s),
        "bot was blocked by the user",
        403,
    ),
    no(
        "#sendmessage",
        "sendMessage",
        lambda s: send(chat_id=s.gone.id)(s),
        "user is deactivated",
        403,
    ),
    no(
        "#sendmessage",
        "sendMessage",
        lambda s: send(chat_id=s.kicked.id)(s),
        "bot was kicked from the supergroup chat",
        403,
    ),
    no(
        "#sendmessage",
        "sendMessage",
        lambda s: send(chat_id=s.left.id)(s),
        "bot is not a member of the group chat",
        403,
    ),
    no(
        "#responseparameters",
        "sendMessage",
        lambda s: send(chat_id=s.moved.id)(s),
        "group chat was upgraded to a supergroup chat",
    ),
    no(
        "#sendmessage",
        "sendMessage",
        lambda s: send(chat_id=s.silent_channel.id)(s),
        "need administrator rights in the channel chat",
    ),
    no(
        "#sendmessage",
        "sendMessage",
        lambda s: {"chat_id": s.forum.id, "text": "x", "message_thread_id": 999},
        "message thread not found",
    ),
    no(
        "#sendmessage",
        "sendMessage",
        lambda s: {"chat_id": s.forum.id, "text": "x", "message_thread_id": s.closed.id},
        "TOPIC_CLOSED",
    ),
    no(
        "#formatting-options",
        "sendMessage",
        send(text="<b>x", parse_mode="HTML"),
        "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    no("#formatting-options", "sendMessage", send(parse_mode="X"), "unsupported parse_mode"),
    no(
        "#replyparameters",
        "sendMessage",
        send(reply_parameters={"message_id": 999}),
        "message to be replied not found",
    ),
    no(
        "#replyparameters",
        "sendMessage",
        lambda s: send(reply_parameters={"message_id": s.mine.id, "quote": "nowhere"})(s),
        "QUOTE_TEXT_INVALID",
    ),
    no(
        "#inlinekeyboardbutton",
        "sendMessage",
        send(reply_markup=keyboard({"text": "x"})),
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    no(
        "#inlinekeyboardbutton",
        "sendMessage",
        send(reply_markup=keyboard({"text": "", "callback_data": "x"})),
        "inline keyboard button text must be non-empty",
    ),
    no(
        "#inlinekeyboardbutton",
        "sendMessage",
        send(reply_markup=keyboard({"text": "x", "callback_data": "漢" * 22})),
        "BUTTON_DATA_INVALID",
    ),
    no(
        "#inlinekeyboardbutton",
        "sendMessage",
        send(reply_markup=keyboard({"text": "x", "url": "http://localhost"})),
        "inline keyboard button URL 'http://localhost' is invalid: Wrong HTTP URL",
    ),
    no(
        "#inlinekeyboardbutton",
        "sendMessage",
        send(reply_markup=keyboard({"text": "x", "web_app": {"url": "http://a.jp"}})),
        "inline keyboard button Web App URL 'http://a.jp' is invalid: Only HTTPS links are allowed",
    ),
    no(
        "#inlinekeyboardbutton",
        "sendMessage",
        send(reply_markup=keyboard(BUTTON | {"style": "loud"})),
        "can't parse inline keyboard button: invalid button style specified",
    ),
    ok(
        "#inlinekeyboardbutton",
        "sendMessage",
        send(
            reply_markup=keyboard(
                {"text": "a", "switch_inline_query": "q"},
                {"text": "b", "copy_text": {"text": "c"}, "style": "primary"},
                {"text": "c", "web_app": {"url": "https://a.jp/x"}},
            )
        ),
        lambda _, r: (
            r["reply_markup"]["inline_keyboard"][0]
            == [
                {"text": "a", "switch_inline_query": "q"},
                {"text": "b", "style": "primary", "copy_text": {"text": "c"}},
                {"text": "c", "web_app": {"url": "https://a.jp/x"}},
            ]
        ),
    ),
    no(
        "#inlinekeyboardbutton",
        "sendMessage",
        lambda s: send(
            chat_id=s.group.id,
            reply_markup=keyboard({"text": "c", "web_app": {"url": "https://a.jp/x"}}),
        )(s),
        "Web App buttons can be used in private chats only",
    ),
    no(
        "#inlinekeyboardbutton",
        "sendMessage",
        send(reply_markup=keyboard({"text": "b", "copy_text": {"text": "c" * 257}})),
        "BUTTON_COPY_TEXT_INVALID",
    ),
    no(
        "#inlinekeyboardbutton",
        "sendMessage",
        send(reply_markup=keyboard({"text": "b", "pay": True})),
        'Not Implemented: this server lacks buttons with "pay"',
        501,
    ),
    no(
        "#keyboardbutton",
        "sendMessage",
        send(reply_markup={"keyboard": [[{"text": ""}]]}),
        "keyboard button text must be non-empty",
    ),
    ok(
        "#replykeyboardremove",
        "sendMessage",
        send(reply_markup={"remove_keyboard": True}),
        lambda s, _: s.last.keyboard == {"remove_keyboard": True},
    ),
    no(
        "#inlinekeyboardmarkup",
        "sendMessage",
        send(reply_markup=keyboard(*[BUTTON] * 101)),
        "reply markup is too long",
    ),
    ok(
        "#sendchataction",
        "sendChatAction",
        lambda s: {"chat_id": s.bob.id, "action": "typing"},
        lambda _, r: r is True,
    ),
    no(
        "#sendchataction",
        "sendChatAction",
        lambda s: {"chat_id": s.bob.id, "action": "dancing"},
        "wrong parameter action in request",
    ),
    no(
        "#senddocument",
        "sendDocument",
        lambda s: {"chat_id": s.bob.id},
        "there is no document in the request",
    ),
    ok(
        "#sending-files",
        "sendDocument",
        lambda s: {"chat_id": s.bob.id, "document": file_of(s)},
        lambda s, r: r["document"]["file_id"] == file_of(s),
    ),
    no(
        "#sending-files",
        "sendDocument",
        lambda s: {"chat_id": s.bob.id, "document": "nothing"},
        "wrong remote file identifier specified: can't unserialize it. Wrong padding in the string",
    ),
    no(
        "#sending-files",
        "sendPhoto",
        lambda s: {"chat_id": s.bob.id, "photo": file_of(s)},
        "can't use file of type Document as Photo",
    ),
    no(
        "#sendaudio",
        "sendAudio",
        lambda s: {"chat_id": s.bob.id},
        "there is no audio in the request",
    ),
    no(
        "#sending-files",
        "sendAudio",
        lambda s: {"chat_id": s.bob.id, "audio": file_of(s)},
        "can't use file of type Document as Audio",
    ),
    no(
        "#senddocument",
        "sendDocument",
        lambda s: {"chat_id": s.bob.id, "document": file_of(s), "caption": "x" * 1025},
        "message caption is too long",
    ),
]


@pytest.mark.parametrize("row", SENDING, ids=lambda row: f"{row[1]}{row[0]}-{row[4][:40]}")
async def test_the_server_answers_as_the_bot_api(check_row: Check, row: Row) -> None:
    await check_row(*row[1:])
