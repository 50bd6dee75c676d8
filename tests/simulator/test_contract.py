"""What the Bot API answers to what, besides sending: each row cites the documentation.

Sections are anchors of https://core.telegram.org/bots/api. Sentences are those of the Bot API
server, as far as it shows them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import ClientSession, FormData

from simulator import DEMO_TOKEN, World
from simulator.state.people import Person

Post = Callable[..., Awaitable[tuple[int, dict[str, Any]]]]
Check = Callable[..., Awaitable[None]]
HOURS = 3600
THUMB = {"type": "emoji", "emoji": "👍"}
BUTTON = {"text": "Next", "callback_data": "next"}
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


def keyboard(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


def mine(**more: Any) -> Parameters:
    return lambda s: {"chat_id": s.bob.id, "message_id": s.mine.id} | more


def press(**more: Any) -> Parameters:
    return lambda s: {"callback_query_id": s.answer.id} | more


def article(**more: Any) -> dict[str, Any]:
    content = {"message_text": "x"}
    return {"type": "article", "id": "1", "title": "T", "input_message_content": content} | more


def results(*entries: dict[str, Any]) -> Parameters:
    return lambda s: {"inline_query_id": s.inline.id, "results": list(entries)}


def file_of(stage: Any) -> str:
    document = stage.paper.content["document"]
    assert isinstance(document, dict)
    return str(document["file_id"])


EDITING = [
    ok(
        "#editmessagetext",
        "editMessageText",
        mine(text="new"),
        lambda s, r: s.mine.text == "new" and "reply_markup" not in r and r["edit_date"],
    ),
    no(
        "#editmessagetext",
        "editMessageText",
        mine(text="old", reply_markup=keyboard(BUTTON)),
        "message is not modified: specified new message content and reply markup are exactly the "
        "same as a current content and reply markup of the message",
    ),
    no(
        "#editmessagetext",
        "editMessageText",
        mine(message_id=999, text="x"),
        "message to edit not found",
    ),
    no(
        "#editmessagetext",
        "editMessageText",
        lambda s: {"chat_id": s.bob.id, "message_id": s.said.id, "text": "x"},
        "message can't be edited",
    ),
    no(
        "#editmessagetext",
        "editMessageText",
        lambda s: {"chat_id": s.bob.id, "message_id": s.paper.id, "text": "x"},
        "there is no text in the message to edit",
    ),
    ok(
        "#editmessagecaption",
        "editMessageCaption",
        lambda s: {"chat_id": s.bob.id, "message_id": s.paper.id, "caption": "c"},
        lambda s, r: s.paper.text == "c" and r["document"],
    ),
    no(
        "#editmessagecaption",
        "editMessageCaption",
        mine(caption="c"),
        "there is no caption in the message to edit",
    ),
    ok(
        "#editmessagereplymarkup",
        "editMessageReplyMarkup",
        mine(),
        lambda s, _: s.mine.buttons == [] and s.mine.text == "old",
    ),
    ok("#deletemessage", "deleteMessage", mine(), lambda s, r: r is True and s.mine.deleted),
    ok(
        "#deletemessage",
        "deleteMessage",
        lambda s: {"chat_id": s.bob.id, "message_id": s.said.id},
        lambda s, _: s.said.deleted,
    ),
    no("#deletemessage", "deleteMessage", mine(message_id=999), "message to delete not found"),
    no(
        "#deletemessage",
        "deleteMessage",
        lambda s: {"chat_id": s.group.id, "message_id": s.grouped.id},
        "message can't be deleted",
    ),
    ok(
        "#deletemessages",
        "deleteMessages",
        lambda s: {"chat_id": s.bob.id, "message_ids": [s.mine.id, 999]},
        lambda s, _: s.mine.deleted,
    ),
    no(
        "#deletemessages",
        "deleteMessages",
        lambda s: {"chat_id": s.bob.id, "message_ids": list(range(1, 102))},
        "too many message identifiers specified",
    ),
    ok(
        "#copymessage",
        "copyMessage",
        lambda s: {"chat_id": s.bob.id, "from_chat_id": s.bob.id, "message_id": s.mine.id},
        lambda s, r: list(r) == ["message_id"] and s.texts[-1] == "old",
    ),
    ok(
        "#copymessage",
        "copyMessage",
        lambda s: {
            "chat_id": s.bob.id,
            "from_chat_id": s.bob.id,
            "message_id": s.paper.id,
            "caption": "<i>c</i>",
            "parse_mode": "HTML",
        },
        lambda s, _: s.last.content["document"] and s.last.text == "c",
    ),
    no(
        "#copymessage",
        "copyMessage",
        lambda s: {"chat_id": s.bob.id, "from_chat_id": s.bob.id, "message_id": 999},
        "message to copy not found",
    ),
    ok(
        "#copymessages",
        "copyMessages",
        lambda s: {
            "chat_id": s.bob.id,
            "from_chat_id": s.bob.id,
            "message_ids": [s.mine.id, s.paper.id, 999],
        },
        lambda s, r: len(r) == 2 and s.texts[-2:] == ["old", ""],
    ),
    no(
        "#copymessages",
        "copyMessages",
        lambda s: {"chat_id": s.bob.id, "from_chat_id": s.bob.id, "message_ids": [2, 1]},
        "message identifiers must be in a strictly increasing order",
    ),
    ok(
        "#forwardmessage",
        "forwardMessage",
        lambda s: {"chat_id": s.group.id, "from_chat_id": s.bob.id, "message_id": s.said.id},
        lambda s, r: r["forward_origin"]["sender_user"]["id"] == s.bob.id,
    ),
    ok(
        "#setmessagereaction",
        "setMessageReaction",
        lambda s: mine(message_id=s.said.id, reaction=[{"type": "emoji", "emoji": "👍"}])(s),
        lambda s, _: s.said.reaction == [{"type": "emoji", "emoji": "👍"}],
    ),
    no(
        "#reactiontypeemoji",
        "setMessageReaction",
        mine(reaction=[{"type": "emoji", "emoji": "漢"}]),
        "REACTION_INVALID",
    ),
    ok(
        "#pinchatmessage",
        "pinChatMessage",
        mine(),
        lambda s, _: s.world.cloud.chats.private(s.bob).pinned == [s.mine.id],
    ),
    no(
        "#pinchatmessage",
        "pinChatMessage",
        lambda s: {"chat_id": s.group.id, "message_id": s.grouped.id},
        "not enough rights to manage pinned messages in the chat",
    ),
    no("#unpinchatmessage", "unpinChatMessage", mine(), "message to unpin not found"),
]

MORE = [
    ok(
        "#forwardmessages",
        "forwardMessages",
        lambda s: {
            "chat_id": s.group.id,
            "from_chat_id": s.bob.id,
            "message_ids": [s.mine.id, s.paper.id],
        },
        lambda s, r: len(r) == 2 and s.world.received(s.group.id)[-1].envelope["forward_origin"],
    ),
    no(
        "#forwardmessage",
        "forwardMessage",
        lambda s: {"chat_id": s.bob.id, "from_chat_id": s.forum.id, "message_id": s.topic.id},
        "the message can't be forwarded",
    ),
    no(
        "#copymessages",
        "copyMessages",
        lambda s: {"chat_id": s.bob.id, "from_chat_id": s.bob.id, "message_ids": [999]},
        "there are no messages to forward",
    ),
    ok(
        "#copymessages",
        "copyMessages",
        lambda s: {
            "chat_id": s.bob.id,
            "from_chat_id": s.bob.id,
            "message_ids": [s.paper.id],
            "remove_caption": True,
        },
        lambda s, _: s.last.text == "",
    ),
    no(
        "#setmessagereaction",
        "setMessageReaction",
        mine(reaction=[THUMB, THUMB]),
        "REACTIONS_TOO_MANY",
    ),
    no(
        "#setmessagereaction",
        "setMessageReaction",
        mine(reaction=[{"type": "paid"}]),
        "REACTION_INVALID",
    ),
    ok(
        "#unpinallchatmessages",
        "unpinAllChatMessages",
        lambda s: {"chat_id": s.bob.id},
        lambda _, r: r,
    ),
    no(
        "#leavechat",
        "leaveChat",
        lambda s: {"chat_id": s.bob.id},
        "chat member status can't be changed in private chats",
    ),
    no(
        "#getchatmember",
        "getChatMember",
        lambda s: {"chat_id": s.group.id, "user_id": 5},
        "user not found",
    ),
    ok(
        "#getchatmember",
        "getChatMember",
        lambda s: {"chat_id": s.group.id, "user_id": s.world.cloud.bot.id},
        lambda _, r: r["status"] == "member",
    ),
    ok(
        "#getchatmember",
        "getChatMember",
        lambda s: {"chat_id": s.bob.id, "user_id": s.bob.id},
        lambda _, r: r["status"] == "member",
    ),
    ok(
        "#getchatadministrators",
        "getChatAdministrators",
        lambda s: {"chat_id": s.channel.id, "return_bots": True},
        lambda s, r: (
            [member["user"]["id"] for member in r] == [s.bob.id, s.world.cloud.bot.id]
            and r[1]["can_post_messages"]
        ),
    ),
    no(
        "#createforumtopic",
        "createForumTopic",
        lambda s: {"chat_id": s.group.id, "name": "x"},
        "the chat is not a forum",
    ),
    no(
        "#answerinlinequery",
        "answerInlineQuery",
        results(article(id="x" * 65)),
        "RESULT_ID_INVALID",
    ),
    no(
        "#answerinlinequery", "answerInlineQuery", results(article(title="")), "ARTICLE_TITLE_EMPTY"
    ),
    no(
        "#answerinlinequery",
        "answerInlineQuery",
        lambda s: results()(s) | {"next_offset": "x" * 65},
        "NEXT_OFFSET_INVALID",
    ),
    no(
        "#answerinlinequery",
        "answerInlineQuery",
        lambda _: {"inline_query_id": "5", "results": []},
        "query is too old and response timeout expired or query ID is invalid",
    ),
    no(
        "#editmessagetext",
        "editMessageText",
        mine(text="x", rich_message={"html": "x"}),
        "text and rich_message can't be used together",
    ),
    no(
        "#deletemessages",
        "deleteMessages",
        lambda s: {"chat_id": s.bob.id, "message_ids": []},
        "message identifiers are not specified",
    ),
]

ANSWERING = [
    ok(
        "#answercallbackquery",
        "answerCallbackQuery",
        press(text="done", show_alert=True),
        lambda s, _: s.answer.given is not None and s.answer.given.flag("show_alert"),
    ),
    no("#answercallbackquery", "answerCallbackQuery", press(text="x" * 201), "MESSAGE_TOO_LONG"),
    no("#answercallbackquery", "answerCallbackQuery", press(url="https://a.jp"), "URL_INVALID"),
    no(
        "#answercallbackquery",
        "answerCallbackQuery",
        press(callback_query_id="1"),
        "query is too old and response timeout expired or query ID is invalid",
    ),
    ok(
        "#answerinlinequery",
        "answerInlineQuery",
        results(article()),
        lambda s, _: s.world.choose(s.inline, "1").text == "x",
    ),
    no(
        "#answerinlinequery",
        "answerInlineQuery",
        results(article(), article()),
        "RESULT_ID_DUPLICATE",
    ),
    no(
        "#answerinlinequery",
        "answerInlineQuery",
        results(*[article(id=str(n)) for n in range(51)]),
        "RESULTS_TOO_MUCH",
    ),
    no(
        "#inputtextmessagecontent",
        "answerInlineQuery",
        results(article(input_message_content={"message_text": "<b>", "parse_mode": "HTML"})),
        "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
]

BOT_ITSELF = [
    ok(
        "#getme",
        "getMe",
        lambda _: {},
        lambda s, r: r["is_bot"] and r["id"] == s.world.cloud.bot.id,
    ),
    ok(
        "#setmycommands",
        "setMyCommands",
        lambda s: {
            "commands": [{"command": "item", "description": "品"}],
            "scope": {"type": "chat", "chat_id": s.bob.id},
            "language_code": "ja",
        },
        lambda s, _: s.world.cloud.menus.get(("chat", s.bob.id, 0, "ja")),
    ),
    no(
        "#botcommand",
        "setMyCommands",
        lambda _: {"commands": [{"command": "No-Way", "description": "x"}]},
        "BOT_COMMAND_INVALID",
    ),
    no(
        "#botcommand",
        "setMyCommands",
        lambda _: {"commands": [{"command": "x", "description": " "}]},
        "command description must be non-empty",
    ),
    no(
        "#setmycommands",
        "setMyCommands",
        lambda _: {"commands": [{"command": f"c{n}", "description": "x"} for n in range(101)]},
        "BOT_COMMANDS_TOO_MUCH",
    ),
    no("#setmyname", "setMyName", lambda _: {"name": "x" * 65}, "name is too long"),
    no(
        "#setmyname",
        "setMyName",
        lambda _: {"language_code": "xyz"},
        "invalid language code specified",
    ),
    ok(
        "#getmydescription",
        "getMyDescription",
        lambda _: {"language_code": "ja"},
        lambda _, r: r == {"description": ""},
    ),
    no(
        "#getfile",
        "getFile",
        lambda _: {"file_id": "x"},
        "wrong file_id or the file is temporarily unavailable",
    ),
    ok("#getfile", "getFile", lambda s: {"file_id": file_of(s)}, lambda _, r: r["file_size"] == 4),
    ok(
        "#getchat",
        "getChat",
        lambda s: {"chat_id": s.group.id},
        lambda _, r: r["title"] == "Village",
    ),
    ok(
        "#getchatmember",
        "getChatMember",
        lambda s: {"chat_id": s.group.id, "user_id": s.bob.id},
        lambda _, r: r["status"] == "creator",
    ),
    no(
        "#getchatadministrators",
        "getChatAdministrators",
        lambda s: {"chat_id": s.bob.id},
        "there are no administrators in the private chat",
    ),
    ok(
        "#getchatmembercount",
        "getChatMemberCount",
        lambda s: {"chat_id": s.group.id},
        lambda _, r: r == 3,
    ),
    no("#making-requests", "dance", lambda _: {}, "Not Found: method not found", 404),
    no(
        "#sendpoll",
        "sendPoll",
        lambda _: {},
        'Not Implemented: this server lacks the method "sendPoll"',
        501,
    ),
    no("#making-requests", "getMe", lambda _: {"x": 1}, 'getMe has no parameter "x" (strict)'),
]


@pytest.mark.parametrize(
    "row",
    [*EDITING, *MORE, *ANSWERING, *BOT_ITSELF],
    ids=lambda row: f"{row[1]}{row[0]}-{row[4][:40]}",
)
async def test_the_server_answers_as_the_bot_api(check_row: Check, row: Row) -> None:
    await check_row(*row[1:])


async def test_a_moved_group_tells_its_new_id(stage: Any, post: Post) -> None:
    _, body = await post("sendMessage", chat_id=stage.moved.id, text="x")
    assert body["parameters"] == {"migrate_to_chat_id": stage.new_home.id}


async def test_only_two_days_are_left_to_delete(stage: Any, post: Post) -> None:
    stage.world.advance(48 * HOURS)
    _, body = await post("deleteMessage", chat_id=stage.bob.id, message_id=stage.mine.id)
    assert body["description"] == "Bad Request: message can't be deleted for everyone"


async def test_a_button_can_not_be_answered_a_quarter_of_an_hour_later(
    stage: Any, post: Post
) -> None:
    stage.world.advance(HOURS)
    status, _ = await post("answerCallbackQuery", callback_query_id=stage.answer.id)
    assert status == 400


async def test_what_the_bot_may_not_do_is_remembered(stage: Any, post: Post) -> None:
    assert stage.world.violations == ()
    await post("sendMessage", chat_id=stage.bob.id, text="x", colour="red")
    (violation,) = stage.world.violations
    assert (violation.offence, violation.method) == ("schema", "sendMessage")


async def test_names_and_descriptions_are_kept_per_language(world: World, post: Post) -> None:
    for what, kept in (
        ("Name", "name"),
        ("Description", "description"),
        ("ShortDescription", "short_description"),
    ):
        await post(f"setMy{what}", **{kept: "all"})
        await post(f"setMy{what}", **{kept: "日本", "language_code": "ja"})
        for language, text in (("ja", "日本"), ("fr", "all")):
            _, body = await post(f"getMy{what}", language_code=language)
            assert body["result"] == {kept: text}
        await post(f"setMy{what}", language_code="ja")
        _, body = await post(f"getMy{what}", language_code="ja")
        assert body["result"] == {kept: "all"}
    assert world.cloud.bot.as_user()["first_name"] == "all"


async def test_the_menu_button_is_kept_per_chat(stage: Any, post: Post) -> None:
    await post("setChatMenuButton", menu_button={"type": "default"})
    await post("setChatMenuButton", chat_id=stage.bob.id, menu_button={"type": "commands"})
    for chat, kind in ((stage.bob.id, "commands"), (stage.neighbour.id, "default")):
        _, body = await post("getChatMenuButton", chat_id=chat)
        assert body["result"] == {"type": kind}


async def test_pins_can_be_taken_down(stage: Any, post: Post) -> None:
    where = {"chat_id": stage.bob.id, "message_id": stage.mine.id}
    for _ in range(2):
        await post("pinChatMessage", **where)
    _, body = await post("getChat", chat_id=stage.bob.id)
    assert body["result"]["pinned_message"]["message_id"] == stage.mine.id
    assert (await post("unpinChatMessage", **where))[0] == 200
    _, body = await post("getChat", chat_id=stage.bob.id)
    assert "pinned_message" not in body["result"]


async def test_what_is_protected_stays_where_it_is(stage: Any, post: Post) -> None:
    _, sent = await post("sendMessage", chat_id=stage.bob.id, text="x", protect_content=True)
    where = {"from_chat_id": stage.bob.id, "message_id": sent["result"]["message_id"]}
    _, body = await post("copyMessage", chat_id=stage.group.id, **where)
    assert body["description"] == "Bad Request: the message can't be copied"


async def test_an_album_has_two_to_ten_of_a_kind(stage: Any, post: Post) -> None:
    paper = {"type": "document", "media": file_of(stage)}
    for media in ([paper], [paper] * 11, [paper, {"type": "photo", "media": "x"}]):
        status, _ = await post("sendMediaGroup", chat_id=stage.bob.id, media=media)
        assert status == 400
    before = len(stage.texts)
    status, _ = await post("sendMediaGroup", chat_id=stage.bob.id, media=[paper] * 10)
    assert (status, len(stage.texts)) == (200, before + 10)


async def test_requests_come_in_any_of_the_ways(
    http: ClientSession, world: World, bob: Person
) -> None:
    url = f"/bot{DEMO_TOKEN}/sendMessage"
    where = {"chat_id": str(bob.id)}
    async with http.get(url, params={**where, "text": "query"}) as response:
        assert response.status == 200
    async with http.post(url, data={**where, "text": "form"}) as response:
        assert response.status == 200
    form = FormData({**where, "text": "parts"})
    form.add_field("unused", b"x", filename="x")
    async with http.post(url, data=form) as response:
        assert response.status == 200
    assert [message.text for message in world.inbox(bob)] == ["query", "form", "parts"]
    for body in (b"[]", b"{", b'{"text": "\\ud800"}'):
        headers = {"Content-Type": "application/json"}
        async with http.post(url, data=body, headers=headers) as response:
            assert response.status == 400
    async with http.put(url) as response:
        assert response.status == 405
