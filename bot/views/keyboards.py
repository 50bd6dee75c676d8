"""The buttons: what each one carries (1–64 bytes, `InlineKeyboardButton`) and how they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from digests.model import Source

_PER_ROW = 5
_MOST = 100
"""Buttons that Telegram takes on one keyboard, all rows together."""


class Act(StrEnum):
    """What a press asks for."""

    ITEM = "item"  # edition, number: open an item in a message of its own
    TURN = "turn"  # edition, number: show another item in this message
    EDITION = "edition"  # edition: open an edition
    SOURCES = "sources"  # edition: list its links
    DAY = "day"  # ISO date, number: open an item of that day's edition
    FOUND = "found"  # offset: another page of hits, in this message
    ARCHIVE = "archive"  # offset: a page of past editions, in this message
    SUBSCRIBE = "subscribe"  # start the daily delivery
    UNSUBSCRIBE = "unsubscribe"  # end it
    LANGUAGE = "language"  # language code: speak it from now on
    LANGUAGES = "languages"  # offer the languages
    SETTINGS = "settings"  # show what was chosen
    HOURS = "hours"  # offer the hours
    HOUR = "hour"  # minute of the day: deliver then
    ZONES = "zones"  # offer time zones
    ZONE = "zone"  # IANA zone: live by its clock
    FORMS = "forms"  # offer the forms
    FORM = "form"  # form: arrive in it; in the rich one after a trial
    READ = "read"  # the rich sample can be read: arrive in that form
    UNREAD = "unread"  # it can't: keep the former form
    FORGET = "forget"  # delete what is kept about the chat
    PUBLISH = "publish"  # edition: publish a draft
    CONFIRM = "confirm"  # edition: publish it although a problem blocks it
    SCHEDULE = "schedule"  # edition: ask when
    AT = "at"  # edition, unix time: publish it then
    REPLACE = "replace"  # edition: take the place of that day's edition
    DISCARD = "discard"  # edition: throw a draft away
    PREVIEW = "preview"  # edition: back to what was understood
    SHOW = "show"  # edition: see the draft as readers will
    HURRY = "hurry"  # broadcast: send it now to those whose hour is still to come
    PAUSE = "pause"  # broadcast
    RESUME = "resume"  # broadcast
    CANCEL = "cancel"  # broadcast
    RESEND = "resend"  # broadcast: send again what is in doubt
    TRUST = "trust"  # broadcast: take what is in doubt as arrived
    RETRY = "retry"  # broadcast: send again what was refused
    RECALL = "recall"  # edition: ask whether to take it back
    RECALL_NOW = "recallnow"  # edition: take it back


@dataclass(frozen=True, slots=True)
class Press:
    """A button's data, read back; `act` is None for what no button of ours carries."""

    act: Act | None = None
    args: tuple[str, ...] = ()

    def number(self, index: int) -> int:
        """The argument at `index` as a number."""
        return int(self.args[index])


def data(act: Act, *args: int | str) -> str:
    """What a button carries."""
    return ":".join((act.value, *map(str, args)))


def pressed(carried: str) -> Press:
    """Read what a button carried."""
    act, *args = carried.split(":")
    return Press(Act(act), tuple(args)) if act in set(Act) else Press()


def pattern(act: Act) -> re.Pattern[str]:
    """What the data of one kind of button looks like."""
    return re.compile(rf"{act.value}(:|$)")


def button(text: str, act: Act, *args: int | str) -> InlineKeyboardButton:
    """A button that comes back to the bot."""
    return InlineKeyboardButton(text, callback_data=data(act, *args))


def keyboard(rows: Iterable[Sequence[InlineKeyboardButton]]) -> InlineKeyboardMarkup | None:
    """A keyboard of the rows that have buttons, cut to what Telegram takes; None without any."""
    kept: list[list[InlineKeyboardButton]] = []
    left = _MOST
    for row in rows:
        if row and left > 0:
            kept.append(list(row[:left]))
            left -= len(row)
    return InlineKeyboardMarkup(kept) if kept else None


def rows(
    buttons: Sequence[InlineKeyboardButton], per_row: int = _PER_ROW
) -> list[Sequence[InlineKeyboardButton]]:
    """Buttons in rows of equal length."""
    return [buttons[start : start + per_row] for start in range(0, len(buttons), per_row)]


def source_buttons(sources: Sequence[Source]) -> list[Sequence[InlineKeyboardButton]]:
    """A button a source, named after its host; those Telegram would refuse are left out."""
    openable = [source for source in sources if openable_host(source.url)]
    named = [
        InlineKeyboardButton(f"🔗 {openable_host(source.url)}", url=source.url)
        for source in openable[:6]
    ]
    return rows(named, 2)


_OPENABLE = re.compile(
    r"https?://(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::\d+)?(?:[/?#]|$)", re.IGNORECASE
)


def openable_host(url: str) -> str | None:
    """The host of a link that Telegram takes for a button: http(s) and a name with a dot."""
    found = _OPENABLE.match(url)
    return found[1].lower() if found else None


def edition_of(markup: InlineKeyboardMarkup | None) -> int | None:
    """The edition that a message's buttons are about, so that a reply to it finds its day."""
    about = {Act.ITEM, Act.TURN, Act.EDITION, Act.SOURCES}
    return next((press.number(0) for press in _presses(markup) if press.act in about), None)


def is_archive(markup: InlineKeyboardMarkup | None) -> bool:
    """Whether a message's buttons are those of a page of past editions."""
    return {press.act for press in _presses(markup)} <= {Act.EDITION, Act.ARCHIVE}


def _presses(markup: InlineKeyboardMarkup | None) -> Iterator[Press]:
    for row in markup.inline_keyboard if markup else ():
        for key in row:
            if isinstance(key.callback_data, str):
                yield pressed(key.callback_data)
