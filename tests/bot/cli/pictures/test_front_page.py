"""`front-page` from the command line, and what `status` says where none can be drawn."""

from __future__ import annotations

from PIL import Image

from tests.bot.cli.shell import Shell
from tests.bot.frontpage.pages import VERA

ENGLISH = "The Harbour Letter, 20 November 2026\n\n1. The ferry runs again\nIt sails at seven.\n"
JAPANESE = """岬だより 2026年11月20日

1. 渡し船が再開した（みなと通信、2026年11月20日）
渡し船は毎朝七時に古い港を出る。
"""


def test_the_front_page_of_a_file_is_drawn_into_another(shell: Shell) -> None:
    (shell.folder / "letter.txt").write_text(ENGLISH)
    font = {"BOT_FRONT_PAGE_FONT": str(VERA)}
    assert not shell.prints("front-page", "letter.txt", "--out", "page.png", **font)
    with Image.open(shell.folder / "page.png") as image:
        assert image.format == "PNG"


def test_where_it_can_not_be_drawn_it_says_so_and_so_does_status(shell: Shell) -> None:
    (shell.folder / "letter.txt").write_text(JAPANESE)
    without_fonts = {"PATH": ""}  # fontconfig's programs are not found
    done = shell.run("front-page", "letter.txt", "--out", "page.png", **without_fonts)
    assert done.returncode == 1
    assert done.stderr.startswith("kawaraban: No front page can be drawn in Japanese here;")
    assert not (shell.folder / "page.png").exists()
    shell.prints("publish", "--archive", "--yes", "letter.txt")
    assert "⚠️ No front page can be drawn in Japanese here;" in shell.prints(
        "status", **without_fonts
    )
