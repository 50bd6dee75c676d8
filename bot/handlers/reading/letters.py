"""How readers tell the editors something about an item: in words, as a report, by a vote."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from telegram import Message, User

from bot.botapi.addressed import addressed_text
from bot.botapi.requests import Target
from bot.handlers.desk.letters import show_letter
from bot.handlers.remembered import AskedLetter
from bot.handlers.request import Request, Toast, gone
from bot.outbox.lanes import Lane
from bot.views.keyboards import carried
from bot.views.message import OutgoingMessage
from bot.views.reading.letter_callbacks import (
    AboutLetter,
    CastVote,
    LeaveLetter,
    ReportMistake,
    SendLetter,
    SendReport,
    WriteToEditor,
)
from bot.views.reading.letters import (
    confirm_letter,
    hindered_message,
    hindrance_sentence,
    letter_question,
    sent_sentence,
)
from bot.views.rich_text import plain, to_html
from digests.letters import LONGEST_LETTER, Allowance
from digests.model import Edition, Item
from digests.values.feedback import Hindrance, KeptLetter, LetterKind, ReaderLetter, Vote

_ASKED_FOR = timedelta(minutes=10)
"""For how long what somebody types counts as the answer to what they were asked."""


def item_meant(request: Request) -> LeaveLetter | None:
    """The item about which somebody says something now; None where it can be no letter.

    They say it in a reply to its message or to the question, or right after they were asked.
    """
    asked = request.services.asked_letters.take(request.chat.id)
    message = request.message
    if request.is_editor or message is None or not request.services.settings.letters:
        return None
    if message.reply_to_message:
        return _item_replied_to(message.reply_to_message)
    is_recent = asked is not None and request.now - asked.at < _ASKED_FOR
    return asked.about if asked and is_recent else None


def _item_replied_to(message: Message) -> LeaveLetter | None:
    question = carried(message.reply_markup, LeaveLetter)
    below = carried(message.reply_markup, WriteToEditor)
    if question or below is None:
        return question
    return LeaveLetter(below.edition, below.number, message.message_id, LetterKind.LETTER)


async def confirm(request: Request, about: LeaveLetter) -> None:
    """Ask whether the words of a message shall go to the editors."""
    translator, message = request.translator, request.message
    _, item = await _item(request, about)
    if item is None or message is None or request.user is None:
        await request.say(gone(request).text)
        return
    if len(request.text) > LONGEST_LETTER:
        await request.say(
            translator.ngettext(
                "That is too long for the editor: at most {count} character.",
                "That is too long for the editor: at most {count} characters.",
                LONGEST_LETTER,
            )
        )
        return
    allowance = await _allowance(request, request.user)
    send = SendLetter(about.edition, about.number, about.message, about.kind)
    asked = (
        hindered_message(translator, allowance.hindrance)
        if allowance.hindrance
        else confirm_letter(translator, item, send, allowance.left)
    )
    # A reply also in private: the words are taken from the message that is replied to.
    target = Target(request.chat.id, request.topic, message.message_id)
    await request.services.client.send(target, asked, Lane.ANSWER)


async def _item(
    request: Request, about: AboutLetter | WriteToEditor | CastVote
) -> tuple[Edition | None, Item | None]:
    edition = await request.archive.edition(about.edition)
    return edition, edition.digest.item(about.number) if edition else None


async def _allowance(request: Request, user: User) -> Allowance:
    if not request.services.settings.letters:
        return Allowance(left=0, hindrance=Hindrance.OFF)
    return await request.services.letters.allowance(user.id)


def replied_words(request: Request) -> str | None:
    """What the message says that a question of ours replies to, if whoever presses wrote it."""
    said = request.message.reply_to_message if request.message else None
    is_theirs = said and said.from_user and request.user and said.from_user.id == request.user.id
    return addressed_text(said) if said and is_theirs else None


def not_yours(request: Request) -> Toast:
    """That the words can't be had: another wrote them, or they were deleted."""
    return Toast(
        request.translator.gettext("Only whoever wrote it can do that, while the message is there.")
    )


# --- presses ---


async def press_write(request: Request, callback: WriteToEditor) -> Toast | None:
    """Ask what somebody wants to tell the editors."""
    translator = request.translator
    pressed = request.query.message if request.query else None
    if request.is_editor:
        return Toast(translator.gettext("By this button readers write to you."), alert=True)
    if not request.is_private:
        said = translator.gettext(
            "Reply to the item with what you want to say to the editor, and name me: {name}",
            name=request.bot.name,
        )
        return Toast(said, alert=True)
    if pressed is None:
        return gone(request)
    about = (callback.edition, callback.number, pressed.message_id)
    question = await _question(request, LeaveLetter(*about, LetterKind.LETTER))
    if isinstance(question, Toast):
        return question
    await request.send([question])
    return None


async def press_mistake(request: Request, callback: ReportMistake) -> Toast | None:
    """Ask what is wrong in an item."""
    leave = LeaveLetter(callback.edition, callback.number, callback.message, LetterKind.MISTAKE)
    question = await _question(request, leave)
    if isinstance(question, Toast):
        return question
    await request.show(question)
    return None


async def _question(request: Request, leave: LeaveLetter) -> OutgoingMessage | Toast:
    """The question what to tell, whose answer is waited for from now on; else why there is none."""
    _, item = await _item(request, leave)
    if item is None or request.user is None:
        return gone(request)
    allowance = await _allowance(request, request.user)
    if allowance.hindrance:
        return Toast(hindrance_sentence(request.translator, allowance.hindrance), alert=True)
    if request.is_private:
        asked = AskedLetter(leave, request.now)
        request.services.asked_letters.add(request.chat.id, asked)
    return letter_question(request.translator, item, leave)


async def press_leave(request: Request, _: LeaveLetter) -> None:
    """Write nothing."""
    request.services.asked_letters.take(request.chat.id)
    said = request.translator.gettext("Nothing was sent to the editor.")
    await request.show(OutgoingMessage(text=to_html(plain(said))))


async def press_send(request: Request, callback: SendLetter) -> Toast | None:
    """Send the words of the message that is replied to."""
    words = replied_words(request)
    said = request.message.reply_to_message if request.message else None
    if not words or said is None:
        return not_yours(request)
    return await _send(request, callback, callback.kind, words[:LONGEST_LETTER], said.message_id)


async def press_report(request: Request, callback: SendReport) -> Toast | None:
    """Tell the editors that something is wrong, without saying what."""
    if request.message is None:
        return gone(request)
    written = request.message.message_id
    return await _send(request, callback, LetterKind.MISTAKE, "", written)


async def _send(
    request: Request, about: AboutLetter, kind: LetterKind, words: str, written: int
) -> Toast | None:
    edition, item = await _item(request, about)
    user = request.user
    if edition is None or item is None or user is None or user.is_bot:
        return gone(request)
    letter = ReaderLetter(
        kind=kind,
        edition=about.edition,
        number=about.number,
        words=words,
        chat_id=request.chat.id,
        topic_id=request.topic,
        user_id=user.id,
        below=about.message,
        written=written,
    )
    kept = await _kept(request, user, letter)
    if isinstance(kept, Hindrance):
        return Toast(hindrance_sentence(request.translator, kept), alert=True)
    services = request.services
    services.asked_letters.take(request.chat.id)
    if not await show_letter(services, kept, edition):
        await services.letters.give_up(kept.id)
        return Toast(
            request.translator.gettext("The editor can't be reached just now."), alert=True
        )
    left = (await services.letters.allowance(user.id)).left
    said = sent_sentence(request.translator, left)
    await request.show(OutgoingMessage(text=to_html(plain(said))))
    return None


async def _kept(request: Request, user: User, letter: ReaderLetter) -> KeptLetter | Hindrance:
    """The letter as it is kept, maybe since before: a press is handled anew after a crash."""
    before = await request.services.letters.written(letter.chat_id, letter.written)
    if before:
        return replace(before, letter=letter)
    allowance = await _allowance(request, user)
    if allowance.hindrance:
        return allowance.hindrance
    await request.know_person(user)
    return await request.services.letters.keep(letter)


async def press_vote(request: Request, callback: CastVote) -> Toast | None:
    """Vote on an item; the latest vote counts, and the same once more takes it back."""
    _, item = await _item(request, callback)
    user = request.user
    if item is None or user is None or user.is_bot:
        return gone(request)
    if not request.services.settings.letters:
        return Toast(hindrance_sentence(request.translator, Hindrance.OFF))
    await request.know_person(user)
    counts = await request.services.letters.vote(
        callback.edition,
        callback.number,
        user.id,
        callback.vote,
        # The same when it is handled anew: else it would be taken back then.
        request.arrived or request.now,
    )
    if counts is Vote.WITHDRAWN:
        return Toast(request.translator.gettext("Your vote was taken back."))
    return Toast(request.translator.gettext("Thank you. The editor sees only how many voted."))
