"""`front-page` from the command line, and what `status` says where none can be drawn."""

from __future__ import annotations

from PIL import Image

from tests.bot.cli.shell import Shell
from tests.bot.frontpage.pages import VERA

ENGLISH = "The Harbour Letter, 20 November 2026\n\n1. The ferry runs again\nIt sails at seven.\n"
VAI = """ꕉꕜꕮ ꔔꘋ, 2026-11-20

1. ꔀꔁꔂ ꔃꔄꔅ ꔆꔇꔈ (Harbour Post, 2026-11-20)
ꔉꔊꔋ ꔌꔍꔎ ꔏꔐꔑ ꔒꔓꔔ.
"""
"""In a script for which hardly any machine has a font."""


def test_the_front_page_of_a_file_is_drawn_into_another(shell: Shell) -> None:
    (shell.folder / "letter.txt").write_text(ENGLISH)
    font = {"BOT_FRONT_PAGE_FONT": str(VERA)}
    assert not shell.prints("front-page", "letter.txt", "--out", "page.png", **font)
    with Image.open(shell.folder / "page.png") as image:
        assert image.format == "PNG"


def test_where_it_can_not_be_drawn_it_says_so(shell: Shell) -> None:
    (shell.folder / "letter.txt").write_text(VAI)
    done = shell.run("front-page", "letter.txt", "--out", "page.png")
    assert done.returncode == 1
    assert done.stderr.startswith("kawaraban: No front page can be drawn in English here;")
    assert not (shell.folder / "page.png").exists()
