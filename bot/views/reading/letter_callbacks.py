"""What the buttons carry by which readers write to the editors and vote, and editors answer.

`message` is the item's in the reader's chat: the answer stands below it.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.views.callbacks import AboutEdition, Callback
from digests.values.feedback import LetterKind, Vote


@dataclass(frozen=True, slots=True)
class WriteToEditor(AboutEdition):
    """Ask what somebody wants to tell the editors about an item.

    A reply to the message with this button is about that item.
    """

    word = "write"
    number: int


@dataclass(frozen=True, slots=True)
class CastVote(AboutEdition):
    """Vote on an item, instead of how the same person voted before."""

    word = "vote"
    number: int
    vote: Vote


@dataclass(frozen=True, slots=True)
class AboutLetter(AboutEdition):
    """About a letter that is being written."""

    number: int
    message: int


@dataclass(frozen=True, slots=True)
class ReportMistake(AboutLetter):
    """Ask what is wrong in an item."""

    word = "mistake"


@dataclass(frozen=True, slots=True)
class SendReport(AboutLetter):
    """Tell the editors that something in an item is wrong, without saying what."""

    word = "report"


@dataclass(frozen=True, slots=True)
class SendLetter(AboutLetter):
    """Send the words of the message that is replied to."""

    word = "letter"
    kind: LetterKind


@dataclass(frozen=True, slots=True)
class LeaveLetter(AboutLetter):
    """Write nothing; a reply to the message with this button is the letter."""

    word = "unwritten"
    kind: LetterKind


@dataclass(frozen=True, slots=True)
class SearchInstead(Callback):
    """Search for the words of the message that is replied to: they were no letter."""

    word = "sought"


@dataclass(frozen=True, slots=True)
class AboutSender(Callback):
    """About whoever wrote a letter, whom nobody is shown.

    An editor's reply to the message with such a button is the answer to the letter.
    """

    letter: int


@dataclass(frozen=True, slots=True)
class BlockSender(AboutSender):
    """Take no more letters from them."""

    word = "mute"


@dataclass(frozen=True, slots=True)
class AllowSender(Callback):
    """Take letters again from whoever was blocked for this one."""

    word = "unmute"
    letter: int
