"""What a 401 (a token that Telegram does not take) means, wherever it comes."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from telegram.error import InvalidToken

from digests.delivery.model import BroadcastKind
from digests.model import Form, SubscriberState
from simulator.protocol.faults import FaultKind
from simulator.server import Simulator
from simulator.state.people import Person
from simulator.world import DEMO_TOKEN, World
from tests.support.desk import DAY, Desk
from tests.support.town import DEADLINE

ROOT = Path(__file__).parents[2]
WRONG = "Something went wrong here. Nothing is lost; please try again."
UNAUTHORIZED = FaultKind.UNAUTHORIZED


@pytest.fixture
async def idle(tmp_path: Path, template: Path) -> AsyncIterator[Desk]:
    """A desk whose bot is not started."""
    async with Desk.opened(tmp_path, template, started=False) as desk:
        yield desk


def calls(desk: Desk, method: str) -> int:
    return sum(call.method == method for call in desk.world.calls)


# --- at the start --------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "description"), [(401, "Unauthorized"), (404, "Not Found")])
async def test_a_token_that_is_rejected_at_the_start_ends_it_at_once(
    idle: Desk, status: int, description: str
) -> None:
    idle.world.fault(
        UNAUTHORIZED, method="getMe", count=None, status=status, description=description
    )
    with pytest.raises(InvalidToken):
        await asyncio.wait_for(idle.bot.run(asyncio.Event()), 30)
    assert calls(idle, "getMe") == 1


async def test_the_command_line_says_so_in_a_sentence_without_the_token(tmp_path: Path) -> None:
    token = "123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOpp-_q"  # noqa: S105  # of no bot
    async with Simulator.serve(World(token=DEMO_TOKEN)) as simulator:
        given = {
            "BOT_TOKEN": token,
            "BOT_API_URL": simulator.url,
            "BOT_ADMIN_IDS": "1",
            "BOT_DATA_DIR": str(tmp_path),
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run",
            env=os.environ | {"PYTHONPATH": str(ROOT)} | given,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            cwd=tmp_path,
        )  # fmt: skip
        printed, _ = await asyncio.wait_for(process.communicate(), DEADLINE)
    assert process.returncode == 1
    assert printed.decode().splitlines()[-1] == (
        "kawaraban: Telegram does not know this BOT_TOKEN. @BotFather tells the right one."
    )
    assert token not in printed.decode()


async def test_menus_that_are_rejected_keep_nobody_from_being_answered(idle: Desk) -> None:
    wren = idle.world.person("Wren")
    idle.world.fault(UNAUTHORIZED, method="setMyCommands")
    async with idle.running():
        idle.world.say(wren, "/about")
        await idle.world.wait_for_message(wren, containing="A free bot", timeout=DEADLINE)
    assert "menus_not_set" in {entry["event"] for entry in idle.logs}


# --- while it listens ----------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "description"), [(401, "Unauthorized"), (404, "Not Found")])
async def test_a_poll_that_is_rejected_in_passing_does_not_leave_the_bot_deaf(
    idle: Desk, status: int, description: str
) -> None:
    wren = idle.world.person("Wren")
    fault = idle.world.fault(
        UNAUTHORIZED, method="getUpdates", status=status, description=description
    )
    async with idle.running():
        idle.world.say(wren, "/about")
        await idle.world.wait_for_message(wren, containing="A free bot", timeout=DEADLINE)
    assert fault.struck == 1
    failed = [entry for entry in idle.logs if entry["event"] == "polling_failed"]
    assert [entry["error"] for entry in failed] == [f"status {status}"]


# --- in a broadcast ------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [Form.SUMMARIES, Form.FILE, Form.RICH])
async def test_a_message_of_a_broadcast_that_is_rejected_is_sent_again_in_its_form(
    desk: Desk, form: Form
) -> None:
    wren = await desk.subscriber("Wren", form=form)
    fault = desk.world.fault(UNAUTHORIZED, chat_id=wren.id)
    await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
    await desk.deliver()
    assert fault.struck == 1
    (digest,) = desk.world.inbox(wren)
    assert ("rich_message" in digest.content) is (form is Form.RICH)
    assert ("document" in digest.content) is (form is Form.FILE)
    assert (await desk.store.subscribers.counts())[SubscriberState.ACTIVE] == 1
    assert not await desk.store.ledger.exceptions(1)
    (logged,) = [entry for entry in desk.logs if entry["event"] == "bot_rejected"]
    assert logged["kind"] == "InvalidToken"


async def test_a_card_that_is_rejected_publishes_all_the_same(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    preview = await desk.draft()
    desk.world.fault(UNAUTHORIZED, text="Going out")
    pressed = await desk.pressed(desk.editor, preview, "📣 Publish now")
    assert pressed.toast == "📣 Published."
    await desk.deliver()
    assert len(desk.world.inbox(wren)) == 1


# --- in an answer --------------------------------------------------------------------------------


async def test_who_asked_for_what_is_rejected_is_told_that_something_went_wrong(
    desk: Desk, wren: Person
) -> None:
    desk.world.fault(UNAUTHORIZED, chat_id=wren.id)
    assert (await desk.told(wren, "/about")).startswith(WRONG)
    (logged,) = [entry for entry in desk.logs if entry["event"] == "handler_failed"]
    assert logged["error"] == "InvalidToken"
    assert DEMO_TOKEN not in str(desk.logs)


async def test_a_rejected_rich_answer_is_not_taken_for_a_missing_method(desk: Desk) -> None:
    wren = await desk.subscriber("Wren", form=Form.RICH)
    await desk.publish()
    desk.world.fault(UNAUTHORIZED, method="sendRichMessage")
    assert (await desk.told(wren, "/today")).startswith(WRONG)


async def test_a_rejected_rich_sample_is_not_taken_for_a_missing_form(
    desk: Desk, wren: Person
) -> None:
    (card,) = await desk.said(wren, "/settings")
    await desk.pressed(wren, card, "📄 Layout")
    desk.world.fault(UNAUTHORIZED, method="sendRichMessage")
    pressed = await desk.pressed(wren, card, "One rich message")
    assert pressed.toast.startswith(WRONG)
    assert pressed.alert
    assert not pressed.messages


async def test_a_file_whose_download_is_rejected_is_asked_for_again_by_its_editor(
    desk: Desk,
) -> None:
    desk.world.fault(UNAUTHORIZED, method="getFile")
    (answer,) = await desk.posted()
    assert answer.text.startswith(WRONG)
    (preview,) = await desk.posted()
    assert "2 items" in preview.text


# --- in what is sent by itself -------------------------------------------------------------------


async def test_a_reminder_that_is_rejected_is_sent_at_the_next_look(
    desk: Desk, wren: Person
) -> None:
    await desk.publish()
    (item,) = await desk.said(wren, "2")
    await desk.pressed(wren, item, "🔖 Save")
    await desk.pressed(wren, item, "⏰ Tonight")
    desk.now = desk.now.replace(hour=20, minute=0)
    before = len(desk.world.received(wren.id))
    fault = desk.world.fault(UNAUTHORIZED, chat_id=wren.id)
    assert not await desk.bot.reminders.send_due()
    assert fault.struck == 1
    assert len(desk.world.received(wren.id)) == before
    desk.now += timedelta(hours=1)
    assert await desk.bot.reminders.send_due()
    assert len(desk.world.received(wren.id)) == before + 1


async def test_who_is_back_and_whose_greeting_is_rejected_is_told_by_the_next_index(
    desk: Desk,
) -> None:
    wren = await desk.subscriber("Wren")
    desk.world.block(wren)
    await desk.handled()
    edition = await desk.publish()
    await desk.store.ledger.open_broadcast(
        edition.id, BroadcastKind.EDITION, day=DAY, at=desk.now, by=None
    )
    await desk.deliver()
    desk.now += timedelta(hours=1)
    fault = desk.world.fault(UNAUTHORIZED, chat_id=wren.id)
    desk.world.unblock(wren)
    await desk.handled()
    assert fault.struck == 1
    assert (await desk.store.subscribers.counts())[SubscriberState.ACTIVE] == 1
    desk.now += timedelta(days=1)
    await desk.services.broadcasts.plan()
    await desk.deliver()
    assert "1 edition since Fri, Nov 20" in desk.world.received(wren.id)[-1].text


async def test_an_edition_that_is_rejected_at_the_sign_up_comes_at_their_hour(
    desk: Desk, wren: Person
) -> None:
    edition = await desk.publish()
    await desk.store.ledger.open_broadcast(
        edition.id, BroadcastKind.EDITION, day=DAY, at=desk.now, by=None
    )
    await desk.said(wren, "/settings 20:00")
    desk.world.fault(UNAUTHORIZED, chat_id=wren.id, text="The ferry runs again")
    told = await desk.said(wren, "/subscribe")
    assert told[-1].text.startswith(WRONG)
    assert (await desk.store.subscribers.counts())[SubscriberState.ACTIVE] == 1
    desk.now = desk.now.replace(hour=20, minute=0)
    await desk.services.broadcasts.plan()
    await desk.deliver()
    assert "The ferry runs again" in desk.world.received(wren.id)[-1].text
