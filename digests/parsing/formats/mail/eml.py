"""Messages of mail as documents: the body as it was written, with what it quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from digests.parsing.blocks import Attachment, Block, BlockKind, Document
from digests.parsing.formats.block_builder import told
from digests.parsing.formats.html.document import parse_with_pictures
from digests.parsing.formats.mail.envelope import Part, opened
from digests.parsing.formats.plain_text import parse_text
from digests.text.lexicon import LEXICON, Lexicon

_QUOTED = re.compile(r"((?:> ?)+)(.*)")
_SIGNATURE = re.compile(r"^-- $", re.MULTILINE)
_MOSTLY = 0.5  # of the lines: then somebody passes on what another wrote


def parse_mail(data: bytes) -> Document:
    """What a mail program shows of a message; the subject is the title.

    Pictures that are attached are shown, other files are its attachments; messages inside are told
    as unread. Raises ReadingError: DAMAGED, ENCRYPTED, BOMB, NOT_TEXT, TOO_BIG.
    """
    mail = opened(data)
    pages = [part.text for part in mail.shown if _is(part, "text/html")]
    blocks, unread, attached = list[Block](), list[str](), list[Attachment]()
    for part in mail.shown:
        if _is(part, "text/html"):
            blocks += parse_with_pictures(part.text, mail.picture, whole=True).blocks
        elif _is(part, "text/plain"):
            blocks += _blocks(part)
        elif part.kind.startswith("image/"):
            blocks += () if _is_shown(part, pages) else (_picture(part),)
        elif part.title and part.data:
            attached.append(Attachment(name=part.title, data=part.data))
        else:
            unread.append(part.title or part.kind)
    return Document(
        blocks=tuple(blocks),
        title=told(_forwarded(LEXICON).sub("", mail.subject)),
        author=told(mail.author),
        date=mail.date or None,
        unread=tuple(unread),
        attachments=tuple(attached),
    )


def _is(part: Part, kind: str) -> bool:
    return part.kind == kind and not part.attached


def _is_shown(part: Part, pages: list[str]) -> bool:
    """Whether a page of the message has a picture in its own place."""
    return any(f"cid:{name}" in page for name in part.names for page in pages)


def _picture(part: Part) -> Block:
    return Block(kind=BlockKind.PICTURE, text="", picture=part.data)


@cache
def _forwarded(lexicon: Lexicon) -> re.Pattern[str]:
    """What programs put before a subject that is answered or passed on."""
    signs = lexicon.any_of(lambda one: one.files.subject_openings)
    return re.compile(rf"\A(?:(?:{signs})\s*(?:\[\d+\])?\s*[:：]\s*)+", re.IGNORECASE)


def _blocks(part: Part) -> Iterator[Block]:
    text = _SIGNATURE.sub("-----", part.text.replace("\r\n", "\n"))
    lines = _unflowed(text).split("\n") if part.flowed else text.split("\n")
    quoted = [line.startswith(">") for line in lines if line.strip()]
    if sum(quoted) >= _MOSTLY * len(quoted):
        bare = (found[2] if (found := _QUOTED.fullmatch(line)) else line for line in lines)
        yield from parse_text("\n".join(bare)).blocks
        return
    for block in parse_text("\n".join(lines)).blocks:
        found = _QUOTED.fullmatch(block.text)
        yield replace(block, kind=BlockKind.QUOTE, text=found[2].strip()) if found else block


def _unflowed(text: str) -> str:
    """The text with lines joined that a program broke (RFC 3676, `format=flowed`)."""
    lines: list[str] = []
    goes_on = False
    for line in text.split("\n"):
        depth, said = _quotation(line)
        if goes_on and lines and depth == _quotation(lines[-1])[0]:
            lines[-1] += said
        else:
            lines.append(line)
        goes_on = said.endswith(" ") and said != "-- "
    return "\n".join(lines)


def _quotation(line: str) -> tuple[int, str]:
    """How deeply a line is quoted, and what it says, without the space that was stuffed in."""
    said = line.lstrip(">")
    return len(line) - len(said), said.removeprefix(" ")
