"""Publishing: what an editor is asked first, another who agrees, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import structlog
from telegram.error import TelegramError

from bot.handlers.desk.audit import entry_of
from bot.handlers.desk.draft_card import send_card
from bot.handlers.desk.publication.decided import already_decided, asks_when, refused, show_settled
from bot.handlers.request import Request, Toast
from bot.views.callbacks import (
    ArchiveOnly,
    PublishAnyway,
    PublishDraft,
    PublishOld,
    ReplaceEdition,
)
from bot.views.desk.decisions import CorrectAndTell
from bot.views.desk.publication.prospects import order_words
from bot.views.desk.publication.publishing import (
    Plan,
    approval_message,
    changed_words,
    confirm_message,
    far_ahead_message,
    old_message,
    publish_question,
)
from bot.views.desk.publication.publishing_callbacks import (
    Approve,
    AskPublish,
    ConfirmPublish,
    Told,
    Unschedule,
)
from digests.corrections import differences
from digests.model import Edition, Severity
from digests.newsroom import Accepted
from digests.publishing import DONE, Ordered
from digests.values.orders import OrderKind

log = structlog.get_logger()


async def press_publish(request: Request, callback: PublishDraft) -> Toast | None:
    """Ask whether a draft shall be published, below a card of an earlier release."""
    return await _ask(request, callback.edition, None)


async def press_ask(request: Request, callback: AskPublish) -> Toast | None:
    """Ask whether a draft shall be published, after what is wrong with it."""
    return await _ask(request, callback.edition, callback.revision)


async def _ask(request: Request, edition_id: int, revision: int | None) -> Toast | None:
    plan = await plan_of(request, edition_id)
    if plan is None:
        return already_decided(request)
    if revision not in {None, plan.revision}:
        return await outdated(request, edition_id, revision)
    accepted = await request.services.newsroom.look(plan.edition)
    stop = _day_taken(request) if accepted.same_day else refused(request, plan.edition)
    if stop is None:
        await _ask_first(request, plan)
    return stop


async def _ask_first(request: Request, plan: Plan) -> None:
    """Ask the first question there is about publishing a draft now."""
    if any(problem.severity is Severity.BLOCKS for problem in plan.edition.problems):
        await request.show(confirm_message(request.translator, plan))
    elif not await asked_about_day(request, plan):
        await request.show(publish_question(request.translator, plan))


async def plan_of(request: Request, edition_id: int, moment: datetime | None = None) -> Plan | None:
    """A draft, and to how many it would go; None where it is no draft any more."""
    edition = await request.services.newsroom.edition(edition_id)
    if edition is None or not edition.is_undecided:
        return None
    draft = await request.services.editing.draft(edition_id)
    readers = (await request.services.reader_hours.now(edition.slot, edition.paper)).count
    return Plan(edition=edition, draft=draft, readers=readers, moment=moment)


async def asked_about_day(request: Request, plan: Plan) -> bool:
    """Ask whether anybody shall be sent what is old, or of a day that is far ahead.

    By a misspelt year it would reach nobody. False where its day is one of news.
    """
    newsroom = request.services.newsroom
    if newsroom.is_old(plan.edition, plan.moment):
        question = old_message(request.translator, plan)
    elif newsroom.is_far_ahead(plan.edition, plan.moment):
        question = far_ahead_message(request.translator, plan)
    else:
        return False
    if request.query:
        await request.show(question)
    else:
        await request.send([question])
    return True


async def outdated(request: Request, edition_id: int, seen: int | None) -> Toast:
    """Show what a draft says by now, with what was changed since it was seen."""
    services = request.services
    edition = await services.newsroom.edition(edition_id)
    before = await services.publishing.before(edition_id, seen) if seen is not None else None
    changes = differences(before, edition.digest) if before and edition else ()
    await show_settled(request, edition_id)
    if edition and (request.query is None or asks_when(request)):
        await send_card(request, await services.newsroom.look(edition))
    return Toast(changed_words(request.translator, changes), alert=True)


async def press_now(request: Request, callback: ConfirmPublish) -> Toast | None:
    """Publish a draft of which that was seen."""
    if callback.told is Told.PROBLEMS:
        plan = await plan_of(request, callback.edition)
        if plan and plan.revision == callback.revision and await asked_about_day(request, plan):
            return None
    return await _order(request, callback.edition, OrderKind.NOW, callback.revision)


async def press_old(request: Request, callback: PublishOld) -> Toast | None:
    """Publish a draft whose day was seen, long past or far ahead."""
    return await _order(request, callback.edition, OrderKind.NOW)


async def press_confirm(request: Request, callback: PublishAnyway) -> Toast | None:
    """Publish a draft whose problems were seen."""
    plan = await plan_of(request, callback.edition)
    if plan and await asked_about_day(request, plan):
        return None
    return await _order(request, callback.edition, OrderKind.NOW)


async def press_archive_only(request: Request, callback: ArchiveOnly) -> Toast | None:
    """Put a draft into the archive, and send it to nobody."""
    return await _order(request, callback.edition, OrderKind.ARCHIVE, callback.revision)


async def press_replace(request: Request, callback: ReplaceEdition) -> Toast | None:
    """Let a draft take the place of the edition of its day; where there is none, publish it."""
    return await _correct(request, callback, OrderKind.REPLACE)


async def press_tell(request: Request, callback: CorrectAndTell) -> Toast | None:
    """The same, and reply to whoever has that edition with what was changed."""
    return await _correct(request, callback, OrderKind.TELL)


async def _correct(
    request: Request, callback: ReplaceEdition | CorrectAndTell, kind: OrderKind
) -> Toast | None:
    edition = await request.services.newsroom.edition(callback.edition)
    accepted = await request.services.newsroom.look(edition) if edition else None
    if accepted and accepted.edition.is_undecided and accepted.same_day is None:
        return await _ask(request, callback.edition, callback.revision)
    return await _order(request, callback.edition, kind, callback.revision)


async def _order(
    request: Request, edition_id: int, kind: OrderKind, revision: int | None = None
) -> Toast:
    done = await request.services.publishing.order(
        edition_id, kind, entry=entry_of(request), revision=revision
    )
    if done is Ordered.OUTDATED:
        return await outdated(request, edition_id, revision)
    return await show_ordered(request, edition_id, done)


async def press_approve(request: Request, callback: Approve) -> Toast | None:
    """Agree to what another editor decided."""
    order = await request.services.publishing.waiting(callback.edition)
    done = await request.services.publishing.approve(callback.edition, entry=entry_of(request))
    if done is Ordered.OUTDATED:
        return await outdated(request, callback.edition, order.revision if order else None)
    return await show_ordered(request, callback.edition, done)


async def press_unschedule(request: Request, callback: Unschedule) -> Toast | None:
    """Let what is scheduled, goes out in a moment or waits be a draft again."""
    entry = entry_of(request)
    if not await request.services.publishing.withdraw(callback.edition, entry=entry):
        await show_settled(request, callback.edition)
        return already_decided(request)
    await show_settled(request, callback.edition)
    return Toast(request.translator.gettext("↶ It is a draft again."))


async def show_ordered(request: Request, edition_id: int, done: Ordered) -> Toast:
    """Show where an edition stands after an order, and ask the others where they have to agree."""
    edition = await request.services.newsroom.edition(edition_id)
    if done not in DONE:
        return _not_done(request, edition, done)
    shown = edition_id
    accepted = await request.services.newsroom.look(edition) if edition else None
    if done is Ordered.REPLACED and accepted:
        shown = accepted.same_day.id if accepted.same_day else edition_id
    await show_settled(request, shown)
    if shown != edition_id:
        pressed = request.message.message_id if request.message else None
        await request.services.draft_cards.hand_over(edition_id, (request.chat.id, pressed))
    if done is Ordered.WAITING:
        await _ask_others(request, edition_id)
    said = _done_words(request, accepted, done)
    if done is Ordered.SCHEDULED and asks_when(request):
        await request.say(said)
    return Toast(said)


def _done_words(request: Request, accepted: Accepted | None, done: Ordered) -> str:
    t = request.translator
    moment = accepted.edition.publish_at if accepted else None
    when = t.moment(moment, request.zone) if moment else ""
    clock = t.second_at(moment, request.zone) if moment else ""
    if done is Ordered.LEAVING and accepted and accepted.prospect.is_correction:
        return t.gettext("✏️ Corrected at {clock}.", clock=clock)
    words: Mapping[Ordered, str] = {
        Ordered.PUBLISHED: t.gettext("📣 Published."),
        Ordered.LEAVING: t.gettext("📣 Goes out at {clock}.", clock=clock),
        Ordered.SCHEDULED: t.gettext("🕖 Will be published {moment}.", moment=when),
        Ordered.ARCHIVED: t.gettext("🗄 Added to the archive; not sent to anyone."),
        Ordered.REPLACED: t.gettext("✏️ Corrected."),
        Ordered.WAITING: t.gettext("⏳ Another editor has to agree. I have asked the others."),
    }
    return words[done]


def _not_done(request: Request, edition: Edition | None, done: Ordered) -> Toast:
    if done is Ordered.DAY_TAKEN:
        return _day_taken(request)
    if done is Ordered.PASSED:
        return Toast(
            request.translator.gettext("That moment has passed; please choose a later one."),
            alert=True,
        )
    if done is Ordered.OWN:
        return Toast(
            request.translator.gettext("Another editor has to agree, not you."), alert=True
        )
    too_large = refused(request, edition) if edition and done is Ordered.TOO_LARGE else None
    return too_large or already_decided(request)


def _day_taken(request: Request) -> Toast:
    return Toast(
        request.translator.gettext("An edition of that day is already published."), alert=True
    )


async def _ask_others(request: Request, edition_id: int) -> None:
    """Show every other editor of its paper what waits for one of them to agree."""
    services, me = request.services, request.user.id if request.user else None
    order = await services.publishing.waiting(edition_id)
    edition = await services.newsroom.edition(edition_id)
    if order is None or edition is None:
        return
    for editor in sorted(await services.staff.publishers(edition.paper) - {me}):
        subscriber = await services.audience.find(editor)
        chosen = subscriber.preferences if subscriber else services.audience.defaults
        translator = services.translations.of(subscriber)
        what = order_words(translator, order, chosen.timezone)
        name = request.user.full_name if request.user else ""
        try:
            asked = approval_message(translator, name, what)
            await services.draft_cards.ask(editor, edition_id, asked)
        except TelegramError as error:
            log.warning("editor_not_reached", error=type(error).__name__)
