"""A picture is captioned with the headlines, or stands before them where they have no room."""

from __future__ import annotations

import pytest

from bot.i18n.translator import Translations
from bot.views.editions import edition_messages, edition_page
from bot.views.rich_text import CAPTION_LIMIT
from digests.model import Edition, Form
from tests.bot.frontpage.pages import edition

ENGLISH = Translations.load("en").translator("en")
PICTURE = b"\x89PNG"


def told(one: Edition) -> list[tuple[bytes | None, str, bool]]:
    """The picture, the first line and whether it has buttons, of each message."""
    messages = edition_messages(ENGLISH, one, Form.FRONT_PAGE, front_page=PICTURE)
    assert all(len(each.text) <= CAPTION_LIMIT for each in messages if each.drawing)
    return [
        (each.drawing, each.text.partition("\n")[0], each.keyboard is not None) for each in messages
    ]


def test_short_headlines_are_the_caption_of_the_picture() -> None:
    assert told(edition("Rain", "Sun")) == [(PICTURE, "<b>🗞 The Herald</b>", True)]


@pytest.mark.parametrize("headlines", [["Rain " * 60] * 4, ["Rain"] * 30])
def test_what_is_too_long_or_has_pages_stands_below_a_picture_with_the_title(
    headlines: list[str],
) -> None:
    first, second = told(edition(*headlines))
    assert first == (PICTURE, "<b>🗞 The Herald</b>", False)
    assert second == (None, "<b>🗞 The Herald</b>", True)


def test_other_forms_have_no_picture_and_this_one_without_it_is_the_headlines() -> None:
    one = edition("Rain", "Sun")
    headlines = edition_messages(ENGLISH, one, Form.HEADLINES)
    assert edition_messages(ENGLISH, one, Form.HEADLINES, front_page=PICTURE) == headlines
    assert edition_messages(ENGLISH, one, Form.FRONT_PAGE) == headlines
    long = edition(*["Rain"] * 30)
    assert edition_page(ENGLISH, long, Form.FRONT_PAGE, 20) == edition_page(
        ENGLISH, long, Form.HEADLINES, 20
    )
