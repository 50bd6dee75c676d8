"""OpenDocument texts: what stands where, and what is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from PIL import Image

from digests.errors import ReadingError, ReadingFault
from digests.parsing.blocks import Block, BlockKind, Document
from digests.parsing.formats.office.odt import parse_odt

Zipped = Callable[[dict[str, bytes]], bytes]
ODF = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = (
    f"xmlns:office='{ODF}office:1.0' xmlns:text='{ODF}text:1.0' xmlns:style='{ODF}style:1.0' "
    f"xmlns:table='{ODF}table:1.0' xmlns:draw='{ODF}drawing:1.0' xmlns:meta='{ODF}meta:1.0' "
    f"xmlns:svg='{ODF}svg-compatible:1.0' xmlns:fo='{ODF}xsl-fo-compatible:1.0' "
    "xmlns:xlink='http://www.w3.org/1999/xlink' xmlns:dc='http://purl.org/dc/elements/1.1/'"
)
STYLES = """
<style:style style:name='B'><style:text-properties fo:font-weight='bold'/></style:style>
<style:style style:name='H'><style:text-properties text:display='none'/></style:style>
<style:style style:name='P1' style:parent-style-name='Quotations'/>
<style:style style:name='Quotations'/>
<text:list-style style:name='N'>
  <text:list-level-style-number text:level='1' style:num-format='1' style:num-suffix='.'/>
  <text:list-level-style-number text:level='2' style:num-format='a' style:num-suffix=')'/>
</text:list-style>
<text:list-style style:name='C'>
  <text:list-level-style-number text:level='1' style:num-format='①, ②, ③, ...'
    text:start-value='3'/>
</text:list-style>"""


def packed(body: str, **members: bytes) -> bytes:
    content = (
        f"<office:document-content {SPACES}><office:automatic-styles>{STYLES}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return buffer.getvalue()


def document(body: str, **members: bytes) -> Document:
    return parse_odt(packed(body, **members))


def blocks(body: str, **members: bytes) -> tuple[Block, ...]:
    return document(body, **members).blocks


def texts(body: str, **members: bytes) -> list[str]:
    return [block.text for block in blocks(body, **members)]


def entry(text: str, more: str = "") -> str:
    return f"<text:list-item><text:p>{text}</text:p>{more}</text:list-item>"


def test_links_and_bold_openings_are_kept() -> None:
    body = (
        "<text:p><text:span text:style-name='B'>港</text:span>の<text:a "
        "xlink:href='https://example.jp/1'>記事</text:a></text:p>"
    )
    (block,) = blocks(body)
    assert (block.text, block.bold) == ("港の記事", "港")
    assert [(link.text, link.target) for link in block.links] == [("記事", "https://example.jp/1")]


def test_a_style_says_what_a_paragraph_is_also_by_its_parent() -> None:
    found = blocks("<text:p text:style-name='P1'>橋は要る</text:p><text:p>本文</text:p>")
    assert [block.kind for block in found] == [BlockKind.QUOTE, BlockKind.PARAGRAPH]


def test_list_entries_have_the_marks_that_are_printed() -> None:
    inner = f"<text:list>{entry('い')}{entry('ろ')}</text:list>"
    found = blocks(
        f"<text:list text:style-name='N'>{entry('一', inner)}{entry('二')}</text:list>"
        f"<text:list text:style-name='C'>{entry('三')}</text:list>"
        f"<text:list text:style-name='N' text:continue-numbering='true'>{entry('四')}</text:list>"
    )
    assert [(block.mark, block.level, block.text) for block in found] == [
        ("1.", 1, "一"), ("a)", 2, "い"), ("b)", 2, "ろ"), ("2.", 1, "二"), ("③", 1, "三"),
        ("3.", 1, "四"),
    ]  # fmt: skip


def test_a_heading_in_a_list_keeps_its_number() -> None:
    heading = "<text:h text:outline-level='2'>橋が完成</text:h>"
    (block,) = blocks(
        f"<text:list text:style-name='N'><text:list-item>{heading}</text:list-item></text:list>"
    )
    assert (block.kind, block.level, block.text) == (BlockKind.HEADING, 2, "1. 橋が完成")


def test_a_broken_line_is_two_lines_and_spaces_are_spaces() -> None:
    found = blocks("<text:p>a<text:s text:c='3'/>b<text:tab/>c<text:line-break/>d</text:p>")
    assert [(block.kind, block.text) for block in found] == [
        (BlockKind.LINE, "a b c"),
        (BlockKind.LINE, "d"),
    ]


def test_notes_stand_at_the_end_and_readings_behind_their_words() -> None:
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>注</text:p></text:note-body></text:note>"  # noqa: E501 - no spaces belong there
    ruby = "<text:ruby><text:ruby-base>港</text:ruby-base><text:ruby-text>みなと</text:ruby-text></text:ruby>"  # noqa: E501 - as above
    assert texts(f"<text:p>{ruby}町{note}で</text:p><text:p>次</text:p>") == [
        "港(みなと)町[1]で",
        "次",
        "[1] 注",
    ]


def test_what_nobody_sees_is_left_out() -> None:
    assert texts(
        "<text:tracked-changes><text:p>消した</text:p></text:tracked-changes>"
        "<text:table-of-content><text:index-body><text:p>目次</text:p></text:index-body>"
        "</text:table-of-content><text:p text:style-name='H'>隠した</text:p>"
        "<text:p>本<text:span text:style-name='H'>隠</text:span>文"
        "<office:annotation><text:p>感想</text:p></office:annotation></text:p>"
    ) == ["本文"]


def test_a_table_of_data_is_a_line_a_row_and_a_frame_is_taken_apart() -> None:
    cell = "<table:table-cell>{}</table:table-cell>"
    row = f"<table:table-row>{''.join(cell.format(f'<text:p>{x}</text:p>') for x in 'ab')}"
    inner = f"<table:table>{row}</table:table-row></table:table>"
    assert texts(inner) == ["a | b"]
    framed = cell.format(f"<text:p>c</text:p>{inner}")
    assert texts(f"<table:table><table:table-row>{framed}</table:table-row></table:table>") == [
        "c",
        "a | b",
    ]


def test_pictures_and_text_boxes_come_with_their_words() -> None:
    buffer = io.BytesIO()
    Image.linear_gradient("L").save(buffer, "PNG")
    box = "<draw:frame><draw:text-box><text:p>箱の中</text:p></draw:text-box></draw:frame>"
    frame = (
        "<draw:frame><draw:image xlink:href='Pictures/1.png'/><svg:desc>橋</svg:desc></draw:frame>"
    )
    found = blocks(f"<text:p>前{frame}{box}</text:p>", Pictures__1_png=buffer.getvalue())
    assert [(block.kind, block.text) for block in found] == [
        (BlockKind.PARAGRAPH, "前"),
        (BlockKind.PICTURE, "橋"),
        (BlockKind.PARAGRAPH, "箱の中"),
    ]
    assert found[1].picture == buffer.getvalue()


def test_what_the_file_says_of_itself_is_told() -> None:
    meta = (
        f"<office:document-meta {SPACES}><office:meta><dc:title>みなと便り</dc:title>"
        "<dc:creator>架空花子</dc:creator><dc:language>ja</dc:language></office:meta>"
        "</office:document-meta>"
    )
    found = document("<text:p>本文</text:p>", meta_xml=meta.encode())
    assert (found.title, found.author, found.language) == ("みなと便り", "架空花子", "ja")


def fault_of(data: bytes) -> ReadingFault:
    with pytest.raises(ReadingError) as caught:
        parse_odt(data)
    return caught.value.fault


def test_a_protected_text_is_encrypted() -> None:
    manifest = b"<manifest:encryption-data/>"
    assert fault_of(packed("", **{"META-INF__manifest_xml": manifest})) is ReadingFault.ENCRYPTED


def test_a_text_without_content_is_damaged(zipped: Zipped) -> None:
    kind = b"application/vnd.oasis.opendocument.text"
    assert fault_of(zipped({"mimetype": kind})) is ReadingFault.DAMAGED
    assert fault_of(zipped({"mimetype": kind, "content.xml": b"<a/>"})) is ReadingFault.DAMAGED


def test_laughs_by_the_billion_are_refused_and_nothing_is_loaded(zipped: Zipped) -> None:
    laughs = "".join(
        f"<!ENTITY l{n} '{f'&l{n - 1};' * 10 if n else 'ha' * 100}'>" for n in range(10)
    )
    for declared in (laughs, "<!ENTITY l9 SYSTEM 'file:///etc/passwd'>"):
        content = f"<!DOCTYPE a [{declared}]><a>&l9;</a>".encode()
        assert fault_of(zipped({"content.xml": content})) is ReadingFault.DAMAGED


def test_what_nests_too_deeply_is_damaged() -> None:
    depth = 5000
    body = "<text:section>" * depth + "<text:p>a</text:p>" + "</text:section>" * depth
    assert fault_of(packed(body)) is ReadingFault.DAMAGED


@pytest.mark.parametrize("tags", [("<text:span>", "</text:span>"), ("<text:ruby>", "</text:ruby>")])
def test_what_nests_as_deeply_as_may_be_is_read(tags: tuple[str, str]) -> None:
    assert texts(f"<text:p>{tags[0] * 240}a{tags[1] * 240}</text:p>") == ["a"]
