"""Chats: private, groups, supergroups with or without topics, channels; and who is in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from typing import Final

from simulator.protocol.wire import JsonObject
from simulator.state.messages import Message
from simulator.state.people import Person

SUPERGROUP_BASE = -1_000_000_000_000  # supergroup and channel ids lie below it
FIRST_GROUP_ID = -4_000_000_001

# https://core.telegram.org/bots/api#chatmemberadministrator
ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages")
# https://core.telegram.org/bots/api#chatmemberrestricted
MEMBER_RIGHTS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
GROUP_RIGHTS = ("can_pin_messages", "can_manage_topics")


class ChatType(StrEnum):
    """The kinds of chats."""

    PRIVATE = "private"  # one person and the bot
    GROUP = "group"  # a small group, which may become a supergroup
    SUPERGROUP = "supergroup"  # a group with its own message numbers, maybe with topics
    CHANNEL = "channel"  # admins post, others read


class Standing(StrEnum):
    """What somebody is in a chat; the API's ChatMember.status."""

    CREATOR = "creator"  # made it
    ADMINISTRATOR = "administrator"  # has some rights
    MEMBER = "member"  # takes part
    RESTRICTED = "restricted"  # takes part within the rights that are left
    LEFT = "left"  # is not in it
    KICKED = "kicked"  # was thrown out; for a private chat: blocked the bot


PRESENT = frozenset(
    {Standing.CREATOR, Standing.ADMINISTRATOR, Standing.MEMBER, Standing.RESTRICTED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody's standing in a chat, and the rights of who is administrator or restricted."""

    standing: Standing
    rights: frozenset[str] = frozenset()

    @property
    def present(self) -> bool:
        """Whether they are in the chat."""
        return self.standing in PRESENT

    def may(self, right: str) -> bool:
        """Whether they have a right that not everybody has."""
        return self.standing is Standing.CREATOR or right in self.rights

    def as_json(self, user: JsonObject, chat_type: ChatType) -> JsonObject:
        """The API's ChatMember object."""
        member: JsonObject = {"user": user, "status": self.standing.value}
        if self.standing is Standing.KICKED:
            member["until_date"] = 0
        if self.standing is Standing.CREATOR:
            member["is_anonymous"] = False
        if self.standing is Standing.ADMINISTRATOR:
            extra = CHANNEL_RIGHTS if chat_type is ChatType.CHANNEL else GROUP_RIGHTS
            member |= {"can_be_edited": False, "is_anonymous": False}
            member |= {right: right in self.rights for right in (*ADMIN_RIGHTS, *extra)}
        if self.standing is Standing.RESTRICTED:
            member |= {"is_member": True, "until_date": 0}
            member |= {right: right in self.rights for right in MEMBER_RIGHTS}
        return member


NOBODY: Final = Member(standing=Standing.LEFT)
IN_CHAT: Final = Member(standing=Standing.MEMBER)
ADMINS: Final = frozenset({Standing.CREATOR, Standing.ADMINISTRATOR})


@dataclass(slots=True, kw_only=True)
class Topic:
    """A topic of a forum."""

    id: int
    name: str
    closed: bool = False
    icon_color: int = 7322096  # https://core.telegram.org/bots/api#createforumtopic


@dataclass(slots=True, kw_only=True)
class Chat:
    """A chat with its messages; `bot` is the bot's own standing in it."""

    id: int
    type: ChatType
    numbers: Iterator[int]
    person: Person | None = None
    title: str | None = None
    username: str | None = None
    is_forum: bool = False
    slow_mode: int = 0  # seconds between two messages of whoever is no administrator
    bot: Member = NOBODY
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    migrated_to: int | None = None
    deleted: bool = False

    @property
    def is_slow_for_bot(self) -> bool:
        """Whether slow mode holds the bot back."""
        return self.slow_mode > 0 and self.bot.standing is Standing.MEMBER

    @property
    def is_group(self) -> bool:
        """Whether people talk with one another here."""
        return self.type in {ChatType.GROUP, ChatType.SUPERGROUP}

    def as_json(self) -> JsonObject:
        """The API's Chat object."""
        chat: JsonObject = {"id": self.id}
        if self.person is not None:
            chat["first_name"] = self.person.first_name
            if self.person.last_name is not None:
                chat["last_name"] = self.person.last_name
        else:
            chat["title"] = self.title
        username = self.person.username if self.person is not None else self.username
        if username is not None:
            chat["username"] = username
        chat["type"] = self.type.value
        if self.is_forum:
            chat["is_forum"] = True
        return chat

    def present_members(self) -> list[int]:
        """The ids of the people in it."""
        if self.person is not None:
            return [self.person.id]
        return [number for number, member in self.members.items() if member.present]

    def find(self, message_id: int) -> Message | None:
        """A message that was not deleted."""
        message = self.messages.get(message_id)
        return None if message is None or message.deleted else message


@dataclass(slots=True)
class Chats:
    """All chats, found by id or public name.

    Private chats and small groups share one row of message numbers, as they do for a bot on
    Telegram; supergroups and channels number their own.
    """

    _by_id: dict[int, Chat] = field(default_factory=dict)
    _shared_numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _made: Iterator[int] = field(default_factory=lambda: count(0))

    def __iter__(self) -> Iterator[Chat]:
        return iter(self._by_id.values())

    def get(self, chat_id: int) -> Chat | None:
        """The chat with this id."""
        return self._by_id.get(chat_id)

    def named(self, username: str) -> Chat | None:
        """The public chat with this username."""
        wanted = username.lower()
        for chat in self._by_id.values():
            if chat.username is not None and chat.username.lower() == wanted:
                return chat
        return None

    def private(self, person: Person) -> Chat:
        """The chat between a person and the bot, made when first needed."""
        chat = self._by_id.get(person.id)
        if chat is None:
            chat = Chat(
                id=person.id,
                type=ChatType.PRIVATE,
                numbers=self._shared_numbers,
                person=person,
            )
            self._by_id[person.id] = chat
        return chat

    def make(self, chat_type: ChatType, title: str, username: str | None = None) -> Chat:
        """A new group, supergroup or channel, without anybody in it."""
        nth = next(self._made)
        if chat_type is ChatType.GROUP:
            chat_id, numbers = FIRST_GROUP_ID - nth, self._shared_numbers
        else:
            chat_id, numbers = SUPERGROUP_BASE - 2_000_000_001 - nth, count(1)
        chat = Chat(id=chat_id, type=chat_type, numbers=numbers, title=title, username=username)
        self._by_id[chat_id] = chat
        return chat
