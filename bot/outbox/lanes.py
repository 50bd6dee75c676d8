"""On which terms a request leaves."""

from __future__ import annotations

from enum import Enum, auto


class Lane(Enum):
    """An answer waits for its turn, and goes ahead of any broadcast.

    A notice is an answer that may take the last place of a group's limit, kept for it. A reminder
    waits like an answer, but does not go out again where it may have arrived. A broadcast
    comes at its own rate and does not wait: inside a hold, or beyond its chat's limit, it is
    refused as Telegram would.
    """

    ANSWER = auto()
    NOTICE = auto()
    REMINDER = auto()
    BROADCAST = auto()
