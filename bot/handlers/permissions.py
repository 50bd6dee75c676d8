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
    SteerBroadcast,
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
from bot.views.desk.readership.figure_callbacks import DrawFigures, SendFigures, ShowFigures
from bot.views.papers.papers import paper_name
from bot.views.personal.saved_callbacks import (
    SaveItem,
    UnsaveItem,
)
from bot.views.reading.letter_callbacks import (
    AboutSender,
    CastVote,
    LeaveLetter,
    ReportMistake,
    SendLetter,
    SendReport,
    WriteToEditor,
)
from digests.model import ChatKind
from digests.values.roles import Grant, StaffRole


class Role(StrEnum):
    """Whose business an action is."""

    READER = "reader"  # to read: it changes nothing for anybody
    PERSON = "person"  # about who asks: nobody else is to read the answer
    DECIDER = "decider"  # to decide what a chat receives
    VIEWER = "viewer"  # to see drafts, the queue and figures
    EDITOR = "editor"  # to decide about editions and broadcasts
    ANNOUNCER = "announcer"  # to tell the readers of every paper something
    OWNER = "owner"  # to decide who may, and to see what was done


class Rule(StrEnum):
    """Who may do it in a kind of chat."""

    ANYBODY = "anybody"
    ADMINISTRATORS = "administrators"  # the chat's, the anonymous too, and the bot's editors
    VIEWERS = "viewers"  # whoever has a role
    EDITORS = "editors"  # those whom the settings name, and those whom an owner invited
    EDITORS_OF_ALL = "editors of all"  # those of them who are not for one paper only
    OF_THEIR_PAPER = "of their paper"  # whoever has a role for the paper that it is about
    OWNERS = "owners"  # those whom the settings name, and only where nobody else reads
    IN_PRIVATE = "in private"  # nobody here; whoever presses is led into the private chat
    ALONE = "alone"  # nobody where others read, whoever they are


BY_ROLE = frozenset(
    {Rule.VIEWERS, Rule.EDITORS, Rule.EDITORS_OF_ALL, Rule.OF_THEIR_PAPER, Rule.OWNERS}
)
"""What only a role lets somebody do."""

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
        (Role.ANNOUNCER, ChatKind.PRIVATE): Rule.EDITORS_OF_ALL,
        (Role.ANNOUNCER, ChatKind.GROUP): Rule.EDITORS_OF_ALL,
        (Role.ANNOUNCER, ChatKind.CHANNEL): Rule.EDITORS_OF_ALL,
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
_ROLES: Mapping[StaffRole, frozenset[Role]] = MappingProxyType(
    {
        StaffRole.VIEWER: _READERS | {Role.VIEWER},
        StaffRole.EDITOR: _READERS | {Role.VIEWER, Role.EDITOR, Role.ANNOUNCER},
        StaffRole.OWNER: frozenset(Role),
    }
)


def roles_of(grant: Grant | None) -> frozenset[Role]:
    """What is somebody's business in their private chat."""
    if grant is None:
        return _READERS
    its = _ROLES[grant.role]
    return its if grant.covers(None) else its - {Role.ANNOUNCER}


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


_OF_NO_PAPER: frozenset[type[Callback]] = frozenset({DrawFigures, SendFigures, ShowFigures})
"""What those with a role press that is about no edition: the figures of all readers."""

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


_THEIR_OWN: frozenset[type[Callback]] = frozenset(
    {
        CastVote,
        LeaveLetter,
        ReportMistake,
        SaveItem,
        SendLetter,
        SendReport,
        UnsaveItem,
        WriteToEditor,
    }
)
"""What is routed to readers and yet keeps, or says, something of theirs."""


def only_reads(role: Role, kind: type[Callback] | None) -> bool:
    """Whether what is asked for is only read: nothing is decided, and nothing kept."""
    return role is Role.READER and kind not in _THEIR_OWN


def has_own_entry(kind: type[Callback] | None) -> bool:
    """Whether the audit has it already where it was done, and lacks it only where it was not."""
    return kind in _WRITTEN_DOWN_WHEN_DONE


def changes_something(role: Role, kind: type[Callback] | None) -> bool:
    """Whether what editors ask for is to be found in the audit; everything, unless it is said."""
    return role in {Role.EDITOR, Role.ANNOUNCER} and kind not in _ASKS


async def rule_against(request: Request, role: Role) -> Rule | None:
    """The rule that forbids it, None where the person may do it."""
    rule = RULES[role, KINDS[request.subject.type]]
    if not await _allows(rule, request):
        return rule
    pressed = request.callback if role in {Role.VIEWER, Role.EDITOR} else None
    if pressed and not await _is_of_their_paper(request, pressed):
        return Rule.OF_THEIR_PAPER
    return None


async def _is_of_their_paper(request: Request, pressed: Callback) -> bool:
    """Whether a press is about what the person's role is for; none where that can't be told."""
    services, its = request.services, request.only_paper
    if its is None or type(pressed) in _OF_NO_PAPER:
        return True
    match pressed:
        case ChoosePaper() if pressed.key != its.key:
            return False
        case SteerBroadcast() | ShowBroadcast() | AskStop():
            status = await services.broadcasts.status(pressed.broadcast)
            return request.covers(status.paper)
        case AboutSender():
            kept = await services.letters.find(pressed.letter)
            edition_id = kept.letter.edition if kept else None
        case _:
            edition_id = getattr(pressed, "edition", None)
    if edition_id is None:
        return False
    edition = await services.newsroom.edition(edition_id)
    return edition is None or request.covers(edition.paper)


def elsewhere(request: Request) -> str:
    """That something is of another paper than that which the person's role is for."""
    name = paper_name(request.only_paper or request.paper)
    return request.translator.gettext(
        "That is of another paper: your role is for {paper}.", paper=name
    )


def for_all(request: Request) -> str:
    """That something goes to the readers of all papers, and the person's role is for one."""
    name = paper_name(request.only_paper or request.paper)
    return request.translator.gettext(
        "Announcements go to the readers of every paper, and your role is for {paper}.", paper=name
    )


async def _allows(rule: Rule, request: Request) -> bool:
    if rule in {Rule.ANYBODY, Rule.ALONE}:
        return rule is Rule.ANYBODY
    if rule in BY_ROLE:
        return _is_of_staff(rule, request)
    if request.query is None and request.chat.type == ChatType.CHANNEL:
        return True  # only its administrators write into a channel
    return rule is Rule.ADMINISTRATORS and await _is_administrator(request)


def _is_of_staff(rule: Rule, request: Request) -> bool:
    if rule is Rule.OWNERS:
        return request.is_owner and request.is_private
    if rule is Rule.EDITORS_OF_ALL:
        return request.is_editor and request.covers(None)
    return request.is_editor if rule is Rule.EDITORS else request.sees_drafts


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
