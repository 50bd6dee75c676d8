"""What editors do: post a digest, look at what was understood, discard it, take it back."""

from __future__ import annotations

import contextlib
import hashlib

import structlog
from telegram import Document, Message
from telegram.error import TelegramError

from bot.botapi.transport import MAX_DOWNLOAD
from bot.handlers.desk.audit import entry_of
from bot.handlers.desk.changes import DraftView, view_of
from bot.handlers.desk.draft_card import (
    card_here,
    messages_of,
    note_card,
    replace_card,
    send_card,
)
from bot.handlers.desk.posting.paste_buffer import Paste
from bot.handlers.desk.posting.reading_notice import reading_notice
from bot.handlers.desk.publication.decided import already_decided, refused, show_settled
from bot.handlers.request import Request, Toast
from bot.views.callbacks import (
    AskRecall,
    DiscardDraft,
    RecallEdition,
    ShowAsReader,
    ShowPreview,
)
from bot.views.desk.editor_help import short_text_message
from bot.views.desk.problems import fault_sentence
from bot.views.desk.publication.prospects import name_in_list
from bot.views.desk.publication.publishing import recall_question
from bot.views.keyboards import button, keyboard
from bot.views.message import OutgoingMessage
from bot.views.rich_text import plain, to_html
from digests.errors import ReadingError, ReadingFault
from digests.model import Edition, EditionState
from digests.newsroom import Accepted, Upload

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
    if before and not request.covers(before.edition.paper):
        before = None  # another editor made it one of another paper
    is_open = before is not None and not before.draft.revision
    card = await _card_of(request, paste, before) if is_open or paste.draft is None else ()
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


async def _card_of(request: Request, paste: Paste, before: DraftView | None) -> tuple[int, ...]:
    """The messages that show what a text became, or the latest if it was shown anew since."""
    card = await card_here(request, before.edition.id) if before else ()
    return card or paste.card


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
    entry = entry_of(request, "post_upload")
    paper = request.grant.paper if request.grant else None
    upload = Upload(name=name, data=data, posted=posted, by=by, paper=paper, entry=entry)
    newsroom = request.services.newsroom
    try:
        accepted = await newsroom.accept(upload, before=before)
        if accepted.edition.state is EditionState.RECALLED:
            await request.say(
                request.translator.gettext(
                    "This text was published and recalled. Here it is as a new draft; published "
                    "again, it is a new edition."
                )
            )
            accepted = await newsroom.accept_again(upload)
    except ReadingError as error:
        log.info("upload_unreadable", fault=error.fault, size=len(data))
        raise
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
        return already_decided(request)
    await _preview(request, await request.services.newsroom.look(edition))
    return None


async def press_show(request: Request, callback: ShowAsReader) -> Toast | None:
    """Show a draft as readers will see it."""
    edition = await request.services.newsroom.edition(callback.edition)
    if edition is None:
        return already_decided(request)
    stop = refused(request, edition)
    if stop is None:
        await request.send_edition(edition)
    return stop


async def press_discard(request: Request, callback: DiscardDraft) -> Toast | None:
    """Throw a draft away."""
    edition = await request.services.newsroom.edition(callback.edition)
    entry = entry_of(request)
    if edition is None or not await request.services.newsroom.discard(edition.id, entry=entry):
        return already_decided(request)
    await show_settled(request, edition.id)
    return Toast(request.translator.gettext("🗑 Discarded."))


async def press_recall(request: Request, callback: AskRecall) -> Toast | None:
    """Ask whether a published edition shall be taken back."""
    edition = await request.services.newsroom.edition(callback.edition)
    if edition is None or edition.state is not EditionState.PUBLISHED:
        return already_decided(request)
    await request.send([recall_question(request.translator, edition)])
    return None


async def press_recall_now(request: Request, callback: RecallEdition) -> Toast | None:
    """Take a published edition back from everyone who has it."""
    edition = await request.services.newsroom.edition(callback.edition)
    by = request.user.id if request.user else None
    newsroom, entry = request.services.newsroom, entry_of(request)
    broadcast = await newsroom.recall(edition.id, by=by, entry=entry) if edition else None
    if edition is None or broadcast is None:
        return already_decided(request)
    await show_settled(request, edition.id)
    return Toast(request.translator.gettext("↩️ Recalled."))


async def drafts(request: Request) -> None:
    """The drafts and scheduled editions, to go on with."""
    drafts = await request.services.newsroom.drafts()
    waiting = [one for one in drafts if request.covers(one.paper)]
    if not waiting:
        await request.say(request.translator.gettext("No drafts. Post a file, and it becomes one."))
        return
    keys = [
        [
            button(
                name_in_list(request.translator, one),
                ShowPreview(one.id),
            )
        ]
        for one in waiting
    ]
    said = request.translator.gettext("Drafts and scheduled editions:")
    await request.send([OutgoingMessage(text=to_html(plain(said)), keyboard=keyboard(keys))])
