"""Markdown as a document: CommonMark, front matter, tables, and what site generators add."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.front_matter import front_matter_plugin

from digests.model import Place
from digests.parsing.blocks import UNNUMBERED, Block, BlockKind, Document, ItemHeadings, Link
from digests.parsing.lexical.headline import tail_of
from digests.parsing.lexical.line_joining import glue
from digests.parsing.lexical.links import looks_like_url
from digests.parsing.lexical.list_marks import BULLET, mark_of
from digests.parsing.lexical.news_tables import TableCell, entries_of
from digests.text.credits import is_credit
from digests.text.dates import find_days
from digests.text.ruby import ANCHOR, SEPARATOR, TERMINATOR
from digests.text.sentence_ends import holds_sentence_end
from digests.text.whitespace import visible

_PELICAN = re.compile(r"\A(?:[A-Za-z][\w-]{0,30}:[ \t]*\S?.*\n(?:[ \t]+\S.*\n)*){2,}(?=\s*\n|\Z)")
_ISSUE_KEYS = ("issue", "issue_number", "issue-number", "issuenumber", "number", "edition")
_PELICAN_KEYS = frozenset({"title", "date", "author", "authors", "slug", "category"})
_KEY_VALUE = re.compile(r"^([A-Za-z][\w-]*):[ \t]*(.*?)[ \t]*$", re.MULTILINE)
# Between rules there may also be text or a list, which is no metadata.
_FRONT_MATTER = re.compile(
    r"\A---[ \t]*\n(?=(?:[ \t]*(?:#.*)?\n)*(?:[\w-]+[ \t]*:|---))"
    r"(?:(?:[\w-]+[ \t]*:|[ \t#-]).*\n|\n)*---[ \t]*(?:\n|\Z)"
)
_TOML = re.compile(
    r"\A\+\+\+[ \t]*\n((?:(?:[\w.-]+[ \t]*=|[ \t#\[\]\"'}]).*\n|\n)*?)\+\+\+[ \t]*(?:\n|\Z)"
)
_QUOTED = re.compile(r"^(['\"])(.*)\1$", re.DOTALL)
_LIQUID = re.compile(r"\{%-?\s*(\w+)(.*?)-?%\}|\{\{.*?\}\}", re.DOTALL)
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*\"([^\"]*)\"|\S+")
_LIST_MARK = re.compile(r"^(\s*\d{1,9})([.)])", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\s[^>]*?href\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
# A reference whose definition lives in another file of the site.
_DANGLING = re.compile(r"(?<![A-Za-z0-9_\])])\[([^\[\]]{1,300})\]\[[^\[\]]{0,300}\]")
_LABEL = re.compile(r"[〈《【＜<\[(（][^〉》】＞>\])）]{1,20}[〉》】＞>\])）]")
# Escaped brackets in disguise, as no reference; `visible` leaves none of these in a text.
_DISGUISES = MappingProxyType({"\\[": "\x02", "\\]": "\x03"})
_UNDISGUISED = MappingProxyType({0x02: "[", 0x03: "]"})
_DATED_KEYS = ("date", "published", "pubdate", "name", "slug", "permalink", "modified")
_ITEMS: Mapping[str, ItemHeadings] = MappingProxyType({kind.value: kind for kind in ItemHeadings})
_TASK = re.compile(r"\[[ xX]\]\s+")
_RUBY = MappingProxyType({"<ruby>": ANCHOR, "<rt>": SEPARATOR, "</rt>": TERMINATOR})
_MAX_DEPTH = 20


class _Parser(MarkdownIt):
    """CommonMark that leaves addresses as the editor wrote them."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the library's name
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - the library's name
        return link


def parse_markdown(text: str) -> Document:
    """The document a Markdown file holds; raw HTML is read, comments are not."""
    headers, body = _headers(text.replace("\r\n", "\n").replace("\r", "\n"))
    parser = _Parser("commonmark", {"maxNesting": _MAX_DEPTH})
    parser.enable(["table", "strikethrough"])
    # It hides which signs were escaped.
    parser.disable("text_join")
    if _FRONT_MATTER.match(body):
        parser.use(front_matter_plugin)
    root = SyntaxTreeNode(parser.parse(_without_liquid(visible(body))))
    headers = {**headers, **_front_matter(root)}
    items = _ITEMS.get(headers.get("items", ""))
    walk = _Walk(numbered=items is ItemHeadings.NUMBERED)
    return Document(
        blocks=tuple(block for block in walk.over(root.children) if _counts(block, items)),
        title=headers.get("title"),
        fronted=bool(headers.get("title")),
        author=headers.get("author") or headers.get("authors") or None,
        date=_date(headers),
        issue=next(filter(None, map(headers.get, _ISSUE_KEYS)), None),
        language=headers.get("lang") or headers.get("language") or None,
        items=items,
    )


def _counts(block: Block, items: ItemHeadings | None) -> bool:
    """Whether a block says anything.

    A heading without words ends a section; it opens an item only where the file says that such
    headings do.
    """
    empty = block.kind is BlockKind.HEADING and not block.text.strip()
    return not empty or block.level == 2 or items is not None


# --- metadata ---------------------------------------------------------------------------------


def _headers(text: str) -> tuple[dict[str, str], str]:
    """The `Key: value` lines that some site generators put on top, and the text without them."""
    if toml := _TOML.match(text):
        return _of_toml(toml[1]), "\n" * toml[0].count("\n") + text[toml.end() :]
    match = _PELICAN.match(text)
    if match is None:
        return {}, text
    found = {key.casefold(): value for key, value in _KEY_VALUE.findall(match[0])}
    if not _PELICAN_KEYS & found.keys():
        return {}, text
    return found, "\n" * match[0].count("\n") + text[match.end() :]


def _of_toml(text: str) -> dict[str, str]:
    """The values of a front matter in TOML that are words or days; of a broken one none."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}
    return {
        key.casefold(): str(value) for key, value in found.items() if not isinstance(value, dict)
    }


def _front_matter(root: SyntaxTreeNode) -> dict[str, str]:
    if not root.children or root.children[0].type != "front_matter":
        return {}
    pairs = _KEY_VALUE.findall(root.children[0].content)
    return {key.casefold(): _QUOTED.sub(r"\2", value) for key, value in pairs}


def _date(headers: Mapping[str, str]) -> str | None:
    """The value that names the day; generators also keep it in names and links."""
    values = (headers.get(key, "") for key in _DATED_KEYS)
    return next((value for value in values if find_days(value)), None)


def _without_liquid(text: str) -> str:
    """The text with templates' tags gone, but not the sentences handed to them; lines stay."""
    return _LIQUID.sub(lambda tag: _ATTRIBUTE.sub(_sentence, tag[2] or ""), text)


def _sentence(attribute: re.Match[str]) -> str:
    value = attribute[2] or ""
    told = looks_like_url(value) or (len(value.split()) > 1 and re.search(r"[^\W\d_]{3}", value))
    told = told or holds_sentence_end(value)
    # What looks like a list in a template's argument is none in the file.
    value = _LIST_MARK.sub(r"\1\\\2", value)
    return value if told else "\n" * attribute[0].count("\n")


# --- inline -----------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class _Line:
    """One line of a paragraph as it is put together."""

    text: str = ""
    links: list[Link] = field(default_factory=list)
    bold: str = ""
    pictures: list[tuple[str, str]] = field(default_factory=list)
    hard: bool = False
    """Whether the break after it was meant."""


class _Inline:
    """Walks the inline nodes of one paragraph into lines."""

    def __init__(self, nodes: Sequence[SyntaxTreeNode]) -> None:
        self.lines = [_Line()]
        self._anchor: tuple[str, int] | None = None
        self._over(nodes)

    def _over(self, nodes: Sequence[SyntaxTreeNode]) -> None:
        for node in nodes:
            self._node(node)

    def _node(self, node: SyntaxTreeNode) -> None:
        line = self.lines[-1]
        if node.type in {"softbreak", "hardbreak"}:
            self._break(hard=node.type == "hardbreak")
        elif node.type == "link":
            self._link(node)
        elif node.type == "image":
            words = _joined(_Inline(node.children).lines).text
            line.pictures.append((str(node.attrs.get("src", "")), words))
        elif node.type == "html_inline":
            self._html(node.content)
        elif node.type == "strong":
            self._strong(node)
        elif node.children:
            self._over(node.children)
        else:
            line.text += _DISGUISES.get(node.markup, node.content)

    def _break(self, *, hard: bool) -> None:
        self.lines[-1].hard = hard
        self.lines.append(_Line())

    def _link(self, node: SyntaxTreeNode) -> None:
        start, count = len(self.lines[-1].text), len(self.lines)
        self._over(node.children)
        # A link over two lines belongs to the line it ends on.
        words = self.lines[-1].text[start if len(self.lines) == count else 0 :]
        target = str(node.attrs.get("href", ""))
        if words.strip() != target:
            self.lines[-1].links.append(Link(text=words, target=target))

    def _strong(self, node: SyntaxTreeNode) -> None:
        line = self.lines[-1]
        opens = not line.text.strip() and len(self.lines) == 1
        self._over(node.children)
        if opens and self.lines[-1] is line:
            line.bold = line.text.strip()

    def _html(self, tag: str) -> None:
        line = self.lines[-1]
        anchor = _ANCHOR.match(tag)
        ruby = _RUBY.get(tag.casefold())
        if ruby is not None:
            line.text += ruby
        elif _BREAK.fullmatch(tag):
            self._break(hard=True)
        elif anchor:
            self._anchor = (anchor[1], len(line.text))
        elif tag.casefold() == "</a>" and self._anchor:
            target, start = self._anchor
            line.links.append(Link(text=line.text[start:], target=target))
            self._anchor = None


def _joined(lines: Sequence[_Line]) -> _Line:
    whole = _Line(bold=lines[0].bold)
    for line in lines:
        whole.text = glue(whole.text, line.text.strip())
        whole.links += line.links
        whole.pictures += line.pictures
    return whole


def _told(node: SyntaxTreeNode) -> _Line:
    """The line of a heading or a cell, its pictures told by their words."""
    line = _joined(_Inline(node.children[0].children if node.children else []).lines)
    line.text = " ".join(filter(None, [line.text, *(words for _, words in line.pictures)]))
    return line


def _says_unnumbered(heading: SyntaxTreeNode) -> bool:
    """Whether a heading ends with the sign for it; escaped, it is text."""
    nodes = heading.children[0].children if heading.children else []
    return bool(nodes) and nodes[-1].type == "text" and nodes[-1].content.endswith(UNNUMBERED)


def _bare(text: str) -> str:
    return text.translate(_UNDISGUISED)


def _dangling(text: str) -> Iterator[Link]:
    return (Link(text=match[1], target="") for match in _DANGLING.finditer(text))


def _lines_matter(lines: Sequence[_Line]) -> bool:
    """Whether the lines of a paragraph are an editor's own: headlines, addresses, bullets."""
    texts = [_bare(line.text).strip() for line in lines]
    below = texts[1:]
    return (
        any(line.hard for line in lines[:-1])
        or any(looks_like_url(text) or _LABEL.fullmatch(text) for text in below)
        or any(_is_marked(text) or is_credit(text) for text in below)
        or any(tail_of(text) for text in below)
        or _is_marked(texts[0])
    )


def _is_marked(text: str) -> bool:
    mark = mark_of(text)
    return bool(BULLET.match(text)) or (mark is not None and mark.scheme != "1 ")


# --- blocks -----------------------------------------------------------------------------------

_CONTAINERS: Mapping[str, BlockKind] = MappingProxyType(
    {"bullet_list": BlockKind.ENTRY, "ordered_list": BlockKind.ENTRY}
)


class _Walk:
    """Walks the block nodes; `depth` is that of the list around them.

    `numbered` says that the file declares its items as numbered: only there a heading can say that
    it isn't, elsewhere the sign is text.
    """

    def __init__(
        self, depth: int = 0, kind: BlockKind = BlockKind.PARAGRAPH, *, numbered: bool = False
    ) -> None:
        self._depth = depth
        self._kind = kind
        self._numbered = numbered

    def over(self, nodes: Sequence[SyntaxTreeNode]) -> Iterator[Block]:
        """The blocks of the nodes, in order."""
        ruled = False
        for node in nodes:
            for block in self._node(node):
                yield replace(block, ruled=True) if ruled else block
                ruled = False
            ruled = ruled or node.type == "hr"

    def _node(self, node: SyntaxTreeNode) -> Iterator[Block]:
        if node.type in _CONTAINERS:
            yield from self._list(node)
        elif node.type == "heading":
            yield from self._heading(node)
        elif node.type == "paragraph":
            yield from self._paragraph(node)
        elif node.type == "blockquote":
            yield from _Walk(self._depth, BlockKind.QUOTE).over(node.children)
        elif node.type in {"fence", "code_block"}:
            yield self._block(BlockKind.CODE, _Line(text=node.content.rstrip("\n")), node)
        elif node.type == "html_block":
            yield from self._html(node)
        elif node.type == "table":
            yield from self._table(node)

    def _block(self, kind: BlockKind, line: _Line, node: SyntaxTreeNode, *, down: int = 0) -> Block:
        start = node.map[0] + 1 if node.map else None
        text, links = line.text, [*line.links]
        if kind is not BlockKind.CODE:
            links = [*_dangling(text), *links]
            text = _DANGLING.sub(r"\1", text).strip()
        return Block(
            kind=kind,
            text=_bare(text),
            gap=not down,
            links=tuple(replace(link, text=_bare(link.text)) for link in links),
            bold=_bare(line.bold),
            inside=self._depth,
            place=Place(line=start + down if start else None),
        )

    def _heading(self, node: SyntaxTreeNode) -> Iterator[Block]:
        lines = _Inline(node.children[0].children if node.children else []).lines
        if looks_like_url(lines[-1].text):
            # A rule drawn right below a source makes a heading of what stands above it.
            yield from self._paragraph(node)
            return
        line = _told(node)
        unnumbered = self._numbered and _says_unnumbered(node)
        if unnumbered:
            line.text = line.text.removesuffix(UNNUMBERED)
        if line.text.strip() or node.tag == "h2" or (node.tag == "h3" and not self._depth):
            block = self._block(BlockKind.HEADING, line, node)
            yield replace(block, level=int(node.tag[1:]), unnumbered=unnumbered)

    def _paragraph(self, node: SyntaxTreeNode) -> Iterator[Block]:
        lines = _Inline(node.children[0].children).lines
        if self._kind is BlockKind.PARAGRAPH and len(lines) > 1 and _lines_matter(lines):
            for down, line in enumerate(lines):
                if line.text.strip():
                    yield self._block(BlockKind.LINE, line, node, down=down)
        elif (whole := _joined(lines)).text.strip():
            yield self._block(self._kind, whole, node)
        for line in lines:
            for address, words in line.pictures:
                yield self._picture(address, words, node)

    def _picture(self, address: str, words: str, node: SyntaxTreeNode) -> Block:
        # Markdown carries no bytes: the words are all there is of the picture.
        del address
        return self._block(BlockKind.CAPTION, _Line(text=words), node)

    def _list(self, node: SyntaxTreeNode) -> Iterator[Block]:
        inner = _Walk(self._depth + 1)
        for item in node.children:
            mark = f"{item.info}{item.markup}" if item.info else None
            children = [*item.children]
            first = children[0] if children else None
            opening = [*inner.over([first])] if first is not None and _opens(first) else []
            for index, block in enumerate(opening):
                if index == 0:
                    yield inner._entry(block, mark)
                else:
                    yield block
            yield from inner.over(children[1:] if opening else children)

    def _entry(self, block: Block, mark: str | None) -> Block:
        task = _TASK.match(block.text)
        text = block.text[task.end() :] if task else block.text
        kind = block.kind if block.kind is BlockKind.CAPTION else BlockKind.ENTRY
        return replace(block, kind=kind, text=text, mark=mark, level=self._depth)

    def _html(self, node: SyntaxTreeNode) -> Iterator[Block]:
        content = _COMMENT.sub("", node.content)
        if not content.strip():
            return
        from digests.parsing.formats.html.document import parse_html  # noqa: PLC0415 - most files hold no markup

        start = node.map[0] + 1 if node.map else None
        for block in parse_html(content).blocks:
            yield replace(block, inside=self._depth, place=Place(line=start))

    def _table(self, node: SyntaxTreeNode) -> Iterator[Block]:
        rows = [
            [_told(cell) for cell in row.children]
            for part in node.children
            for row in part.children
        ]
        entries = entries_of([[_cell(one) for one in row] for row in rows])
        if entries and not self._depth:
            start = node.map[0] + 1 if node.map else None
            yield from (replace(entry, place=Place(line=start)) for entry in entries)
            return
        table = _Line()
        for cells in rows:
            table.text += " | ".join(cell.text.strip() for cell in cells) + "\n"
            table.links += [link for cell in cells for link in cell.links]
        table.text = table.text.strip()
        yield self._block(BlockKind.CODE, table, node)


def _cell(line: _Line) -> TableCell:
    return TableCell(text=_bare(line.text), links=tuple(line.links))


def _opens(node: SyntaxTreeNode) -> bool:
    return node.type in {"paragraph", "heading"}
