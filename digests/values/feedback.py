"""The values in which readers tell the editors something: letters and votes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

LETTERS_KEPT = timedelta(days=30)
"""For how long a letter is kept; what it says only until it is answered."""


class LetterKind(StrEnum):
    """What a reader writes to the editors."""

    LETTER = "letter"  # any words
    MISTAKE = "mistake"  # that something in an item is wrong; maybe without a word


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderLetter:
    """What a reader writes to the editors about an item of an edition, given by its id.

    `user_id` is who writes, which nobody is shown. The answer goes to `chat_id` and `topic_id`,
    `below` the message of the item. `written` is the message that the words stand in: one message
    is one letter.
    """

    kind: LetterKind
    edition: int
    number: int
    words: str = field(repr=False)
    chat_id: int
    topic_id: int | None
    user_id: int
    below: int
    written: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLetter:
    """A letter with its id, and the editor who answered it first, None where nobody has."""

    id: int
    letter: ReaderLetter
    answered_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterCard:
    """A message in an editor's chat that shows a letter."""

    chat_id: int
    message_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BarredSender:
    """What is still known of somebody who was forgotten, so that they can't get round it.

    `written` is how many letters they wrote in the day before `at`.
    """

    is_blocked: bool
    written: int
    at: datetime


class Hindrance(StrEnum):
    """Why somebody can't write to the editors just now."""

    OFF = "off"  # the bot takes no letters
    BLOCKED = "blocked"  # an editor wants no more of them
    ENOUGH = "enough"  # they wrote as much as one person may a day
    CROWDED = "crowded"  # all together did


class Vote(StrEnum):
    """What a reader thinks of an item."""

    UP = "up"
    DOWN = "down"
    WITHDRAWN = "withdrawn"  # nothing any more; kept so that a press handled anew changes nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteSums:
    """How many voted for and against."""

    up: int = 0
    down: int = 0
