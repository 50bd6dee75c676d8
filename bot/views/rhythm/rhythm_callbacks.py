"""What the buttons carry by which a chat chooses its days, pauses, and what may ring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.views.callbacks import Callback
from digests.model import MINUTES_A_DAY


class Sound(StrEnum):
    """Whether what comes may ring."""

    ON = "on"  # but at night
    OFF = "off"


@dataclass(frozen=True, slots=True)
class OfferRhythm(Callback):
    """Show the days and pauses that were chosen, and offer others."""

    word = "rhythm"


@dataclass(frozen=True, slots=True)
class SetDays(Callback):
    """Bring editions on that set of weekdays (`digests.rhythm.weekday_bit`)."""

    word = "weekdays"
    weekdays: int


@dataclass(frozen=True, slots=True)
class SetRoundUp(Callback):
    """Bring a round-up on that weekday instead of editions; Monday is 0."""

    word = "roundup"
    weekday: int


@dataclass(frozen=True, slots=True)
class PauseUntil(Callback):
    """Bring nothing before that day."""

    word = "until"
    day: date


@dataclass(frozen=True, slots=True)
class OfferVacation(Callback):
    """Offer the days of a month, that of this day, to begin a vacation, or to end it after one."""

    word = "vacation"
    month: date
    first: date | None = None


@dataclass(frozen=True, slots=True)
class PauseFromTo(Callback):
    """Bring nothing from a day until another, both included."""

    word = "away"
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class EndPause(Callback):
    """Bring it again from today on."""

    word = "goon"


@dataclass(frozen=True, slots=True)
class SetSound(Callback):
    """Let what comes ring, or not."""

    word = "sound"
    sound: Sound


@dataclass(frozen=True, slots=True)
class OfferQuietHours(Callback):
    """Offer hours in which nothing rings but the edition at the minute that was chosen."""

    word = "nights"


@dataclass(frozen=True, slots=True)
class SetQuietHours(Callback):
    """Let nothing ring from a minute of the day until before another; never where they are one."""

    word = "quiet"
    begins: int
    ends: int

    def __post_init__(self) -> None:
        """Refuse what is no minute of a day."""
        if max(self.begins, self.ends) >= MINUTES_A_DAY:
            raise ValueError("that is no minute of a day")


@dataclass(frozen=True, slots=True)
class ShowMissed(Callback):
    """Send an index of what did not come of late."""

    word = "missed"


@dataclass(frozen=True, slots=True)
class TurnMissed(Callback):
    """Show in this message what was missed from one day before another, or its edition."""

    word = "earlier"
    since: date
    before: date
    edition: int | None = None
