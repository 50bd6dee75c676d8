"""What a person hears when a handler fails, and what the log keeps to itself."""

from __future__ import annotations

import re

import pytest

from bot.views.callbacks import TurnSearch
from digests.errors import StoreBusyError, StoreError
from simulator.protocol.faults import FaultKind
from simulator.state.people import Person
from tests.support.desk import Desk, texts

BUSY = "I am very busy just now. Please try again in a moment."
WRONG = "Something went wrong here. Nothing is lost; please try again."
SECRET = "the words of a reader"  # noqa: S105 - no password


@pytest.fixture
def failing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """What the search raises, the last first."""
    failures: list[Exception] = []

    async def find(*_: object, **__: object) -> None:
        raise failures[-1]

    monkeypatch.setattr(type(desk.store.search), "find", find)
    return failures


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (StoreBusyError("locked"), BUSY),
        (StoreError("database or disk is full"), "I can't save anything just now"),
        (RuntimeError("broken"), WRONG),
    ],
)
async def test_who_asked_is_told_in_a_sentence_and_the_log_holds_no_word_of_theirs(
    desk: Desk, wren: Person, failing: list[Exception], failure: Exception, told: str
) -> None:
    failing.append(failure)
    (answer,) = await desk.said(wren, f"/search {SECRET}")
    assert answer.text.startswith(told)
    (logged,) = [entry for entry in desk.logs if entry["event"] == "handler_failed"]
    assert logged["error"] == type(failure).__name__
    assert re.fullmatch(r"E-[2-9A-HJ-NP-Z]{4}", logged["id"])
    assert answer.text.endswith(f"({logged['id']})")
    assert isinstance(logged["update"], int)
    assert SECRET not in str(desk.logs)
    assert "Wren" not in str(desk.logs)


async def test_owners_are_told_of_a_kind_of_fault_once_an_hour(
    desk: Desk, wren: Person, failing: list[Exception]
) -> None:
    failing.append(RuntimeError("broken"))
    for _ in range(3):
        await desk.said(wren, "/search ferry")
    failing.append(StoreBusyError("locked"))  # no fault of the bot's; alerts tell of it by itself
    await desk.said(wren, "/search ferry")
    desk.world.news(desk.editor)
    await desk.bot.alerts.look()
    (told,) = desk.world.news(desk.editor)
    first = next(entry for entry in desk.logs if entry["event"] == "handler_failed")
    assert f"RuntimeError ({first['id']})" in told.text
    assert SECRET not in told.text


async def test_who_pressed_is_told_by_an_alert(
    desk: Desk, wren: Person, failing: list[Exception]
) -> None:
    desk.world.unblock(wren)
    failing.append(StoreBusyError("locked"))
    pressed = await desk.pressed_of_old(wren, TurnSearch(5, "ferry").pack())
    assert pressed.toast.startswith(BUSY)
    assert pressed.alert
    assert not pressed.messages


@pytest.mark.parametrize(
    "carried",
    ["item:1", "item:one:2", "item:-1:1", f"item:{10**18}:1", "day:never:1", "form:scroll"],
)
async def test_a_button_that_somebody_made_up_is_out_of_date(desk: Desk, carried: str) -> None:
    await desk.publish()
    pressed = await desk.pressed_of_old(desk.editor, carried)
    assert pressed.toast == "This button is out of date. /help lists what I can do."
    assert not pressed.messages


async def test_in_a_group_the_apology_is_a_reply_in_its_language(
    desk: Desk, wren: Person, failing: list[Exception]
) -> None:
    owner = desk.world.person("Owner")
    group = desk.world.supergroup("Circle", [owner, wren])
    await desk.handled()
    await desk.said(owner, "/language ja", chat=group)
    failing.append(StoreBusyError("locked"))
    (answer,) = await desk.said(wren, "/search ferry", chat=group)
    assert answer.text.startswith("ただいま")
    assert answer.reply_to


async def test_where_not_even_the_language_can_be_asked_for_it_is_that_of_the_app(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    wren = await desk.subscriber("Wren", language="en")
    wren.language_code = "ja"

    async def find(*_: object, **__: object) -> None:
        raise StoreBusyError("locked")

    monkeypatch.setattr(type(desk.store.subscribers), "find", find)
    (answer,) = await desk.said(wren, "/about")
    assert answer.text.startswith("ただいま")


async def test_what_telegram_refuses_for_its_content_comes_in_plain_words(
    desk: Desk, wren: Person
) -> None:
    desk.world.fault(FaultKind.BAD_REQUEST, chat_id=wren.id)
    (answer,) = await desk.said(wren, "/about")
    assert answer.text.startswith("🗞")
    assert "entities" not in answer.content


async def test_who_asked_for_what_telegram_refuses_in_any_words_is_told_so(
    desk: Desk, wren: Person
) -> None:
    desk.world.fault(FaultKind.BAD_REQUEST, chat_id=wren.id, count=2)
    assert (await desk.told(wren, "/privacy")).startswith(WRONG)


async def test_nobody_is_apologised_to_who_can_not_be_reached(desk: Desk, wren: Person) -> None:
    desk.world.fault(FaultKind.BLOCKED, chat_id=wren.id)
    assert not await desk.said(wren, "/about")
    assert [entry["event"] for entry in desk.logs] == ["handler_failed"]


async def test_whoever_is_answered_in_no_try_is_told_at_the_end(desk: Desk, wren: Person) -> None:
    desk.world.fault(FaultKind.SERVER_ERROR, chat_id=wren.id, count=2)
    assert (await desk.told(wren, "/about")).startswith(WRONG)


@pytest.mark.parametrize(
    "kind", [FaultKind.SERVER_ERROR, FaultKind.CUT_BEFORE, FaultKind.BAD_GATEWAY]
)
@pytest.mark.parametrize("method", ["sendChatAction", "getFile"])
async def test_one_failure_loses_no_upload(desk: Desk, kind: FaultKind, method: str) -> None:
    desk.world.fault(kind, method=method)
    assert (await desk.posted())[-1].buttons


async def test_a_typing_sign_that_is_refused_loses_no_upload(desk: Desk) -> None:
    desk.world.fault(FaultKind.BAD_REQUEST, method="sendChatAction", count=9)
    assert (await desk.posted())[-1].buttons


async def test_an_apology_that_can_not_be_said_is_no_second_failure(
    desk: Desk, wren: Person, failing: list[Exception]
) -> None:
    failing.append(RuntimeError("broken"))
    desk.world.fault(FaultKind.BLOCKED, chat_id=wren.id)
    assert not await desk.said(wren, "/search ferry")
    assert [entry["event"] for entry in desk.logs] == ["handler_failed"]
    assert texts(desk.world.inbox(wren)) == []


# --- how loud a failure is -----------------------------------------------------------------------


def told(desk: Desk) -> list[tuple[str, bool]]:
    """How loud each failure of a handler was, and whether with a traceback."""
    failed = [entry for entry in desk.logs if entry["event"] == "handler_failed"]
    return [(entry["log_level"], bool(entry["exc_info"])) for entry in failed]


@pytest.mark.parametrize(
    ("failure", "level"),
    [
        (StoreBusyError("locked"), "warning"),
        (StoreError("database or disk is full"), "warning"),
        (RuntimeError("broken"), "error"),
    ],
)
async def test_only_a_fault_is_an_error_with_a_traceback(
    desk: Desk, wren: Person, failing: list[Exception], failure: Exception, level: str
) -> None:
    failing.append(failure)
    await desk.said(wren, "/search ferry")
    assert told(desk) == [(level, level == "error")]


@pytest.mark.parametrize(
    ("kind", "description", "level"),
    [
        (FaultKind.BLOCKED, None, "info"),
        (FaultKind.DEACTIVATED, None, "info"),
        (FaultKind.BAD_REQUEST, "Bad Request: not enough rights to send text messages", "info"),
        (FaultKind.CHAT_NOT_FOUND, None, "info"),
        (FaultKind.SERVER_ERROR, None, "warning"),
        (FaultKind.UNAUTHORIZED, None, "warning"),
        (FaultKind.BAD_REQUEST, "Bad Request: can't parse entities", "error"),
    ],
)
async def test_what_telegram_refuses_every_day_is_no_error(
    desk: Desk, wren: Person, kind: FaultKind, description: str | None, level: str
) -> None:
    desk.world.fault(kind, chat_id=wren.id, description=description, count=None)
    await desk.said(wren, "/about")
    assert told(desk) == [(level, level == "error")]


async def test_a_press_that_is_answered_too_late_is_done_and_no_failure(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    await desk.publish()
    desk.world.fault(
        FaultKind.BAD_REQUEST,
        method="answerCallbackQuery",
        description="Bad Request: query is too old and response timeout expired or query ID is "
        "invalid",
    )
    (message,) = await desk.said(wren, "/today")
    desk.world.press(wren, message, message.buttons[0].text)
    await desk.handled()
    assert "The ferry runs again" in texts(desk.world.inbox(wren))[-1]
    assert not told(desk)
    assert "query_answered_late" in {entry["event"] for entry in desk.logs}
