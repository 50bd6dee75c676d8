"""Word documents: every word, mark, link and picture in the order of reading."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.parser import parse_xml
from docx.text.paragraph import Paragraph
from PIL import Image

from digests.errors import ReadingError, ReadingFault
from digests.parsing.blocks import Block, BlockKind, Document, Link
from digests.parsing.formats.docx.document import parse_docx
from digests.text.numerals import Numerals, printed

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def saved(document: WordDocument) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def parsed(document: WordDocument) -> Document:
    return parse_docx(saved(document))


def blocks(document: WordDocument) -> tuple[Block, ...]:
    return parsed(document).blocks


def shapes(document: WordDocument) -> list[tuple[str, int, str | None, str]]:
    return [(b.kind.value, b.level, b.mark, b.text) for b in blocks(document)]


def add_xml(paragraph: Paragraph, xml: str) -> None:
    paragraph._p.append(parse_xml(xml.replace(">", f" {W}>", 1)))


def picture(colour: str = "red") -> io.BytesIO:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 50), colour).save(buffer, "PNG")
    buffer.seek(0)
    return buffer


def with_part(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.namelist():
            part = old.read(member)
            new.writestr(member, change(part.decode()) if member == name else part)
    return buffer.getvalue()


def test_headings_paragraphs_quotes_and_captions_keep_their_rank() -> None:
    document = docx.Document()
    document.add_heading("みなと便り", 0)
    document.add_heading("一面", 1)
    document.add_heading("① 橋が完成", 2)
    document.add_paragraph("本文です。")
    document.add_paragraph("声", style="Intense Quote")
    document.add_paragraph("写真の説明", style="Caption")
    assert shapes(document) == [
        ("heading", 0, None, "みなと便り"),
        ("heading", 1, None, "一面"),
        ("heading", 2, None, "① 橋が完成"),
        ("paragraph", 1, None, "本文です。"),
        ("quote", 1, None, "声"),
        ("caption", 1, None, "写真の説明"),
    ]


def test_an_outline_level_makes_a_heading_whatever_the_style() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("橋")
    paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {W} w:val="1"/>'))
    assert shapes(document) == [("heading", 2, None, "橋")]


def test_lists_print_the_marks_that_word_prints() -> None:
    document = docx.Document()
    for style, text in [
        ("List Number", "一"), ("List Number", "二"), ("List Bullet", "点"),
        ("List Bullet 2", "内"), ("List Number", "三"),
    ]:  # fmt: skip
        document.add_paragraph(text, style=style)
    assert shapes(document) == [
        ("entry", 1, "1.", "一"),
        ("entry", 1, "2.", "二"),
        ("entry", 1, "•", "点"),
        ("entry", 2, "•", "内"),
        ("entry", 1, "3.", "三"),
    ]


NUMBERING = """
<w:abstractNum w:abstractNumId="90">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimalEnclosedCircle"/>
  <w:lvlText w:val="%1"/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="3"/><w:numFmt w:val="lowerLetter"/>
  <w:lvlText w:val="%1-%2)"/></w:lvl>
</w:abstractNum>
<w:num w:numId="90"><w:abstractNumId w:val="90"/></w:num>
<w:num w:numId="91"><w:abstractNumId w:val="90"/>
 <w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>
"""


def test_numbering_counts_restarts_and_nests() -> None:
    document = docx.Document()
    for list_id, level, text in [
        (90, 0, "a"), (90, 1, "b"), (90, 1, "c"), (90, 0, "d"), (90, 1, "e"), (91, 0, "f"),
        (90, 0, "g"), (0, 0, "plain"),
    ]:  # fmt: skip
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        numbers = f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
        properties.append(parse_xml(numbers))

    def define(part: str) -> str:
        return part.replace("</w:numbering>", NUMBERING + "</w:numbering>")

    found = parse_docx(with_part(saved(document), "word/numbering.xml", define)).blocks
    assert [(b.mark, b.level, b.text) for b in found] == [
        ("①", 1, "a"), ("①-c)", 2, "b"), ("①-d)", 2, "c"), ("②", 1, "d"), ("②-c)", 2, "e"),
        ("⑦", 1, "f"), ("⑧", 1, "g"), (None, 1, "plain"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("numerals", "expected"),
    [
        (Numerals.DECIMAL, "4 27 0"),
        (Numerals.DECIMAL_ZERO, "04 27 00"),
        (Numerals.FULL_WIDTH, "４ ２７ ０"),
        (Numerals.CIRCLED, "④ ㉗ 0"),
        (Numerals.LOWER_LETTER, "d aa 0"),
        (Numerals.UPPER_LETTER, "D AA 0"),
        (Numerals.LOWER_ROMAN, "iv xxvii 0"),
        (Numerals.UPPER_ROMAN, "IV XXVII 0"),
        (Numerals.KANJI, "四 二十七 0"),
        (Numerals.AIUEO, "エ ヒ 0"),
        (Numerals.IROHA, "ニ オ 0"),
    ],
)
def test_numbers_are_printed_as_lists_print_them(numerals: Numerals, expected: str) -> None:
    assert " ".join(printed(number, numerals) for number in (4, 27, 0)) == expected


def test_links_come_from_relations_and_from_fields() -> None:
    document = docx.Document()
    one = document.add_paragraph("昨日")
    relation = document.part.relate_to("https://example.jp/1", HYPERLINK, is_external=True)
    link = "<w:hyperlink><w:r><w:t>橋の</w:t></w:r><w:r><w:t>件</w:t></w:r></w:hyperlink>"
    add_xml(one, link)
    one._p[-1].set(
        "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", relation
    )
    other = document.add_paragraph()
    for run in (
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText> HYPERLINK "https://exam</w:instrText>',
        '<w:instrText>ple.jp/2" \\l "top" </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>港の件</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
        "<w:t>と後</w:t>",
    ):
        add_xml(other, f"<w:r>{run}</w:r>")
    third = document.add_paragraph()
    simple = '<w:fldSimple w:instr="HYPERLINK https://example.jp/3"><w:r><w:t>{}</w:t></w:r></w:fldSimple>'
    for text in ("https://example.jp/3", "三"):
        add_xml(third, simple.format(text))
    found = blocks(document)
    assert [b.text for b in found] == ["昨日橋の件", "港の件と後", "https://example.jp/3三"]
    assert found[0].links == (Link(text="橋の件", target="https://example.jp/1"),)
    assert found[1].links == (Link(text="港の件", target="https://example.jp/2#top"),)
    assert found[2].links == ()


def test_line_breaks_make_lines_and_page_breaks_page_ends() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    run = paragraph.add_run("① 見出し")
    run.add_break()
    run.add_text("本文が途中で")
    run.add_break(WD_BREAK.PAGE)
    run.add_text("切れます。")
    found = blocks(document)
    assert [(b.kind, b.text, b.gap, b.page_end) for b in found] == [
        (BlockKind.LINE, "① 見出し", True, False),
        (BlockKind.LINE, "本文が途中で", False, True),
        (BlockKind.PARAGRAPH, "切れます。", False, False),
    ]


def test_empty_paragraphs_are_gaps() -> None:
    document = docx.Document()
    for text in ("一", "", " ", "二", "三"):
        document.add_paragraph(text)
    assert [(b.text, b.gap) for b in blocks(document)] == [
        ("一", False), ("二", True), ("三", False),
    ]  # fmt: skip


def test_tables_of_data_are_lines_and_framed_text_is_read_as_text() -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("区間", "円", "港前", "200"), strict=True):
        cell.text = text
    frame = document.add_table(1, 2)
    frame.cell(0, 0).text = "左"
    frame.cell(0, 1).text = "右の一\n"
    frame.cell(0, 1).add_paragraph("右の二")
    assert [b.text for b in blocks(document)] == [
        "区間 | 円", "港前 | 200", "左", "右の一", "右の二",
    ]  # fmt: skip


def test_pictures_stand_where_they_stand() -> None:
    document = docx.Document()
    document.add_paragraph("前")
    document.add_picture(picture("red"))
    document.add_paragraph("橋の写真", style="Caption")
    run = document.add_paragraph("文中の").add_run()
    run.add_picture(picture("blue"))
    run.add_text("絵")
    found = blocks(document)
    assert [(b.kind.value, b.text) for b in found] == [
        ("paragraph", "前"), ("picture", ""), ("caption", "橋の写真"),
        ("paragraph", "文中の絵"), ("picture", ""),
    ]  # fmt: skip
    assert [b.picture for b in found if b.picture] == [
        picture("red").getvalue(), picture("blue").getvalue(),
    ]  # fmt: skip


RUBY = """<w:r><w:ruby><w:rubyBase><w:r><w:t>港</w:t></w:r></w:rubyBase>
 <w:rt><w:r><w:t>みなと</w:t></w:r></w:rt></w:ruby></w:r>"""


def test_what_word_does_not_show_is_not_read() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("残る")
    for xml in (
        "<w:del><w:r><w:delText>消えた</w:delText></w:r></w:del>",
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隠れた</w:t></w:r>",
        "<w:ins><w:r><w:t>足した</w:t></w:r></w:ins>",
        "<w:sdt><w:sdtContent><w:r><w:t>欄</w:t></w:r></w:sdtContent></w:sdt>",
        RUBY,
    ):
        add_xml(paragraph, xml)
    assert [b.text for b in blocks(document)] == ["残る足した欄\ufff9港\ufffaみなと\ufffb"]


ALTERNATIVES = """
<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
 <mc:Choice Requires="wps"><w:drawing><w:txbxContent><w:p><w:r><w:t>囲み</w:t></w:r></w:p>
 </w:txbxContent></w:drawing></mc:Choice>
 <mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>囲み</w:t></w:r></w:p></w:txbxContent></w:pict>
 </mc:Fallback></mc:AlternateContent></w:r>"""


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    document = docx.Document()
    add_xml(document.add_paragraph("本文"), ALTERNATIVES.strip())
    document.add_paragraph("次")
    assert [b.text for b in blocks(document)] == ["本文", "囲み", "次"]


FOOTNOTES = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:footnotes {W}><w:footnote w:id="-1"><w:p><w:r><w:t>separator</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="5"><w:p><w:r><w:t> 港湾局の発表</w:t></w:r></w:p></w:footnote>
</w:footnotes>"""


def test_footnotes_stand_at_the_end() -> None:
    document = docx.Document()
    add_xml(document.add_paragraph("橋が完成"), '<w:r><w:footnoteReference w:id="5"/></w:r>')
    document.add_paragraph("次")
    part = Part(
        PackURI("/word/footnotes.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
        FOOTNOTES.encode(),
        document.part.package,
    )
    document.part.relate_to(part, HYPERLINK.replace("hyperlink", "footnotes"))
    assert [b.text for b in blocks(document)] == ["橋が完成[1]", "次", "[1] 港湾局の発表"]


def test_a_table_of_contents_is_left_out() -> None:
    document = docx.Document()
    document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("橋が完成\t1", style="toc 1")
    document.add_heading("橋が完成", 1)
    assert [b.text for b in blocks(document)] == ["橋が完成"]


def test_bold_that_opens_a_paragraph_is_told() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    paragraph.add_run("橋:").bold = True
    paragraph.add_run(" 完成")
    document.add_paragraph("今日 ").add_run("橋").bold = True
    assert [b.bold for b in blocks(document)] == ["橋:", ""]


def test_the_properties_are_told_unless_a_program_made_them_up() -> None:
    document = docx.Document()
    assert (parsed(document).title, parsed(document).author) == (None, None)
    document.core_properties.title = "みなと便り"
    document.core_properties.author = "架空 花子"
    document.core_properties.language = "ja-JP"
    found = parsed(document)
    assert (found.title, found.author, found.language) == ("みなと便り", "架空 花子", "ja-JP")
    assert found.date is None


@pytest.mark.parametrize(
    "xml",
    [
        "<w:p><w:r>",
        '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><w:b>&b;</w:b>',
        "not xml",
        "",
    ],
)
def test_broken_xml_is_damage(xml: str, small_docx: bytes) -> None:
    data = with_part(small_docx, "word/document.xml", lambda _: xml)
    with pytest.raises(ReadingError) as caught:
        parse_docx(data)
    assert caught.value.fault is ReadingFault.DAMAGED


def test_entities_are_not_expanded(small_docx: bytes) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "爆弾">]>'

    def arm(part: str) -> str:
        head, body = part.split("?>", 1)
        return f"{head}?>{bomb}{body.replace('港の倉庫で', '港の&a;倉庫で')}"

    found = parse_docx(with_part(small_docx, "word/document.xml", arm)).blocks
    assert "爆弾" not in "".join(b.text for b in found)
