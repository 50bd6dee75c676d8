"""Web pages that a browser saved as one file of mail, with their pictures (RFC 2557)."""

from __future__ import annotations

from urllib.parse import unquote, urljoin

from digests.errors import ReadingError, ReadingFault
from digests.parsing.blocks import Document
from digests.parsing.formats.html.document import parse_with_pictures
from digests.parsing.formats.mail.envelope import opened


def parse_saved_page(data: bytes) -> Document:
    """The main content of the page, as of one that lies alone, and its pictures.

    Raises ReadingError: DAMAGED, NOT_TEXT, TOO_BIG.
    """
    saved = opened(data)
    pages = (part for part in saved.parts if part.kind == "text/html" and part.data.strip())
    page = next(pages, None)
    if page is None:
        raise ReadingError(ReadingFault.DAMAGED)
    location = next(iter(page.names), "")

    def picture(address: str) -> bytes:
        return saved.picture(address) or saved.picture(unquote(_absolute(location, address)))

    return parse_with_pictures(page.text, picture)


def _absolute(location: str, address: str) -> str:
    try:
        return urljoin(location, address)
    except ValueError:  # `http://[` opens an IPv6 address for urllib
        return ""
