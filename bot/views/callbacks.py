"""What a button carries: an action and its values in 1–64 bytes (`InlineKeyboardButton`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
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
    SEND_NOW = "hurry"  # broadcast: send it now to those whose hour is still to come
    PAUSE = "pause"  # broadcast
    RESUME = "resume"  # broadcast
    CANCEL = "cancel"  # broadcast
    RESEND = "resend"  # broadcast: send again what is in doubt
    ASSUME_DELIVERED = "trust"  # broadcast: take what is in doubt as arrived
    RETRY = "retry"  # broadcast: send again what was refused
    RECALL = "recall"  # edition: ask whether to take it back
    RECALL_NOW = "recallnow"  # edition: take it back


@dataclass(frozen=True, slots=True)
class CallbackData:
    """A button's data, read back; `action` is None for what no button of ours carries."""

    action: Action | None = None
    args: tuple[str, ...] = ()

    def number(self, index: int) -> int:
        """The argument at `index` as a number."""
        return int(self.args[index])


def pack(action: Action, *args: int | str) -> str:
    """What a button carries."""
    return ":".join((action.value, *map(str, args)))


def unpack(carried: str) -> CallbackData:
    """What a button carried, read back."""
    action, *args = carried.split(":")
    return CallbackData(Action(action), tuple(args)) if action in set(Action) else CallbackData()


def pattern(action: Action) -> re.Pattern[str]:
    """What the data of one kind of button looks like."""
    return re.compile(rf"{action.value}(:|$)")
