"""Greeting, help, and what is told about the bot and the reader's data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from telegram import InlineKeyboardButton

from bot.i18n.translator import Speech
from bot.views.callbacks import Act
from bot.views.editions import title_of
from bot.views.keyboards import button, keyboard
from bot.views.message import Letter
from bot.views.rich_text import Styled, bold, code, italic, join, plain, to_html
from digests.model import Edition


def start_letter(speech: Speech, latest: Edition | None, *, when: str, subscribed: bool) -> Letter:
    """The greeting, with one tap to subscribe and one to the latest edition."""
    hello = speech.t("A digest a day, right here. Ask for what interests you.")
    comes = (
        speech.t("You are subscribed: it comes at {when}.", when=when)
        if subscribed
        else speech.t("Subscribe, and it comes to you every day at {when}.", when=when)
    )
    ways = speech.t("/today – the latest edition\n/item 3 – one item\n/help – everything else")
    text = join("\n\n", [bold("🗞 瓦版 Kawaraban"), plain(f"{hello}\n{comes}"), plain(ways)])
    return Letter(text=to_html(text), keyboard=keyboard(_start_rows(speech, latest, subscribed)))


def _start_rows(
    speech: Speech, latest: Edition | None, subscribed: bool
) -> Sequence[Sequence[InlineKeyboardButton]]:
    subscribe = button(speech.t("🔔 Subscribe"), Act.SUBSCRIBE)
    rows = [] if subscribed else [[subscribe]]
    if latest:
        rows.append([button(f"📖 {title_of(speech, latest)}", Act.EDITION, latest.id)])
    return rows


def group_letter(speech: Speech, *, subscribed: bool) -> Letter:
    """The greeting to a group that the bot has come into."""
    said = (
        speech.t("I am back: the digest comes here every day again.")
        if subscribed
        else speech.t("Hello! A group admin can have the daily digest delivered here.")
    )
    ways = speech.t("/today – the latest edition\n/item 3 – one item\n/help – everything else")
    rows = [] if subscribed else [[button(speech.t("🔔 Subscribe"), Act.SUBSCRIBE)]]
    return Letter(text=to_html(plain(f"{said}\n\n{ways}")), keyboard=keyboard(rows))


def help_letter(
    speech: Speech, groups: Iterable[Sequence[tuple[str, str]]], *, inline: str | None
) -> Letter:
    """Every command with what it does; `groups` are (command, description) by audience.

    `inline` is the bot's `@name` where its operator lets it be asked from other chats.
    """
    lists = [join("\n", [_entry(speech, *entry) for entry in group]) for group in groups]
    hint = speech.t(
        "Or simply send a number: 3 opens item ③ of the latest edition, and in "
        "reply to an older one, the item of that day."
    )
    return Letter(
        text=to_html(join("\n\n", [*lists, italic(hint), italic(_anywhere(speech, inline))]))
    )


def _anywhere(speech: Speech, inline: str | None) -> str:
    if inline is None:
        return ""
    return speech.t(
        "In any other chat, type {bot} and a word, a number or a day to send an item there.",
        bot=inline,
    )


def _entry(speech: Speech, name: str, description: str) -> Styled:
    return plain(f"/{name} – {speech.t(description)}")


def about_letter(speech: Speech, *, operator: str | None, user_id: int | None) -> Letter:
    """Who runs this bot, and the asker's own id, which an operator needs to name admins."""
    lines = [
        bold("🗞 瓦版 Kawaraban"),
        plain(speech.t("A free bot that brings a daily digest to its readers.")),
        plain(speech.t("Run by {operator}.", operator=operator)) if operator else (),
        join("", [plain(speech.t("Your Telegram id: ")), code(str(user_id))]) if user_id else (),
    ]
    return Letter(text=to_html(join("\n", lines)))


def privacy_letter(speech: Speech, *, operator: str | None) -> Letter:
    """What is kept of a reader, why, and how to end it."""
    kept = speech.t(
        "Kept: the number of this chat, your language, time zone, hour and reading form, and which "
        "messages were delivered here, so that no edition comes twice and errors can be corrected."
    )
    not_kept = speech.t("Not kept: your name, and what you write.")
    end = speech.t("/unsubscribe ends delivery; /forget deletes everything kept about this chat.")
    asks = speech.t("Questions: {operator}", operator=operator) if operator else ""
    return Letter(
        text=to_html(
            join("\n\n", [bold(speech.t("Privacy")), *map(plain, (kept, not_kept, end, asks))])
        )
    )
