"""What a command loads before it does anything: what it needs, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.world import DEMO_TOKEN
from tests.support.packages import loaded
from tests.support.surroundings import surroundings

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "bot" / "cli" / "samples"
JAPANESE, ENGLISH = SAMPLES / "2026-11-21.ja.txt", SAMPLES / "2026-11-20.en.md"

COMMAND = "from bot.cli.main import main; main()"
# Everything up to where the bot waits, or the demo starts it.
RUN = f"""
from bot.runtime.lifecycle import Kawaraban
async def begun(*_): print("begun")
Kawaraban.run = Kawaraban.deliver = begun
{COMMAND}
"""
DEMO = f"""
from bot.cli.demonstration import demonstration
async def begun(*_): print("begun")
demonstration._run = begun
{COMMAND}
"""
CHILD = """
from pathlib import Path
from digests.parsing.sandbox.worker import respond
from digests.parsing.sandbox.protocol import ParseRequest
file = Path(sys.argv[1])
assert respond(ParseRequest(name=file.name, posted=None, data=file.read_bytes())).reading
"""

SETTINGS = {
    "annotated_types", "dotenv", "pydantic", "pydantic_core", "pydantic_settings",
    "typing_extensions", "typing_inspection",
}  # fmt: skip
READ = SETTINGS | {"babel", "sentencex", "tzdata"}
STORE = READ | {"aiosqlite", "attr", "greenlet", "sqlalchemy", "structlog"}
MESSAGES = {"httpx", "idna", "telegram"}  # the types of python-telegram-bot, and its client
SERVER = {
    "aiohappyeyeballs", "aiohttp", "aiosignal", "attr", "frozenlist", "idna", "multidict",
    "propcache", "yarl",
}  # fmt: skip
BOT = STORE | MESSAGES | SERVER | {"apscheduler", "orjson", "tzlocal", "uvloop"}
MIGRATIONS = {"alembic", "mako", "markupsafe"}


def command(folder: Path, *words: str | Path) -> set[str]:
    return loaded(COMMAND, *map(str, words), folder=folder, environment=surroundings())


def child(folder: Path, file: Path) -> set[str]:
    return loaded(CHILD, str(file), folder=folder, environment=surroundings())


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    """A digest of two items on a page."""
    from fpdf import FPDF  # noqa: PLC0415 - only here

    page = FPDF()
    page.add_page()
    page.set_font("Helvetica", size=12)
    page.multi_cell(
        0, 8, "The Lantern, 20 November 2026\n\n1. A bell was found\n\nDivers did it.\n"
    )
    file = tmp_path / "digest.pdf"
    page.output(str(file))
    return file


def test_help_loads_no_package(tmp_path: Path) -> None:
    for locale in ("C", "ja_JP.UTF-8", ""):
        for words in (["--help"], ["read", "--help"]):
            environment = {**surroundings(), "LC_ALL": locale, "LANG": ""}
            found = loaded(COMMAND, *words, folder=tmp_path, environment=environment)
            assert found == set(), locale


def test_a_file_is_read_without_the_store_and_telegram(tmp_path: Path, pdf: Path) -> None:
    assert command(tmp_path, "read", JAPANESE) <= READ
    assert command(tmp_path, "read", JAPANESE, "--json") <= READ
    assert command(tmp_path, "read", ENGLISH) <= READ | {"snowballstemmer"}
    assert command(tmp_path, "read", pdf) <= READ | {"snowballstemmer"}


def test_the_process_that_reads_loads_what_the_format_needs(tmp_path: Path, pdf: Path) -> None:
    assert child(tmp_path, JAPANESE) == set()
    assert child(tmp_path, ENGLISH) == {"markdown_it", "mdit_py_plugins", "mdurl"}
    assert child(tmp_path, pdf) <= {"PIL", "pypdf", "pypdfium2", "pypdfium2_cfg", "pypdfium2_raw"}
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><h1>The Lantern</h1><p>A bell was found in the harbour.</p>")
    assert child(tmp_path, page) == {"selectolax"}
    feed = tmp_path / "feed.xml"
    feed.write_text("<rss><channel><item><title>A bell was found</title></item></channel></rss>")
    assert child(tmp_path, feed) == {"lxml", "selectolax"}
    table = tmp_path / "table.csv"
    table.write_text("headline,text\nA bell was found,Divers did it.\n")
    assert child(tmp_path, table) == set()
    markup = tmp_path / "markup.rst"
    markup.write_text("The Lantern\n===========\n\n1. A bell was found\n")
    assert child(tmp_path, markup) <= {"docutils", "selectolax", "PIL"}
    message = tmp_path / "mail.eml"
    message.write_text("From: ada@example.org\nMIME-Version: 1.0\n\n1. A bell was found\n")
    assert child(tmp_path, message) <= {"selectolax"}


def test_tables_are_made_with_alembic_once_and_editions_published_without_telegram(
    tmp_path: Path,
) -> None:
    first = command(tmp_path, "migrate")
    assert first >= MIGRATIONS
    assert first <= STORE | MIGRATIONS
    assert command(tmp_path, "migrate") <= STORE
    assert command(tmp_path, "publish", "--archive", JAPANESE) <= STORE | {"snowballstemmer"}


def test_how_the_bot_does_is_told_and_readers_are_written_without_a_connection(
    tmp_path: Path,
) -> None:
    command(tmp_path, "migrate")
    assert command(tmp_path, "status") <= STORE | MESSAGES
    assert command(tmp_path, "status", "--health") <= STORE | MESSAGES
    assert command(tmp_path, "readers", "export", "readers.csv") <= STORE
    assert command(tmp_path, "readers", "import", "readers.csv") <= STORE
    assert command(tmp_path, "export", "--site", "site") <= STORE


@pytest.mark.parametrize("words", [("run",), ("deliver", "--name", "helper")])
def test_the_bot_starts_without_what_makes_tables_and_reads_files(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    command(tmp_path, "migrate")
    environment = {**surroundings(), "BOT_TOKEN": DEMO_TOKEN}
    found = loaded(RUN, *words, folder=tmp_path, environment=environment)
    assert {"telegram", "sqlalchemy"} <= found <= BOT


def test_the_demo_starts_without_telegram_s_library(tmp_path: Path) -> None:
    found = loaded(DEMO, "demo", "--port", "0", folder=tmp_path, environment=surroundings())
    assert SERVER <= found <= STORE | SERVER


def test_what_is_loaded_is_seen(tmp_path: Path) -> None:
    found = loaded("import telegram", folder=tmp_path, environment=surroundings())
    assert {"telegram", "httpx"} <= found
