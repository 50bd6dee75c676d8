"""How big a rich message is, against https://core.telegram.org/bots/api#rich-message-limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from simulator.protocol.wire import Fields, JsonObject, bad_request
from simulator.rich.texts import TEXT_FIELDS

CHARACTERS: Final = 32_768
BLOCKS: Final = 500
LEVELS: Final = 16
MEDIA: Final = 50
COLUMNS: Final = 20


@dataclass(slots=True)
class Size:
    """What is counted, over the whole message."""

    characters: int = 0
    blocks: int = 0
    levels: int = 0
    media: int = 0
    columns: int = 0


def check_size(blocks: list[JsonObject]) -> None:
    """Raise `RefusalError` for a message over any limit, or without anything in it."""
    if not blocks:
        raise bad_request("rich message must be non-empty")
    size = measure(blocks)
    limits = (
        (size.characters, CHARACTERS, "rich message is too long"),
        (size.blocks, BLOCKS, "rich message has too many blocks"),
        (size.levels, LEVELS, "rich message is nested too deep"),
        (size.media, MEDIA, "rich message has too much media"),
        (size.columns, COLUMNS, "rich message has a table with too many columns"),
    )
    for measured, limit, sentence in limits:
        if measured > limit:
            raise bad_request(sentence)


def measure(blocks: list[JsonObject]) -> Size:
    """Count everything that is limited."""
    size = Size()
    _blocks(blocks, size, 1)
    return size


def _blocks(blocks: list[JsonObject], size: Size, level: int) -> None:
    for block in blocks:
        size.blocks += 1
        size.levels = max(size.levels, level)
        _block(Fields(block), size, level)


def _block(block: Fields, size: Size, level: int) -> None:
    kind = block.text("type")
    size.media += kind == "photo"
    if kind == "table":
        _table(block, size, level)
    if kind == "list":
        for item in block.objects("items"):
            size.blocks += 1
            _blocks(_objects(item, "blocks"), size, level + 1)
    for name in ("text", "summary", "credit", "expression", "caption"):
        _text(block.raw(name), size, level)
    _blocks(_objects(block, "blocks"), size, level + 1)


def _objects(block: Fields, name: str) -> list[JsonObject]:
    return [entry.as_json() for entry in block.objects(name)]


def _table(block: Fields, size: Size, level: int) -> None:
    for row in block.array("cells"):
        size.blocks += 1
        cells = [Fields(cell) for cell in row] if isinstance(row, list) else []
        size.columns = max(size.columns, sum(cell.integer("colspan", 1) for cell in cells))
        for cell in cells:
            _text(cell.raw("text"), size, level + 1)


def _text(value: object, size: Size, level: int) -> None:
    if isinstance(value, str):
        size.characters += len(value)
    elif isinstance(value, list):
        for entry in value:
            _text(entry, size, level)
    elif isinstance(value, dict):
        size.levels = max(size.levels, level + 1)
        for name in TEXT_FIELDS:
            _text(value.get(name), size, level + 1)
