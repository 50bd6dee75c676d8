"""The demo: a local Telegram, the real bot as a second process, people and sample editions."""

from __future__ import annotations

import asyncio
import signal
import sys
import tempfile
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from bot.settings import Settings
from simulator.server import Simulator
from simulator.state.people import Person
from simulator.world import DEMO_TOKEN, World

SAMPLES = Path(__file__).resolve().parent / "samples"
_PATIENCE = 15.0
"""Seconds a process gets to leave by itself."""


async def run(*, port: int) -> None:
    """Run the demo until Ctrl-C; everything it made is gone afterwards."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    world = World(token=DEMO_TOKEN)
    world.cloud.bot.first_name = "瓦版 Kawaraban"
    editor = _people(world)
    async with _served(world, port) as simulator:
        with tempfile.TemporaryDirectory(prefix="kawaraban-demo-") as folder:
            await _run(simulator.url, editor, Path(folder), stop)


def _people(world: World) -> Person:
    """Two readers and the editor, who is returned."""
    editor = world.person("編集長", language_code="ja", username="editor")
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


async def _run(url: str, editor: Person, folder: Path, stop: asyncio.Event) -> None:
    """Publish the sample editions, then run the bot until told to stop."""
    variables = environment(url, editor.id, folder)
    *samples, newest = sorted(SAMPLES.iterdir())
    publish = ("publish", "--archive", *map(str, samples))
    async with _process(folder, variables, *publish) as publishing:
        if await _ended(publishing, stop):
            sys.exit("The sample editions could not be published.")
    if stop.is_set():
        return
    async with _process(folder, variables, "run") as bot:
        print(_told(url, newest.name), flush=True)
        if await _ended(bot, stop) is not None:
            sys.exit("The bot ended by itself, and so does the demo.")


def environment(api_url: str, admin_id: int, folder: Path) -> Mapping[str, str]:
    """All variables of the bot's processes; none is inherited from whoever starts the demo.

    Each setting is among them, most with its default, so that the demo stays apart from a real
    bot on the same machine.
    """
    settings = Settings.given(
        token=DEMO_TOKEN,
        api_url=api_url,
        admin_ids=[admin_id],
        data_dir=folder,
        database_url=f"sqlite+aiosqlite:///{folder / 'kawaraban.db'}",
        log_level="WARNING",
    )
    ours = {"PYTHONPATH": str(SAMPLES.parents[2]), "PYTHONUTF8": "1", "TMPDIR": str(folder)}
    return settings.as_environment() | ours


@asynccontextmanager
async def _process(
    folder: Path, variables: Mapping[str, str], *words: str
) -> AsyncIterator[Process]:
    """`python -m bot …` in the demo's folder, ended politely."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "bot", *words,
        env=variables, cwd=folder, stdin=DEVNULL, stdout=DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await _left(process)


async def _left(process: Process) -> None:
    try:
        await asyncio.wait_for(process.wait(), _PATIENCE)
    except TimeoutError:
        process.kill()
        await process.wait()


async def _ended(process: Process, stop: asyncio.Event) -> int | None:
    """The exit code of a process, None if told to stop before."""
    ending = asyncio.create_task(process.wait())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({ending, stopping}, return_when=asyncio.FIRST_COMPLETED)
    for task in (ending, stopping):
        task.cancel()
    return None if stop.is_set() else process.returncode


def _told(url: str, newest: str) -> str:
    return f"""
  瓦版 Kawaraban is running, with a Telegram of its own.

  Chat with it:   {url}/
  As a reader:    choose 花子 or Bob, press Start, then send 3
  As the editor:  choose 編集長 and drop bot/cli/samples/{newest} into the chat

  Ctrl-C ends it.
"""
