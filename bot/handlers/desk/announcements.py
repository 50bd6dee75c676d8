"""How editors announce something: write it, see it as readers will, say to whom it goes."""

from __future__ import annotations

import re
from dataclasses import replace

from telegram import Message

from bot.handlers.request import Request, Toast
from bot.views.desk.announcements import (
    announcement_message,
    ask_message,
    confirm_message,
    readers_message,
    settled_message,
)
from bot.views.desk.decisions import (
    ChooseReaders,
    LeaveAnnouncement,
    OfferReaders,
    SendAnnouncement,
)
from bot.views.keyboards import carried
from bot.views.message import OutgoingMessage
from digests.model import Addressees, Announcement

_COMMAND = re.compile(r"/\S+\s*")


async def announce(request: Request) -> None:
    """Show what was written behind the command, or what it replies to; without, ask for it."""
    content = _written(request)
    if content:
        await _preview(request, content)
    else:
        await request.send([ask_message(request.translator)])


def _written(request: Request) -> str:
    """The words behind the command, else those of the message that it replies to; as HTML."""
    message = request.message
    if message is None:
        return ""
    if request.words:
        return _COMMAND.sub("", message.text_html, count=1).strip()
    replied = message.reply_to_message
    is_ours = replied and replied.from_user and replied.from_user.id == request.bot.id
    return _words(replied) if replied and not is_ours else ""


def _words(message: Message) -> str:
    return (message.text_html if message.text else "").strip()


def is_announcement(request: Request) -> bool:
    """Whether a message answers the question for the announcement."""
    message = request.message
    asked = message.reply_to_message if message else None
    is_answer = asked and carried(asked.reply_markup, LeaveAnnouncement)
    return message is not None and bool(is_answer and _words(message))


async def typed_announcement(request: Request) -> None:
    """Take a reply to the question for the announcement."""
    if request.message:
        await _preview(request, _words(request.message))


async def _preview(request: Request, content: str) -> None:
    """Show an announcement as it will be, and ask for whom it is."""
    await request.known()  # so that its card speaks the editor's language later
    broadcasts = request.services.broadcasts
    announcement = await broadcasts.write_announcement(content)
    question = await _question(request, announcement)
    await request.send([announcement_message(announcement), question])


async def _question(request: Request, announcement: Announcement) -> OutgoingMessage:
    """For whom it is, as far as there is a choice."""
    audience = request.services.audience
    languages, counts = await audience.reader_languages(), await audience.reader_papers()
    papers = {one: counts.get(one.key, 0) for one in request.papers}
    return readers_message(request.translator, announcement, languages, papers)


async def press_offer(request: Request, callback: OfferReaders) -> Toast | None:
    """Ask again for whom it is."""
    announcement = await _unsent(request, callback.announcement)
    if announcement is None:
        return _decided(request)
    await request.show(await _question(request, announcement))
    return None


async def press_choose(request: Request, callback: ChooseReaders) -> Toast | None:
    """Ask whether to send it to those."""
    announcement = await _unsent(request, callback.announcement)
    if announcement is None:
        return _decided(request)
    addressed = replace(announcement, addressees=_addressees(callback))
    count = await request.services.audience.addressed(addressed.addressees)
    if not count:
        return Toast(request.translator.gettext("There is nobody to send it to."), alert=True)
    await request.show(confirm_message(request.translator, addressed, request.papers, count))
    return None


async def press_send(request: Request, callback: SendAnnouncement) -> Toast | None:
    """Send it."""
    announcement = await _unsent(request, callback.announcement)
    if announcement is None:
        return _decided(request)
    by = request.user.id if request.user else None
    await request.services.broadcasts.announce(announcement.id, _addressees(callback), by=by)
    said = request.translator.gettext("📣 The announcement is going out.")
    await request.show(settled_message(said))
    return Toast(said)


async def press_leave(request: Request, _callback: LeaveAnnouncement) -> Toast | None:
    """Send none."""
    await request.show(settled_message(request.translator.gettext("Nobody was told anything.")))
    return None


async def _unsent(request: Request, announcement_id: int) -> Announcement | None:
    """An announcement that can still be sent."""
    broadcasts = request.services.broadcasts
    if await broadcasts.announcing(announcement_id):
        return None
    return await broadcasts.announcement(announcement_id)


def _addressees(callback: ChooseReaders | SendAnnouncement) -> Addressees:
    return Addressees(language=callback.language, paper=callback.paper)


def _decided(request: Request) -> Toast:
    return Toast(request.translator.gettext("That was already decided."), alert=True)
