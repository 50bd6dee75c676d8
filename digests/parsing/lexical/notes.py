"""Gives footnotes and references to those that cite them: `[1]` in a text, `[1] …` at its end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from digests.parsing.blocks import BlockKind, Link
from digests.parsing.lexical.annotate import AnnotatedBlock, Blocks
from digests.parsing.lexical.fragments import without_links
from digests.parsing.lexical.line_joining import glued
from digests.text.characters import width
from digests.text.sentence_ends import ends_with_full_stop

_KEY = r"\^?(?P<key>[0-9]{1,3}|[a-z]|[*†‡§])"
_CITED = re.compile(rf"(?<=\S)\s?\[{_KEY}\](?![(:])")
_CITED_AT_END = re.compile(rf"\s?\[{_KEY}\]$")
_NOTE = re.compile(rf"\s*\[{_KEY}\]\s*:?\s*(?=\S)")
_KEY_ALONE = re.compile(rf"\[{_KEY}\]")
_HEADLINE = 200  # columns
_NOTED = frozenset({BlockKind.LINE, BlockKind.PARAGRAPH, BlockKind.ENTRY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """The notes of a document by their keys, and its other blocks."""

    blocks: tuple[AnnotatedBlock, ...]
    notes: Mapping[str, AnnotatedBlock]

    def cited_in(self, blocks: Blocks) -> tuple[AnnotatedBlock, ...]:
        """The blocks with what they cite behind them.

        What is but an address is a source, and its marks leave the text; a note in words stays a
        note, and its links are none of the item's sources.
        """
        if not self.notes:
            return (*blocks,)
        keys = dict.fromkeys(key for block in blocks for key in _keys(block.text))
        cited = [self.notes[key] for key in keys if key in self.notes]
        bare = {key for key in keys if key in self.notes and _is_source(self.notes[key])}
        shown = (_without_marks(block, bare) for block in blocks)
        return (*shown, *(_as_block(note) for note in cited))


def notes_in(blocks: Blocks) -> Notes:
    """The notes at the end of a document's parts, told from the items that `[1]` may number.

    A note's key is cited inside a text before it, and no text begins with it twice.
    """
    cited: set[str] = set()
    found: dict[str, AnnotatedBlock] = {}
    kept: list[AnnotatedBlock] = []
    alone: str | None = None
    for block in blocks:
        above, alone = alone, None
        key = _key_of(block)
        if key is not None and key in cited and key not in found:
            found[key] = block
        elif above is not None and block.kind in _NOTED:
            found[above] = replace(block, text=f"[{above}] {block.text}")
        elif (lone := _KEY_ALONE.fullmatch(block.text)) and lone["key"] in cited - found.keys():
            alone = lone["key"]
        else:
            cited.update(_keys(block.text))
            kept.append(block)
    blocks = _with_led(kept, found) if found else kept
    return Notes(blocks=tuple(blocks), notes=found)


def _with_led(blocks: Blocks, notes: Mapping[str, AnnotatedBlock]) -> list[AnnotatedBlock]:
    """The blocks, each headline that ends in the mark of an address made a link to it."""
    made: list[AnnotatedBlock] = []
    for group in _groups(blocks):
        text = glued([block.text for block in group])
        mark = _CITED_AT_END.search(text)
        note = notes.get(mark["key"]) if mark else None
        if mark and note and _is_address(note) and _heads(group, text[: mark.start()]):
            words, target = text[: mark.start()], without_links(_bare(note))[1][0].source.raw
            made.append(replace(group[0], text=words, links=(Link(text=words, target=target),)))
        else:
            made += group
    return made


def _groups(blocks: Blocks) -> Iterator[list[AnnotatedBlock]]:
    """The blocks, lines without a gap between in one group."""
    group: list[AnnotatedBlock] = []
    for block in blocks:
        if group and (block.gap or block.kind is not BlockKind.LINE):
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _heads(group: Blocks, text: str) -> bool:
    """Whether lines are a headline: set off, no sentence, with one mark alone."""
    is_set_off = group[0].gap and all(block.kind is BlockKind.LINE for block in group)
    brief = width(text) <= _HEADLINE and not ends_with_full_stop(text)
    return is_set_off and brief and not _CITED.search(text)


def _key_of(block: AnnotatedBlock) -> str | None:
    match = _NOTE.match(block.text) if block.kind in _NOTED else None
    return match["key"] if match else None


def _keys(text: str) -> Iterable[str]:
    return (match["key"] for match in _CITED.finditer(text)) if "[" in text else ()


def _is_address(note: AnnotatedBlock) -> bool:
    text, links, _ = without_links(_bare(note))
    return bool(links) and not re.search(r"\w", text)


def _is_source(note: AnnotatedBlock) -> bool:
    """Whether a note says no more than where something was published, maybe when."""
    return _is_address(note) or _dated(_bare(note)) is not None


def _dated(note: AnnotatedBlock) -> str | None:
    """The note with the day and whatever stands beside it in brackets, if that is all it says."""
    text, links, _ = without_links(note)
    told = text.strip(" \t\u3000,、，;；.:：")
    day = note.said_in(told).line_tail
    address = links[0].source.raw if len(links) == 1 and not links[0].words else ""
    return f"({told}) {address}" if day is not None and address else None


def _bare(note: AnnotatedBlock) -> AnnotatedBlock:
    return replace(note, text=_NOTE.sub("", note.text, count=1))


def _as_block(note: AnnotatedBlock) -> AnnotatedBlock:
    bare = replace(_bare(note), kind=BlockKind.PARAGRAPH, mark=None, gap=True)
    if _is_address(note):
        return bare
    if dated := _dated(bare):
        return replace(bare, text=dated)
    return replace(note, kind=BlockKind.PARAGRAPH, mark=None, gap=True, links=())


def _without_marks(block: AnnotatedBlock, keys: set[str]) -> AnnotatedBlock:
    """The block without the marks of some notes."""
    text = _CITED.sub(lambda mark: "" if mark["key"] in keys else mark[0], block.text)
    return block if text == block.text else replace(block, text=text)


def without_citations(text: str, notes: Sequence[str]) -> str:
    """A headline without the marks of notes."""
    return _CITED.sub(lambda mark: "" if mark["key"] in notes else mark[0], text)
