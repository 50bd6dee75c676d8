"""From what a request says to the text that is kept: parsed, cleaned, trimmed, counted.

https://core.telegram.org/bots/api#formatting-options; limits after parsing: 4096 code points for
a text, 1024 for a caption, and 32,768 bytes before parsing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from simulator.protocol.wire import Fields, JsonObject, RefusalError, bad_request, not_implemented
from simulator.text.detection import find_entities
from simulator.text.entities import Entity, add_found, in_order, settle, units
from simulator.text.html_text import MarkupError, check_time_format, parse_html
from simulator.text.links import LinkError, check_link

TEXT_LIMIT: Final = 4096
CAPTION_LIMIT: Final = 1024
BYTE_LIMIT: Final = 1 << 15

# Line and paragraph separators, overrides of direction, and lines that run through a column.
_DROPPED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_BLANKED = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
# Signs that show nothing: a text of these alone is empty.
_INVISIBLE = re.compile(
    "[\\s\u200b-\u200f\u2060-\u206f\u180e\u2800\ufffc\ufeff\U000e0000-\U000e007f\ufe00-\ufe0f]*"
)


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A text as it is shown, with its entities."""

    text: str
    entities: tuple[Entity, ...] = ()

    def content(self, text_name: str, entities_name: str) -> JsonObject:
        """The fields of a Message that hold it."""
        content: JsonObject = {text_name: self.text}
        if self.entities:
            content[entities_name] = [entity.as_json() for entity in self.entities]
        return content


def format_text(text: str, parse_mode: str, entities: Sequence[Fields] = ()) -> FormattedText:
    """The text of a message; raises `RefusalError` where Telegram would."""
    if not text:
        raise bad_request("message text is empty")
    formatted = _format(text, parse_mode, entities)
    if not formatted.text:
        raise bad_request("text must be non-empty")
    if len(formatted.text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return formatted


def format_caption(text: str, parse_mode: str, entities: Sequence[Fields] = ()) -> FormattedText:
    """A caption, which may be empty; raises `RefusalError` where Telegram would."""
    formatted = _format(text, parse_mode, entities)
    if len(formatted.text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return formatted


def spoken(text: str) -> FormattedText:
    """What a person typed: nothing but what Telegram finds in it by itself."""
    return _finish(text, [])


def _format(text: str, parse_mode: str, entities: Sequence[Fields]) -> FormattedText:
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    if size > BYTE_LIMIT:
        raise bad_request("text is too long")
    mode = parse_mode.lower()
    if mode == "html":
        return _finish(*_parsed(text))
    if mode in {"markdown", "markdownv2"}:
        raise not_implemented(f'the parse mode "{parse_mode}"')
    if mode not in {"", "none"}:
        raise bad_request("unsupported parse_mode")
    return _finish(text, [given for entry in entities for given in _given(entry)])


def _parsed(text: str) -> tuple[str, list[Entity]]:
    try:
        marked = parse_html(text)
    except MarkupError as error:
        raise bad_request(f"can't parse entities: {error}") from None
    return marked.text, marked.entities


# https://core.telegram.org/bots/api#messageentity: what a request may ask for; other kinds are
# found in the text, and ignored in requests.
_ASKED: Final = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    }
)
_FOUND: Final = frozenset(
    {
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bank_card_number",
    }
)


def _given(fields: Fields) -> list[Entity]:
    kind = fields.text("type")
    if kind in _FOUND:
        return []
    if kind not in _ASKED:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    details = _details(kind, fields)
    if details is None:
        return []
    return [Entity(kind, fields.integer("offset"), fields.integer("length"), details)]


def _details(kind: str, fields: Fields) -> JsonObject | None:
    """What the kind needs besides its place; None drops the entity."""
    match kind:
        case "text_link":
            return _link(fields.text("url"))
        case "text_mention":
            return {"user": fields.raw("user")}
        case "custom_emoji":
            return {"custom_emoji_id": fields.text("custom_emoji_id")}
        case "pre" if fields.text("language"):
            return {"language": fields.text("language")}
        case "date_time":
            return _moment(fields)
    return {}


def _link(address: str) -> JsonObject | None:
    try:
        return {"url": check_link(address)}
    except LinkError:
        return None


def _moment(fields: Fields) -> JsonObject:
    form = fields.text("date_time_format")
    try:
        check_time_format(form)
    except MarkupError:
        raise bad_request("can't parse MessageEntity: Invalid date-time format specified") from None
    details: JsonObject = {"unix_time": fields.integer("unix_time")}
    return details | ({"date_time_format": form} if form else {})


def _finish(text: str, entities: Sequence[Entity]) -> FormattedText:
    # Entities are settled on the text as it was sent, since their offsets count what is cut.
    settled = settle([entity for entity in entities if entity.length > 0])
    _check_places(text, settled)
    text, settled = _clean(text, settled)
    text, settled = _trim(text, settled)
    if _INVISIBLE.fullmatch(text):
        return FormattedText("")
    return FormattedText(text, tuple(add_found(settled, find_entities(text))))


def _check_places(text: str, entities: Sequence[Entity]) -> None:
    length = units(text)
    for entity in entities:
        if entity.offset >= length:
            raise RefusalError(
                400,
                "Bad Request: entity begins after the end of the text at UTF-16 offset "
                f"{entity.offset}",
            )
        if entity.end > length:
            raise bad_request(
                f"entity beginning at UTF-16 offset {entity.offset} ends after the end of the "
                f"text at UTF-16 offset {entity.end}"
            )


def _clean(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Control characters become spaces; what Telegram never shows goes, and offsets follow."""
    text = _BLANKED.sub(" ", text)
    gone = [units(text[: match.start()]) for match in _DROPPED.finditer(text)]
    if not gone:
        return text, entities

    def moved(place: int) -> int:
        return place - sum(dropped < place for dropped in gone)

    shifted = [
        replace(e, offset=moved(e.offset), length=moved(e.end) - moved(e.offset)) for e in entities
    ]
    return _DROPPED.sub("", text), in_order(e for e in shifted if e.length > 0)


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Spaces and line ends go from both ends; in front only where nothing is formatted."""
    trimmed = text.rstrip(" \n")
    end = units(trimmed)
    kept = [replace(e, length=min(e.end, end) - e.offset) for e in entities if e.offset < end]
    lead = len(trimmed) - len(trimmed.lstrip(" \n"))
    lead = min([lead, *(e.offset for e in kept)])
    return trimmed[lead:], [replace(e, offset=e.offset - lead) for e in kept]
