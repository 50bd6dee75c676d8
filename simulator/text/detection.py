"""What Telegram finds in a text by itself: commands, links, mentions, hashtags.

The kinds of https://core.telegram.org/bots/api#messageentity that need no markup; phone and bank
card numbers are left out. Without a scheme a link needs a well-known top-level domain: here those
of two letters and the commonest others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from simulator.text.entities import Entity, units, without_crossing

_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])")
_MENTION = re.compile(r"(?<!\w)@(?:[A-Za-z0-9_]{4,32}|gif|nft|pic|ufc|vid)(?!\w)", re.IGNORECASE)
_HASHTAG = re.compile(
    r"(?<![\w\u200c\u00b7])#(?=\d*[^\W\d]|_)[\w\u200c\u00b7]{1,256}(?:@\w{3,32})?(?![\w#])"
)
_CASHTAG = re.compile(r"(?<![\w$])\$(?:1INCH|[A-Z]{1,8})(?:@[A-Za-z0-9_]{3,32})?(?![\w$])")
_EMAIL = re.compile(
    r"(?<![\w.+@/-])(?:[a-z0-9_-]{0,26}[.+]){0,10}[a-z0-9_-]{1,35}"
    r"@(?:(?:[a-z0-9][a-z0-9_-]{0,28})?[a-z0-9]\.){1,6}[a-z]{2,8}(?![\w-])",
    re.IGNORECASE,
)
_APP_LINK = re.compile(
    r"(?:tg|ton|tonsite)://[a-z0-9_-]{1,253}"
    r"(?:[/?#][^\s\u2000-\u200b\u200e\u200f\u2016-\u206f<>«»\"]*)?",
    re.IGNORECASE,
)

# Letters of any script count as parts of a host name, and so does their punctuation.
_BEYOND_ASCII: Final = (
    "\u00c0-\u167f\u1681-\u1fff\u200c\u200d\u2010-\u2015\u2070-\u2fff\u3001-\U0010ffff"
)
_HOST = re.compile(f"[A-Za-z0-9._~\\-{_BEYOND_ASCII}]*")
_HOST_SIGN = re.compile(f"[A-Za-z0-9._~\\-{_BEYOND_ASCII}]")
_PORT = re.compile(r":0*[1-9]\d{0,4}(?!\d)")
_PATH = re.compile('[/?#][^\\s<>"«»\u2000-\u200b\u200e\u200f\u2016-\u206f]*')
_SCHEME = re.compile(r"(?:(?<![st])https?|(?<![st])ftp|tonsite)://\Z", re.IGNORECASE)
_AFTER_WORD = re.compile(r"[\w/#@]")
_NOT_LAST: Final = ".:;,('?!`"
_BRACKETS: Final[Mapping[str, str]] = MappingProxyType({")": "(", "]": "[", "}": "{"})
_PUNYCODE = re.compile(r"xn--[A-Za-z0-9]{2,}")
_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}")

_TOP_LEVEL = re.compile(
    "com|org|net|int|edu|gov|mil|info|biz|name|pro|mobi|asia|app|dev|news|blog|online|site|shop|"
    "store|tech|xyz|club|top|world|live|media|press|today|digital|page|link|cloud|email|space|"
    "studio|design|agency|global|network|report|reviews|social|wiki|academy|museum|travel|[a-z]{2}"
)


def find_spans(text: str) -> list[tuple[str, int, int]]:
    """Everything found in a text, without overlaps, in order; ends are positions in the text."""
    found = without_crossing(Entity(kind, start, end - start) for kind, start, end in _all(text))
    return [(entity.kind, entity.offset, entity.end) for entity in found]


def find_entities(text: str) -> list[Entity]:
    """The same as entities."""
    offset_of = _offsets(text)
    return [
        Entity(kind, offset_of(start), offset_of(end) - offset_of(start))
        for kind, start, end in find_spans(text)
    ]


def _offsets(text: str) -> Callable[[int], int]:
    """Positions in a text to offsets in UTF-16 units."""
    if not text or max(text) <= "\uffff":
        return lambda position: position
    return lambda position: units(text[:position])


def _all(text: str) -> Iterator[tuple[str, int, int]]:
    searches = (
        ("@", "mention", _MENTION),
        ("/", "bot_command", _COMMAND),
        ("#", "hashtag", _HASHTAG),
        ("$", "cashtag", _CASHTAG),
        ("@", "email", _EMAIL),
    )
    for sign, kind, pattern in searches:
        if sign in text:
            yield from ((kind, *match.span()) for match in pattern.finditer(text))
    if "://" in text:
        for match in _APP_LINK.finditer(text):
            yield "url", match.start(), match.start() + len(match[0].rstrip(_NOT_LAST))
    yield from (("url", start, end) for start, end in _links(text))


def _links(text: str) -> Iterator[tuple[int, int]]:
    """Links with a dot in their host, around each dot in turn."""
    # Japanese runs on without spaces, and every sign of it may be part of a host: trying a
    # match at each sign would be quadratic, dots are few.
    floor = 0
    while (dot := text.find(".", floor)) != -1:
        host = text[_host_start(text, dot, floor) : _host_end(text, dot)]
        start = _host_start(text, dot, floor)
        link = _link_around(text, start, start + len(host))
        if link is None:
            floor = dot + 1
        else:
            yield link
            floor = max(link[1], dot + 1)


def _host_start(text: str, dot: int, floor: int) -> int:
    start = dot
    while start > floor and _HOST_SIGN.match(text[start - 1]):
        start -= 1
    return start


def _host_end(text: str, dot: int) -> int:
    match = _HOST.match(text, dot)
    return match.end() if match else dot


def _link_around(text: str, start: int, host_end: int) -> tuple[int, int] | None:
    scheme = _SCHEME.search(text, max(0, start - 10), start)
    if scheme is None and start and _AFTER_WORD.match(text[start - 1]):
        return None
    end = host_end
    if port := _PORT.match(text, end):
        end = port.end()
    path = _PATH.match(text, end)
    if path is None:
        host_end = end = _without_last_dots(text, start, end) if end == host_end else end
    else:
        end += len(_balanced(path[0]))
    host = text[start:host_end]
    if not _is_host(host, known_scheme=scheme is not None):
        return None
    return (scheme.start() if scheme else start), end


def _without_last_dots(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip("."))


def _balanced(path: str) -> str:
    """A path up to a bracket that closes nothing, without a sentence's last signs."""
    opened = dict.fromkeys(_BRACKETS.values(), 0)
    for position, char in enumerate(path):
        if char in opened:
            opened[char] += 1
        elif char in _BRACKETS:
            opened[_BRACKETS[char]] -= 1
            if opened[_BRACKETS[char]] < 0:
                path = path[:position]
                break
    stripped = path.rstrip(_NOT_LAST)
    return stripped if stripped not in {"?", "#"} else ""


def _is_host(host: str, *, known_scheme: bool) -> bool:
    parts = host.split(".")
    if len(parts) < 2 or any(not p or len(p) >= 64 or p.endswith("-") for p in parts):
        return False
    if _IPV4.fullmatch(host):
        return True
    if all(part.isdecimal() for part in parts):
        return False
    top = parts[-1]
    if len(top) < 2 or "_" in parts[-2]:
        return False
    if top.startswith("xn--"):
        return _PUNYCODE.fullmatch(top) is not None
    return not set(top) & {"_", "-"} and (known_scheme or _is_well_known(top))


def _is_well_known(top: str) -> bool:
    lowered = top.lower()
    if lowered != top and lowered[0] == top[0]:
        return False  # "example.cOM" is no link, "example.COM" is
    return _TOP_LEVEL.fullmatch(lowered) is not None
