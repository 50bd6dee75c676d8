"""What owners see of who may do what, and what those see whom they invite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from telegram import InlineKeyboardButton

from bot.i18n.marking import mark
from bot.i18n.translator import Translator
from bot.views.desk.roles.staff_callbacks import (
    InviteForAll,
    InviteForPaper,
    InviteStaff,
    JoinStaff,
    TakeBackRole,
    WithdrawInvite,
)
from bot.views.keyboards import button, keyboard, rows
from bot.views.message import OutgoingMessage
from bot.views.papers.papers import paper_name
from bot.views.rich_text import RichText, bold, join, plain, to_html
from digests.values.papers import Paper, paper_of
from digests.values.roles import Grant, Invite, StaffRole

_NAMES: Mapping[StaffRole, str] = MappingProxyType(
    {
        StaffRole.OWNER: mark("owner"),
        StaffRole.EDITOR: mark("editor"),
        StaffRole.VIEWER: mark("viewer"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody who has a role; `is_invited` where it can be taken back here.

    `name` is what Telegram calls them now, empty where it doesn't say.
    """

    user_id: int
    name: str
    grant: Grant
    is_invited: bool


def roles_message(
    translator: Translator,
    colleagues: Sequence[Colleague],
    invites: Sequence[Invite],
    papers: Sequence[Paper],
    zone: str,
) -> OutgoingMessage:
    """Who has which role, and the buttons that change it, also of links that can still be used."""
    text = join(
        "\n",
        [
            bold(translator.gettext("Who may do what")),
            *(_line(translator, one, papers) for one in colleagues),
            plain(
                translator.gettext(
                    "Owners and those whom the settings name can't be removed here. Editors change "
                    "and publish editions, viewers only look."
                )
            ),
        ],
    )
    return OutgoingMessage(
        text=to_html(text),
        keyboard=keyboard(
            [
                *([_take_back(translator, one)] for one in colleagues if one.is_invited),
                *([_withdraw(translator, one, papers, zone)] for one in invites),
                [button(translator.gettext("➕ Invite an editor"), InviteStaff(StaffRole.EDITOR))],
                [button(translator.gettext("➕ Invite a viewer"), InviteStaff(StaffRole.VIEWER))],
            ]
        ),
    )


def _line(translator: Translator, one: Colleague, papers: Sequence[Paper]) -> RichText:
    role = grant_name(translator, one.grant, papers)
    if not one.name:
        return plain(translator.gettext("• {role}: {id}", role=role, id=one.user_id))
    said = translator.gettext("• {role}: {name} ({id})", role=role, name=one.name, id=one.user_id)
    return plain(said)


def _take_back(translator: Translator, one: Colleague) -> InlineKeyboardButton:
    said = translator.gettext("✖ Take back: {name}", name=one.name or one.user_id)
    return button(said, TakeBackRole(one.user_id))


def _withdraw(
    translator: Translator, invite: Invite, papers: Sequence[Paper], zone: str
) -> InlineKeyboardButton:
    said = translator.gettext(
        "✖ Withdraw: {role}, {clock}",
        role=grant_name(translator, invite.grant, papers),
        clock=translator.clock_at(invite.expires_at, zone),
    )
    return button(said, WithdrawInvite(invite.id))


def role_name(translator: Translator, role: StaffRole) -> str:
    """What a role is called."""
    return translator.gettext(_NAMES[role])


def grant_name(translator: Translator, grant: Grant, papers: Sequence[Paper]) -> str:
    """What a role is called, with the paper that it is for, where it is for one."""
    role = role_name(translator, grant.role)
    if grant.paper is None:
        return role
    paper = paper_name(paper_of(papers, grant.paper))
    return translator.gettext("{role} of {paper}", role=role, paper=paper)


def whose_message(
    translator: Translator, role: StaffRole, papers: Sequence[Paper]
) -> OutgoingMessage:
    """For which paper the one who is invited shall have the role."""
    said = translator.gettext(
        "Of which paper shall they be {role}?", role=role_name(translator, role)
    )
    every = button(translator.gettext("All papers"), InviteForAll(role))
    each = [button(f"📰 {paper_name(one)}", InviteForPaper(role, one.key)) for one in papers]
    return OutgoingMessage(text=to_html(plain(said)), keyboard=keyboard([[every], *rows(each, 2)]))


def invite_message(
    translator: Translator, grant: Grant, papers: Sequence[Paper], link: str, hours: int
) -> OutgoingMessage:
    """The link that gives a role, for the owner to hand on."""
    said = translator.gettext(
        "Whoever opens this link first can become {role}. It holds for {hours} hours and for one "
        "person, so send it to nobody else:\n{link}",
        role=grant_name(translator, grant, papers),
        hours=hours,
        link=link,
    )
    return OutgoingMessage(text=to_html(plain(said)))


def invited_message(
    translator: Translator, invite: Invite, papers: Sequence[Paper], token: str
) -> OutgoingMessage:
    """What the link offers to whoever opened it."""
    said = {
        StaffRole.EDITOR: translator.gettext(
            "You are invited to be an editor of this bot: to change, publish and recall editions."
        ),
        StaffRole.VIEWER: translator.gettext(
            "You are invited to be a viewer of this bot: to see drafts and figures before readers "
            "do."
        ),
    }
    notice = translator.gettext("What you do with editions is written down, for its owners to see.")
    accept = button(translator.gettext("✔ Accept"), JoinStaff(token))
    lines = [said[invite.grant.role], *_only(translator, invite.grant, papers), notice]
    return OutgoingMessage(text=to_html(plain("\n".join(lines))), keyboard=keyboard([[accept]]))


def _only(translator: Translator, grant: Grant, papers: Sequence[Paper]) -> list[str]:
    """For which paper a role is, where it is for one."""
    if grant.paper is None:
        return []
    paper = paper_name(paper_of(papers, grant.paper))
    return [translator.gettext("That is for the editions of {paper} only.", paper=paper)]


def joined_sentence(translator: Translator, grant: Grant, papers: Sequence[Paper]) -> str:
    """Somebody has a role now."""
    said = {
        StaffRole.VIEWER: translator.gettext(
            "You are a viewer now. /drafts and /status show how things are."
        ),
        StaffRole.EDITOR: translator.gettext(
            "You are an editor now. Send me a digest as a file or a text; /drafts lists what waits."
        ),
    }
    return "\n".join([said[grant.role], *_only(translator, grant, papers)])


def told_sentence(translator: Translator, name: str, grant: Grant, papers: Sequence[Paper]) -> str:
    """What owners are told when somebody took a role."""
    return translator.gettext(
        "{name} has accepted your invite and is {role} now. /roles takes it back.",
        name=name,
        role=grant_name(translator, grant, papers),
    )


def taken_back_sentence(translator: Translator) -> str:
    """What somebody is told whose role was taken back."""
    return translator.gettext(
        "Your role with this bot was taken back. You can still read every edition."
    )
