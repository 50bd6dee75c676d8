"""Any item of any editor can be offered in any chat."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import InlineQueryResultArticle, InputTextMessageContent

from bot.i18n.translator import Translations
from bot.views.inline_results import offer
from bot.views.rich_text import TEXT_LIMIT, units
from digests.model import Digest, Edition, EditionState, Item, Paragraph, ParagraphKind, Source

TEXTS = st.text(st.sampled_from("瓦版、。 \n<&>🗞é") | st.characters(codec="utf-8"), min_size=1).map(
    lambda text: text.strip() or "瓦"
)
LONG = st.builds(lambda text, times: text * times, TEXTS, st.sampled_from([1, 300, 5_000]))
PARAGRAPHS = st.lists(
    st.builds(Paragraph, text=LONG, kind=st.sampled_from(ParagraphKind)), max_size=3
).map(tuple)
SOURCES = st.lists(
    st.sampled_from(["https://example.com/a?b=1&c=<2>", "https://example.jp/" + "x" * 9_000, "?"]),
    max_size=9,
).map(lambda urls: tuple(Source(url=url, raw=url) for url in urls))
ITEMS = st.builds(
    Item,
    number=st.sampled_from([1, 50, 9_999]),
    headline=LONG,
    outlet=st.none() | LONG,
    date=st.none() | st.just(date(2026, 11, 20)),
    sources=SOURCES,
    paragraphs=PARAGRAPHS,
    summary=PARAGRAPHS,
)


def edition(item: Item) -> Edition:
    return Edition(
        id=7,
        date=date(2026, 11, 20),
        state=EditionState.PUBLISHED,
        digest=Digest(title="The Lantern", items=(item,)),
        problems=(),
        fingerprint="f",
        posted_by=None,
        created_at=datetime(2026, 11, 20, tzinfo=UTC),
    )


BUNS = Item(
    number=2,
    headline="Bakers <agree>",
    outlet="The Ferry Gazette",
    date=date(2026, 11, 18),
    sources=(Source(url="https://example.com/buns", raw="example.com/buns"),),
    paragraphs=(Paragraph(text="Seven bakers signed. One did not."),),
    summary=(Paragraph(text="Seven bakers signed."),),
)


def offered(item: Item, language: str) -> tuple[InlineQueryResultArticle, str]:
    """An item as it is offered, and the HTML of the message that it sends."""
    translator = Translations.load("ja").translator(language)
    article = offer(translator, edition(item), item, "lantern_bot")
    assert isinstance(article.input_message_content, InputTextMessageContent)
    return article, article.input_message_content.message_text


@settings(max_examples=60)
@given(ITEMS, st.sampled_from(["ja", "en"]))
def test_any_item_is_offered_within_telegrams_limits(item: Item, language: str) -> None:
    article, html = offered(item, language)
    assert article.title
    assert 0 < units(unescape(re.sub("<[^>]*>", "", html))) <= TEXT_LIMIT
    assert len(html.encode()) <= 32_768
    assert html.count("<a ") <= 6


@pytest.mark.parametrize(
    ("language", "day"), [("en", "Wed, November 18, 2026"), ("ja", "2026年11月18日（水）")]
)
def test_an_offer_is_chosen_by_headline_and_summary_and_sends_the_item_in_short(
    language: str, day: str
) -> None:
    article, html = offered(BUNS, language)
    footer = "<i>The Lantern · 2/2</i>" if language == "en" else "The Lantern · 2/2"
    assert (article.id, article.title) == ("7:2", "② Bakers <agree>")
    assert article.description == "Seven bakers signed."
    assert html == (
        f"<b>② Bakers &lt;agree&gt;</b>\nThe Ferry Gazette · {day}\n\nSeven bakers signed.\n\n"
        f'🔗 <a href="https://example.com/buns">The Ferry Gazette (example.com)</a>\n\n{footer}'
    )


def test_what_was_sent_leads_to_the_whole_item_in_the_private_chat() -> None:
    article, html = offered(BUNS, "en")
    assert article.reply_markup is not None
    ((read_on,),) = article.reply_markup.inline_keyboard
    assert (read_on.text, read_on.url) == (
        "📖 Read it in full",
        "https://t.me/lantern_bot?start=i_7_2",
    )
    assert "https://example.com/buns" in html


def test_a_long_text_is_cut_between_sentences_and_its_source_is_kept() -> None:
    long = replace(BUNS, paragraphs=(Paragraph(text="これは長い文です。" * 999),), summary=())
    article, html = offered(long, "ja")
    assert article.description is not None
    assert article.description.endswith("文です。…")
    assert "文です。…" in html
    assert "https://example.com/buns" in html


def test_an_item_that_is_only_a_headline_is_offered_without_a_description() -> None:
    article, html = offered(replace(BUNS, paragraphs=(), summary=()), "en")
    assert article.description is None
    assert "Bakers" in html
