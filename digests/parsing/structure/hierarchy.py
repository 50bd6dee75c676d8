"""Reads a document of headings section by section: some list entries, some tell one story.

A section's own content decides what it holds, not a count over the whole file. Only where that
content could be either do its neighbours on the same level decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TypeGuard

from digests.parsing.blocks import BlockKind
from digests.parsing.lexical.annotate import AnnotatedBlock, Blocks
from digests.parsing.lexical.services import is_service_heading
from digests.parsing.structure.candidates import ItemStart, list_name
from digests.parsing.structure.openers import Opener, opener_of
from digests.parsing.structure.sections import is_in_capitals
from digests.text.characters import width

_INTRODUCTION = 160  # columns before a list; what is longer tells a story of its own
_LED_BEHIND_TEXT = 2  # marked or led lines; behind text, so few are a part of it
_PARAGRAPH = 60  # columns; of stories strung together, none is shorter
_TOLD = 400  # columns; of a story among lists, none is shorter
_BIG, _BIG_PARAGRAPHS = 800, 4
_BESIDE = frozenset({BlockKind.CAPTION, BlockKind.PICTURE})
_LINES = frozenset({BlockKind.LINE, BlockKind.PARAGRAPH})


class Content(StrEnum):
    """What a section holds."""

    NOTHING = "nothing"  # no text of its own
    LIST = "list"  # entries, an item each
    STRING = "string"  # stories strung together, an item a paragraph
    STORY = "story"  # one story, whose headline is the section's heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Hierarchy:
    """The starts of items, the headings of sections, and where the last item of a list ends."""

    starts: tuple[ItemStart, ...]
    sections: Mapping[int, str]
    ends: frozenset[int]


@dataclass(frozen=True, eq=False, kw_only=True)
class _Section:
    """A heading, the blocks right below it (`own`, by index), and the sections inside it."""

    heading: int | None
    level: int
    own: range
    blocks: Blocks
    parts: list[_Section] = field(default_factory=list)

    @cached_property
    def text(self) -> tuple[int, ...]:
        """Its own blocks that hold text."""
        return tuple(at for at in self.own if self.blocks[at].kind not in _BESIDE)

    @cached_property
    def opener(self) -> Opener | None:
        """What could open entries in it."""
        return opener_of(self.blocks, self.text)

    @cached_property
    def content(self) -> Content | None:
        """What it holds by itself; None where its neighbours must tell."""
        return _content_of(self)

    @cached_property
    def stories(self) -> tuple[int, ...]:
        """Its paragraphs that have a link of their own, none a mere line."""
        return tuple(at for at in self.text if _is_story(self.blocks[at]))

    @cached_property
    def length(self) -> int:
        """The columns of text of its own."""
        return sum(width(self.blocks[at].text) for at in self.text)

    @property
    def has_link(self) -> bool:
        """Whether its own text or heading leads to a page."""
        return self.is_linked or any(self.blocks[at].has_link for at in self.text)

    @property
    def is_big(self) -> bool:
        """Whether it tells at length."""
        prose = [self.blocks[at] for at in self.text]
        told = [width(one.text) for one in prose if one.kind is BlockKind.PARAGRAPH]
        return sum(told) >= _BIG and len(told) >= _BIG_PARAGRAPHS

    @property
    def is_linked(self) -> bool:
        """Whether its heading leads to a page."""
        return self.heading is not None and self.blocks[self.heading].has_link

    def everything(self) -> Iterator[_Section]:
        """It and all sections inside it, in order."""
        yield self
        for part in self.parts:
            yield from part.everything()


def hierarchy_of(blocks: Blocks, title: int | None) -> Hierarchy | None:
    """The items and sections of a document with headings; None where they show none.

    `title` is the heading that names the document.
    """
    root = _tree(blocks, title)
    if not root.parts:
        return None
    return _Reading(root).hierarchy()


def _tree(blocks: Blocks, title: int | None) -> _Section:
    """The document as a section without a heading, those of its headings inside it."""
    headings = [
        at for at, block in enumerate(blocks) if block.kind is BlockKind.HEADING and at != title
    ]
    ends = [*headings, len(blocks)]
    first = 0 if title is None or title > ends[0] else title + 1
    root = _Section(heading=None, level=-1, own=range(first, ends[0]), blocks=blocks)
    above = [root]
    for at, end in zip(headings, ends[1:], strict=True):
        while above[-1].level >= blocks[at].level:
            del above[-1]
        section = _Section(
            heading=at, level=blocks[at].level, own=range(at + 1, end), blocks=blocks
        )
        above[-1].parts.append(section)
        above.append(section)
    return root


# --- what a section holds by itself -----------------------------------------------------------


def _content_of(section: _Section) -> Content | None:
    if not section.text:
        return Content.NOTHING
    opener = section.opener
    if section.is_linked and not _leads_to_several(opener):
        return Content.STORY
    content = _of_opener(opener) if opener else Content.STORY
    return _strung(section) if content is Content.STORY else content


def _leads_to_several(opener: Opener | None) -> bool:
    """Whether a list has news of its own, even below a heading that leads to a page."""
    return opener is not None and opener.listed and opener.rich and not opener.labelled


def _of_opener(opener: Opener) -> Content | None:
    if opener.listed:
        return _of_list(opener)
    introduced = opener.before and len(opener.starts) <= _LED_BEHIND_TEXT
    if introduced or opener.before > _INTRODUCTION or not opener.rich:
        return Content.STORY
    return Content.LIST if len(opener.starts) > 1 and not opener.before else None


def _of_list(opener: Opener) -> Content | None:
    if opener.labelled:
        return Content.STORY
    if opener.rich and not opener.before:
        return Content.LIST
    if opener.before and not opener.rich:
        return Content.STORY
    return Content.STORY if opener.before > max(3 * _INTRODUCTION, opener.length) else None


def _strung(section: _Section) -> Content:
    """Whether its paragraphs are stories of their own, from the first on: most have a link."""
    stories = section.stories
    lines = [at for at in section.text if section.blocks[at].kind in _LINES]
    strung = len(stories) > 1 and stories[0] == section.text[0]
    return Content.STRING if strung and 3 * len(stories) >= 2 * len(lines) else Content.STORY


def _is_story(block: AnnotatedBlock) -> bool:
    return block.kind in _LINES and block.has_link and width(block.text) >= _PARAGRAPH


# --- what it holds among its neighbours -------------------------------------------------------


_LISTING = frozenset({Content.LIST, Content.STRING})


def _usual(sections: Sequence[_Section]) -> Content | None:
    """What sections mostly are: stories, or lists and what holds other sections."""
    contents = Counter(
        Content.LIST if _is_holder(section) else section.content
        for section in sections
        if section.heading is not None and not _is_service(section)
    )
    stories = contents[Content.STORY]
    lists = contents[Content.LIST] + contents[Content.STRING]
    if stories > 2 * lists:
        return Content.STORY
    return Content.LIST if lists else None


def _tells_at_length(section: _Section) -> bool:
    return section.is_linked or section.is_big


def _is_holder(section: _Section) -> bool:
    """Whether a section is there for those inside it, of which some list."""
    inside = (one for part in section.parts for one in part.everything())
    listing = any(one.content in _LISTING for one in inside)
    return bool(section.parts) and (not section.text or listing or _holds(section))


def _holds(section: _Section) -> bool:
    """Whether a section with text holds stories of their own rather than its own subheadings."""
    linked = sum(any(one.has_link for one in part.everything()) for part in section.parts)
    inside = sum(one.length for part in section.parts for one in part.everything())
    several = len(section.parts) > 1 or all(part.is_linked for part in section.parts)
    return several and 5 * linked >= 3 * len(section.parts) and 2 * section.length < inside


def _is_service(section: _Section) -> bool:
    at = section.heading
    return at is not None and is_service_heading(section.blocks[at].text)


def _lists_more(opener: Opener | None) -> TypeGuard[Opener]:
    return opener is not None and len(opener.starts) > 1


def _is_linked(opener: Opener | None) -> TypeGuard[Opener]:
    return opener is not None and opener.linked


class _Reading:
    """Decides about all sections, and gathers what follows from it."""

    def __init__(self, root: _Section) -> None:
        self._root = root
        self._blocks = root.blocks
        self._sections = [*root.everything()]
        self._usual = {level: self._usual_on(level) for level in self._levels()}
        self._are_led = any(one.opener.bold for one in self._sections if _lists_more(one.opener))
        self._mixed: dict[int, tuple[bool, Counter[Content]]] = {}
        self._starts: list[ItemStart] = []
        self._names: dict[int, str] = {}
        self._ends: set[int] = set()

    def hierarchy(self) -> Hierarchy | None:
        """What opens items, None where nothing does."""
        self._lead_in()
        for part in self._root.parts:
            self._read(part)
        if self._root.content is Content.LIST and (not self._starts or self._tells_above()):
            self._list(self._root)
        starts = tuple(sorted(self._starts, key=lambda start: start.index))
        if not starts:
            return None
        return Hierarchy(starts=starts, sections=self._names, ends=frozenset(self._ends))

    def _tells_above(self) -> bool:
        """Whether the list before the first heading leads to news, not through the page."""
        opener = self._root.opener
        return opener is not None and opener.listed and opener.rich

    def _lead_in(self) -> None:
        """The entries before the first heading, where sections too are lines that lead in."""
        opener = self._root.opener
        led = any(_is_linked(one.opener) for one in self._sections if _lists_more(one.opener))
        if led and _is_linked(opener) and self._root.text[-1] > opener.starts[-1].index:
            self._starts += opener.starts
            self._names |= self._in_capitals(opener)

    def _levels(self) -> set[int]:
        return {section.level for section in self._sections}

    def _usual_on(self, level: int) -> Content | None:
        """What the sections of a level mostly are; one alone is like all the others."""
        return _usual(self._alike(level))

    def _alike(self, level: int) -> list[_Section]:
        """The sections of a level; one alone is like all the others."""
        alike = [section for section in self._sections if section.level == level]
        return alike if len(alike) > 1 else self._sections

    def _are_few(self, section: _Section) -> bool:
        """Whether stories are rare on a level, or short where its sections hold others."""
        if section.level not in self._mixed:
            alike = self._alike(section.level)
            self._mixed[section.level] = (
                any(one.parts and not one.text for one in alike),
                Counter(self._content(one) for one in alike if not _tells_at_length(one)),
            )
        holders, contents = self._mixed[section.level]
        lists = contents[Content.LIST] + contents[Content.STRING]
        return section.length < _TOLD if holders else 2 * contents[Content.STORY] < lists

    def _content(self, section: _Section) -> Content:
        """What a section holds, its neighbours asked where it isn't clear."""
        usual, own = self._usual[section.level], section.content
        if own is Content.STRING and (usual is Content.STORY or self._is_like_stories(section)):
            return Content.STORY
        if own is not None:
            return own
        if self._is_lone_bold(section):
            return Content.LIST if self._are_led else Content.STORY
        if usual is not None:
            return usual
        return Content.LIST if self._is_headlines(section) else Content.STORY

    def _is_like_stories(self, section: _Section) -> bool:
        """Whether two paragraphs with links are a story's, as those of most sections beside it."""
        alike = [one for one in self._alike(section.level) if one.heading is not None]
        stories = sum(one.content is Content.STORY and not _is_service(one) for one in alike)
        return len(section.stories) == 2 and 2 * stories > len(alike)

    def _is_lone_bold(self, section: _Section) -> bool:
        opener = section.opener
        return bool(opener and opener.bold and len(opener.starts) == 1)

    def _is_headlines(self, section: _Section) -> bool:
        """Whether the entries of a list are no sentences, and all that there is."""
        opener = section.opener
        if opener is None or opener.before > _INTRODUCTION:
            return False
        told = sum(self._blocks[start.index].said.is_closed for start in opener.starts)
        return opener.rich or 2 * told < len(opener.starts)

    def _read(self, section: _Section) -> None:
        content = self._content(section)
        if _is_service(section) and not (content is Content.NOTHING and section.parts):
            self._names[section.heading or 0] = ""
            return
        if content is Content.STORY and self._is_told(section):
            self._starts.append(self._headed(section))
            return
        heading = section.heading
        if heading is not None:
            self._names[heading] = self._blocks[heading].text
        if content is Content.LIST:
            self._list(section)
        elif content is Content.STRING:
            self._starts += [ItemStart(index=at) for at in section.stories]
        elif content is Content.NOTHING and self._is_item_without_text(section):
            del self._names[heading or 0]
            self._starts.append(self._headed(section))
        for part in section.parts:
            self._read(part)

    def _headed(self, section: _Section) -> ItemStart:
        return ItemStart(index=section.heading or 0)

    def _list(self, section: _Section) -> None:
        if section.opener is not None:
            self._starts += section.opener.starts
            self._ends |= section.opener.ends
            self._names |= {at: list_name(self._blocks[at]) for at in section.opener.heads}
            self._names |= self._in_capitals(section.opener)

    def _in_capitals(self, opener: Opener) -> Mapping[int, str]:
        """The lines in capitals right above entries, which name sections without a heading."""
        above = {start.index - 1 for start in opener.starts} - {
            start.index for start in opener.starts
        }
        lines = {at: self._blocks[at] for at in above if at > 0}
        return {at: line.text for at, line in lines.items() if is_in_capitals(line)}

    def _is_told(self, section: _Section) -> bool:
        """Whether a story is an item, rather than what stands between the lists or introduces."""
        usual = self._usual[section.level] is Content.STORY
        inside = [self._content(part) for one in section.parts for part in one.everything()]
        if Content.LIST in inside or Content.STRING in inside:
            return False
        if section.parts and (not usual or _holds(section)):
            return False
        if usual or _tells_at_length(section):
            return True
        quoted = self._blocks[section.text[0]].kind is BlockKind.QUOTE
        return not quoted and not self._are_few(section)

    def _is_item_without_text(self, section: _Section) -> bool:
        usual = self._usual[section.level] is Content.STORY
        return usual and not section.parts and not self._is_subtitle(section)

    def _is_subtitle(self, section: _Section) -> bool:
        """Whether a heading without text opens the document, and all others have some."""
        alike = [one for one in self._sections if one.level == section.level]
        told = all(one.text or one.parts for one in alike if one is not section)
        return len(alike) > 2 and alike[0] is section and told and not section.is_linked
