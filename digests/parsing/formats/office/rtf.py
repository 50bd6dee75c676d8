"""Rich Text Format as documents: text in any code page, headings, lists, links and pictures.

Control words as in Microsoft's Rich Text Format Specification, version 1.9.1.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from digests.errors import ReadingError, ReadingFault
from digests.parsing.blocks import BlockKind, Document
from digests.parsing.formats.block_builder import told
from digests.parsing.formats.block_writer import CELL_BREAK, BlockWriter
from digests.parsing.formats.office.rtf_tokens import Token, TokenKind, tokens
from digests.text.lexicon import LEXICON, Lexicon

_MOST_GROUPS = 1000  # one inside the other
_CHARACTERS: Mapping[str, str] = MappingProxyType(
    {
        "tab": "\t", "emdash": "—", "endash": "–", "emspace": "\u2003", "enspace": "\u2002",
        "qmspace": "\u2005", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“",
        "rdblquote": "”", "~": "\xa0", "_": "\u2011", "{": "{", "}": "}", "\\": "\\",
    }
)  # fmt: skip
_CODE_PAGES: Mapping[int, str] = MappingProxyType(
    {
        77: "mac_roman", 78: "cp932", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030",
        136: "big5hkscs", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255",
        178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437",
    }
)  # fmt: skip
"""By the character set of a font; others are in the file's own code page."""
_SKIPPED = frozenset(
    (
        *("colortbl", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr"),
        *("footerf", "annotation", "xe", "tc", "txe", "rxe", "nonshppict", "bkmkstart", "bkmkend"),
        *("listtable", "listoverridetable", "revtbl", "rsidtbl", "generator", "filetbl"),
        *(
            "themedata",
            "datastore",
            "latentstyles",
            "fldtype",
            "objdata",
            "ftnsep",
            "ftnsepc",
            "sp",
        ),
    )
)
_SHOWN = frozenset({"shppict", "shptxt", "shpinst", "shp", "fldinst", "footnote"})
"""Of the groups that older programs pass by, those that hold what is seen."""
_COLLECTED = frozenset(
    {"fonttbl", "stylesheet", "info", "listtext", "pntext", "fldinst", "title", "author", "pict"}
)
"""Groups whose text is none of the document's, but tells of it."""
_FRAMES = frozenset({"", "stylesheet", "info"})
"""What holds groups that are collected each by itself."""
_SKIP = "skipped"
_PAGES: Mapping[int, str] = MappingProxyType(
    {65001: "utf-8", 10000: "mac_roman", 10001: "cp932", 936: "gb18030", 950: "big5hkscs"}
)
_LINK = re.compile(r'HYPERLINK\s+(?:"([^"]*)"|(\S+))', re.IGNORECASE)
_MARK = re.compile(r"\S{1,12}")
_BULLET = re.compile(r"[^\w\d]|o")


def parse_rtf(data: bytes) -> Document:
    """A Rich Text document as blocks; headers, footers and comments are left out.

    Footnotes stand at the end, numbered as in the text. Raises ReadingError(DAMAGED).
    """
    story = _Story()
    for token in tokens(data):
        story.take(token)
    story.end()
    return Document(
        blocks=tuple(story.out.blocks),
        title=told(story.information.get("title")),
        author=told(story.information.get("author")),
    )


@cache
def _heading(lexicon: Lexicon) -> re.Pattern[str]:
    """How Word calls the style of a heading, for files that give styles no level."""
    named = lexicon.any_of(lambda one: one.files.heading_styles)
    return re.compile(rf"(?:{named})\s*([1-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """What holds inside a group; a group begins with what held around it.

    `collects` names what its text becomes where it is none of the document's: a mark, a picture,
    the name of a style, an instruction of a field.
    """

    collects: str = ""
    optional: bool = False
    bold: bool = False
    hidden: bool = False
    encoding: str = "cp1252"
    fallback: int = 1
    """How many characters stand behind one of Unicode for those who know none."""
    note: bool = False
    link: bool = False


class _Fonts:
    """In which encoding text of each font stands."""

    def __init__(self) -> None:
        self._page = "cp1252"
        self._encodings: dict[int, str] = {}
        self._listed = 0
        self.default = 0

    def encoding(self, font: int) -> str:
        """The encoding of a font's text; it is the one being listed, if fonts are."""
        self._listed = font
        return self._encodings.get(font, self._page)

    def listed_as(self, character_set: int) -> str:
        """The font that is being listed has this character set."""
        self._encodings[self._listed] = _CODE_PAGES.get(character_set, self._page)
        return self._encodings[self._listed]

    def choose_page(self, number: int) -> str:
        """Text of fonts that name no other character set is in this code page."""
        encoding = _PAGES.get(number, f"cp{number}")
        try:
            codecs.lookup(encoding)
        except LookupError:
            return self._page
        self._page = encoding
        return encoding


class _Story:
    """Takes the file token by token; `out` has the blocks, `information` what it says of itself."""

    def __init__(self) -> None:
        self.out = BlockWriter()
        self.information: dict[str, str] = {}
        self._state = _State()
        self._outer: list[_State] = []
        self._fonts = _Fonts()
        self._bytes = bytearray()
        self._surrogate = ""
        self._passing = 0  # characters that stand for one of Unicode, still to come
        self._collected: list[str] = []
        self._picture = bytearray()
        self._note: list[str] = []
        self._notes: list[str] = []
        self._heading_styles: dict[int, int] = {}
        self._listed_style = self._style = self._depth = 0
        self._level: int | None = None
        self._mark: str | None = None
        self._in_table = False
        self._target = ""
        self._words: dict[str, Callable[[int], None]] = {
            "line": lambda _: self._line_end(),
            "plain": lambda _: self._plain(),
            "b": lambda on: self._set(bold=on != 0),
            "v": lambda on: self._set(hidden=on != 0),
            "deleted": lambda on: self._set(hidden=on != 0),
            "uc": lambda count: self._set(fallback=max(0, count)),
            "f": lambda font: self._set(encoding=self._fonts.encoding(font)),
            "fcharset": lambda kind: self._set(encoding=self._fonts.listed_as(kind)),
            "ansicpg": lambda page: self._set(encoding=self._fonts.choose_page(page)),
            "deff": self._default_font,
            "footnote": lambda _: self._note_begins(),
            "fldrslt": lambda _: self._result_begins(),
            "s": self._choose_style,
            "outlinelevel": self._outline,
        }
        self._of_paragraphs: dict[str, Callable[[int], None]] = {
            "par": lambda _: self._paragraph_end(),
            "sect": lambda _: self._paragraph_end(),
            "page": lambda _: self._paragraph_end(),
            "pard": lambda _: self._paragraph_begins(),
            "ilvl": self._deepen,
            "intbl": lambda _: self._table_goes_on(),
            "cell": lambda _: self.out.add(CELL_BREAK),
            "nestcell": lambda _: self.out.add(CELL_BREAK),
            "row": lambda _: self._row_end(),
        }

    def take(self, token: Token) -> None:
        """Go on with the next token."""
        match token.kind:
            case TokenKind.BYTE | TokenKind.TEXT:
                self._raw(token.data)
            case TokenKind.BINARY:
                self._picture += token.data if self._state.collects == "pict" else b""
            case TokenKind.WORD if token.name == "u":
                self._unicode(token.number or 0)
            case _:
                self._flush()
                self._passing = 0
                self._control(token)

    def end(self) -> None:
        """The file ends; its notes follow."""
        self._flush()
        self.out.close()
        for number, note in enumerate(self._notes, start=1):
            self.out.open(BlockKind.PARAGRAPH)
            self.out.add(f"[{number}] {note.strip()}")
        self.out.close()

    def _control(self, token: Token) -> None:
        match token.kind:
            case TokenKind.OPEN:
                if len(self._outer) >= _MOST_GROUPS:
                    raise ReadingError(ReadingFault.DAMAGED)
                self._outer.append(self._state)
            case TokenKind.CLOSE:
                self._close()
            case TokenKind.SIGN if token.name == "*":
                self._set(optional=True)
            case TokenKind.SIGN if token.name in "\r\n":
                self._word("par", None)
            case _:
                self._word(token.name, token.number)

    def _word(self, name: str, number: int | None) -> None:
        optional = self._state.optional
        self._set(optional=False)
        if name in _SKIPPED or (optional and name not in _SHOWN):
            self._collect(_SKIP)
        elif name in _COLLECTED:
            self._collect(name)
        elif name in _CHARACTERS:
            self._text(_CHARACTERS[name])
        elif name in self._words:
            self._words[name](1 if number is None else number)
        elif name in self._of_paragraphs and not self._state.collects:
            self._of_paragraphs[name](1 if number is None else number)

    # --- groups -------------------------------------------------------------------------------

    def _collect(self, what: str) -> None:
        if self._state.collects in _FRAMES:
            self._collected = []
            self._set(collects=what)
        elif what == _SKIP:
            self._set(collects=what)

    def _close(self) -> None:
        if not self._outer:
            return
        inner, self._state = self._state, self._outer.pop()
        if inner.collects and inner.collects != _SKIP:
            self._group_ends(inner.collects, whole=inner.collects != self._state.collects)
        if inner.note and not self._state.note:
            self._notes.append("".join(self._note))
            self._note = []
        if inner.link and not self._state.link:
            self.out.close_link()

    def _group_ends(self, what: str, *, whole: bool) -> None:
        """A group ends whose text is none of the document's; a style is one inside of many."""
        text = "".join(self._collected)
        if what == "stylesheet":
            self._style_ends(text)
        if not whole:
            return
        match what:
            case "listtext" | "pntext":
                self._mark = text.strip()
            case "fldinst":
                found = _LINK.search(text)
                self._target = (found[1] or found[2] or "") if found else ""
            case "title" | "author":
                self.information[what] = text
            case "pict":
                self._draw(text)
        self._collected = []

    def _style_ends(self, text: str) -> None:
        found = _heading(LEXICON).match(text.strip())
        if found:
            self._heading_styles[self._listed_style] = int(found[1])
        self._listed_style, self._collected = 0, []

    def _draw(self, text: str) -> None:
        digits = re.sub(r"[^0-9a-fA-F]", "", text)
        data = bytes(self._picture) or bytes.fromhex(digits[: len(digits) // 2 * 2])
        self._picture = bytearray()
        if not self._state.note:
            self.out.picture(data)

    # --- text ---------------------------------------------------------------------------------

    def _raw(self, data: bytes) -> None:
        passed = min(self._passing, len(data))
        self._passing -= passed
        self._bytes += data[passed:]

    def _unicode(self, number: int) -> None:
        self._flush()
        self._passing = self._state.fallback
        code = number % 0x10000
        if 0xD800 <= code < 0xDC00:
            self._surrogate = chr(code)
            return
        pair, self._surrogate = self._surrogate + chr(code), ""
        self._text(pair.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))

    def _flush(self) -> None:
        """Spell out the bytes that came; some letters of a code page take two."""
        if self._bytes:
            data, self._bytes = bytes(self._bytes), bytearray()
            self._text(data.decode(self._state.encoding, "replace"))

    def _text(self, text: str) -> None:
        if self._state.hidden or self._state.collects == _SKIP:
            return
        if self._state.collects:
            self._collected.append(text)
        elif self._state.note:
            self._note.append(text)
        else:
            self._say_what_it_is()
            self.out.add(text, bold=self._state.bold)

    def _say_what_it_is(self) -> None:
        """Open what the paragraph is before its first text."""
        if not self.out.is_empty or self._in_table:
            return
        mark, self._mark = self._mark, None
        bullet = mark is None or _BULLET.fullmatch(mark) or not _MARK.fullmatch(mark)
        level = self._heading_styles.get(self._style) if self._level is None else self._level
        if level is not None:
            self.out.open(BlockKind.HEADING, level=min(level, 6))
            # The number that is printed before a heading is part of what it says.
            self.out.add("" if bullet else f"{mark} ")
        elif mark is not None:
            self.out.open(BlockKind.ENTRY, level=self._depth + 1, mark=None if bullet else mark)

    # --- control words ------------------------------------------------------------------------

    def _set(self, **changes: Any) -> None:
        self._state = replace(self._state, **changes)

    def _paragraph_begins(self) -> None:
        self._style, self._level, self._depth, self._in_table = 0, None, 0, False

    def _paragraph_end(self) -> None:
        if self._state.note:
            self._note.append(" ")
        elif self._in_table:
            self.out.add(" ")
        elif self.out.is_empty:
            self.out.gap()
        else:
            self.out.close()
        self._mark = None

    def _line_end(self) -> None:
        if self._state.collects or self._state.note or self._in_table:
            self._text(" ")
        else:
            self.out.break_line()

    def _plain(self) -> None:
        encoding = self._fonts.encoding(self._fonts.default)
        self._set(bold=False, hidden=False, encoding=encoding)

    def _default_font(self, font: int) -> None:
        self._fonts.default = font

    def _choose_style(self, number: int) -> None:
        if self._state.collects:
            self._listed_style = number
        else:
            self._style = number

    def _outline(self, level: int) -> None:
        if not 0 <= level < 9:  # nine says that it is no heading
            return
        if self._state.collects == "stylesheet":
            self._heading_styles[self._listed_style] = level + 1
        elif not self._state.collects:
            self._level = level + 1

    def _deepen(self, depth: int) -> None:
        self._depth = max(0, min(depth, 8))

    def _table_goes_on(self) -> None:
        self._in_table = True

    def _row_end(self) -> None:
        before = len(self.out.blocks)
        self.out.close()
        for at in range(before, len(self.out.blocks)):
            block = self.out.blocks[at]
            self.out.blocks[at] = replace(block, text=block.text.strip(" |"))

    def _note_begins(self) -> None:
        if not self._state.note:
            self._text(f"[{len(self._notes) + 1}]")
            self._set(note=True)

    def _result_begins(self) -> None:
        if self._target and not self._state.collects and not self._state.note:
            self._say_what_it_is()
            self.out.open_link(self._target)
            self._set(link=True)
        self._target = ""
