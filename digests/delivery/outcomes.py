"""What became of one message; values, because every one of them is expected."""

from __future__ import annotations

from dataclasses import dataclass

from digests.model import PauseReason


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived; `message_id` is Telegram's, unique in its chat."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Gone:
    """It did not arrive and never will: the recipient can't be reached."""

    reason: PauseReason


@dataclass(frozen=True, slots=True)
class Moved:
    """It did not arrive: the group has a new id; send it there."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Held:
    """It did not arrive: the bot must be silent for `seconds` (Bot API, ResponseParameters).

    A 429 doesn't say whose limit it is. Whoever carries messages says `Held` only where other chats
    are refused as well, and else `HeldChat`: after `Held` nothing is sent to anybody.
    """

    seconds: float


@dataclass(frozen=True, slots=True)
class HeldChat:
    """It did not arrive: its chat must be left alone for `seconds`, others need not wait."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Refused:
    """It did not arrive because of what it says: another try would be refused too."""

    detail: str


@dataclass(frozen=True, slots=True)
class Unreached:
    """It did not arrive: no connection was made, so another try is safe."""

    detail: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can know whether it arrived: the answer was lost after the request was written.

    `answered` says that an answer came, an error of the server's own (5xx): it has hardly arrived.
    """

    detail: str
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Withheld:
    """It was not tried: the worker gave its turn back before a request was made."""


@dataclass(frozen=True, slots=True)
class Absent:
    """There is no such part: the recipient has everything already."""


Outcome = Sent | Gone | Moved | Held | HeldChat | Refused | Unreached | Unknown
"""What a carrier can say of a message."""

AttemptResult = Outcome | Withheld | Absent
"""What a worker can say of an intent."""


def label(outcome: Outcome) -> str:
    """An outcome's name in figures; those that people watch keep their names."""
    match outcome:
        case Unknown():
            return "unsure"
        case HeldChat():
            return "held_chat"
        case _:
            return type(outcome).__name__.lower()
