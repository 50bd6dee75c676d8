"""What travels between the bot and the process that reads for it: bytes, and never a pickle."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from digests.errors import ReadingFault
from digests.model import Item, Picture, Reading

_Value = TypeVar("_Value")
_LENGTH = struct.Struct(">Q")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParseRequest:
    """A file to read; `posted` is the day of the message that brought it."""

    name: str
    posted: date | None
    data: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParseResponse:
    """What came of an order: a reading, or a fault with its details.

    `error` is the type of an exception that nobody foresaw.
    """

    reading: Reading | None = None
    fault: ReadingFault | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    error: str | None = None


def pack_request(order: ParseRequest) -> bytes:
    """The order as bytes."""
    return _framed((_dumped(replace(order, data=b"")), order.data))


def unpack_request(parcel: bytes) -> ParseRequest:
    """The order that `pack_order` packed; raises ValueError."""
    head, data = _frames(parcel)
    return replace(_loaded(ParseRequest, head), data=data)


def pack_response(answer: ParseResponse) -> bytes:
    """The answer as bytes; pictures travel behind the text, each once."""
    pictures = _pictures(answer.reading)
    light = _with_pictures(answer, dict.fromkeys(pictures, b""))
    return _framed((_dumped(light), *pictures.values()))


def unpack_response(parcel: bytes) -> ParseResponse:
    """The answer that `pack_answer` packed; raises ValueError."""
    head, *data = _frames(parcel)
    answer = _loaded(ParseResponse, head)
    return _with_pictures(answer, dict(zip(_pictures(answer.reading), data, strict=True)))


def _pictures(reading: Reading | None) -> dict[str, bytes]:
    items = reading.digest.items if reading else ()
    return {picture.key: picture.data for item in items for picture in item.pictures}


def _with_pictures(answer: ParseResponse, data: Mapping[str, bytes]) -> ParseResponse:
    if answer.reading is None:
        return answer

    def picture(bare: Picture) -> Picture:
        return replace(bare, data=data[bare.key])

    def item(bare: Item) -> Item:
        return replace(bare, pictures=tuple(map(picture, bare.pictures)))

    digest = answer.reading.digest
    digest = replace(digest, items=tuple(map(item, digest.items)))
    return replace(answer, reading=replace(answer.reading, digest=digest))


def _framed(frames: Iterable[bytes]) -> bytes:
    return b"".join(_LENGTH.pack(len(frame)) + frame for frame in frames)


def _frames(parcel: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(parcel):
        start = at + _LENGTH.size
        if start > len(parcel):
            raise ValueError("cut inside a length")
        at = start + _LENGTH.unpack_from(parcel, at)[0]
        if at > len(parcel):
            raise ValueError("cut inside a frame")
        yield parcel[start:at]


def _dumped(value: object) -> bytes:
    return json.dumps(_plain(value), ensure_ascii=False).encode(errors="replace")


def _loaded(kind: type[_Value], text: bytes) -> _Value:
    try:
        loaded = _rebuilt(kind, json.loads(text))
    except (KeyError, TypeError) as error:
        raise ValueError("no " + kind.__name__) from error
    if not isinstance(loaded, kind):
        raise ValueError("no " + kind.__name__)  # noqa: TRY004 - what is wrong is the parcel
    return loaded


def _plain(value: object) -> object:
    """The value in the terms of JSON; bytes travel in frames of their own."""
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, date):
        return value.isoformat()
    return None if isinstance(value, bytes) else value


def _rebuilt(hint: Any, plain: Any) -> object:
    """The value of a type that `_plain` took apart."""
    # Pydantic can't do this: it takes the field `date` of a slotted class for the type `date`.
    if get_origin(hint) is UnionType:
        inner = next(each for each in get_args(hint) if each is not NoneType)
        return None if plain is None else _rebuilt(inner, plain)
    if get_origin(hint) is tuple:
        return tuple(_rebuilt(get_args(hint)[0], each) for each in plain)
    if is_dataclass(hint):
        return _rebuilt_fields(hint, plain)
    if hint is date:
        return date.fromisoformat(plain)
    if hint is bytes:
        return b""
    return hint(plain) if isinstance(hint, type) and issubclass(hint, StrEnum) else plain


def _rebuilt_fields(kind: Any, plain: Mapping[str, object]) -> object:
    return kind(**{name: _rebuilt(hint, plain[name]) for name, hint in _hints(kind).items()})


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
