"""Reads a posted file: its format, its blocks, its outline, and what looks wrong in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import import_module
from types import MappingProxyType

from digests.errors import ReadingError, ReadingFault
from digests.model import Problem, ProblemKind, Reading
from digests.parsing.assemble import outline
from digests.parsing.blocks import Document
from digests.parsing.checks import lint, problem
from digests.parsing.edition_date import FileHints
from digests.parsing.formats.detect import MAX_MARKUP, Format, detect
from digests.parsing.formats.encoding import decode_file

MAX_BLOCKS = 50_000  # lines or paragraphs; a day's news has some hundreds
MAX_TEXT = 1_000_000  # bytes in a text file, characters elsewhere; a day's news: some ten thousand

_READERS = MappingProxyType(
    {
        Format.TEXT: ("plain_text", "read_text"),
        Format.MARKDOWN: ("markdown", "read_markdown"),
        Format.HTML: ("html.document", "read_html"),
        Format.ZIP_HTML: ("html.document", "read_html_zip"),
        Format.DOCX: ("docx.document", "read_docx"),
        Format.PDF: ("pdf.document", "read_pdf"),
    }
)
"""The module here that reads a format, and its function: of the text where `_MOST_BYTES` has it."""
_MOST_BYTES = MappingProxyType(
    {Format.TEXT: MAX_TEXT, Format.MARKDOWN: MAX_TEXT, Format.HTML: MAX_MARKUP}
)


def read(name: str, data: bytes, *, posted: date | None = None) -> Reading:
    """The digest that a file of this name and content holds, and its problems.

    `posted` is the day of the message that brought it, in the admin's zone. Raises ReadingError,
    and nothing else, where the file can't be read.
    """
    document = document_of(name, data)
    around = FileHints(name=name, declared=document.date, posted=posted)
    found = outline(document, around)
    problems = (*found.problems, *lint(found.digest, found.places), *_pages(document))
    return Reading(digest=found.digest, problems=problems)


def document_of(name: str, data: bytes) -> Document:
    """The blocks of a file, before anyone asks what they are to a digest; raises ReadingError."""
    document = _reader_of(detect(name, data))(data)
    if len(document.blocks) > MAX_BLOCKS:
        raise ReadingError(ReadingFault.TOO_BIG, {"limit": f"{MAX_BLOCKS:,} ¶"})
    if sum(len(block.text) for block in document.blocks) > MAX_TEXT:
        raise ReadingError(ReadingFault.TOO_BIG, {"limit": f"{MAX_TEXT // 1_000_000} MB"})
    if not any(block.text.strip() or block.picture for block in document.blocks):
        raise ReadingError(ReadingFault.EMPTY)
    return document


def _reader_of(kind: Format) -> Callable[[bytes], Document]:
    """Whoever reads a format; what that takes is loaded now, and no other format's libraries."""
    module, function = _READERS[kind]
    read_format: Callable[..., Document] = getattr(
        import_module(f"digests.parsing.formats.{module}"), function
    )
    most = _MOST_BYTES.get(kind)
    return read_format if most is None else _decoded(read_format, most)


def _decoded(read_words: Callable[[str], Document], most: int) -> Callable[[bytes], Document]:
    return lambda data: read_words(decode_file(data, most=most))


def _pages(document: Document) -> tuple[Problem, ...]:
    if not document.skipped_pages:
        return ()
    pages = {block.place.page for block in document.blocks if block.place.page}
    return (problem(ProblemKind.PAGES_SKIPPED, count=len(pages)),)
