"""A web page as it was saved: where its main content is and what it says about itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from digests.errors import ReadingError, ReadingFault

_MACHINERY = "script, style, template, noscript, svg, iframe, object, embed"
_NEVER = (
    "button, select, textarea, input, dialog, nav, [hidden], [aria-hidden=true], "
    "[role=navigation], [role=search], [role=banner]:not(:has(h1)), [role=contentinfo], "
    "[style*='display:none'], [style*='display: none']"
)
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|menu|gnav|breadcrumbs?|side(?:bar)?|footer|share|sns|social|cookies?|"
    r"ads?|advert\w*|comments?|ranking|pagetop|copyright|widgets?|popup|modal|login|pager|"
    r"pagination|newsletter-signup)(?:$|[\s_-])",
    re.IGNORECASE,
)
# The parser looks through all open elements for each new one.
_MOST_TAGS, _MOST_BOXES, _MOST_DEPTH = 50_000, 5_000, 6_000
_MENU_LINKS = 3
_MENU_DENSITY = 0.6  # of a menu's text is links
_MENU_LABEL = 16  # characters; a headline that is a link is longer on average
_MOST_FURNITURE = 0.4  # of a page's text; what holds more is no furniture, whatever it is called
# Places of the main content, the surest first, with how much of the page's text each must hold.
_PLACES = (
    ("main, [role=main]", 0.3),
    ("article", 0.5),
    ("[itemprop=articleBody], .entry-content, .post-content, .post-body, .hentry", 0.5),
    (".article-body, .articleText, .entry-body, #entryBody", 0.5),
    ("#content, .content, #main, .main, #contents, .contents", 0.6),
)
_ONE_OF_MANY = 0.8  # of the text of all articles: then the others are its neighbours
_AUTHORS = ("author", "article:author", "dc.creator", "dcterms.creator", "twitter:creator")
_DATES = (
    "article:published_time", "date", "pubdate", "publishdate", "dc.date", "dcterms.date",
    "dcterms.created", "dc.date.issued", "og:pubdate", "parsely-pub-date", "datepublished",
)  # fmt: skip
_JSON_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://\S+)\s*-->")


class MainContent:
    """A parsed page, its furniture (menus, footers, what is hidden) told from its content.

    `furniture` holds the `mem_id` of nodes to pass by. `address` is what relative links are
    relative to, empty where the page doesn't tell; `language` is as the page declares it. Where the
    text is `whole`, no page of a site, only what is hidden is furniture. Raises
    ReadingError(TOO_BIG) where there are more tags, or deeper ones, than anybody ever wrote.
    """

    def __init__(self, text: str, *, whole: bool = False) -> None:
        if text.count("<") - text.count("</") > _MOST_TAGS:
            raise ReadingError(ReadingFault.TOO_BIG, {"limit": f"{_MOST_TAGS:,} <…>"})
        self._text = text
        self.tree = _parsed(text)
        if text.count("<") > _MOST_DEPTH and _is_deep(self.tree):
            raise ReadingError(ReadingFault.TOO_BIG, {"limit": f"{_MOST_DEPTH:,} <<…>>"})
        for node in _outermost(self.tree.css(_MACHINERY)):
            node.decompose()
        self.furniture = frozenset(self._hidden() if whole else self._furniture())
        self.content = self._body() if whole else self._content()
        self.address = self._address()
        self.language = self._language()

    @property
    def heading(self) -> LexborNode | None:
        """The page's only `<h1>`, where it stands outside the content."""
        found = [node for node in self.tree.css("h1") if self._stands(node)]
        return found[0] if len(found) == 1 and not self.content.css_first("h1") else None

    @property
    def title(self) -> str | None:
        """What the page calls itself, raw."""
        title = self.tree.css_first("head title")
        return self._meta(("og:title",)) or _clean(title.text() if title else None)

    @property
    def author(self) -> str | None:
        """Who the page says wrote it, raw."""
        return self._meta(_AUTHORS)

    @property
    def date(self) -> str | None:
        """When the page says it was published, raw: in metadata, else its first `<time>`."""
        time = self.content.css_first("time[datetime]")
        machine = _JSON_DATE.search(self._text)
        marked = time.attributes.get("datetime") if time else None
        return self._meta(_DATES) or (machine and machine[1]) or _clean(marked)

    def _language(self) -> str | None:
        root = self.tree.root
        return _clean(root.attributes.get("lang")) if root else None

    def _address(self) -> str:
        base = self.tree.css_first("base[href]")
        canonical = self.tree.css_first("link[rel=canonical][href]")
        saved = _SAVED_FROM.search(self._text[:2000])
        told = [node.attributes.get("href") for node in (base, canonical) if node]
        absolute = [link for link in told if link and link.startswith(("http:", "https:"))]
        return next(iter(absolute), saved[1] if saved else "")

    def _meta(self, names: tuple[str, ...]) -> str | None:
        metas = {_name(node): node.attributes.get("content") for node in self.tree.css("meta")}
        return next((value for name in names if (value := _clean(metas.get(name)))), None)

    def _hidden(self) -> Iterator[int]:
        return (node.mem_id for node in self.tree.css(_NEVER))

    def _furniture(self) -> Iterator[int]:
        if self.tree.body is None:
            return
        whole = _length(self.tree.body)
        yield from self._hidden()
        boxes = self.tree.css("footer, header, aside, div, section, ul, table, td, form")
        # Each is asked for all that it holds: boxes in boxes cost the square of their number.
        for node in boxes if len(boxes) <= _MOST_BOXES else ():
            if _is_furniture(node) and _length(node) <= _MOST_FURNITURE * whole:
                yield node.mem_id

    def _body(self) -> LexborNode:
        body = self.tree.body or self.tree.root
        assert body is not None  # noqa: S101 - lexbor makes an `<html>` of anything
        return body

    def _content(self) -> LexborNode:
        body = self._body()
        whole = self._prose(body)
        for places, share in _PLACES:
            found = _outermost(node for node in self.tree.css(places) if self._stands(node))
            chosen = self._chosen(found)
            if chosen is not None and self._prose(chosen) >= share * whole:
                return chosen
        return body

    def _chosen(self, found: list[LexborNode]) -> LexborNode | None:
        """The one place that matters, or what all of them stand in."""
        if not found:
            return None
        lengths = [_length(node) for node in found]
        largest = found[lengths.index(max(lengths))]
        parent = found[0].parent
        if max(lengths) >= _ONE_OF_MANY * sum(lengths) or parent is None:
            return largest
        return parent if all(node.parent == parent for node in found) else None

    def _stands(self, node: LexborNode | None) -> bool:
        while node is not None:
            if node.mem_id in self.furniture:
                return False
            node = node.parent
        return True

    def _prose(self, node: LexborNode) -> int:
        furniture = [each for each in node.css(_NEVER + ", footer") if each != node]
        return _length(node) - sum(_length(each) for each in _outermost(furniture))


def _parsed(text: str) -> LexborHTMLParser:
    try:
        return LexborHTMLParser(text)
    except SelectolaxError as error:  # any text is HTML: only memory can be short
        raise ReadingError(ReadingFault.TOO_SLOW) from error


def _is_deep(tree: LexborHTMLParser) -> bool:
    """Whether elements nest so deeply that asking each for what it holds would take minutes."""
    stack = [(tree.root, 0)]
    while stack:
        node, depth = stack.pop()
        while node is not None:
            if depth > _MOST_DEPTH:
                return True
            stack.append((node.first_child, depth + 1))
            node = node.next
    return False


def _is_furniture(node: LexborNode) -> bool:
    if node.tag == "footer":
        return not _is_inside(node, ("article", "blockquote", "figure", "main"))
    if any(inner != node for inner in node.css("h1, main, article")):
        return False
    names = f"{node.attributes.get('class') or ''} {node.id or ''}"
    return bool(_FURNITURE.search(names)) or _is_menu(node)


def _is_menu(node: LexborNode) -> bool:
    links = node.css("a")
    # One link left open is closed and opened again by the parser around each block inside it.
    places = {link.attributes.get("href") for link in links}
    if len(places) < _MENU_LINKS or node.css_first("h2, h3, h4, p, img"):
        return False
    linked = sum(map(_length, links))
    return linked >= _MENU_DENSITY * _length(node) and linked < _MENU_LABEL * len(links)


def _is_inside(node: LexborNode, tags: tuple[str, ...]) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag in tags:
            return True
        parent = parent.parent
    return False


def _outermost(nodes: Iterable[LexborNode]) -> list[LexborNode]:
    kept: dict[int, LexborNode] = {}
    for node in nodes:  # in document order: an ancestor comes first
        parent = node.parent
        while parent is not None and parent.mem_id not in kept:
            parent = parent.parent
        if parent is None:
            kept[node.mem_id] = node
    return list(kept.values())


def _length(node: LexborNode) -> int:
    return len("".join(node.text().split()))


def _name(meta: LexborNode) -> str:
    attributes = meta.attributes
    keys = (attributes.get(key) for key in ("property", "name", "itemprop"))
    return next((key.lower() for key in keys if key), "")


def _clean(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None
