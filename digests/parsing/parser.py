"""Parses a posted file: its format, its blocks, its digest, and what looks wrong in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module

from digests.errors import ReadingError, ReadingFault
from digests.model import Problem, ProblemKind, Reading
from digests.parsing import formats
from digests.parsing.assemble import assemble
from digests.parsing.attached import with_attached
from digests.parsing.blocks import Document
from digests.parsing.checks import check, problem
from digests.parsing.edition_date import FileHints
from digests.parsing.formats.detect import detect
from digests.parsing.formats.encoding import decode_file
from digests.parsing.formats.registry import MAX_TEXT, Format, file_format

MAX_BLOCKS = 50_000  # lines or paragraphs; a day's news has some hundreds
_MOST_NAMED, _LONGEST_NAME = 10, 60


def parse(
    name: str, data: bytes, *, posted: date | None = None, structure: str | None = None
) -> Reading:
    """The digest that a file of this name and content holds, and its problems.

    `posted` is the day of the message that brought it, in the editor's zone; `structure` the key of
    the structure that it shall be taken for, if it has such. Raises ReadingError, and nothing else,
    where the file can't be parsed.
    """
    document = document_of(name, data)
    hints = FileHints(name=name, declared=document.date, posted=posted)
    found = assemble(document, hints, structure)
    problems = (*found.problems, *check(found.digest, found.places), *_skipped(document))
    return Reading(digest=found.digest, problems=problems, alternatives=found.alternatives)


def document_of(name: str, data: bytes) -> Document:
    """The blocks of a file, before anyone asks what they are to a digest; raises ReadingError.

    Of a message that only covers an attached file, they are that file's; others are told as unread.
    """
    document = _parsed(name, data)
    if document.attachments:
        document = with_attached(document, _attached)
    if not any(block.text.strip() or block.picture for block in document.blocks):
        raise ReadingError(ReadingFault.EMPTY)
    return document


def _attached(name: str, data: bytes) -> Document | None:
    """The blocks of an attached file, None where it can't be read."""
    try:
        return _parsed(name, data)
    except ReadingError:
        return None


def _parsed(name: str, data: bytes) -> Document:
    document = _parser_of(detect(name, data))(data)
    if len(document.blocks) > MAX_BLOCKS:
        raise ReadingError(ReadingFault.TOO_BIG, {"limit": f"{MAX_BLOCKS:,} ¶"})
    if sum(len(block.text) for block in document.blocks) > MAX_TEXT:
        raise ReadingError(ReadingFault.TOO_BIG, {"limit": f"{MAX_TEXT // 1_000_000} MB"})
    return document


def _parser_of(kind: Format) -> Callable[[bytes], Document]:
    """What parses a format; what that takes is loaded now, and no other format's libraries."""
    known = file_format(kind)
    module, function = known.parser
    parse_format: Callable[..., Document] = getattr(
        import_module(f"{formats.__name__}.{module}"), function
    )
    return parse_format if known.most_text is None else _decoded(parse_format, known.most_text)


def _decoded(parse_text: Callable[[str], Document], most: int) -> Callable[[bytes], Document]:
    return lambda data: parse_text(decode_file(data, most=most))


def _skipped(document: Document) -> Iterator[Problem]:
    """What of the file is in no block."""
    if document.skipped_pages:
        pages = {block.place.page for block in document.blocks if block.place.page}
        yield problem(ProblemKind.PAGES_SKIPPED, count=len(pages))
    if document.unread:
        yield problem(ProblemKind.PARTS_UNREAD, names=_named(document.unread))


def _named(parts: tuple[str, ...]) -> str:
    told = [" ".join(part.split())[:_LONGEST_NAME] for part in parts]
    return ", ".join((*told[:_MOST_NAMED], *("…" for _ in told[_MOST_NAMED : _MOST_NAMED + 1])))
