"""How readers write to the editors and vote: the buttons below an item, and what they are asked."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton

from bot.i18n.translator import Translator
from bot.views.callbacks import SayWords
from bot.views.keyboards import button, keyboard
from bot.views.message import OutgoingMessage
from bot.views.reading.letter_callbacks import (
    CastVote,
    LeaveLetter,
    ReportMistake,
    SearchInstead,
    SendLetter,
    SendReport,
    WriteToEditor,
)
from bot.views.rich_text import aside, begun, circled, join, plain, text_of, to_html
from digests.model import Edition, Item
from digests.values.feedback import Hindrance, LetterKind, Vote

_UP, _DOWN = "👍", "👎"
_LONGEST_HEADLINE = 200
LONGEST_ANSWER = 3_500
"""Characters of an answer, which leave room for what stands before it."""


def letter_row(edition: Edition, item: Item) -> Sequence[InlineKeyboardButton]:
    """What stands below an item, the same in every language."""
    number = item.number
    return [
        button("✉️", WriteToEditor(edition.id, number)),
        button(_UP, CastVote(edition.id, number, Vote.UP)),
        button(_DOWN, CastVote(edition.id, number, Vote.DOWN)),
    ]


def named_item(item: Item) -> str:
    """An item as it is named beside other words: its number and headline, cut where it is long."""
    head = begun(plain(f"{circled(item.number)} {item.headline}"), _LONGEST_HEADLINE)
    return text_of(head)


def letter_question(translator: Translator, item: Item, leave: LeaveLetter) -> OutgoingMessage:
    """What somebody wants to tell the editors; a reply is taken for it, and so is what comes next.

    `leave` says about which item and from below which message.
    """
    about = (leave.edition, leave.number, leave.message)
    if leave.kind is LetterKind.MISTAKE:
        asked = translator.gettext("What is wrong here? A line will do, or send it without words.")
        way = button(translator.gettext("⚠️ Send without words"), SendReport(*about))
    else:
        asked = translator.gettext("What would you like to tell the editor about this item?")
        way = button(translator.gettext("⚠️ Report a mistake"), ReportMistake(*about))
    text = join("\n\n", [plain(asked), plain(named_item(item))])
    keys = keyboard([[way], [button(translator.gettext("Don't write"), leave)]])
    return OutgoingMessage(text=to_html(text), keyboard=keys)


def confirm_letter(
    translator: Translator, item: Item, send: SendLetter, left: int
) -> OutgoingMessage:
    """Whether the words replied to shall go to the editors; else they were a search."""
    asked = translator.gettext("Send this to the editor?")
    terms = translator.ngettext(
        "Your name isn't shown. You can send {count} message today.",
        "Your name isn't shown. You can send {count} messages today.",
        left,
    )
    text = join("\n\n", [plain(asked), plain(named_item(item)), aside(translator, terms)])
    keys = [
        [button(translator.gettext("✉️ Send"), send)],
        [button(translator.gettext("🔎 It was a search"), SearchInstead())],
    ]
    return OutgoingMessage(text=to_html(text), keyboard=keyboard(keys))


def sent_sentence(translator: Translator, left: int) -> str:
    """That a letter is with the editors, and how many more may follow."""
    sent = translator.gettext("✉️ Sent to the editor. An answer would come below that item.")
    more = translator.ngettext(
        "You can send {count} more today.", "You can send {count} more today.", left
    )
    return f"{sent}\n{more}"


def answer_message(
    translator: Translator, edition: Edition | None, number: int, words: str
) -> OutgoingMessage:
    """What an editor answers to a letter about an item; below it the reader can write again."""
    said = translator.gettext("✉️ From the editor: {words}", words=words)
    item = edition.digest.item(number) if edition else None
    keys = keyboard([letter_row(edition, item)[:1]]) if edition and item else None
    return OutgoingMessage(text=to_html(plain(said)), keyboard=keys)


def hindrance_sentence(translator: Translator, hindrance: Hindrance) -> str:
    """Why somebody can't write to the editors just now."""
    sentences = {
        Hindrance.OFF: translator.gettext("The editor takes no messages here at the moment."),
        Hindrance.BLOCKED: translator.gettext("The editor takes no more messages from you."),
        Hindrance.ENOUGH: translator.gettext(
            "You have written to the editor as often as is possible in one day. Please write again "
            "tomorrow."
        ),
        Hindrance.CROWDED: translator.gettext(
            "The editor has very many messages today. Please write again tomorrow."
        ),
    }
    return sentences[hindrance]


def hindered_message(translator: Translator, hindrance: Hindrance) -> OutgoingMessage:
    """The same, about words that may have been a search as well."""
    said = hindrance_sentence(translator, hindrance)
    search = button(translator.gettext("🔎 It was a search"), SearchInstead())
    return OutgoingMessage(text=to_html(plain(said)), keyboard=keyboard([[search]]))


def way_to_editors(
    translator: Translator, edition: Edition | None, item: Item | None
) -> OutgoingMessage:
    """How to write to the editors; at once about an item, where one was shown last."""
    said = translator.gettext(
        "Press ✉️ below an item, or reply to it in your own words: the editor gets them, "
        "without your name."
    )
    key = (
        [button(f"✉️ {circled(item.number)}", WriteToEditor(edition.id, item.number))]
        if edition and item
        else [button(translator.gettext("📖 Latest edition"), SayWords("/today"))]
    )
    return OutgoingMessage(text=to_html(plain(said)), keyboard=keyboard([key]))
