"""Who may do what: owners invite and take back, whoever is invited accepts."""

from __future__ import annotations

import contextlib

import structlog
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.botapi.requests import Target
from bot.handlers.request import Request, Toast
from bot.i18n.translator import Translator
from bot.outbox.lanes import Lane
from bot.views.deep_links import invite_link
from bot.views.desk.roles.staff import (
    Colleague,
    invite_message,
    invited_message,
    joined_sentence,
    roles_message,
    taken_back_sentence,
    told_sentence,
    whose_message,
)
from bot.views.desk.roles.staff_callbacks import (
    InviteForAll,
    InviteForPaper,
    InviteStaff,
    JoinStaff,
    TakeBackRole,
    WithdrawInvite,
)
from bot.views.message import OutgoingMessage
from bot.views.rich_text import plain, to_html
from digests.staff import INVITE_HOURS
from digests.values.roles import Grant, Invite, StaffRole

log = structlog.get_logger()

_ORDER = tuple(reversed(StaffRole))


async def roles(request: Request) -> None:
    """Who has which role, with what can be changed about it."""
    await request.send([await _roles(request)])


async def _roles(request: Request) -> OutgoingMessage:
    staff = request.services.staff
    invited = {one.user_id for one in await staff.members()}
    everybody = await staff.everybody()
    colleagues = [
        Colleague(
            user_id=user_id,
            name=await _name(request, user_id),
            grant=grant,
            is_invited=user_id in invited,
        )
        for user_id, grant in sorted(everybody.items(), key=lambda one: _ORDER.index(one[1].role))
    ]
    invites = await staff.invites()
    return roles_message(request.translator, colleagues, invites, request.papers, request.zone)


async def _name(request: Request, user_id: int) -> str:
    """What Telegram calls somebody now, which is kept nowhere; empty where it doesn't say."""
    client = request.services.client
    try:
        chat = await client.ask("getChat", lambda: request.bot.get_chat(user_id))
    except (BadRequest, Forbidden):
        return ""
    return chat.effective_name or ""


async def press_invite(request: Request, callback: InviteStaff) -> None:
    """Ask for which paper it shall be, where there are several; else make the link."""
    if request.has_several_papers:
        await request.show(whose_message(request.translator, callback.role, request.papers))
    else:
        await _invite(request, Grant(role=callback.role))


async def press_invite_for_all(request: Request, callback: InviteForAll) -> Toast | None:
    """Make a link that gives a role for all papers."""
    await _invite(request, Grant(role=callback.role))
    return None


async def press_invite_for_paper(request: Request, callback: InviteForPaper) -> Toast | None:
    """Make a link that gives a role for one paper."""
    if callback.paper not in {one.key for one in request.papers}:
        return Toast(request.translator.gettext("I know no such paper."), alert=True)
    await _invite(request, Grant(role=callback.role, paper=callback.paper))
    return None


async def _invite(request: Request, grant: Grant) -> None:
    """Make a link that gives a role, and show it to the owner alone."""
    if request.user is None:
        return
    await request.known()  # in which language they are told of who accepts
    token = await request.services.staff.invite(grant, by=request.user.id)
    link = invite_link(request.bot.username, token)
    await request.show(await _roles(request))
    said = invite_message(request.translator, grant, request.papers, link, INVITE_HOURS)
    await request.send([said])


async def press_withdraw(request: Request, callback: WithdrawInvite) -> Toast | None:
    """Let a link give nothing any more."""
    if request.user is None:
        return None
    is_done = await request.services.staff.withdraw(callback.invite, by=request.user.id)
    await request.show(await _roles(request))
    if is_done:
        return Toast(request.translator.gettext("Withdrawn: that link gives nothing any more."))
    return Toast(request.translator.gettext("That invite was used or withdrawn before."))


async def press_take_back(request: Request, callback: TakeBackRole) -> Toast | None:
    """Take somebody's role: from now on none of their buttons and commands has an effect."""
    if request.user is None:
        return None
    is_done = await request.services.staff.take_back(callback.user, by=request.user.id)
    await request.show(await _roles(request))
    if not is_done:
        return Toast(request.translator.gettext("That role was taken back before."))
    log.info("role_taken_back")
    await _set_menu(request, callback.user, None)
    translator = await _translator(request, callback.user)
    await _tell(request, callback.user, taken_back_sentence(translator))
    return Toast(request.translator.gettext("Taken back."))


async def open_invite(request: Request, token: str) -> bool:
    """Offer what a link gives; whoever has it already keeps the link for another."""
    invite = await request.services.staff.invited_by(token)
    if invite is None:
        await request.say(_unusable(request))
    elif _has(request, invite):
        await request.say(_has_it(request))
    else:
        said = invited_message(request.translator, invite, request.papers, token)
        await request.send([said])
    return True


async def press_join(request: Request, callback: JoinStaff) -> Toast | None:
    """Take the role that a link gives, in the private chat in which it was opened."""
    staff, user = request.services.staff, request.user
    if user is None or not request.is_private or request.channel:
        return Toast(_unusable(request))
    invite = await staff.invited_by(callback.token)
    if invite is None:
        return Toast(_unusable(request), alert=True)
    if _has(request, invite):
        return Toast(_has_it(request), alert=True)
    await request.known()  # in which language they are spoken to, and what /forget deletes
    grant = await staff.join(callback.token, user.id)
    if grant is None:
        return Toast(_unusable(request), alert=True)
    log.info("role_taken", role=grant.role)
    await request.show(_sentence(joined_sentence(request.translator, grant, request.papers)))
    await _set_menu(request, user.id, grant)
    for owner in sorted(staff.owners):
        translator = await _translator(request, owner)
        await _tell(
            request, owner, told_sentence(translator, user.full_name, grant, request.papers)
        )
    return None


def _unusable(request: Request) -> str:
    return request.translator.gettext(
        "This invite was used, withdrawn, or has expired. Please ask for another one."
    )


def _has(request: Request, invite: Invite) -> bool:
    return request.grant is not None and request.grant.includes(invite.grant)


def _has_it(request: Request) -> str:
    return request.translator.gettext("You have that role already.")


async def _set_menu(request: Request, user_id: int, grant: Grant | None) -> None:
    services = request.services
    with contextlib.suppress(TelegramError):  # the next start sets it
        await services.set_menu(request.bot, services.translations, user_id, grant)


async def _translator(request: Request, user_id: int) -> Translator:
    subscriber = await request.services.audience.find(user_id)
    return request.services.translations.of(subscriber)


async def _tell(request: Request, user_id: int, said: str) -> None:
    try:
        await request.services.client.send(Target(user_id), _sentence(said), Lane.ANSWER)
    except TelegramError as error:
        log.warning("colleague_not_reached", error=type(error).__name__)


def _sentence(said: str) -> OutgoingMessage:
    return OutgoingMessage(text=to_html(plain(said)))
