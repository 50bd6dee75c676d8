"""Reads an item's opening: where the headline ends and the body begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from digests.parsing.blocks import BlockKind, Link
from digests.parsing.items.outlets import are_one, fuller
from digests.parsing.items.publishers import closing_name
from digests.parsing.lexical.annotate import AnnotatedBlock, Annotation, Blocks
from digests.parsing.lexical.fragments import Role, fragment_of, without_links
from digests.parsing.lexical.headline import Headline, headline_of, tail_of, unwrapped
from digests.parsing.lexical.line_joining import glue, glued
from digests.parsing.lexical.links import FoundLink
from digests.parsing.lexical.list_marks import without_bullet
from digests.parsing.structure.candidates import ItemStart
from digests.text.characters import width
from digests.text.lexicon import LEXICON, Lexicon
from digests.text.sentence_ends import (
    ends_sentence,
    first_sentence_end,
    holds_sentence_end,
    stops,
    sure_stops,
)

_BEFORE_LINK = 60  # what may stand before a headline's link: `[video]`, `Reuters:`
_SEPARATOR = re.compile(r"\s*(?:[—–―|｜]|\s-|[:：])\s*(?=\S)|\.\s+(?=\w)")
_LONG = 120
_DASH = re.compile(r"^—\s+(?=\S)")  # before a headline; elsewhere it signs what somebody said
_TAG = re.compile(r"(\[[a-z]{3,12}\])\s+(?=\w)")
_CLOSERS = ")）】]］〕〉》"
_GLUED = re.compile(
    r"[(（【\[〔](?=[^()（）【】\[\]]*[12][0-9]{3}\s*[年./-])[^()（）【】\[\]]{6,60}[)）】\]〕](?=[^\s、。，,.])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemOpening:
    """An item's headline with its links; `lead` is body that stood on the same line.

    `taken` counts the blocks after the first that the headline took.
    """

    headline: Headline
    links: tuple[FoundLink, ...] = ()
    lead: AnnotatedBlock | None = None
    taken: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """A line as headline and body."""

    headline: Headline
    rest: str = ""


def opening_of(start: ItemStart, blocks: Blocks, edge: int | None) -> ItemOpening:
    """The opening of an item that starts with the first of `blocks`."""
    if start.told:
        return _told(blocks)
    first = _without_mark(start, blocks[0])
    text, links, outlet = without_links(first)
    own = Annotation(_without_emphasis(without_bullet(text)))
    taken, said, more = _with_tail(own, blocks[1:], edge)
    words = [link.text for link in first.links] or [link.words for link in (*links, *more)]
    parts = _split(said, first, [word.strip() for word in words if word.strip()])
    parts = _tag_behind(parts)
    behind = [link for link in links if parts.rest and _is_behind(link, parts)]
    parts = _without_publisher(parts)
    told = parts.headline.outlet
    both = fuller(told, outlet) if are_one(told, outlet) else f"{told}、{outlet}"
    return ItemOpening(
        headline=replace(parts.headline, text=_without_emphasis(parts.headline.text), outlet=both),
        links=tuple(link for link in (*links, *more) if link not in behind),
        lead=_lead(parts.rest, behind, blocks[0]),
        taken=taken,
    )


def _without_publisher(parts: _Parts) -> _Parts:
    """The headline less the bracket that closes it with a publisher's name and no day."""
    headline = parts.headline
    if headline.outlet or headline.day or (name := closing_name(headline.text)) is None:
        return parts
    text = headline.text.rstrip()[: -len(name) - 2].rstrip()
    return replace(parts, headline=replace(headline, text=text, outlet=name)) if text else parts


def _told(blocks: Blocks) -> ItemOpening:
    """The first sentence of running text as its headline, the others as its body."""
    end = next(
        (
            at
            for at, block in enumerate(blocks)
            if at and (block.gap or block.kind is not blocks[0].kind)
        ),
        len(blocks),
    )
    lines = [without_links(block) for block in blocks[:end]]
    text = without_bullet(glued([line for line, _, _ in lines if line]))
    at = first_sentence_end(text)
    return ItemOpening(
        headline=headline_of(text[:at]),
        links=tuple(link for _, links, _ in lines for link in links),
        lead=_lead(text[at:].strip(), (), blocks[0]),
        taken=end - 1,
    )


def _tag_behind(parts: _Parts) -> _Parts:
    """The headline with the word in brackets before it put behind: `[video] …`."""
    text = parts.headline.text
    tag = _TAG.match(text)
    if tag is None:
        return parts
    return replace(parts, headline=replace(parts.headline, text=f"{text[tag.end() :]} {tag[1]}"))


def _is_behind(link: FoundLink, parts: _Parts) -> bool:
    return bool(link.words) and link.words not in parts.headline.text


def _lead(rest: str, links: Sequence[FoundLink], first: AnnotatedBlock) -> AnnotatedBlock | None:
    """The body on the headline's line as a block of its own, with the links that stand in it."""
    if not rest:
        return None
    kept = tuple(Link(text=link.words, target=link.source.raw) for link in links)
    return AnnotatedBlock(kind=BlockKind.LINE, text=rest, links=kept, gap=True, place=first.place)


def _without_mark(start: ItemStart, block: AnnotatedBlock) -> AnnotatedBlock:
    mark = (block.mark_or_listed or start.mark) if start.mark else None
    text = mark.rest if mark else block.text
    bold = block.bold.strip().removeprefix(mark.printed).strip() if mark else block.bold
    return replace(block, text=_DASH.sub("", without_bullet(text)), bold=bold)


def _without_emphasis(text: str) -> str:
    # The mark may have stood inside the emphasis: `**① …**`.
    if text.endswith("**") and text.count("**") == 1:
        return text[:-2].rstrip()
    return unwrapped(text)


def _with_tail(
    said: Annotation, following: Blocks, edge: int | None
) -> tuple[int, Annotation, tuple[FoundLink, ...]]:
    """The headline's text with the lines below that still belong to it, and their count."""
    if said.headline_tail is not None:
        return 0, said, ()
    grown, links = said.text, tuple[FoundLink, ...]()
    for count, block in enumerate(following[:3], start=1):
        if not _may_follow(block, apart=block.gap):
            break
        below, more, _ = without_links(block)
        line = block.said_in(below)
        tail = line.tail or line.line_tail
        if tail is not None and tail.start == 0 and below[-1] not in _CLOSERS:
            below = f"({below})"
        grown, links = glue(grown, below), (*links, *more)
        if tail is not None:
            own = tail.start == 0 or not ends_sentence(below[: tail.start])
            belongs = tail.start == 0 or (own and not block.gap)
            return (count, Annotation(grown), links) if belongs else (0, said, ())
        if more or line.is_closed:
            break
    return _wrapped(said, following, edge)


def _may_follow(block: AnnotatedBlock, *, apart: bool) -> bool:
    if block.kind not in {BlockKind.LINE, BlockKind.PARAGRAPH} or block.said.mark:
        return False
    if block.said.bullet or block.bold or fragment_of(block).role is Role.RELATED:
        return False
    alone = block.said.line_tail is not None
    return alone or (not apart and block.kind is BlockKind.LINE)


def _wrapped(
    said: Annotation, following: Blocks, edge: int | None
) -> tuple[int, Annotation, tuple[FoundLink, ...]]:
    """The headline with the next line, where the margin of a wrapped text broke it."""
    below = following[0] if following else None
    if edge is None or below is None or below.gap or not _may_follow(below, apart=False):
        return 0, said, ()
    if width(said.text) < edge - 6 or said.is_closed:
        return 0, said, ()
    text, links, _ = without_links(below)
    return 1, Annotation(glue(said.text, text)), links


def _split(said: Annotation, block: AnnotatedBlock, links: Sequence[str]) -> _Parts:
    """The headline and the body of one line."""
    text = said.text
    glued = _GLUED.search(text)
    if glued and not ends_sentence(text[: glued.start()]):
        return _Parts(headline=headline_of(text[: glued.end()]), rest=text[glued.end() :].strip())
    if said.headline_tail is not None:
        return _Parts(headline=headline_of(text))
    bold = block.bold.strip()
    if bold and text.startswith(bold) and len(bold) < len(text):
        lead, rest = bold, text[len(bold) :]
        if re.search(r"\w", rest):
            return _parted(lead.rstrip(":：. " + sure_stops()), rest)
    if block.kind is BlockKind.HEADING and not links:
        return _Parts(headline=headline_of(text))  # its format says that all of it is one
    if block.kind is BlockKind.LINE and not links:
        return _first_sentence(text)
    return _at_link(text, links)


@cache
def _behind_lead() -> re.Pattern[str]:
    """The signs that set a headline off from what follows on its line."""
    ends = re.escape("." + sure_stops())
    return re.compile(rf"^(?:[\s:：—–-]|[{ends}](?![{ends}]))+")


def _parted(lead: str, rest: str) -> _Parts:
    tail = tail_of(rest)
    if tail is not None and tail.start == 0:
        return _Parts(headline=headline_of(f"{lead} {rest}"))
    return _Parts(headline=headline_of(lead), rest=_behind_lead().sub("", rest))


def _at_link(text: str, links: Sequence[str]) -> _Parts:
    end = _end_of_links(text, links)
    rest = text[end:]
    if end and (byline := _byline(LEXICON).fullmatch(rest)):
        headline = headline_of(text[:end])
        return _Parts(headline=replace(headline, outlet=headline.outlet or byline[1].strip()))
    if end and (separator := _SEPARATOR.match(rest)):
        return _Parts(headline=headline_of(text[:end].rstrip()), rest=rest[separator.end() :])
    return _first_sentence(text)


def _end_of_links(text: str, links: Sequence[str]) -> int:
    """Where the links end that the line opens with, one after another; 0 if it opens with none."""
    end = 0
    for words in links:
        at = text.find(words, end)
        opens = not end and 0 <= at <= _BEFORE_LINK and not holds_sentence_end(text[:at])
        if not opens and not (end and at >= 0 and _join(LEXICON).fullmatch(text[end:at])):
            break
        end = at + len(words)
    while end and text[end : end + 1] in {"*", "_", "`"}:
        end += 1
    return end


def _first_sentence(text: str) -> _Parts:
    """The line as a headline; where it holds several sentences and is long, only the first."""
    end = first_sentence_end(text)
    if len(text) <= _LONG or end >= len(text):
        return _Parts(headline=headline_of(text))
    return _Parts(headline=headline_of(text[:end]), rest=text[end:].strip())


@cache
def _byline(lexicon: Lexicon) -> re.Pattern[str]:
    by = lexicon.any_of(lambda one: one.labels.byline)
    name = rf"(?:[^{stops(lexicon)}]|(?<=\b[^\W\d_])\.(?=[ \t]*\w)){{2,80}}?"
    return re.compile(rf"\s*(?:\(?\s*(?:{by}))\s+({name})\)?\s*$")


@cache
def _join(lexicon: Lexicon) -> re.Pattern[str]:
    """What may stand between two links of one headline."""
    words = lexicon.any_of(lambda one: one.phrases.joins)
    return re.compile(rf"\s*(?:[,、;，]|{words})?\s*")
