"""What a button carries: an action and its values in 1–64 bytes (`InlineKeyboardButton`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import ClassVar, Self, get_type_hints

from digests.model import Form
from digests.rhythm import MINUTES_A_DAY

LONGEST = 64
"""Bytes that a button may carry."""
_NUMBER = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Callback:
    """What a press asks for, with its values.

    `word` names the action in what the button carries. Messages keep their buttons for years, so
    neither a word nor the order of an action's values ever changes; one that came later is the last
    and has a default, which is not written.
    """

    word: ClassVar[str]

    def pack(self) -> str:
        """What the button carries; raises `ValueError` where that is more than it can."""
        packed = _packed(self)
        if not fits(self):
            raise ValueError(f"a button can't carry {len(packed.encode())} bytes")
        return packed

    @classmethod
    def read(cls, values: str | None) -> Self:
        """What `pack` wrote behind the word; raises `ValueError` for anything else."""
        own: type = cls  # which mypy knows to be hashable
        kinds = _kinds(own)
        its = fields(cls)
        # The last value may hold colons itself.
        given = [] if values is None else values.split(":", max(0, len(its) - 1))
        if not sum(field.default is MISSING for field in its) <= len(given) <= len(its):
            raise ValueError(f"{len(given)} values are too few or too many")
        named = zip(its, given, strict=False)
        return cls(**{field.name: _read(kinds[field.name], value) for field, value in named})


@cache
def _kinds(kind: type) -> Mapping[str, type]:
    """What each value of a button is; Python reads that anew from the annotations each time."""
    return get_type_hints(kind)


def fits(callback: Callback) -> bool:
    """Whether a button can carry it."""
    return len(_packed(callback).encode()) <= LONGEST


def _packed(callback: Callback) -> str:
    values = (getattr(callback, field.name) for field in fields(callback))
    return ":".join((callback.word, *(str(value) for value in values if value is not None)))


class PageWords(StrEnum):
    """In which words the pages of an edition go on, where not as the chat chose."""

    ORIGINAL = "o"
    TRANSLATION = "t"


def _number(written: str) -> int:
    if not _NUMBER.fullmatch(written):
        raise ValueError(f"{written!r} is no number of ours")
    return int(written)


_READERS: Mapping[object, Callable[[str], object]] = MappingProxyType(
    {
        int: _number,
        int | None: _number,
        str: str,
        str | None: str,
        date: date.fromisoformat,
        date | None: date.fromisoformat,
        PageWords | None: PageWords,
    }
)


def _read(kind: type, value: str) -> object:
    """A value of a kind, one of an enum by its word; raises `ValueError` for anything else."""
    return _READERS[kind](value) if kind in _READERS else kind(value)


# --- reading ---


@dataclass(frozen=True, slots=True)
class AboutEdition(Callback):
    """Below a message about an edition, which a reply to that message is about as well."""

    edition: int


@dataclass(frozen=True, slots=True)
class OpenItem(AboutEdition):
    """Open an item in a message of its own."""

    word = "item"
    number: int


@dataclass(frozen=True, slots=True)
class TurnToItem(AboutEdition):
    """Show another item in this message."""

    word = "turn"
    number: int


@dataclass(frozen=True, slots=True)
class OpenHit(Callback):
    """Open an item that a search found; the message with its button is about several editions."""

    word = "hit"
    edition: int
    number: int


@dataclass(frozen=True, slots=True)
class OpenItemOfDay(Callback):
    """Open an item of the edition of a day; what searches offered in earlier releases."""

    word = "day"
    day: date
    number: int


@dataclass(frozen=True, slots=True)
class OpenEdition(AboutEdition):
    """Open an edition."""

    word = "edition"


@dataclass(frozen=True, slots=True)
class TurnToPage(AboutEdition):
    """Show an edition in this message: the page on which the item of that number stands."""

    word = "leaf"
    number: int
    words: PageWords | None = None


@dataclass(frozen=True, slots=True)
class ListPages(AboutEdition):
    """Show in this message which pages an edition has."""

    word = "index"
    words: PageWords | None = None


@dataclass(frozen=True, slots=True)
class ListSources(AboutEdition):
    """List an edition's links."""

    word = "sources"


@dataclass(frozen=True, slots=True)
class OpenArchive(Callback):
    """Show past editions from that one on, in a message of their own."""

    word = "archive"
    offset: int


@dataclass(frozen=True, slots=True)
class TurnArchive(Callback):
    """Show other past editions in this message."""

    word = "page"
    offset: int


@dataclass(frozen=True, slots=True)
class TurnCalendar(Callback):
    """Show another month in this message: that of this day."""

    word = "month"
    day: date


@dataclass(frozen=True, slots=True)
class FillPlace(Callback):
    """Nothing: a day in a calendar that has no edition."""

    word = "none"


@dataclass(frozen=True, slots=True)
class SayWords(Callback):
    """The same as these words, typed."""

    word = "say"
    words: str


@dataclass(frozen=True, slots=True)
class TurnSearch(Callback):
    """Show other hits of a search in this message, newest first; `words` are those looked for."""

    word = "found"
    offset: int
    words: str


@dataclass(frozen=True, slots=True)
class TurnLongSearch(Callback):
    """The same for words too long for a button; `key` is where they are remembered."""

    word = "longsearch"
    offset: int
    key: str


@dataclass(frozen=True, slots=True)
class TurnBest(Callback):
    """Show other hits of a search in this message, the best first."""

    word = "best"
    offset: int
    words: str


@dataclass(frozen=True, slots=True)
class TurnLongBest(Callback):
    """The same for words too long for a button; `key` is where they are remembered."""

    word = "longbest"
    offset: int
    key: str


# --- what a chat chooses ---


@dataclass(frozen=True, slots=True)
class InChannel(Callback):
    """What another button asks for, about a channel; pressed in the private chat.

    `channel` is its id without the sign, `packed` what the other button carries.
    """

    word = "ch"
    channel: int
    packed: str


@dataclass(frozen=True, slots=True)
class Subscribe(Callback):
    """Start the daily delivery."""

    word = "subscribe"


@dataclass(frozen=True, slots=True)
class Unsubscribe(Callback):
    """End the daily delivery."""

    word = "unsubscribe"


@dataclass(frozen=True, slots=True)
class ShowSettings(Callback):
    """Show what was chosen."""

    word = "settings"


@dataclass(frozen=True, slots=True)
class OfferLanguages(Callback):
    """Offer the languages."""

    word = "languages"


@dataclass(frozen=True, slots=True)
class SetLanguage(Callback):
    """Speak the language of that code from now on."""

    word = "language"
    code: str


@dataclass(frozen=True, slots=True)
class OfferHours(Callback):
    """Offer the hours."""

    word = "hours"


@dataclass(frozen=True, slots=True)
class OfferAllHours(Callback):
    """Offer all hours of the day."""

    word = "allhours"


@dataclass(frozen=True, slots=True)
class SetMinute(Callback):
    """Deliver at that minute of the day, 0–1439."""

    word = "hour"
    minute: int

    def __post_init__(self) -> None:
        """Refuse what is no minute of a day."""
        if not 0 <= self.minute < MINUTES_A_DAY:
            raise ValueError(f"{self.minute} is no minute of a day")


@dataclass(frozen=True, slots=True)
class OfferZones(Callback):
    """Offer time zones."""

    word = "zones"


@dataclass(frozen=True, slots=True)
class SetZone(Callback):
    """Live by the clock of that IANA zone."""

    word = "zone"
    zone: str


@dataclass(frozen=True, slots=True)
class OfferForms(Callback):
    """Offer the forms in which an edition can arrive."""

    word = "forms"


@dataclass(frozen=True, slots=True)
class SetForm(Callback):
    """Arrive in that form; in the rich one after a trial."""

    word = "form"
    form: Form


@dataclass(frozen=True, slots=True)
class AcceptRichForm(Callback):
    """The rich sample can be read: arrive in that form."""

    word = "read"


@dataclass(frozen=True, slots=True)
class DeclineRichForm(Callback):
    """The rich sample can't be read: keep the former form."""

    word = "unread"


@dataclass(frozen=True, slots=True)
class ForgetChat(Callback):
    """Delete what is kept about the chat."""

    word = "forget"


# --- what editors decide about an edition ---


@dataclass(frozen=True, slots=True)
class ShowPreview(Callback):
    """Back to what was understood of a draft."""

    word = "preview"
    edition: int


@dataclass(frozen=True, slots=True)
class ShowAsReader(Callback):
    """See a draft as readers will."""

    word = "show"
    edition: int


@dataclass(frozen=True, slots=True)
class OfferPreviews(Callback):
    """Offer an edition in each form and language, that language chosen; and tests."""

    word = "previews"
    edition: int
    language: str


@dataclass(frozen=True, slots=True)
class PreviewAs(Callback):
    """See an edition as a reader of that language and form gets it."""

    word = "as"
    edition: int
    language: str
    form: Form


@dataclass(frozen=True, slots=True)
class SendTestToMe(Callback):
    """Send an edition, marked as a test, to whoever presses."""

    word = "testme"
    edition: int


@dataclass(frozen=True, slots=True)
class SendTestToChat(Callback):
    """Send an edition, marked as a test, to the test chat."""

    word = "testchat"
    edition: int


@dataclass(frozen=True, slots=True)
class PublishDraft(Callback):
    """Publish a draft."""

    word = "publish"
    edition: int


@dataclass(frozen=True, slots=True)
class PublishAnyway(Callback):
    """Publish a draft although a problem blocks it."""

    word = "confirm"
    edition: int


@dataclass(frozen=True, slots=True)
class PublishOld(Callback):
    """Publish a draft although its day is long past."""

    word = "publishold"
    edition: int


@dataclass(frozen=True, slots=True)
class ArchiveOnly(Callback):
    """Publish a draft, seen in that revision, without sending it to anybody."""

    word = "archiveonly"
    edition: int
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class AskMoment(Callback):
    """Ask when a draft, seen in that revision, shall be published."""

    word = "schedule"
    edition: int
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class PublishAt(Callback):
    """Publish a draft, seen in that revision, at that instant, in seconds since 1970."""

    word = "at"
    edition: int
    timestamp: int
    revision: int | None = None

    @classmethod
    def of(cls, edition: int, moment: datetime, revision: int | None) -> PublishAt:
        """Publish a draft at an aware moment."""
        return cls(edition, int(moment.timestamp()), revision)

    @property
    def moment(self) -> datetime:
        """The instant, in UTC."""
        return datetime.fromtimestamp(self.timestamp, UTC)


@dataclass(frozen=True, slots=True)
class ReplaceEdition(Callback):
    """Let a draft, seen in that revision, take the place of its day's edition."""

    word = "replace"
    edition: int
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class DiscardDraft(Callback):
    """Throw a draft away."""

    word = "discard"
    edition: int


@dataclass(frozen=True, slots=True)
class AskRecall(Callback):
    """Ask whether an edition shall be taken back."""

    word = "recall"
    edition: int


@dataclass(frozen=True, slots=True)
class RecallEdition(Callback):
    """Take an edition back."""

    word = "recallnow"
    edition: int


# --- how editors steer a broadcast ---


@dataclass(frozen=True, slots=True)
class SteerBroadcast(Callback):
    """Change how a broadcast goes on."""

    broadcast: int


@dataclass(frozen=True, slots=True)
class SendNow(SteerBroadcast):
    """Send it now to those whose hour is still to come."""

    word = "hurry"


@dataclass(frozen=True, slots=True)
class PauseBroadcast(SteerBroadcast):
    """Write to nobody else until it is resumed."""

    word = "pause"


@dataclass(frozen=True, slots=True)
class ResumeBroadcast(SteerBroadcast):
    """Go on."""

    word = "resume"


@dataclass(frozen=True, slots=True)
class CancelBroadcast(SteerBroadcast):
    """Stop it."""

    word = "cancel"


@dataclass(frozen=True, slots=True)
class ResendUnknown(SteerBroadcast):
    """Send again what may not have arrived."""

    word = "resend"


@dataclass(frozen=True, slots=True)
class AssumeDelivered(SteerBroadcast):
    """Take what may not have arrived as arrived."""

    word = "trust"


@dataclass(frozen=True, slots=True)
class RetryRefused(SteerBroadcast):
    """Send again what was refused."""

    word = "retry"


@dataclass(frozen=True, slots=True)
class RetryTooLate(SteerBroadcast):
    """Send it to those for whom it was too late."""

    word = "late"
