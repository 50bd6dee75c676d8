"""Telegram's HTML dialect: tags to entities, with Telegram's own errors.

https://core.telegram.org/bots/api#html-style. Errors name byte offsets in UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from simulator.text.entities import NOTHING, Entity, in_order, units
from simulator.text.links import LinkError, check_link, person_of

END: Final = "\0"  # stands behind the text, so that looking ahead needs no bounds
SPACES: Final = " \t\r\n\v\0"
_PLAIN = re.compile(r"[^&<]+")
_REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]*)|#([0-9]*)|([A-Za-z]*))")
_NAMES: Final[Mapping[str, str]] = MappingProxyType({"lt": "<", "gt": ">", "amp": "&", "quot": '"'})
_SURROGATE = re.compile("[\ud800-\udfff]")

_SIMPLE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "i": "italic",
        "em": "italic",
        "b": "bold",
        "strong": "bold",
        "s": "strikethrough",
        "strike": "strikethrough",
        "del": "strikethrough",
        "u": "underline",
        "ins": "underline",
        "tg-spoiler": "spoiler",
        "span": "spoiler",
    }
)
_TAGS: Final = frozenset({*_SIMPLE, "a", "tg-emoji", "tg-time", "pre", "code", "blockquote"})


class MarkupError(ValueError):
    """The text is not well-formed; the message is Telegram's."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A text freed of its tags, and what the tags said."""

    text: str
    entities: list[Entity]


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag that is open: where its text begins, in units and in pieces read so far."""

    name: str
    argument: str
    moment: int
    offset: int
    piece: int


def parse_html(source: str) -> Marked:
    """Read a text with tags; raises `MarkupError`."""
    return _HtmlReader(source).read()


class _HtmlReader:
    """One pass over a text from left to right."""

    def __init__(self, source: str) -> None:
        self._source = source + END
        self._at = 0
        self._pieces: list[str] = []
        self._offset = 0
        self._open: list[_Tag] = []
        self._entities: list[Entity] = []

    def read(self) -> Marked:
        end = len(self._source) - 1
        while self._at < end:
            if match := _PLAIN.match(self._source, self._at, end):
                self._at = match.end()
                self._write(match[0])
            elif self._source[self._at] == "&":
                self._write(self._reference() or self._take())
            elif self._source[self._at + 1] == "/":
                self._close_tag()
            else:
                self._open_tag()
        if self._open:
            raise MarkupError(
                f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"'
            )
        return self._result()

    def _result(self) -> Marked:
        text = "".join(self._pieces)
        if _SURROGATE.search(text):
            raise MarkupError(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        entities = [replace(e, details=NOTHING) if e.kind == "code" else e for e in self._entities]
        return Marked(text, in_order(entities))

    def _write(self, piece: str) -> None:
        self._pieces.append(piece)
        self._offset += units(piece)

    def _take(self) -> str:
        self._at += 1
        return self._source[self._at - 1]

    def _bytes_before(self, position: int) -> int:
        return len(self._source[:position].encode("utf-8", "surrogatepass"))

    def _reference(self) -> str | None:
        """The character a reference stands for; None leaves the ampersand as it is."""
        match = _REFERENCE.match(self._source, self._at)
        if match is None:
            return None
        hexadecimal, decimal, name = match.groups()
        if name is not None:
            char = _NAMES.get(name)
        else:
            code = int(hexadecimal or "0", 16) if decimal is None else int(decimal or "0")
            # Nine signs hold every code point; Telegram takes longer ones for text.
            valid = 0 < code < 0x10FFFF and len(match[0]) < 10
            char = chr(code) if valid else None
        if char is not None:
            self._at = match.end() + (self._source[match.end()] == ";")
        return char

    def _skip(self, stops: Callable[[str], bool]) -> str:
        start = self._at
        while not stops(self._source[self._at]):
            self._at += 1
        return self._source[start : self._at]

    def _skip_spaces(self) -> str:
        """Move to the next thing that is no space, and look at it."""
        self._skip(lambda char: char == END or char not in SPACES)
        return self._source[self._at]

    def _open_tag(self) -> None:
        begin = self._at
        self._at += 1
        name = self._skip(lambda char: char in SPACES or char == ">").lower()
        if self._source[self._at] == END:
            raise MarkupError(f"Unclosed start tag at byte offset {self._bytes_before(begin)}")
        if name not in _TAGS:
            raise MarkupError(
                f'Unsupported start tag "{name}" at byte offset {self._bytes_before(begin)}'
            )
        argument, moment = self._attributes(name, begin)
        self._at += 1
        if name == "span" and argument != "spoiler":
            raise MarkupError(
                'Tag "span" must have class "tg-spoiler" at byte offset '
                f"{self._bytes_before(begin)}"
            )
        self._open.append(_Tag(name, argument, moment, self._offset, len(self._pieces)))

    def _attributes(self, tag: str, begin: int) -> tuple[str, int]:
        """What the tag's attributes say: its argument, and the moment of a tg-time."""
        argument, moment = "", 0
        while self._skip_spaces() != ">":
            name = self._skip(lambda char: char in SPACES or char in "=>/\"'")
            if not name:
                raise MarkupError(
                    f'Empty attribute name in the tag "{tag}" at byte offset '
                    f"{self._bytes_before(begin)}"
                )
            value = self._attribute_value(tag, begin)
            if (tag, name) == ("tg-time", "unix"):
                moment = _leading_integer(value or "")
            else:
                argument = _argument(tag, name, value, argument)
        return argument, moment

    def _attribute_value(self, tag: str, begin: int) -> str | None:
        """The value behind an attribute's name, None where there is none."""
        if self._skip_spaces() == "=":
            self._at += 1
            self._skip_spaces()
            given = True
        else:
            given = False
        char = self._source[self._at]
        if char == END:
            raise MarkupError(
                f'Unclosed start tag "{tag}" at byte offset {self._bytes_before(begin)}'
            )
        if not given:
            return None
        value = self._quoted(char) if char in "'\"" else self._name_token()
        if self._source[self._at] == END:
            raise MarkupError(f"Unclosed start tag at byte offset {self._bytes_before(begin)}")
        return value

    def _name_token(self) -> str:
        begin = self._at
        token = self._skip(
            lambda char: not (char.isascii() and (char.isalnum() or char in ".-"))
        ).lower()
        if self._source[self._at] not in SPACES + ">":
            raise MarkupError(
                f"Unexpected end of name token at byte offset {self._bytes_before(begin)}"
            )
        return token

    def _quoted(self, quote: str) -> str:
        self._at += 1
        pieces: list[str] = []
        while (char := self._source[self._at]) not in (quote, END):
            decoded = self._reference() if char == "&" else None
            pieces.append(self._take() if decoded is None else decoded)
        if char == quote:
            self._at += 1
        return "".join(pieces)

    def _close_tag(self) -> None:
        begin = self._at
        if not self._open:
            raise MarkupError(f"Unexpected end tag at byte offset {self._bytes_before(begin)}")
        self._at += 2
        name = self._skip(lambda char: char in SPACES or char == ">").lower()
        if self._skip_spaces() != ">":
            raise MarkupError(f"Unclosed end tag at byte offset {self._bytes_before(begin)}")
        self._at += 1
        tag = self._open.pop()
        if name and name != tag.name:
            raise MarkupError(
                f"Unmatched end tag at byte offset {self._bytes_before(begin)}, "
                f'expected "</{tag.name}>", found "</{name}>"'
            )
        if self._offset > tag.offset:
            self._add(tag)

    def _add(self, tag: _Tag) -> None:
        length = self._offset - tag.offset
        entity = Entity(_SIMPLE.get(tag.name, tag.name), tag.offset, length)
        match tag.name:
            case "a":
                self._add_link(tag, "".join(self._pieces[tag.piece :]))
            case "pre" | "code":
                self._add_code(tag, entity)
            case "blockquote":
                kind = "expandable_blockquote" if tag.argument else "blockquote"
                self._entities.append(replace(entity, kind=kind))
            case "tg-emoji":
                self._entities.append(_emoji(tag, entity))
            case "tg-time":
                self._entities += _time(tag, entity)
            case _:
                self._entities.append(entity)

    def _add_link(self, tag: _Tag, text: str) -> None:
        address = tag.argument or text
        length = self._offset - tag.offset
        person = person_of(address)
        if person is not None:
            mention = Entity("text_mention", tag.offset, length, {"user": {"id": person}})
            self._entities.append(mention)
            return
        try:
            link = check_link(address)
        except LinkError:
            return  # Telegram sends the text without the link
        self._entities.append(Entity("text_link", tag.offset, length, {"url": link}))

    def _add_code(self, tag: _Tag, entity: Entity) -> None:
        """A pre around a code of the same stretch is one entity with a language."""
        last = self._entities[-1] if self._entities else None
        same = last is not None and (last.offset, last.length) == (entity.offset, entity.length)
        inner = "code" if tag.name == "pre" else "pre"
        if last is not None and same and last.kind == inner:
            language = last.details.get("language") if tag.name == "pre" else tag.argument
            if language:
                self._entities[-1] = replace(last, kind="pre", details={"language": language})
                return
        details = {"language": tag.argument} if tag.name == "code" and tag.argument else NOTHING
        self._entities.append(replace(entity, details=details))


def _argument(tag: str, name: str, value: str | None, before: str) -> str:
    """What an attribute adds to its tag; other attributes leave it as it was."""
    if (tag, name) == ("blockquote", "expandable"):
        return "1"
    if value is None:
        return before
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id") | ("tg-time", "format"):
            return value
        case ("code", "class") if value.startswith("language-"):
            return value.removeprefix("language-")
        case ("span", "class") if value.startswith("tg-"):
            return value.removeprefix("tg-")
    return before


def _leading_integer(value: str) -> int:
    match = re.match(r"-?\d+", value)
    return int(match[0]) if match else 0


def _emoji(tag: _Tag, entity: Entity) -> Entity:
    if not re.fullmatch(r"-?\d+", tag.argument) or int(tag.argument) == 0:
        raise MarkupError("Invalid custom emoji identifier specified")
    return replace(entity, kind="custom_emoji", details={"custom_emoji_id": str(int(tag.argument))})


def check_time_format(form: str) -> None:
    """Raise `MarkupError` unless it is empty, r, or made of t, T, d, D, w and W."""
    if form not in {"", "r", "R"} and set(form) - set("tTdDwW"):
        raise MarkupError("Invalid date format used")


def _time(tag: _Tag, entity: Entity) -> list[Entity]:
    check_time_format(tag.argument)
    if tag.moment <= 0:
        return []
    details: dict[str, object] = {"unix_time": tag.moment}
    if tag.argument:
        details["date_time_format"] = tag.argument
    return [replace(entity, kind="date_time", details=details)]
