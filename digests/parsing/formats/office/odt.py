"""OpenDocument texts as documents: paragraphs, lists, tables and pictures in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from digests.errors import ReadingError, ReadingFault
from digests.parsing.blocks import BlockKind, Document
from digests.parsing.formats.block_builder import told
from digests.parsing.formats.block_writer import CELL_BREAK, BlockWriter
from digests.parsing.formats.office.odt_styles import TEXT, OdtStyles, whole_number
from digests.parsing.formats.xml_tree import XmlNode, attribute, text_of, xml_tree
from digests.parsing.formats.zip_archive import ZipArchive

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_STYLE_NAME = f"{TEXT}style-name"
# Deleted text, comments, and the contents, which repeat the headlines.
_UNSEEN = frozenset(
    (
        *(f"{TEXT}{name}" for name in ("tracked-changes", "table-of-content", "ruby-text")),
        *(f"{TEXT}{name}" for name in ("sequence-decls", "user-field-decls", "variable-decls")),
        *(f"{_OFFICE}{name}" for name in ("annotation", "forms")),
        *(f"{_SVG}{name}" for name in ("title", "desc")),
    )
)
_HEADED = f"{TEXT}h"
_PARAGRAPHS = frozenset({_HEADED, f"{TEXT}p"})
_ROW_GROUPS = frozenset(
    f"{_TABLE}{name}" for name in ("table-rows", "table-header-rows", "table-row-group")
)
_MOST_SPACES = 100


def parse_odt(data: bytes) -> Document:
    """An OpenDocument text as blocks; headers, footers, comments and deleted text are left out.

    Footnotes stand at the end, numbered as in the text. Raises ReadingError: DAMAGED, ENCRYPTED.
    """
    archive = ZipArchive(data)
    if b"encryption-data" in _member(archive, "META-INF/manifest.xml"):
        raise ReadingError(ReadingFault.ENCRYPTED)
    content = xml_tree(_member(archive, "content.xml"))
    body = content.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise ReadingError(ReadingFault.DAMAGED)
    roots = [xml_tree(styles)] if (styles := _member(archive, "styles.xml")) else []
    story = _Story(OdtStyles([*roots, content]), lambda name: _member(archive, name))
    story.over(body)
    story.notes()
    meta = _meta(_member(archive, "meta.xml"))
    return Document(
        blocks=tuple(story.out.blocks),
        title=told(meta.get("title")),
        author=told(meta.get("initial-creator") or meta.get("creator")),
        language=meta.get("language") or None,
    )


def _member(archive: ZipArchive, name: str) -> bytes:
    return archive.read(name) if name in archive.names else b""


def _meta(data: bytes) -> dict[str, str]:
    if not data:
        return {}
    root = xml_tree(data)
    names = {
        "title": f"{_DC}title",
        "creator": f"{_DC}creator",
        "language": f"{_DC}language",
        "initial-creator": f"{_META}initial-creator",
    }
    return {name: text_of(root.find(f".//{tag}")) for name, tag in names.items()}


@dataclass(slots=True, kw_only=True)
class _List:
    """A list that is open: its style and the number of its next entry."""

    style: str
    number: int
    entry: tuple[int, str | None] | None = None
    """Depth and mark of an entry without text so far."""


@dataclass(slots=True)
class _Story:
    """A walk through the text; `out` has the blocks."""

    styles: OdtStyles
    member: Callable[[str], bytes]
    out: BlockWriter = field(default_factory=BlockWriter)
    _lists: list[_List] = field(default_factory=list)
    _ended: dict[str, int] = field(default_factory=dict)
    """The number after the last entry of the lists of each style, for those that go on."""
    _notes: list[XmlNode] = field(default_factory=list)
    _boxes: list[XmlNode] = field(default_factory=list)
    _in_cell: bool = False

    def over(self, parent: XmlNode) -> None:
        """Read all paragraphs, lists and tables below an element."""
        for child in parent:
            if child.tag in _PARAGRAPHS:
                self._paragraph(child)
            elif child.tag == f"{TEXT}list":
                self._list(child)
            elif child.tag == f"{_TABLE}table":
                self._table(child)
            elif child.tag == f"{_DRAW}frame":
                self._frame(child)
                self._boxed()
            elif child.tag not in _UNSEEN and isinstance(child.tag, str):
                self.over(child)

    def notes(self) -> None:
        """Read the notes that the text refers to."""
        for number, note in enumerate(self._notes, start=1):
            self.out.close()
            body = note.find(f"{TEXT}note-body")
            for index, paragraph in enumerate(body if body is not None else ()):
                self.out.open(BlockKind.PARAGRAPH)
                self.out.add("" if index else f"[{number}] ")
                self._inline(paragraph, bold=False)
        self.out.close()

    # --- paragraphs ---------------------------------------------------------------------------

    def _paragraph(self, paragraph: XmlNode) -> None:
        style = attribute(paragraph, _STYLE_NAME)
        if self.styles.is_hidden(style):
            return
        before = len(self.out.blocks)
        self._open(paragraph, self.styles.kind(style))
        self._inline(paragraph, bold=self.styles.is_bold(style))
        self.out.close()
        if len(self.out.blocks) == before and not self._boxes:
            self.out.gap()
        elif self._lists and len(self.out.blocks) > before:
            self._lists[-1].entry = None
        self._boxed()

    def _open(self, paragraph: XmlNode, kind: BlockKind) -> None:
        entry = self._lists[-1].entry if self._lists else None
        if paragraph.tag == _HEADED:
            level = min(6, max(1, whole_number(attribute(paragraph, f"{TEXT}outline-level"), 1)))
            self.out.open(BlockKind.HEADING, level=level)
            # The number that is printed before a heading is part of what it says.
            self.out.add(f"{entry[1]} " if entry and entry[1] else "")
        elif entry:
            self.out.open(BlockKind.ENTRY, level=entry[0], mark=entry[1])
        else:
            self.out.open(kind)

    def _inline(self, node: XmlNode, *, bold: bool) -> None:
        self.out.add(node.text or "", bold=bold)
        for child in node:
            self._within(child, bold=bold)
            self.out.add(child.tail or "", bold=bold)

    def _within(self, child: XmlNode, *, bold: bool) -> None:
        match child.tag:
            case tag if tag in _UNSEEN or not isinstance(tag, str):
                return
            case tag if tag == f"{TEXT}s":
                spaces = whole_number(attribute(child, f"{TEXT}c"), 1)
                self.out.add(" " * min(spaces, _MOST_SPACES), bold=bold)
            case tag if tag == f"{TEXT}tab":
                self.out.add("\t", bold=bold)
            case tag if tag == f"{TEXT}line-break":
                self.out.add("\n") if self._in_cell else self.out.break_line()
            case tag if tag == f"{TEXT}a":
                self.out.open_link(attribute(child, f"{_XLINK}href"))
                self._inline(child, bold=bold)
                self.out.close_link()
            case tag if tag == f"{TEXT}span":
                self._span(child, bold=bold)
            case tag if tag == f"{TEXT}note":
                self._notes.append(child)
                self.out.add(f"[{len(self._notes)}]")
            case tag if tag == f"{TEXT}ruby":
                self._ruby(child, bold=bold)
            case tag if tag == f"{_DRAW}frame":
                self._frame(child)
            case _:
                self._inline(child, bold=bold)

    def _span(self, span: XmlNode, *, bold: bool) -> None:
        style = attribute(span, _STYLE_NAME)
        if not self.styles.is_hidden(style):
            self._inline(span, bold=bold or self.styles.is_bold(style))

    def _ruby(self, ruby: XmlNode, *, bold: bool) -> None:
        self._inline(ruby, bold=bold)
        reading = text_of(ruby.find(f"{TEXT}ruby-text"))
        self.out.add(f"({reading})" if reading else "", bold=bold)

    # --- pictures and text boxes --------------------------------------------------------------

    def _frame(self, frame: XmlNode) -> None:
        words = text_of(frame.find(f"{_SVG}desc")) or text_of(frame.find(f"{_SVG}title"))
        for child in frame:
            if child.tag == f"{_DRAW}text-box":
                self._boxes.append(child)
            elif child.tag == f"{_DRAW}image":
                address = attribute(child, f"{_XLINK}href").removeprefix("./")
                self.out.picture(self.member(address), words)
                return  # the others show the same for older programs

    def _boxed(self) -> None:
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self.over(box)

    # --- lists and tables ---------------------------------------------------------------------

    def _list(self, node: XmlNode) -> None:
        outer = self._lists[-1].style if self._lists else ""
        style = attribute(node, _STYLE_NAME) or outer
        level = self.styles.level(style, len(self._lists) + 1)
        goes_on = attribute(node, f"{TEXT}continue-numbering") == "true"
        goes_on = goes_on or bool(attribute(node, f"{TEXT}continue-list"))
        start = self._ended.get(style, level.start) if goes_on else level.start
        self._lists.append(_List(style=style, number=start))
        for item in node:
            self._item(item)
        ended = self._lists.pop()
        if not self._lists:
            self._ended[style] = ended.number

    def _item(self, item: XmlNode) -> None:
        own, depth = self._lists[-1], len(self._lists)
        if item.tag == f"{TEXT}list-item":
            own.number = whole_number(attribute(item, f"{TEXT}start-value"), own.number)
            own.entry = (depth, self.styles.level(own.style, depth).mark(own.number))
            self.over(item)
            # An entry that holds but a deeper list prints no number.
            own.number += own.entry is None
        elif item.tag == f"{TEXT}list-header":
            self.over(item)
        own.entry = None

    def _table(self, table: XmlNode) -> None:
        rows = [[*_cells(row)] for row in _rows(table)]
        if any(len(row) > 1 for row in rows) and all(
            _is_short(cell) for row in rows for cell in row
        ):
            for row in rows:
                self._row(row)
            return
        for row in rows:
            for cell in row:
                self.over(cell)

    def _row(self, row: list[XmlNode]) -> None:
        """A row of data as one line of cells."""
        self.out.open(BlockKind.PARAGRAPH)
        self._in_cell = True
        for cell in row:
            self.out.add("" if self.out.is_empty else CELL_BREAK)
            for paragraph in cell:
                if paragraph.tag in _PARAGRAPHS:
                    self._inline(
                        paragraph, bold=self.styles.is_bold(attribute(paragraph, _STYLE_NAME))
                    )
        self._in_cell = False
        self.out.close()


def _rows(table: XmlNode) -> Iterator[XmlNode]:
    for child in table:
        if child.tag == f"{_TABLE}table-row":
            yield child
        elif child.tag in _ROW_GROUPS:
            yield from _rows(child)


def _cells(row: XmlNode) -> Iterator[XmlNode]:
    return (cell for cell in row if cell.tag == f"{_TABLE}table-cell")


def _is_short(cell: XmlNode) -> bool:
    """Whether a table's cell is a piece of data, not a frame for paragraphs."""
    filled = [child for child in cell if text_of(child)]
    framed = next(cell.iter(f"{_DRAW}frame", f"{TEXT}list", f"{_TABLE}table"), None)
    return len(filled) <= 1 and framed is None
