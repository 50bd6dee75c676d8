"""Past editions: their list, and the calendar of a month."""

from __future__ import annotations

from bot.handlers.request import Request, Toast
from bot.views.archive import archive_message, calendar_message
from bot.views.callbacks import FillPlace, OpenArchive, TurnArchive, TurnCalendar
from bot.views.message import OutgoingMessage

_PAGE = 8
"""Editions on a page of the archive: as many day buttons as fit on a phone's screen."""


async def send_archive(request: Request, offset: int) -> None:
    """Past editions from the newest but `offset` on."""
    page = await _archive_page(request, offset)
    await (request.send([page]) if page else nothing_yet(request))


async def press_archive(request: Request, callback: OpenArchive) -> None:
    """Show past editions."""
    await send_archive(request, callback.offset)


async def press_turn_archive(request: Request, callback: TurnArchive) -> None:
    """Show other past editions in this message."""
    page = await _archive_page(request, callback.offset)
    await (request.show(page) if page else nothing_yet(request))


async def _archive_page(request: Request, offset: int) -> OutgoingMessage | None:
    """A page of past editions; None where there are no editions at all."""
    found = await request.archive.page(offset=offset, limit=_PAGE)
    if not found.total:
        return None
    return archive_message(
        request.translator, found.editions, offset=offset, total=found.total, page=_PAGE
    )


async def send_calendar(request: Request, said: str = "") -> None:
    """The month of the latest edition, whose days open their editions."""
    latest = await request.archive.latest()
    if latest is None:
        await nothing_yet(request)
        return
    await send_month(request, latest.date.year, latest.date.month, said)


async def send_month(request: Request, year: int, number: int, said: str = "") -> None:
    """A month, whose days open their editions; what there is where it has none."""
    month = await request.archive.month(year, number)
    if not (month.editions or month.has_older or month.has_newer):
        await nothing_yet(request)
        return
    await request.send([calendar_message(request.translator, month, said=said)])


async def press_month(request: Request, callback: TurnCalendar) -> None:
    """Show another month in this message."""
    month = await request.archive.month(callback.day.year, callback.day.month)
    await request.show(calendar_message(request.translator, month))


async def press_place(request: Request, _: FillPlace) -> Toast:
    """A day without an edition."""
    return Toast(request.translator.gettext("There is no edition of that day."))


async def nothing_yet(request: Request) -> None:
    """Say that there is nothing to read yet."""
    await request.say(
        request.translator.gettext(
            "There are no editions yet. Send /subscribe to get the first one."
        )
    )
