"""What was done to editions: written down where it is done in a chat, and shown to owners."""

from __future__ import annotations

import structlog

from bot.handlers.request import Request, Toast
from bot.views.desk.roles.audit import action_name, audit_message
from bot.views.desk.roles.staff_callbacks import TurnAudit
from digests.errors import StoreError
from digests.values.roles import AuditEntry, AuditWay

log = structlog.get_logger()

_PAGE = 10
"""Entries of a page."""


def entry_of(request: Request, action: str = "", *, edition: int | None = None) -> AuditEntry:
    """What a person does here, for whoever writes it down in the transaction in which it is done.

    A press says itself what it does and what it is about.
    """
    pressed = request.callback
    return AuditEntry(
        at=request.now,
        way=AuditWay.CHAT,
        action=action_name(type(pressed)) if pressed else action,
        actor=request.user.id if request.user else None,
        edition=getattr(pressed, "edition", edition),
    )


async def note_done(
    request: Request, action: str, toast: Toast | None = None, *, edition: int | None = None
) -> None:
    """Write down what a person did here, right after it is done.

    A press says itself what it was about; `edition` is told where it doesn't. What ends the bot in
    between is handled anew by the next start, and written down then.
    """
    edition = getattr(request.callback, "edition", edition)
    broadcast: int | None = getattr(request.callback, "broadcast", None)
    is_refused = toast is not None and toast.alert
    try:
        entry = AuditEntry(
            at=request.now,
            way=AuditWay.CHAT,
            action=action,
            actor=request.user.id if request.user else None,
            edition=edition,
            broadcast=broadcast,
            detail="refused" if is_refused else await _state(request, edition, broadcast),
        )
        await request.services.staff.note(entry)
    except StoreError as error:  # it is done all the same
        log.warning("audit_not_written", action=action, error=type(error).__name__)


async def _state(request: Request, edition_id: int | None, broadcast_id: int | None) -> str:
    """How what it was done to stands now."""
    if broadcast_id is not None:
        return (await request.services.broadcasts.status(broadcast_id)).broadcast.state
    if edition_id is None:
        return ""
    edition = await request.services.newsroom.edition(edition_id)
    return edition.state if edition else ""


async def audit(request: Request) -> None:
    """The newest entries."""
    found = await request.services.staff.done(_PAGE + 1)
    await request.send([audit_message(request.translator, found, request.zone, page=_PAGE)])


async def press_turn(request: Request, callback: TurnAudit) -> Toast | None:
    """Other entries, in this message."""
    found = await request.services.staff.done(_PAGE + 1, callback.offset)
    message = audit_message(
        request.translator, found, request.zone, page=_PAGE, offset=callback.offset
    )
    await request.show(message)
    return None
