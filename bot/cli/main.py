"""The command line: run the bot, try it without Telegram, read a file, look after the store."""

from __future__ import annotations

import argparse
import gc
import io
import socket
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from bot.errors import OperatorError
from digests.errors import StoreError


class _Command(NamedTuple):
    """A command's help and words; the module of its name in `bot.cli` carries it out."""

    told: str
    add_words: Callable[[argparse.ArgumentParser], None]


def main(argv: Sequence[str] | None = None) -> None:
    """Carry out one command.

    Ends the process with 0, 1 (it failed), 2 (wrong words), or the code of an `OperatorError`.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal may have no Japanese
    arguments = _parser().parse_args(argv)
    try:
        command = _module_of(arguments.command)
        if arguments.command != "demo":  # it takes no setting of its surroundings
            _tell_misspelt()
        command.carry_out(arguments)
    except OperatorError as error:
        print(f"kawaraban: {error}", file=sys.stderr)
        sys.exit(error.code)
    except StoreError as error:
        sys.exit(f"kawaraban: {error}")
    except OSError as error:
        sys.exit(f"kawaraban: {error.filename} can't be opened: {error.strerror}.")
    except KeyboardInterrupt:
        sys.exit(130)


def _tell_misspelt() -> None:
    """Settings that mean nothing stop nobody: whoever set them may know why."""
    from bot.settings import misspelt  # noqa: PLC0415 - loaded with the command

    for sentence in misspelt():
        print(f"kawaraban: {sentence}", file=sys.stderr)


def _module_of(command: str) -> ModuleType:
    """What carries a command out, loaded only now: `read` needs no Telegram, `--help` nothing.

    Nothing of a module is garbage, and looking for it all the while takes a seventh of the start.
    """
    gc.disable()
    try:
        return import_module(f"bot.cli.{command}")
    finally:
        gc.enable()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    added = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in _COMMANDS:
        command.add_words(added.add_parser(name, help=command.told, description=command.told))
    return parser


def _no_words(_parser: argparse.ArgumentParser) -> None:
    """Some commands take nothing."""


def _words_of_deliver(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--name",
        default=socket.gethostname(),
        help="of this process, the same after a restart (the machine's name)",
    )


def _words_of_demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8081, help="of the chat page (8081)")


def _words_of_read(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="for programs")


def _words_of_publish(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, nargs="+")
    parser.add_argument("--at", metavar="TIME", help="when, as 2026-11-24T07:00 or 07:00")
    parser.add_argument("--archive", action="store_true", help="into the archive, sent to nobody")
    parser.add_argument("--yes", action="store_true", help="in spite of what looks wrong")


def _words_of_readers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("way", choices=("import", "export"))
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--dry-run", action="store_true", help="say what an import would change, and change nothing"
    )


def _words_of_backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", metavar="FOLDER", type=Path, help="instead of BOT_BACKUP_DIR")


def _words_of_restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)


def _words_of_transfer(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", metavar="URL", required=True, help="as BOT_DATABASE_URL takes them")


def _words_of_status(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--health", action="store_true", help="print nothing, fail if it isn't well"
    )


_COMMANDS = (
    ("run", _Command("run the bot", _no_words)),
    ("deliver", _Command("help a running bot to deliver, from another process", _words_of_deliver)),
    ("demo", _Command("try everything with a local Telegram; needs no token", _words_of_demo)),
    ("read", _Command("print what is understood of a file", _words_of_read)),
    ("publish", _Command("publish files as editions", _words_of_publish)),
    (
        "readers",
        _Command("take readers in from a CSV file, or write them to one", _words_of_readers),
    ),
    ("backup", _Command("copy the whole database into a folder, and check it", _words_of_backup)),
    (
        "restore",
        _Command("put a backup in the database's place; no bot may run", _words_of_restore),
    ),
    (
        "transfer",
        _Command("copy everything to another database, such as PostgreSQL", _words_of_transfer),
    ),
    ("migrate", _Command("bring the database's tables up to date", _no_words)),
    ("status", _Command("print how the bot is doing", _words_of_status)),
)
