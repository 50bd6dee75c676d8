"""The one client: what it requests of whom, on which lane, and what it says when that fails."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import orjson
import pytest
from structlog.testing import capture_logs
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import (
    BadRequest,
    EndPointNotFound,
    InvalidToken,
    NetworkError,
    RetryAfter,
)

from bot.botapi.client import BotClient
from bot.botapi.errors import judged
from bot.botapi.files import Attachments
from bot.botapi.requests import EncodedMessage, Target, encode
from bot.botapi.transport import AnswerLostError, Prepared, Transport
from bot.outbox.chat_limits import ChatLimits
from bot.outbox.holds import ChatHeld
from bot.outbox.lanes import Lane
from bot.outbox.outbox import Outbox
from bot.views.message import OutgoingMessage

URL = "https://telegram.invalid/bot123456:SECRET-of-the-bot"
TEXT = OutgoingMessage(text="瓦版")
HELLO = {"text": "瓦版", "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}


class Recorder(Transport):
    """A transport that answers as told, and else that it sent message 9."""

    def __init__(self, *answers: object) -> None:
        super().__init__()
        self.answers = list(answers)
        self.calls: list[tuple[str, dict[str, object]]] = []

    async def post_prepared(self, url: str, data: Prepared) -> object:
        address, _, method = url.rpartition("/")
        assert address == URL
        self.calls.append((method, orjson.loads(data.json)))
        answer = self.answers.pop(0) if self.answers else {"message_id": 9}
        if isinstance(answer, Exception):
            raise answer
        return answer


class Pictures:
    """Every picture there is."""

    async def picture(self, key: str) -> bytes:
        return key.encode()


@dataclass
class Clock:
    """Time that passes only while somebody sleeps."""

    now: float = 0.0

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


def client_of(transport: Recorder, *, paid: bool = False, clock: Clock | None = None) -> BotClient:
    clock = clock or Clock()
    outbox = Outbox(judged, ChatLimits(), now=lambda: clock.now, sleep=clock.sleep)
    return BotClient(URL, transport, outbox, Attachments(Pictures()), paid=paid)


async def test_a_message_is_sent_and_its_id_is_told() -> None:
    transport = Recorder({"message_id": 31})
    assert await client_of(transport).send(Target(55, 4), TEXT, Lane.ANSWER) == 31
    assert transport.calls == [("sendMessage", {**HELLO, "chat_id": 55, "message_thread_id": 4})]


async def test_what_telegram_does_not_show_to_one_alone_goes_to_all() -> None:
    transport = Recorder(BadRequest("BOT_NOT_ADMIN"))
    alone = Target(-55, 4, reply_to=3, only_for=66)
    assert await client_of(transport).send(alone, TEXT, Lane.ANSWER) == 9
    (_, first), (_, second) = transport.calls
    assert first.pop("ephemeral_message_parameters") == {"receiver_user_id": 66}
    assert first == second


async def test_a_message_that_was_encoded_before_is_sent_as_it_is() -> None:
    transport = Recorder()
    client = client_of(transport)
    await client.send(Target(55), TEXT, Lane.BROADCAST)
    await client.send(Target(55), encode(TEXT), Lane.BROADCAST)
    assert transport.calls[0] == transport.calls[1]


async def test_an_answer_without_a_message_is_none() -> None:
    with pytest.raises(AnswerLostError):
        await client_of(Recorder(True)).send(Target(55), TEXT, Lane.ANSWER)


async def test_an_edit_and_a_deletion_name_the_message_and_no_topic() -> None:
    transport = Recorder()
    client = client_of(transport, paid=True)
    await client.edit(Target(55, 4), 9, TEXT, Lane.ANSWER)
    await client.edit(Target(55, 4), 9, TEXT, Lane.ANSWER, caption=True)
    await client.delete(Target(55, 4), 9, Lane.ANSWER)
    whom = {"chat_id": 55, "message_id": 9}
    assert transport.calls == [
        ("editMessageText", {**HELLO, **whom}),
        ("editMessageCaption", {"caption": "瓦版", "parse_mode": "HTML", **whom}),
        ("deleteMessage", whom),
    ]


@pytest.mark.parametrize("lane", Lane)
@pytest.mark.parametrize(
    "message",
    [
        TEXT,
        OutgoingMessage(rich_html="<p>瓦版</p>"),
        OutgoingMessage(photo="abc"),
        OutgoingMessage(document=("号外.txt", b"news")),
    ],
)
async def test_new_messages_go_beyond_the_free_allowance_where_that_is_paid_for(
    message: OutgoingMessage, lane: Lane
) -> None:
    for paid in (True, False):
        transport = Recorder()
        await client_of(transport, paid=paid).send(Target(55), message, lane)
        ((_, parameters),) = transport.calls
        assert parameters.get("allow_paid_broadcast", False) is paid


@pytest.mark.parametrize("message", [TEXT, OutgoingMessage(photo="abc")])
async def test_an_answer_waits_out_a_pause_and_a_broadcast_is_refused_inside_it(
    message: OutgoingMessage,
) -> None:
    clock, transport = Clock(), Recorder(RetryAfter(30))
    client = client_of(transport, clock=clock)
    for _ in range(2):
        with pytest.raises(ChatHeld):
            await client.send(Target(55), message, Lane.BROADCAST)
    assert (len(transport.calls), clock.now) == (1, 0.0)
    await client.send(Target(55), message, Lane.ANSWER)
    assert (len(transport.calls), clock.now) == (2, 30.0)


Talk = Callable[[BotClient], Awaitable[object]]


@pytest.mark.parametrize(
    "talk",
    [
        lambda client: client.edit(Target(55), 9, TEXT, Lane.ANSWER),
        lambda client: client.delete(Target(55), 9, Lane.ANSWER),
    ],
)
async def test_edits_and_deletions_wait_out_a_pause_too(talk: Talk) -> None:
    clock, transport = Clock(), Recorder(RetryAfter(30))
    await talk(client_of(transport, clock=clock))
    assert (len(transport.calls), clock.now) == (2, 30.0)


async def test_a_question_about_a_chat_waits_out_a_hold_of_the_bot() -> None:
    clock = Clock()
    client = client_of(Recorder(RetryAfter(30), RetryAfter(30)), clock=clock)

    async def member() -> str:
        return f"owner, at {clock.now}"

    for chat in (55, 56):
        with pytest.raises(RetryAfter):
            await client.send(Target(chat), TEXT, Lane.BROADCAST)
    assert await client.ask("getChatMember", member) == "owner, at 30.0"


async def test_one_chats_hold_is_nothing_to_the_others() -> None:
    clock, transport = Clock(), Recorder(RetryAfter(3600))
    client = client_of(transport, clock=clock)
    with pytest.raises(ChatHeld):
        await client.send(Target(-55), TEXT, Lane.ANSWER)
    await client.send(Target(56), TEXT, Lane.ANSWER)
    assert clock.now == 0.0


async def test_a_method_that_telegram_does_not_know_is_told_by_its_name_without_the_token() -> None:
    client = client_of(Recorder(InvalidToken("Not Found")))
    with pytest.raises(EndPointNotFound, match="sendRichMessage") as caught:
        await client.send(Target(55), OutgoingMessage(rich_html="x"), Lane.ANSWER)
    assert "SECRET" not in caught.value.message


async def test_a_token_that_was_revoked_is_told_as_that() -> None:
    client = client_of(Recorder(InvalidToken("Unauthorized")))
    with pytest.raises(InvalidToken, match="Unauthorized"):
        await client.send(Target(55), OutgoingMessage(rich_html="x"), Lane.ANSWER)


async def test_what_telegram_refuses_is_raised_as_it_was_said() -> None:
    with pytest.raises(BadRequest, match="not modified"):
        await client_of(Recorder(BadRequest("message is not modified"))).edit(
            Target(55), 9, TEXT, Lane.ANSWER
        )


# --- what Telegram refuses for its content -----------------------------------------------------

MARKED = OutgoingMessage(
    text='<b>The ferry</b> &amp; <a href="https://example.org:99999/a">the source</a>',
    keyboard=InlineKeyboardMarkup([[InlineKeyboardButton("Next", callback_data="x")]]),
)
PLAIN = "The ferry &amp; the source (https://example.org:99999/a)"
WRONG_URL = BadRequest("Bad Request: inline keyboard button URL is invalid: Wrong port number")


async def test_an_answer_that_is_refused_for_what_it_says_goes_again_as_plain_words() -> None:
    transport = Recorder(BadRequest("can't parse entities: unsupported start tag"))
    assert await client_of(transport).send(Target(55), MARKED, Lane.ANSWER) == 9
    _, (method, parameters) = transport.calls
    assert (method, parameters["text"]) == ("sendMessage", PLAIN)
    assert "reply_markup" in parameters


async def test_where_the_buttons_are_refused_it_goes_without_them() -> None:
    transport = Recorder(WRONG_URL, WRONG_URL)
    assert await client_of(transport).send(Target(55), MARKED, Lane.ANSWER) == 9
    *_, (_, parameters) = transport.calls
    assert parameters["text"] == PLAIN
    assert "reply_markup" not in parameters


async def test_an_answer_that_is_too_long_goes_in_several_messages_the_last_with_the_buttons() -> (
    None
):
    transport = Recorder(BadRequest("message is too long"))
    long = replace(MARKED, text="<b>One sentence of it.</b> " * 450)
    await client_of(transport).send(Target(55), long, Lane.ANSWER)
    _, *sent = [parameters for _, parameters in transport.calls]
    assert [len(str(one["text"])) <= 4096 for one in sent] == [True] * 3
    assert ["reply_markup" in one for one in sent] == [False, False, True]


async def test_a_file_stays_below_plain_words_and_rich_ones_become_text() -> None:
    transport = Recorder(BadRequest("caption is too long"))
    await client_of(transport).send(
        Target(55), OutgoingMessage(photo="abc", text="<i>x</i> " * 600), Lane.ANSWER
    )
    assert [method for method, _ in transport.calls] == ["sendPhoto", "sendPhoto", "sendMessage"]
    transport = Recorder(BadRequest("RICH_MESSAGE_INVALID"))
    rich = OutgoingMessage(rich_html="<h2>Ferry</h2><p>It runs.</p>")
    await client_of(transport).send(Target(55), rich, Lane.ANSWER)
    assert transport.calls[-1][1]["text"] == "Ferry\nIt runs."


@pytest.mark.parametrize(
    ("message", "lane", "refusal"),
    [
        (MARKED, Lane.BROADCAST, WRONG_URL),
        (encode(MARKED), Lane.ANSWER, WRONG_URL),
        (MARKED, Lane.ANSWER, BadRequest("Bad Request: chat not found")),
        (MARKED, Lane.ANSWER, BadRequest("not enough rights to send text messages to the chat")),
    ],
)
async def test_what_plain_words_would_not_mend_is_raised(
    message: OutgoingMessage | EncodedMessage, lane: Lane, refusal: BadRequest
) -> None:
    transport = Recorder(refusal)
    with pytest.raises(BadRequest):
        await client_of(transport).send(Target(55), message, lane)
    assert len(transport.calls) == 1


async def test_plain_words_that_are_refused_as_well_are_raised() -> None:
    transport = Recorder(*[BadRequest("message is too long")] * 3)
    with pytest.raises(BadRequest):
        await client_of(transport).send(Target(55), MARKED, Lane.ANSWER)
    assert len(transport.calls) == 3


async def test_an_edit_that_is_refused_for_what_it_says_stands_there_as_plain_words() -> None:
    transport = Recorder(BadRequest("can't parse entities"), WRONG_URL)
    await client_of(transport).edit(Target(55), 9, MARKED, Lane.ANSWER)
    assert [method for method, _ in transport.calls] == ["editMessageText"] * 3
    _, (_, with_buttons), (_, without) = transport.calls
    assert (with_buttons["text"], with_buttons["message_id"]) == (PLAIN, 9)
    assert "reply_markup" in with_buttons
    assert without["text"] == PLAIN
    assert "reply_markup" not in without


async def test_an_edit_that_is_too_long_goes_on_below_in_the_same_topic() -> None:
    transport = Recorder(BadRequest("message is too long"))
    long = replace(MARKED, text="<b>One sentence of it.</b> " * 300)
    await client_of(transport).edit(Target(55, 4), 9, long, Lane.ANSWER)
    _, (first, edited), (second, sent) = transport.calls
    assert (first, second) == ("editMessageText", "sendMessage")
    assert ("reply_markup" in edited, "reply_markup" in sent) == (False, True)
    assert (edited["message_id"], sent["message_thread_id"]) == (9, 4)


@pytest.mark.parametrize(
    ("message", "lane", "refusal"),
    [
        (MARKED, Lane.BROADCAST, WRONG_URL),
        (encode(MARKED), Lane.ANSWER, WRONG_URL),
        (MARKED, Lane.ANSWER, BadRequest("message is not modified")),
        (MARKED, Lane.ANSWER, BadRequest("there is no text in the message to edit")),
    ],
)
async def test_an_edit_that_plain_words_would_not_mend_is_raised(
    message: OutgoingMessage | EncodedMessage, lane: Lane, refusal: BadRequest
) -> None:
    transport = Recorder(refusal)
    with pytest.raises(BadRequest):
        await client_of(transport).edit(Target(55), 9, message, lane)
    assert len(transport.calls) == 1


# --- presses -----------------------------------------------------------------------------------


async def test_a_press_that_is_answered_too_late_is_no_error() -> None:
    async def late() -> None:
        raise BadRequest("Query is too old and response timeout expired or query id is invalid")

    with capture_logs() as logs:
        await client_of(Recorder()).answer_query(late)
    assert [(one["event"], one["log_level"]) for one in logs] == [("query_answered_late", "info")]


async def test_the_answer_to_a_press_is_tried_again_and_other_refusals_are_raised() -> None:
    failures: list[Exception] = [NetworkError("Bad Gateway (502)"), BadRequest("URL_INVALID")]

    async def answer() -> None:
        raise failures.pop(0)

    with pytest.raises(BadRequest, match="URL_INVALID"):
        await client_of(Recorder()).answer_query(answer)
