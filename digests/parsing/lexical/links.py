"""Finds links in text, repairs and cleans them, and knows which of them lead to the same page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from urllib.parse import SplitResult, parse_qs, parse_qsl, urlsplit

from digests.model import Source
from digests.text.characters import full_width
from digests.text.lexicon import LEXICON, Lexicon
from digests.text.sentence_ends import stops
from digests.values.page_addresses import page_of

_MAX_URL = 4096
_SIGNS = "htpsw:/._-?=&#%0123456789"
_ASCII = str.maketrans(full_width(_SIGNS), _SIGNS)
# A path may go on in other scripts (encyclopedias), but running text must not be swallowed.
_LINK = re.compile(
    r"\[(?P<words>[^\[\]\n]{0,1000})\](?:\s(?=\(<))?"
    r"\((?P<target><?[^()\s<>]{1,2000}(?:\([^()\s]{0,200}\)[^()\s<>]{0,500})?>?)\)"
    r"|<\s*(?P<angled>(?:https?|ftp)://[^<>\s]{1,4000})\s*>"
    # A path may go on in other scripts (encyclopedias), but running text must not be swallowed.
    r"|(?P<bare>(?:(?:h?ttps?|hxxps?)[:：]\s?[/／]{2}|www\.(?=[\w-]+\.))"
    r"(?:[!-;=?-~]|(?<=[/=_])[^\W\d_\x00-\x7f]+(?=[/?#_\s]|$))+)",
    re.IGNORECASE,
)
_WIDE_ADDRESS = re.compile(r"[ｈＨ]?[ｔＴ]{2}[ｐＰ][ｓＳ]?[：:][！-～!-~]+")
_HALF_WIDTH = str.maketrans({0xFEE0 + code: code for code in range(0x21, 0x7F)})
_TRACKERS = re.compile(
    r"utm_\w+|\w*clid|rcmd_alg|mc_[ce]id|_hs(?:enc|mi)|igsh(?:id)?|ref(?:_?src|_url|errer)?|"
    r"source|cmpid?|ncid|sr_share|smid|spm|share_\w+|yclid|_openstat|at_\w+|"
    r"guce_\w+|soc_src|soc_trk|feature|si|mkt_tok|vero_id|oly_\w+|ocid|taid|fbc_id|amp",
    re.IGNORECASE,
)
_TRACKERS_OF_SITE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "x.com": frozenset({"s", "t"}),
        "www.youtube.com": frozenset({"pp", "ab_channel", "app"}),
    }
)
_ALIASES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("twitter.com", "mobile.twitter.com", "www.twitter.com"), "x.com"),
        **dict.fromkeys(("mobile.x.com", "www.x.com", "vxtwitter.com", "fxtwitter.com"), "x.com"),
        **dict.fromkeys(
            ("youtube.com", "m.youtube.com", "youtube-nocookie.com"), "www.youtube.com"
        ),
    }
)
_REDIRECTORS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "www.google.com/url": ("q", "url"),
        "www.google.co.jp/url": ("q", "url"),
        "l.facebook.com/l.php": ("u",),
        "lm.facebook.com/l.php": ("u",),
        "www.youtube.com/redirect": ("q",),
        "t.umblr.com/redirect": ("z",),
    }
)
_IMAGE_PAGE = re.compile(r"/images/\d{3}/?$")
_VIDEO = re.compile(r"/(?:shorts|live|embed|v)/([\w-]{6,})")
_POST = re.compile(r"^/[^/]+/status(?:es)?/(\d+)")
_OPENS_URL = re.compile(r"\s*(?:https?://|www\.)\S", re.IGNORECASE)
_OF_WEB = re.compile(r"https?://", re.IGNORECASE)
_BEYOND_ASCII = re.compile(r"[^!-~\s]")
_ANCHOR = re.compile(r"[\w.\-:]+$|!?/.*$")
_HOST = re.compile(r"(?:[\w-]+\.)+[\w-]{2,}$")
_NO_PLACE = re.compile(r"=|%3d|:~:|^(?:top|main|content|header|comments?|respond)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLink:
    """A link as found in a text at `start`–`end`.

    `words` are what it stands on, where they aren't the address itself; `repaired` says that text
    and target disagreed.
    """

    source: Source
    start: int
    end: int
    words: str = ""
    repaired: bool = False


def half_width_addresses(text: str) -> str:
    """The text with addresses that were typed in full-width letters in the usual ones."""
    if "\uff54\uff54\uff50" not in text and "\uff34\uff34\uff30" not in text:
        return text
    return _WIDE_ADDRESS.sub(lambda found: found[0].translate(_HALF_WIDTH), text)


def find_links(text: str) -> tuple[FoundLink, ...]:
    """The links of a text in order: Markdown's, angled and bare ones."""
    found = (_found(match) for match in _LINK.finditer(text))
    return tuple(link for link in found if link is not None)


def without_addresses(text: str, links: Iterable[FoundLink]) -> str:
    """The text with nothing but the words of its links, which are in order, in their places."""
    parts: list[str] = []
    start = 0
    for link in links:
        parts += (text[start : link.start], link.words)
        start = link.end
    return "".join([*parts, text[start:]])


def linked(words: str, target: str) -> FoundLink | None:
    """The source behind `words` that a format links to `target`; None if it leads to no page."""
    if not _OF_WEB.match(target):
        return None
    if not looks_like_url(words):
        return FoundLink(source=Source(url=clean(target), raw=target), start=0, end=0, words=words)
    best = _repaired(words.strip(), target)
    if best == words.strip() == target:
        return FoundLink(source=Source(url=clean(target), raw=target), start=0, end=0)
    same = clean(words.strip()) == clean(target)
    source = Source(url=clean(best), raw=f"[{words}]({target})")
    return FoundLink(source=source, start=0, end=0, repaired=not same)


def looks_like_url(text: str) -> bool:
    """Whether the text is an address and nothing else, blanks inside forgiven."""
    return bool(_OPENS_URL.match(text)) and (
        len(text.split()) <= 1 or not _BEYOND_ASCII.search(text)
    )


def is_label(text: str) -> bool:
    """Whether the text only introduces a link: `出典：`, `Source:`, an arrow, or nothing."""
    return bool(_labelled(LEXICON).match(text)) if len(text) < 40 else False


def source_labels(lexicon: Lexicon) -> str:
    """A regular expression for the words that point to a source, without a group around it."""
    return lexicon.any_of(lambda one: one.labels.source)


@cache
def _labelled(lexicon: Lexicon) -> re.Pattern[str]:
    endings = lexicon.any_of(lambda one: one.labels.source_endings)
    return re.compile(
        r"[\s(（【\[「『<＜→⇒▶►▼▽↓☞👉🔗📎>＞・➡\ufe0f]*"
        rf"(?:(?:{source_labels(lexicon)})(?:{endings})*)?"
        rf"[\s:：＝={stops(lexicon)}↓▼⇒→…)）】\]」]*$",
        re.IGNORECASE,
    )


def clean(url: str) -> str:
    """The address without trackers, aliases and redirectors; itself where it can't be split."""
    try:
        return _cleaned(url.strip())
    except ValueError:
        return url.strip()


def merged(sources: Iterable[Source]) -> tuple[Source, ...]:
    """The sources in order, the first of those that lead to the same place of a page."""
    return tuple({_place(source.url): source for source in reversed([*sources])}.values())[::-1]


def _place(url: str) -> tuple[str, str]:
    return page_of(url), url.partition("#")[2]


def is_suspect(url: str) -> bool:
    """Whether an address can hardly be opened: no real host, local, blanks, or cut off."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return True
    local = host == "localhost" or host.endswith((".local", ".internal"))
    numeric = re.fullmatch(r"[\d.]+", host) is not None
    named = _HOST.match(host) is not None and not host.rsplit(".", 1)[-1].isdigit()
    cut = url.endswith(("…", "...", "-", "%")) or "…" in url
    return local or cut or not (named or numeric) or bool(re.search(r"\s", url))


def _found(match: re.Match[str]) -> FoundLink | None:
    if match["target"]:
        link = linked(match["words"], match["target"].strip("<>"))
        return _at(link, match) if link else None
    if match["angled"]:
        return _plain(match["angled"], match.start(), match.end())
    raw = _trimmed(match["bare"])
    if len(raw) > _MAX_URL or len(_with_scheme(raw)) <= len("https://"):
        return None
    return _plain(raw, match.start(), match.start() + len(raw))


def _at(link: FoundLink, match: re.Match[str]) -> FoundLink:
    raw = link.source.raw if link.words else match[0]
    source = Source(url=link.source.url, raw=raw)
    return replace(link, source=source, start=match.start(), end=match.end())


def _plain(raw: str, start: int, end: int) -> FoundLink:
    return FoundLink(
        source=Source(url=clean(_with_scheme(raw)), raw=raw),
        start=start,
        end=end,
        repaired=not re.match(r"(?:https?|ftp)://|www\.", raw, re.IGNORECASE),
    )


def _trimmed(raw: str) -> str:
    """The address without the punctuation of the sentence around it."""
    while raw:
        closed = {")": "(", "]": "["}.get(raw[-1])
        unbalanced = closed is not None and raw.count(raw[-1]) > raw.count(closed)
        if not unbalanced and raw[-1] not in ".,;:!?'\"*`|>":
            break
        raw = raw[:-1]
    return raw


def _with_scheme(raw: str) -> str:
    plain = re.sub(r"[:：]\s?[/／]{2}", "://", raw, count=1)
    if plain.casefold().startswith("www."):
        return f"https://{plain}"
    return re.sub(r"^(?:h?ttp|hxxp)(s?)(?=:)", r"http\1", plain, flags=re.IGNORECASE)


def _repaired(words: str, target: str) -> str:
    """The better of two forms of an address: escapes undone that only one of them has."""
    words = re.sub(r"\s+", "_", words)
    if not re.match(r"https?://", words, re.IGNORECASE):
        return target
    if _squeezed(words) == _squeezed(target):
        return words if target.casefold().count("%3d") > words.casefold().count("%3d") else target
    return target


def _squeezed(url: str) -> str:
    return re.sub(r"[\s_=]|%20|%3d|%5f", "", url, flags=re.IGNORECASE).casefold()


def _cleaned(url: str) -> str:
    parts = urlsplit(_unwrapped(url))
    host = _ALIASES.get(parts.netloc.casefold(), parts.netloc.casefold())
    path = _IMAGE_PAGE.sub("", parts.path)
    query = _without_trackers(parts.query, host)
    if host == "youtu.be" and len(path) > 1:
        host, query, path = "www.youtube.com", _joined(f"v={path[1:]}", query), "/watch"
    elif host == "www.youtube.com" and (video := _VIDEO.match(path)):
        query, path = _joined(f"v={video[1]}", query), "/watch"
    elif host == "x.com" and (post := _POST.match(path)):
        path = post[0]
    return SplitResult(parts.scheme.casefold(), host, path, query, _anchor(parts)).geturl()


def _joined(*queries: str) -> str:
    return "&".join(filter(None, queries))


def _unwrapped(url: str) -> str:
    parts = urlsplit(url)
    for key in _REDIRECTORS.get(parts.netloc.casefold() + parts.path, ()):
        inner = parse_qs(parts.query).get(key, [""])[0]
        if inner.startswith(("http://", "https://")):
            return inner
    return url


def _without_trackers(query: str, host: str) -> str:
    of_site = _TRACKERS_OF_SITE.get(host, frozenset())
    kept = (
        pair
        for pair in query.split("&")
        if not _TRACKERS.fullmatch(_key(pair)) and _key(pair) not in of_site
    )
    return "&".join(kept)


def _key(pair: str) -> str:
    return next((key for key, _ in parse_qsl(pair, keep_blank_values=True)), pair)


def _anchor(parts: SplitResult) -> str:
    """The fragment, where it names a place in the page and isn't just the page's."""
    fragment = parts.fragment
    named = _ANCHOR.match(fragment) and not _NO_PLACE.search(fragment)
    return fragment if named else ""
