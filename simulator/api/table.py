"""Which function serves which method."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Final

from simulator.api import (
    copying,
    editing,
    inline,
    profile,
    queries,
    receiving,
    rich,
    rooms,
    sending,
)
from simulator.protocol.wire import Request
from simulator.state.cloud import Cloud

Handler = Callable[[Cloud, Request], object | Awaitable[object]]

HANDLERS: Final[Mapping[str, Handler]] = MappingProxyType(
    {
        "getMe": profile.get_me,
        "getUpdates": receiving.get_updates,
        "setWebhook": receiving.set_webhook,
        "deleteWebhook": receiving.delete_webhook,
        "getWebhookInfo": receiving.get_webhook_info,
        "getFile": receiving.get_file,
        "sendMessage": sending.send_message,
        "sendRichMessage": rich.send_rich_message,
        "sendDocument": sending.send_document,
        "sendAudio": sending.send_audio,
        "sendPhoto": sending.send_photo,
        "sendMediaGroup": sending.send_media_group,
        "sendChatAction": sending.send_chat_action,
        "copyMessage": copying.copy_message,
        "copyMessages": copying.copy_messages,
        "forwardMessage": copying.forward_message,
        "forwardMessages": copying.forward_messages,
        "editMessageText": editing.edit_message_text,
        "editMessageCaption": editing.edit_message_caption,
        "editMessageMedia": editing.edit_message_media,
        "editMessageReplyMarkup": editing.edit_message_reply_markup,
        "deleteMessage": editing.delete_message,
        "deleteMessages": editing.delete_messages,
        "answerCallbackQuery": queries.answer_callback_query,
        "answerInlineQuery": inline.answer_inline_query,
        "setMyCommands": profile.set_my_commands,
        "getMyCommands": profile.get_my_commands,
        "deleteMyCommands": profile.delete_my_commands,
        "setMyName": profile.set_my_name,
        "getMyName": profile.get_my_name,
        "setMyDescription": profile.set_my_description,
        "getMyDescription": profile.get_my_description,
        "setMyShortDescription": profile.set_my_short_description,
        "getMyShortDescription": profile.get_my_short_description,
        "setChatMenuButton": profile.set_chat_menu_button,
        "getChatMenuButton": profile.get_chat_menu_button,
        "getChat": rooms.get_chat,
        "getChatMember": rooms.get_chat_member,
        "getChatAdministrators": rooms.get_chat_administrators,
        "getChatMemberCount": rooms.get_chat_member_count,
        "leaveChat": rooms.leave_chat,
        "pinChatMessage": rooms.pin_chat_message,
        "unpinChatMessage": rooms.unpin_chat_message,
        "unpinAllChatMessages": rooms.unpin_all_chat_messages,
        "setMessageReaction": rooms.set_message_reaction,
        "createForumTopic": rooms.create_forum_topic,
        "editForumTopic": rooms.edit_forum_topic,
        "closeForumTopic": rooms.close_forum_topic,
        "reopenForumTopic": rooms.reopen_forum_topic,
        "deleteForumTopic": rooms.delete_forum_topic,
    }
)
