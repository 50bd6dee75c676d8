"""Digests of mailing lists (RFC 1153): letters between rules of hyphens, each with a header."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime

from digests.model import Place
from digests.parsing.blocks import Block, BlockKind

_RULE = re.compile(r"-{27,}[ \t]*")
_FIELD = re.compile(r"([A-Z][A-Za-z-]{1,30}):[ \t]*(.*)")
_FIELDS = frozenset({"date", "from", "to", "cc", "subject", "message", "message-id", "reply-to"})
_LIST_NAME = re.compile(r"((?:(?:re|fwd?|aw|sv)\s*:\s*)*)\[[^\[\]]{1,40}\]\s*", re.IGNORECASE)
_END = re.compile(r"End of (?P<name>.{1,100}?)\s*\.?")
_LEVEL = 2
_LEAST = 2  # letters
_FOOTER = "Digest Footer"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailDigest:
    """The blocks of such a digest, a heading before each letter, and the name at its end."""

    blocks: tuple[Block, ...]
    title: str | None


Lines = list[str]
Read = Callable[[Lines, int], Iterator[Block]]
"""Makes blocks of lines, the first of which has that number."""


def mail_digest(lines: Lines, read: Read) -> MailDigest | None:
    """The digest of a mailing list that lines hold; None where they hold something else."""
    parts = [*_parts(lines)]
    letters = [letter for number, part in parts[1:] if (letter := _letter(part, number))]
    if sum(letter.subject != _FOOTER for letter in letters) < _LEAST:
        return None
    blocks = [*read(parts[0][1], 1)]
    for number, part in parts[1:]:
        letter = _letter(part, number)
        blocks += _blocks(letter, read) if letter else read(part, number)
    ends = (_END.fullmatch(line.strip()) for line in lines[-20:])
    title = next((end["name"] for end in ends if end), None)
    return MailDigest(blocks=tuple(blocks), title=title)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letter:
    """A letter: its subject, its day, who sent it, and its lines from number `start` on."""

    subject: str
    day: str | None
    sender: str
    lines: Lines
    number: int
    start: int


def _parts(lines: Lines) -> Iterator[tuple[int, Lines]]:
    """What stands between the rules, with the number of its first line."""
    start = 0
    for at, line in enumerate(lines):
        if _RULE.fullmatch(line.strip()):
            yield start + 1, lines[start:at]
            start = at + 1
    yield start + 1, lines[start:]


def _letter(lines: Lines, number: int) -> _Letter | None:
    at = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    fields: dict[str, str] = {}
    name = ""
    for line in lines[at:]:
        match = _FIELD.fullmatch(line.rstrip())
        if match is not None:
            name = match[1].casefold()
            fields.setdefault(name, match[2].strip())
        elif name and line[:1] in {" ", "\t"} and line.strip():
            fields[name] = f"{fields[name]} {line.strip()}"
        else:
            break
        at += 1
    if "subject" not in fields or not (_FIELDS & fields.keys()):
        return None
    return _Letter(
        subject=_LIST_NAME.sub(r"\1", _decoded(fields["subject"]), count=1).strip(),
        day=_day(fields),
        sender=_decoded(fields.get("from", "")),
        lines=lines[at:],
        number=number,
        start=number + at,
    )


def _decoded(text: str) -> str:
    """The text of a field, its encoded words (RFC 2047) read."""
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, ValueError):
        return text


def _day(fields: Mapping[str, str]) -> str | None:
    try:
        return parsedate_to_datetime(fields.get("date", "")).date().isoformat()
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None


def _blocks(letter: _Letter, read: Read) -> Iterator[Block]:
    place = Place(line=letter.number)
    if letter.subject == _FOOTER:
        yield Block(kind=BlockKind.HEADING, text=letter.subject, level=1, gap=True, place=place)
        yield from read(letter.lines, letter.start)
        return
    yield Block(kind=BlockKind.HEADING, text=letter.subject, level=_LEVEL, gap=True, place=place)
    if letter.day:
        yield Block(kind=BlockKind.PARAGRAPH, text=f"({letter.day})", gap=True, place=place)
    for at, block in enumerate(read(letter.lines, letter.start)):
        yield replace(block, gap=True) if at == 0 else block
    if letter.sender:
        sender = f"— {letter.sender}"
        yield Block(kind=BlockKind.PARAGRAPH, text=sender, gap=True, place=place)
