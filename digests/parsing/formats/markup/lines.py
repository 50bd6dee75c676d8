"""What light markups share: lines gathered into blocks, with links and bold inside."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from digests.parsing.blocks import Block, BlockKind
from digests.parsing.formats.block_writer import BlockWriter


@dataclass(frozen=True, slots=True, kw_only=True)
class Inline:
    """How a markup marks what stands inside of a line.

    The pattern's groups: `target` and `label` of a link, `bold`, and `plain` for words in marks
    that say nothing here; `shown` makes of the raw text of a line what is shown.
    """

    pattern: re.Pattern[str]
    shown: Callable[[str], str] = str


class ParagraphWriter:
    """Takes line after line; `blocks` is what came of them."""

    def __init__(self, inline: Inline) -> None:
        self._out = BlockWriter()
        self._inline = inline
        self._lines: list[str] = []
        self._line = 0
        self._kind = BlockKind.PARAGRAPH
        self._level = 1
        self._mark: str | None = None

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks; what is open is closed."""
        self.end()
        return tuple(self._out.blocks)

    @property
    def is_open(self) -> bool:
        """Whether a block has lines so far."""
        return bool(self._lines)

    def open(self, kind: BlockKind, line: int, *, level: int = 1, mark: str | None = None) -> None:
        """Begin a block that stands on a line of the file, from 1."""
        self.end()
        self._kind, self._line, self._level, self._mark = kind, line, level, mark

    def add(self, text: str, line: int) -> None:
        """Go on with a line of text; a paragraph begins where nothing is open."""
        self._line = self._line or line
        self._lines.append(text)

    def gap(self, *, ruled: bool = False) -> None:
        """Blank space stands here, or a rule."""
        self.end()
        self._out.gap(ruled=ruled)

    def code(self, lines: list[str], line: int) -> None:
        """Preformatted lines."""
        self.end()
        self._out.at(line)
        self._out.code("\n".join(lines))

    def end(self) -> None:
        """End the open block."""
        if self._lines:
            self._out.open(self._kind, level=self._level, mark=self._mark)
            self._out.at(self._line)
            for place, text in enumerate(self._lines):
                self._out.add("\n" if place else "")
                self._write(self._inline.shown(text.removesuffix(" +").removesuffix("\\\\")))
                if place + 1 < len(self._lines) and text.endswith((" +", "\\\\")):
                    self._out.break_line()
            self._out.close()
        self._lines, self._line = [], 0
        self._kind, self._level, self._mark = BlockKind.PARAGRAPH, 1, None

    def _write(self, text: str, *, bold: bool = False) -> None:
        at = 0
        for found in self._inline.pattern.finditer(text):
            self._out.add(text[at : found.start()], bold=bold)
            self._marked(found, bold=bold)
            at = found.end()
        self._out.add(text[at:], bold=bold)

    def _marked(self, found: re.Match[str], *, bold: bool) -> None:
        groups = found.groupdict()
        if groups.get("target") is not None:
            self._out.open_link(groups["target"])
            self._out.add(groups.get("label") or groups["target"], bold=bold)
            self._out.close_link()
        elif groups.get("bold") is not None:
            self._write(groups["bold"], bold=True)
        else:
            self._write(groups.get("plain") or "", bold=bold)


class LineReader(ABC):
    """Reads a text line by line into paragraphs.

    `acts` are what a line may be other than text, each of which says whether it took it; they may
    read on themselves, from `self._at`. Where `_quoted`, what is begun is a quotation.
    """

    def __init__(self, lines: list[str], inline: Inline) -> None:
        self.out = ParagraphWriter(inline)
        self._lines = lines
        self._at = 0
        self._quoted = False

    @property
    @abstractmethod
    def acts(self) -> tuple[Callable[[str], bool], ...]:
        """What a line is asked, one after the other."""

    def read(self) -> None:
        """Read to the end."""
        while self._at < len(self._lines):
            line = self._lines[self._at].rstrip()
            self._at += 1
            self._take(line)

    def _take(self, line: str) -> None:
        if not line:
            self.out.gap()
            return
        if any(act(line) for act in self.acts):
            return
        if not self.out.is_open and self._quoted:
            self.out.open(BlockKind.QUOTE, self._at)
        self.out.add(line.strip(), self._at)
