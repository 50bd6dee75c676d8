"""What an upload is taken for, and what is refused before anything opens it."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.errors import ReadingError, ReadingFault
from digests.parsing.formats.detect import detect
from digests.parsing.formats.registry import Format
from digests.parsing.formats.zip_archive import ZipArchive

Zipped = Callable[[dict[str, bytes]], bytes]

PAGE = """\
<!DOCTYPE html>
<html lang="ja"><head><title>便り</title></head><body><p>本文</p></body></html>"""
MARKDOWN = "# みなと便り\n\n## 一面\n\n- [橋](https://example.jp/1)\n"
PLAIN = "みなと便り\n① 港の倉庫で火災(2025年4月1日)\n#港 #火災\n"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n"


def fault_of(name: str, data: bytes, limit: int = 20_000_000) -> ReadingFault:
    with pytest.raises(ReadingError) as caught:
        detect(name, data, limit=limit)
    return caught.value.fault


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.txt", PLAIN, Format.TEXT),
        ("", PLAIN, Format.TEXT),
        ("a.md", PLAIN, Format.MARKDOWN),
        ("A.MARKDOWN", PLAIN, Format.MARKDOWN),
        ("a.txt", MARKDOWN, Format.MARKDOWN),
        ("a.txt", "---\ntitle: 便り\ndate: 2025-04-01\n---\n本文\n", Format.MARKDOWN),
        ("a.html", PAGE, Format.HTML),
        ("a.txt", PAGE, Format.HTML),
        ("a.pdf", PAGE, Format.HTML),
        ("a.md", PAGE, Format.HTML),
        ("a.md", '<h1 align="center">便り</h1>\n\n<p>本文</p>\n', Format.MARKDOWN),
        ("a.txt", "<h1>便り</h1>\n<p>本文</p>\n<p>続き</p>", Format.HTML),
        ("a.html", "<!-- saved from x -->\n<p>本文</p>", Format.HTML),
        ("a.html", PLAIN, Format.TEXT),
        ("a.txt", '<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html></html>', Format.HTML),
        ("a.txt", "<https://example.jp/1>\n本文\n", Format.TEXT),
        ("a.txt", "A word on %PDF-1.7 and startxref: both are PDF's.", Format.TEXT),
        ("notes", "[12:03] a line in brackets\n", Format.TEXT),
    ],
)
def test_texts_are_told_apart(name: str, text: str, expected: Format) -> None:
    if "%PDF" in text:
        text = "x" * 2000 + text
    assert detect(name, text.encode()) is expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<?xml version='1.0'?>\n<!-- x -->\n<rss><channel/></rss>", Format.FEED),
        ("<feed xmlns='http://www.w3.org/2005/Atom'/>", Format.FEED),
        ("<?xml version='1.0'?><rdf:RDF/>", Format.FEED),
        ('{"title": "x", "version" : "https:\\/\\/jsonfeed.org/version/1"}', Format.JSON_FEED),
    ],
)
def test_feeds_are_known_by_their_content(text: str, kind: Format) -> None:
    assert detect("a.txt", text.encode()) is kind


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.url", "[InternetShortcut]\r\nURL=https://example.jp/1\r\n"),
        ("a.desktop", "[Desktop Entry]\nType=Link\nURL=https://example.jp/1\n"),
        ("a.gdoc", '{"":"Warning","doc_id":"1x","resource_key":"","email":"a@example.jp"}'),
        ("a.gdoc", '{"url": "https://docs.google.com/open?id=1", "resource_id": "document:1"}\n'),
        (
            "a.webloc",
            "<?xml version='1.0'?><!DOCTYPE plist PUBLIC 'x'>\n<plist><dict>\n<key>URL</key>\n",
        ),
    ],
)
def test_what_only_says_where_something_lies_is_told_so(name: str, text: str) -> None:
    assert fault_of(name, text.encode()) is ReadingFault.SHORTCUT


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.rst", PLAIN, Format.RST),
        ("a.txt", "便り\n====\n\n.. image:: a.png\n", Format.RST),
        ("a.adoc", PLAIN, Format.ASCIIDOC),
        ("a.txt", "= 便り\n架空花子\n:lang: ja\n\n本文\n", Format.ASCIIDOC),
        ("a.org", PLAIN, Format.ORG),
        ("a.txt", "#+TITLE: 便り\n本文\n", Format.ORG),
        ("a.txt", "便り\n====\n\n.. 続く\n= 以上 =\n", Format.TEXT),
    ],
)
def test_light_markups_are_known_by_name_or_signs(name: str, text: str, kind: Format) -> None:
    assert detect(name, text.encode()) is kind


def test_many_comments_on_top_cost_no_more_than_their_length() -> None:
    assert detect("a.txt", b"<!-- x -->" * 200 + b" text") is Format.TEXT


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("From: a@example.jp\nMIME-Version: 1.0\n", Format.MAIL),
        ("From a@example.jp Tue Apr 1\nReceived: from x\n\tby y\nSubject: x\n", Format.MAIL),
        ("From: <Saved by Blink>\nMIME-Version: 1.0\n", Format.MHT),
        ("MIME-Version: 1.0\nContent-Type: text/html\n", Format.MHT),  # Word's
        ("From: 架空花子\nSubject: 便り\nDate: 4月1日\n", Format.TEXT),
        ("MIME-Version: 1.0 is a line of mail.\n", Format.TEXT),
    ],
)
def test_a_message_is_known_by_what_programs_write_on_top(header: str, kind: Format) -> None:
    assert detect("a.txt", f"{header}\n本文\n".encode()) is kind


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "utf-16", "utf-16-le", "iso2022_jp"])
def test_the_encoding_does_not_hide_the_format(encoding: str) -> None:
    assert detect("a.txt", PAGE.encode(encoding)) is Format.HTML
    assert detect("a.txt", MARKDOWN.encode(encoding)) is Format.MARKDOWN


@pytest.mark.parametrize("name", ["a.docx", "a.txt", "a.pdf", "a.html", ""])
def test_a_wrong_extension_changes_nothing(name: str, small_docx: bytes, zipped: Zipped) -> None:
    assert detect(name, small_docx) is Format.DOCX
    assert detect(name, PDF) is Format.PDF
    assert detect(name, zipped({"p/index.html": PAGE.encode(), "p/1.png": b"x"})) is Format.ZIP_HTML


def test_a_polyglot_is_what_it_begins_with(small_docx: bytes) -> None:
    assert detect("a.docx", PDF + small_docx) is Format.PDF
    assert detect("a.pdf", PAGE.encode() + b"\n" + PDF) is Format.HTML
    assert detect("a.html", small_docx + PAGE.encode()) is Format.DOCX
    assert detect("a.txt", b"\x00junk\x01\n" + PDF) is Format.PDF


@pytest.mark.parametrize(
    "data", [b"", b" \r\n\t", b"\xef\xbb\xbf", "\u3000\n".encode(), b"\xff\xfe"]
)
def test_a_file_of_nothing_is_empty(data: bytes) -> None:
    assert fault_of("a.txt", data) is ReadingFault.EMPTY


def test_a_file_above_the_limit_is_told_the_limit() -> None:
    with pytest.raises(ReadingError) as caught:
        detect("a.txt", b"a" * 20_000_001)
    assert caught.value.fault is ReadingFault.TOO_BIG
    assert caught.value.details == {"limit": "20 MB"}
    assert detect("a.txt", b"a" * 20_000_000) is Format.TEXT


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
        ("photo.txt", b"\xff\xd8\xff\xe0" + bytes(range(256))),
        ("a.mp3", b"ID3\x04" + bytes(range(256))),
        ("a.ps", b"%!PS-Adobe-3.0 text"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><text>a</text></svg>'),
        ("data.xml", b'<?xml version="1.0"?>\n<data><row/></data>'),
        ("data.json", b'{"a": 1}'),
        ("data.json", b'[{"a": 1}]'),
        ("a.bin", bytes(range(256)) * 4),
    ],
)
def test_other_formats_are_unknown(name: str, data: bytes) -> None:
    assert fault_of(name, data) is ReadingFault.UNKNOWN_FORMAT


@pytest.mark.parametrize("members", [["ppt/presentation.xml", "[Content_Types].xml"], ["a.txt"]])
def test_other_archives_are_unknown(members: list[str], zipped: Zipped) -> None:
    assert fault_of("a.zip", zipped(dict.fromkeys(members, b"x"))) is ReadingFault.UNKNOWN_FORMAT


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (b"application/epub+zip", Format.EPUB),
        (b"application/vnd.oasis.opendocument.text", Format.ODT),
        (b"application/vnd.oasis.opendocument.text-template\n", Format.ODT),
    ],
)
def test_an_archive_is_what_it_tells_of_itself(told: bytes, kind: Format, zipped: Zipped) -> None:
    data = zipped({"mimetype": told, "1.xhtml": PAGE.encode()})
    assert detect("a.zip", data) is kind


def test_an_archive_that_tells_of_another_kind_is_no_zipped_page(zipped: Zipped) -> None:
    data = zipped({"mimetype": b"application/x-other", "1.xhtml": PAGE.encode()})
    assert fault_of("a.zip", data) is ReadingFault.UNKNOWN_FORMAT


def test_noise_named_like_text_is_not_text() -> None:
    assert fault_of("a.txt", bytes(range(256)) * 4) is ReadingFault.NOT_TEXT


def test_protected_documents_are_encrypted(zipped: Zipped) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    assert fault_of("a.docx", ole) is ReadingFault.ENCRYPTED
    data = bytearray(zipped({"a.html": PAGE.encode()}))
    flags = data.index(b"PK\x01\x02") + 8
    data[flags] |= 1
    assert fault_of("a.zip", bytes(data)) is ReadingFault.ENCRYPTED


def test_a_truncated_archive_is_damaged(small_docx: bytes) -> None:
    assert fault_of("a.docx", small_docx[: len(small_docx) // 2]) is ReadingFault.DAMAGED


def test_archives_that_unpack_to_too_much_are_bombs(zipped: Zipped) -> None:
    dense = zipped({"word/document.xml": bytes(3_000_000), "[Content_Types].xml": b""})
    assert fault_of("a.docx", dense) is ReadingFault.BOMB
    many = zipped({f"{n}.html": b"" for n in range(2001)})
    assert fault_of("a.zip", many) is ReadingFault.BOMB
    assert detect("a.zip", zipped({f"{n}.html": b"" for n in range(2000)})) is Format.ZIP_HTML


def test_a_big_archive_is_a_bomb_whatever_its_ratio(zipped: Zipped) -> None:
    data = bytearray(zipped({"a.html": b"x" * 5000}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 65 * 1024 * 1024)
    assert fault_of("a.zip", bytes(data)) is ReadingFault.BOMB


def test_an_archive_that_lies_about_sizes_unpacks_no_further(zipped: Zipped) -> None:
    data = bytearray(zipped({"a.html": b"x" * 500_000}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 10)
    archive = ZipArchive(bytes(data))
    with pytest.raises(ReadingError) as caught:
        archive.read("a.html")
    assert caught.value.fault is ReadingFault.DAMAGED


def test_a_shadow_of_the_finder_is_no_page(zipped: Zipped) -> None:
    data = zipped({"__MACOSX/._a.html": PAGE.encode()})
    assert fault_of("a.zip", data) is ReadingFault.UNKNOWN_FORMAT


@given(st.binary(max_size=300), st.sampled_from(["", "PK\x03\x04", "%PDF-", "<html>"]))
def test_detecting_raises_nothing_but_its_own_error(data: bytes, start: str) -> None:
    try:
        found = detect("a.txt", start.encode() + data)
    except ReadingError:
        return
    assert isinstance(found, Format)


@given(st.integers(0, 5000), st.integers(0, 255))
def test_a_flipped_byte_in_an_archive_is_never_a_crash(at: int, value: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.html", "x" * 300)
    data = bytearray(buffer.getvalue())
    data[at % len(data)] = value
    try:
        opened = ZipArchive(bytes(data))
        texts = [opened.read(name) for name in opened.names]
    except ReadingError:
        return
    assert sum(map(len, texts)) <= 300
