"""RichText: a string, a list, or an object with a type and a text inside.

https://core.telegram.org/bots/api#richtext
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from simulator.protocol.wire import JsonObject
from simulator.text.detection import find_spans

RichText = str | list[object] | JsonObject

# What is found in a text, and the field that tells what was found.
_FOUND: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "url": ("url", "url"),
        "email": ("email_address", "email_address"),
        "mention": ("mention", "username"),
        "hashtag": ("hashtag", "hashtag"),
        "cashtag": ("cashtag", "cashtag"),
        "bot_command": ("bot_command", "bot_command"),
    }
)
# Inside of these nothing is looked for.
_CLOSED: Final = frozenset({"code", "url", "email_address", "phone_number", "text_mention"})
_CLOSED_BLOCKS: Final = frozenset({"pre", "mathematical_expression", "map"})


def joined(parts: Sequence[RichText]) -> RichText:
    """Parts as one RichText; neighbouring strings grow together."""
    merged: list[object] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part not in ("", []):
            merged.append(part)
    if len(merged) == 1 and isinstance(merged[0], (str, dict)):
        return merged[0]
    return merged or ""


def plain(value: object) -> str:
    """All text of a RichText or of blocks, a block a line."""
    return "".join(_pieces(value))


def _pieces(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for entry in value:
            yield from _pieces(entry)
    elif isinstance(value, dict):
        yield from _object_pieces(value)


def _object_pieces(value: JsonObject) -> Iterator[str]:
    # Captions and cells have no type of their own, and end a line as blocks do.
    ends_lines = value.get("type") in BLOCK_TYPES or "type" not in value
    for name in TEXT_FIELDS:
        if name in value:
            yield from _pieces(value[name])
            if ends_lines and name in _LINES and not _is_caption(value[name]):
                yield "\n"


def _is_caption(value: object) -> bool:
    return isinstance(value, dict) and "type" not in value


# Every field of blocks and texts that holds what a reader reads, in reading order.
TEXT_FIELDS: Final = (
    "summary",
    "text",
    "alternative_text",
    "expression",
    "blocks",
    "items",
    "cells",
    "caption",
    "credit",
)
_LINES: Final = frozenset({"summary", "text", "expression", "caption", "credit"})
BLOCK_TYPES: Final = frozenset(
    {
        "paragraph",
        "heading",
        "pre",
        "footer",
        "list",
        "blockquote",
        "pullquote",
        "table",
        "details",
        "photo",
    }
)


def with_found(value: object) -> object:
    """Blocks and texts with links, mentions and the like marked where they stand."""
    if isinstance(value, str):
        return _marked(value)
    if isinstance(value, list):
        return _flat([with_found(entry) for entry in value])
    if isinstance(value, dict) and value.get("type") not in _CLOSED | _CLOSED_BLOCKS:
        return {
            name: with_found(inner) if name in TEXT_FIELDS else inner
            for name, inner in value.items()
        }
    return value


def _flat(entries: list[object]) -> list[object]:
    """A list of texts with the lists in it unrolled; rows of cells and blocks stay as they are."""
    if not any(isinstance(entry, str) for entry in entries):
        return entries
    return [inner for e in entries for inner in (e if isinstance(e, list) else [e])]


def _marked(text: str) -> RichText:
    parts: list[RichText] = []
    last = 0
    for kind, start, end in find_spans(text):
        if kind in _FOUND:
            name, detail = _FOUND[kind]
            found = text[start:end]
            parts += [text[last:start], {"type": name, "text": found, detail: found}]
            last = end
    return joined([*parts, text[last:]])
