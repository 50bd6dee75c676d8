"""JSON as it travels: what a request holds, and how an answer or a refusal is written.

Shapes and texts of answers: https://core.telegram.org/bots/api#making-requests
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

JsonObject = dict[str, object]


# json.dumps would build an encoder for each call that asks for anything but its defaults.
encode: Final = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), check_circular=False
).encode
"""Compact JSON with every letter as itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that came as a part of a multipart body."""

    name: str
    mime_type: str
    data: bytes = field(repr=False)


class Fields:
    """A JSON object read by the type its reader expects.

    A getter raises `RefusalError` where the value is of another type: the schema has looked
    at every request before, so this happens only where the schema leaves a choice.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def raw(self, name: str) -> object:
        """The value as it came, None when absent."""
        return self._values.get(name)

    def names(self) -> Sequence[str]:
        """The names that are present."""
        return tuple(self._values)

    def as_json(self) -> JsonObject:
        """A copy as a plain object."""
        return dict(self._values)

    def text(self, name: str, default: str = "") -> str:
        """A string; numbers are written out, as Telegram does."""
        value = self._values.get(name)
        if value is None:
            return default
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            return str(value)
        raise RefusalError(400, f'Bad Request: field "{name}" must be of type String')

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number, also where it is written as a string."""
        value = self._values.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value) if isinstance(value, (int, str)) else int("")
        except ValueError:
            raise RefusalError(400, f'Bad Request: field "{name}" must be a Number') from None

    def number(self, name: str, default: float) -> float:
        """A number, whole or not."""
        value = self._values.get(name)
        if value is None:
            return default
        if isinstance(value, (int, float)):
            return float(value)
        raise RefusalError(400, f'Bad Request: field "{name}" must be a Number')

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A truth value, also written as 1, true or yes."""
        value = self._values.get(name)
        if value is None:
            return default
        if isinstance(value, str):
            return value.lower() in {"true", "yes", "1"}
        return bool(value)

    def nested(self, name: str) -> Fields | None:
        """A nested object, None when absent."""
        value = self._values.get(name)
        if value is None:
            return None
        if isinstance(value, dict):
            return Fields(value)
        raise RefusalError(400, f'Bad Request: field "{name}" must be an Object')

    def array(self, name: str) -> list[object]:
        """A nested array, empty when absent."""
        value = self._values.get(name)
        if value is None:
            return []
        if isinstance(value, list):
            return value
        raise RefusalError(400, f'Bad Request: field "{name}" must be an Array')

    def objects(self, name: str) -> list[Fields]:
        """A nested array of objects."""
        return [Fields(entry) for entry in self.array(name) if isinstance(entry, dict)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call of a method, its parameters already checked against the schema."""

    method: str
    fields: Fields
    files: Mapping[str, Upload] = field(default_factory=dict)


class RefusalError(Exception):
    """The server says no: an HTTP status, a description, maybe parameters.

    Descriptions are Telegram's own; `parameters` is the API's ResponseParameters.
    """

    def __init__(self, status: int, description: str, parameters: JsonObject | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def answer(self) -> JsonObject:
        """The answer's body."""
        body: JsonObject = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(sentence: str) -> RefusalError:
    """A refusal of what the request says (400)."""
    return RefusalError(400, f"Bad Request: {sentence}")


def forbidden(sentence: str) -> RefusalError:
    """A refusal of who is written to (403)."""
    return RefusalError(403, f"Forbidden: {sentence}")


def too_many_requests(seconds: int) -> RefusalError:
    """A refusal of the pace (429): nothing for `seconds`."""
    return RefusalError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def not_implemented(what: str) -> RefusalError:
    """A refusal of something Telegram knows and this server does not (501)."""
    return RefusalError(501, f"Not Implemented: this server lacks {what}")
