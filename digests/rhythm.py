"""A rhythm: on which days somebody has editions brought, and when nothing that comes rings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

EVERY_DAY = 0b111_1111
WEEKDAYS = 0b001_1111
WEEKENDS = 0b110_0000

NIGHT_BEGINS, NIGHT_ENDS = 22 * 60, 7 * 60
"""The quiet hours of whoever chose none, in minutes of the day."""

LONGEST_BACK = 92
"""Days before one that are looked at for what was missed."""

_DAY = timedelta(days=1)
_MINUTES_A_DAY = 24 * 60


def weekday_bit(day: date) -> int:
    """The bit of a day in a set of weekdays: Monday has the lowest."""
    return 1 << day.weekday()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """On which days somebody has what brought; every day by the calendar of their zone.

    `weekdays` is the set of weekdays, a bit each (`weekday_bit`): on those they get the edition or,
    where they want a `round_up`, one index of what came out since the last. From `away_from` on
    they get nothing until `away_until`, the day on which it comes again. Of what is sent to them
    nothing rings where they want it `silent`, and else not from the minute `quiet_from` of a day
    until before `quiet_until`, but for the edition at the minute that they chose.
    """

    weekdays: int = EVERY_DAY
    round_up: bool = False
    away_from: date | None = None
    away_until: date | None = None
    silent: bool = False
    quiet_from: int = NIGHT_BEGINS
    quiet_until: int = NIGHT_ENDS

    def is_away(self, day: date) -> bool:
        """Whether nothing comes on a day although its weekday is one of theirs."""
        has_begun = self.away_from is None or self.away_from <= day
        return has_begun and self.away_until is not None and day < self.away_until

    def is_on(self, day: date) -> bool:
        """Whether a day is one of theirs."""
        return bool(self.weekdays & weekday_bit(day)) and not self.is_away(day)

    def has_edition(self, day: date) -> bool:
        """Whether the edition of a day is brought on it."""
        return self.is_on(day) and not self.round_up

    def has_round_up(self, day: date) -> bool:
        """Whether a day begins with an index of what was missed: theirs, or the first after some.

        There may be nothing to tell of.
        """
        return self.is_on(day) and (self.round_up or not self.is_on(day - _DAY))

    def takes_index(self, day: date) -> bool:
        """Whether an index of what came too late is brought on a day.

        On any but while they are away where they chose one day of the week for all, so that they
        need not wait for the next.
        """
        is_one = self.round_up or self.weekdays & weekday_bit(day)
        return bool(is_one) and not self.is_away(day)

    def last_on(self, day: date) -> date:
        """The latest day of theirs before one; the farthest that is looked at where there is none.

        What came out on it after their minute was not brought then.
        """
        before = (day - number * _DAY for number in range(1, LONGEST_BACK + 1))
        return next(filter(self.is_on, before), day - LONGEST_BACK * _DAY)

    def next_on(self, day: date) -> date:
        """The first day of theirs that is not before one."""
        while not self.is_on(day):
            if self.away_until and self.is_away(day):
                day = self.away_until
            else:
                day += _DAY
        return day

    def is_quiet(self, minute: int) -> bool:
        """Whether nothing rings at a minute of the day but what was chosen for it."""
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= minute < self.quiet_until
        return minute >= self.quiet_from or minute < self.quiet_until

    def check_rhythm(self) -> None:
        """Raise `ValueError` for a set of weekdays or a minute that there is not."""
        if not 0 < self.weekdays <= EVERY_DAY:
            raise ValueError(f"{self.weekdays} is no set of weekdays")
        for minute in (self.quiet_from, self.quiet_until):
            if not 0 <= minute < _MINUTES_A_DAY:
                raise ValueError(f"{minute} is no minute of a day")


USUAL = Rhythm()
"""The rhythm of whoever chose none."""
