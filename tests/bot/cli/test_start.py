"""What a command loads before it does anything: what it needs, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.packages import loaded
from tests.support.surroundings import surroundings

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "bot" / "cli" / "samples"
JAPANESE, ENGLISH = SAMPLES / "2026-11-21.ja.txt", SAMPLES / "2026-11-20.en.md"

COMMAND = "from bot.cli.main import main; main()"
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
    assert command(tmp_path, "--help") == set()
    assert command(tmp_path, "read", "--help") == set()


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


def test_tables_are_made_with_alembic_once_and_editions_published_without_telegram(
    tmp_path: Path,
) -> None:
    first = command(tmp_path, "migrate")
    assert first >= MIGRATIONS
    assert first <= STORE | MIGRATIONS
    assert command(tmp_path, "migrate") <= STORE
    assert command(tmp_path, "publish", JAPANESE) <= STORE | {"snowballstemmer"}


def test_what_is_loaded_is_seen(tmp_path: Path) -> None:
    found = loaded("import telegram", folder=tmp_path, environment=surroundings())
    assert {"telegram", "httpx"} <= found
