"""What the buttons carry by which editors decide when a draft appears, and whether it goes on.

A `revision` is that of the draft which the button was shown with: what says something else by now
is shown before it is published.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from bot.views.callbacks import Callback, SteerBroadcast


class Told(StrEnum):
    """What an editor was told before they said that a draft is to be published."""

    COUNTS = "counts"  # how many items, doubts and readers there are
    PROBLEMS = "problems"  # what blocks it
    DAY = "day"  # that its day is long past or far ahead


@dataclass(frozen=True, slots=True)
class AskPublish(Callback):
    """Ask whether a draft shall be published now."""

    word = "askpublish"
    edition: int
    revision: int


@dataclass(frozen=True, slots=True)
class ConfirmPublish(Callback):
    """Publish a draft now, of which that was seen."""

    word = "publishnow"
    edition: int
    revision: int
    told: Told


@dataclass(frozen=True, slots=True)
class PublishAtHour(Callback):
    """Publish a draft so that each reader gets it at their hour."""

    word = "athour"
    edition: int
    revision: int


@dataclass(frozen=True, slots=True)
class PublishAtAnyway(Callback):
    """Publish a draft at that instant, in seconds since 1970, whatever its day."""

    word = "atanyway"
    edition: int
    timestamp: int
    revision: int | None = None

    @classmethod
    def of(cls, edition: int, moment: datetime, revision: int | None) -> PublishAtAnyway:
        """Publish a draft at an aware moment."""
        return cls(edition, int(moment.timestamp()), revision)

    @property
    def moment(self) -> datetime:
        """The instant, in UTC."""
        return datetime.fromtimestamp(self.timestamp, UTC)


@dataclass(frozen=True, slots=True)
class Unschedule(Callback):
    """Let what is scheduled, goes out in a moment or waits for another editor be a draft again."""

    word = "unschedule"
    edition: int


@dataclass(frozen=True, slots=True)
class Approve(Callback):
    """Agree to what another editor decided about a draft."""

    word = "approve"
    edition: int


@dataclass(frozen=True, slots=True)
class ShowBroadcast(Callback):
    """Show how far a broadcast is."""

    word = "going"
    broadcast: int


@dataclass(frozen=True, slots=True)
class AskStop(Callback):
    """Ask whether a broadcast shall be stopped."""

    word = "askstop"
    broadcast: int


@dataclass(frozen=True, slots=True)
class ResumeStopped(SteerBroadcast):
    """Send what was stopped to whom it had not come."""

    word = "resumestopped"
