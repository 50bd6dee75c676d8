"""What every format is reduced to before anyone asks what a title or an item is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from digests.model import Place


class BlockKind(StrEnum):
    """What a block is in its own format."""

    LINE = "line"  # a line of plain text: may continue the one before it
    HEADING = "heading"  # a heading of `level` 1–6
    PARAGRAPH = "paragraph"  # a paragraph whose ends are certain
    ENTRY = "entry"  # a list entry at depth `level`, from 1
    QUOTE = "quote"  # a quotation
    CODE = "code"  # preformatted text, line breaks kept
    PICTURE = "picture"  # a picture; `text` is its alternative text
    CAPTION = "caption"  # the words of a picture, where the format says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link inside a block: the words it stands on and where it leads.

    `target` is empty where the format defines it somewhere else.
    """

    text: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One piece of a file, in the order of reading.

    `gap` says that blank space stands before it. `mark` is the printed mark of a list entry
    (`1.`, `・`), None where the format prints none. `links` are those whose target isn't already
    spelled out in `text`, in order. `picture` holds the bytes of a picture as found in the file.
    `page_end` says that a page ends right after it, so that its last sentence may be cut. `bold`
    is the text in bold that the block opens with. `ruled` says that a rule stands before it, so
    that nothing goes on across. `unnumbered` says that a heading itself says that it prints no
    number, whatever it opens with. `inside` is the depth of the list entry that a paragraph,
    quotation or picture belongs to: 0 outside lists, None where the format can't tell.
    """

    kind: BlockKind
    text: str
    level: int = 1
    gap: bool = False
    mark: str | None = None
    links: tuple[Link, ...] = ()
    picture: bytes = field(default=b"", repr=False)
    page_end: bool = False
    bold: str = ""
    ruled: bool = False
    unnumbered: bool = False
    inside: int | None = None
    place: Place = field(default_factory=Place)


UNNUMBERED = "{-}"
"""What stands behind a heading that prints no number (Pandoc User's Guide, `header_attributes`)."""


class ItemHeadings(StrEnum):
    """What headings of level 3 are, in a file that says so."""

    NUMBERED = "numbered"  # items, opened by the mark they print unless they say `UNNUMBERED`
    PLAIN = "plain"  # items without marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that another brings along."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file reduced to blocks, with what its format says about itself.

    `title`, `author` and `date` come from metadata made for that (front matter, `<meta>`, core
    properties), raw; an empty title says that no heading is one, and `fronted` that the title
    stands at the head of the text, above every heading. `issue` is its number among the editions,
    as written. `items` is set where the file itself says
    that its headings of level 3 are the items. `skipped_pages` counts pages beyond the cap;
    `unread` names what else the file holds that was not read; `attachments` are files beside the
    text, `beside` what was written around an attached file that is the digest.
    """

    blocks: tuple[Block, ...]
    title: str | None = None
    fronted: bool = False
    author: str | None = None
    date: str | None = None
    issue: str | None = None
    language: str | None = None
    items: ItemHeadings | None = None
    skipped_pages: int = 0
    unread: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    beside: tuple[str, ...] = ()
