"""Decides whether a message only covers the file that it brings, which then is the digest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from digests.parsing.blocks import Attachment, Document
from digests.text.characters import width

_MOST_READ = 5  # attachments of a message
_LONGEST_NOTE = 1500  # columns
_MOST_LINKS = 2  # of a note; whoever signs may have a page
_SHARE = 3  # a note is at most this part of what it covers


def with_attached(message: Document, read: Callable[[str, bytes], Document | None]) -> Document:
    """The attached file that a message covers, with what the message says beside; else the message.

    `read` gives the blocks of a file, None where it can't be read. What is attached to what is
    attached isn't read; whatever is not the digest is told as unread.
    """
    files = message.attachments[:_MOST_READ]
    found = [(file, document) for file in files if (document := read(file.name, file.data))]
    file, longest = max(found, key=lambda one: _length(one[1]), default=(None, message))
    if file is None or not _is_note(message, longest):
        return replace(message, attachments=(), unread=_unread(message, None))
    return replace(
        longest,
        title=longest.title or message.title,
        author=longest.author or message.author,
        date=longest.date or message.date,
        attachments=(),
        unread=(*longest.unread, *_names(longest), *_unread(message, file)),
        beside=tuple(block.text for block in message.blocks if block.text.strip()),
    )


def _is_note(message: Document, file: Document) -> bool:
    """Whether a message says little beside a file that says much, and leads to few pages."""
    said = _length(message)
    links = sum(len(block.links) + block.text.count("://") for block in message.blocks)
    return said <= min(_LONGEST_NOTE, _length(file) / _SHARE) and links <= _MOST_LINKS


def _length(document: Document) -> int:
    return sum(width(block.text) for block in document.blocks)


def _unread(message: Document, read: Attachment | None) -> tuple[str, ...]:
    others = (file.name for file in message.attachments if file is not read)
    return (*message.unread, *others)


def _names(document: Document) -> tuple[str, ...]:
    return tuple(file.name for file in document.attachments)
