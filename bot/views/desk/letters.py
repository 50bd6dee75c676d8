"""What editors see of letters and votes: cards without a name, and sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from telegram import InlineKeyboardButton

from bot.i18n.translator import Translator
from bot.views.callbacks import OpenItem
from bot.views.keyboards import button, keyboard
from bot.views.message import OutgoingMessage
from bot.views.reading.letter_callbacks import AllowSender, BlockSender
from bot.views.reading.letters import named_item
from bot.views.rich_text import QUOTE, aside, bold, circled, join, plain, to_html, within
from digests.model import Edition
from digests.values.feedback import KeptLetter, LetterKind, VoteSums

_MOST_ITEMS = 30
"""Of the items with votes, as many as stand on a card."""


def letter_message(
    translator: Translator, edition: Edition, kept: KeptLetter, *, answered_by: str = ""
) -> OutgoingMessage:
    """A letter as editors see it; once it is answered, by which of them."""
    letter = kept.letter
    item = edition.digest.item(letter.number)
    is_mistake = letter.kind is LetterKind.MISTAKE
    title = (
        translator.gettext("⚠️ A reader reports a mistake")
        if is_mistake
        else translator.gettext("✉️ From a reader")
    )
    state = (
        translator.gettext("✅ Answered by {name}", name=answered_by)
        if answered_by
        else translator.gettext(
            "Reply to this message to answer. Neither of you sees the other's name."
        )
    )
    about = f"{named_item(item)}\n{translator.day(edition.date)}" if item else ""
    words = within(QUOTE, plain(letter.words)) if letter.words else ()
    pieces = [bold(title), plain(about), words, aside(translator, state)]
    return OutgoingMessage(
        text=to_html(join("\n\n", pieces)), keyboard=keyboard(_ways(translator, kept))
    )


def _ways(translator: Translator, kept: KeptLetter) -> list[list[InlineKeyboardButton]]:
    letter = kept.letter
    label = translator.gettext("📖 Open {number}", number=circled(letter.number))
    return [
        [button(label, OpenItem(letter.edition, letter.number))],
        [button(translator.gettext("🚫 No more from this reader"), BlockSender(kept.id))],
    ]


def blocked_message(translator: Translator, letter_id: int) -> OutgoingMessage:
    """That somebody writes no more, and how to take that back."""
    said = translator.gettext("🚫 You get no more messages from whoever wrote this.")
    again = button(translator.gettext("Let them write again"), AllowSender(letter_id))
    return OutgoingMessage(text=to_html(plain(said)), keyboard=keyboard([[again]]))


def vote_lines(votes: Mapping[int, VoteSums]) -> Iterator[str]:
    """The votes on an edition in all, and those on its items; nothing where nobody voted."""
    if not votes:
        return
    yield _signs(
        VoteSums(
            up=sum(one.up for one in votes.values()), down=sum(one.down for one in votes.values())
        )
    )
    shown = sorted(votes.items())[:_MOST_ITEMS]
    yield " · ".join(f"{circled(number)} {_signs(sums)}" for number, sums in shown)


def _signs(sums: VoteSums) -> str:
    return f"👍 {sums.up} 👎 {sums.down}"
