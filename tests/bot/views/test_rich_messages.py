"""What stands in a rich edition around its items' text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.i18n.translator import Translations
from bot.views.callbacks import ListSources, OpenArchive
from bot.views.message import OutgoingMessage
from bot.views.rich_messages import rich_messages
from digests.model import Edition, Item, Source
from tests.bot.views.sample_values import EDITION

DAY = date(2031, 5, 14)
FERRY = Item(
    number=1,
    headline="The ferry runs again",
    outlet="The Heron",
    sources=(Source(url="https://example.org/ferry?a=1&b=2", raw=""),),
)
BELL = Item(
    number=2,
    headline="A bell was found",
    outlet="The Heron",
    sources=(
        Source(url="https://example.org/bell", raw=""),
        Source(url="https://other.example/bell", raw=""),
        Source(url="", raw="the parish <archive>"),
    ),
)
LETTER = replace(
    EDITION,
    date=DAY,
    digest=replace(
        EDITION.digest,
        title="The Harbour Letter",
        author="Wren & Finch",
        items=(FERRY, BELL),
    ),
)


def rich(edition: Edition) -> list[OutgoingMessage]:
    return rich_messages(Translations.load("en").translator("en"), edition)


def html(edition: Edition) -> str:
    return "".join(message.rich_html or "" for message in rich(edition))


def test_the_day_and_the_author_stand_in_a_line_below_the_title() -> None:
    opening = "<h2>The Harbour Letter</h2><p>Wed, May 14, 2031 · Wren &amp; Finch</p>"
    assert html(LETTER).startswith(opening)
    untold = replace(LETTER, digest=replace(LETTER.digest, author=None))
    assert "<h2>The Harbour Letter</h2><p>Wed, May 14, 2031</p>" in html(untold)


def test_each_source_is_a_link_below_its_item_or_told_as_it_was_written() -> None:
    first, second = html(LETTER).split("</details>")[:2]
    assert first.endswith(
        '<p>🔗 <a href="https://example.org/ferry?a=1&amp;b=2">The Heron (example.org)</a></p>'
    )
    assert second.endswith(
        '<p>🔗 <a href="https://example.org/bell">example.org</a></p>'
        '<p>🔗 <a href="https://other.example/bell">other.example</a></p>'
        "<p>🔗 the parish &lt;archive&gt;</p>"
    )


def test_the_ways_to_the_links_and_to_past_editions_stand_below_the_last_message_alone() -> None:
    long = replace(BELL, sources=BELL.sources * 400)
    *others, last = rich(replace(LETTER, digest=replace(LETTER.digest, items=(FERRY, long))))
    assert others
    assert [one.keyboard for one in others] == [None] * len(others)
    assert last.keyboard is not None
    (row,) = last.keyboard.inline_keyboard
    assert [(key.text, key.callback_data) for key in row] == [
        ("🔗 Sources", ListSources(LETTER.id).pack()),
        ("🗂 Past editions", OpenArchive(0).pack()),
    ]
