"""Org files of Emacs as documents (https://orgmode.org/worg/org-syntax.html)."""

from __future__ import annotations

import re
from collections.abc import Callable

from digests.parsing.blocks import BlockKind, Document
from digests.parsing.formats.block_builder import told
from digests.parsing.formats.block_writer import CELL_BREAK
from digests.parsing.formats.markup.lines import Inline, LineReader

_INLINE = re.compile(
    r"\[\[(?P<target>[^\[\]]+)\](?:\[(?P<label>[^\[\]]+)\])?\]"
    r"|(?<![\w*])\*(?P<bold>[^*\s](?:[^*]*[^*\s])?)\*(?![\w*])"
    r"|(?<![\w/:])(?P<sign>[/_=~+])(?P<plain>[^/_=~+\s](?:[^/_=~+]*[^/_=~+\s])?)(?P=sign)(?![\w/])"
)
_HEADING = re.compile(r"(\*{1,9})\s+(?:(?:TODO|DONE)\s+)?(?:\[#\w\]\s+)?(.*?)(?:\s+:[\w@#%:]+:)?")
_KEYWORD = re.compile(r"#\+(\w+):\s*(.*)", re.IGNORECASE)
_BEGIN = re.compile(r"#\+begin_(\w+).*", re.IGNORECASE)
_END = re.compile(r"#\+end_\w+\s*", re.IGNORECASE)
_COMMENT = re.compile(r"#(?: .*)?")
_DRAWER = re.compile(r":[A-Za-z_-]+:\s*")
_PLANNING = re.compile(r"(?:SCHEDULED|DEADLINE|CLOSED):.*")
_BULLET = re.compile(r"(\s*)(?:[-+]|(?<=\s)\*)\s+(?:\[[ X-]\]\s+)?(\S.*)")
_NUMBERED = re.compile(r"(\s*)(\d{1,4}[.)])\s+(\S.*)")
_ROW = re.compile(r"\s*\|(.*?)\|?\s*")
_RULE = re.compile(r"-{5,}")
_STAMP = re.compile(r"[<\[](\d{4}-\d\d-\d\d)[^>\]]*[>\]]")


def parse_org(text: str) -> Document:
    """An outline as blocks; drawers, plans and comments are left out, files to include told."""
    reader = _Reader(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    reader.read()
    keywords = reader.keywords
    return Document(
        blocks=reader.out.blocks,
        title=told(keywords.get("title")),
        author=told(keywords.get("author")),
        date=_STAMP.sub(r"\1", keywords.get("date", "")) or None,
        language=keywords.get("language"),
        unread=tuple(reader.elsewhere),
    )


class _Reader(LineReader):
    """Goes over the lines; `out` takes what they say."""

    def __init__(self, lines: list[str]) -> None:
        self.keywords: dict[str, str] = {}
        self.elsewhere: list[str] = []
        super().__init__(lines, Inline(pattern=_INLINE))
        self._indents: list[int] = []

    @property
    def acts(self) -> tuple[Callable[[str], bool], ...]:
        """What a line may be other than text."""
        return (self._hidden, self._block, self._whole_line, self._entry)

    def _hidden(self, line: str) -> bool:
        if keyword := _KEYWORD.fullmatch(line):
            self._keyword(keyword[1].lower(), keyword[2].strip())
            return True
        if _DRAWER.fullmatch(line) and self._ends_drawer():
            return True
        return _COMMENT.fullmatch(line) is not None or _PLANNING.fullmatch(line.strip()) is not None

    def _keyword(self, name: str, said: str) -> None:
        if name == "include":
            self.elsewhere.append(said)
        elif name == "caption":
            self._alone(BlockKind.CAPTION, said)
        elif said:
            self.keywords.setdefault(name, said)
            if name == "title":
                self._alone(BlockKind.HEADING, said)

    def _ends_drawer(self) -> bool:
        """Pass by a drawer, where one begins here."""
        for place in range(self._at, len(self._lines)):
            line = self._lines[place].strip()
            if line.upper() == ":END:":
                self._at = place + 1
                return True
            if line.startswith("*"):
                return False
        return False

    def _block(self, line: str) -> bool:
        if _END.fullmatch(line):
            self.out.end()
            self._quoted = False
            return True
        begins = _BEGIN.fullmatch(line)
        if begins is None:
            return False
        self.out.end()
        kind = begins[1].lower()
        if kind in ("src", "example", "verse", "export"):
            self._as_written()
        elif kind == "comment":
            self._until_end()
        else:
            self._quoted = kind == "quote"
        return True

    def _as_written(self) -> None:
        start = self._at + 1
        self.out.code(self._until_end(), start)

    def _until_end(self) -> list[str]:
        start = self._at
        while self._at < len(self._lines) and not _END.fullmatch(self._lines[self._at].strip()):
            self._at += 1
        self._at += 1
        return self._lines[start : self._at - 1]

    def _whole_line(self, line: str) -> bool:
        if (heading := _HEADING.fullmatch(line)) and heading[2]:
            # Below a title the outline begins one level down.
            level = len(heading[1]) + ("title" in self.keywords)
            self._alone(BlockKind.HEADING, heading[2], level=min(6, level))
            self._indents = []
        elif _RULE.fullmatch(line):
            self.out.gap(ruled=True)
        elif row := _ROW.fullmatch(line):
            cells = (cell.strip() for cell in row[1].split("|"))
            if set(row[1]) - set("-+"):
                self._alone(BlockKind.PARAGRAPH, CELL_BREAK.join(filter(None, cells)))
        else:
            return False
        return True

    def _alone(self, kind: BlockKind, text: str, *, level: int = 1) -> None:
        self.out.open(kind, self._at, level=level)
        self.out.add(text, self._at)
        self.out.end()

    def _entry(self, line: str) -> bool:
        if numbered := _NUMBERED.fullmatch(line):
            indent, mark, text = numbered.groups()
        elif bullet := _BULLET.fullmatch(line):
            (indent, text), mark = bullet.groups(), None
        else:
            return False
        self._indents = [each for each in self._indents if each < len(indent)] + [len(indent)]
        self.out.open(BlockKind.ENTRY, self._at, level=len(self._indents), mark=mark)
        self.out.add(text, self._at)
        return True
