"""Tables whose rows are news, in every format that has tables; and those whose rows are not."""

from __future__ import annotations

import io

import docx
import pytest

from digests.model import Digest
from digests.parsing.parser import parse
from tests.support.reading import digest

HEAD = ("番号", "見出し", "媒体", "URL")
ROWS = (("1", "堰が開いた、昼に", "浜日報", "https://example.jp/1"),
        ("2", "水車がまた回る", "山日報", "https://example.jp/2"))  # fmt: skip


def html() -> bytes:
    cells = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row[:3])
        + f'<td><a href="{row[3]}">記事</a></td></tr>'
        for row in ROWS
    )  # fmt: skip
    head = "".join(f"<th>{name}</th>" for name in HEAD)
    return f"<h1>便り 2031-05-14</h1><table><tr>{head}</tr>{cells}</table>".encode()


def markdown() -> bytes:
    rows = "".join(f"| {a} | {b} | {c} | [記事]({d}) |\n" for a, b, c, d in ROWS)
    head = f"| {' | '.join(HEAD)} |\n|--|--|--|--|\n"
    return f"# 便り 2031-05-14\n\n{head}{rows}".encode()


def word() -> bytes:
    document = docx.Document()
    document.add_heading("便り 2031-05-14", 0)
    table = document.add_table(rows=0, cols=4)
    for row in (HEAD, *ROWS):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def commas() -> bytes:
    return "\n".join(",".join(row) for row in (HEAD, *ROWS)).encode()


def tabs() -> bytes:
    return "\n".join("\t".join(row) for row in (HEAD, *ROWS)).encode("utf-16")


FILES = {
    "2031-05-14.html": html,
    "2031-05-14.md": markdown,
    "2031-05-14.docx": word,
    "2031-05-14.csv": commas,
    "2031-05-14.tsv": tabs,
}


def told(found: Digest) -> list[tuple[str, str | None, list[str]]]:
    return [
        (item.headline, item.outlet, [source.url for source in item.sources])
        for item in found.items
    ]


@pytest.mark.parametrize("name", FILES)
def test_the_rows_of_a_table_of_news_are_items(name: str) -> None:
    found = parse(name, FILES[name]()).digest
    assert told(found) == [(row[1], row[2], [row[3]]) for row in ROWS]
    assert str(found.date) == "2031-05-14"
    if not name.endswith((".csv", ".tsv")):
        assert "番号 | 見出し | 媒体 | URL" in found.preface


def test_a_table_without_a_header_is_known_by_its_links() -> None:
    first, second = (f"| {row[1]} | [記事]({row[3]}) |" for row in ROWS)
    found = digest(f"# 便り\n\n{first}\n|--|--|\n{second}\n", "a.md")
    assert told(found) == [(row[1], None, [row[3]]) for row in ROWS]


def test_a_day_and_more_words_have_columns_of_their_own() -> None:
    text = (
        "date,title,source,link,note\n2031-05-13,Weir opens,Post,https://example.org/1,It held.\n"
    )
    (item, _) = digest(
        f"{text}2031-05-12,Mill turns,Herald,https://example.org/2,Slowly.\n", "a.csv"
    ).items
    assert (str(item.date), item.outlet) == ("2031-05-13", "Post")
    assert [one.text for one in item.paragraphs] == ["note: It held."]


def test_a_table_of_figures_is_no_news() -> None:
    figures = "<tr><th>区間</th><th>円</th></tr><tr><td>港前</td><td>200</td></tr>"
    page = (
        f"<h1>便り</h1><h2>堰</h2><p>開いた。</p><table>{figures}</table><h2>鐘</h2><p>届いた。</p>"
    )
    found = digest(page, "a.html")
    assert [item.headline for item in found.items] == ["堰", "鐘"]
    assert any("港前 | 200" in one.text for one in found.items[0].paragraphs)
