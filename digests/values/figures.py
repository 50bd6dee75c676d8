"""Figures about readers as a whole, as values; none of them says anything about one reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from digests.model import SLOT, ChatKind, Form
from digests.values.papers import Paper

FEWEST = 5
"""Fewer openings than that are not told: in a small audience they would say who opened what."""


OPENINGS_COUNTED = timedelta(days=7)
"""For how long after an edition was published openings of its items are counted.

For as long it is kept who opened them; then only the sums are left.
"""


class Standing(StrEnum):
    """How a chat that the bot knows stands to the digest."""

    ACTIVE = "active"  # gets every edition
    PAUSED = "paused"  # can't be reached for another reason than the next
    BLOCKED = "blocked"  # blocked the bot, or removed it from the group or channel
    NOT_SUBSCRIBED = "not_subscribed"  # not any more, or never was


class Movement(StrEnum):
    """What changes how many subscribers are active."""

    CAME = "came"  # subscribed
    BACK = "back"  # can be reached again
    LEFT = "left"  # unsubscribed, or was forgotten
    LOST = "lost"  # can't be reached any more


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderCounts:
    """How many chats there are of each standing; of the active ones, of each kind and choice.

    `languages` are as preferences name them, the most read first; `papers` are all that there are,
    in their order, and none where there is one.
    """

    standings: Mapping[Standing, int]
    kinds: Mapping[ChatKind, int]
    languages: Mapping[str, int]
    forms: Mapping[Form, int]
    papers: Mapping[Paper, int]

    @property
    def active(self) -> int:
        """How many get every edition."""
        return self.standings[Standing.ACTIVE]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCount:
    """How many came by the invitation links of a source, and how many of them are active."""

    source: str
    came: int
    active: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfReaders:
    """What moved on a calendar day, and how many were active at its end."""

    day: date
    movements: Mapping[Movement, int]
    active: int

    @property
    def gained(self) -> int:
        """How many more there are than the day before; less than 0 where there are fewer."""
        moved = self.movements
        gains = moved[Movement.CAME] + moved[Movement.BACK]
        return gains - moved[Movement.LEFT] - moved[Movement.LOST]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionFigures:
    """What became of an edition, of that slot of its day.

    The counts are recipients of its broadcast, all 0 where it was not broadcast or where that is
    not kept any more, which `was_broadcast` tells apart. `openings` are by the numbers of items,
    the ones that nobody opened left out.
    """

    edition_id: int
    day: date
    slot: str = SLOT
    was_broadcast: bool = False
    owed: int = 0
    reached: int = 0
    unreachable: int = 0
    unknown: int = 0
    openings: Mapping[int, int]

    @property
    def is_over(self) -> bool:
        """Whether it went out, and to nobody, or to whom is not kept any more."""
        return self.was_broadcast and not self.owed

    @property
    def reach(self) -> float | None:
        """Percent of those whom it was owed that have it; None where it was owed to nobody."""
        return 100 * self.reached / self.owed if self.owed else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything about a period of calendar days of which `last` is the last.

    `days` has those since movements are written down, the oldest first; `editions` has the newest
    first, `sources` the one by which most came first.
    """

    first: date
    last: date
    readers: ReaderCounts
    days: Sequence[DayOfReaders]
    editions: Sequence[EditionFigures]
    sources: Sequence[SourceCount]

    @property
    def length(self) -> int:
        """How many days the period has."""
        return (self.last - self.first).days + 1

    def moved(self, movement: Movement) -> int:
        """How many moved so in the whole period."""
        return sum(one.movements[movement] for one in self.days)


def told_openings(count: int) -> str:
    """How many opened an item, as it may be told."""
    return str(count) if count >= FEWEST else f"<{FEWEST}"
