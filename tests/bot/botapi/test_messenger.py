"""Delivery's way out against a Bot API server that answers as told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.ext import ExtBot

from bot.botapi.client import BotClient
from bot.botapi.errors import judged
from bot.botapi.files import Attachments
from bot.botapi.messenger import TelegramMessenger
from bot.botapi.transport import Transport
from bot.outbox.chat_limits import NoChatLimits
from bot.outbox.outbox import Outbox
from bot.views.message import OutgoingMessage
from digests.delivery.model import COPIES, BroadcastKind
from digests.delivery.outcomes import Gone, HeldChat, Outcome, Refused, Sent, Unknown, Unreached
from digests.errors import StoreBusyError, StoreError
from digests.model import ChatKind, Form, PauseReason
from digests.values.rules import EditionMarks
from tests.bot.botapi.newspaper import Call, Newspaper, Server, Shelf, broadcast, intent, recipient


def client_of(bot: ExtBot[Any], attachments: Attachments, *, paid: bool = False) -> BotClient:
    """The client over the bot's own connections."""
    assert isinstance(bot.request, Transport)
    return BotClient(
        bot.base_url, bot.request, Outbox(judged, NoChatLimits()), attachments, paid=paid
    )


pytestmark = pytest.mark.filterwarnings("ignore:.*PTB_TIMEDELTA")

TOKEN = "123456:a-token-of-no-bot"  # noqa: S105  # of a bot that does not exist
KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("①", callback_data="item:1:1")]])


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
async def bot(server: Server) -> AsyncIterator[ExtBot[Any]]:
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_post("/bot{token}/{method}", server.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    bot = ExtBot(
        TOKEN,
        base_url=f"http://{host}:{port}/bot",
        request=Transport(),
        get_updates_request=Transport(),
    )
    async with bot:
        yield bot
    await runner.cleanup()


@pytest.fixture
def paper() -> Newspaper:
    return Newspaper(
        {
            Form.SUMMARIES: [
                OutgoingMessage(text="<b>one</b>", keyboard=KEYS),
                OutgoingMessage(text="two"),
            ],
            Form.FILE: [OutgoingMessage(text="the file", document=("号外.txt", b"all the news"))],
            Form.FULL: [OutgoingMessage(text="a photo", photo="abc")],
            Form.RICH: [OutgoingMessage(rich_html="<h2>news</h2>")],
        }
    )


@pytest.fixture
def messenger(bot: ExtBot[Any], paper: Newspaper) -> TelegramMessenger:
    return TelegramMessenger(client_of(bot, Attachments(paper)), paper)


CORRECTION, RECALL = broadcast(BroadcastKind.CORRECTION, 2), broadcast(BroadcastKind.RECALL, 3)


# --- sending ---------------------------------------------------------------------------------


async def test_a_part_is_sent_with_its_text_and_buttons(
    messenger: TelegramMessenger, server: Server
) -> None:
    assert await messenger.deliver(broadcast(), intent(recipient())) == Sent(101)
    fields = server.calls[0].fields
    assert fields.pop("reply_markup") == KEYS.to_dict()
    assert fields.pop("link_preview_options") == {"is_disabled": True}
    assert fields == {"chat_id": 55, "text": "<b>one</b>", "parse_mode": "HTML"}


async def test_a_topic_is_written_to_by_its_thread(
    messenger: TelegramMessenger, server: Server
) -> None:
    await messenger.deliver(broadcast(), intent(recipient(topic=4), part=1))
    assert server.calls[0].method == "sendMessage"
    assert server.calls[0].fields["message_thread_id"] == 4
    assert server.calls[0].fields["text"] == "two"


async def test_what_must_not_ring_says_so_where_it_is_new_and_not_where_it_edits(
    messenger: TelegramMessenger, server: Server
) -> None:
    server.refuse("editMessageText", 400, "Bad Request: message can't be edited")
    asleep = replace(recipient(), silent=True)
    await messenger.deliver(broadcast(), intent(asleep))
    await messenger.deliver(CORRECTION, intent(asleep, message_id=9))
    await messenger.deliver(broadcast(), intent(recipient()))
    assert [(call.method, "disable_notification" in call.fields) for call in server.calls] == [
        ("sendMessage", True),
        ("editMessageText", False),
        ("sendMessage", True),  # what follows the correction
        ("sendMessage", False),
    ]


async def test_who_has_rules_is_sent_theirs_and_all_others_share_one(
    messenger: TelegramMessenger, server: Server, paper: Newspaper
) -> None:
    paper.rules = {
        7: EditionMarks(followed=frozenset({2})),
        8: EditionMarks(followed=frozenset({2})),
    }
    for chat_id in (5, 6, 7, 8, 9):
        one = replace(recipient(chat_id), has_rules=chat_id >= 7)
        assert await messenger.parts(broadcast(), one) == 2
        await messenger.deliver(broadcast(), intent(one))
    texts = [call.fields["text"] for call in server.calls]
    assert [text.startswith("★2") for text in texts] == [False, False, True, True, False]
    assert len(paper.rendered) == 2  # once for all without, once for both with the same
    assert paper.asked == [7, 8, 9]  # once each, and of the others nothing


async def test_who_wants_it_translated_waits_and_all_others_do_not(
    messenger: TelegramMessenger, server: Server, paper: Newspaper
) -> None:
    one, other = replace(recipient(5), translated=True), recipient(6)
    waiting = asyncio.create_task(messenger.deliver(broadcast(), intent(one)))
    await messenger.deliver(broadcast(), intent(other))
    assert len(paper.rendered) == 1
    paper.is_translated.set()
    await waiting
    assert [call.fields["text"].startswith("🌐") for call in server.calls] == [False, True]
    as_file = replace(one, form=Form.FILE)
    await messenger.deliver(broadcast(), intent(as_file))
    assert len(paper.rendered) == 3


def told_by(*parts: str) -> list[OutgoingMessage]:
    """Messages that tell the items of these numbers, each with its button."""
    return [
        OutgoingMessage(
            text=items,
            keyboard=InlineKeyboardMarkup(
                [[InlineKeyboardButton(number, callback_data=number) for number in items]]
            ),
        )
        for items in parts
    ]


async def test_a_translation_that_comes_between_two_parts_leaves_the_second_as_it_began(
    bot: ExtBot[Any], server: Server, paper: Newspaper
) -> None:
    now = 0.0
    messenger = TelegramMessenger(client_of(bot, Attachments(paper)), paper, now=lambda: now)
    paper.is_translated.set()
    paper.made, paper.messages[Form.SUMMARIES] = frozenset(), told_by("12", "34")
    paper.translation = told_by("1234")
    one, other = replace(recipient(5), translated=True), replace(recipient(6), translated=True)
    assert await messenger.parts(broadcast(), one) == 2
    now, paper.made = 20.0, frozenset({1})  # also while the first part waits for its turn
    await messenger.deliver(broadcast(), intent(one))
    now = 40.0
    off = replace(one, translated=False)
    for again in (one, off):
        assert await messenger.parts(broadcast(), again, 1) == 2
        await messenger.deliver(broadcast(), intent(again, part=1))
    assert await messenger.parts(broadcast(), other) == 1
    await messenger.deliver(broadcast(), intent(other))
    assert await messenger.parts(broadcast(), one) == 1  # were it to begin anew
    assert [call.fields["text"] for call in server.calls] == ["12", "34", "34", "🌐 1234"]


@pytest.mark.parametrize(
    ("original", "translation", "next_part"),
    [
        (("123", "4"), ("12", "34"), "🌐 34"),
        (("12", "34"), ("123", "4"), "34"),
        (("12", "34"), ("1234",), "34"),
        (("1234",), ("12", "34"), "🌐 34"),
        (("12", "34"), ("12", "3", "4"), "🌐 3"),
    ],
)
async def test_after_a_restart_an_edition_goes_on_where_no_item_can_be_left_out(
    messenger: TelegramMessenger,
    server: Server,
    paper: Newspaper,
    original: tuple[str, ...],
    translation: tuple[str, ...],
    next_part: str,
) -> None:
    paper.is_translated.set()
    paper.messages[Form.SUMMARIES] = told_by(*original)
    paper.translation = told_by(*translation)
    one = replace(recipient(), translated=True)
    assert await messenger.parts(broadcast(), one, 1) > 1
    await messenger.deliver(broadcast(), intent(one, part=1))
    assert [call.fields["text"] for call in server.calls] == [next_part]


@pytest.mark.parametrize(
    ("form", "kind"),
    [(Form.FILE, ChatKind.PRIVATE), (Form.SUMMARIES, ChatKind.GROUP)],
)
async def test_a_file_and_a_group_are_the_same_whatever_rules_there_are(
    messenger: TelegramMessenger, paper: Newspaper, form: Form, kind: ChatKind
) -> None:
    one = replace(recipient(form=form), kind=kind, has_rules=True)
    await messenger.deliver(broadcast(), intent(one))
    assert not paper.asked


async def test_a_silent_edition_rings_once_for_what_is_followed_so(
    messenger: TelegramMessenger, server: Server, paper: Newspaper
) -> None:
    paper.rules = {
        7: EditionMarks(followed=frozenset({2}), rings=True),
        8: EditionMarks(followed=frozenset({2})),
        9: EditionMarks(followed=frozenset({2}), rings=True),
    }
    for chat_id in (7, 8, 9):
        asleep = chat_id == 9  # in their quiet hours
        one = replace(recipient(chat_id), has_rules=True, silent=True, may_ring=not asleep)
        for part in range(2):
            await messenger.deliver(broadcast(), intent(one, part=part))
    rung = ["disable_notification" not in call.fields for call in server.calls]
    assert rung == [True, False, False, False, False, False]
    assert len(paper.rendered) == 1  # what rings is not seen


@pytest.fixture
def paid(bot: ExtBot[Any], paper: Newspaper) -> TelegramMessenger:
    return TelegramMessenger(client_of(bot, Attachments(paper), paid=True), paper)


@pytest.mark.parametrize(
    ("form", "part"),
    [(Form.SUMMARIES, 0), (Form.SUMMARIES, 1), (Form.FILE, 0), (Form.FULL, 0), (Form.RICH, 0)],
)
async def test_each_part_of_a_paid_broadcast_says_so(
    paid: TelegramMessenger, server: Server, form: Form, part: int
) -> None:
    for chat in (55, 56):  # a file goes out once as it is, and then by its name
        assert isinstance(
            await paid.deliver(broadcast(), intent(recipient(chat, form), part)), Sent
        )
    assert [says_paid(call) for call in server.calls] == [True, True]


async def test_what_follows_a_correction_of_a_paid_broadcast_says_so_and_what_edits_does_not(
    paid: TelegramMessenger, server: Server
) -> None:
    server.refuse("editMessageText", 400, "Bad Request: message can't be edited")
    await paid.deliver(CORRECTION, intent(recipient(), message_id=9))
    await paid.deliver(CORRECTION, intent(recipient(), part=1))
    assert [(call.method, says_paid(call)) for call in server.calls] == [
        ("editMessageText", False),
        ("sendMessage", True),
        ("sendMessage", True),
    ]


async def test_a_broadcast_that_is_not_paid_says_nothing_of_it(
    messenger: TelegramMessenger, server: Server
) -> None:
    for form in (Form.SUMMARIES, Form.FILE, Form.FULL, Form.RICH):
        await messenger.deliver(broadcast(), intent(recipient(form=form)))
    assert not any(says_paid(call) for call in server.calls)


def says_paid(call: Call) -> bool:
    """Whether a request allows to be charged; a form says it as text."""
    return call.fields.get("allow_paid_broadcast") in {True, "true"}


async def test_an_edition_is_rendered_once_for_all_who_get_it_alike(
    messenger: TelegramMessenger, paper: Newspaper
) -> None:
    sends = [messenger.deliver(broadcast(), intent(recipient(chat))) for chat in range(1, 30)]
    assert set(map(type, await asyncio.gather(*sends))) == {Sent}
    assert await messenger.parts(broadcast(), recipient()) == 2
    assert paper.rendered == [(7, "ja", Form.SUMMARIES)]


async def test_an_edition_is_rendered_again_after_a_while_and_for_each_broadcast(
    bot: ExtBot[Any], paper: Newspaper
) -> None:
    moments = iter([0.0, 0.0, 0.0, 9.0, 11.0, 11.0, 11.0, 11.0, 11.0, 11.0])
    messenger = TelegramMessenger(
        client_of(bot, Attachments(paper)), paper, now=lambda: next(moments)
    )
    for _ in range(3):
        await messenger.parts(broadcast(), recipient())
    assert len(paper.rendered) == 2
    await messenger.parts(CORRECTION, recipient())
    assert len(paper.rendered) == 3


async def test_a_part_the_edition_does_not_have_is_refused(messenger: TelegramMessenger) -> None:
    assert isinstance(await messenger.deliver(broadcast(), intent(recipient(), part=2)), Refused)


# --- files -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "kind", "name", "content", "file_id"),
    [
        (Form.FILE, "document", "号外.txt", b"all the news", "file"),
        (Form.FULL, "photo", "abc.jpg", b"picture abc", "large"),
    ],
)
async def test_a_file_is_uploaded_once_and_then_named(
    messenger: TelegramMessenger,
    server: Server,
    form: Form,
    kind: str,
    name: str,
    content: bytes,
    file_id: str,
) -> None:
    sends = [messenger.deliver(broadcast(), intent(recipient(chat, form))) for chat in range(1, 9)]
    assert set(map(type, await asyncio.gather(*sends))) == {Sent}
    first, *others = server.calls
    assert first.files == {kind: (name, content)}
    assert first.fields["parse_mode"] == "HTML"
    assert [other.fields[kind] for other in others] == [file_id] * 7


async def test_when_the_first_recipient_is_gone_the_next_uploads(
    messenger: TelegramMessenger, server: Server
) -> None:
    server.refuse("sendDocument", 403, "Forbidden: bot was blocked by the user")
    sends = [
        messenger.deliver(broadcast(), intent(recipient(chat, Form.FILE))) for chat in (1, 2, 3)
    ]
    outcomes = await asyncio.gather(*sends)
    assert outcomes[0] == Gone(PauseReason.BLOCKED)
    assert [bool(call.files) for call in server.calls] == [True, True, False]


async def test_an_id_that_telegram_forgot_is_uploaded_again(
    bot: ExtBot[Any], paper: Newspaper, server: Server
) -> None:
    shelf = Shelf({"abc": "old"})
    messenger = TelegramMessenger(client_of(bot, Attachments(paper, shelf)), paper)
    server.refuse("sendPhoto", 400, "Bad Request: wrong file identifier/HTTP URL specified")
    assert await messenger.deliver(broadcast(), intent(recipient(form=Form.FULL))) == Sent(101)
    assert server.calls[0].fields["photo"] == "old"
    assert server.calls[1].files["photo"] == ("abc.jpg", b"picture abc")
    assert shelf.ids == {"abc": "large"}


async def test_another_refusal_of_a_known_file_is_no_reason_to_upload_it_again(
    bot: ExtBot[Any], paper: Newspaper, server: Server
) -> None:
    messenger = TelegramMessenger(client_of(bot, Attachments(paper, Shelf({"abc": "old"}))), paper)
    server.refuse("sendPhoto", 400, "Bad Request: chat not found")
    outcome = await messenger.deliver(broadcast(), intent(recipient(form=Form.FULL)))
    assert outcome == Gone(PauseReason.CHAT_NOT_FOUND)
    assert len(server.calls) == 1


async def test_a_store_that_is_busy_before_and_after_a_file_is_sent_does_not_make_it_look_lost(
    bot: ExtBot[Any], paper: Newspaper
) -> None:
    shelf = Shelf(failure=StoreBusyError("locked"))
    messenger = TelegramMessenger(client_of(bot, Attachments(paper, shelf)), paper)
    assert await messenger.deliver(broadcast(), intent(recipient(form=Form.FULL))) == Sent(101)


# --- rich messages ---------------------------------------------------------------------------


async def test_a_rich_edition_goes_as_a_rich_message(
    messenger: TelegramMessenger, server: Server
) -> None:
    assert await messenger.deliver(broadcast(), intent(recipient(form=Form.RICH))) == Sent(101)
    assert server.calls[0].method == "sendRichMessage"
    assert server.calls[0].fields["rich_message"] == {"html": "<h2>news</h2>"}


async def test_where_rich_messages_are_unknown_ordinary_ones_go_out_from_then_on(
    messenger: TelegramMessenger, server: Server
) -> None:
    rich = recipient(form=Form.RICH)
    server.refuse("sendRichMessage", 404, "Not Found")
    assert await messenger.parts(broadcast(), rich) == 1
    assert isinstance(await messenger.deliver(broadcast(), intent(rich)), Unreached)
    assert await messenger.parts(broadcast(), rich) == 2
    assert await messenger.deliver(broadcast(), intent(rich)) == Sent(101)
    assert await messenger.deliver(broadcast(), intent(rich, part=1)) == Sent(102)
    methods = [call.method for call in server.calls]
    assert methods == ["sendRichMessage", "sendMessage", "sendMessage"]


async def test_a_revoked_token_is_not_taken_for_a_missing_method(
    messenger: TelegramMessenger, server: Server
) -> None:
    server.refuse("sendRichMessage", 401, "Unauthorized")
    outcome = await messenger.deliver(broadcast(), intent(recipient(form=Form.RICH)))
    assert isinstance(outcome, Unreached)
    assert len(server.calls) == 1


# --- corrections and recalls -----------------------------------------------------------------


async def test_a_correction_edits_what_was_sent(
    messenger: TelegramMessenger, server: Server
) -> None:
    assert await messenger.deliver(CORRECTION, intent(recipient(), message_id=9)) == Sent(9)
    fields = server.of("editMessageText")[0].fields
    assert (fields["chat_id"], fields["message_id"], fields["text"]) == (55, 9, "<b>one</b>")


async def test_a_correction_that_changes_nothing_is_done(
    messenger: TelegramMessenger, server: Server
) -> None:
    server.refuse("editMessageText", 400, "Bad Request: message is not modified: the same")
    assert await messenger.deliver(CORRECTION, intent(recipient(), message_id=9)) == Sent(9)


async def test_a_part_that_the_correction_adds_is_sent(
    messenger: TelegramMessenger, server: Server
) -> None:
    assert await messenger.deliver(CORRECTION, intent(recipient(), part=1)) == Sent(101)
    assert server.calls[0].method == "sendMessage"


async def test_a_copy_is_edited_into_the_part_that_it_is_a_copy_of(
    messenger: TelegramMessenger, server: Server
) -> None:
    copy = intent(recipient(), part=COPIES + 1, message_id=9)
    assert await messenger.deliver(CORRECTION, intent(recipient(), 1, message_id=8)) == Sent(8)
    assert await messenger.deliver(CORRECTION, copy) == Sent(9)
    original, copied = server.of("editMessageText")
    assert copied.fields["text"] == original.fields["text"]
    assert not server.of("deleteMessage")


async def test_a_part_that_the_correction_drops_is_deleted(
    messenger: TelegramMessenger, server: Server
) -> None:
    assert await messenger.deliver(CORRECTION, intent(recipient(), 2, message_id=9)) == Sent(9)
    assert server.calls[0].method == "deleteMessage"


async def test_a_corrected_file_takes_the_old_one_s_place(
    messenger: TelegramMessenger, server: Server
) -> None:
    for message_id in (9, 10):
        await messenger.deliver(
            CORRECTION, intent(recipient(form=Form.FILE), message_id=message_id)
        )
    first, second = server.of("editMessageMedia")
    words = {"caption": "the file", "parse_mode": "HTML", "type": "document"}
    assert json.loads(first.fields["media"]) == {**words, "media": "attach://content"}
    assert first.files["content"] == ("号外.txt", b"all the news")
    assert second.fields["media"] == {**words, "media": "file"}


async def test_what_can_not_be_edited_is_followed_by_a_note(
    messenger: TelegramMessenger, server: Server
) -> None:
    server.refuse("editMessageText", 400, "Bad Request: message can't be edited")
    assert await messenger.deliver(CORRECTION, intent(recipient(), message_id=9)) == Sent(9)
    assert server.calls[1].method == "sendMessage"
    assert server.calls[1].fields["text"] == "edition 7 was corrected (ja)"


async def test_a_recall_deletes(messenger: TelegramMessenger, server: Server) -> None:
    assert await messenger.deliver(RECALL, intent(recipient(), message_id=9)) == Sent(9)
    assert server.calls[0].method == "deleteMessage"
    assert server.calls[0].fields == {"chat_id": 55, "message_id": 9}


async def test_what_the_reader_deleted_needs_no_recall(
    messenger: TelegramMessenger, server: Server
) -> None:
    server.refuse("deleteMessage", 400, "Bad Request: message to delete not found")
    assert await messenger.deliver(RECALL, intent(recipient(), message_id=9)) == Sent(9)


async def test_what_is_too_old_to_delete_becomes_a_notice(
    messenger: TelegramMessenger, server: Server
) -> None:
    server.refuse("deleteMessage", 400, "Bad Request: message can't be deleted")
    assert await messenger.deliver(RECALL, intent(recipient(), message_id=9)) == Sent(9)
    assert server.calls[1].method == "editMessageText"
    assert server.calls[1].fields["text"] == "edition 7 was recalled (ja)"


async def test_the_notice_of_a_file_is_its_caption(
    messenger: TelegramMessenger, server: Server
) -> None:
    server.refuse("deleteMessage", 400, "Bad Request: message can't be deleted")
    server.refuse("editMessageText", 400, "Bad Request: there is no text in the message to edit")
    assert await messenger.deliver(RECALL, intent(recipient(), message_id=9)) == Sent(9)
    assert server.calls[2].method == "editMessageCaption"
    assert server.calls[2].fields["caption"] == "edition 7 was recalled (ja)"


async def test_nothing_to_recall_is_refused(messenger: TelegramMessenger) -> None:
    assert isinstance(await messenger.deliver(RECALL, intent(recipient())), Refused)


# --- errors ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "description", "outcome", "figure"),
    [
        (403, "Forbidden: bot was blocked by the user", Gone(PauseReason.BLOCKED), "gone"),
        (400, "Bad Request: can't parse entities", Refused("Can't parse entities"), "refused"),
        (500, "Internal Server Error", Unknown("Internal Server Error"), "unsure"),
        (401, "Unauthorized", Unreached("Telegram rejects the bot: InvalidToken"), "unreached"),
        (404, "Not Found", Refused("Endpoint 'sendMessage' not found in Bot API"), "refused"),
    ],
)
async def test_a_refusal_is_an_outcome(
    messenger: TelegramMessenger,
    server: Server,
    status: int,
    description: str,
    outcome: Outcome,
    figure: str,
) -> None:
    server.refuse("sendMessage", status, description)
    assert await messenger.deliver(broadcast(), intent(recipient())) == outcome
    assert messenger.outcomes() == {figure: 1}


async def test_a_pause_is_handed_to_the_pace_and_not_slept_here(
    messenger: TelegramMessenger, server: Server
) -> None:
    server.refuse("sendMessage", 429, "Too Many Requests: retry after 30", retry_after=30)
    assert await messenger.deliver(broadcast(), intent(recipient())) == HeldChat(30)
    assert len(server.calls) == 1


async def test_an_answer_without_a_message_leaves_it_open(
    messenger: TelegramMessenger, monkeypatch: pytest.MonkeyPatch, server: Server
) -> None:
    monkeypatch.setattr(server, "_result", lambda _: True)
    assert isinstance(await messenger.deliver(broadcast(), intent(recipient())), Unknown)


async def test_an_edition_that_can_t_be_read_now_is_tried_again_later(
    messenger: TelegramMessenger, paper: Newspaper, server: Server
) -> None:
    paper.failure = StoreBusyError("locked")
    assert isinstance(await messenger.deliver(broadcast(), intent(recipient())), Unreached)
    assert server.calls == []


async def test_an_edition_that_is_not_there_is_refused(
    messenger: TelegramMessenger, paper: Newspaper
) -> None:
    paper.failure = StoreError("there is no edition 7")
    assert isinstance(await messenger.deliver(broadcast(), intent(recipient())), Refused)


async def test_an_index_is_made_for_each_who_has_rules_and_once_for_all_others(
    messenger: TelegramMessenger, server: Server, paper: Newspaper
) -> None:
    index = broadcast(BroadcastKind.ROUND_UP)
    for chat_id in (5, 6, 7):
        one = replace(recipient(chat_id), missed=(3, 2), has_rules=chat_id == 7)
        assert await messenger.parts(index, one) == 1
        await messenger.deliver(index, intent(one))
    assert paper.asked == [7]
    assert len(server.calls) == 3
