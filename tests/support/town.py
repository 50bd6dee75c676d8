"""A town: a local Telegram, the real bot as a process of its own, and people."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.simulator.messages import Message
from bot.simulator.people import Person
from bot.simulator.server import Simulator
from bot.simulator.world import DEMO_TOKEN, World
from tests.support.surroundings import surroundings

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "bot" / "samples"


@dataclass
class Town:
    """The world, its bot, and the editor; `settings` are the bot's."""

    simulator: Simulator
    editor: Person
    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    process: Process | None = None

    @classmethod
    @asynccontextmanager
    async def opened(cls, folder: Path, *, language: str = "en") -> AsyncIterator[Town]:
        """A town whose bot is not started yet; at the end nothing of it runs any more."""
        world = World(token=DEMO_TOKEN)
        world.cloud.bot.first_name = "瓦版 Kawaraban"
        editor = world.person("Editor", language_code=language)
        editor.is_admin_hint = True
        async with Simulator.serve(world) as simulator:
            town = cls(simulator, editor, folder)
            try:
                yield town
            finally:
                await town.close()

    @property
    def world(self) -> World:
        return self.simulator.world

    def environment(self) -> dict[str, str]:
        return surroundings() | {
            "PYTHONPATH": str(ROOT),
            "BOT_TOKEN": DEMO_TOKEN,
            "BOT_API_URL": self.simulator.url,
            "BOT_ADMIN_IDS": str(self.editor.id),
            "BOT_DATA_DIR": str(self.folder),
            "BOT_HOUR": "00:00",
            **self.settings,
        }

    async def start(self) -> None:
        """Start the bot and wait until it listens."""
        before = len(self.world.cloud.calls)
        self.process = await self.run("run")
        await self.world.wait_until(
            lambda: any(call.method == "setMyCommands" for call in [*self.world.calls][before:]),
            timeout=60,
        )

    async def run(self, *words: str) -> Process:
        """Start `python -m bot …`; whoever starts it ends it."""
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *words, env=self.environment(), cwd=self.folder
        )

    async def end(self, by: signal.Signals = signal.SIGTERM) -> int:
        """End the bot by a signal; returns its exit code."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(by)
        return await asyncio.wait_for(self.process.wait(), 30)

    async def stalls(self, *, seconds: float) -> None:
        """Let the bot stand still, as a busy machine does."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(seconds)
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
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *words,
            env=self.environment(), stdout=asyncio.subprocess.PIPE, cwd=self.folder,
        )  # fmt: skip
        printed, _ = await process.communicate()
        assert process.returncode == 0
        return printed.decode()

    async def ask(self, who: Person, text: str, *, answer: str = "") -> Message:
        """Somebody types, the bot answers."""
        self.world.say(who, text)
        return await self.world.wait_for_message(who, containing=answer, timeout=30)

    async def press(
        self, who: Person, message: Message, button: str, *, answer: str = ""
    ) -> Message:
        """Somebody presses a button, the bot answers."""
        self.world.press(who, message, button)
        return await self.world.wait_for_message(who, containing=answer, timeout=30)

    @staticmethod
    def samples(pattern: str) -> list[Path]:
        """The sample editions whose names fit."""
        return sorted(SAMPLES.glob(pattern))

    async def post(self, name: str, *, answer: str = "") -> Message:
        """The editor posts a sample edition and sees what was understood."""
        self.world.upload(self.editor, name, (SAMPLES / name).read_bytes())
        return await self.world.wait_for_message(self.editor, containing=answer, timeout=60)

    async def publish(self, name: str) -> None:
        """The editor posts a sample edition and publishes it."""
        preview = await self.post(name, answer="item")
        await self.press(self.editor, preview, "📣 Publish now", answer="Delivered")
