"""What came in otherwise than through a chat, and what became of it, as editors are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from bot.i18n.marking import mark
from bot.i18n.translator import Translator
from bot.views.message import OutgoingMessage
from bot.views.rich_text import bold, join, plain, to_html


class SubmissionWay(StrEnum):
    """By which way something came in."""

    FOLDER = "folder"  # a file in the watched folder
    PROGRAM = "program"  # a program handed it in over HTTP
    PAGE = "page"  # a page or feed that is followed


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where something came from; `name` is the file's, or a page's address without its query."""

    way: SubmissionWay
    name: str


class Arrival(StrEnum):
    """What became of what came in."""

    DRAFT = "draft"  # a draft, as was wanted
    PUBLISHED = "published"  # published, as was wanted, or it was already
    HELD_BACK = "held_back"  # a draft, though it was to be published


_ORIGINS: Mapping[SubmissionWay, str] = MappingProxyType(
    {
        SubmissionWay.FOLDER: mark("📥 From the folder: {name}"),
        SubmissionWay.PROGRAM: mark("📥 From a program: {name}"),
        SubmissionWay.PAGE: mark("📥 From {name}"),
    }
)
_ARRIVALS: Mapping[Arrival, str] = MappingProxyType(
    {
        Arrival.PUBLISHED: mark("It is published."),
        Arrival.HELD_BACK: mark(
            "It stays a draft, because something about it wants your decision."
        ),
    }
)
"""A draft says of itself that it is one."""


def arrival_sentence(translator: Translator, arrival: Arrival) -> str:
    """What became of it, empty where its card says all."""
    said = _ARRIVALS.get(arrival)
    return translator.gettext(said) if said else ""


def arrival_message(translator: Translator, origin: Origin, said: str) -> OutgoingMessage:
    """Where something came from, and what is said about it, if anything."""
    from_where = translator.gettext(_ORIGINS[origin.way], name=origin.name)
    lines = [bold(from_where), *([plain(said)] if said else [])]
    return OutgoingMessage(text=to_html(join("\n", lines)))


def not_opened_sentence(translator: Translator) -> str:
    """Why a file of the folder was not taken."""
    return translator.gettext(
        "The file can't be opened or moved. Whoever runs the bot must let it read and write in "
        "that folder."
    )
