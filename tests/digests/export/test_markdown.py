"""A digest written down: as Markdown that reads back, and for programs."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from digests.export.json import json_of
from digests.export.markdown import render
from digests.model import (
    Coverage,
    Digest,
    Item,
    Paragraph,
    ParagraphKind,
    Place,
    Problem,
    ProblemKind,
    Reading,
    Related,
    Severity,
    Source,
)
from digests.parsing.parser import parse


def source(url: str) -> Source:
    return Source(url=url, raw=url)


DIGEST = Digest(
    title="5月15日の町だより",
    author="白瀬 みなと",
    date=date(2031, 5, 15),
    issue=128,
    preface=("おはようございます。", "きょうは三つです"),
    items=(
        Item(
            number=1,
            headline="灯台を*白*く＝町長",
            printed_number="①",
            date=date(2031, 5, 14),
            outlet="岬通信",
            attribution="町長",
            sources=(source("https://example.jp/1_a"), source("https://example.jp/2")),
            paragraphs=(
                Paragraph(text="なぜ白か", kind=ParagraphKind.SUBHEADING),
                Paragraph(text="海から見える [から] だ。"),
                Paragraph(text="「白がいい」"),
                Paragraph(text="1. 一度目", kind=ParagraphKind.BULLET),
                Paragraph(text="写真：と書いた本文"),
                Paragraph(text="\ufff9岬\ufffaみさき\ufffbの上だ。"),
            ),
            captions=("白い灯台（岬通信）",),
            related=(
                Related(
                    headline="鐘も白く",
                    date=date(2031, 5, 12),
                    sources=(source("https://example.jp/9"),),
                ),
            ),
            section="町内",
        ),
        Item(number=3, headline="橋", printed_number="③", section="となり町"),
    ),
    left_over=("# 以上です",),
    afterword=("またあした。",),
)


def test_a_digest_written_down_reads_back_as_itself() -> None:
    assert parse("a.md", render(DIGEST).encode()).digest == DIGEST


def test_an_untitled_undated_digest_reads_back_as_itself() -> None:
    items = (
        Item(
            number=1,
            headline="橋が開く",
            outlet="岬通信",
            sources=(source("https://example.jp/1"),),
        ),
    )
    bare = Digest(title=None, items=items)
    assert parse("a.md", render(bare).encode()).digest == bare


def test_of_two_items_of_which_one_prints_a_number_each_reads_back_as_it_was() -> None:
    headlines = ("② 船", "３つの橋、10.5 km", "+++ 鐘 +++", "朝市")
    mixed = Digest(
        title="町だより",
        items=(
            Item(number=1, headline="灯台", printed_number="①"),
            *(Item(number=at, headline=one) for at, one in enumerate(headlines, start=2)),
        ),
    )
    text = render(mixed)
    assert "### ① 灯台\n" in text
    assert "### ② 船 {-}\n" in text
    assert "### 朝市\n" in text
    assert parse("a.md", text.encode()).digest == mixed


def test_what_was_written_down_is_markdown_a_person_can_edit() -> None:
    text = render(DIGEST)
    assert "### ① 灯台を\\*白\\*く＝町長 (岬通信, 2031-05-14)" in text
    assert "## 町内" in text
    assert "\n- 1\\. 一度目" in text


def test_json_has_the_documented_shape() -> None:
    problem = Problem(
        kind=ProblemKind.NO_SOURCE, severity=Severity.WARNS, place=Place(line=4, item=3)
    )
    digest = replace(DIGEST, coverage=Coverage(text=80, links=90))
    reading = Reading(digest=digest, problems=(problem,))
    told = json.loads(json.dumps(json_of(reading, lambda one: f"({one.kind})")))
    assert list(told) == [
        *("title", "author", "date", "issue", "preface", "items", "afterword", "left_over"),
        *("coverage", "problems"),
    ]
    assert told["problems"] == [
        {
            "severity": "warns",
            "place": {"line": 4, "page": None, "item": 3},
            "message": "(no_source)",
        }
    ]
    assert (told["preface"], told["afterword"]) == (
        ["おはようございます。", "きょうは三つです"],
        ["またあした。"],
    )
    assert told["coverage"] == {"text": 80, "links": 90}
    first, second = told["items"]
    assert first["paragraphs"][:2] == ["なぜ白か", "海から見える [から] だ。"]
    assert first["related"] == [
        {"headline": "鐘も白く", "date": "2031-05-12", "sources": ["https://example.jp/9"]}
    ]
    assert (first["date"], first["outlet"], first["attribution"]) == (
        "2031-05-14",
        "岬通信",
        "町長",
    )
    assert list(second) == [
        "number",
        "printed_number",
        "headline",
        "date",
        "outlet",
        "attribution",
        "sources",
        "paragraphs",
        "captions",
        "related",
        "section",
        "summary",
        "summary_by",
        "summary_gaps",
    ]
    assert (second["date"], second["summary"]) == (None, [])
