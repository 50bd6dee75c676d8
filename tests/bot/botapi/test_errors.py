"""Every error of the carrier has one outcome."""

from __future__ import annotations

from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.botapi.errors import is_revoked_token, is_stale_file, is_unknown_method, outcome_of
from bot.botapi.transport import AnswerLateError, AnswerLostError, NotConnectedError
from bot.outbox.holds import ChatHeld
from digests.delivery.outcomes import (
    Gone,
    Held,
    HeldChat,
    Moved,
    Outcome,
    Refused,
    Sent,
    Unknown,
    Unreached,
)
from digests.model import PauseReason

pytestmark = pytest.mark.filterwarnings("ignore:.*PTB_TIMEDELTA")


def bad(text: str) -> BadRequest:
    return BadRequest(f"Bad Request: {text}")


def forbidden(text: str) -> Forbidden:
    return Forbidden(f"Forbidden: {text}")


REVOKED = InvalidToken("Unauthorized")
UNKNOWN = EndPointNotFound("Endpoint 'sendX' not found")

GONE = [
    (forbidden("bot was blocked by the user"), PauseReason.BLOCKED),
    (bad("USER_IS_BLOCKED"), PauseReason.BLOCKED),
    (forbidden("bot can't initiate conversation with a user"), PauseReason.BLOCKED),
    (forbidden("user is deactivated"), PauseReason.DEACTIVATED),
    (bad("INPUT_USER_DEACTIVATED"), PauseReason.DEACTIVATED),
    (forbidden("bot was kicked from the supergroup chat"), PauseReason.KICKED),
    (forbidden("bot was kicked from the channel chat"), PauseReason.KICKED),
    (forbidden("bot is not a member of the channel chat"), PauseReason.KICKED),
    (bad("CHANNEL_PRIVATE"), PauseReason.KICKED),
    (bad("chat not found"), PauseReason.CHAT_NOT_FOUND),
    (bad("user not found"), PauseReason.CHAT_NOT_FOUND),
    (bad("PEER_ID_INVALID"), PauseReason.CHAT_NOT_FOUND),
    (forbidden("the group chat was deleted"), PauseReason.CHAT_NOT_FOUND),
    (bad("group chat was deactivated"), PauseReason.CHAT_NOT_FOUND),
    (bad("group chat was upgraded to a supergroup chat"), PauseReason.CHAT_NOT_FOUND),
    (bad("message thread not found"), PauseReason.TOPIC_GONE),
    (bad("TOPIC_CLOSED"), PauseReason.TOPIC_GONE),
    (bad("TOPIC_DELETED"), PauseReason.TOPIC_GONE),
    (bad("TOPIC_ID_INVALID"), PauseReason.TOPIC_GONE),
    (bad("not enough rights to send text messages to the chat"), PauseReason.NO_RIGHTS),
    (bad("have no rights to send a message"), PauseReason.NO_RIGHTS),
    (bad("need administrator rights in the channel chat"), PauseReason.NO_RIGHTS),
    (forbidden("CHAT_WRITE_FORBIDDEN"), PauseReason.NO_RIGHTS),
    (bad("CHAT_RESTRICTED"), PauseReason.NO_RIGHTS),
    (bad("CHAT_ADMIN_REQUIRED"), PauseReason.NO_RIGHTS),
    (bad("CHAT_SEND_PLAIN_FORBIDDEN"), PauseReason.NO_RIGHTS),
    (forbidden("bots can't send messages to bots"), PauseReason.NO_RIGHTS),
]

REFUSED = [
    bad("can't parse entities: unsupported start tag"),
    bad("message is too long"),
    bad("BUTTON_DATA_INVALID"),
    forbidden("something nobody has read before"),
    NetworkError("Request Entity Too Large"),
    NetworkError("Not Implemented: this server lacks it"),
    UNKNOWN,
]

UNSURE = [
    NetworkError("Internal Server Error"),
    NetworkError("Bad Gateway (502). Parsing the server response b'<html>' failed"),
    TelegramError("Invalid server response"),
    TimedOut(),
    AnswerLostError("connection cut"),
    AnswerLateError("no answer in time"),
]


@pytest.mark.parametrize(("error", "reason"), GONE, ids=str)
def test_who_can_t_be_reached_is_gone(error: TelegramError, reason: PauseReason) -> None:
    assert outcome_of(error) == Gone(reason)


@pytest.mark.parametrize("error", REFUSED, ids=str)
def test_what_is_refused_for_its_content_costs_nobody_a_subscription(
    error: TelegramError,
) -> None:
    assert outcome_of(error) == Refused(error.message)


@pytest.mark.parametrize("error", UNSURE, ids=str)
def test_without_an_answer_nobody_knows(error: TelegramError) -> None:
    assert outcome_of(error) == Unknown(error.message)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (lambda: RetryAfter(17), Held(17)),
        (lambda: ChatHeld(17), HeldChat(17)),
        (lambda: RetryAfter(timedelta(seconds=1.5)), Held(1.5)),
        (lambda: NetworkError("Too Many Requests: retry after 9"), Held(9)),
        (lambda: NetworkError("Too Many Requests"), Held(1)),
        (lambda: ChatMigrated(-100123), Moved(-100123)),
        (lambda: NotConnectedError("refused"), Unreached("refused")),
    ],
)
def test_pauses_moves_and_refused_connections_are_told_apart(
    error: object, outcome: Outcome
) -> None:
    assert callable(error)
    assert outcome_of(error()) == outcome


def test_a_pause_is_read_as_a_time_span_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    assert outcome_of(RetryAfter(17)) == Held(17)


@pytest.mark.parametrize(
    "error",
    [
        bad("message is not modified: specified new message content is the same"),
        bad("message to edit not found"),
        bad("message to delete not found"),
        bad("message can't be edited"),
        bad("message can't be deleted for everyone"),
        bad("MESSAGE_ID_INVALID"),
    ],
    ids=str,
)
def test_an_edit_that_leaves_nothing_to_do_is_done(error: BadRequest) -> None:
    assert outcome_of(error, message_id=5) == Sent(5)
    assert outcome_of(error) == Refused(error.message)


@pytest.mark.parametrize(
    "error", [InvalidToken(), Conflict("another poller"), REVOKED, ValueError("ours")], ids=repr
)
def test_a_fault_of_the_bot_is_no_outcome(error: Exception) -> None:
    with pytest.raises(type(error)):
        outcome_of(error)


def test_a_revoked_token_is_not_taken_for_an_unknown_method() -> None:
    assert is_unknown_method(UNKNOWN)
    assert not is_unknown_method(REVOKED)
    assert is_revoked_token(REVOKED)
    assert not is_revoked_token(InvalidToken("Not Found"))


@pytest.mark.parametrize(
    "text",
    [
        "wrong file identifier/HTTP URL specified",
        "wrong remote file identifier specified: Wrong string length",
        "wrong file_id or the file is temporarily unavailable",
        "FILE_REFERENCE_EXPIRED",
    ],
)
def test_a_file_that_telegram_forgot_is_recognised(text: str) -> None:
    assert is_stale_file(bad(text))
    assert not is_stale_file(bad("chat not found"))
