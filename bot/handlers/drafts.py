"""What admins do: post a digest, look at what was understood, publish it, watch it go out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from telegram import Document, Message

from bot.handlers.request import Ask, Toast
from bot.views.callbacks import Act, pressed
from bot.views.drafts import confirm_letter, preview_letters, recall_question, schedule_letter
from bot.views.editions import edition_letters
from bot.views.keyboards import button, keyboard
from bot.views.message import Letter
from bot.views.problems import fault_sentence
from bot.views.rich_text import plain, to_html
from digests.errors import ReadingError, ReadingFault
from digests.model import Edition, EditionState, Severity
from digests.newsroom import Accepted, Upload
from digests.text import references

log = structlog.get_logger()

_LARGEST = 20 * 1024 * 1024
"""Bytes that getFile serves (Bot API, `getFile`)."""
_WHEN = re.compile(r"(?:(\S+)\s+)?([01]?\d|2[0-3])[:：時]([0-5]\d)?分?")


async def document(ask: Ask) -> None:
    """A posted file: read it and show what was understood."""
    file = ask.message.document if ask.message else None
    if file is None or ask.message is None:
        return
    if not ask.is_admin:
        await ask.say(
            ask.speech.t("Thank you, but only the editors of this bot can post a digest.")
        )
        return
    if (file.file_size or 0) > _LARGEST:
        too_big = ReadingError(ReadingFault.TOO_BIG, {"limit": "20 MB"})
        await ask.say(fault_sentence(ask.speech, too_big))
        return
    await _accept(ask, file.file_name or "digest.txt", await _download(ask, file), ask.message)


async def _download(ask: Ask, file: Document) -> bytes:
    await ask.chat.send_action("typing")
    got = await ask.bot.get_file(file.file_id)
    return bytes(await got.download_as_bytearray())


async def pasted(ask: Ask, text: str) -> None:
    """A text typed, pasted or forwarded by an admin: read it like a file."""
    if ask.message:
        await _accept(ask, "", text.encode(), ask.message)


async def _accept(ask: Ask, name: str, data: bytes, message: Message) -> None:
    await ask.known()  # so that the cards of broadcasts speak the admin's language later
    posted = message.forward_origin.date if message.forward_origin else message.date
    try:
        accepted = await ask.services.newsroom.accept(
            Upload(name=name, data=data, posted=posted, by=ask.user.id if ask.user else None)
        )
    except ReadingError as error:
        log.info("upload_unreadable", fault=error.fault, size=len(data))
        await ask.say(fault_sentence(ask.speech, error))
        return
    await _preview(ask, accepted)


async def _preview(ask: Ask, accepted: Accepted) -> None:
    if not accepted.is_new:
        await ask.say(ask.speech.t("This very text was posted before; here is where it stands."))
    await ask.send(_letters(ask, accepted))


def _letters(ask: Ask, accepted: Accepted) -> list[Letter]:
    return preview_letters(ask.speech, accepted.edition, same_day=accepted.same_day, zone=ask.zone)


# --- presses on a draft ---


async def press_preview(ask: Ask) -> Toast | None:
    """Back to what was understood."""
    edition = await _edition(ask)
    if edition is None:
        return _unknown(ask)
    await _preview(ask, await ask.services.newsroom.look(edition))
    return None


async def press_show(ask: Ask) -> Toast | None:
    """Show a draft as readers will see it."""
    edition = await _edition(ask)
    if edition is None:
        return _unknown(ask)
    await ask.send(edition_letters(ask.speech, edition, ask.form))
    return None


async def press_publish(ask: Ask) -> Toast | None:
    """Publish a draft, unless a problem wants a second look."""
    edition = await _edition(ask)
    if edition is None or not _open(edition):
        return _unknown(ask)
    if any(problem.severity is Severity.BLOCKS for problem in edition.problems):
        await ask.show(confirm_letter(ask.speech, edition))
        return None
    return await _publish(ask, edition)


async def press_confirm(ask: Ask) -> Toast | None:
    """Publish a draft whose problems were seen."""
    edition = await _edition(ask)
    return await _publish(ask, edition) if edition and _open(edition) else _unknown(ask)


async def _publish(ask: Ask, edition: Edition) -> Toast:
    by = ask.user.id if ask.user else None
    broadcast = await ask.services.newsroom.publish(edition.id, by=by)
    if broadcast is None:
        return Toast(ask.speech.t("An edition of that day is already published."), alert=True)
    await _settled(ask, edition.id)
    await ask.services.cards.hang(broadcast)
    ask.services.runner.wake()
    return Toast(ask.speech.t("📣 Published."))


async def press_replace(ask: Ask) -> Toast | None:
    """Let a draft take the place of the edition of its day."""
    edition = await _edition(ask)
    if edition is None or not _open(edition):
        return _unknown(ask)
    by = ask.user.id if ask.user else None
    broadcast = await ask.services.newsroom.replace(edition.id, by=by)
    if broadcast is None:
        return await press_publish(ask)
    await _settled(ask, broadcast.edition_id)
    await ask.services.cards.hang(broadcast)
    ask.services.runner.wake()
    return Toast(ask.speech.t("🔁 Replaced."))


async def press_discard(ask: Ask) -> Toast | None:
    """Throw a draft away."""
    edition = await _edition(ask)
    if edition is None or not await ask.services.newsroom.discard(edition.id):
        return _unknown(ask)
    await _settled(ask, edition.id)
    return Toast(ask.speech.t("🗑 Discarded."))


async def press_schedule(ask: Ask) -> Toast | None:
    """Ask when a draft shall be published."""
    edition = await _edition(ask)
    if edition is None or not _open(edition):
        return _unknown(ask)
    moments = likely_moments(ask.now, ZoneInfo(ask.zone), ask.services.settings.hour)
    await ask.send([schedule_letter(ask.speech, edition, moments, ask.zone)])
    return None


async def press_at(ask: Ask) -> Toast | None:
    """Publish a draft at the moment on the button."""
    edition = await _edition(ask)
    if edition is None:
        return _unknown(ask)
    return await _schedule(ask, edition, datetime.fromtimestamp(ask.press.number(1), UTC))


async def typed_moment(ask: Ask) -> bool:
    """A reply to the question when: `07:30`, `2026-11-24 07:30`; False if it is none."""
    edition_id = _asked_when(ask.message.reply_to_message if ask.message else None)
    edition = await ask.services.store.editions.get(edition_id) if edition_id else None
    if edition is None or ask.message is None:
        return False
    moment = _moment(ask, ask.message.text or "")
    if moment is None:
        await ask.say(ask.speech.t("That is no time I understand. Try 07:30 or 2026-11-24 07:30."))
        return True
    await _schedule(ask, edition, moment)
    return True


def _asked_when(message: Message | None) -> int | None:
    markup = message.reply_markup if message else None
    carried = [key.callback_data for row in markup.inline_keyboard for key in row] if markup else []
    presses = [pressed(data) for data in carried if isinstance(data, str)]
    return next((press.number(0) for press in presses if press.act is Act.AT), None)


def _moment(ask: Ask, text: str) -> datetime | None:
    """The next instant at which the asker's clock shows what was typed."""
    found = _WHEN.fullmatch(text.strip())
    named = references.day(found[1], ask.today) if found and found[1] else ask.today
    if found is None or named is None:
        return None
    clock = time(int(found[2]), int(found[3] or 0))
    moment = datetime.combine(named, clock, ZoneInfo(ask.zone))
    if not found[1] and moment <= ask.now:
        moment = datetime.combine(named + timedelta(days=1), clock, ZoneInfo(ask.zone))
    return moment


async def _schedule(ask: Ask, edition: Edition, at: datetime) -> Toast:
    if at <= ask.now:
        past = ask.speech.t("That moment has passed; please choose a later one.")
        await ask.say(past)
        return Toast(past)
    if not await ask.services.newsroom.schedule(edition.id, at):
        decided = _unknown(ask)
        if ask.query is None:
            await ask.say(decided.text)
        return decided
    said = ask.speech.t("🕖 Will be published {moment}.", moment=ask.speech.moment(at, ask.zone))
    await ask.say(said)
    return Toast(said)


def likely_moments(now: datetime, zone: ZoneInfo, hour: time) -> Sequence[datetime]:
    """The next moments at which an editor is likely to publish: the daily hour, full hours."""
    local = now.astimezone(zone)
    days = [local.date() + timedelta(days=ahead) for ahead in range(3)]
    daily = [datetime.combine(day, hour, zone) for day in days]
    full = local.replace(minute=0, second=0, microsecond=0)
    soon = [full + timedelta(hours=ahead) for ahead in (1, 2, 3)]
    return sorted({moment for moment in (*daily, *soon) if moment > now})[:6]


async def _settled(ask: Ask, edition_id: int) -> None:
    """Show where an edition stands now, so that nobody decides twice."""
    edition = await ask.services.store.editions.get(edition_id)
    if edition:
        accepted = await ask.services.newsroom.look(edition)
        await ask.show(_letters(ask, accepted)[-1])


async def _edition(ask: Ask) -> Edition | None:
    return await ask.services.store.editions.get(ask.press.number(0))


def _open(edition: Edition) -> bool:
    return edition.state in {EditionState.DRAFT, EditionState.SCHEDULED}


def _unknown(ask: Ask) -> Toast:
    return Toast(ask.speech.t("That was already decided."), alert=True)


async def press_recall(ask: Ask) -> Toast | None:
    """Ask whether a published edition shall be taken back."""
    edition = await _edition(ask)
    if edition is None or edition.state is not EditionState.PUBLISHED:
        return _unknown(ask)
    await ask.send([recall_question(ask.speech, edition)])
    return None


async def press_recall_now(ask: Ask) -> Toast | None:
    """Take a published edition back from everyone who has it."""
    edition = await _edition(ask)
    by = ask.user.id if ask.user else None
    broadcast = await ask.services.newsroom.recall(edition.id, by=by) if edition else None
    if edition is None or broadcast is None:
        return _unknown(ask)
    await _settled(ask, edition.id)
    await ask.services.cards.hang(broadcast)
    ask.services.runner.wake()
    return Toast(ask.speech.t("↩️ Recalled."))


# --- a broadcast under way ---


async def drafts(ask: Ask) -> None:
    """The drafts and scheduled editions, to go on with."""
    waiting = await ask.services.store.editions.drafts()
    if not waiting:
        await ask.say(ask.speech.t("No drafts. Post a file, and it becomes one."))
        return
    keys = [
        [button(f"{ask.speech.short_day(one.date)} {one.digest.title or ''}", Act.PREVIEW, one.id)]
        for one in waiting
    ]
    said = ask.speech.t("Drafts and scheduled editions:")
    await ask.send([Letter(text=to_html(plain(said)), keyboard=keyboard(keys))])
