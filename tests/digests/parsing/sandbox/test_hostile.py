"""Files made to hurt: each is parsed or refused within limits, by a child that may die of it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise

import pypdf
import pytest
from pypdf.generic import DictionaryObject, NameObject, StreamObject
from reportlab.lib.pdfencrypt import StandardEncryption  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from digests.errors import ReadingError, ReadingFault
from digests.parsing.blocks import Document
from digests.parsing.formats.detect import detect
from digests.parsing.formats.docx.document import parse_docx
from digests.parsing.formats.encoding import decode
from digests.parsing.formats.html.document import parse_html, parse_html_zip
from digests.parsing.formats.pdf.document import parse_pdf
from digests.parsing.formats.zip_archive import ZipArchive
from digests.parsing.sandbox.protocol import ParseRequest
from digests.parsing.sandbox.runner import Limits, Sandbox
from digests.parsing.sandbox.worker import respond

Zipped = Callable[[dict[str, bytes]], bytes]
MIB = 1024 * 1024
BRIEF = Limits(seconds=3)  # for what burns whatever time it is given
TEXT = """\
4月2日のみなと情報

① 港の倉庫で火災、けが人なし(2025年4月1日)
港の倉庫で1日未明に火災が発生したが、消防によるとけが人はいなかったという。
https://example.jp/20250401/10001.html

② 市長「新しい橋は来年に完成」(2025年3月31日)
市長が記者会見で述べた。
https://example.jp/20250331/10002.html
"""


def page(text: str = TEXT) -> bytes:
    rows = "".join(f"<p>{row}</p>\n" for row in text.splitlines() if row)
    return f"<!DOCTYPE html>\n<html lang='ja'><body>{rows}</body></html>".encode()


def pdf(pages: int = 1, **options: object) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, **options)
    for number in range(pages):
        canvas.drawString(72, 700, f"Harbour news of page {number}: the bridge is open.")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def with_member(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.namelist():
            part = old.read(member)
            new.writestr(member, change(part) if member == name else part)
    return buffer.getvalue()


def with_content(content: bytes) -> bytes:
    """A PDF of one page that is drawn by this content."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    stream = StreamObject()
    stream.set_data(zlib.compress(content, 9))
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


async def outcome(name: str, data: bytes, limits: Limits | None = None) -> ReadingFault | None:
    """The fault a file is refused for; None if it was parsed."""
    try:
        await Sandbox(limits).parse(name, data)
    except ReadingError as error:
        return error.fault
    return None


# --- bombs --------------------------------------------------------------------------------------


async def test_zip_bombs_are_not_unpacked(small_docx: bytes, zipped: Zipped) -> None:
    big = with_member(small_docx, "word/document.xml", lambda xml: xml + bytes(40 * MIB))
    assert await outcome("a.docx", big) is ReadingFault.BOMB
    inner = zipped({"a.html": bytes(10 * MIB)})
    for _ in range(3):
        inner = zipped({"a.html": page(), "inner.zip": inner})
    assert await outcome("a.zip", inner) is None


async def test_entities_do_not_expand(small_docx: bytes) -> None:
    names = [f"e{n}" for n in range(12)]
    laughs = "".join(f'<!ENTITY {name} "{f"&{former};" * 10}">' for former, name in pairwise(names))
    doctype = f'<!DOCTYPE w [<!ENTITY e0 "ha">{laughs}]>'.encode()

    def arm(xml: bytes) -> bytes:
        head, body = xml.split(b"?>", 1)
        return head + b"?>" + doctype + body.replace("火災".encode(), b"&e11;")

    data = with_member(small_docx, "word/document.xml", arm)
    assert await outcome("a.docx", data) in (None, ReadingFault.DAMAGED)


async def test_external_entities_are_not_fetched(small_docx: bytes) -> None:
    def arm(xml: bytes) -> bytes:
        head, body = xml.split(b"?>", 1)
        doctype = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        return head + b"?>" + doctype + body.replace("火災".encode(), b"&x;")

    found = parse_docx(with_member(small_docx, "word/document.xml", arm))
    assert [block.text for block in found.blocks][-1].startswith("港の倉庫で")
    assert len(found.blocks[-1].text) < 20


async def test_deep_xml_is_damage(small_docx: bytes) -> None:
    deep = b"<w:sdt><w:sdtContent>" * 50_000

    def nest(xml: bytes) -> bytes:
        return xml.replace(b"<w:body>", b"<w:body>" + deep)

    data = with_member(small_docx, "word/document.xml", nest)
    assert await outcome("a.docx", data) in (ReadingFault.DAMAGED, ReadingFault.BOMB)


async def test_pdf_bombs_cost_a_bounded_wait() -> None:
    drawn = b"BT /F1 9 Tf (harbour) Tj ET\n" * 800_000
    assert await outcome("a.pdf", with_content(drawn), BRIEF) is ReadingFault.TOO_SLOW
    assert await outcome("a.pdf", with_content(bytes(150 * MIB)), BRIEF) is not None


async def test_ten_thousand_pages_are_read_up_to_the_cap() -> None:
    reading = await Sandbox().parse("a.pdf", pdf(10_000))
    assert {problem.kind.value for problem in reading.problems} >= {"pages_skipped"}


def test_a_tree_of_pages_that_holds_itself_ends() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    root = writer.root_object["/Pages"]
    assert isinstance(root, DictionaryObject)
    root["/Kids"].append(writer.root_object.raw_get("/Pages"))  # type: ignore[attr-defined]
    buffer = io.BytesIO()
    writer.write(buffer)
    found = attempt(parse_pdf, buffer.getvalue())
    assert found is None or len(found.blocks) < 10


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", "あ".encode() * 6_600_000),
        ("a.md", b"[" * 19_000_000),
        ("a.html", b"<div>" * 3_900_000),
        ("a.txt", b"https://example.jp/" + b"a" * 19_000_000),
    ],
    ids=["kana", "brackets", "divs", "address"],
)
async def test_twenty_megabytes_of_one_line_are_too_big(name: str, data: bytes) -> None:
    assert await outcome(name, data) is ReadingFault.TOO_BIG


@pytest.mark.parametrize(
    "data",
    [
        b"<main>" * 7_000,
        b"<p>" * 51_000,
        b"<p>" + b"a" * 4_100_000,
        b"<p>" + b"https://example.jp/1 " * 60_000,
    ],
    ids=["deep", "many tags", "much markup", "much text"],
)
async def test_a_page_that_nobody_wrote_is_too_big(data: bytes) -> None:
    assert await outcome("a.html", b"<html><body>" + data) is ReadingFault.TOO_BIG


@pytest.mark.parametrize("name", ["a.md", "a.html"])
async def test_pictures_inside_a_page_do_not_count_as_text(name: str) -> None:
    picture = b"data:image/png;base64," + b"iVBORw0KGgo" * 500_000
    opening = b"<html><body><p>" if name == "a.html" else b""
    text = opening + TEXT.encode() + b"\n\n<img src='" + picture + b"'>\n\n" + TEXT.encode()
    assert await outcome(name, text) is None


# --- lies ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.docx", "a.pdf", "a.jpg", ""])
def test_a_wrong_extension_gives_the_same_document(
    name: str, small_docx: bytes, zipped: Zipped
) -> None:
    for data in (small_docx, pdf(), page(), zipped({"p.html": page()})):
        assert detect(name, data) is detect("upload", data)


async def test_a_polyglot_is_read_as_what_it_begins_with(small_docx: bytes) -> None:
    for data in (pdf() + small_docx, small_docx + page(), page() + pdf(), pdf() + page()):
        assert await outcome("a", data) in (None, ReadingFault.DAMAGED)


async def test_passwords_are_told(small_docx: bytes) -> None:
    locked = pdf(encrypt=StandardEncryption("secret", strength=128))
    assert await outcome("a.pdf", locked) is ReadingFault.ENCRYPTED
    flagged = bytearray(small_docx)
    flagged[flagged.index(b"PK\x01\x02") + 8] |= 1
    assert await outcome("a.docx", bytes(flagged)) is ReadingFault.ENCRYPTED


@pytest.mark.parametrize("every", [1, 2, 3, 100])
def test_nuls_between_the_letters_are_dropped_or_refused(every: int) -> None:
    data = TEXT.encode()
    riddled = b"\0".join(data[at : at + every] for at in range(0, len(data), every))
    given = respond(ParseRequest(name="a.txt", posted=None, data=riddled))
    assert given.error is None
    assert given.reading is None or "\0" not in repr(given.reading)


# --- damage -------------------------------------------------------------------------------------


def attempt(parse: Callable[[bytes], Document], data: bytes) -> Document | None:
    try:
        return parse(data)
    except ReadingError:
        return None


def read_page(data: bytes) -> Document:
    return parse_html(decode(data))


def cuts(data: bytes, count: int = 40) -> Iterator[bytes]:
    """The file cut at every tenth byte, or at so many places that are multiples of ten."""
    step = max(10, len(data) // count // 10 * 10)
    return (data[:end] for end in range(0, len(data), step))


def test_a_truncated_document_is_damaged(small_docx: bytes) -> None:
    for data in cuts(small_docx):
        with pytest.raises(ReadingError) as caught:
            detect("a.docx", data)
        assert caught.value.fault in (
            ReadingFault.DAMAGED, ReadingFault.EMPTY, ReadingFault.UNKNOWN_FORMAT,
        )  # fmt: skip


def test_a_truncated_pdf_is_read_in_part_or_damaged() -> None:
    for data in cuts(pdf(3)):
        attempt(parse_pdf, data)


def test_a_truncated_page_keeps_what_was_there() -> None:
    whole = "".join(block.text for block in read_page(page()).blocks)
    for data in cuts(page()):
        found = attempt(read_page, data)
        if found is not None:
            seen = "".join(block.text for block in found.blocks)
            assert whole.startswith(seen.rstrip("</phtmlbody"))


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/numbering.xml"])
def test_a_part_that_is_cut_is_damage_or_unread(part: str, small_docx: bytes) -> None:
    for keep in (0, 1, 200, 900):
        data = with_member(small_docx, part, lambda xml, keep=keep: xml[:keep])  # type: ignore[misc]
        assert attempt(parse_docx, data) is None


@pytest.mark.parametrize(
    "part", ["[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels"]
)
def test_a_package_without_its_directory_is_damage_or_unread(part: str, small_docx: bytes) -> None:
    data = with_member(small_docx, part, lambda _: b"<x/>")
    found = attempt(parse_docx, data)
    assert found is None or found.blocks


def test_a_member_longer_than_its_archive_is_damage(small_docx: bytes) -> None:
    data = bytearray(with_member(small_docx, "word/document.xml", bytes))
    directory = data.index(b"PK\x01\x02")
    data[directory + 10 : directory + 12] = bytes(2)  # stored, not deflated
    struct.pack_into("<II", data, directory + 20, 10**6, 10**6)
    with pytest.raises(ReadingError) as caught:
        parse_docx(bytes(data))
    assert caught.value.fault is ReadingFault.DAMAGED


def test_a_member_without_a_name_is_passed_by(zipped: Zipped) -> None:
    data = zipped({"a.html": page(), "xb.html": page()}).replace(b"xb.html", b"\0b.html")
    assert ZipArchive(data).names == ("a.html",)


def test_a_page_in_a_zip_that_cannot_be_unpacked_is_damage(zipped: Zipped) -> None:
    data = bytearray(zipped({"a.html": page()}))
    data[60:70] = bytes(10)
    with pytest.raises(ReadingError) as caught:
        parse_html_zip(bytes(data))
    assert caught.value.fault is ReadingFault.DAMAGED
    assert ZipArchive(bytes(data)).names == ("a.html",)
