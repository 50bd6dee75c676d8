"""A message of mail taken apart: its body, what belongs to it, and what is attached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from typing import cast
from urllib.parse import unquote

from digests.errors import ReadingError, ReadingFault
from digests.parsing.formats.encoding import decode
from digests.parsing.formats.registry import MAX_MARKUP

_MOST_PARTS = 2000
_ENCRYPTED = frozenset(
    {"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"}
)
_SIGNATURES = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
)
_MESSAGE = "message/rfc822"
_TAG = re.compile(rb"<[^<>]*>|&nbsp;")
# What Python's parser raises for what no mail program writes, and where it nests too deeply.
_MALFORMED = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A leaf of a message: its type, its decoded content, and what others call it.

    `names` are its Content-ID and Content-Location; `title` is the name of its file. `attached`
    says that it is a file beside what was written; `flowed`, that a program broke its lines.
    """

    kind: str
    data: bytes
    charset: str | None = None
    names: tuple[str, ...] = ()
    title: str = ""
    attached: bool = False
    flowed: bool = False

    @property
    def text(self) -> str:
        """The content as text; raises ReadingError: NOT_TEXT, TOO_BIG."""
        if len(self.data) > MAX_MARKUP:
            raise ReadingError(ReadingFault.TOO_BIG, {"limit": f"{MAX_MARKUP // 1_000_000} MB"})
        return decode(self.data, declared=self.charset) if self.data.strip() else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A message's header, what a mail program shows of it in order, and what that refers to."""

    subject: str
    author: str
    date: str
    shown: tuple[Part, ...]
    parts: tuple[Part, ...]

    def part(self, address: str) -> Part | None:
        """What an address of the body names, if it is there."""
        wanted = unquote(address.removeprefix("cid:")).strip()
        return next((part for part in self.parts if wanted and wanted in part.names), None)

    def picture(self, address: str) -> bytes:
        """The bytes behind an address of the body, empty where they aren't there."""
        found = self.part(address)
        return found.data if found else b""


def opened(data: bytes) -> Envelope:
    """The message that a file holds, or the one that it only passes on.

    Raises ReadingError: DAMAGED, ENCRYPTED, BOMB.
    """
    try:
        message = BytesParser(policy=policy.default).parsebytes(data)
        while (passed_on := _passed_on(message)) is not None:
            message = passed_on
        return _envelope(message)
    except _MALFORMED as error:
        raise ReadingError(ReadingFault.DAMAGED) from error


def _passed_on(message: EmailMessage) -> EmailMessage | None:
    """The message inside of one that says nothing itself."""
    shown = list(_shown(message))
    if any(_says_something(part) for part in shown):
        return None
    inner = (part for part in shown if part.get_content_type() == _MESSAGE)
    return next((_inner(part) for part in inner), None)


def _inner(part: EmailMessage) -> EmailMessage:
    return cast("EmailMessage", cast("list[object]", part.get_payload())[0])


def _says_something(part: EmailMessage) -> bool:
    """Whether a leaf of text has any, or a page at least a picture."""
    data = part.get_payload(decode=True) if part.get_content_maintype() == "text" else b""
    if not isinstance(data, bytes):
        return False
    return b"<img" in data or bool(_TAG.sub(b"", data).strip())


def _envelope(message: EmailMessage) -> Envelope:
    everything = [part for part in message.walk() if not part.is_multipart()]
    if len(everything) > _MOST_PARTS:
        raise ReadingError(ReadingFault.BOMB)
    if any(part.get_content_type() in _ENCRYPTED for part in message.walk()):
        raise ReadingError(ReadingFault.ENCRYPTED)
    return Envelope(
        subject=_header(message, "Subject"),
        author=_author(message),
        date=_header(message, "Date"),
        shown=tuple(map(_part, _shown(message))),
        parts=tuple(map(_part, everything)),
    )


def _shown(message: EmailMessage) -> Iterator[EmailMessage]:
    """The leaves that are shown: of alternatives one, of related ones what they relate to."""
    kind = message.get_content_type()
    if not message.is_multipart() or kind == _MESSAGE:
        yield from () if kind in _SIGNATURES else (message,)
        return
    children = [cast("EmailMessage", part) for part in message.iter_parts()]
    if kind == "multipart/alternative":
        children = _best(children)
    elif kind == "multipart/related":
        children = _root(children, str(message.get_param("start") or ""))
    for child in children:
        yield from _shown(child)


def _best(children: list[EmailMessage]) -> list[EmailMessage]:
    """The way of saying the same that has a page, else the first that says something."""
    said = {
        kind: [child for child in children if _holds(child, kind)]
        for kind in ("text/html", "text/plain")
    }
    return (said["text/html"] or said["text/plain"] or children)[:1]


def _holds(message: EmailMessage, kind: str) -> bool:
    return any(part.get_content_type() == kind and _says_something(part) for part in message.walk())


def _root(children: list[EmailMessage], start: str) -> list[EmailMessage]:
    named = [child for child in children if start and str(child.get("Content-ID", "")) == start]
    return (named or children)[:1]


def _part(part: EmailMessage) -> Part:
    kind = part.get_content_type()
    if kind == _MESSAGE:
        subject = _header(_inner(part), "Subject")
        return Part(kind=kind, data=b"", title=subject, attached=True)
    data = part.get_payload(decode=True)
    located = str(part.get("Content-Location", "")).strip()
    named = str(part.get("Content-ID", "")).strip().removeprefix("<").removesuffix(">")
    return Part(
        kind=kind,
        data=data if isinstance(data, bytes) else b"",
        charset=part.get_content_charset(),
        names=tuple(unquote(name) for name in (located, named) if name),
        title=part.get_filename() or "",
        attached=part.get_content_disposition() == "attachment",
        flowed=part.get_param("format") == "flowed",
    )


def _header(message: EmailMessage, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())


def _author(message: EmailMessage) -> str:
    """The name of who wrote it; an address is nobody's name."""
    addresses: tuple[Address, ...] = getattr(message.get("From"), "addresses", ())
    return next((one.display_name for one in addresses), "")
