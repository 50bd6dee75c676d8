"""Links that open the private chat with the bot, at what they are about.

https://core.telegram.org/bots/features#deep-linking: at most 64 of A–Z a–z 0–9 _ -
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.views.callbacks import (
    AboutEdition,
    Callback,
    OpenHit,
    OpenItem,
    OpenItemOfDay,
    TurnToItem,
)

_ITEM = re.compile(r"i_([0-9]{1,15})_([0-9]{1,6})")
_EDITION = re.compile(r"e_([0-9]{1,15})")
_DAY = re.compile(r"d_([0-9]{8})")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTarget:
    """What a link opens: an edition by its id or its day, of that one an item or all of it."""

    edition: int | None = None
    day: date | None = None
    number: int | None = None


def deep_link(username: str, callback: Callback | None) -> str:
    """What a button shows, as a link into the private chat; the chat alone for all others."""
    link = f"https://t.me/{username}"
    payload = _payload(callback)
    return f"{link}?start={payload}" if payload else f"{link}?start"


def _payload(callback: Callback | None) -> str:
    match callback:
        case OpenItem() | OpenHit() | TurnToItem():
            return f"i_{callback.edition}_{callback.number}"
        case AboutEdition():
            return f"e_{callback.edition}"
        case OpenItemOfDay():
            return f"d_{callback.day:%Y%m%d}"
    return ""


def target_of(payload: str) -> LinkTarget | None:
    """What a link's payload names, None for anything else; anybody may have made it up."""
    if found := _ITEM.fullmatch(payload):
        return LinkTarget(edition=int(found[1]), number=int(found[2]))
    if found := _EDITION.fullmatch(payload):
        return LinkTarget(edition=int(found[1]))
    if found := _DAY.fullmatch(payload):
        try:
            return LinkTarget(day=date.fromisoformat(found[1]))
        except ValueError:
            return None
    return None
