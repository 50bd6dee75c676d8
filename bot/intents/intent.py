"""What people can mean: an intent is one thing that the bot can do about what was said to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.views.callbacks import Callback
from digests.values.rules import Stance
from digests.values.saved import ReminderTime
from digests.values.slots import SlotKind

# --- which edition is meant ---


@dataclass(frozen=True, slots=True)
class Shown:
    """The edition that is replied to or was shown last in this chat, else the latest."""


@dataclass(frozen=True, slots=True)
class Latest:
    """The edition of the newest day."""


@dataclass(frozen=True, slots=True)
class OfDay:
    """The edition of a day, which may have none."""

    day: date


@dataclass(frozen=True, slots=True)
class OfIssue:
    """The edition that carries this number: `第2号`."""

    number: int


@dataclass(frozen=True, slots=True)
class OfSlot:
    """The edition of a kind among those of a day, the newest of it where none is named: `夕刊`."""

    kind: SlotKind
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """The edition of the nearest day that has one, behind that of the one shown.

    Before it where `by` is negative.
    """

    by: int


EditionReference = Shown | Latest | OfDay | OfIssue | OfSlot | Beside

# --- what is wanted ---


@dataclass(frozen=True, slots=True)
class ReadItems:
    """Open items, in this order; a number below 0 counts from the end, -1 is the last one's."""

    numbers: tuple[int, ...]
    edition: EditionReference = Shown()


@dataclass(frozen=True, slots=True)
class ReadEdition:
    """Open an edition."""

    edition: EditionReference


@dataclass(frozen=True, slots=True)
class ReadSources:
    """List the links of an edition, or of some of its items; `of_item` of the one shown last."""

    numbers: tuple[int, ...] = ()
    edition: EditionReference = Shown()
    of_item: bool = False


@dataclass(frozen=True, slots=True)
class ReadPictures:
    """Show the pictures of an edition, or of some of its items; `of_item` of the one shown last."""

    numbers: tuple[int, ...] = ()
    edition: EditionReference = Shown()
    of_item: bool = False


@dataclass(frozen=True, slots=True)
class ReadFile:
    """Have an edition as a file: to keep, to print, to pass on."""

    edition: EditionReference = Shown()


@dataclass(frozen=True, slots=True)
class ReadAloud:
    """Hear an edition instead of reading it."""

    edition: EditionReference = Shown()


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """Show the item that was shown last once more, with its buttons; the edition if none was."""


@dataclass(frozen=True, slots=True)
class Step:
    """Go on to the item that stands so many behind the one shown last; before it if negative."""

    by: int


@dataclass(frozen=True, slots=True)
class ReadArchive:
    """List past editions, those of one month or all."""

    month: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class NotYet:
    """A day that has not come was asked for."""

    day: date


@dataclass(frozen=True, slots=True)
class ChooseMinute:
    """Have the digest at this minute of the day, 0–1439, by the chat's clock."""

    minute: int


@dataclass(frozen=True, slots=True)
class ChooseZone:
    """Live by the clock of this IANA time zone."""

    zone: str


@dataclass(frozen=True, slots=True)
class AskAboutPlace:
    """A place was named: its clock may be meant, or news about it. People are asked which."""

    zone: str
    words: str


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    """Be spoken to in this language of the bot's."""

    code: str


@dataclass(frozen=True, slots=True)
class Carry:
    """Carry out a command of the table, with the words behind it."""

    command: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Suggest:
    """No command is called so, but these are nearly; the best first, none where none is near."""

    commands: tuple[str, ...]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Find:
    """Search for words."""

    words: str


@dataclass(frozen=True, slots=True)
class Remind:
    """Be reminded then of the item that is replied to, was saved, or was shown last."""

    when: ReminderTime


@dataclass(frozen=True, slots=True)
class Save:
    """Save the item of that number; without one what is replied to or was shown last."""

    number: int | None = None


@dataclass(frozen=True, slots=True)
class ReadStory:
    """Unfold the story that words name, else that of the item replied to or shown last."""

    words: str = ""


@dataclass(frozen=True, slots=True)
class PressButton:
    """Do what a button does, as if it were pressed."""

    callback: Callback


@dataclass(frozen=True, slots=True)
class PutInWords:
    """Follow or mute what these words name."""

    words: str
    stance: Stance


@dataclass(frozen=True, slots=True)
class OfferToFollow:
    """Choose what to follow or mute of the item that is replied to or was shown last."""


@dataclass(frozen=True, slots=True)
class WriteLetter:
    """Tell the editors something about an item, if it is no search. People are asked which."""

    words: str


@dataclass(frozen=True, slots=True)
class ChangeLook:
    """Have what the bot writes in larger letters or other colours, which Telegram chooses."""


@dataclass(frozen=True, slots=True)
class TellEditors:
    """Write to the editors, without saying what yet."""


@dataclass(frozen=True, slots=True)
class Courtesy:
    """A greeting or thanks."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No letter and no figure was said: a smile, a row of dots."""


Intent = (
    ReadItems
    | ReadEdition
    | ReadSources
    | ReadPictures
    | ReadFile
    | ReadAloud
    | ReadAgain
    | Step
    | ReadArchive
    | NotYet
    | ChooseMinute
    | ChooseZone
    | AskAboutPlace
    | ChooseLanguage
    | Carry
    | Suggest
    | Find
    | Remind
    | Save
    | ReadStory
    | PressButton
    | PutInWords
    | OfferToFollow
    | WriteLetter
    | ChangeLook
    | TellEditors
    | Courtesy
    | Nothing
)
