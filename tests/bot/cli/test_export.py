"""`export` from the command line: what it writes and what it says."""

from __future__ import annotations

import re

import pytest

from tests.bot.cli.shell import Shell

pytestmark = pytest.mark.usefixtures("tables")
DIGEST = """\
The Harbour Letter, 20 November 2026

1. The ferry runs again (Harbour Post, 19 November 2026)
It sails at seven.

2. A bell was found (Harbour Post, 20 November 2026)
In the old mole.
"""


def test_the_archive_is_written_as_pages_and_said_so(shell: Shell) -> None:
    (shell.folder / "letter.txt").write_text(DIGEST)
    shell.prints("publish", "--archive", "letter.txt")
    told = shell.prints("export", "--site", "site")
    first, hint = told.splitlines()
    # As many again where a font can draw the front page.
    assert re.fullmatch(r"([78]) files in site; \1 of them new or changed, 0 were deleted\.", first)
    assert "Without BOT_SITE_URL there are no feeds" in hint
    page = (shell.folder / "site/2026-11-20/1/index.html").read_text()
    assert "The ferry runs again" in page
    again = shell.prints("export", "--site", "site", BOT_SITE_URL="https://news.example.org")
    assert "Without" not in again
    assert (shell.folder / "site/feeds/en.atom").exists()


def test_a_folder_of_others_is_refused_in_a_sentence(shell: Shell) -> None:
    (shell.folder / "thesis.txt").write_text("years of work")
    done = shell.run("export", "--site", ".")
    assert done.returncode == 1
    assert done.stderr == (
        "kawaraban: . holds other things; give an empty folder, or one with a site by export.\n"
    )
