"""The demo's papers: an edition of each a day, out at midnight in the editor's zone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.cli.demonstration.demo_readers import DemoReader
from bot.cli.demonstration.samples import PAPERS, DatedSample, sample_of
from bot.composition.store import newsroom
from bot.settings import Settings
from digests.broadcasts import Broadcasts
from digests.model import Reading
from digests.newsroom import Newsroom, Upload
from digests.parsing.parser import parse
from digests.store import Store
from digests.values.papers import Paper, paper_of

DAYS_BACK: Final = 2
"""How many days before today have editions at the start.

The last paper due to a reader far to the west may be of the first of them.
"""


class _OwnParser:
    """Parses in a thread of this process: samples are our own, and the demo starts sooner.

    What people post is parsed by the bot, each file in a confined process.
    """

    async def parse(
        self, name: str, data: bytes, *, posted: date | None, structure: str | None = None
    ) -> Reading:
        return await asyncio.to_thread(parse, name, data, posted=posted, structure=structure)


@dataclass(kw_only=True)
class DailyPapers:
    """Makes each day's editions, one of each paper.

    `now` is the local Telegram's time, `today` the day of the start. It works at the database as
    `python -m bot publish` does; the running bot sends.
    """

    settings: Settings
    store: Store
    now: Callable[[], datetime]
    today: date
    _made: dict[tuple[str, date], int] = field(default_factory=dict)
    _out: set[date] = field(default_factory=set)
    _titles: dict[tuple[str, date], str] = field(default_factory=dict)

    @classmethod
    def begun(cls, settings: Settings, store: Store, now: Callable[[], datetime]) -> DailyPapers:
        """Papers that nothing is out of yet."""
        today = now().astimezone(ZoneInfo(settings.timezone)).date()
        return cls(settings=settings, store=store, now=now, today=today)

    def sample(self, paper: Paper, day: date) -> DatedSample:
        """What a paper's edition of a day is made of."""
        return sample_of(paper, day, today=self.today).dated(day)

    def title(self, key: str, day: date) -> str:
        """What the edition of a day is called, of the paper of that key."""
        if (key, day) not in self._titles:
            self._titles[key, day] = self.sample(paper_of(PAPERS, key), day).title
        return self._titles[key, day]

    async def begin(self, readers: Iterable[DemoReader]) -> None:
        """Set the papers up, take the readers in, and bring out the last days' editions."""
        main, *others = PAPERS
        await self.store.papers.change(main)
        for paper in others:
            await self.store.papers.add(paper)
        # Before any edition: one that nobody waits for is over.
        now = self.now()
        await self.store.intake.put_many(one.subscriber(now) for one in readers)
        for back in range(DAYS_BACK, -1, -1):
            await self._bring_out(self.today - timedelta(days=back))

    async def keep_up(self) -> None:
        """Bring out what is due by now, and have the next editions ready as drafts."""
        day = self.now().astimezone(self._zone).date()
        late = [one for one in (day - timedelta(days=1), day) if one not in self._out]
        for one in late:
            await self._bring_out(one)
        if late:
            await Broadcasts(store=self.store, clock=self.now).plan()
        for paper in PAPERS:
            await self._make(paper, day + timedelta(days=1))

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.timezone)

    def _desk(self, day: date) -> Newsroom:
        """The desk at the midnight with which a day begins."""
        at = datetime(day.year, day.month, day.day, tzinfo=self._zone).astimezone(UTC)
        return replace(newsroom(self.settings, self.store, clock=lambda: at), parser=_OwnParser())

    async def _make(self, paper: Paper, day: date) -> int:
        which = paper.key, day
        if which not in self._made:
            sample, desk = self.sample(paper, day), self._desk(day)
            upload = Upload(name=sample.name, data=sample.data, posted=desk.clock())
            self._made[which] = (await desk.accept(upload)).edition.id
        return self._made[which]

    async def _bring_out(self, day: date) -> None:
        its = [await self._make(paper, day) for paper in PAPERS]
        self._out.add(day)
        for edition in its:
            await self._desk(day).publish(edition)
