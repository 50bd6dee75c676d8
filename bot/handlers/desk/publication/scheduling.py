"""When a draft appears: at the readers' hour, at a moment on a button, or at one that is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from telegram import Message

from bot.handlers.desk.audit import entry_of, note_done
from bot.handlers.desk.publication.decided import already_decided, refused
from bot.handlers.desk.publication.publishing import (
    asked_about_day,
    outdated,
    plan_of,
    show_ordered,
)
from bot.handlers.permissions import elsewhere
from bot.handlers.request import Request, Toast
from bot.intents.moments import moment_of
from bot.views.callbacks import AskMoment, PublishAt
from bot.views.desk.publication.publishing import schedule_message
from bot.views.desk.publication.publishing_callbacks import PublishAtAnyway, PublishAtHour
from bot.views.keyboards import carried
from digests.model import EditionState
from digests.publishing import DONE, Ordered
from digests.values.orders import OrderKind
from digests.values.questions import MomentQuestion

_BY_REPLY = "schedule_by_reply"
"""What it is called in the audit."""
_WAITS = timedelta(minutes=10)
"""For how long a question takes a time for its answer that is no reply to it."""


async def press_schedule(request: Request, callback: AskMoment) -> Toast | None:
    """Ask when a draft shall be published."""
    plan = await plan_of(request, callback.edition)
    if plan is None:
        return already_decided(request)
    if callback.revision not in {None, plan.revision}:
        return await outdated(request, callback.edition, callback.revision)
    if stop := refused(request, plan.edition):
        return stop
    moments = likely_moments(request.now, ZoneInfo(request.zone), request.services.settings.hour)
    await request.send([schedule_message(request.translator, plan, moments, request.zone)])
    if request.is_private:
        await request.known()  # so that /forget finds that they were asked
        asked = MomentQuestion(edition=plan.edition.id, revision=plan.revision, at=request.now)
        await request.services.editing.ask_moment(request.chat.id, asked)
    return None


async def press_at(request: Request, callback: PublishAt) -> Toast | None:
    """Publish a draft at the moment on the button."""
    return await _schedule(request, callback, callback.moment)


async def press_at_anyway(request: Request, callback: PublishAtAnyway) -> Toast | None:
    """Publish a draft at a moment, after its day was asked about."""
    return await _ordered(request, callback, callback.moment)


async def press_hour(request: Request, callback: PublishAtHour) -> Toast | None:
    """Publish a draft so that each reader gets it at their hour."""
    plan = await plan_of(request, callback.edition)
    if plan is None:
        return already_decided(request)
    if callback.revision != plan.revision:
        return await outdated(request, callback.edition, callback.revision)
    settings = request.services.settings
    moment = readers_moment(
        request.now, ZoneInfo(settings.timezone), settings.hour, plan.edition.date
    )
    return await _schedule(request, callback, moment)


def readers_moment(now: datetime, zone: ZoneInfo, hour: time, day: date) -> datetime:
    """The moment from which on an edition of a day can reach each reader at their hour.

    That is the daily hour if it is still to come today, and else when the next day begins. What is
    of a later day appears when that begins: who has an early hour gets it then, not before.
    """
    today = now.astimezone(zone).date()
    at_hour = datetime.combine(today, hour, zone)
    if day <= today and at_hour > now:
        return at_hour
    return datetime.combine(max(day, today + timedelta(days=1)), time(), zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A question when, to which a message may be the answer; a reply surely is.

    `edition` is the id of the draft, `paper` the key of its paper, and `revision` what the editor
    saw of it.
    """

    edition: int
    paper: str
    revision: int | None
    is_reply: bool


class _AboutDraft(Protocol):
    """What names a draft, and the revision of it that the editor saw; None where unknown."""

    @property
    def edition(self) -> int: ...

    @property
    def revision(self) -> int | None: ...


async def typed_moment(request: Request) -> bool:
    """The answer to the question when, as a reply or not; False if the message is none.

    Any time and day that the bot knows: `07:30`, `tomorrow 19:00`, `11月24日 7時半`.
    """
    if request.message is None:
        return False
    said, zone = request.message, ZoneInfo(request.zone)
    # From when it was typed: so it is the same whenever it is handled, and however often.
    moment = moment_of(said.text or "", said.date.astimezone(zone))
    asked = await _asked(request, said.reply_to_message, is_moment=moment is not None)
    if asked is None:
        return False
    if not request.covers(asked.paper):
        await request.say(elsewhere(request))
        return True
    if moment is None:
        await request.say(
            request.translator.gettext(
                "I couldn't read that as a time. Try 07:30 or 2026-11-24 07:30."
            )
        )
        return True
    toast = await _schedule(request, asked, moment)
    if request.is_private:
        await request.services.editing.answered_moment(request.chat.id)
    if toast and toast.alert:  # else it is written down with what was done
        await note_done(request, _BY_REPLY, toast, edition=asked.edition)
    if toast:
        await request.say(toast.text)
    return True


async def _asked(request: Request, replied: Message | None, *, is_moment: bool) -> _Asked | None:
    """What is answered: by a reply whatever it says, by other words where they are a moment."""
    question = carried(replied.reply_markup, PublishAt) if replied else None
    waiting = None
    if replied is None and is_moment and request.is_private:
        since = request.now - _WAITS
        waiting = await request.services.editing.asked_moment(request.chat.id, since)
    about = question or waiting
    edition = await request.services.newsroom.edition(about.edition) if about else None
    if about is None or edition is None or (waiting and not edition.is_undecided):
        return None
    return _Asked(
        edition=edition.id,
        paper=edition.paper,
        revision=about.revision,
        is_reply=question is not None,
    )


async def _schedule(request: Request, about: _AboutDraft, at: datetime) -> Toast | None:
    """Let a draft appear at a moment, unless its day is asked about first."""
    plan = await plan_of(request, about.edition, moment=at)
    if plan is None:
        return already_decided(request)
    if about.revision not in {None, plan.revision}:
        return await outdated(request, about.edition, about.revision)
    if stop := refused(request, plan.edition):
        return stop
    is_so = plan.edition.state is EditionState.SCHEDULED and plan.edition.publish_at == at
    if at > request.now and not is_so and await asked_about_day(request, plan):
        return None
    return await _ordered(request, about, at)


async def _ordered(request: Request, about: _AboutDraft, at: datetime) -> Toast:
    entry = entry_of(request, _BY_REPLY, edition=about.edition)
    done = await request.services.publishing.order(
        about.edition, OrderKind.AT, entry=entry, moment=at, revision=about.revision
    )
    if done is Ordered.OUTDATED:
        return await outdated(request, about.edition, about.revision)
    if done in DONE and request.is_private:  # another button, or a press on one
        await request.services.editing.answered_moment(request.chat.id)
    return await show_ordered(request, about.edition, done)


def likely_moments(now: datetime, zone: ZoneInfo, hour: time) -> Sequence[datetime]:
    """The next moments at which an editor is likely to publish: the daily hour, full hours."""
    local = now.astimezone(zone)
    days = [local.date() + timedelta(days=ahead) for ahead in range(3)]
    daily = [datetime.combine(day, hour, zone) for day in days]
    full = local.replace(minute=0, second=0, microsecond=0)
    soon = [full + timedelta(hours=ahead) for ahead in (1, 2, 3)]
    return sorted({moment for moment in (*daily, *soon) if moment > now})[:6]
