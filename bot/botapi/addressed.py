"""What of a message in Telegram is said to the bot, and where it stands."""

from __future__ import annotations

from telegram import Message, MessageEntity
from telegram.constants import ChatType


def addressed_text(message: Message) -> str | None:
    """What somebody says to the bot; None for what they say to others.

    In a group that is a reply to the bot or what mentions it, without the mention: as an
    administrator of a group the bot hears everything that is said there.
    """
    text = message.text or message.caption or ""
    if message.chat.type == ChatType.PRIVATE:
        return text
    if message.is_automatic_forward:
        return None
    bot = message.get_bot()
    said = message.reply_to_message
    if said and said.from_user and said.from_user.id == bot.id:
        return text
    mention = mention_in(message)
    return text.replace(mention, "").strip() if mention else None


def mention_in(message: Message) -> str | None:
    """The bot's `@name` as it stands in a message, None where it doesn't."""
    name = message.get_bot().name.lower()
    mentions = message.parse_entities([MessageEntity.MENTION]).values()
    return next((mention for mention in mentions if mention.lower() == name), None)


def topic_of(message: Message | None) -> int | None:
    """The forum topic a message was sent in, None outside of topics."""
    if message is None or not message.is_topic_message:
        return None
    return message.message_thread_id
