"""Who may do what where: one table, asked for every command and every press."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from telegram import ChatMember
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden

from bot.handlers.request import KINDS, Request
from bot.views.callbacks import (
    ArchiveOnly,
    AskMoment,
    AskRecall,
    Callback,
    DiscardDraft,
    PublishAnyway,
    PublishAt,
    PublishOld,
    RecallEdition,
    ReplaceEdition,
)
from bot.views.desk.decisions import (
    AskWords,
    ChangeItem,
    ChangeText,
    ChoosePaper,
    ChooseReaders,
    ChooseSlot,
    CorrectAndTell,
    LeaveWords,
    OfferDays,
    OfferReaders,
    OpenChanges,
    OpenItemChanges,
    OpenLinks,
    OpenText,
    SetEditionDay,
    SettleProblem,
    TakeOutlet,
    TakeStructure,
    TakeTitle,
    UndoChange,
)
from bot.views.desk.publication.publishing_callbacks import (
    Approve,
    AskPublish,
    AskStop,
    ConfirmPublish,
    PublishAtAnyway,
    PublishAtHour,
    ShowBroadcast,
    Unschedule,
)
from digests.model import ChatKind
from digests.values.roles import StaffRole


class Role(StrEnum):
    """Whose business an action is."""

    READER = "reader"  # to read: it changes nothing for anybody
    PERSON = "person"  # about who asks: nobody else is to read the answer
    DECIDER = "decider"  # to decide what a chat receives
    VIEWER = "viewer"  # to see drafts, the queue and figures
    EDITOR = "editor"  # to decide about editions and broadcasts
    OWNER = "owner"  # to decide who may, and to see what was done


class Rule(StrEnum):
    """Who may do it in a kind of chat."""

    ANYBODY = "anybody"
    ADMINISTRATORS = "administrators"  # the chat's, the anonymous too, and the bot's editors
    VIEWERS = "viewers"  # whoever has a role
    EDITORS = "editors"  # those whom the settings name, and those whom an owner invited
    OWNERS = "owners"  # those whom the settings name, and only where nobody else reads
    IN_PRIVATE = "in private"  # nobody here; whoever presses is led into the private chat
    ALONE = "alone"  # nobody where others read, whoever they are


RULES: Mapping[tuple[Role, ChatKind], Rule] = MappingProxyType(
    {
        (Role.READER, ChatKind.PRIVATE): Rule.ANYBODY,
        (Role.READER, ChatKind.GROUP): Rule.ANYBODY,
        # Whatever the bot says there, every subscriber of the channel gets.
        (Role.READER, ChatKind.CHANNEL): Rule.IN_PRIVATE,
        (Role.PERSON, ChatKind.PRIVATE): Rule.ANYBODY,
        (Role.PERSON, ChatKind.GROUP): Rule.ALONE,
        (Role.PERSON, ChatKind.CHANNEL): Rule.ALONE,
        (Role.DECIDER, ChatKind.PRIVATE): Rule.ANYBODY,
        (Role.DECIDER, ChatKind.GROUP): Rule.ADMINISTRATORS,
        (Role.DECIDER, ChatKind.CHANNEL): Rule.ADMINISTRATORS,
        (Role.EDITOR, ChatKind.PRIVATE): Rule.EDITORS,
        (Role.EDITOR, ChatKind.GROUP): Rule.EDITORS,
        (Role.EDITOR, ChatKind.CHANNEL): Rule.EDITORS,
        (Role.VIEWER, ChatKind.PRIVATE): Rule.VIEWERS,
        (Role.VIEWER, ChatKind.GROUP): Rule.VIEWERS,
        (Role.VIEWER, ChatKind.CHANNEL): Rule.VIEWERS,
        (Role.OWNER, ChatKind.PRIVATE): Rule.OWNERS,
        (Role.OWNER, ChatKind.GROUP): Rule.OWNERS,
        (Role.OWNER, ChatKind.CHANNEL): Rule.OWNERS,
    }
)
"""Looked up by the person who asks, never by the chat alone: in a channel everybody may press."""

_READERS = frozenset({Role.READER, Role.PERSON, Role.DECIDER})
ROLES: Mapping[StaffRole | None, frozenset[Role]] = MappingProxyType(
    {
        None: _READERS,
        StaffRole.VIEWER: _READERS | {Role.VIEWER},
        StaffRole.EDITOR: _READERS | {Role.VIEWER, Role.EDITOR},
        StaffRole.OWNER: frozenset(Role),
    }
)
"""What is somebody's business in their private chat."""

_ASKS: frozenset[type[Callback]] = frozenset(
    {
        AskMoment,
        AskPublish,
        AskRecall,
        AskStop,
        AskWords,
        ChooseReaders,
        LeaveWords,
        OfferDays,
        OfferReaders,
        OpenChanges,
        OpenItemChanges,
        OpenLinks,
        OpenText,
        ShowBroadcast,
    }
)
"""What editors press that only shows or asks something."""


_WRITTEN_DOWN_WHEN_DONE: frozenset[type[Callback]] = frozenset(
    {
        Approve,
        ArchiveOnly,
        ChangeItem,
        ChangeText,
        ChoosePaper,
        ChooseSlot,
        ConfirmPublish,
        CorrectAndTell,
        DiscardDraft,
        PublishAnyway,
        PublishAt,
        PublishAtAnyway,
        PublishAtHour,
        PublishOld,
        RecallEdition,
        ReplaceEdition,
        SetEditionDay,
        SettleProblem,
        TakeOutlet,
        TakeStructure,
        TakeTitle,
        UndoChange,
        Unschedule,
    }
)
"""What is written down in the transaction in which it is done."""


def has_own_entry(kind: type[Callback] | None) -> bool:
    """Whether the audit has it already where it was done, and lacks it only where it was not."""
    return kind in _WRITTEN_DOWN_WHEN_DONE


def changes_something(role: Role, kind: type[Callback] | None) -> bool:
    """Whether what editors ask for is to be found in the audit; everything, unless it is said."""
    return role is Role.EDITOR and kind not in _ASKS


async def rule_against(request: Request, role: Role) -> Rule | None:
    """The rule that forbids it, None where the person may do it."""
    rule = RULES[role, KINDS[request.subject.type]]
    return None if await _allows(rule, request) else rule


async def _allows(rule: Rule, request: Request) -> bool:
    if rule in {Rule.ANYBODY, Rule.ALONE}:
        return rule is Rule.ANYBODY
    if rule is Rule.OWNERS:
        return request.is_owner and request.is_private
    if rule is Rule.EDITORS:
        return request.is_editor
    if rule is Rule.VIEWERS:
        return request.sees_drafts
    if request.query is None and request.chat.type == ChatType.CHANNEL:
        return True  # only its administrators write into a channel
    return rule is Rule.ADMINISTRATORS and await _is_administrator(request)


async def _is_administrator(request: Request) -> bool:
    if request.is_editor:
        return True
    if request.message and request.message.sender_chat and not request.query:
        # An administrator who hides behind the group; any other chat is a stranger (Bot API,
        # Message.sender_chat).
        return request.message.sender_chat.id == request.chat.id
    if request.user is None or request.user.is_bot:
        return False
    try:
        chat, user = request.subject.id, request.user.id
        member = await request.services.client.ask(
            "getChatMember", lambda: request.bot.get_chat_member(chat, user)
        )
    except (BadRequest, Forbidden):
        return False  # the bot can't see the members, or they are none
    return member.status in {ChatMember.OWNER, ChatMember.ADMINISTRATOR}
