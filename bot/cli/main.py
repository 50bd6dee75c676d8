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
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, NamedTuple

from bot.cli.terminal.argument_parser import Say, TranslatedParser
from bot.errors import OperatorError, Sentence
from bot.i18n import po_file
from bot.i18n.catalogs import DEFAULT_LANGUAGE, catalogs
from bot.i18n.marking import mark
from bot.i18n.user_locale import likely_language, user_language
from digests.errors import StoreError
from digests.values.slots import SlotKind

if TYPE_CHECKING:
    from bot.i18n.translator import Translator


class _Command(NamedTuple):
    """A command's help and words; the module of its name in `bot.cli` carries it out."""

    told: str
    add_words: Callable[[argparse.ArgumentParser, Say], None]


def main(argv: Sequence[str] | None = None) -> None:
    """Carry out one command, in the language of the user's locale, else of the settings.

    Ends the process with 0, 1 (it failed), 2 (wrong words), or the code of an `OperatorError`.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal may have no Japanese
    say = _say_in(likely_language())
    arguments = _parser(say).parse_args(argv)
    try:
        translator = _translator(takes_settings=arguments.command != "demo")
    except ModuleNotFoundError as error:  # as a rule the system's Python was started
        print(f"kawaraban: {_without_packages(say, error.name)}", file=sys.stderr)
        sys.exit(1)
    if (failure := _carried_out(arguments, translator)) is not None:
        sentence, code = failure
        print(f"kawaraban: {sentence}", file=sys.stderr)
        sys.exit(code)


def _carried_out(arguments: argparse.Namespace, translator: Translator) -> _Failure | None:
    say = translator.gettext
    try:
        command = _module_of(arguments.command)
        if arguments.command != "demo":  # it takes no setting of its surroundings
            _tell_misspelt(say)
        if arguments.command not in _WITH_A_LOG:
            _keep_to_warnings()
        command.carry_out(arguments, translator)
    except OperatorError as error:
        return _Failure(error.said(say), error.code)
    except StoreError as error:
        return _Failure(Sentence.of_store(error).said(say))
    except OSError as error:
        unopened = mark("{file} can't be opened: {why}.")
        return _Failure(say(unopened, file=error.filename, why=error.strerror))
    except KeyboardInterrupt:
        sys.exit(130)
    return None


_WITH_A_LOG = frozenset({"run", "deliver", "demo", "read"})
"""Commands that see to their log by themselves, or have none."""


def _keep_to_warnings() -> None:
    from bot.runtime import logs  # noqa: PLC0415 - its library isn't needed for help

    logs.keep_to_warnings()


class _Failure(NamedTuple):
    """Why a command could not be carried out, and what the process ends with."""

    sentence: str
    code: int = 1


def _say_in(language: str) -> Say:
    file = catalogs().get(language)
    return po_file.read(file).gettext if file else str


def _translator(*, takes_settings: bool) -> Translator:
    """How everything but help is said; loaded only now, as it takes longer than all of help."""
    from bot.i18n.translator import translator_of  # noqa: PLC0415 - see above

    language = user_language()
    if language is None and takes_settings:
        from bot.settings import language_as_set  # noqa: PLC0415 - as above

        language = language_as_set()
    return translator_of(language or DEFAULT_LANGUAGE)


def _without_packages(say: Say, package: str | None) -> str:
    told = mark(
        "{python} doesn't have the package {package}. After `make setup`, `. .venv/bin/activate`"
        " makes `python` the one that has all packages."
    )
    return say(told).format(python=sys.executable, package=package)


def _tell_misspelt(say: Callable[..., str]) -> None:
    """Settings that mean nothing stop nobody: whoever set them may know why."""
    from bot.settings import misspelt  # noqa: PLC0415 - loaded with the command

    for sentence in misspelt():
        print(f"kawaraban: {sentence.said(say)}", file=sys.stderr)


def _module_of(command: str) -> ModuleType:
    """What carries a command out, loaded only now: `read` needs no Telegram, `--help` nothing.

    Nothing of a module is garbage, and looking for it all the while takes a seventh of the start.
    """
    gc.disable()
    try:
        return import_module(f"bot.cli.{_IN_FOLDERS.get(command, command)}")
    finally:
        gc.enable()


_IN_FOLDERS = MappingProxyType({"front-page": "pictures.front_page"})
"""The modules of commands that are not called as those."""


def _parser(say: Say = str) -> argparse.ArgumentParser:
    described = mark("Run the bot, try it without Telegram, read a file, look after what it keeps.")
    parser = TranslatedParser(say, prog="python -m bot", description=say(described))
    added = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in _COMMANDS:
        told = say(command.told)
        command.add_words(added.add_parser(name, say=say, help=told, description=told), say)
    return parser


def _no_words(_parser: argparse.ArgumentParser, _say: Say) -> None:
    """Some commands take nothing."""


def _words_of_deliver(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "--name",
        default=socket.gethostname(),
        help=say(mark("of this process, the same after a restart (the machine's name)")),
    )


def _words_of_demo(parser: argparse.ArgumentParser, say: Say) -> None:
    told = say(mark("of the chat page (8081)"))
    parser.add_argument("--port", type=int, default=8081, help=told)


def _words_of_read(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help=say(mark("for programs")))


def _words_of_front_page(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument("file", type=Path)
    told = say(mark("the file for the picture"))
    parser.add_argument("--out", metavar="PNG", type=Path, required=True, help=told)


def _words_of_publish(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument("file", type=Path, nargs="+")
    parser.add_argument(
        "--at", metavar="TIME", help=say(mark("when, as 2026-11-24T07:00 or 07:00"))
    )
    parser.add_argument(
        "--slot",
        choices=[SlotKind.EVENING.value, SlotKind.EXTRA.value],
        help=say(mark("as the edition of the evening, or as an extra that is sent at once")),
    )
    archive = say(mark("into the archive, sent to nobody"))
    parser.add_argument("--archive", action="store_true", help=archive)
    parser.add_argument(
        "--yes", action="store_true", help=say(mark("in spite of what looks wrong"))
    )


def _words_of_export(parser: argparse.ArgumentParser, say: Say) -> None:
    told = say(mark("the folder for them; what it wrote before and is no more is deleted"))
    parser.add_argument("--site", metavar="DIR", type=Path, required=True, help=told)


def _words_of_papers(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument("way", choices=["list", "add", "change"])
    parser.add_argument("key", nargs="?", help=say(mark("of the paper; main is always there")))
    parser.add_argument("--title", metavar="TITLE", help=say(mark("what readers know it by")))
    told = say(mark("in which it is written, as ja or en"))
    parser.add_argument("--language", metavar="CODE", help=told)
    told = say(mark("at which newcomers get it, as 07:00"))
    parser.add_argument("--hour", metavar="TIME", help=told)
    told = say(mark("of newcomers of whom no other is known, as Asia/Tokyo"))
    parser.add_argument("--timezone", metavar="ZONE", help=told)


def _words_of_readers(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument("way", choices=("import", "export"))
    parser.add_argument("file", type=Path)
    dry_run = say(mark("say what an import would change, and change nothing"))
    parser.add_argument("--dry-run", action="store_true", help=dry_run)


def _words_of_audit(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument("--csv", action="store_true", help=say(mark("for programs")))
    since = say(mark("only from that day on, as 2026-11-24"))
    parser.add_argument("--since", metavar="DAY", help=since)


def _words_of_backup(parser: argparse.ArgumentParser, say: Say) -> None:
    told = say(mark("instead of BOT_BACKUP_DIR"))
    parser.add_argument("--to", metavar="FOLDER", type=Path, help=told)


def _words_of_restore(parser: argparse.ArgumentParser, _say: Say) -> None:
    parser.add_argument("file", type=Path)


def _words_of_transfer(parser: argparse.ArgumentParser, say: Say) -> None:
    told = say(mark("as BOT_DATABASE_URL takes them"))
    parser.add_argument("--to", metavar="URL", required=True, help=told)


def _words_of_status(parser: argparse.ArgumentParser, say: Say) -> None:
    told = say(mark("print nothing, fail if it isn't well"))
    parser.add_argument("--health", action="store_true", help=told)


def _words_of_stats(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "--days", type=int, default=30, metavar="N", help=say(mark("up to today (30)"))
    )
    parser.add_argument("--csv", action="store_true", help=say(mark("for programs")))


_COMMANDS = (
    ("run", _Command(mark("run the bot"), _no_words)),
    (
        "deliver",
        _Command(mark("help a running bot to deliver, from another process"), _words_of_deliver),
    ),
    (
        "demo",
        _Command(mark("try everything with a local Telegram; needs no token"), _words_of_demo),
    ),
    ("read", _Command(mark("print what is understood of a file"), _words_of_read)),
    (
        "front-page",
        _Command(mark("draw the front page of a file as a picture"), _words_of_front_page),
    ),
    ("publish", _Command(mark("publish files as editions"), _words_of_publish)),
    ("export", _Command(mark("write the archive as pages for the web"), _words_of_export)),
    (
        "readers",
        _Command(mark("take readers in from a CSV file, or write them to one"), _words_of_readers),
    ),
    ("papers", _Command(mark("list the papers, add one or change one"), _words_of_papers)),
    (
        "backup",
        _Command(mark("copy the whole database into a folder, and check it"), _words_of_backup),
    ),
    (
        "restore",
        _Command(mark("put a backup in the database's place; no bot may run"), _words_of_restore),
    ),
    (
        "transfer",
        _Command(
            mark("copy everything to another database, such as PostgreSQL"), _words_of_transfer
        ),
    ),
    ("migrate", _Command(mark("bring the database's tables up to date"), _no_words)),
    ("status", _Command(mark("print how the bot is doing"), _words_of_status)),
    (
        "stats",
        _Command(mark("print how readers come, go and read, in figures"), _words_of_stats),
    ),
    ("audit", _Command(mark("print what was done, and by whom"), _words_of_audit)),
)
