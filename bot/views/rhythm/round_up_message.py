"""What came out while it was not brought to somebody: headlines that open their items."""

from __future__ import annotations

from collections.abc import Iterator

from bot.i18n.translator import Translator
from bot.views.callbacks import OpenEdition, OpenItem
from bot.views.deep_links import deep_link
from bot.views.keyboards import button, keyboard, rows
from bot.views.message import OutgoingMessage
from bot.views.papers.slots import day_of, short_day_of
from bot.views.reading.continuations import continuation_of
from bot.views.rhythm.days_and_pauses import days_told, has_every_day
from bot.views.rhythm.rhythm_callbacks import TurnMissed
from bot.views.rich_text import (
    RichText,
    begun,
    bold,
    circled,
    fits,
    italic,
    join,
    link,
    plain,
    text_of,
    to_html,
)
from digests.model import Continuation, Edition, Preferences
from digests.values.round_up import RoundUp

_LONGEST_HEADLINE = 60
_HEADLINES = (40, 20, 12, 8, 5, 3)
"""Of each edition at most so many are shown: the most with which all fit into one message."""


def round_up_message(
    translator: Translator, round_up: RoundUp, username: str, *, said: str = "", head: str = ""
) -> OutgoingMessage:
    """An index of what was missed, the newest day first; each headline opens its item.

    `username` is the bot's, `said` stands above it, and `head` in the place of its first line.
    """
    head = head or _head(translator, round_up)
    opening = join("\n", [plain(said), bold(head)])
    shown = (
        join("\n\n", [opening, *_days(translator, round_up, username, most)]) for most in _HEADLINES
    )
    text = next(filter(fits, shown), None)
    if text is None:
        text = begun(join("\n\n", [opening, *_days(translator, round_up, username, 0)]))
    days = [button(short_day_of(translator, one), OpenEdition(one.id)) for one in round_up.editions]
    older = translator.ngettext("{count} more ▶", "{count} more ▶", round_up.older)
    last = round_up.editions[-1]
    turn = TurnMissed(round_up.since, last.date, last.id)
    return OutgoingMessage(
        text=to_html(text),
        keyboard=keyboard([*rows(days, 2), [button(older, turn)] if round_up.older else []]),
    )


def backlog_message(
    translator: Translator, round_up: RoundUp, username: str, chosen: Preferences
) -> OutgoingMessage:
    """What came out while somebody could not be reached, and that it comes again."""
    when = translator.clock_in(chosen)
    said = (
        translator.gettext("🔔 The digest comes again, every day at {when}.", when=when)
        if has_every_day(chosen)
        else translator.gettext(
            "🔔 It comes again: {days} at {when}.", days=days_told(translator, chosen), when=when
        )
    )
    return away_message(translator, round_up, username, said=said)


def away_message(
    translator: Translator, round_up: RoundUp, username: str, *, said: str = ""
) -> OutgoingMessage:
    """What came out while somebody was away."""
    head = translator.ngettext(
        "{count} edition came out while you were away:",
        "{count} editions came out while you were away:",
        round_up.count,
    )
    return round_up_message(translator, round_up, username, said=said, head=head)


def _head(translator: Translator, round_up: RoundUp) -> str:
    return translator.ngettext(
        "🗞 {count} edition since {day}",
        "🗞 {count} editions since {day}",
        round_up.count,
        day=translator.short_day(round_up.since),
    )


def _days(
    translator: Translator, round_up: RoundUp, username: str, most: int
) -> Iterator[RichText]:
    for edition in round_up.editions:
        day = bold(day_of(translator, edition))
        yield join("\n", [day, *_headlines(translator, edition, username, most)])


def _headlines(
    translator: Translator, edition: Edition, username: str, most: int
) -> Iterator[RichText]:
    items = edition.digest.items
    for item in items[:most]:
        headline = text_of(begun(plain(item.headline), _LONGEST_HEADLINE))
        url = deep_link(username, OpenItem(edition.id, item.number))
        earlier = continuation_of(edition, item)
        goes_on = _going_on(translator, earlier, username) if earlier else ()
        yield join(" ", [plain(circled(item.number)), link(headline, url), goes_on])
    left = len(items) - most
    if left > 0:
        yield italic(translator.ngettext("and {count} more", "and {count} more", left))


def _going_on(translator: Translator, earlier: Continuation, username: str) -> RichText:
    """What an item goes on with, and the way there."""
    url = deep_link(username, OpenItem(earlier.earlier.edition, earlier.earlier.number))
    told = translator.gettext(
        "↪ {day} {item}",
        day=translator.shortest_day(earlier.date),
        item=circled(earlier.earlier.number).rstrip("."),
    )
    return link(told, url)
