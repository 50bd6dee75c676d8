"""A town: a local Telegram, the real bot as a process of its own, and people."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sys
import tempfile
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from simulator.server import Simulator
from simulator.state.messages import Message
from simulator.state.people import Person
from simulator.world import DEMO_TOKEN, World
from tests.support.forking import ForkedProcess, ForkServer, Wanted
from tests.support.surroundings import surroundings

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "bot" / "cli" / "samples"
DEADLINE = 120
"""Seconds after which what must come has not come, however busy the machine."""
ANSWERS = frozenset({"📣 Yes, publish", "📣 Send it all the same"})
PATIENCE = 30
"""Seconds for which SQLite waits for a lock in tests: a machine that is busy is not a fault."""


@dataclass
class Town:
    """The world, its bot, and the editor; `settings` are the bot's.

    Its processes are forked by a server where there is one, else each is a new `python -m bot`.
    """

    simulator: Simulator
    editor: Person
    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    fork_server: ForkServer | None = None
    archives: Path | None = None
    process: Process | ForkedProcess | None = None

    @classmethod
    @asynccontextmanager
    async def opened(
        cls,
        folder: Path,
        *,
        language: str = "en",
        fork_server: ForkServer | None = None,
        tables: Path | None = None,
    ) -> AsyncIterator[Town]:
        """A town whose bot is not started yet; at the end nothing of it runs any more.

        Its database is a copy of the one with `tables`; without one the bot makes its own.
        """
        world = World(token=DEMO_TOKEN)
        world.cloud.bot.first_name = "瓦版 Kawaraban"
        editor = world.person("Editor", language_code=language)
        editor.is_admin_hint = True
        async with Simulator.serve(world) as simulator:
            town = cls(simulator, editor, folder, fork_server=fork_server)
            town.waits_for_locks(PATIENCE)
            if tables:
                shutil.copy(tables, town.database)
            try:
                yield town
            finally:
                await town.close()

    @property
    def world(self) -> World:
        return self.simulator.world

    @property
    def database(self) -> Path:
        """The file of its bot's database, where that is SQLite's."""
        return self.folder / "kawaraban.db"

    def waits_for_locks(self, seconds: float) -> None:
        """Let whoever writes to the town's database wait so long for others."""
        database = f"sqlite+aiosqlite:///{self.database}?timeout={seconds}"
        self.settings["BOT_DATABASE_URL"] = database

    def environment(self) -> dict[str, str]:
        return surroundings() | {
            "PYTHONPATH": str(ROOT),
            "BOT_TOKEN": DEMO_TOKEN,
            "BOT_API_URL": self.simulator.url,
            "BOT_ADMIN_IDS": str(self.editor.id),
            "BOT_DATA_DIR": str(self.folder),
            "BOT_HOUR": "00:00",
            "BOT_UNDO_SECONDS": "0",
            **self.settings,
        }

    async def start(self) -> None:
        """Start the bot and wait until it listens."""
        before = len(self.world.cloud.calls)
        self.process = await self.run("run")
        await self.world.wait_until(
            lambda: any(call.method == "setMyCommands" for call in [*self.world.calls][before:]),
            timeout=DEADLINE,
        )

    async def run(
        self, *words: str, output: IO[bytes] | None = None, errors: IO[bytes] | None = None
    ) -> Process | ForkedProcess:
        """Start `python -m bot …`, which prints to these files; whoever starts it ends it."""
        environment = self.environment()
        if self.fork_server:
            wanted = Wanted(
                words=words,
                environment=environment,
                folder=self.folder,
                output=output,
                errors=errors,
            )
            return await self.fork_server.start(wanted)
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *words,
            env=environment,
            stdout=output,
            stderr=errors,
            cwd=self.folder,
        )

    async def end(self, by: signal.Signals = signal.SIGTERM) -> int:
        """End the bot by a signal; returns its exit code."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(by)
        return await asyncio.wait_for(self.process.wait(), DEADLINE)

    @asynccontextmanager
    async def stopped(self) -> AsyncIterator[None]:
        """The bot stands still for a block, as it does on a busy machine."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        async with asyncio.timeout(DEADLINE):
            while not _is_stopped(self.process.pid):  # noqa: ASYNC110 - the system tells nobody
                await asyncio.sleep(0.001)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    async def close(self) -> None:
        """End the bot if it runs, by force if it doesn't listen."""
        if self.process is None or self.process.returncode is not None:
            return
        try:
            await self.end()
        except TimeoutError:
            await self.end(signal.SIGKILL)

    async def command(self, *words: str) -> str:
        """What `python -m bot …` prints."""
        with tempfile.TemporaryFile() as output:
            process = await self.run(*words, output=output)
            assert await process.wait() == 0
            output.seek(0)
            return output.read().decode()

    async def ask(self, who: Person, text: str, *, answer: str = "") -> Message:
        """Somebody types, the bot answers."""
        self.world.say(who, text)
        return await self.world.wait_for_message(who, containing=answer, timeout=DEADLINE)

    async def press(
        self, who: Person, message: Message, button: str, *, answer: str = ""
    ) -> Message:
        """Somebody presses a button, the bot answers and has no more to say of it."""
        pressed = self.world.press(who, message, button)
        found = await self.world.wait_for_message(who, containing=answer, timeout=DEADLINE)
        await self.world.wait_for_answer(pressed, timeout=DEADLINE)
        return found

    async def has_published(self, pattern: str) -> None:
        """The sample editions whose names fit are published, before the bot starts.

        Where `archives` names a folder, it is done once for each pattern and then copied.
        """
        kept = self.archives and self.archives / pattern.replace("*", "every")
        if kept and kept.exists():
            shutil.copytree(kept, self.folder, dirs_exist_ok=True)
            return
        await self.command("publish", "--archive", *map(str, sorted(SAMPLES.glob(pattern))))
        if kept:
            shutil.copytree(self.folder, kept)

    async def post(self, name: str, *, answer: str = "") -> Message:
        """The editor posts a sample edition and sees what was understood."""
        self.world.upload(self.editor, name, (SAMPLES / name).read_bytes())
        return await self.world.wait_for_message(self.editor, containing=answer, timeout=DEADLINE)

    async def publish(self, name: str) -> None:
        """The editor posts a sample edition and publishes it."""
        await self.publish_draft(await self.post(name, answer="item"))

    async def publish_draft(self, preview: Message) -> Message:
        """The editor publishes a draft, one of a day long past too; its card once it is over."""
        self.world.press(self.editor, preview, "📣 Publish now")

        def answer() -> Message | None:
            news = reversed(self.world.news(self.editor))
            return next((one for one in news if "Delivered" in one.text or _asked(one)), None)

        found = await self.world.wait_until(answer, timeout=DEADLINE)
        yes = _asked(found)
        return await self.press(self.editor, found, yes, answer="Delivered") if yes else found


def _asked(message: Message) -> str | None:
    """The button that answers yes to the question whether to publish; None where it is none."""
    return next((one.text for one in message.buttons if one.text in ANSWERS), None)


def _is_stopped(pid: int) -> bool:
    """Whether all threads of a process have heard that it shall stand still (Linux)."""
    states = (file.read_text() for file in Path(f"/proc/{pid}/task").glob("*/stat"))
    return all(state.rpartition(")")[2].split()[0] == "T" for state in states)
