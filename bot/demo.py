"""The demo: a local Telegram, the real bot as a second process, people and sample editions."""

from __future__ import annotations

import asyncio
import signal
import sys
import tempfile
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from bot.settings import surroundings
from bot.simulator.server import Simulator
from bot.simulator.world import DEMO_TOKEN, World

SAMPLES = Path(__file__).parent / "samples"
_PATIENCE = 15.0
"""Seconds the bot gets to leave by itself."""


async def run(*, port: int) -> None:
    """Run the demo until Ctrl-C; everything it made is gone afterwards."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    world = World(token=DEMO_TOKEN)
    world.cloud.bot.first_name = "瓦版 Kawaraban"
    editor = world.person("編集長", language_code="ja", username="editor")
    editor.is_admin_hint = True
    world.person("花子", language_code="ja", username="hanako")
    world.person("Bob", language_code="en", username="bob")
    with tempfile.TemporaryDirectory(prefix="kawaraban-demo-") as folder:
        async with _served(world, port) as simulator:
            settings = environment(simulator.url, editor.id, Path(folder))
            await _publish_samples(settings)
            async with _bot(settings):
                print(_told(simulator.url), flush=True)  # noqa: T201 - the demo talks to its user
                await stop.wait()


@asynccontextmanager
async def _served(world: World, port: int) -> AsyncIterator[Simulator]:
    """The local Telegram at the port asked for, at any free one where that is taken."""
    try:
        async with Simulator.serve(world, port=port) as simulator:
            yield simulator
            return
    except OSError:
        pass
    async with Simulator.serve(world) as simulator:
        yield simulator


def environment(api_url: str, admin_id: int, folder: Path) -> Mapping[str, str]:
    """The bot's settings: those of production, but for its base URL, token, admin and folder."""
    return surroundings() | {
        "BOT_TOKEN": DEMO_TOKEN,
        "BOT_API_URL": api_url,
        "BOT_ADMIN_IDS": str(admin_id),
        "BOT_DATA_DIR": str(folder),
        "BOT_LOG_LEVEL": "WARNING",
    }


async def _publish_samples(settings: Mapping[str, str]) -> None:
    files = sorted(map(str, SAMPLES.iterdir()))
    publishing = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "publish", *files[:-1],
        env=settings, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    if await publishing.wait():
        sys.exit("The sample editions could not be published.")


@asynccontextmanager
async def _bot(settings: Mapping[str, str]) -> AsyncIterator[Process]:
    """The bot as a process of its own, ended politely."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=settings, start_new_session=True
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await asyncio.wait_for(process.wait(), _PATIENCE)


def _told(url: str) -> str:
    newest = max(SAMPLES.iterdir()).name
    return f"""
  瓦版 Kawaraban is running, with a Telegram of its own.

  Chat with it:   {url}/
  As a reader:    choose 花子 or Bob, press Start, then try /item 3
  As the editor:  choose 編集長 and drop bot/samples/{newest} into the chat

  Ctrl-C ends it.
"""
