"""What editors do about letters from readers: see them, answer in a reply, block who sends them."""

from __future__ import annotations

import structlog
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.botapi.requests import Target
from bot.handlers.desk.audit import note_done
from bot.handlers.permissions import elsewhere
from bot.handlers.request import Request, Services, Toast
from bot.i18n.translator import Translator
from bot.outbox.lanes import Lane
from bot.views.desk.letters import blocked_message, letter_message
from bot.views.keyboards import carried
from bot.views.message import OutgoingMessage
from bot.views.reading.letter_callbacks import AboutSender, AllowSender, BlockSender
from bot.views.reading.letters import LONGEST_ANSWER, answer_message
from bot.views.rich_text import plain, to_html
from digests.model import Edition
from digests.values.feedback import KeptLetter, LetterCard

log = structlog.get_logger()


async def show_letter(services: Services, kept: KeptLetter, edition: Edition) -> bool:
    """Show a letter to every editor of its paper who doesn't see it yet; whether any sees it."""
    seen = {card.chat_id for card in await services.letters.cards(kept.id)}
    for editor in sorted(await services.staff.publishers(edition.paper) - seen):
        message = letter_message(await _spoken_by(services, editor), edition, kept)
        try:
            shown = await services.client.send(Target(editor), message, Lane.ANSWER)
        except TelegramError as error:
            log.warning("editor_not_reached", error=type(error).__name__)
            continue
        await services.letters.shown(kept.id, LetterCard(chat_id=editor, message_id=shown))
        seen.add(editor)
    return bool(seen)


async def _spoken_by(services: Services, chat_id: int, topic_id: int | None = None) -> Translator:
    return services.translations.of(await services.audience.find(chat_id, topic_id))


async def typed_answer(request: Request) -> bool:
    """Take a reply of an editor's to a letter for its answer; False where it is no such reply."""
    message = request.message
    asked = message.reply_to_message if message else None
    about = carried(asked.reply_markup, AboutSender) if asked else None
    if message is None or about is None:
        return False
    await request.say(await _answer(request, about.letter, (message.text or "").strip()))
    return True


async def _answer(request: Request, letter_id: int, words: str) -> str:
    """Send an answer to the reader; what the editor is told of it."""
    services, translator = request.services, request.translator
    if len(words) > LONGEST_ANSWER:
        return translator.ngettext(
            "That is too long for an answer: at most {count} character.",
            "That is too long for an answer: at most {count} characters.",
            LONGEST_ANSWER,
        )
    kept = await services.letters.find(letter_id)
    edition = await services.archive.edition(kept.letter.edition, drafts=True) if kept else None
    if edition and not request.covers(edition.paper):
        return elsewhere(request)
    if kept is None or not await _arrives(services, kept, edition, words):
        return translator.gettext("Whoever wrote this can't be answered any more.")
    await services.letters.answered(kept.id, request.user.id if request.user else 0)
    await note_done(request, "answer_letter", edition=kept.letter.edition)
    if kept.answered_by is None and edition:
        await _show_answered(request, kept, edition)
    return translator.gettext("✉️ Your answer was sent.")


async def _arrives(
    services: Services, kept: KeptLetter, edition: Edition | None, words: str
) -> bool:
    letter = kept.letter
    translator = await _spoken_by(services, letter.chat_id, letter.topic_id)
    target = Target(letter.chat_id, letter.topic_id, letter.below)
    message = answer_message(translator, edition, letter.number, words)
    try:
        await services.client.send(target, message, Lane.ANSWER)
    except (BadRequest, Forbidden) as error:
        log.info("reader_not_reached", error=type(error).__name__)
        return False
    return True


async def _show_answered(request: Request, kept: KeptLetter, edition: Edition) -> None:
    """Say on the cards of all editors who has answered."""
    services, name = request.services, request.user.full_name if request.user else ""
    editors = await services.staff.publishers(edition.paper)
    for card in await services.letters.cards(kept.id):
        if card.chat_id not in editors:
            continue
        translator = await _spoken_by(services, card.chat_id)
        message = letter_message(translator, edition, kept, answered_by=name)
        try:
            target = Target(card.chat_id)
            await services.client.edit(target, card.message_id, message, Lane.ANSWER)
        except TelegramError as error:
            log.info("card_not_edited", error=type(error).__name__)


async def press_block(request: Request, callback: BlockSender) -> Toast | None:
    """Take no more letters from whoever wrote one."""
    if not await request.services.letters.block(callback.letter):
        return Toast(
            request.translator.gettext("It is not known any more who wrote this."), alert=True
        )
    await request.send([blocked_message(request.translator, callback.letter)])
    return None


async def press_allow(request: Request, callback: AllowSender) -> Toast:
    """Take letters again from whoever was blocked."""
    await request.services.letters.allow(callback.letter)
    said = request.translator.gettext("Whoever wrote this can write to you again.")
    await request.show(OutgoingMessage(text=to_html(plain(said))))
    return Toast(said)
