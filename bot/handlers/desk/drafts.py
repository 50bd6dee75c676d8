"""What editors do: post a digest, look at what was understood, publish it, watch it go out."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from telegram import Document, Message
from telegram.error import TelegramError

from bot.botapi.transport import MAX_DOWNLOAD
from bot.handlers.desk.audit import note_done
from bot.handlers.desk.changes import DraftView, view_of
from bot.handlers.desk.draft_card import messages_of, note_card, replace_card, send_card
from bot.handlers.desk.paste_buffer import Paste
from bot.handlers.desk.reading_notice import reading_notice
from bot.handlers.request import Request, Toast
from bot.views.callbacks import (
    ArchiveOnly,
    AskMoment,
    AskRecall,
    DiscardDraft,
    PublishAnyway,
    PublishAt,
    PublishDraft,
    PublishOld,
    RecallEdition,
    ReplaceEdition,
    ShowAsReader,
    ShowPreview,
)
from bot.views.desk.decisions import CorrectAndTell
from bot.views.desk.drafts import (
    confirm_message,
    far_ahead_message,
    old_message,
    recall_question,
    schedule_message,
)
from bot.views.desk.editor_help import short_text_message
from bot.views.desk.problems import fault_sentence, problem_sentence
from bot.views.keyboards import button, carried, keyboard
from bot.views.message import OutgoingMessage
from bot.views.rich_text import plain, to_html
from digests.errors import ReadingError, ReadingFault
from digests.model import Edition, EditionState, Severity
from digests.newsroom import Accepted, Upload
from digests.text import references

log = structlog.get_logger()


async def document(request: Request) -> None:
    """A posted file: read it and show what was understood."""
    file = request.message.document if request.message else None
    if file is None or request.message is None:
        return
    if not request.is_editor:
        await request.say(
            request.translator.gettext(
                "Thank you, but only the editors of this bot can post a digest."
            )
        )
        return
    if (file.file_size or 0) > MAX_DOWNLOAD:
        too_big = ReadingError(ReadingFault.TOO_BIG, {"limit": "20 MB"})
        await request.say(fault_sentence(request.translator, too_big))
        return
    data = await _download(request, file)
    await request.services.client.keep_upload(hashlib.sha256(data).hexdigest(), file.file_id)
    await accept(request, file.file_name or "digest.txt", data, request.message)


async def _download(request: Request, file: Document) -> bytes:
    with contextlib.suppress(TelegramError):  # the sign is worth no upload
        await request.chat.send_action("typing")
    client = request.services.client
    got = await client.ask("getFile", lambda: request.bot.get_file(file.file_id))
    return bytes(await client.ask("download", got.download_as_bytearray))


async def pasted(request: Request, paste: Paste, *, is_unknown: bool = False) -> None:
    """A text typed, pasted or forwarded by an editor, as far as it came: read it like a file.

    A further piece, or an edit of one, changes the draft that it became and the card of it. Where
    that was published or changed by hand meanwhile, and where it `is_unknown` which it was, there
    is a new draft.
    """
    if request.message is None:
        return
    # Of a text the bot knows in memory only: after an end its pieces come again, until it is whole.
    request.keep_open(paste.open_for)
    before = await view_of(request, paste.draft) if paste.draft else None
    is_open = before is not None and not before.draft.revision
    card = _card_of(paste, before) if is_open or paste.draft is None else ()
    try:
        accepted = await _accepted(
            request,
            "",
            paste.text.encode(),
            request.message,
            before.edition if before and is_open else None,
        )
    except ReadingError as error:
        fault = OutgoingMessage(text=to_html(plain(fault_sentence(request.translator, error))))
        if before:
            await request.send([fault])  # what could be read before stays as it is
        else:
            paste.card = await replace_card(request, [fault], card)
        return
    if accepted.is_new and (is_unknown or (before and not is_open)):
        await request.say(_new_draft(request, is_unknown=is_unknown))
    if not accepted.is_new and accepted.edition.id != paste.draft:
        await request.say(_posted_before(request))
    paste.draft = accepted.edition.id
    paste.card = await replace_card(request, await messages_of(request, accepted), card)
    await note_card(request, accepted, paste.card)


def _card_of(paste: Paste, before: DraftView | None) -> tuple[int, ...]:
    """The messages that show what a text became; the draft knows if it was shown anew since."""
    return before.draft.card if before and before.draft.card else paste.card


def _new_draft(request: Request, *, is_unknown: bool) -> str:
    if is_unknown:
        return request.translator.gettext(
            "I no longer know which draft that text became, so what it says now is a new draft. "
            "/drafts lists them all."
        )
    return request.translator.gettext(
        "You have changed that draft since, so it stays as it is, and what the text says now is a "
        "new draft. /drafts lists them all."
    )


async def picture(request: Request) -> None:
    """A picture or the like, without a text that could be a digest."""
    await request.say(
        request.translator.gettext(
            "I can't read a digest from that. Please send me its text: as a file, pasted, or as "
            "the caption of a picture."
        )
    )


async def too_short(request: Request) -> None:
    """A text that looks pasted and is too short to be a digest; it may be searched for."""
    await request.send([short_text_message(request.translator, request.text)])


async def accept(request: Request, name: str, data: bytes, message: Message) -> None:
    """Read what a message brought as a file, and show what was understood or why it was not."""
    accepted = fault = None
    async with reading_notice(request, name) as notice:
        try:
            accepted = await _accepted(request, name, data, message)
        except ReadingError as error:
            fault = fault_sentence(request.translator, error)
    if accepted:
        await _preview(request, accepted, notice.card)
    elif fault:
        said = OutgoingMessage(text=to_html(plain(fault)))
        await replace_card(request, [said], notice.card)


async def _accepted(
    request: Request, name: str, data: bytes, message: Message, before: Edition | None = None
) -> Accepted:
    """Read what was posted, in place of a draft where there is one."""
    await request.known()  # so that the cards of broadcasts speak the editor's language later
    posted = message.forward_origin.date if message.forward_origin else message.date
    by = request.user.id if request.user else None
    upload = Upload(name=name, data=data, posted=posted, by=by)
    try:
        accepted = await request.services.newsroom.accept(upload, before=before)
    except ReadingError as error:
        log.info("upload_unreadable", fault=error.fault, size=len(data))
        raise
    await note_done(request, "post_upload", edition=accepted.edition.id)
    return accepted


async def _preview(request: Request, accepted: Accepted, there: tuple[int, ...] = ()) -> None:
    if not accepted.is_new:
        await request.say(_posted_before(request))
    await send_card(request, accepted, there)


def _posted_before(request: Request) -> str:
    return request.translator.gettext("This text was posted before. Here is where it stands.")


# --- presses on a draft ---


async def press_preview(request: Request, callback: ShowPreview) -> Toast | None:
    """Back to what was understood."""
    edition = await request.services.newsroom.edition(callback.edition)
    if edition is None:
        return _unknown(request)
    await _preview(request, await request.services.newsroom.look(edition))
    return None


async def press_show(request: Request, callback: ShowAsReader) -> Toast | None:
    """Show a draft as readers will see it."""
    edition = await request.services.newsroom.edition(callback.edition)
    if edition is None:
        return _unknown(request)
    refused = _refused(request, edition)
    if refused is None:
        await request.send_edition(edition)
    return refused


def _refused(request: Request, edition: Edition) -> Toast | None:
    """Why readers can't be sent a draft, whatever its editor decides; None where they can."""
    excesses = request.services.newsroom.excesses(edition)
    if not excesses:
        return None
    return Toast(problem_sentence(request.translator, excesses[0]), alert=True)


async def press_publish(request: Request, callback: PublishDraft) -> Toast | None:
    """Publish a draft, unless a problem wants a second look."""
    edition = await request.services.newsroom.edition(callback.edition)
    if edition is None or not edition.is_undecided:
        return _unknown(request)
    return await _publish_unblocked(request, edition)


async def _publish_unblocked(request: Request, edition: Edition) -> Toast | None:
    if refused := _refused(request, edition):
        return refused
    if any(problem.severity is Severity.BLOCKS for problem in edition.problems):
        draft = await request.services.editing.draft(edition.id)
        await request.show(confirm_message(request.translator, edition, draft))
        return None
    return await _publish_news(request, edition)


async def _publish_news(request: Request, edition: Edition) -> Toast | None:
    """Publish what is new; of what is old, ask whether anybody shall be sent it.

    Of what is far ahead, ask whether it is: by a misspelt year it would reach nobody.
    """
    newsroom = request.services.newsroom
    if newsroom.is_old(edition):
        await request.show(old_message(request.translator, edition))
        return None
    if newsroom.is_far_ahead(edition):
        await request.show(far_ahead_message(request.translator, edition))
        return None
    return await _publish(request, edition)


async def press_old(request: Request, callback: PublishOld) -> Toast | None:
    """Publish a draft whose day was seen, long past or far ahead."""
    edition = await request.services.newsroom.edition(callback.edition)
    return (
        await _publish(request, edition) if edition and edition.is_undecided else _unknown(request)
    )


async def press_archive_only(request: Request, callback: ArchiveOnly) -> Toast | None:
    """Put a draft into the archive, and send it to nobody."""
    edition = await request.services.newsroom.archive(callback.edition)
    if edition is None:
        return _not_published(request, await request.services.newsroom.edition(callback.edition))
    await _settled(request, edition.id)
    return Toast(request.translator.gettext("🗄 Added to the archive; not sent to anyone."))


async def press_confirm(request: Request, callback: PublishAnyway) -> Toast | None:
    """Publish a draft whose problems were seen."""
    edition = await request.services.newsroom.edition(callback.edition)
    if edition is None or not edition.is_undecided:
        return _unknown(request)
    return await _publish_news(request, edition)


async def _publish(request: Request, edition: Edition) -> Toast:
    by = request.user.id if request.user else None
    if await request.services.newsroom.publish(edition.id, by=by) is None:
        return _not_published(request, await request.services.newsroom.edition(edition.id))
    await _settled(request, edition.id)
    return Toast(request.translator.gettext("📣 Published."))


def _not_published(request: Request, edition: Edition | None) -> Toast:
    if edition is None or not edition.is_undecided:
        return _unknown(request)
    return _refused(request, edition) or Toast(
        request.translator.gettext("An edition of that day is already published."), alert=True
    )


async def press_replace(request: Request, callback: ReplaceEdition) -> Toast | None:
    """Let a draft take the place of the edition of its day."""
    return await _correct(request, callback.edition, tells=False)


async def press_tell(request: Request, callback: CorrectAndTell) -> Toast | None:
    """The same, and reply to whoever has that edition with what was changed."""
    return await _correct(request, callback.edition, tells=True)


async def _correct(request: Request, draft_id: int, *, tells: bool) -> Toast | None:
    edition = await request.services.newsroom.edition(draft_id)
    if edition is None or not edition.is_undecided:
        return _unknown(request)
    by = request.user.id if request.user else None
    broadcast = await request.services.newsroom.replace(edition.id, by=by, tells=tells)
    if broadcast is None:
        return await _publish_unblocked(request, edition)
    await _settled(request, broadcast.edition_id)
    return Toast(request.translator.gettext("✏️ Corrected."))


async def press_discard(request: Request, callback: DiscardDraft) -> Toast | None:
    """Throw a draft away."""
    edition = await request.services.newsroom.edition(callback.edition)
    if edition is None or not await request.services.newsroom.discard(edition.id):
        return _unknown(request)
    await _settled(request, edition.id)
    return Toast(request.translator.gettext("🗑 Discarded."))


async def press_schedule(request: Request, callback: AskMoment) -> Toast | None:
    """Ask when a draft shall be published."""
    edition = await request.services.newsroom.edition(callback.edition)
    if edition is None or not edition.is_undecided:
        return _unknown(request)
    if refused := _refused(request, edition):
        return refused
    moments = likely_moments(request.now, ZoneInfo(request.zone), request.services.settings.hour)
    await request.send([schedule_message(request.translator, edition, moments, request.zone)])
    return None


async def press_at(request: Request, callback: PublishAt) -> Toast | None:
    """Publish a draft at the moment on the button."""
    edition = await request.services.newsroom.edition(callback.edition)
    if edition is None:
        return _unknown(request)
    return await _schedule(request, edition, callback.moment)


async def typed_moment(request: Request) -> bool:
    """A reply to the question when: `07:30`, `2026-11-24 07:30`; False if it is none."""
    asked = request.message.reply_to_message if request.message else None
    question = carried(asked.reply_markup, PublishAt) if asked else None
    edition = await request.services.newsroom.edition(question.edition) if question else None
    if edition is None or request.message is None:
        return False
    said, zone = request.message, ZoneInfo(request.zone)
    # From when it was typed: so it is the same whenever it is handled, and however often.
    moment = references.moment(said.text or "", said.date.astimezone(zone))
    if moment is None:
        await request.say(
            request.translator.gettext(
                "I couldn't read that as a time. Try 07:30 or 2026-11-24 07:30."
            )
        )
        return True
    await _schedule(request, edition, moment)
    return True


async def _schedule(request: Request, edition: Edition, at: datetime) -> Toast:
    if refused := _refused(request, edition):
        if request.query is None:
            await request.say(refused.text)
        return refused
    is_so = edition.state is EditionState.SCHEDULED and edition.publish_at == at
    if at <= request.now and not is_so:
        past = request.translator.gettext("That moment has passed; please choose a later one.")
        await request.say(past)
        return Toast(past)
    if not await request.services.newsroom.schedule(edition.id, at):
        decided = _unknown(request)
        if request.query is None:
            await request.say(decided.text)
        return decided
    said = request.translator.gettext(
        "🕖 Will be published {moment}.", moment=request.translator.moment(at, request.zone)
    )
    await request.say(said)
    return Toast(said)


def likely_moments(now: datetime, zone: ZoneInfo, hour: time) -> Sequence[datetime]:
    """The next moments at which an editor is likely to publish: the daily hour, full hours."""
    local = now.astimezone(zone)
    days = [local.date() + timedelta(days=ahead) for ahead in range(3)]
    daily = [datetime.combine(day, hour, zone) for day in days]
    full = local.replace(minute=0, second=0, microsecond=0)
    soon = [full + timedelta(hours=ahead) for ahead in (1, 2, 3)]
    return sorted({moment for moment in (*daily, *soon) if moment > now})[:6]


async def _settled(request: Request, edition_id: int) -> None:
    """Show where an edition stands now, so that nobody decides twice."""
    edition = await request.services.newsroom.edition(edition_id)
    if edition:
        accepted = await request.services.newsroom.look(edition)
        await request.show((await messages_of(request, accepted))[-1])


def _unknown(request: Request) -> Toast:
    return Toast(request.translator.gettext("That was already decided."), alert=True)


async def press_recall(request: Request, callback: AskRecall) -> Toast | None:
    """Ask whether a published edition shall be taken back."""
    edition = await request.services.newsroom.edition(callback.edition)
    if edition is None or edition.state is not EditionState.PUBLISHED:
        return _unknown(request)
    await request.send([recall_question(request.translator, edition)])
    return None


async def press_recall_now(request: Request, callback: RecallEdition) -> Toast | None:
    """Take a published edition back from everyone who has it."""
    edition = await request.services.newsroom.edition(callback.edition)
    by = request.user.id if request.user else None
    broadcast = await request.services.newsroom.recall(edition.id, by=by) if edition else None
    if edition is None or broadcast is None:
        return _unknown(request)
    await _settled(request, edition.id)
    return Toast(request.translator.gettext("↩️ Recalled."))


# --- a broadcast under way ---


async def drafts(request: Request) -> None:
    """The drafts and scheduled editions, to go on with."""
    waiting = await request.services.newsroom.drafts()
    if not waiting:
        await request.say(request.translator.gettext("No drafts. Post a file, and it becomes one."))
        return
    keys = [
        [
            button(
                f"{request.translator.short_day(one.date)} {one.digest.title or ''}",
                ShowPreview(one.id),
            )
        ]
        for one in waiting
    ]
    said = request.translator.gettext("Drafts and scheduled editions:")
    await request.send([OutgoingMessage(text=to_html(plain(said)), keyboard=keyboard(keys))])
