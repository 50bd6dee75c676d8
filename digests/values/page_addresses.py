"""Pages: which addresses are of one, and texts without any address."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

_ADDRESS = re.compile(r"(?:(?:https?|ftp)://|www\.)[^\s<>「」『』（）()、。]+", re.IGNORECASE)
_POST = re.compile(r"^/[^/]+/status(?:es)?/(\d+)")


def page_of(url: str) -> str:
    """What all addresses of one page have in common, of an address without trackers and the like.

    A place in the page (`#…`) and the way to it (`http:`, `www.`) make no other page.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    host = parts.netloc.casefold().removeprefix("www.").removeprefix("amp.")
    if host == "x.com" and (post := _POST.match(parts.path)):
        return f"{host}/{post[1]}"
    if host == "youtube.com" and (video := parse_qs(parts.query).get("v")):
        return f"{host}/{video[0]}"
    path = unquote(parts.path).rstrip("/").removesuffix("/index.html")
    return f"{host}{path}?{parts.query}"


def addresses_removed(text: str) -> str:
    """A text without the addresses in it; what stands around them stays."""
    return _ADDRESS.sub("", text)
