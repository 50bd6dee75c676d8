"""What owners see of what was done: when, by whom, what, to what, and what came of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from bot.i18n.marking import mark
from bot.i18n.translator import Translator
from bot.views.callbacks import Callback
from bot.views.desk.roles.staff_callbacks import TurnAudit
from bot.views.keyboards import Paging, keyboard, newest_first
from bot.views.message import OutgoingMessage
from bot.views.rich_text import bold, join, plain, to_html
from digests.values.papers import written_key
from digests.values.roles import AuditEntry, AuditWay

_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def action_name(kind: type[Callback]) -> str:
    """What a press is called in the audit: `PublishDraft` is `publish_draft`."""
    return _CAPITAL.sub("_", kind.__name__).lower()


_ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        "post_upload": mark("posted a digest"),
        "publish_draft": mark("pressed publish"),
        "publish_anyway": mark("published in spite of a problem"),
        "publish_old": mark("published with its day as it is"),
        "publish_at": mark("scheduled"),
        "schedule_by_reply": mark("scheduled by a reply"),
        "archive_only": mark("put into the archive"),
        "replace_edition": mark("replaced"),
        "discard_draft": mark("discarded"),
        "recall_edition": mark("recalled"),
        "change_by_reply": mark("changed by a reply"),
        "set_edition_day": mark("changed the day"),
        "choose_slot": mark("chose which edition of its day it is"),
        "choose_paper": mark("chose its paper"),
        "take_title": mark("changed the title"),
        "take_outlet": mark("changed a source"),
        "take_structure": mark("had it read another way"),
        "change_item": mark("changed an item"),
        "change_text": mark("changed a text"),
        "settle_problem": mark("marked a problem as right"),
        "undo_change": mark("undid a change"),
        "cut_link": mark("cut a continuation"),
        "mend_link": mark("let an item go on after all"),
        "send_now": mark("sent at once"),
        "pause_broadcast": mark("paused the sending"),
        "resume_broadcast": mark("resumed the sending"),
        "cancel_broadcast": mark("cancelled the sending"),
        "resume_stopped": mark("resumed the sending"),
        "resend_unknown": mark("sent the unknown again"),
        "assume_delivered": mark("took the unknown as delivered"),
        "retry_refused": mark("sent the refused again"),
        "retry_too_late": mark("sent it late"),
        "retry_missed": mark("sent it late"),  # as older entries say
        "invite_staff": mark("made an invite"),
        "withdraw_invite": mark("withdrew an invite"),
        "join_staff": mark("took a role"),
        "take_back_role": mark("took a role back"),
        "take_in": mark("took an edition in"),
        "publish": mark("published"),
        "archive": mark("put into the archive"),
        "schedule": mark("scheduled"),
        "import_readers": mark("took readers in"),
        "restore": mark("restored a backup"),
        "transfer": mark("moved everything to another database"),
        "migrate": mark("brought the tables up to date"),
        "add_paper": mark("added a paper"),
        "change_paper": mark("changed a paper"),
        "confirm_publish": mark("published"),
        "approve": mark("agreed to what another editor decided"),
        "publish_at_hour": mark("published at the readers' hour"),
        "publish_at_anyway": mark("scheduled"),
        "unschedule": mark("made it a draft again"),
        "correct_and_tell": mark("corrected, and told whoever has it"),
        "send_test_to_me": mark("sent a test"),
        "send_test_to_chat": mark("sent a test"),
        "announce": mark("wrote an announcement"),
        "write_announcement": mark("wrote an announcement"),
        "send_announcement": mark("sent an announcement"),
        "leave_announcement": mark("dropped an announcement"),
        "answer_letter": mark("answered a letter"),
        "block_sender": mark("stopped a reader's letters"),
        "allow_sender": mark("let a reader write again"),
    }
)
"""What each action is called; one that is not here is shown by its name."""

_WAYS: Mapping[AuditWay, str] = MappingProxyType(
    {
        AuditWay.CHAT: mark("somebody"),  # who had themselves forgotten
        AuditWay.CLI: mark("the command line"),
        AuditWay.CLOCK: mark("the schedule"),
        AuditWay.FOLDER: mark("the watched folder"),
        AuditWay.ENDPOINT: mark("a program"),
        AuditWay.PAGE: mark("a followed page"),
    }
)

_DETAILS: Mapping[str, str] = MappingProxyType(
    {
        "refused": mark("refused"),
        "draft": mark("is a draft"),
        "scheduled": mark("is scheduled"),
        "published": mark("is published"),
        "recalled": mark("is recalled"),
        "discarded": mark("is discarded"),
        "running": mark("is being sent"),
        "paused": mark("is paused"),
        "finished": mark("is sent"),
        "cancelled": mark("is cancelled"),
        "editor": mark("editor"),
        "viewer": mark("viewer"),
    }
)


def audit_message(
    translator: Translator,
    found: Sequence[AuditEntry],
    zone: str,
    *,
    page: int,
    offset: int = 0,
) -> OutgoingMessage:
    """A page of entries; one more than a page says that there are older ones."""
    if not found and not offset:
        return OutgoingMessage(text=to_html(plain(translator.gettext("Nothing was done yet."))))
    lines = [plain(entry_line(translator, entry, zone)) for entry in found[:page]]
    text = join("\n", [bold(translator.gettext("What was done, newest first")), *lines])
    paging = Paging(offset=offset, size=page, total=offset + len(found))
    row = paging.row(newest_first(translator), TurnAudit)
    return OutgoingMessage(text=to_html(text), keyboard=keyboard([row]))


def entry_line(translator: Translator, entry: AuditEntry, zone: str) -> str:
    """An entry: `Nov 29, 12:03 · 1234567 · pressed publish · edition 5 · is published`."""
    return " · ".join(_parts(translator, entry, zone))


def _parts(translator: Translator, entry: AuditEntry, zone: str) -> Iterator[str]:
    yield translator.moment(entry.at, zone)
    yield str(entry.actor) if entry.actor else translator.gettext(_WAYS[entry.way])
    known = _ACTIONS.get(entry.action)
    yield translator.gettext(known) if known else entry.action
    if entry.edition is not None:
        yield translator.gettext("edition {number}", number=entry.edition)
    if entry.broadcast is not None:
        yield translator.gettext("broadcast {number}", number=entry.broadcast)
    if entry.person is not None and entry.person != entry.actor:
        yield str(entry.person)
    if entry.paper is not None:
        yield translator.gettext("paper {paper}", paper=written_key(entry.paper))
    if entry.detail:
        told = _DETAILS.get(entry.detail)
        yield translator.gettext(told) if told else entry.detail
