"""The demo's paper: an edition a day, out at midnight in the editor's zone, whatever day it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.cli.demonstration.demo_readers import DemoReader
from bot.cli.demonstration.samples import DatedSample, sample_of
from bot.composition.store import newsroom
from bot.settings import Settings
from digests.broadcasts import Broadcasts
from digests.newsroom import Newsroom, Upload
from digests.store import Store

DAYS_BACK: Final = 3
"""How many days before today have a paper at the start."""


@dataclass(kw_only=True)
class DailyPaper:
    """Makes each day's edition; `now` is the local Telegram's time, `today` the day of the start.

    It works at the database as `python -m bot publish` does; the running bot sends.
    """

    settings: Settings
    store: Store
    now: Callable[[], datetime]
    today: date
    _made: dict[date, int] = field(default_factory=dict)
    _out: set[date] = field(default_factory=set)
    _titles: dict[date, str] = field(default_factory=dict)

    @classmethod
    def begun(cls, settings: Settings, store: Store, now: Callable[[], datetime]) -> DailyPaper:
        """A paper that nothing is out of yet."""
        today = now().astimezone(ZoneInfo(settings.timezone)).date()
        return cls(settings=settings, store=store, now=now, today=today)

    def sample(self, day: date) -> DatedSample:
        """What a day's edition is made of."""
        return sample_of(day, today=self.today).dated(day)

    def title(self, day: date) -> str:
        """What a day's edition is called."""
        if day not in self._titles:
            self._titles[day] = self.sample(day).title
        return self._titles[day]

    async def begin(self, readers: Sequence[DemoReader]) -> None:
        """Bring out the last days' editions, and take the readers in."""
        days = [self.today - timedelta(days=back) for back in range(DAYS_BACK, -1, -1)]
        now = self.now()
        # A paper that nobody waits for is over. In the west the last one is that of two days ago
        # while it is night in the editor's zone.
        awaited = min(reader.latest(now)[0] for reader in readers)
        for day in days:
            if day == awaited:
                await self.store.intake.put_many(one.subscriber(now) for one in readers)
            await self._bring_out(day)

    async def keep_up(self) -> None:
        """Bring out what is due by now, and have the next edition ready as a draft."""
        day = self.now().astimezone(self._zone).date()
        late = [one for one in (day - timedelta(days=1), day) if one not in self._out]
        for one in late:
            await self._bring_out(one)
        if late:
            await Broadcasts(store=self.store, clock=self.now).plan()
        await self._make(day + timedelta(days=1))

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.timezone)

    def _desk(self, day: date) -> Newsroom:
        """The desk at the midnight with which a day begins."""
        at = datetime(day.year, day.month, day.day, tzinfo=self._zone).astimezone(UTC)
        return newsroom(self.settings, self.store, clock=lambda: at)

    async def _make(self, day: date) -> int:
        if day not in self._made:
            sample, desk = self.sample(day), self._desk(day)
            upload = Upload(name=sample.name, data=sample.data, posted=desk.clock())
            self._made[day] = (await desk.accept(upload)).edition.id
        return self._made[day]

    async def _bring_out(self, day: date) -> None:
        edition = await self._make(day)
        self._out.add(day)
        await self._desk(day).publish(edition)
