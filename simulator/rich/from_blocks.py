"""From the blocks of a request to the blocks of a RichMessage.

The schema has looked at types and fields; here is what it can't say: sizes, labels, pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from simulator.protocol.wire import Fields, JsonObject, bad_request
from simulator.rich.lists import KINDS, label_of

Photo = Callable[[Fields], list[JsonObject]]

_ALIGN: Final = frozenset({"left", "center", "right"})
_VALIGN: Final = frozenset({"top", "middle", "bottom"})


def blocks_of_input(entries: Sequence[Fields], photo: Photo) -> list[JsonObject]:
    """The blocks; `photo` finds the picture of an InputMediaPhoto."""
    return [_block(entry, photo) for entry in entries]


def _block(entry: Fields, photo: Photo) -> JsonObject:
    block = entry.as_json()
    match entry.text("type"):
        case "heading" if not 1 <= entry.integer("size") <= 6:
            raise bad_request("invalid section heading size specified")
        case "list":
            return block | {"items": _items(entry.objects("items"), photo)}
        case "blockquote" | "details" | "collage" | "slideshow":
            return block | {"blocks": blocks_of_input(entry.objects("blocks"), photo)}
        case "photo":
            media = entry.nested("photo")
            return block | {"photo": photo(media) if media is not None else []}
        case "table":
            _check_cells(entry)
        case "map" if not 13 <= entry.integer("zoom") <= 20:
            raise bad_request("invalid map properties specified")
        case "thinking":
            raise bad_request("block is not allowed")
    return block


def _items(items: Sequence[Fields], photo: Photo) -> list[JsonObject]:
    if not items:
        raise bad_request("list must be non-empty")
    ordered = {"value" in item or "type" in item for item in items}
    if len(ordered) > 1:
        raise bad_request("list must be either ordered or unordered")
    return [_item(number, item, photo) for number, item in enumerate(items, start=1)]


def _item(number: int, item: Fields, photo: Photo) -> JsonObject:
    listed = item.as_json() | {"blocks": blocks_of_input(item.objects("blocks"), photo)}
    if "value" not in item and "type" not in item:
        return listed | {"label": label_of(None, 0)}
    kind, value = item.text("type", "1"), item.integer("value", number)
    if kind not in KINDS:
        raise bad_request("invalid list item type specified")
    return listed | {"type": kind, "value": value, "label": label_of(kind, value)}


def _check_cells(entry: Fields) -> None:
    for row in entry.array("cells"):
        for cell in row if isinstance(row, list) else []:
            fields = Fields(cell)
            if fields.text("align") not in _ALIGN or fields.text("valign") not in _VALIGN:
                raise bad_request("invalid table cell alignment specified")
            for name in ("colspan", "rowspan"):
                if name in fields and not 1 <= fields.integer(name) <= 20:
                    raise bad_request(f"invalid table cell {name} specified")
