"""What came from the web as the file that an editor would have posted: its name and its bytes.

Two things of a page stand outside of it, and are written into it before it is read elsewhere: the
encoding that its server declares, and the address by which its own links are to be understood.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from pathlib import PurePosixPath
from types import MappingProxyType
from urllib.parse import unquote, urljoin, urlsplit

_ENDINGS = MappingProxyType(
    {
        "text/html": ".html",
        "application/xhtml+xml": ".html",
        "text/plain": ".txt",
        "text/markdown": ".md",
        "text/csv": ".csv",
        "text/tab-separated-values": ".tsv",
        "text/rtf": ".rtf",
        "application/rtf": ".rtf",
        "text/org": ".org",
        "text/asciidoc": ".adoc",
        "text/x-rst": ".rst",
        "application/pdf": ".pdf",
        "application/epub+zip": ".epub",
        "application/rss+xml": ".rss",
        "application/atom+xml": ".atom",
        "application/rdf+xml": ".rdf",
        "application/feed+json": ".json",
        "message/rfc822": ".eml",
    }
)
"""Of media types, by which a format is told whose content doesn't show it."""

_WITHIN = 4096  # bytes in which a page opens
_OPENING = re.compile(rb"<head\b[^>]*>|<html\b[^>]*>|<!doctype\b[^>]*>", re.IGNORECASE)
_BASE = re.compile(rb"""<base\b[^>]*?\bhref\s*=\s*["']?([^\s"'>]+)""", re.IGNORECASE)
_LABEL = re.compile(r"[\w.:-]{1,40}", re.ASCII)
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedFile:
    """A file as somebody would post it."""

    name: str
    data: bytes = field(repr=False)


def as_file(url: str, headers: Mapping[str, str], body: bytes) -> PostedFile:
    """What an address brought, with the headers of the answer that count."""
    declared = Message()
    declared["Content-Type"] = headers.get("Content-Type", "application/octet-stream")
    media_type = declared.get_content_type()
    ending = ending_of(media_type)
    if ending == ".html":
        body = _with_head(body, url, declared.get_content_charset())
    return PostedFile(name=_named(url, ending), data=body)


def ending_of(media_type: str) -> str:
    """The ending that names of files of a media type have, empty where their content tells."""
    return _ENDINGS.get(media_type, "")


def _named(url: str, ending: str) -> str:
    """The last part of the path, with the ending that its media type has."""
    path = PurePosixPath(unquote(urlsplit(url).path))
    name = PurePosixPath(path.name[-_LONGEST_NAME:] or "page")
    if not ending or name.suffix.lower() == ending or (ending == ".txt" and name.suffix):
        return str(name)
    return f"{name}{ending}"


def _with_head(body: bytes, url: str, charset: str | None) -> bytes:
    """A page that says from where its links lead on, and in which encoding it is.

    Whether that encoding is true is found out where the page is read, as with one that says so.
    """
    opening = None
    for found in _OPENING.finditer(body, 0, _WITHIN):
        opening = found
    if opening is None:
        return body
    own = _BASE.search(body, opening.end(), opening.end() + _WITHIN)
    elements = f'<base href="{html.escape(_joined(url, own[1] if own else b""))}">'
    if charset and _LABEL.fullmatch(charset):
        elements += f'<meta charset="{charset}">'
    head = elements.encode("ascii", "xmlcharrefreplace")
    return body[: opening.end()] + head + body[opening.end() :]


def _joined(url: str, told: bytes) -> str:
    try:
        return urljoin(url, html.unescape(told.decode("utf-8", "replace")))
    except ValueError:
        return url
