"""Word documents as documents: paragraphs, lists, tables and pictures in the order of reading."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import cast

import docx
from docx.opc.exceptions import OpcError
from docx.opc.part import Part
from docx.oxml.parser import parse_xml

from digests.errors import ReadingError, ReadingFault
from digests.model import Place
from digests.parsing.blocks import Block, BlockKind, Document, Link
from digests.parsing.formats.block_builder import Gathered, Gathering, told
from digests.parsing.formats.docx.lists import WordLists
from digests.parsing.formats.docx.styles import Style, StyleKind, WordStyles
from digests.parsing.formats.docx.xml import MC, WP, A, Element, R, V, W, is_on, number, value
from digests.parsing.formats.images import is_ornament
from digests.parsing.formats.zip_archive import MALFORMED
from digests.parsing.lexical.news_tables import TableCell, entries_of
from digests.text.ruby import ANCHOR, SEPARATOR, TERMINATOR
from digests.text.whitespace import collapsed

# What python-docx and lxml raise for documents that are not as they should be.
_MALFORMED = (
    *MALFORMED,
    OpcError,
    SyntaxError,  # lxml's XMLSyntaxError is one
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
)
_TRANSPARENT = frozenset(
    f"{W}{name}" for name in ("ins", "moveTo", "smartTag", "customXml", "sdt", "sdtContent", "dir")
)
_HYPERLINK = re.compile(
    r'\s*HYPERLINK\s+(?:"([^"]+)"|([^\s\\"]+))(?:.*?\\l\s+"([^"]+)")?', re.DOTALL
)
_KINDS = MappingProxyType(
    {
        StyleKind.BODY: BlockKind.PARAGRAPH,
        StyleKind.HEADING: BlockKind.HEADING,
        StyleKind.QUOTE: BlockKind.QUOTE,
        StyleKind.CAPTION: BlockKind.CAPTION,
        StyleKind.CONTENTS: BlockKind.PARAGRAPH,
    }
)
_NEVER_BOLD = frozenset({BlockKind.HEADING, BlockKind.CAPTION})
_CELL_BREAK = " | "


def parse_docx(data: bytes) -> Document:
    """A Word document as blocks; headers, footers, comments and deleted text are left out.

    Footnotes stand at the end, numbered as in the text. Raises ReadingError(DAMAGED).
    """
    try:
        return _document(data)
    except _MALFORMED as error:
        raise ReadingError(ReadingFault.DAMAGED) from error


def _document(data: bytes) -> Document:
    package = docx.Document(io.BytesIO(data))
    part = package.part
    styles = WordStyles(_related(part, "styles"))
    story = _Story(part, styles, WordLists(_related(part, "numbering")))
    story.over(cast("Element", package.element.body))
    for notes in ("footnotes", "endnotes"):
        story.notes(_related_part(part, notes))
    properties = package.core_properties
    return Document(
        blocks=tuple(story.blocks),
        title=told(properties.title),
        author=told(properties.author),
        language=(properties.language or "").strip() or None,
    )


def _related_part(part: Part, name: str) -> Part | None:
    wanted = (rel for rel in part.rels.values() if rel.reltype.endswith(f"/{name}"))
    return next((rel.target_part for rel in wanted if not rel.is_external), None)


def _related(part: Part, name: str) -> Element | None:
    found = _related_part(part, name)
    return cast("Element", parse_xml(found.blob)) if found is not None else None


@dataclass(slots=True, kw_only=True)
class _Field:
    """A field that is open: what it is told to do, and whether its result has begun."""

    instruction: str = ""
    in_result: bool = False


class _Story:
    """A walk through the text of one part; `blocks` is what it has found."""

    def __init__(self, part: Part, styles: WordStyles, lists: WordLists) -> None:
        self.blocks: list[Block] = []
        self._part = part
        self._styles = styles
        self._lists = lists
        self._text = Gathering(collapsed)
        self._style = Style()
        self._opening: Block | None = None  # what the next text of the paragraph becomes
        self._waiting: list[Block] = []  # pictures, until the text around them is complete
        self._boxes: list[Element] = []
        self._fields: list[_Field] = []
        self._notes: list[tuple[str, str]] = []  # kind and id, in the order of reference
        self._gap = False
        self._broken = False  # a line break ends this line or ended the one before
        self._in_cell = False
        self._page: int | None = None  # where Word has left marks of its pages
        self._runs: dict[object, Callable[[Element], None]] = {
            f"{W}t": self._run_text,
            f"{W}tab": lambda _: self._add("\t"),
            f"{W}noBreakHyphen": lambda _: self._add("-"),
            f"{W}cr": lambda _: self._break(),
            f"{W}br": self._run_break,
            f"{W}lastRenderedPageBreak": lambda _: self._turn_page(),
            f"{W}drawing": self._drawing,
            f"{W}pict": self._drawing,
            f"{W}object": self._drawing,
            f"{W}fldChar": self._field_mark,
            f"{W}instrText": self._field_text,
            f"{W}footnoteReference": lambda note: self._note(note, "footnote"),
            f"{W}endnoteReference": lambda note: self._note(note, "endnote"),
            f"{W}ruby": self._ruby,
            f"{MC}AlternateContent": self._alternatives,
        }
        self._bold = False

    def over(self, parent: Element) -> None:
        """Read all paragraphs and tables below an element."""
        for child in parent:
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._table(child)
            elif child.tag in _TRANSPARENT:
                self.over(child)

    def notes(self, part: Part | None) -> None:
        """Read the notes of a part that the text refers to."""
        if part is None:
            return
        root = cast("Element", parse_xml(part.blob))
        self._part = part
        for note in root:
            key = (_kind_of_note(note), note.get(f"{W}id") or "")
            if key in self._notes:
                self._text.add(f"[{self._notes.index(key) + 1}] ")
                self.over(note)

    # --- paragraphs ---------------------------------------------------------------------------

    def _paragraph(self, paragraph: Element) -> None:
        style = self._styles.style(value(paragraph, f"{W}pPr/{W}pStyle"))
        if style.kind is StyleKind.CONTENTS:
            return
        self._style = style
        self._opening = self._opened(paragraph, style)
        blocks = len(self.blocks)
        self._inline(paragraph)
        self._end_line()
        if len(self.blocks) == blocks and not self._boxes:
            self._gap = True
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self.over(box)

    def _opened(self, paragraph: Element, style: Style) -> Block:
        """The block that the paragraph's first text becomes."""
        kind, level, mark = _KINDS[style.kind], style.level, self._mark(paragraph, style)
        outline = number(paragraph, f"{W}pPr/{W}outlineLvl")
        if outline is not None and 0 <= outline < 9:
            kind, level = BlockKind.HEADING, min(outline + 1, 6)
        if mark is not None and kind is BlockKind.HEADING:
            # The number that Word prints before a heading is part of what it says.
            self._text.add(f"{mark[0]} " if mark[0] else "")
        elif mark is not None:
            return Block(kind=BlockKind.ENTRY, text="", level=mark[1] + 1, mark=mark[0])
        return Block(kind=kind, text="", level=level)

    def _mark(self, paragraph: Element, style: Style) -> tuple[str | None, int] | None:
        """The printed mark and the depth, from 0, of a list entry; None for other paragraphs."""
        own = value(paragraph, f"{W}pPr/{W}numPr/{W}numId")
        list_id = style.list_id if own is None else own
        if list_id in (None, "0") or not _has_text(paragraph):
            return None
        level = number(paragraph, f"{W}pPr/{W}numPr/{W}ilvl")
        level = style.list_level if level is None else level
        return self._lists.mark(list_id or "", level), max(level, style.depth)

    def _inline(self, parent: Element) -> None:
        for child in parent:
            if child.tag == f"{W}r":
                self._run(child)
            elif child.tag == f"{W}hyperlink":
                self._linked(child, self._hyperlink_target(child))
            elif child.tag == f"{W}fldSimple":
                self._linked(child, _field_target(child.get(f"{W}instr") or ""))
            elif child.tag in _TRANSPARENT:
                self._inline(child)
            elif isinstance(child.tag, str) and child.tag.endswith(("}oMath", "}oMathPara")):
                self._add("".join(_formula(child)))

    def _linked(self, parent: Element, target: str | None) -> None:
        if target:
            self._text.open_link(target)
        self._inline(parent)
        if target:
            self._text.close_link()

    def _hyperlink_target(self, link: Element) -> str | None:
        relation = self._part.rels.get(link.get(f"{R}id") or "")
        if relation is None or not relation.is_external:
            return None
        anchor = link.get(f"{W}anchor")
        target = relation.target_ref
        return _web(f"{target}#{anchor}" if anchor and "#" not in target else target)

    # --- runs ---------------------------------------------------------------------------------

    def _run(self, run: Element) -> None:
        properties = run.find(f"{W}rPr")
        if is_on(properties, f"{W}vanish"):
            return
        own = properties is not None and properties.find(f"{W}b") is not None
        self._bold = is_on(properties, f"{W}b") if own else self._style.bold
        for child in run:
            act = self._runs.get(child.tag)
            if act is not None:
                act(child)

    def _run_text(self, text: Element) -> None:
        self._add(text.text or "")

    def _add(self, text: str) -> None:
        if not self._fields or self._fields[-1].in_result:
            self._text.add(text, bold=self._bold)

    def _run_break(self, mark: Element) -> None:
        if mark.get(f"{W}type") == "page":
            self._end_line()
            if self.blocks:
                self.blocks[-1] = replace(self.blocks[-1], page_end=True)
        elif mark.get(f"{W}type") != "column":
            self._break()

    def _break(self) -> None:
        if self._in_cell or (self._opening and self._opening.kind is BlockKind.HEADING):
            self._add("\n")
            return
        if self._text.is_empty and self.blocks:
            self._gap = True
        self._broken = True
        self._end_line()
        self._broken = True

    def _turn_page(self) -> None:
        self._page = (self._page or 1) + 1

    def _ruby(self, ruby: Element) -> None:
        ways = (("rubyBase", ANCHOR, ""), ("rt", SEPARATOR, TERMINATOR))
        for name, opened, closed in ways:
            for found in ruby.findall(f"{W}{name}"):
                self._add(opened)
                self._inline(found)
                self._add(closed)

    def _alternatives(self, content: Element) -> None:
        """The first of several ways to draw the same; the others are for older programs."""
        for way in content:
            for child in way:
                act = self._runs.get(child.tag)
                if act is not None:
                    act(child)
            return

    def _note(self, reference: Element, kind: str) -> None:
        key = (kind, reference.get(f"{W}id") or "")
        if key not in self._notes:
            self._notes.append(key)
        self._add(f"[{self._notes.index(key) + 1}]")

    # --- fields -------------------------------------------------------------------------------

    def _field_mark(self, mark: Element) -> None:
        match mark.get(f"{W}fldCharType"):
            case "begin":
                self._fields.append(_Field())
            case "separate" if self._fields:
                field = self._fields[-1]
                field.in_result = True
                target = _field_target(field.instruction)
                if target:
                    self._text.open_link(target)
            case "end" if self._fields:
                if _field_target(self._fields.pop().instruction):
                    self._text.close_link()

    def _field_text(self, text: Element) -> None:
        if self._fields:
            self._fields[-1].instruction += text.text or ""

    # --- pictures and text boxes --------------------------------------------------------------

    def _drawing(self, drawing: Element) -> None:
        described = drawing.find(f".//{WP}docPr")
        text = collapsed(described.get("descr") or "") if described is not None else ""
        for reference in self._drawn(drawing):
            part = self._part.related_parts.get(reference)
            if part is not None and not is_ornament(part.blob):
                shown = self.blocks if self._text.is_empty else self._waiting
                shown.append(self._picture(part.blob, text))

    def _picture(self, data: bytes, text: str) -> Block:
        target = self._text.target
        return Block(
            kind=BlockKind.PICTURE,
            text=text,
            links=(Link(text=text, target=target),) if target else (),
            picture=data,
            place=Place(page=self._page),
        )

    def _drawn(self, parent: Element) -> Iterator[str]:
        """The relations of the pictures in a drawing; the text boxes in it are set aside."""
        for child in parent:
            if child.tag == f"{W}txbxContent":
                self._boxes.append(child)
            elif child.tag == f"{A}blip":
                yield child.get(f"{R}embed") or ""
            elif child.tag == f"{V}imagedata":
                yield child.get(f"{R}id") or ""
            else:
                yield from self._drawn(child)

    # --- tables -------------------------------------------------------------------------------

    def _table(self, table: Element) -> None:
        rows = [list(_within(row, f"{W}tc")) for row in _within(table, f"{W}tr")]
        if any(len(row) > 1 for row in rows) and all(
            _is_short(cell) for row in rows for cell in row
        ):
            entries = entries_of([[self._cell(cell) for cell in row] for row in rows])
            self.blocks += entries
            for row in rows if not entries else ():
                self._row(row)
            return
        for row in rows:
            for cell in row:
                self.over(cell)

    def _cell(self, cell: Element) -> TableCell:
        self._style, self._opening, self._in_cell = Style(), None, True
        for paragraph in _within(cell, f"{W}p"):
            self._inline(paragraph)
        self._in_cell = False
        line = self._text.finish()
        self._waiting = []
        return TableCell(text=line.text, links=line.links)

    def _row(self, row: list[Element]) -> None:
        """A row of data as one line of cells."""
        self._style, self._opening, self._in_cell = Style(), None, True
        for cell in row:
            if not self._text.is_empty:
                self._text.add(_CELL_BREAK)
            for paragraph in _within(cell, f"{W}p"):
                self._inline(paragraph)
        self._end_line()
        self._in_cell = False

    def _end_line(self) -> None:
        line = self._text.finish()
        if line.text:
            self.blocks.append(self._block(line))
            self._gap = False
            self._opening = None
        self.blocks += self._waiting
        self._waiting = []
        self._broken = False

    def _block(self, line: Gathered) -> Block:
        goes_on = self._opening is None
        block = self._opening or Block(kind=_KINDS[self._style.kind], text="")
        if self._broken and block.kind is BlockKind.PARAGRAPH:
            block = replace(block, kind=BlockKind.LINE)
        return replace(
            block,
            text=line.text,
            links=line.links,
            # Headings and captions are bold by their style, which says nothing more about them.
            bold=line.bold if block.kind not in _NEVER_BOLD else "",
            gap=self._gap or (block.kind is BlockKind.LINE and not goes_on),
            place=Place(page=self._page),
        )


def _within(parent: Element, tag: str) -> Iterator[Element]:
    """The children with a tag, also those wrapped in marks of revision or content controls."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _TRANSPARENT:
            yield from _within(child, tag)


def _has_text(paragraph: Element) -> bool:
    return any(text.text and text.text.strip() for text in paragraph.iter(f"{W}t"))


def _is_short(cell: Element) -> bool:
    """Whether a table's cell is a piece of data, not a frame for paragraphs."""
    filled = [paragraph for paragraph in _within(cell, f"{W}p") if _has_text(paragraph)]
    framed = cell.find(f"{W}tbl") is not None or next(cell.iter(f"{W}drawing"), None) is not None
    return len(filled) <= 1 and not framed


def _kind_of_note(note: Element) -> str:
    return note.tag.removeprefix(W) if isinstance(note.tag, str) else ""


def _formula(math: Element) -> Iterator[str]:
    for child in math:
        if isinstance(child.tag, str) and child.tag.endswith("}t"):
            yield child.text or ""
        yield from _formula(child)


def _field_target(instruction: str) -> str | None:
    found = _HYPERLINK.match(instruction)
    if found is None:
        return None
    address = found[1] or found[2]
    return _web(f"{address}#{found[3]}" if found[3] and "#" not in address else address)


def _web(address: str) -> str | None:
    return address if address.startswith(("http://", "https://")) else None
