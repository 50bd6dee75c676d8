"""What every page of the site must be: sound HTML that loads nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from bot.site.content import SiteFile

VOID = frozenset({"meta", "link", "img", "br", "hr", "input"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
BLOCKS = HEADINGS | {
    "article", "details", "div", "figure", "form", "nav", "ol", "p", "section", "ul",
}  # fmt: skip
PHRASES = frozenset({"a", "button", "mark", "rt", "ruby", "span", "time"})
"""These and headings and paragraphs hold no blocks."""
KNOWN = VOID | BLOCKS | PHRASES | {
    "body", "figcaption", "head", "header", "html", "li", "main", "summary", "title",
}  # fmt: skip
ROOT = "https://site.invalid/"


class CheckedPage(HTMLParser):
    """A page, read strictly: whatever is not sound fails."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.opened: list[str] = []
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.away: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.said = ""
        assert html.startswith("<!doctype html>\n<html ")
        self.nested: list[tuple[int, str]] = []
        self.feed(html)
        self.close()
        assert not self.opened
        assert self.nested == _as_browsers_read(html)
        assert [tag for tag, _ in self.elements].count("h1") == 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in KNOWN, tag
        given = {name: value or "" for name, value in attrs}
        assert len(given) == len(attrs), f"an attribute is twice in {tag}"
        assert not [name for name in given if name == "style" or name.startswith("on")]
        if tag in BLOCKS and self.opened:
            assert self.opened[-1] not in PHRASES | HEADINGS | {"p"}, f"{tag} in {self.opened[-1]}"
        if "id" in given:
            assert given["id"] not in self.ids
            self.ids.add(given["id"])
        self.elements.append((tag, given))
        self.nested.append((len(self.opened), tag))
        self._follow(tag, given)
        if tag not in VOID:
            self.opened.append(tag)

    def _follow(self, tag: str, given: Mapping[str, str]) -> None:
        address = given.get("href") or given.get("src") or given.get("action")
        if tag in {"a", "form"} and address is not None:
            outside = re.match(r"[a-z]+:", address)
            (self.away if outside else self.links).append(address)
        if tag == "img" or (tag == "link" and given["rel"] != "canonical"):
            assert address
            assert not re.match(r"[a-z]*:|//", address), f"{address} is loaded from elsewhere"
            self.loads.append(address)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said += data

    def meta(self, name: str) -> str | None:
        """What a `<meta>` of a name or property says."""
        for tag, given in self.elements:
            if tag == "meta" and name in {given.get("name"), given.get("property")}:
                return given["content"]
        return None

    def all(self, tag: str) -> list[dict[str, str]]:
        return [given for name, given in self.elements if name == tag]


def _as_browsers_read(html: str) -> list[tuple[int, str]]:
    """Each element with its depth, by the parsing rules of the HTML standard.

    Those close, open and move elements where a page is not sound; so nothing may differ.
    """
    root = LexborHTMLParser(html).root
    assert root
    found: list[tuple[int, str]] = []
    waiting = [(0, root)]
    while waiting:
        depth, node = waiting.pop()
        found.append((depth, node.tag or ""))
        children = list(node.iter(include_text=False))
        waiting += [(depth + 1, child) for child in reversed(children)]
    return found


def checked(file: object) -> CheckedPage:
    """A file of the site, which must be a page."""
    assert isinstance(file, SiteFile), file
    assert file.media == "text/html; charset=utf-8"
    return CheckedPage(file.body.decode())


def lost_links(files: Mapping[str, SiteFile]) -> list[tuple[str, str]]:
    """Links of pages that lead to nothing in the site, with the pages they are on."""
    return [
        (path, link)
        for path, file in files.items()
        if file.media.startswith("text/html")
        for page in [checked(file)]
        for link in (*page.links, *page.loads)
        if not _leads(path, link, page, files)
    ]


def _leads(path: str, link: str, page: CheckedPage, files: Mapping[str, SiteFile]) -> bool:
    target = urlsplit(urljoin(ROOT + path, link))
    if link.startswith("#"):
        return link[1:] in page.ids
    return unquote(target.path.removeprefix("/")) in files
