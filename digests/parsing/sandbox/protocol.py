"""What travels between the bot and the process that parses for it: bytes, and never a pickle."""

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
    """A file to parse; `posted` is the day of the message that brought it.

    `structure` is the key of the structure that it shall be taken for.
    """

    name: str
    posted: date | None
    structure: str | None = None
    data: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParseResponse:
    """What came of a request: a reading, or a fault with its details.

    `error` is the type of an exception that nobody foresaw, `unconfined` what the child was still
    able to do that it should not be (`digests.parsing.sandbox.confinement.confine`).
    """

    reading: Reading | None = None
    fault: ReadingFault | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    error: str | None = None
    unconfined: tuple[str, ...] = ()


def pack_request(request: ParseRequest) -> bytes:
    """The request as bytes."""
    return _framed((_dumped(replace(request, data=b"")), request.data))


def unpack_request(packed: bytes) -> ParseRequest:
    """The request that `pack_request` packed; raises ValueError."""
    text, data = _frames(packed)
    return replace(_loaded(ParseRequest, text), data=data)


def pack_response(response: ParseResponse) -> bytes:
    """The response as bytes; pictures travel behind the text, each once."""
    pictures = _pictures(response.reading)
    light = _with_pictures(response, dict.fromkeys(pictures, b""))
    return _framed((_dumped(light), *pictures.values()))


def unpack_response(packed: bytes) -> ParseResponse:
    """The response that `pack_response` packed; raises ValueError."""
    text, *data = _frames(packed)
    response = _loaded(ParseResponse, text)
    return _with_pictures(response, dict(zip(_pictures(response.reading), data, strict=True)))


def _pictures(reading: Reading | None) -> dict[str, bytes]:
    items = reading.digest.items if reading else ()
    return {picture.key: picture.data for item in items for picture in item.pictures}


def _with_pictures(response: ParseResponse, data: Mapping[str, bytes]) -> ParseResponse:
    if response.reading is None:
        return response

    def picture(bare: Picture) -> Picture:
        return replace(bare, data=data[bare.key])

    def item(bare: Item) -> Item:
        return replace(bare, pictures=tuple(map(picture, bare.pictures)))

    digest = response.reading.digest
    digest = replace(digest, items=tuple(map(item, digest.items)))
    return replace(response, reading=replace(response.reading, digest=digest))


def _framed(frames: Iterable[bytes]) -> bytes:
    return b"".join(_LENGTH.pack(len(frame)) + frame for frame in frames)


def _frames(packed: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(packed):
        start = at + _LENGTH.size
        if start > len(packed):
            raise ValueError("cut inside a length")
        at = start + _LENGTH.unpack_from(packed, at)[0]
        if at > len(packed):
            raise ValueError("cut inside a frame")
        yield packed[start:at]


def _dumped(value: object) -> bytes:
    return json.dumps(_plain(value), ensure_ascii=False).encode(errors="replace")


def _loaded(kind: type[_Value], text: bytes) -> _Value:
    try:
        loaded = _rebuilt(kind, json.loads(text))
    except (KeyError, TypeError) as error:
        raise ValueError("no " + kind.__name__) from error
    if not isinstance(loaded, kind):
        raise ValueError("no " + kind.__name__)  # noqa: TRY004 - what is wrong is what was packed
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
