"""What kind of file an upload is: by its content first, then by its name."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from types import MappingProxyType

from digests.errors import ReadingError, ReadingFault
from digests.parsing.formats.encoding import declared_encoding, decode
from digests.parsing.formats.registry import FORMATS, Format, file_format, offered
from digests.parsing.formats.zip_archive import ZipArchive

MAX_BYTES = 20_000_000  # what a bot may download from Telegram's cloud is 20 MB
_HEAD = 64 * 1024  # bytes
_PDF_HEAD = 1024  # where Adobe's readers look for the PDF header
_PDF = file_format(Format.PDF).begins[0]
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")  # [MS-OFFCRYPTO] 2.3.4.4
_FOREIGN = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF", b"8BPS",  # pictures
    b"ID3", b"\xff\xfb", b"OggS", b"fLaC", b"\x1aE\xdf\xa3", b"\0\0\0",  # sound and film
    b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd",  # packed
    b"%!PS", b"\x7fELF", b"MZ", b"SQLite format 3\0",
)  # fmt: skip

_OFFICE_FOLDERS = ((re.compile("word/"), Format.DOCX), (re.compile("xl/"), Format.XLSX))
"""Of Office Open XML, by where its parts lie."""
_MIME_TYPES = (
    ("application/vnd.oasis.opendocument.text", Format.ODT),
    ("application/epub+zip", Format.EPUB),
)
"""Of OpenDocument files and e-books, which name their type in a member."""
_LONGEST_TYPE = 100

_MAIL_HEADER = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:From [^\r\n]+\r?\n)?"
    rb"(?:[!-9;-~]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*(?:\r?\n|\Z)){2,}"
)
_TRANSPORT = re.compile(
    rb"^(?:MIME-Version|Message-ID|Received|Return-Path|Delivered-To|Content-Type):",
    re.IGNORECASE | re.MULTILINE,
)
"""What programs write into the header of a message, and people don't."""
_SAVED = re.compile(
    rb"^(?:From: *<?Saved by|Snapshot-Content-Location:)", re.IGNORECASE | re.MULTILINE
)
_SENT = re.compile(rb"^(?:From|Received):", re.IGNORECASE | re.MULTILINE)

_TEXT_SUFFIXES = frozenset(ending for one in FORMATS if not one.begins for ending in one.endings)
_MARKDOWN_SUFFIXES = file_format(Format.MARKDOWN).endings
_BY_SUFFIX = MappingProxyType(
    {
        ending: kind
        for kind in (Format.CSV, Format.RST, Format.ASCIIDOC, Format.ORG)
        for ending in file_format(kind).endings
    }
)
"""What is no less a plain text without its name."""
_HTML_SUFFIXES = file_format(Format.HTML).endings
# Comments end at their first end: else what is no page would be tried once for each way to cut it.
_PREAMBLE = r"(?:\s|<!--(?:(?!-->).)*-->|<\?xml[^>]*>)*"
_PAGE = re.compile(_PREAMBLE + r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_FRAGMENT = re.compile(
    _PREAMBLE + r"<(?:article|div|h[1-6]|main|meta|ol|p|section|table|title|ul)\b[^>]*>",
    re.IGNORECASE | re.DOTALL,
)
_FEED = re.compile(
    _PREAMBLE + r"(?:<!DOCTYPE[^>]*>\s*)?<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE | re.DOTALL
)
_JSON_FEED = re.compile(
    r"\s*\{(?=.{0,4000}?\"version\"\s*:\s*\"https?:\\?/\\?/jsonfeed\.org\\?/version)", re.DOTALL
)
_SHORTCUT = re.compile(
    r"\s*(?:\[InternetShortcut\]|\[Desktop Entry\]\s(?=.*?^URL\b)"
    r"|\{(?=[^{}]*\"(?:doc_id|resource_id)\")[^{}]*\}\s*\Z"
    r"|<\?xml[^>]*>\s*<!DOCTYPE plist[^>]*>\s*<plist[^>]*>\s*<dict>\s*<key>URL</key>)",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
"""Links of Windows, Linux, Google Drive and macOS, each a file of its own."""
_OTHER_MARKUP = re.compile(r"\s*(?:<\?xml|<svg|<rss|\{\s*\"|\[\s*\{)", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][a-z0-9]*\b[^>]*>", re.IGNORECASE)
_ATX_HEADING = re.compile(r"^#{1,6} +\S", re.MULTILINE)
_RST = re.compile(r"^\.\. (?:image|figure|note|warning|contents|code-block|raw)::", re.MULTILINE)
_ASCIIDOC = re.compile(r"\A\s*= \S.*\n(?:.+\n)*\s*(?:^:[\w-]+:|^== \S)", re.MULTILINE)
_ORG = re.compile(r"^#\+(?:title|author|date|begin_\w+)\b", re.IGNORECASE | re.MULTILINE)
_LIGHT_MARKUPS = ((_RST, Format.RST), (_ASCIIDOC, Format.ASCIIDOC), (_ORG, Format.ORG))
"""What nobody writes into a plain text."""
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(?:\w[\w-]*:.*\r?\n|[ \t-].*\r?\n)+---[ \t]*\r?\n")


def detect(name: str, data: bytes, *, limit: int = MAX_BYTES) -> Format:
    """The format of an upload; `limit` is its greatest size in bytes.

    Raises ReadingError: EMPTY, TOO_BIG, BOMB, ENCRYPTED, DAMAGED, NOT_TEXT or UNKNOWN_FORMAT.
    """
    if not data.strip():
        raise ReadingError(ReadingFault.EMPTY)
    if len(data) > limit:
        raise ReadingError(ReadingFault.TOO_BIG, {"limit": f"{limit // 1_000_000} MB"})
    suffix = PurePosixPath(name).suffix.lower()
    return _binary(data) or _text(suffix, data)


def _unknown_format() -> ReadingError:
    return ReadingError(ReadingFault.UNKNOWN_FORMAT, {"formats": ", ".join(offered())})


def _binary(data: bytes) -> Format | None:
    known = [one.format for one in FORMATS if one.begins and data.startswith(one.begins)]
    if known:
        return known[0] if len(known) == 1 else _packed(ZipArchive(data))
    if header := _mail_header(data):
        return Format.MHT if _is_saved(header) else Format.MAIL
    if data.startswith(_OLE):
        encrypted = _ENCRYPTED_STREAM in data
        raise ReadingError(ReadingFault.ENCRYPTED) if encrypted else _unknown_format()
    return None


def _mail_header(data: bytes) -> bytes:
    """The header of a message, if the file begins with one; empty where people wrote the like."""
    header = _MAIL_HEADER.match(data[:_HEAD])
    return header[0] if header and _TRANSPORT.search(header[0]) else b""


def _is_saved(header: bytes) -> bool:
    """Whether it is a web page that a program saved as a message, which is from nobody."""
    return _SAVED.search(header) is not None or not _SENT.search(header)


def _packed(archive: ZipArchive) -> Format:
    names = archive.names
    if "[Content_Types].xml" in names:
        known = (kind for folder, kind in _OFFICE_FOLDERS if any(map(folder.match, names)))
    elif "mimetype" in names:
        told = archive.read("mimetype")[:_LONGEST_TYPE].decode("ascii", "replace").strip()
        known = (kind for start, kind in _MIME_TYPES if told.startswith(start))
    else:
        known = (Format.ZIP_HTML for name in names if is_page(name))
    found = next(known, None)
    if found is None:
        raise _unknown_format()
    return found


def is_page(name: str) -> bool:
    """Whether a member of a zip is a web page by its name."""
    path = PurePosixPath(name)
    # macOS adds a shadow of each file.
    return path.suffix.lower() in _HTML_SUFFIXES and "__MACOSX" not in path.parts


def _text(suffix: str, data: bytes) -> Format:
    head = _head(suffix, data)
    if _PAGE.match(head):
        return Format.HTML
    if _PDF in data[:_PDF_HEAD] and b"startxref" in data:
        return Format.PDF
    if _SHORTCUT.match(head):
        raise ReadingError(ReadingFault.SHORTCUT)
    if _FEED.match(head):
        return Format.FEED
    if _JSON_FEED.match(head):
        return Format.JSON_FEED
    if _OTHER_MARKUP.match(head):
        raise _unknown_format()
    return _marked_up(suffix, head)


def _head(suffix: str, data: bytes) -> str:
    try:
        text = decode(data[:_HEAD], declared=declared_encoding(data))
    except ReadingError:
        if _PDF in data[:_PDF_HEAD]:
            return ""
        known = suffix in _TEXT_SUFFIXES and not data.startswith(_FOREIGN)
        raise (ReadingError(ReadingFault.NOT_TEXT) if known else _unknown_format()) from None
    if not text.strip() and len(data) <= _HEAD:
        raise ReadingError(ReadingFault.EMPTY)
    if data.startswith(b"%!PS"):
        raise _unknown_format()
    return text


def _marked_up(suffix: str, head: str) -> Format:
    if suffix in _HTML_SUFFIXES and _TAG.search(head):
        return Format.HTML
    if suffix in _MARKDOWN_SUFFIXES:
        return Format.MARKDOWN
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix]
    if _FRAGMENT.match(head) and len(_TAG.findall(head)) > 3:
        return Format.HTML
    if _FRONT_MATTER.match(head) or len(_ATX_HEADING.findall(head)) > 1:
        return Format.MARKDOWN
    known = (kind for pattern, kind in _LIGHT_MARKUPS if pattern.search(head))
    return next(known, Format.TEXT)
