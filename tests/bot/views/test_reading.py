"""Editions and items as readers see them: whole, and each thing once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import chain

import pytest

from bot.i18n.translator import Translations
from bot.views.callbacks import OpenItem
from bot.views.deep_links import deep_link
from bot.views.desk.problems import ORIGINS, plain_sentence
from bot.views.editions import edition_messages, edition_page, source_messages
from bot.views.inline_results import short_text
from bot.views.items import item_messages
from bot.views.message import OutgoingMessage
from bot.views.rhythm.round_up_message import round_up_message
from bot.views.rich_text import to_html
from digests.model import (
    Continuation,
    Digest,
    Edition,
    EditionState,
    Form,
    Item,
    ItemKey,
    Paragraph,
    ParagraphKind,
    Picture,
    Problem,
    ProblemKind,
    Severity,
    Source,
)
from digests.parsing.edition_date import Origin
from digests.values.round_up import RoundUp

DAY = date(2031, 5, 14)
ENGLISH = Translations.load("en").translator("en")
JAPANESE = Translations.load("en").translator("ja")
FERRY = "The ferry runs again after the storm that broke the pier of the old harbour in two."
BELL = (
    "The bell of the chapel was found in the mud of the river, and nobody knows how it came there."
)


def item(number: int = 1, *said: str, **more: object) -> Item:
    paragraphs = tuple(Paragraph(text=text) for text in said or (FERRY,))
    plain = Item(
        number=number,
        headline=f"Headline {number}",
        date=DAY,
        outlet="The Heron",
        paragraphs=paragraphs,
        summary=paragraphs[:2],
    )
    return replace(plain, **more)  # type: ignore[arg-type]  # any of its fields


def edition(*items: Item, **more: object) -> Edition:
    digest = Digest(title="The Harbour Letter", author="Wren", date=DAY, language="en", items=items)
    return Edition(
        id=7,
        date=DAY,
        state=EditionState.PUBLISHED,
        digest=replace(digest, **more),  # type: ignore[arg-type]  # any of its fields
        problems=(),
        fingerprint="",
        posted_by=None,
        created_at=datetime(2031, 5, 14, tzinfo=UTC),
    )


def told(messages: list[OutgoingMessage]) -> str:
    return "\n".join(message.text for message in messages)


def shown(one: Edition) -> str:
    return told(edition_messages(ENGLISH, one, Form.SUMMARIES))


def opened(one: Item, **more: str) -> list[OutgoingMessage]:
    return item_messages(ENGLISH, edition(one), one, **more)  # type: ignore[arg-type]


# --- an edition ------------------------------------------------------------------------------


def test_each_item_is_told_in_a_whole_sentence_without_a_tap() -> None:
    text = shown(edition(item(1, FERRY, BELL), item(2, "Short.", BELL)))
    assert FERRY in text
    assert f"Short. {BELL}" in text  # one word is no news
    assert text.count(BELL) == 1
    assert "blockquote" not in text


@pytest.mark.parametrize(
    ("title", "times"),
    [("The Harbour Letter", 1), ("The Harbour Letter, 14 May 2031", 0), ("5月14日の港だより", 0)],
)
def test_the_day_stands_once_at_the_top(title: str, times: int) -> None:
    text = shown(edition(item(date=None), title=title))
    assert text.count("Wed, May 14, 2031") == times


def test_the_day_of_an_item_is_told_where_it_is_not_the_editions() -> None:
    text = shown(edition(item(1), item(2, date=date(2031, 5, 12))))
    assert text.count("May 14") == 1
    assert "The Heron · Mon, May 12" in text


def all_of(edition: Edition, form: Form) -> str:
    """What a form tells of an edition, the file and the rich messages included."""
    messages = edition_messages(ENGLISH, edition, form)
    files = (message.document[1].decode() for message in messages if message.document)
    return "\n".join(chain(*((one.text, one.rich_html or "") for one in messages), files))


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("size", [1, 25], ids=["short", "paged"])
def test_greeting_and_afterword_are_delivered_whole_in_every_form(form: Form, size: int) -> None:
    greeting = tuple(f"It rains for {hour} hours." for hour in range(400))
    afterword = tuple(f"See you in {day} days." for day in range(400))
    items = [item(number) for number in range(1, size + 1)]
    said = all_of(edition(*items, preface=greeting, afterword=afterword), form)
    assert [one for one in (*greeting, *afterword) if one not in said] == []
    assert said.index(greeting[-1]) < said.index("Headline 1") < said.index(afterword[0])


@pytest.mark.parametrize("size", [2, 25], ids=["short", "paged"])
@pytest.mark.parametrize("form", [Form.HEADLINES, Form.SUMMARIES, Form.FULL, Form.RICH])
def test_a_short_afterword_stands_below_the_last_item(form: Form, size: int) -> None:
    one = edition(*(item(number) for number in range(1, size + 1)), afterword=("See you!",))
    page = edition_page(ENGLISH, one, form, size)
    said = page.text if page and form is not Form.RICH else all_of(one, form)
    assert said.index(f"Headline {size}") < said.index("See you!")
    assert len(edition_messages(ENGLISH, one, form)) == 1


@pytest.mark.parametrize("form", Form)
def test_pictures_of_greeting_and_afterword_come_first_and_last(form: Form) -> None:
    first, last = (Picture(key=key * 64, width=9, height=9) for key in "ab")
    one = edition(item(), preface=("Hello.",), preface_pictures=(first,))
    one = replace(one, digest=replace(one.digest, afterword_pictures=(last,)))
    photos = [message.photo for message in edition_messages(ENGLISH, one, form)]
    assert [photos[0], photos[-1]] == [first.key, last.key]


def test_a_long_greeting_is_folded() -> None:
    assert "<blockquote expandable>" in shown(edition(item(), preface=("It rains. " * 70,)))


def test_a_section_stands_once_above_its_items() -> None:
    harbour, town = "At the harbour", "In town"
    text = shown(edition(item(1, section=harbour), item(2, section=harbour), item(3, section=town)))
    assert text.count(f"<b>▍{harbour}</b>") == text.count(f"<b>▍{town}</b>") == 1
    assert text.index(harbour) < text.index("Headline 1")
    assert text.index("Headline 2") < text.index(town) < text.index("Headline 3")


@pytest.mark.parametrize(
    ("sentences", "told"),
    [
        (("A one.", "B two.", "C three."), "A one. … C three."),
        (("一だ。", "二だ。", "三だ。"), "一だ。……三だ。"),
    ],
)
def test_a_sign_stands_where_sentences_were_left_out(
    sentences: tuple[str, str, str], told: str
) -> None:
    pieces = [Paragraph(text=one) for one in sentences]
    one = item(1, *sentences, summary=(pieces[0], pieces[2]))
    assert told in shown(edition(one))


def test_a_sign_stands_in_a_line_of_its_own_where_entries_of_a_list_were_left_out() -> None:
    entries = [Paragraph(text=one, kind=ParagraphKind.BULLET) for one in ("one", "two", "three")]
    one = replace(item(), paragraphs=tuple(entries), summary=(entries[0], entries[2]))
    assert "• one\n…\n• three" in shown(edition(one))


# --- an item -----------------------------------------------------------------------------------


def test_a_short_text_stands_whole_and_its_summary_is_not_told_again() -> None:
    (message,) = opened(item(1, FERRY, BELL, "A third thing happened."))
    assert message.text.count(FERRY) == message.text.count(BELL) == 1
    assert "blockquote" not in message.text


def test_a_long_text_is_folded_below_its_summary() -> None:
    one = item(1, FERRY, *(f"{BELL} {n}" for n in range(20)))
    (message,) = opened(one)
    assert "<blockquote expandable>" in message.text
    assert message.text.count(FERRY) == 2


@pytest.mark.parametrize(("characters", "is_folded"), [(1_300, False), (1_700, True)])
def test_a_text_is_folded_from_one_and_a_half_thousand_characters_on(
    characters: int, is_folded: bool
) -> None:
    one = item(1, FERRY, BELL, ("It rained. " * 200)[: characters - len(FERRY + BELL)])
    (message,) = opened(one)
    assert ("<blockquote expandable>" in message.text) is is_folded
    assert message.text.count(FERRY) == 1 + is_folded


def test_a_photo_stands_above_its_text_in_one_message() -> None:
    picture = Picture(key="k", caption="The ferry at noon.", width=9, height=9)
    (message,) = opened(item(pictures=(picture,), captions=("The ferry at noon.",)))
    assert message.photo == "k"
    assert FERRY in message.text
    assert message.text.count("The ferry at noon.") == 1
    assert message.keyboard is not None


def test_a_text_too_long_for_a_caption_stands_below_its_photo() -> None:
    picture = Picture(key="k", caption="The ferry at noon.", width=9, height=9)
    photo, text = opened(item(1, BELL * 14, pictures=(picture,), captions=("The ferry at noon.",)))
    assert (photo.photo, photo.text) == ("k", "The ferry at noon.")
    assert "The ferry at noon." not in text.text


def test_a_caption_that_repeats_the_text_is_left_out() -> None:
    (message,) = opened(item(1, FERRY, captions=(FERRY, "Headline 1", "At noon.")))
    assert message.text.count("📷") == 1
    assert "📷 At noon." in message.text


def test_links_that_are_known_to_be_the_outlets_are_named_by_it_wherever_they_are_listed() -> None:
    hosts = ("heron.example", "other.example")
    one = item(sources=tuple(Source(url=f"https://{host}/1", raw="") for host in hosts))
    links = (">The Heron (heron.example)</a>", ">other.example</a>")
    listed = source_messages(ENGLISH, edition(one))
    for shown in (told(opened(one)), to_html(short_text(ENGLISH, edition(one), one)), told(listed)):
        assert [link in shown for link in links] == [True, True]


def test_an_item_can_be_shared_by_its_address() -> None:
    (message,) = opened(item(), address="https://t.me/paper_bot?start=i_7_1")
    assert message.keyboard is not None
    (share,) = message.keyboard.inline_keyboard[-1]
    assert share.url == (
        "https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fpaper_bot%3Fstart%3Di_7_1&text=Headline+1"
    )


def test_japanese_is_set_without_italics() -> None:
    one = edition(item())
    for form in Form:
        if form is not Form.RICH:
            assert "<i>" not in told(edition_messages(JAPANESE, one, form))
    assert "<i>" not in told(item_messages(JAPANESE, one, one.digest.items[0]))
    assert "<i>" in told(opened(item()))


def test_every_origin_of_a_day_has_its_words() -> None:
    assert {*ORIGINS} == {*Origin}
    guessed = Problem(
        kind=ProblemKind.EDITION_DATE_GUESSED,
        severity=Severity.NOTES,
        details={"date": "2031-05-14", "origin": Origin.MESSAGE},
    )
    assert plain_sentence(ENGLISH, guessed) == (
        "The date 2031-05-14 was not in the text: it is the day on which it was posted."
    )


def test_japanese_words_in_an_english_sentence_are_not_slanted() -> None:
    one = edition(item(), title="5月14日の港だより")
    (message,) = item_messages(ENGLISH, one, one.digest.items[0])
    assert "<i>" not in message.text


def test_an_index_of_what_was_missed_leads_from_an_item_to_what_it_goes_on_with() -> None:
    going_on = Continuation(number=2, earlier=ItemKey(1, 3), date=date(2026, 11, 19))
    missed = replace(edition(item(1), item(2)), continuations=(going_on,))
    round_up = RoundUp(editions=(missed,), count=1, since=missed.date)
    for translator, said in ((ENGLISH, "↪ 11/19 ③"), (JAPANESE, "↪ 11/19の③")):
        (first, second) = round_up_message(translator, round_up, "bot").text.split("\n")[-2:]
        assert "↪" not in first
        assert second.endswith(f">{said}</a>")
        assert deep_link("bot", OpenItem(1, 3)) in second
