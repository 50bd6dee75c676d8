"""An item as it is offered in any chat: a line to choose it by, and the message it would send.

Limits: Bot API, `InlineQueryResultArticle` and `InputTextMessageContent`. The button of its message
is a link into the private chat: a press would name no chat that the bot could answer in.
"""

from __future__ import annotations

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode

from bot.i18n.translator import Translator
from bot.views.callbacks import OpenItem
from bot.views.deep_links import deep_link
from bot.views.items import body, footer, heading, source_lines, summary
from bot.views.rich_text import (
    RichText,
    aside,
    begun,
    circled,
    join,
    parts_of,
    plain,
    text_of,
    to_html,
)
from digests.model import Edition, Item

_TITLE = 120
_DESCRIPTION = 200
"""More than apps show in the list, so that none cuts a short one."""
_SUMMARY = 1_500
"""Leaves room below Telegram's 4,096 for the longest headlines and the links."""
_MOST_SOURCES = 6


def offer(
    translator: Translator, edition: Edition, item: Item, username: str
) -> InlineQueryResultArticle:
    """An item to be chosen; its id is that of edition and number, `username` the bot's."""
    whole = deep_link(username, OpenItem(edition.id, item.number))
    read_on = InlineKeyboardButton(translator.gettext("📖 Read it in full"), url=whole)
    text = InputTextMessageContent(
        to_html(short_text(translator, edition, item)),
        parse_mode=ParseMode.HTML,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    return InlineQueryResultArticle(
        id=f"{edition.id}:{item.number}",
        title=text_of(begun(plain(f"{circled(item.number)} {item.headline}"), _TITLE)),
        description=text_of(begun(_short(item), _DESCRIPTION)) or None,
        input_message_content=text,
        reply_markup=InlineKeyboardMarkup([[read_on]]),
    )


def short_text(translator: Translator, edition: Edition, item: Item) -> RichText:
    """An item in short, always one message: headline, who said it and when, summary, links."""
    whole = join(
        "\n\n",
        [
            heading(translator, item),
            begun(_short(item), _SUMMARY),
            source_lines(item.sources[:_MOST_SOURCES], item.outlet),
            aside(translator, footer(translator, edition, item)),
        ],
    )
    return next(parts_of(whole))


def _short(item: Item) -> RichText:
    return summary(item) if item.summary else body(item.paragraphs)
