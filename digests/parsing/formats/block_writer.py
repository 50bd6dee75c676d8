"""Blocks written paragraph by paragraph, for formats that say where one begins and ends."""

from __future__ import annotations

from dataclasses import replace

from digests.model import Place
from digests.parsing.blocks import Block, BlockKind, Link
from digests.parsing.formats.block_builder import Gathered, Gathering
from digests.parsing.formats.images import is_ornament
from digests.text.whitespace import collapsed

CELL_BREAK = " | "
_NEVER_BOLD = frozenset({BlockKind.HEADING, BlockKind.CAPTION})
_WHOLE = frozenset({BlockKind.HEADING, BlockKind.ENTRY, BlockKind.QUOTE, BlockKind.CAPTION})
"""What stays one block where a line is broken inside."""


class BlockWriter:
    """Takes the text of one paragraph after the other; `blocks` is what came of them."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._text = Gathering(collapsed)
        self._block = Block(kind=BlockKind.PARAGRAPH, text="")
        self._pictures: list[Block] = []  # until the text around them is complete
        self._goes_on = self._broken = self._gap = self._ruled = False

    @property
    def is_empty(self) -> bool:
        """Whether the open paragraph has nothing to see so far."""
        return self._text.is_empty

    def open(self, kind: BlockKind, *, level: int = 1, mark: str | None = None) -> None:
        """Begin a block; `level` and `mark` as in `Block`."""
        self.close()
        self._block = Block(kind=kind, text="", level=level, mark=mark)

    def at(self, line: int) -> None:
        """What is written next stands on this line of the file."""
        self._block = replace(self._block, place=Place(line=line))

    def add(self, text: str, *, bold: bool = False) -> None:
        """Go on with the text of the open block."""
        self._text.add(text, bold=bold)

    def open_link(self, target: str) -> None:
        """What follows leads to an address, where it is one of the web."""
        if target.startswith(("http://", "https://")):
            self._text.open_link(target)

    def close_link(self) -> None:
        """What follows leads nowhere."""
        self._text.close_link()

    def break_line(self) -> None:
        """End a line that was meant to end, inside a paragraph."""
        if self._block.kind in _WHOLE:
            self._text.add("\n")
            return
        self._gap = self._gap or (self._text.is_empty and self._goes_on)
        self._broken = True
        self._end_line()

    def gap(self, *, ruled: bool = False) -> None:
        """Blank space stands before what follows, or a rule."""
        self.close()
        self._gap, self._ruled = True, self._ruled or ruled

    def picture(self, data: bytes, text: str = "") -> None:
        """A picture stands here; `text` says what it shows."""
        if not data or is_ornament(data):
            return
        target, text = self._text.target, collapsed(text)
        links = (Link(text=text, target=target),) if target else ()
        block = Block(kind=BlockKind.PICTURE, text=text, links=links, picture=data)
        (self.blocks if self._text.is_empty else self._pictures).append(block)

    def code(self, text: str) -> None:
        """Preformatted text, as a block of its own."""
        self.close()
        if text.strip():
            self._append(replace(self._block, kind=BlockKind.CODE, text=text.strip("\n")))

    def close(self) -> None:
        """End the open block; what comes without another `open` is a paragraph."""
        self._text.close_link()
        self._end_line()
        self._goes_on = self._broken = False
        self._block = Block(kind=BlockKind.PARAGRAPH, text="", place=self._block.place)

    def _end_line(self) -> None:
        line = self._text.finish()
        if line.text:
            self._append(self._written(line))
            self._goes_on = True
        self.blocks += self._pictures
        self._pictures = []

    def _append(self, block: Block) -> None:
        self.blocks.append(replace(block, gap=block.gap or self._gap, ruled=self._ruled))
        self._gap = self._ruled = False

    def _written(self, line: Gathered) -> Block:
        bold = "" if self._block.kind in _NEVER_BOLD else line.bold
        block = replace(self._block, text=line.text, links=line.links, bold=bold)
        if self._broken and block.kind is BlockKind.PARAGRAPH:
            return replace(block, kind=BlockKind.LINE, gap=not self._goes_on)
        return block
