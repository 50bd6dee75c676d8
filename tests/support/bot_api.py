"""The Bot API's facts that the tests lean on: fields, their types, what is required, limits.

`tests/data/telegram/bot-api.json` has them for what the local Telegram serves, one field a word:
`"name": "Type|Type 1-64 bytes"`, the name with `?` where it may be absent.
`python -m tests.support.bot_api` takes them out of the whole schema again.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.protocol.schema import Schema

FACTS = Path(__file__).parents[1] / "data" / "telegram" / "bot-api.json"
WHOLE = Path(__file__).parents[3] / "shared" / "telegram" / "bot-api-10.2.json"
_FOR_ONE = {"ephemeral_message_parameters?": "EphemeralMessageParameters"}
LATER: dict[str, dict[str, str]] = {
    "sendMessage": _FOR_ONE,
    "sendRichMessage": _FOR_ONE,
    "sendDocument": _FOR_ONE,
    "sendPhoto": _FOR_ONE,
    "sendAudio": _FOR_ONE,
    "EphemeralMessageParameters": {
        "callback_query_id?": "String",
        "receiver_user_id?": "Integer",
        "replace_callback_query_message?": "Boolean",
    },
}
"""What came with Bot API 10.3 and 10.4, as the file has it, read in libraries' documentation."""
_WRITTEN = re.compile(r"(?P<kinds>\S+)(?: (?P<least>\d+)-(?P<most>\d+) (?P<unit>\w+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How long a text may be, in `unit`: characters or bytes."""

    least: int
    most: int
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What the documentation says of one parameter or field."""

    kinds: tuple[str, ...]
    required: bool
    limit: Limit | None = None


Fields = dict[str, Fact]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Methods and objects by name; `names` are those of all methods there are."""

    methods: dict[str, Fields]
    objects: dict[str, Fields]
    choices: dict[str, list[str]]
    names: frozenset[str]

    @classmethod
    def load(cls) -> Facts:
        """The facts that come with the tests."""
        read = json.loads(FACTS.read_text(encoding="utf-8"))
        return cls(
            methods={name: _fields(fields) for name, fields in read["methods"].items()},
            objects={name: _fields(fields) for name, fields in read["objects"].items()},
            choices=read["choices"],
            names=frozenset(read["names"]),
        )

    @classmethod
    def of_whole(cls, schema: Schema) -> Facts:
        """The facts of what a schema names, out of the whole Bot API."""
        whole = json.loads(WHOLE.read_text(encoding="utf-8"))
        methods, kinds = whole["methods"], whole["types"]
        served = (shape.name for shape in schema.methods.values())
        return cls(
            methods={name: _documented(name, methods) for name in served},
            objects={name: _documented(name, kinds) for name in schema.objects},
            choices={name: [*map(_kind, kinds[name]["one_of"])] for name in schema.choices},
            names=frozenset(methods),
        )

    def written(self) -> dict[str, Any]:
        """The facts as the file has them."""
        return {
            "methods": {name: _words(fields) for name, fields in self.methods.items()},
            "objects": {name: _words(fields) for name, fields in self.objects.items()},
            "choices": self.choices,
            "names": sorted(self.names),
        }


def _fields(words: dict[str, str]) -> Fields:
    return {name.removesuffix("?"): _fact(name, word) for name, word in words.items()}


def _fact(name: str, word: str) -> Fact:
    found = _WRITTEN.fullmatch(word)
    assert found, f"{name}: {word!r} is no type with a limit"
    kinds = tuple(found["kinds"].split("|"))
    return Fact(kinds=kinds, required=not name.endswith("?"), limit=_limit(found))


def _limit(found: re.Match[str]) -> Limit | None:
    if found["unit"] is None:
        return None
    return Limit(least=int(found["least"]), most=int(found["most"]), unit=found["unit"])


def _words(fields: Fields) -> dict[str, str]:
    return {
        name + "?" * (not fact.required): "|".join(fact.kinds) + _span(fact.limit)
        for name, fact in fields.items()
    }


def _span(limit: Limit | None) -> str:
    return f" {limit.least}-{limit.most} {limit.unit}" if limit else ""


def _documented(name: str, shapes: dict[str, Any]) -> Fields:
    shape = shapes.get(name, {"fields": {}})
    later = _fields(LATER.get(name, {}))
    return later | {
        name: Fact(
            kinds=tuple(map(_kind, entry["type"])),
            required=entry["required"],
            limit=_documented_limit(entry.get("length")),
        )
        for name, entry in shape["fields"].items()
    }


def _documented_limit(length: list[Any] | None) -> Limit | None:
    return Limit(least=length[0], most=length[1], unit=length[2]) if length else None


def _kind(kind: str) -> str:
    """A type as our rules write it: `[X]` is an array of X."""
    depth = kind.count("Array of ")
    return "[" * depth + kind.replace("Array of ", "") + "]" * depth


def _lines(written: dict[str, Any]) -> str:
    """JSON with a line for each method, object and choice."""
    parts = []
    for part, shapes in written.items():
        if isinstance(shapes, dict):
            lines = [f"  {json.dumps(name)}: {json.dumps(one)}" for name, one in shapes.items()]
            parts.append(f" {json.dumps(part)}: {{\n" + ",\n".join(lines) + "\n }")
        else:
            parts.append(f" {json.dumps(part)}: {json.dumps(shapes)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    FACTS.write_text(_lines(Facts.of_whole(Schema.load()).written()), encoding="utf-8")
    sys.stdout.write(f"{FACTS} is written.\n")
