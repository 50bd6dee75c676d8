"""Web pages as documents: a walk over the parsed page that keeps what a browser would show."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import PurePosixPath
from types import MappingProxyType
from urllib.parse import unquote, unquote_to_bytes, urljoin, urlsplit

from selectolax.lexbor import LexborNode

from digests.errors import ReadingError
from digests.parsing.blocks import Block, BlockKind, Document, Link
from digests.parsing.formats.block_builder import Gathered, Gathering
from digests.parsing.formats.detect import is_page
from digests.parsing.formats.encoding import decode_file
from digests.parsing.formats.html.main_content import MainContent
from digests.parsing.formats.images import is_ornament
from digests.parsing.formats.registry import MAX_MARKUP
from digests.parsing.formats.zip_archive import ZipArchive
from digests.parsing.lexical.news_tables import TableCell, entries_of
from digests.text.lexicon import LEXICON
from digests.text.numerals import Numerals, printed
from digests.text.ruby import ANCHOR, SEPARATOR, TERMINATOR
from digests.text.whitespace import collapsed, visible

Pictures = Callable[
    [str], bytes
]  # the bytes behind a picture's address, empty where there are none

_HEADINGS = MappingProxyType({"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6})
_BLOCKS = frozenset(
    (
        *_HEADINGS,
        *("address", "article", "aside", "body", "caption", "center", "dd", "details", "div", "dl"),
        *("dt", "fieldset", "figure", "footer", "form", "header", "hgroup", "legend", "main", "p"),
        *("section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr"),
    )
)
_BOLD = frozenset({"b", "strong"})
_CAPTION_CLASS = re.compile(r"(?:^|[\s_-])caption(?:-text)?(?:$|[\s_-])")
# Tables whose cells hold more than a line each only arrange the page.
_LAYOUT = "ul, ol, h1, h2, h3, h4, table, blockquote, pre, img, p ~ p, div ~ div, br ~ br ~ br"
_CELL_BREAK = " | "
_DATA_URL = re.compile(r"data:image/[\w.+-]+(?:;[\w=-]+)*?(;base64)?,(.*)", re.DOTALL)
_ENTITY = re.compile(
    r"&(?:amp|lt|gt|quot|apos|nbsp|[a-z]{2,6}quo|[mn]dash|hellip|#\d{2,5}|#x[0-9a-f]{2,4});",
    re.IGNORECASE,
)
_NOTE = re.compile(r"[0-9]{1,3}|[a-z]|[*†‡§]")  # in or before a footnote, without its brackets
_NUMERALS = MappingProxyType(
    {
        "a": Numerals.LOWER_LETTER,
        "A": Numerals.UPPER_LETTER,
        "i": Numerals.LOWER_ROMAN,
        "I": Numerals.UPPER_ROMAN,
    }
)


def parse_html(text: str) -> Document:
    """A page as blocks: its main content, without menus, scripts and footers."""
    return _document(text, _embedded)


def parse_with_pictures(text: str, pictures: Pictures, *, whole: bool = False) -> Document:
    """A page whose pictures lie elsewhere: `pictures` gives the bytes behind an address.

    `whole` says that it is no page of a site, so that nothing in it is a menu or a footer.
    """
    return _document(text, lambda address: _embedded(address) or pictures(address), whole=whole)


def parse_html_zip(data: bytes) -> Document:
    """The page that a zip is about, with the pictures packed beside it.

    Raises ReadingError where the zip or its page can't be read, or the page is too big.
    """
    archive = ZipArchive(data)
    name = min(filter(is_page, archive.names), key=lambda name: _rank(archive, name))
    page = archive.read(name)
    folder = PurePosixPath(name).parent

    def picture(address: str) -> bytes:
        return packed_picture(archive, folder, address)

    return parse_with_pictures(decode_file(page, most=MAX_MARKUP), picture)


def _rank(archive: ZipArchive, name: str) -> tuple[int, bool, int]:
    """The page nearest to the top, an index before others, the biggest before the rest."""
    path = PurePosixPath(name)
    return len(path.parts), path.stem.lower() != "index", -archive.size(name)


def packed_picture(archive: ZipArchive, folder: PurePosixPath, address: str) -> bytes:
    """The picture that a page in a folder of an archive refers to, empty where it isn't there."""
    path = unquote(_resolved(f"/{folder}/", address.split("#", maxsplit=1)[0]))
    wanted = PurePosixPath(path.split("?", maxsplit=1)[0].lstrip("/"))
    names = [name for name in archive.names if PurePosixPath(name) == wanted]
    # Saving tools disagree on the folder; the file's own name is kept by all of them.
    names += [name for name in archive.names if PurePosixPath(name).name == wanted.name]
    try:
        return archive.read(names[0]) if names else b""
    except ReadingError:
        return b""


def _embedded(address: str) -> bytes:
    """The bytes of a `data:` address (RFC 2397)."""
    found = _DATA_URL.match(address)
    if not found:
        return b""
    data = unquote_to_bytes(found[2])
    try:
        return base64.b64decode(data) if found[1] else data
    except (binascii.Error, ValueError):
        return b""


def _document(text: str, pictures: Pictures, *, whole: bool = False) -> Document:
    page = MainContent(text, whole=whole)
    walk = _Walk(page, pictures)
    if page.heading is not None:
        walk.over(page.heading)
    walk.over(page.content)
    return Document(
        blocks=tuple(walk.blocks),
        title=page.title,
        author=page.author,
        date=page.date,
        language=page.language,
    )


@dataclass(slots=True, kw_only=True)
class _Listing:
    """A list that is open, with the mark its next entry prints."""

    ordered: bool
    number: int
    step: int
    numerals: Numerals

    def next_mark(self, value: str | None) -> str | None:
        if not self.ordered:
            return None
        self.number = int(value) if value and re.fullmatch(r"-?\d{1,6}", value) else self.number
        mark = printed(self.number, self.numerals)
        self.number += self.step
        return f"{mark}."


class _Walk:
    """The state of a walk in document order; `blocks` is what it has found."""

    def __init__(self, page: MainContent, pictures: Pictures) -> None:
        self.blocks: list[Block] = []
        self._page = page
        self._pictures = pictures
        self._text = Gathering(collapsed)
        self._waiting: list[Block] = []  # pictures, until the text around them is complete
        self._broken = False  # a `<br>` ends this line or ended the one before
        self._lists: list[_Listing] = []
        self._entry: tuple[int, str | None] | None = None  # opened, but without text so far
        self._kinds: list[tuple[BlockKind, int, int]] = [(BlockKind.PARAGRAPH, 1, 0)]
        self._bold = 0
        self._noted = 0  # the link that is the mark of a footnote
        self._data_tables: list[int] = []
        self._gap = False
        self._ruled = False
        self._fresh = True  # nothing of the innermost block was shown so far

    def over(self, root: LexborNode) -> None:
        """Visit all nodes below `root`, itself included, without recursion: pages nest deeply."""
        stack = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                self._close(node)
            elif node.is_text_node:
                self._add(_escaped_twice(node.text_content or ""))
            elif node.is_element_node and node.mem_id not in self._page.furniture:
                if node.tag == "table" and self._news(node):
                    continue
                self._open(node)
                if node.tag not in ("pre", "rp"):
                    stack.append((node, True))
                    stack.extend((child, False) for child in reversed(list(_children(node))))
        self._end_line()

    def _news(self, table: LexborNode) -> bool:
        """Take a table whose rows are pieces of news for a list of them."""
        if not _is_data(table) or self._lists:
            return False
        rows = [[self._cell(cell) for cell in row.css("td, th")] for row in table.css("tr")]
        entries = entries_of(rows)
        if entries:
            self._end_line()
            self.blocks += entries
            self._gap = self._fresh = True
        return bool(entries)

    def _cell(self, cell: LexborNode) -> TableCell:
        links = tuple(
            Link(text=collapsed(link.text()), target=target)
            for link in cell.css("a[href]")
            if (target := self._target(link)).startswith(("http://", "https://"))
        )
        return TableCell(text=collapsed(_escaped_twice(cell.text())), links=links)

    def _open(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in _BOLD:
            self._bold += 1
        elif tag == "a":
            self._open_link(node)
        elif tag in ("br", "hr", "img", "pre", "q", "rt", "ruby", "td", "th"):
            self._open_mark(tag, node)
        else:
            self._open_block(tag, node)

    def _open_mark(self, tag: str, node: LexborNode) -> None:
        match tag:
            case "br":
                self._break()
            case "hr":
                self._end_line()
                self._gap = self._ruled = bool(self.blocks)
            case "img":
                self._picture(node)
            case "pre":
                self._preformatted(node)
            case "q":
                self._add(self._quotes()[0])
            case "ruby":
                self._add(ANCHOR)
            case "rt":
                self._add(SEPARATOR)
            case "td" | "th":
                self._open_cell()

    def _open_block(self, tag: str, node: LexborNode) -> None:
        if tag == "table" and _is_data(node):
            self._end_line()
            self._data_tables.append(node.mem_id)
        elif tag in ("ul", "ol", "menu"):
            self._end_line()
            self._lists.append(_listing(node))
        elif tag == "li":
            self._open_entry(node)
        elif tag in _BLOCKS or tag in ("blockquote", "figcaption"):
            self._separate(tag)
        kind = self._kind_of(tag, node)
        if kind is not None:
            self._end_line()
            self._kinds.append((*kind, node.mem_id))

    def _kind_of(self, tag: str, node: LexborNode) -> tuple[BlockKind, int] | None:
        if tag in _HEADINGS:
            return BlockKind.HEADING, _HEADINGS[tag]
        if tag == "blockquote":
            return BlockKind.QUOTE, 1
        captioned = tag in ("p", "div", "span", "figcaption")
        if tag == "figcaption" or (captioned and _is_caption(node)):
            return BlockKind.CAPTION, 1
        return None

    def _close(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in _BOLD:
            self._bold -= 1
        elif tag == "a":
            self._text.close_link()
            if self._noted == node.mem_id:
                self._add("]")
        elif tag in ("q", "rt"):
            self._add(TERMINATOR if tag == "rt" else self._quotes()[1])
        else:
            self._close_block(tag, node)

    def _close_block(self, tag: str, node: LexborNode) -> None:
        if tag in ("ul", "ol", "menu"):
            self._end_line()
            self._lists.pop()
        elif tag == "li" or tag in _BLOCKS or tag in ("blockquote", "figcaption"):
            self._separate(tag)
        if tag == "li":
            self._entry = None
        if self._data_tables and self._data_tables[-1] == node.mem_id:
            self._data_tables.pop()
        if self._kinds[-1][2] == node.mem_id:
            self._end_line()
            self._kinds.pop()

    def _separate(self, tag: str) -> None:
        """A block's border: the end of a line, but only a space inside the cell of a table."""
        if self._data_tables and tag not in ("tr", "caption", "table"):
            self._text.add(" ")
        else:
            self._end_line()
            self._fresh = True

    def _open_cell(self) -> None:
        if not self._data_tables:
            self._end_line()
        elif not self._text.is_empty:
            self._text.add(_CELL_BREAK)

    def _open_entry(self, node: LexborNode) -> None:
        self._end_line()
        listing = self._lists[-1] if self._lists else None
        mark = listing.next_mark(node.attributes.get("value")) if listing else None
        self._entry = (max(1, len(self._lists)), mark)

    def _open_link(self, node: LexborNode) -> None:
        self._text.close_link()
        mark = collapsed(node.text())
        if _NOTE.fullmatch(mark) and (node.attributes.get("href") or "").startswith("#"):
            self._add("[")
            self._noted = node.mem_id
        target = self._target(node)
        if target.startswith(("http://", "https://")):
            self._text.open_link(target)

    def _target(self, link: LexborNode) -> str:
        """Where a link leads, empty where that is another place of the page."""
        address = _escaped_twice(link.attributes.get("href") or "").strip()
        return _resolved(self._page.address, address) if _leads_somewhere(address) else ""

    def _add(self, text: str) -> None:
        self._text.add(text, bold=self._bold > 0)

    def _quotes(self) -> str:
        code = (self._page.language or "")[:2].lower()
        own = (one.files.quotes for one in LEXICON.languages if one.code == code)
        return next(own, "") or "“”"

    def _break(self) -> None:
        if self._data_tables or self._kinds[-1][0] is BlockKind.HEADING:
            self._text.add("\n")
            return
        if self._text.is_empty and self.blocks:
            self._gap = True
        self._broken = True
        self._end_line()
        self._broken = True

    def _picture(self, node: LexborNode) -> None:
        attributes = node.attributes
        sources = (attributes.get(key) for key in ("data-src", "data-original", "src"))
        found = (self._pictures(source.strip()) for source in sources if source)
        data = next((each for each in found if each), b"")
        if data and not is_ornament(data):
            text = collapsed(attributes.get("alt") or "")
            target = self._text.target
            links = (Link(text=text, target=target),) if target else ()
            block = Block(kind=BlockKind.PICTURE, text=text, links=links, picture=data)
            shown = self.blocks if self._text.is_empty else self._waiting
            shown.append(replace(block, inside=len(self._lists)))

    def _preformatted(self, node: LexborNode) -> None:
        self._end_line()
        text = visible(node.text()).strip("\r\n")
        if text.strip():
            inside = len(self._lists)
            self.blocks.append(Block(kind=BlockKind.CODE, text=text, gap=self._gap, inside=inside))
            self._gap = False

    def _end_line(self) -> None:
        """Turn what was gathered into blocks."""
        line = self._text.finish()
        if line.text:
            self.blocks.append(self._block(line))
            self._gap = self._ruled = self._fresh = False
        self.blocks += self._waiting
        self._waiting = []
        self._broken = False

    def _block(self, line: Gathered) -> Block:
        kind, level, _ = self._kinds[-1]
        block = Block(
            kind=kind,
            text=line.text,
            level=level,
            gap=self._gap,
            ruled=self._ruled,
            links=line.links,
            bold=line.bold,
            inside=len(self._lists),
        )
        if self._entry and kind in (BlockKind.PARAGRAPH, BlockKind.HEADING):
            depth, mark = self._entry
            self._entry = None
            return replace(block, kind=BlockKind.ENTRY, level=depth, mark=mark, inside=None)
        if self._broken and kind is BlockKind.PARAGRAPH:
            return replace(block, kind=BlockKind.LINE, gap=self._gap or self._fresh)
        return block


def _escaped_twice(text: str) -> str:
    """The text that was meant where a program escaped what was escaped before."""
    return unescape(text) if _ENTITY.search(text) else text


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def _is_data(table: LexborNode) -> bool:
    """Whether a table's rows are lines of cells, not a frame for the page."""
    rows = table.css("tr")
    wide = any(len(row.css("td, th")) > 1 for row in rows)
    return wide and not any(cell.css_first(_LAYOUT) for cell in table.css("td, th"))


def _is_caption(node: LexborNode) -> bool:
    if not _CAPTION_CLASS.search(node.attributes.get("class") or ""):
        return False
    # WordPress names the whole figure so, too. A node is among what its own selectors find.
    return all(inner == node for inner in node.css("img, p, div, figure"))


def _resolved(base: str, address: str) -> str:
    try:
        return urlsplit(urljoin(base, address)).geturl()
    except ValueError:  # `http://[` opens an IPv6 address for urllib
        return ""


def _leads_somewhere(address: str) -> bool:
    return bool(address) and not address.startswith("#")


def _listing(node: LexborNode) -> _Listing:
    attributes = node.attributes
    start = attributes.get("start") or ""
    backwards = "reversed" in attributes
    first = len([child for child in _children(node) if child.tag == "li"]) if backwards else 1
    return _Listing(
        ordered=node.tag == "ol",
        number=int(start) if re.fullmatch(r"-?\d{1,6}", start) else first,
        step=-1 if backwards else 1,
        numerals=_NUMERALS.get(attributes.get("type") or "", Numerals.DECIMAL),
    )
