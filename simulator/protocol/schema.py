"""The Bot API's own rules of form: which parameters a method takes, and of which types.

The rules are data (`bot_api.txt`); texts of refusals follow the Bot API server.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from simulator.protocol.wire import (
    JsonObject,
    RefusalError,
    Upload,
    bad_request,
    encode,
    not_implemented,
)

# Parameters whose absence Telegram answers in words of its own.
_MISSING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "chat_id": "chat_id is empty",
        "from_chat_id": "chat_id is empty",
        "text": "message text is empty",
        "message_id": "message identifier is not specified",
        "message_ids": "message identifiers are not specified",
        "file_id": "file_id not specified",
        "user_id": "invalid user_id specified",
        "document": "there is no document in the request",
        "photo": "there is no photo in the request",
        "audio": "there is no audio in the request",
        "action": "wrong parameter action in request",
    }
)
_PLAIN_KINDS: Final = frozenset({"String", "InputFile", "Integer", "Boolean"})
KEPT: Final = 256
_TRUE: Final = frozenset({"true", "yes", "1"})
_FALSE: Final = frozenset({"false", "no", "0", ""})


class ShapeError(ValueError):
    """A value is not of the type it should be; the message says where and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One parameter of a method or one field of an object.

    A `plain` one is written in a form as it is, others as JSON. `literal` is the only value it
    may have.
    """

    name: str
    options: tuple[str, ...]
    required: bool
    lacking: bool = False
    literal: str | None = None
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A method's parameters or an object's fields."""

    name: str
    fields: Mapping[str, Field]

    def required(self) -> Iterable[Field]:
        """The fields that must be there."""
        return (entry for entry in self.fields.values() if entry.required)


@dataclass(frozen=True, slots=True)
class Schema:
    """All shapes by name; `methods` by name in lower case, as method names match in any case."""

    methods: Mapping[str, Shape]
    objects: Mapping[str, Shape]
    choices: Mapping[str, tuple[str, ...]]
    lacking: frozenset[str] = field(default_factory=frozenset)
    _kept: dict[tuple[tuple[str, ...], str], object] = field(default_factory=dict, repr=False)

    @classmethod
    @cache
    def load(cls) -> Schema:
        """The rules that come with the package; read once, however many worlds there are."""
        return parse_schema(files(__package__).joinpath("bot_api.txt").read_text("utf-8"))

    def check(
        self, method: Shape, given: Mapping[str, object], uploads: Mapping[str, Upload]
    ) -> JsonObject:
        """The parameters, each of its type; raises `RefusalError` for what isn't.

        Parameters that the method doesn't know are left out; `unknown` names them.
        """
        checked: JsonObject = {}
        for name, value in given.items():
            entry = method.fields.get(name)
            if entry is None or value is None:
                continue
            if entry.lacking:
                raise not_implemented(f'the parameter "{name}" of {method.name}')
            try:
                checked[name] = self._parameter(entry, value)
            except ShapeError as error:
                raise bad_request(f'can\'t parse parameter "{name}": {error}') from None
        for entry in method.required():
            if checked.get(entry.name, "") == "" and entry.name not in uploads:
                sentence = _MISSING.get(entry.name, f'parameter "{entry.name}" is required')
                raise bad_request(sentence)
        return checked

    def unknown(self, method: Shape, given: Iterable[str]) -> list[str]:
        """Parameters that the method doesn't have."""
        return [name for name in given if name not in method.fields]

    def _parameter(self, entry: Field, value: object) -> object:
        """A parameter as its type; forms write everything as text."""
        if type(value) is str:
            return _written(entry, value) if entry.plain else self._nested(entry, value)
        if isinstance(value, (dict, list)):
            return self._nested(entry, encode(value))
        return self._any(entry.options, value, entry.name)

    def _nested(self, entry: Field, written: str) -> object:
        """A nested value from its JSON; a broadcast repeats its own, so the last are kept.

        Nobody changes a checked value, which is why one may serve many requests.
        """
        key = (entry.options, written)
        found = self._kept.get(key)
        if found is None:
            try:
                value = json.loads(written)
            except ValueError:
                raise ShapeError("it is not JSON") from None
            found = self._any(entry.options, value, entry.name)
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self._kept[key] = found
        return found

    def _any(self, options: tuple[str, ...], value: object, place: str) -> object:
        """The value as the first of the types it can be."""
        if len(options) > 1 and isinstance(value, dict):
            return self._one(self._closest(options, value), value, place)
        if len(options) > 1 and isinstance(value, list) and _all_arrays(options):
            # Arrays of one object or another: each entry says by its type which it is.
            inner = tuple(option[1:-1] for option in options)
            family = next(name for name, o in self.choices.items() if set(inner) <= set(o))
            return [self._typed(family, inner, entry, place) for entry in value]
        problem = ShapeError(f'field "{place}" must be of type {" or ".join(options)}')
        for option in options:
            try:
                return self._one(option, value, place)
            except ShapeError as error:
                # The reason from inside an array says more than the choice around it.
                if len(options) == 1 or isinstance(value, list):
                    problem = error
        raise problem

    def _closest(self, options: tuple[str, ...], value: Mapping[str, object]) -> str:
        """The object that shares the most fields with a value."""

        def shared(option: str) -> int:
            shape = self.objects.get(option)
            return len(shape.fields.keys() & value.keys()) if shape is not None else -1

        return max(options, key=shared)

    def _one(self, wanted: str, value: object, place: str) -> object:
        if wanted in _READERS:
            return _READERS[wanted](value, place)
        if wanted in self.choices:
            return self._typed(wanted, self.choices[wanted], value, place)
        if not wanted.startswith("["):
            return self._object(wanted, value, place)
        if not isinstance(value, list):
            raise ShapeError(f'field "{place}" must be an Array')
        return [self._one(wanted[1:-1], entry, place) for entry in value]

    def _object(self, wanted: str, value: object, place: str) -> object:
        if not isinstance(value, dict):
            raise ShapeError(f'field "{place}" must be of type Object')
        shape = self.objects.get(wanted)
        if shape is None:
            raise not_implemented(f"objects of type {wanted}")
        checked = {}
        for name, inner in value.items():
            entry = shape.fields.get(name)
            if entry is None:
                raise ShapeError(f'{wanted} has no field "{name}"')
            if entry.lacking:
                raise not_implemented(f'the field "{name}" of {wanted}')
            checked[name] = self._field(entry, inner)
        for entry in shape.required():
            if entry.name not in checked:
                raise ShapeError(f'{wanted} must have a field "{entry.name}"')
        return checked

    def _field(self, entry: Field, value: object) -> object:
        if entry.literal is not None and value != entry.literal:
            raise ShapeError(f'field "{entry.name}" must be "{entry.literal}"')
        return self._any(entry.options, value, entry.name)

    def _typed(self, family: str, options: tuple[str, ...], value: object, place: str) -> object:
        """The one of several objects that the value's `type`, or else its fields, point at."""
        if not isinstance(value, dict):
            return self._any(tuple(o for o in options if o in _PLAIN), value, place)
        kind = value.get("type")
        named = [
            option
            for option in options
            if (shape := self.objects.get(option)) is not None
            and ("type" not in shape.fields or shape.fields["type"].literal == kind)
        ]
        if named:
            return self._any(tuple(named), value, place)
        if kind in {_snake(option.removeprefix(family)) for option in options}:
            raise not_implemented(f'{family} of type "{kind}"')
        raise ShapeError(f'{family} has no type "{kind}"')


_PLAIN: Final = frozenset({"String", "[RichText]"})


def _all_arrays(options: tuple[str, ...]) -> bool:
    return all(option.startswith("[") for option in options)


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _string(value: object, place: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    raise ShapeError(f'field "{place}" must be of type String')


def _integer(value: object, place: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str):
        digits = value.removeprefix("-")
        if digits.isascii() and digits.isdecimal():
            return int(value)
    raise ShapeError(f'field "{place}" must be a whole number')


def _number(value: object, place: str) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    raise ShapeError(f'field "{place}" must be of type Number')


def _truth(value: object, place: str) -> bool:
    if isinstance(value, bool):
        return value
    raise ShapeError(f'field "{place}" must be of type Boolean')


_READERS: Final[Mapping[str, Callable[[object, str], object]]] = MappingProxyType(
    {
        "String": _string,
        "InputFile": _string,
        "Integer": _integer,
        "Float": _number,
        "Boolean": _truth,
        "True": _truth,
    }
)


def _written(entry: Field, value: str) -> object:
    """A plain parameter as a form writes it."""
    if "String" in entry.options or "InputFile" in entry.options:
        return value
    return _boolean(value) if entry.options == ("Boolean",) else _integer(value, entry.name)


def _boolean(value: str) -> bool:
    if value.lower() in _TRUE:
        return True
    if value.lower() in _FALSE:
        return False
    raise ShapeError("it must be true or false")


def parse_schema(text: str) -> Schema:
    """Read rules in the form that the head of `bot_api.txt` explains."""
    shapes: dict[str, Shape] = {}
    choices: dict[str, tuple[str, ...]] = {}
    lacking: set[str] = set()
    for line in text.splitlines():
        name, colon, rest = line.partition(":")
        if not line.strip() or line.startswith("#"):
            continue
        if " = " in line:
            choice, _, options = line.partition(" = ")
            choices[choice] = tuple(options.split(" | "))
        elif name == "lacking":
            lacking.update(rest.split())
        elif colon:
            entries = [_parse_field(word) for word in rest.split()]
            shapes[name] = Shape(name, {entry.name: entry for entry in entries})
    return Schema(
        methods={name.lower(): s for name, s in shapes.items() if name[0].islower()},
        objects={name: shape for name, shape in shapes.items() if name[0].isupper()},
        choices=choices,
        lacking=frozenset(name.lower() for name in lacking),
    )


def _parse_field(word: str) -> Field:
    name, _, kind = word.partition("=")
    bare = name.rstrip("?!")
    if kind.startswith('"'):
        literal = kind.strip('"')
        return Field(name=bare, options=("String",), required=True, literal=literal)
    options = tuple(kind.split("|"))
    return Field(
        name=bare,
        options=options,
        plain=_PLAIN_KINDS.issuperset(options),
        required="?" not in name,
        lacking="!" in name,
    )


def refusal_of_unknown(method: str, names: list[str]) -> RefusalError:
    """What a strict server says to parameters that don't exist; Telegram ignores them."""
    quoted = ", ".join(f'"{name}"' for name in names)
    return bad_request(f"{method} has no parameter {quoted} (strict)")
