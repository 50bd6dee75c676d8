"""AsciiDoc as documents, as its language description has it: what news are written with.

https://docs.asciidoctor.org/asciidoc/latest/. Tables, code and what nobody knows stay as written.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from digests.parsing.blocks import BlockKind, Document
from digests.parsing.formats.block_builder import told
from digests.parsing.formats.block_writer import CELL_BREAK
from digests.parsing.formats.markup.lines import Inline, LineReader

_INLINE = re.compile(
    r"(?:link:)?(?P<target>https?://[^\s\[\]<>]+)\[(?P<label>[^\]]*)\]"
    r"|(?<!\w)\*(?P<bold>[^*\s](?:[^*]*[^*\s])?)\*(?!\w)"
    r"|(?<!\w)(?P<sign>[_`#+])(?P<plain>[^_`#+\s](?:[^_`#+]*[^_`#+\s])?)(?P=sign)(?!\w)"
)
_HEADING = re.compile(r"(={1,6}|#{1,6})\s+(\S.*)")
_ATTRIBUTE = re.compile(r":(!?[\w-]+!?):(?:\s+(.*))?")
_REFERENCE = re.compile(r"\{([\w-]+)\}")
_BULLET = re.compile(r"\s*(\*{1,5}|-)\s+(\S.*)")
_NUMBERED = re.compile(r"\s*(\.{1,5}|\d{1,4}\.)\s+(\S.*)")
_PICTURE = re.compile(r"image::?([^\[\s]+)\[([^\]]*)\]")
_TITLE = re.compile(r"\.([^.\s].*)")
_OF_BLOCK = re.compile(r"\[[^\[\]]*\]|\[\[[^\[\]]*\]\]")
_ELSEWHERE = re.compile(r"include::([^\[\s]+)\[[^\]]*\]")
_CONDITION = re.compile(r"(?:ifdef|ifndef|ifeval|endif)::.*")
_AS_WRITTEN = re.compile(r"-{4,}|\.{4,}|`{3}\w*|\+{4,}")
_UNSEEN = re.compile(r"/{4,}")
_QUOTE = re.compile(r"_{4,}")
_FRAME = re.compile(r"={4,}|\*{4,}|--")
_TABLE = re.compile(r"\|={3,}")
_RULE = re.compile(r"'{3,}|<<<")
_AUTHOR = re.compile(r"[^\W\d_][^<>:;,]*(?:<[^>]*>)?")
_DAY = re.compile(r"(?:v[\d.]+,\s*)?(.*\d.*)")


def parse_asciidoc(text: str) -> Document:
    """A document as blocks; files that it would include are told as unread."""
    reader = _Reader(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    reader.read()
    return Document(
        blocks=reader.out.blocks,
        title=None,
        author=told(reader.attributes.get("author")),
        date=reader.attributes.get("revdate"),
        language=reader.attributes.get("lang"),
        unread=tuple(reader.elsewhere),
    )


class _Reader(LineReader):
    """Goes over the lines; `out` takes what they say."""

    def __init__(self, lines: list[str]) -> None:
        self.attributes: dict[str, str] = {}
        self.elsewhere: list[str] = []
        super().__init__(lines, Inline(pattern=_INLINE, shown=self._shown))
        self._numbers: dict[int, int] = {}

    @property
    def acts(self) -> tuple[Callable[[str], bool], ...]:
        """What a line may be other than text."""
        return (self._hidden, self._delimited, self._whole_line, self._entry)

    def _shown(self, line: str) -> str:
        return _REFERENCE.sub(lambda name: self.attributes.get(name[1], name[0]), line)

    def _hidden(self, line: str) -> bool:
        """What is no text: attributes, comments, conditions."""
        attribute = _ATTRIBUTE.fullmatch(line)
        if attribute and not self.out.is_open:
            self.attributes[attribute[1]] = attribute[2] or ""
            return True
        if _UNSEEN.fullmatch(line):
            self._until(line)
            return True
        if included := _ELSEWHERE.fullmatch(line):
            self.elsewhere.append(included[1])
            return True
        comment = line.startswith("//") and not line.startswith("///")
        return comment or _CONDITION.fullmatch(line) is not None

    def _delimited(self, line: str) -> bool:
        start = self._at
        if _AS_WRITTEN.fullmatch(line):
            closing = "```" if line.startswith("`") else line
            self.out.code(self._until(closing), start + 1)
        elif _TABLE.fullmatch(line):
            self._table(self._until(line), start)
        elif _QUOTE.fullmatch(line):
            self.out.end()
            self._quoted = not self._quoted
        elif _FRAME.fullmatch(line):
            self.out.gap()
        elif _RULE.fullmatch(line):
            self.out.gap(ruled=True)
        else:
            return False
        return True

    def _until(self, closing: str) -> list[str]:
        start = self._at
        while self._at < len(self._lines) and self._lines[self._at].rstrip() != closing:
            self._at += 1
        self._at += 1
        return self._lines[start : self._at - 1]

    def _table(self, rows: list[str], start: int) -> None:
        for place, row in enumerate(rows, start=start + 1):
            if row.strip():
                self.out.open(BlockKind.PARAGRAPH, place)
                cells = (cell.strip() for cell in row.split("|"))
                self.out.add(CELL_BREAK.join(filter(None, cells)), place)
        self.out.end()

    def _whole_line(self, line: str) -> bool:
        if heading := _HEADING.fullmatch(line):
            self._heading(len(heading[1]), heading[2])
        elif picture := _PICTURE.fullmatch(line):
            self._alone(BlockKind.CAPTION, picture[2].split(",")[0].strip('"'))
        elif (title := _TITLE.fullmatch(line)) and not self.out.is_open:
            below = next(iter(self._lines[self._at : self._at + 1]), "")
            shown = _PICTURE.match(below) is not None
            self._alone(BlockKind.CAPTION if shown else BlockKind.PARAGRAPH, title[1])
        elif line == "+" or (_OF_BLOCK.fullmatch(line) and not self.out.is_open):
            self.out.end()
        else:
            return False
        return True

    def _heading(self, level: int, text: str) -> None:
        self._alone(BlockKind.HEADING, text, level=level)
        self._numbers = {}
        if level == 1 and "doctitle" not in self.attributes:
            self.attributes["doctitle"] = text
            self._header()

    def _header(self) -> None:
        """The lines right below the title: who wrote it, and which revision of when it is."""
        for name, pattern in (("author", _AUTHOR), ("revdate", _DAY)):
            line = self._lines[self._at].strip() if self._at < len(self._lines) else ""
            found = pattern.fullmatch(line)
            if not line or line.startswith(":") or found is None:
                return
            said = found[1] if found.lastindex else line.partition("<")[0]
            self.attributes[name] = said.strip()
            self._at += 1

    def _alone(self, kind: BlockKind, text: str, *, level: int = 1) -> None:
        if text:
            self.out.open(kind, self._at, level=level)
            self.out.add(text, self._at)
        self.out.end()

    def _entry(self, line: str) -> bool:
        if bullet := _BULLET.fullmatch(line):
            depth = len(bullet[1])
            self.out.open(BlockKind.ENTRY, self._at, level=depth)
            self.out.add(bullet[2], self._at)
            return True
        if numbered := _NUMBERED.fullmatch(line):
            sign = numbered[1]
            depth = 1 if sign[0].isdigit() else len(sign)
            self._numbers = {key: n for key, n in self._numbers.items() if key <= depth}
            self._numbers[depth] = self._numbers.get(depth, 0) + 1
            mark = sign if sign[0].isdigit() else f"{self._numbers[depth]}."
            self.out.open(BlockKind.ENTRY, self._at, level=depth, mark=mark)
            self.out.add(numbered[2], self._at)
            return True
        return False
