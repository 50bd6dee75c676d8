"""The demo: a local Telegram, the real bot as a second process, readers, and two papers a day.

local Telegram ── clock, messages ──→ daily papers, tally ──→ figures of the page's tab
     ↑ ↓ Bot API                        ↓ database
   the bot, its time told by us ←───────┘
"""

from __future__ import annotations

import asyncio
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NoReturn, TypeVar

from bot.cli.demonstration.bot_process import BotProcess
from bot.cli.demonstration.daily_papers import DAYS_BACK, DailyPapers
from bot.cli.demonstration.demo_readers import settle
from bot.cli.demonstration.plug import Plug
from bot.cli.demonstration.samples import PAPERS
from bot.cli.demonstration.tally import Tally
from bot.composition.store import opened
from bot.i18n.marking import mark
from bot.i18n.translator import Translator
from bot.runtime import logs
from bot.settings import Settings
from digests.errors import StoreError
from simulator.server import Simulator
from simulator.state.host import Figure, HostButton, HostTab
from simulator.state.people import Contact, Person
from simulator.world import DEMO_TOKEN, World

T = TypeVar("T")

_CODE: Final = Path(__file__).resolve().parents[3]
_RATE: Final = 4.0
"""Messages a second: slow enough to look on, and to pull the plug in between."""
_EVERY: Final = 5.0
"""Seconds after which the day is looked at, also where nobody sets the clock."""


@dataclass(frozen=True, kw_only=True)
class Demo:
    """Everything in its place, the bot started."""

    world: World
    editor: Person
    papers: DailyPapers
    tally: Tally
    bot: BotProcess
    translator: Translator

    async def run(self, stop: asyncio.Event) -> int | None:
        """Keep up until told to stop; the bot's exit code where it ended by itself before that."""
        try:
            return await _first(self._ended(), stop)
        finally:
            await self.bot.stop()

    async def _ended(self) -> int:
        """The bot's exit code; raises what ended the keeping up, which else goes on for ever."""
        ending = asyncio.create_task(self.bot.ended())
        keeping = [asyncio.create_task(one) for one in (self._tell_time(), self._keep_up())]
        tasks = [ending, *keeping]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for one in keeping:
                if one.done():
                    one.result()
            return await ending
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    async def _tell_time(self) -> NoReturn:
        """Tell the bot what the local Telegram's clock shows, at once."""
        while True:
            seen = self.world.cloud.clock.offset
            self.bot.tell_time()
            self.tally.look()
            await self._clock_is_set(seen)

    async def _keep_up(self) -> NoReturn:
        """Bring out the editions of the day that it is in the local Telegram."""
        while True:
            seen = self.world.cloud.clock.offset
            try:
                await self.papers.keep_up()
            except StoreError as error:  # the disk is full, say: the demo goes on as it can
                failed = mark("The next edition could not be made: {error}")
                print(self.translator.gettext(failed, error=error), file=sys.stderr)
            await self._clock_is_set(seen)

    async def _clock_is_set(self, before: float) -> None:
        clock = self.world.cloud.clock
        try:
            await self.world.wait_until(lambda: clock.offset != before, timeout=_EVERY)
        except TimeoutError:
            return

    def add_tab(self) -> None:
        """Give the chat page the demo's figures and buttons."""
        plug = Plug(world=self.world, tally=self.tally, lose_power=self.bot.lose_power)
        editor = _EditorsPost(self.world, self.editor, self.papers)
        self.world.add_tab(
            HostTab(
                title=_TITLE,
                note=_NOTE,
                buttons=(
                    HostButton(name="plug", label=_PULL, press=plug.pull),
                    HostButton(name="post", label=_POST, press=editor.post),
                ),
                figures=lambda: _figures(self.tally, plug),
                line=lambda: plug.line,
            )
        )


class _EditorsPost:
    """The editor posts a digest into their chat with the bot, each time an older one.

    Of each paper in turn, from the day before the first that is out.
    """

    def __init__(self, world: World, editor: Person, papers: DailyPapers) -> None:
        self._world = world
        self._editor = editor
        self._left = (
            papers.sample(paper, papers.today - timedelta(days=back))
            for back in count(DAYS_BACK + 1)
            for paper in PAPERS
        )

    def post(self) -> None:
        sample = next(self._left)
        self._world.upload(self._editor, sample.name, sample.data)


def _figures(tally: Tally, plug: Plug) -> Sequence[Figure]:
    return (
        Figure(label=_ARRIVED, value=tally.arrived, out_of=len(tally.readers)),
        Figure(label=_MISSED, value=tally.missed, is_bad=True),
        Figure(label=_DOUBLED, value=tally.doubled, is_bad=True),
        Figure(label=_PULLS, value=plug.pulls),
    )


async def run(*, port: int, translator: Translator) -> None:
    """Run the demo until Ctrl-C; everything it made is gone afterwards.

    What it prints is in the translator's language.
    """
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    world = World(token=DEMO_TOKEN)
    world.cloud.bot.first_name = "瓦版 Kawaraban"
    async with _served(world, port) as simulator:
        with tempfile.TemporaryDirectory(prefix="kawaraban-demo-") as folder:
            await _run(simulator, Path(folder), stop, translator)


def _people(world: World) -> Person:
    """The editor, who is returned, and two who don't know the bot yet."""
    editor = world.person("編集長", language_code="ja", username="editor")
    editor.contact = Contact.STARTED
    editor.is_admin_hint = True
    world.person("花子", language_code="ja", username="hanako")
    world.person("Bob", language_code="en", username="bob")
    return editor


@asynccontextmanager
async def _served(world: World, port: int) -> AsyncIterator[Simulator]:
    """The local Telegram at the port asked for, at any free one where that is taken."""
    async with AsyncExitStack() as stack:
        try:
            simulator = await stack.enter_async_context(Simulator.serve(world, port=port))
        except OSError:
            simulator = await stack.enter_async_context(Simulator.serve(world))
        yield simulator


async def _run(
    simulator: Simulator,
    folder: Path,
    stop: asyncio.Event,
    translator: Translator,
) -> None:
    """Bring out the first editions, then run the bot until told to stop."""
    world = simulator.world
    editor, readers = _people(world), settle(world)
    settings = demo_settings(simulator.url, editor.id, folder)
    logs.configure(settings)

    def now() -> datetime:
        return datetime.fromtimestamp(world.cloud.clock.now(), UTC)

    async with opened(settings) as store:
        papers = DailyPapers.begun(settings, store, now)
        await _first(papers.begin(readers), stop)
        if stop.is_set():
            return
        bot = BotProcess(folder, environment(settings), lambda: world.cloud.clock.offset)
        tally = Tally(world=world, readers=readers, title=papers.title, now=now)
        demo = Demo(
            world=world, editor=editor, papers=papers, tally=tally, bot=bot, translator=translator
        )
        demo.add_tab()
        await bot.start()
        print(f"\n{translator.gettext(_TOLD, url=simulator.url)}\n", flush=True)
        if await demo.run(stop) is not None:
            sys.exit(translator.gettext("The bot ended by itself, and so does the demo."))


def demo_settings(api_url: str, admin_id: int, folder: Path) -> Settings:
    """What the demo's bot is set to; nothing of it comes from whoever starts the demo."""
    return Settings.given(
        token=DEMO_TOKEN,
        api_url=api_url,
        admin_ids=[admin_id],
        data_dir=folder,
        database_url=f"sqlite+aiosqlite:///{folder / 'kawaraban.db'}",
        rate=_RATE,
        log_level="WARNING",
    )


def environment(settings: Settings) -> Mapping[str, str]:
    """All variables of the bot's process; none is inherited from whoever starts the demo.

    Each setting is among them, most with its default, so that the demo stays apart from a real
    bot on the same machine.
    """
    ours = {"PYTHONPATH": str(_CODE), "PYTHONUTF8": "1", "TMPDIR": str(settings.data_dir)}
    return settings.as_environment() | ours


async def _first(doing: Coroutine[Any, Any, T], stop: asyncio.Event) -> T | None:
    """What is done to its end, None if told to stop before."""
    task = asyncio.create_task(doing)
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if stop.is_set():
        task.cancel()
        await asyncio.wait([task])
        return None
    return task.result()


_TITLE: Final = MappingProxyType({"en": "Demo", "ja": "デモ"})
_ARRIVED: Final = MappingProxyType(
    {"en": "Readers who have their latest paper", "ja": "最新の号が届いた読者"}
)
_MISSED: Final = MappingProxyType({"en": "Missed", "ja": "届かなかった号"})
_DOUBLED: Final = MappingProxyType({"en": "Doubled", "ja": "二重に届いた号"})
_PULLS: Final = MappingProxyType({"en": "Times the plug was pulled", "ja": "電源を抜いた回数"})
_PULL: Final = MappingProxyType(
    {"en": "Pull the plug in mid-broadcast", "ja": "配信の途中で電源を抜く"}
)
_POST: Final = MappingProxyType(
    {"en": "Let the editor post a digest", "ja": "編集長に原稿を投稿させる"}
)
_NOTE: Final = MappingProxyType(
    {
        "en": (
            "Twelve readers in five time zones each get the paper at an hour of their own. Move "
            "the clock past one, or a day on, and it comes. The plug kills the bot’s process "
            "(kill -9) while a broadcast is going out, and starts it again; if all have their "
            "paper, a day passes first. Only what was on its way at that instant may come twice."
        ),
        "ja": (
            "5つの時間帯に住む12人の読者に、それぞれの時刻に瓦版が届きます。時計をその時刻の先へ、"
            "または1日進めると、すぐに配信されます。電源を抜くと、配信の途中でボットのプロセスを"
            "強制終了（kill -9）し、起動し直します。全員に届いているときは、先に1日進めます。"
            "二重になりうるのは、その瞬間に送信中だったものだけです。"
        ),
    }
)
_TOLD: Final = mark(
    "  瓦版 Kawaraban is running, with a Telegram of its own.\n"
    "\n"
    "  Chat with it:   {url}/\n"
    "  As a reader:    choose 花子 or Bob, press Start, then send 3, today or 昨日\n"
    "  As the editor:  press “Let the editor post a digest” in the tab Demo, and choose 編集長\n"
    "  The clock:      +1 day in the panel's tab Clock brings twelve readers their next paper\n"
    "  The plug:       the tab Demo kills the bot in mid-broadcast, and counts who missed what\n"
    "\n"
    "  Ctrl-C ends it."
)
