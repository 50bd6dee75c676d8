"""What readers and editors are shown, for any digest an editor may have written."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.i18n.translator import Translations, Translator
from bot.views.archive import archive_message
from bot.views.desk.drafts import preview_messages
from bot.views.desk.summaries import MAKERS
from bot.views.editions import edition_messages, source_messages
from bot.views.items import item_messages
from bot.views.message import OutgoingMessage
from bot.views.rich_text import TEXT_LIMIT, units
from digests.model import (
    Digest,
    Edition,
    EditionState,
    EditionSummary,
    Form,
    Item,
    Paragraph,
    ParagraphKind,
    Place,
    Problem,
    ProblemKind,
    Related,
    Severity,
    Source,
    SummaryMaker,
)
from digests.text import ruby

# Readings stand in paragraphs alone: of what else is read, their signs are taken out.
WORDS = st.text(
    st.sampled_from("日本語の文。、「」 abc <>&\"'🗞é")
    | st.characters(
        codec="utf-8",
        exclude_categories=["Cc"],
        exclude_characters=[ruby.ANCHOR, ruby.SEPARATOR, ruby.TERMINATOR],
    ),
    min_size=1,
    max_size=80,
).filter(lambda text: bool(text.strip()))
READINGS = st.builds("\ufff9{}\ufffa{}\ufffb".format, WORDS, WORDS)
PARAGRAPHS = st.lists(
    st.builds(
        Paragraph,
        text=st.lists(WORDS | READINGS, min_size=1, max_size=3).map("".join),
        kind=st.sampled_from(ParagraphKind),
    ),
    max_size=6,
).map(tuple)
SOURCES = st.lists(
    st.sampled_from(["https://example.jp/a?x=1&y=2", "https://www.example.com/", "not a link"]).map(
        lambda url: Source(url=url, raw=url)
    ),
    max_size=3,
).map(tuple)
ITEMS = st.lists(
    st.builds(
        Item,
        number=st.just(1),
        headline=WORDS,
        date=st.none() | st.just(date(2025, 3, 13)),
        outlet=st.none() | WORDS,
        sources=SOURCES,
        paragraphs=PARAGRAPHS,
        captions=st.lists(WORDS, max_size=2).map(tuple),
        related=st.lists(st.builds(Related, headline=WORDS, sources=SOURCES), max_size=2).map(
            tuple
        ),
        summary=st.just(()),
    ),
    max_size=12,
)


def numbered(items: list[Item]) -> tuple[Item, ...]:
    return tuple(
        replace(item, number=place, summary=item.paragraphs[:1])
        for place, item in enumerate(items, 1)
    )


def edition(digest: Digest, **values: object) -> Edition:
    known = {
        "id": 7,
        "date": date(2025, 3, 14),
        "state": EditionState.DRAFT,
        "problems": (),
        "fingerprint": "f",
        "posted_by": 1,
        "created_at": datetime(2025, 3, 14, tzinfo=UTC),
    }
    return Edition(digest=digest, **{**known, **values})  # type: ignore[arg-type]  # checked above


EDITIONS = st.builds(
    lambda title, author, items: edition(Digest(title=title, author=author, items=numbered(items))),
    st.none() | WORDS,
    st.none() | WORDS,
    ITEMS,
)
SPEECHES = st.sampled_from(["ja", "en"]).map(Translations.load("ja").translator)


class Text(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.said = ""
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.said += data


def said(messages: list[OutgoingMessage]) -> str:
    return "".join(Text(message.text).said for message in messages)


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def check(messages: list[OutgoingMessage]) -> None:
    """Each message is one that Telegram takes."""
    assert messages
    for message in messages:
        if message.rich_html is None:
            assert 0 < units(Text(message.text).said) <= TEXT_LIMIT
        keys = message.keyboard.inline_keyboard if message.keyboard else ()
        assert sum(map(len, keys)) <= 100
        for row in keys:
            assert all(key.text for key in row)


@settings(max_examples=60)
@given(EDITIONS, st.sampled_from(Form), SPEECHES)
def test_any_edition_in_any_form_is_one_that_telegram_takes(
    edition: Edition, form: Form, translator: Translator
) -> None:
    check(edition_messages(translator, edition, form))


@settings(max_examples=60)
@given(EDITIONS, SPEECHES)
def test_the_full_form_holds_every_word_and_link(edition: Edition, translator: Translator) -> None:
    text = bare(said(edition_messages(translator, edition, Form.FULL)))
    for item in edition.digest.items:
        assert bare(item.headline) in text
        for paragraph in item.paragraphs:
            assert bare(ruby.in_brackets(paragraph.text)) in text
        for caption in item.captions:
            assert bare(caption) in text


@settings(max_examples=60)
@given(EDITIONS, SPEECHES)
def test_any_item_is_shown_whole(edition: Edition, translator: Translator) -> None:
    for item in edition.digest.items:
        messages = item_messages(translator, edition, item)
        check(messages)
        text = bare(said(messages))
        for paragraph in item.paragraphs:
            assert bare(ruby.in_brackets(paragraph.text)) in text


@settings(max_examples=60)
@given(EDITIONS, SPEECHES)
def test_any_sources_and_preview_are_ones_that_telegram_takes(
    edition: Edition, translator: Translator
) -> None:
    check(source_messages(translator, edition))
    check(preview_messages(translator, edition, same_day=None, zone="Asia/Tokyo"))


@pytest.fixture(params=["ja", "en"])
def translator(request: pytest.FixtureRequest) -> Translator:
    return Translations.load("ja").translator(str(request.param))


def test_a_preview_tells_every_problem_with_its_place(translator: Translator) -> None:
    problems = tuple(
        Problem(
            kind=kind,
            severity=Severity.WARNS,
            place=Place(line=12, item=3),
            details=dict.fromkeys(
                ("number", "url", "date", "found", "origin", "count", "names"), f"<{kind}>"
            ),
        )
        for kind in ProblemKind
    )
    messages = preview_messages(
        translator, edition(Digest(title="T"), problems=problems), same_day=None, zone="UTC"
    )
    lines = [line for line in said(messages).splitlines() if "⚠️" in line]
    assert len(lines) == len(ProblemKind)
    assert all("③" in line and "12" in line for line in lines)


@pytest.mark.parametrize("maker", SummaryMaker)
def test_a_preview_shows_each_summary_and_whose_choice_it_is(
    translator: Translator, maker: SummaryMaker
) -> None:
    told = (Paragraph(text="The mill opened."), Paragraph(text="Its wheel is new."))
    item = Item(number=1, headline="Mill", paragraphs=told, summary=told, summary_by=maker)
    (message,) = preview_messages(
        translator, edition(Digest(title="T", items=(item,))), same_day=None, zone="UTC"
    )
    assert "The mill opened. Its wheel is new." in said([message])
    assert translator.gettext(MAKERS[maker]) in said([message])


def test_a_preview_of_very_many_summaries_says_how_many_it_leaves_out(
    translator: Translator,
) -> None:
    told = (Paragraph(text="The mill opened. " * 30),)
    items = tuple(
        Item(number=n, headline="Mill", paragraphs=told, summary=told) for n in range(1, 401)
    )
    messages = preview_messages(
        translator, edition(Digest(title="T", items=items)), same_day=None, zone="UTC"
    )
    shown = said(messages).count(bare(told[0].text)) or said(messages).count(told[0].text.strip())
    assert 30 <= shown < 40
    assert str(400 - shown) in said(messages)
    assert len(messages) < 20


def test_a_draft_whose_day_is_published_offers_to_replace_it(translator: Translator) -> None:
    draft, published = edition(Digest(title="new")), edition(Digest(title="old"), id=3)
    (message,) = preview_messages(translator, draft, same_day=published, zone="UTC")
    assert message.keyboard is not None
    carried = [key.callback_data for row in message.keyboard.inline_keyboard for key in row]
    previews = f"previews:7:{translator.language}"
    assert carried == ["replace:7:0", "tell:7:0", "discard:7", "show:7", previews]


def test_a_long_item_is_cut_and_carries_its_buttons_last(translator: Translator) -> None:
    long = Item(
        number=1,
        headline="H",
        paragraphs=tuple(Paragraph(text="これは長い文です。" * 60) for _ in range(20)),
        summary=(Paragraph(text="これは長い文です。"),),
    )
    messages = item_messages(translator, edition(Digest(title="T", items=(long,))), long)
    assert len(messages) > 2
    assert [message.keyboard is not None for message in messages] == [False] * (
        len(messages) - 1
    ) + [True]


def test_the_archive_pages_both_ways(translator: Translator) -> None:
    page = [EditionSummary(id=n, date=date(2025, 3, n), title=None, items=2) for n in (5, 4)]
    message = archive_message(translator, page, offset=2, total=6, page=2)
    assert message.keyboard is not None
    assert [key.callback_data for key in message.keyboard.inline_keyboard[-1]] == [
        "page:0",
        "page:4",
    ]
