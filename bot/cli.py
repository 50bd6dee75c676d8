"""The command line: run the bot, try it without Telegram, read a file, look after the store."""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from telegram.error import InvalidToken

from bot import app, logs, loops, reports, roll
from bot.messages.problems import fault_sentence, plain_sentence
from bot.messages.speech import Catalogues
from bot.settings import OfflineSettings, Settings, SettingsError
from digests.errors import ReadingError, StoreError
from digests.model import Reading
from digests.newsroom import Newsroom, Upload, summarised
from digests.reading.render import json_of
from digests.store import Store


class CommandError(Exception):
    """A command can't be carried out; the message says why and what to do."""


def main(argv: Sequence[str] | None = None) -> None:
    """Carry out one command; ends the process with 0, 1 (it failed) or 2 (wrong words)."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal may have no Japanese
    asked = _parser().parse_args(argv)
    try:
        asked.carry_out(asked)
    except (SettingsError, CommandError, StoreError, roll.RollError) as error:
        sys.exit(f"kawaraban: {error}")
    except OSError as error:
        sys.exit(f"kawaraban: {error.filename} can't be opened: {error.strerror}.")
    except InvalidToken:
        sys.exit(
            "kawaraban: Telegram does not know this BOT_TOKEN. @BotFather tells the right one."
        )
    except KeyboardInterrupt:
        sys.exit(130)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, told: str, carry_out: Callable[[argparse.Namespace], None]) -> _Command:
        added = commands.add_parser(name, help=told, description=told)
        added.set_defaults(carry_out=carry_out)
        return added

    command("run", "run the bot", run)
    delivering = command("deliver", "help a running bot to deliver, from another process", deliver)
    delivering.add_argument(
        "--name",
        default=socket.gethostname(),
        help="of this process, the same after a restart and no other's (the machine's name)",
    )
    demo = command("demo", "try everything with a local Telegram; needs no token", run_demo)
    demo.add_argument("--port", type=int, default=8081, help="of the chat page (8081)")
    reading = command("read", "print what is understood of a file", read)
    reading.add_argument("file", type=Path)
    reading.add_argument("--json", action="store_true", help="for programs")
    publishing = command("publish", "publish files as editions", publish)
    publishing.add_argument("file", type=Path, nargs="+")
    publishing.add_argument("--at", metavar="TIME", help="when, as 2026-11-24T07:00")
    readers = command("readers", "take readers in from a CSV file, or write them to one", keep_roll)
    readers.add_argument("way", choices=("import", "export"))
    readers.add_argument("file", type=Path)
    command("migrate", "bring the database's tables up to date", migrate)
    status = command("status", "print how the bot is doing", show_status)
    status.add_argument(
        "--health", action="store_true", help="print nothing, fail if it isn't well"
    )
    return parser


_Command = argparse.ArgumentParser


def run(_asked: argparse.Namespace) -> None:
    """Run the bot until SIGTERM or Ctrl-C."""
    settings = Settings.load()
    logs.configure(settings)
    loops.run(_run(settings, app.Kawaraban.run))


def deliver(asked: argparse.Namespace) -> None:
    """Only deliver, beside a running bot, until SIGTERM or Ctrl-C."""
    if asked.name == app.WORKER:
        raise CommandError(f"--name {asked.name} is the bot's own; take another.")
    settings = Settings.load()
    logs.configure(settings)
    loops.run(_run(settings, app.Kawaraban.deliver, asked.name))


async def _run(
    settings: Settings,
    work: Callable[[app.Kawaraban, asyncio.Event], Awaitable[None]],
    worker: str = app.WORKER,
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with _store(settings) as store:
        await work(app.build(settings, store, worker), stop)


def run_demo(asked: argparse.Namespace) -> None:
    """Start a local Telegram, the bot beside it, and sample editions."""
    from bot import demo  # noqa: PLC0415 - the local Telegram is no part of the bot

    asyncio.run(demo.run(port=asked.port))


def read(asked: argparse.Namespace) -> None:
    """Print what is understood of a file, for people or for programs."""
    settings = OfflineSettings.load()
    speech = Catalogues.load(settings.language).speech(settings.language)
    try:
        reading = asyncio.run(_read(settings, asked.file.name, asked.file.read_bytes()))
    except ReadingError as error:
        raise CommandError(f"{asked.file}: {fault_sentence(speech, error)}") from None
    if asked.json:
        told = json_of(reading, lambda problem: plain_sentence(speech, problem))
        print(json.dumps(told, ensure_ascii=not _knows_all_characters(), indent=1))
    else:
        print(reports.reading_report(speech, reading))


def _knows_all_characters() -> bool:
    return sys.stdout.encoding.lower().startswith("utf")


async def _read(settings: OfflineSettings, name: str, data: bytes) -> Reading:
    reading = await app.reader().read(name, data, posted=None)
    digest = await summarised(reading.digest, app.summariser(settings))
    return Reading(digest=digest, problems=reading.problems)


def publish(asked: argparse.Namespace) -> None:
    """Publish files as editions, now or at a time; a running bot sends them."""
    settings = OfflineSettings.load()
    at = _moment(asked.at, settings) if asked.at else None
    uploads = [
        Upload(name=file.name, data=file.read_bytes(), posted=app.now()) for file in asked.file
    ]
    asyncio.run(_publish(settings, uploads, at))


def _moment(text: str, settings: OfflineSettings) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text} is no time; write it as 2026-11-24T07:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(settings.timezone))


async def _publish(
    settings: OfflineSettings, uploads: Sequence[Upload], at: datetime | None
) -> None:
    speech = Catalogues.load(settings.language).speech(settings.language)
    async with _store(settings) as store:
        newsroom = app.newsroom(settings, store)
        for upload in uploads:
            try:
                print(await _publish_one(newsroom, upload, at))
            except ReadingError as error:
                said = fault_sentence(speech, error)
                raise CommandError(f"{upload.name}: {said}") from None


async def _publish_one(newsroom: Newsroom, upload: Upload, at: datetime | None) -> str:
    edition = (await newsroom.accept(upload)).edition
    said = f"{edition.date}: {edition.digest.title} ({len(edition.digest.items)} items)"
    if at and await newsroom.schedule(edition.id, at):
        return f"{said}, scheduled for {at.isoformat()}"
    if not at and await newsroom.publish(edition.id):
        return f"{said}, published"
    raise CommandError(f"{said}: that day's edition is already decided; use the bot to replace it.")


def keep_roll(asked: argparse.Namespace) -> None:
    """Take readers in from a CSV file, or write them to one."""
    settings = OfflineSettings.load()
    asyncio.run(_keep_roll(settings, asked.way, asked.file))


async def _keep_roll(settings: OfflineSettings, way: str, file: Path) -> None:
    async with _store(settings) as store:
        if way == "export":
            count = await roll.write(store.subscribers, file)
            print(f"{count} readers written to {file}")
        else:
            count = await roll.read(store.subscribers, file, settings, app.now())
            print(f"{count} readers taken in from {file}")


def migrate(_asked: argparse.Namespace) -> None:
    """Bring the database's tables up to date."""
    asyncio.run(_migrate(OfflineSettings.load()))
    print("The tables are up to date.")


async def _migrate(settings: OfflineSettings) -> None:
    async with _store(settings):
        return


def show_status(asked: argparse.Namespace) -> None:
    """Print readers, editions and deliveries; with `--health` only fail if it isn't well."""
    settings = OfflineSettings.load()
    report = asyncio.run(_status(settings))
    if not asked.health:
        print(report)


async def _status(settings: OfflineSettings) -> str:
    async with _store(settings) as store:
        speech = Catalogues.load(settings.language).speech(settings.language)
        return await reports.status_report(speech, store)


@asynccontextmanager
async def _store(settings: OfflineSettings) -> AsyncIterator[Store]:
    try:
        store = await app.open_store(settings)
    except StoreError as error:
        raise CommandError(
            f"the database can't be used: {error}. Does BOT_DATABASE_URL name it, does its server"
            " run, is its disk full, or does another program lock it?"
        ) from None
    try:
        yield store
    finally:
        await store.close()
