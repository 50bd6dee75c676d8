"""Greeting and help, what is offered in doubt, and what is told about the bot and people's data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from telegram import InlineKeyboardButton

from bot.i18n.translator import Translator
from bot.views.callbacks import (
    OfferForms,
    OfferHours,
    OfferZones,
    OpenEdition,
    SayWords,
    SetForm,
    SetZone,
    Subscribe,
    fits,
)
from bot.views.desk.editor_help import help_words, start_words
from bot.views.keyboards import button, keyboard
from bot.views.message import OutgoingMessage
from bot.views.papers.slots import title_of
from bot.views.rhythm.days_and_pauses import days_told, has_every_day
from bot.views.rich_text import aside, begun, bold, code, join, plain, to_html
from digests.model import Edition, Form, Preferences
from digests.values.feedback import LETTERS_KEPT


def start_message(
    translator: Translator,
    latest: Edition | None,
    *,
    when: str,
    subscribed: bool,
    to_editor: bool = False,
) -> OutgoingMessage:
    """The greeting, with one tap to subscribe and one to the latest edition."""
    hello = translator.gettext("A digest a day, right here. Ask for what interests you.")
    comes = (
        translator.gettext("You are subscribed: it comes at {when}.", when=when)
        if subscribed
        else translator.gettext("Subscribe, and it comes to you at {when}.", when=when)
    )
    ways = _ways(translator)
    own = start_words(translator) if to_editor else ""
    said = [plain(f"{hello}\n{comes}"), plain(own), plain(ways)]
    text = join("\n\n", [bold("🗞 瓦版 Kawaraban"), *said])
    return OutgoingMessage(
        text=to_html(text), keyboard=keyboard(_start_rows(translator, latest, subscribed))
    )


def _ways(translator: Translator) -> str:
    """How to ask. A tap on a command that needs words behind it would send it without them."""
    return translator.gettext(
        "Send me a number (3), a day (yesterday, 3/14) or any words to search for.\nMore: /help"
    )


def _start_rows(
    translator: Translator, latest: Edition | None, subscribed: bool
) -> Sequence[Sequence[InlineKeyboardButton]]:
    subscribe = button(translator.gettext("🔔 Subscribe"), Subscribe())
    rows = [] if subscribed else [[subscribe]]
    if latest:
        rows.append([button(f"📖 {title_of(translator, latest)}", OpenEdition(latest.id))])
    return rows


def inviting(translator: Translator, message: OutgoingMessage) -> OutgoingMessage:
    """Something that a newcomer opens, with the way to subscribe once, before all its buttons."""
    subscribe = button(translator.gettext("🔔 Subscribe"), Subscribe())
    others = [
        [key for key in row if key.callback_data != subscribe.callback_data] for row in message.rows
    ]
    return replace(message, keyboard=keyboard([[subscribe], *others]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What somebody who subscribes is told.

    `comes_now` where the latest edition follows; `next_at` is when the next is due, in words.
    `can_choose` where buttons to change that stand below it; `is_guess` where nobody said yet by
    which clock the chat lives.
    """

    chosen: Preferences
    is_new: bool
    comes_now: bool
    next_at: str
    can_choose: bool
    is_guess: bool


def subscribed_message(
    translator: Translator, subscription: Subscription, now: datetime
) -> OutgoingMessage:
    """The digest comes from now on, or came already: when it comes next, and how to change that."""
    when = translator.clock_in(subscription.chosen)
    first = (
        _subscribed(translator, subscription.chosen, when)
        if subscription.is_new
        else translator.gettext("Already subscribed: the digest comes at {when}.", when=when)
    )
    following = subscription.next_at
    lines = [
        first,
        translator.gettext("Here is the latest edition. The next one comes {when}.", when=following)
        if subscription.comes_now
        else translator.gettext("The next edition comes {when}.", when=following),
    ]
    if subscription.is_guess:
        clock = translator.clock_at(now, subscription.chosen.timezone)
        lines.append(
            translator.gettext(
                "I think it's {clock} where you are. If not, choose yours with 🌏.",
                clock=clock,
            )
        )
    keys = [
        button(translator.gettext("🕖 Time"), OfferHours()),
        button(translator.gettext("🌏 Time zone"), OfferZones()),
    ]
    ways = keyboard([keys] if subscription.can_choose else [])
    return OutgoingMessage(text=to_html(plain("\n".join(lines))), keyboard=ways)


def _subscribed(translator: Translator, chosen: Preferences, when: str) -> str:
    if has_every_day(chosen):
        return translator.gettext("🔔 Subscribed: the digest comes every day at {when}.", when=when)
    days = days_told(translator, chosen)
    return translator.gettext("🔔 Subscribed: {days} at {when}.", days=days, when=when)


def group_message(translator: Translator, *, subscribed: bool) -> OutgoingMessage:
    """The greeting to a group that the bot has come into."""
    said = (
        translator.gettext("I'm back: the digest comes here again.")
        if subscribed
        else translator.gettext("Hello! A group admin can have the daily digest delivered here.")
    )
    ways = _ways(translator)
    rows = [] if subscribed else [[button(translator.gettext("🔔 Subscribe"), Subscribe())]]
    return OutgoingMessage(text=to_html(plain(f"{said}\n\n{ways}")), keyboard=keyboard(rows))


def alone_message(translator: Translator, link: str) -> OutgoingMessage:
    """That what was asked where others read is answered to the asker alone, behind a link."""
    said = translator.gettext("That's between you and me: I answer it in our private chat.")
    key = InlineKeyboardButton(translator.gettext("🔒 Open our private chat"), url=link)
    return OutgoingMessage(text=to_html(plain(said)), keyboard=keyboard([[key]]))


def help_message(
    translator: Translator,
    orders: Iterable[tuple[str, str]],
    *,
    inline: str | None,
    subscribed: bool,
) -> OutgoingMessage:
    """What can be said, and buttons for the rest; the menu beside the message has all commands.

    `orders` are the commands of an editor and what each does. `inline` is the bot's `@name` where
    its operator lets it be asked from other chats.
    """
    listed = "\n".join(f"/{name} – {does}" for name, does in orders)
    paragraphs = [
        bold(translator.gettext("Just write to me")),
        plain(_words_to_say(translator)),
        help_words(translator) if listed else (),
        plain(listed),
        plain(
            translator.gettext("This bot: /about\nYour data: /privacy, /mydata, /forget"),
        ),
        aside(translator, _anywhere(translator, inline)),
    ]
    rows = [] if subscribed else [[button(translator.gettext("🔔 Subscribe"), Subscribe())]]
    return OutgoingMessage(
        text=to_html(join("\n\n", paragraphs)), keyboard=keyboard([*rows, *_places(translator)])
    )


def _words_to_say(translator: Translator) -> str:
    return translator.gettext(
        "📖 3, next, sources of 3: items of the edition you saw last\n"
        "📅 yesterday, last Friday, 3/14: another day\n"
        "🔎 any other words: a search\n"
        "🔖 ☆ below an item: keep it for later, follow what it is about\n"
        "🔔 7am, Berlin, stop: your daily edition"
    )


def _places(translator: Translator) -> Sequence[Sequence[InlineKeyboardButton]]:
    """Where a reader can go without a word."""
    return [
        [
            button(translator.gettext("📖 Latest edition"), SayWords("/today")),
            button(translator.gettext("📅 Choose a day"), SayWords("/date")),
        ],
        [
            button(translator.gettext("🗂 Past editions"), SayWords("/archive")),
            button(translator.gettext("⚙️ Settings"), SayWords("/settings")),
        ],
    ]


def ways_message(translator: Translator, said: str) -> OutgoingMessage:
    """A short answer, with the ways on from it."""
    keys = [
        button(translator.gettext("📖 Latest edition"), SayWords("/today")),
        button(translator.gettext("❓ Help"), SayWords("/help")),
    ]
    return OutgoingMessage(text=to_html(plain(said)), keyboard=keyboard([keys]))


def unsubscribed_message(translator: Translator, said: str) -> OutgoingMessage:
    """That no edition comes here, with the one tap that changes it."""
    keys = [button(translator.gettext("🔔 Subscribe"), Subscribe())]
    return OutgoingMessage(text=to_html(plain(said)), keyboard=keyboard([keys]))


def _anywhere(translator: Translator, inline: str | None) -> str:
    if inline is None:
        return ""
    return translator.gettext(
        "In any other chat, type {bot} and a word, a number or a day to send an item there.",
        bot=inline,
    )


def about_message(
    translator: Translator, *, operator: str | None, user_id: int | None
) -> OutgoingMessage:
    """Who runs this bot, and the asker's own id, which an operator needs to name editors."""
    lines = [
        bold("🗞 瓦版 Kawaraban"),
        plain(translator.gettext("A free bot that brings a daily digest to its readers.")),
        plain(translator.gettext("Run by {operator}.", operator=operator)) if operator else (),
        join("", [plain(translator.gettext("Your Telegram id: ")), code(str(user_id))])
        if user_id
        else (),
    ]
    return OutgoingMessage(text=to_html(join("\n", lines)))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFor:
    """For how many days it is kept: receipts, openings, numbers of updates, what workers note.

    `backups` is of how many days there is one, 0 for none; `drafts` for how long what was thrown
    away is kept, None for whoever posts none. `is_overwritten` says whether the bot itself sees
    that what was deleted is in no file any more; else the database's server does, some time.
    """

    receipts: int
    openings: int
    updates: int
    journals: int
    backups: int
    is_overwritten: bool
    drafts: int | None = None


def privacy_message(
    translator: Translator, *, operator: str | None, kept_for: KeptFor
) -> OutgoingMessage:
    """What is kept of a subscriber, why, for how long, and how to get and to end it."""
    paragraphs = (
        translator.gettext(
            "Kept until you delete it: the number of this chat, your language, time zone, hour, "
            "layout, paper, whether it is translated, days, pauses and quiet hours, whether extras "
            "come, whether you are subscribed and since when, and since when this chat can't be "
            "reached, so that you are told what came out meanwhile."
        ),
        translator.gettext(
            "If you came by an invitation link: its name too. Editors see only how many came by it."
        ),
        translator.gettext("Kept until you take it out: what you save, follow or mute."),
        *_periods(translator, kept_for),
        translator.gettext("Not kept once you are answered: your name, and what you write."),
        translator.gettext(
            "/mydata sends you all of it, /forget deletes it. /unsubscribe only ends delivery."
        ),
        translator.gettext("Questions: {operator}", operator=operator) if operator else "",
    )
    text = join("\n\n", [bold(translator.gettext("Privacy")), *map(plain, paragraphs)])
    return OutgoingMessage(text=to_html(text))


def _periods(translator: Translator, kept_for: KeptFor) -> Iterable[str]:
    yield translator.ngettext(
        "Kept for {count} day after an edition went out: which of its messages you got, so that "
        "it doesn't come twice and errors can be corrected.",
        "Kept for {count} days after an edition went out: which of its messages you got, so that "
        "it doesn't come twice and errors can be corrected.",
        kept_for.receipts,
    )
    yield translator.ngettext(
        "Kept for {count} day after an edition came out: which of its items this chat opened, so "
        "that it counts once. Editors see only sums, and none below five.",
        "Kept for {count} days after an edition came out: which of its items this chat opened, so "
        "that it counts once. Editors see only sums, and none below five.",
        kept_for.openings,
    )
    yield translator.ngettext(
        "Kept for {count} day: the number of each message you sent, so that it is answered once.",
        "Kept for {count} days: the number of each message you sent, so that it is answered once.",
        kept_for.updates,
    )
    yield translator.ngettext(
        "If the bot is interrupted while sending, its notes of what went out stay until it "
        "starts again, and for {count} day at most. Its log holds no names and no texts.",
        "If the bot is interrupted while sending, its notes of what went out stay until it "
        "starts again, and for {count} days at most. Its log holds no names and no texts.",
        kept_for.journals,
    )
    yield translator.ngettext(
        "If you write to the editor: your message, without your name, until it is answered and "
        "for {count} day at most; how you vote on an item, as long as what you got.",
        "If you write to the editor: your message, without your name, until it is answered and "
        "for {count} days at most; how you vote on an item, as long as what you got.",
        LETTERS_KEPT.days,
    )
    yield from _after_deleting(translator, kept_for)
    if kept_for.drafts is not None:
        yield translator.ngettext(
            "As an editor: what you publish is kept with your number; a draft that you "
            "discarded for {count} day.",
            "As an editor: what you publish is kept with your number; a draft that you "
            "discarded for {count} days.",
            kept_for.drafts,
        )


def _after_deleting(translator: Translator, kept_for: KeptFor) -> Iterable[str]:
    """What of somebody stays for a while, or on purpose, once they deleted everything."""
    yield translator.ngettext(
        "Once you delete everything, the bot's own number for this chat is nobody's, and nobody "
        "else gets it. As such it may stand in the notes of how far an edition was sent, for "
        "{count} day and until another one is sent.",
        "Once you delete everything, the bot's own number for this chat is nobody's, and nobody "
        "else gets it. As such it may stand in the notes of how far an edition was sent, for "
        "{count} days and until another one is sent.",
        kept_for.receipts,
    )
    yield translator.gettext(
        "/forget lifts no block: if an editor takes no more messages from you, that stays, by a "
        "number that only this bot can make of yours; so does for a day how many you sent."
    )
    yield (
        translator.gettext(
            "What is deleted is overwritten within an hour, so that no file of this bot holds it."
        )
        if kept_for.is_overwritten
        else translator.gettext(
            "What is deleted is out of reach at once; the database clears it from its files later."
        )
    )
    if kept_for.backups:
        yield translator.ngettext(
            "Backups still hold what was deleted for {count} more day.",
            "Backups still hold what was deleted for {count} more days.",
            kept_for.backups,
        )


def look_message(translator: Translator) -> OutgoingMessage:
    """Where letters and colours are chosen, and the layouts that can be enlarged by themselves."""
    said = translator.gettext(
        "Telegram sets the size of the text and the colours: open its Settings, then Chat Settings "
        "(Android) or Appearance (iPhone). Or have each edition as a file, which you can enlarge "
        "as you like."
    )
    keys = [
        [button(translator.gettext("📎 From now on as a file"), SetForm(Form.FILE))],
        [button(translator.gettext("📄 Layout"), OfferForms())],
    ]
    return OutgoingMessage(text=to_html(plain(said)), keyboard=keyboard(keys))


def place_message(translator: Translator, zone: str, words: str) -> OutgoingMessage:
    """A place was named: whether its clock is meant, or what is told about it."""
    clock = translator.gettext("🕖 Use the clock of {place}", place=translator.zone(zone))
    find = translator.gettext("🔎 Search for “{words}”", words=words)
    keys = [
        [button(find, SayWords(f"/search {words}"))],
        [button(clock, SetZone(zone))],
    ]
    said = translator.gettext("“{words}”: news from there, or your time zone?", words=words)
    return OutgoingMessage(text=to_html(plain(said)), keyboard=keyboard(keys))


def suggestion_message(
    translator: Translator, commands: Sequence[str], words: str
) -> OutgoingMessage:
    """No command is called so: the commands that were probably meant, and /help.

    One whose words are more than a button can carry stands in the text, to be copied by a tap.
    """
    meant = [f"/{command} {words}".strip() for command in commands]
    carried = [one for one in meant if fits(SayWords(one))]
    keys = [[button(one, SayWords(one))] for one in carried if one != "/help"]
    keys.append([button(translator.gettext("❓ Help"), SayWords("/help"))])
    near = translator.choice([f"/{command}" for command in commands])
    said = (
        translator.gettext("I don't know that command. Did you mean {commands}?", commands=near)
        if commands
        else translator.gettext("I don't know that command.")
    )
    copied = [code(one) for one in meant if one not in carried]
    text = begun(join("\n", [plain(said), *copied]))
    return OutgoingMessage(text=to_html(text), keyboard=keyboard(keys))
