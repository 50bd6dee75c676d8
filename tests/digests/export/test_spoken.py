"""What is said of an edition is what readers read, less what nobody can say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from digests.export.spoken import script_of
from digests.model import Digest, Edition, EditionState, Item, Paragraph

FERRY = Item(
    number=3,
    headline="渡し船が12月1日に再開",
    paragraphs=(Paragraph(text="全文。" * 50),),
    summary=(Paragraph(text="3週間ぶりです（https://example.org/ferry?a=1）。"),),
)


def edition_of(*items: Item, preface: tuple[str, ...] = ("おはようございます。",)) -> Edition:
    day = date(2026, 11, 20)
    return Edition(
        id=1,
        date=day,
        state=EditionState.PUBLISHED,
        digest=Digest(title="港の便り", language="ja", items=items, preface=preface),
        problems=(),
        fingerprint="f",
        posted_by=None,
        created_at=datetime(2026, 11, 20, tzinfo=UTC),
    )


def test_title_and_greeting_come_first_then_each_headline_with_its_summary() -> None:
    script = script_of(edition_of(FERRY, preface=("港の便り", "おはようございます。")), "港の便り")
    assert [(one.number, one.title, one.text) for one in script.chapters] == [
        (None, "港の便り", "港の便り。\nおはようございます。"),
        (3, FERRY.headline, "渡し船が12月1日に再開。\n3週間ぶりです。"),
    ]
    assert (script.language, script.size) == ("ja", 38)


def test_a_short_item_is_said_whole_and_a_reading_in_the_place_of_its_letters() -> None:
    read = "\ufff9号外\ufffaごうがい\ufffbです。"
    short = replace(FERRY, summary=(), paragraphs=(Paragraph(text=read),))
    assert script_of(edition_of(short), "x").chapters[1].text.endswith("\nごうがいです。")


def test_an_endless_text_ends_with_a_sentence() -> None:
    long = replace(FERRY, summary=(), paragraphs=(Paragraph(text="これは長い文です。" * 1000),))
    said = script_of(edition_of(long), "x").chapters[1].text
    assert 2_900 < len(said) <= 3_000
    assert said.endswith("これは長い文です。")
    endless = replace(FERRY, summary=(), paragraphs=(Paragraph(text="x" * 9_000),))
    assert len(script_of(edition_of(endless), "x").chapters[1].text) <= 3_000
