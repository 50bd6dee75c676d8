"""Tables as news: named columns, rows without names, and what is refused."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.drawing.image import Image as Drawing  # type: ignore[import-untyped]
from PIL import Image

from digests.errors import ReadingError, ReadingFault
from digests.parsing.blocks import Block, BlockKind, Document
from digests.parsing.formats.detect import detect
from digests.parsing.formats.registry import Format
from digests.parsing.formats.spreadsheets import separated, workbook
from digests.parsing.formats.spreadsheets.separated import parse_separated
from digests.parsing.formats.spreadsheets.workbook import parse_xlsx
from digests.parsing.parser import parse


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def document(*rows: list[object]) -> Document:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return parse_xlsx(saved(book))


def told(blocks: tuple[Block, ...]) -> list[tuple[BlockKind, int, str]]:
    return [(block.kind, block.level, block.text) for block in blocks]


def test_a_row_below_named_columns_is_an_item_and_no_cell_is_lost() -> None:
    found = parse_separated(
        "番号,分類,見出し,媒体,日付,本文,メモ,URL\n"
        '1,社会,橋が完成,みなと通信,2025/4/1,"一段。\n二段。",写真あり,https://example.jp/1\n'
        "2,社会,港で火災,,2025/4/2,本文。,,https://example.jp/2,余り\n"
    )
    assert told(found.blocks) == [
        (BlockKind.HEADING, 2, "社会"),
        (BlockKind.HEADING, 3, "1. 橋が完成 (みなと通信, 2025/4/1)"),
        (BlockKind.PARAGRAPH, 1, "一段。"),
        (BlockKind.PARAGRAPH, 1, "二段。"),
        (BlockKind.PARAGRAPH, 1, "メモ: 写真あり"),
        (BlockKind.PARAGRAPH, 1, "https://example.jp/1"),
        (BlockKind.HEADING, 3, "2. 港で火災 (2025/4/2)"),
        (BlockKind.PARAGRAPH, 1, "本文。"),
        (BlockKind.PARAGRAPH, 1, "余り"),
        (BlockKind.PARAGRAPH, 1, "https://example.jp/2"),
    ]


@pytest.mark.parametrize(
    "names",
    [
        "Headline,Source,Date,Summary,Link",
        "Titel,Quelle,Datum,Text,Link",
        "标题,来源,日期,正文,链接",
    ],
)
def test_columns_are_known_by_their_names_in_any_language(names: str) -> None:
    row = "A bridge was opened,Harbour Wire,2025-04-01,It was opened.,https://example.org/1"
    digest = parse("a.csv", f"Harbour News\n{names}\n{row}\n{row}2\n".encode()).digest
    assert digest.title == "Harbour News"
    item = digest.items[0]
    assert (item.headline, item.outlet, item.date) == (
        "A bridge was opened", "Harbour Wire", date(2025, 4, 1)
    )  # fmt: skip
    assert [paragraph.text for paragraph in item.paragraphs] == ["It was opened."]
    assert [source.url for source in item.sources] == ["https://example.org/1"]


def test_rows_without_names_are_lines_set_off_from_each_other() -> None:
    found = parse_separated("1;橋が完成;https://example.jp/1\n2;港で火災;https://example.jp/2\n")
    assert [(block.text, block.gap) for block in found.blocks] == [
        ("1. 橋が完成", True), ("https://example.jp/1", False),
        ("2. 港で火災", True), ("https://example.jp/2", False),
    ]  # fmt: skip


@pytest.mark.parametrize("sign", separated.SEPARATORS)
def test_the_separator_is_the_one_that_cuts_all_rows_alike(sign: str) -> None:
    text = "".join(f'a{n}{sign}"b, b; b|b"{sign}c\n' for n in range(3))
    assert separated.separator_of(text) == sign
    assert separated.separator_of("one line\nanother, and more\n") is None


def test_a_table_as_text_is_known_by_its_name_and_a_page_by_its_content() -> None:
    assert {detect(name, b"a,b\nc,d\n") for name in ("a.csv", "a.TSV")} == {Format.CSV}
    assert detect("a.csv", b"<!doctype html><p>x</p>") is Format.HTML


def test_a_spreadsheet_gives_what_it_shows() -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["Headline", "Date", "Text"])
    sheet.append(["A bridge", datetime(2025, 4, 1), 3.0])  # noqa: DTZ001 - of no zone in a sheet
    sheet["A2"].hyperlink = "https://example.org/1"
    sheet.append(["hidden", None, None])
    sheet.row_dimensions[3].hidden = True
    book.create_sheet("empty")
    book.create_sheet("hidden").append(["secret"])
    book["hidden"].sheet_state = "hidden"
    book.create_sheet("more").append(["last", datetime(2025, 4, 1, 7, 30)])  # noqa: DTZ001 - as above
    found = parse_xlsx(saved(book))
    assert told(found.blocks) == [
        (BlockKind.HEADING, 2, "A bridge (2025-04-01)"),
        (BlockKind.PARAGRAPH, 1, "3"),
        (BlockKind.LINE, 1, "last"),
        (BlockKind.LINE, 1, "2025-04-01 07:30:00"),
    ]
    assert [link.target for link in found.blocks[0].links] == ["https://example.org/1"]


def test_a_formula_that_leads_somewhere_is_a_link() -> None:
    (block,) = document(['=HYPERLINK("https://example.org/1","A bridge")']).blocks
    assert block.text == "https://example.org/1"  # nobody computed what it shows


def test_a_text_that_is_no_table_is_a_text_whatever_its_name() -> None:
    found = parse("a.csv", "みなと便り\n① 橋, 港(2025年4月1日)\n本文。\n".encode()).digest
    assert [item.headline for item in found.items] == ["橋, 港"]


def test_pictures_in_a_sheet_are_told_as_unread() -> None:
    book = Workbook()
    book.active.append(["橋"])
    picture = io.BytesIO()
    Image.linear_gradient("L").save(picture, "PNG")
    book.active.add_image(Drawing(picture))
    assert parse_xlsx(saved(book)).unread == ("xl/media/image1.png",)


def fault_of(data: bytes) -> ReadingFault:
    with pytest.raises(ReadingError) as caught:
        parse_xlsx(data)
    return caught.value.fault


def test_huge_sheets_are_too_big(monkeypatch: pytest.MonkeyPatch) -> None:
    far = Workbook()
    far.active["XFD1048576"] = "x"
    assert fault_of(saved(far)) is ReadingFault.TOO_BIG
    many = Workbook()
    many.active.append(["x"] * 20)
    monkeypatch.setattr(workbook, "MOST_CELLS", 19)
    assert fault_of(saved(many)) is ReadingFault.TOO_BIG
    monkeypatch.setattr(separated, "MOST_CELLS", 19)
    with pytest.raises(ReadingError) as caught:
        parse_separated("a,b\n" * 10)
    assert caught.value.fault is ReadingFault.TOO_BIG


def test_a_broken_spreadsheet_is_damaged() -> None:
    whole = saved(Workbook())
    assert fault_of(whole.replace(b"xl/workbook.xml", b"xl/workbokk.xml")) is ReadingFault.DAMAGED
