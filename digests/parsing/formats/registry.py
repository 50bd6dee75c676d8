"""The formats that can be parsed, each once: how it is known, and what parses it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MAX_TEXT = 1_000_000  # bytes in a text file, characters elsewhere; a day's news: some ten thousand
MAX_MARKUP = 4_000_000  # bytes of a page; tools add styles and scripts to some ten thousand
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


class Format(StrEnum):
    """The formats that can be parsed."""

    TEXT = "text"  # plain text in any encoding
    MARKDOWN = "markdown"  # CommonMark, maybe with front matter
    HTML = "html"  # one page, or a part of one
    DOCX = "docx"  # Office Open XML of a word processor
    PDF = "pdf"  # pages
    ZIP_HTML = "zip_html"  # a page packed with its pictures
    ODT = "odt"  # OpenDocument of a word processor
    RTF = "rtf"  # Rich Text Format
    EPUB = "epub"  # an e-book
    MAIL = "mail"  # a message as mail programs save it
    MHT = "mht"  # a page that a browser saved as mail
    XLSX = "xlsx"  # Office Open XML of a spreadsheet
    CSV = "csv"  # a table as text, its cells set apart by commas, semicolons or tabs
    FEED = "feed"  # RSS or Atom
    JSON_FEED = "json_feed"  # JSON Feed
    RST = "rst"  # reStructuredText
    ASCIIDOC = "asciidoc"  # AsciiDoc
    ORG = "org"  # Emacs' Org


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFormat:
    """A format: the endings of its files' names, how they begin, and the function that parses it.

    The first ending is the one that people are told, unless the format is `offered` to nobody.
    `begins` is empty for text and what looks like it. `parser` is a module of this package and its
    function, which takes the text of at most `most_text` bytes, or the bytes themselves where that
    is None.
    """

    format: Format
    endings: tuple[str, ...]
    parser: tuple[str, str]
    begins: tuple[bytes, ...] = ()
    most_text: int | None = None
    offered: bool = True


FORMATS = (
    FileFormat(
        format=Format.TEXT,
        endings=(".txt", ".text", ""),
        parser=("plain_text", "parse_text"),
        most_text=MAX_TEXT,
    ),
    FileFormat(
        format=Format.MARKDOWN,
        endings=(".md", ".markdown", ".mkd"),
        parser=("markdown", "parse_markdown"),
        most_text=MAX_TEXT,
    ),
    FileFormat(
        format=Format.HTML,
        endings=(".html", ".htm", ".xhtml", ".xht"),
        parser=("html.document", "parse_html"),
        most_text=MAX_MARKUP,
    ),
    FileFormat(
        format=Format.DOCX,
        endings=(".docx",),
        parser=("docx.document", "parse_docx"),
        begins=_ZIP,
    ),
    FileFormat(
        format=Format.PDF,
        endings=(".pdf",),
        parser=("pdf.document", "parse_pdf"),
        begins=(b"%PDF-",),
    ),
    FileFormat(
        format=Format.ZIP_HTML,
        endings=(".zip",),
        parser=("html.document", "parse_html_zip"),
        begins=_ZIP,
        offered=False,
    ),
    FileFormat(
        format=Format.ODT,
        endings=(".odt", ".ott"),
        parser=("office.odt", "parse_odt"),
        begins=_ZIP,
    ),
    FileFormat(
        format=Format.RTF,
        endings=(".rtf",),
        parser=("office.rtf", "parse_rtf"),
        begins=(b"{\\rtf",),
    ),
    FileFormat(
        format=Format.EPUB,
        endings=(".epub",),
        parser=("html.epub", "parse_epub"),
        begins=_ZIP,
    ),
    FileFormat(format=Format.MAIL, endings=(".eml",), parser=("mail.eml", "parse_mail")),
    FileFormat(
        format=Format.MHT,
        endings=(".mht", ".mhtml"),
        parser=("mail.saved_page", "parse_saved_page"),
    ),
    FileFormat(
        format=Format.XLSX,
        endings=(".xlsx", ".xlsm"),
        parser=("spreadsheets.workbook", "parse_xlsx"),
        begins=_ZIP,
    ),
    FileFormat(
        format=Format.CSV,
        endings=(".csv", ".tsv", ".tab"),
        parser=("spreadsheets.separated", "parse_separated"),
        most_text=MAX_TEXT,
    ),
    FileFormat(
        format=Format.FEED,
        endings=(".rss", ".atom", ".rdf", ".xml"),
        parser=("feeds.xml_feed", "parse_xml_feed"),
    ),
    FileFormat(
        format=Format.JSON_FEED,
        endings=(".json",),
        parser=("feeds.json_feed", "parse_json_feed"),
        most_text=MAX_MARKUP,
    ),
    FileFormat(
        format=Format.RST,
        endings=(".rst", ".rest"),
        parser=("markup.restructured_text", "parse_rst"),
        most_text=MAX_TEXT,
    ),
    FileFormat(
        format=Format.ASCIIDOC,
        endings=(".adoc", ".asciidoc", ".asc"),
        parser=("markup.asciidoc", "parse_asciidoc"),
        most_text=MAX_TEXT,
    ),
    FileFormat(
        format=Format.ORG,
        endings=(".org",),
        parser=("markup.org", "parse_org"),
        most_text=MAX_TEXT,
    ),
)


def file_format(kind: Format) -> FileFormat:
    """What is known of a format."""
    return next(one for one in FORMATS if one.format is kind)


def offered() -> tuple[str, ...]:
    """The endings that people are told, without their dots: `txt`, `md` and the like."""
    return tuple(one.endings[0].removeprefix(".") for one in FORMATS if one.offered)
