"""What the buttons carry by which editors change a draft.

A `revision` is that of the draft which the button was shown with: pressed later, or twice, it is
about what is no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.views.callbacks import Callback
from digests.model import ProblemKind
from digests.revisions import TextPart
from digests.values.slots import SlotKind, kind_of, number_of, slot_for


class Field(StrEnum):
    """What an editor may write anew; the first four are the edition's, the others an item's."""

    TITLE = "title"
    DAY = "day"
    GREETING = "greeting"
    AFTERWORD = "afterword"
    HEADLINE = "headline"
    SUMMARY = "summary"
    SOURCE = "source"
    OUTLET = "outlet"


OF_EDITION = frozenset({Field.TITLE, Field.DAY, Field.GREETING, Field.AFTERWORD})
NO_ITEM = 0
"""The number of an item where a button is about the edition."""


class ItemChange(StrEnum):
    """What an editor may do with an item."""

    DROP = "drop"  # leave it out
    JOIN = "join"  # make it a part of the one before
    GREETING = "greeting"  # it stands before the items
    AFTERWORD = "afterword"  # it stands behind them


class TextChange(StrEnum):
    """What an editor may do with a text that is in no item."""

    ITEM = "item"  # it is one
    GREETING = "greeting"  # it stands before the items
    AFTERWORD = "afterword"  # it stands behind them
    DROP = "drop"  # leave it out


@dataclass(frozen=True, slots=True)
class AboutDraft(Callback):
    """About a draft that is being changed."""

    edition: int


@dataclass(frozen=True, slots=True)
class ChooseSlot(AboutDraft):
    """Let the edition be of that kind; where it is an extra with a number, in the place of that."""

    word = "slot"
    revision: int
    kind: SlotKind
    number: int

    @classmethod
    def of(cls, edition: int, revision: int, slot: str) -> ChooseSlot:
        """Let the edition have a slot of its day."""
        return cls(edition, revision, kind_of(slot), number_of(slot))

    @property
    def slot(self) -> str:
        """The slot that it is to have."""
        return slot_for(self.kind, self.number)


@dataclass(frozen=True, slots=True)
class ChoosePaper(AboutDraft):
    """Let the edition be one of the paper of that key."""

    word = "ofpaper"
    revision: int
    key: str


@dataclass(frozen=True, slots=True)
class OpenChanges(AboutDraft):
    """Show what can be changed, from that place among the items on."""

    word = "changes"
    offset: int


@dataclass(frozen=True, slots=True)
class OpenItemChanges(AboutDraft):
    """Show an item with what can be changed about it."""

    word = "change"
    number: int


@dataclass(frozen=True, slots=True)
class AskWords(AboutDraft):
    """Ask what a field shall say, with what it may say as buttons."""

    word = "ask"
    number: int
    field: Field


@dataclass(frozen=True, slots=True)
class LeaveWords(AboutDraft):
    """Ask no more; a reply to the message that has this button is what the field shall say."""

    word = "leave"
    number: int
    field: Field


@dataclass(frozen=True, slots=True)
class OfferDays(AboutDraft):
    """Offer the days around one."""

    word = "days"
    around: date


@dataclass(frozen=True, slots=True)
class SetEditionDay(AboutDraft):
    """The edition is of that day."""

    word = "setday"
    revision: int
    day: date


@dataclass(frozen=True, slots=True)
class TakeTitle(AboutDraft):
    """The digest has the title of that place among those that were found."""

    word = "title"
    revision: int
    place: int


@dataclass(frozen=True, slots=True)
class TakeOutlet(AboutDraft):
    """An item is of the outlet of that place among those that are offered; of none at 0."""

    word = "outlet"
    revision: int
    number: int
    place: int


@dataclass(frozen=True, slots=True)
class ChangeItem(AboutDraft):
    """Do something with an item."""

    word = "reitem"
    revision: int
    number: int
    change: ItemChange


@dataclass(frozen=True, slots=True)
class OpenText(AboutDraft):
    """Show a text that is in no item, with what can be done with it."""

    word = "text"
    part: TextPart


@dataclass(frozen=True, slots=True)
class ChangeText(AboutDraft):
    """Do something with a text that is in no item."""

    word = "retext"
    revision: int
    part: TextPart
    change: TextChange


@dataclass(frozen=True, slots=True)
class TakeStructure(AboutDraft):
    """Read the file again, as one of the structure of that key."""

    word = "structure"
    revision: int
    key: str


@dataclass(frozen=True, slots=True)
class SettleProblem(AboutDraft):
    """What looked wrong in that way is right."""

    word = "right"
    revision: int
    kind: ProblemKind


@dataclass(frozen=True, slots=True)
class UndoChange(AboutDraft):
    """Let the draft say what it did before its last change."""

    word = "undo"
    revision: int


@dataclass(frozen=True, slots=True)
class OpenLinks(AboutDraft):
    """Show with which earlier items those of a draft go on."""

    word = "links"


@dataclass(frozen=True, slots=True)
class CutLink(AboutDraft):
    """An item goes on with nothing: what was found is another matter."""

    word = "cutlink"
    revision: int
    number: int


@dataclass(frozen=True, slots=True)
class MendLink(AboutDraft):
    """An item goes on with what was found, after all."""

    word = "mendlink"
    revision: int
    number: int


@dataclass(frozen=True, slots=True)
class CorrectAndTell(Callback):
    """The same as `ReplaceEdition`, and tell who has that edition what was changed."""

    word = "tell"
    edition: int
    revision: int | None = None


# --- announcements ---


@dataclass(frozen=True, slots=True)
class OfferReaders(Callback):
    """Ask again for whom an announcement is."""

    word = "offerreaders"
    announcement: int


@dataclass(frozen=True, slots=True)
class ChooseReaders(Callback):
    """Ask whether to send an announcement to those, as `Addressees` has them."""

    word = "readers"
    announcement: int
    language: str
    paper: str | None = None


@dataclass(frozen=True, slots=True)
class SendAnnouncement(Callback):
    """Send it to them."""

    word = "announce"
    announcement: int
    language: str
    paper: str | None = None


@dataclass(frozen=True, slots=True)
class LeaveAnnouncement(Callback):
    """Send none; a reply to the message that has this button is what it shall say."""

    word = "unannounce"
