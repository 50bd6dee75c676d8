"""Which handler answers which button: the only place where presses are registered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import Any, TypeVar

from bot.handlers import personal_data, rhythm, subscriptions
from bot.handlers.desk import (
    announcements,
    audit,
    broadcasts,
    changes,
    continuations,
    drafts,
    figures,
    preview,
    staff,
)
from bot.handlers.desk import letters as desk_letters
from bot.handlers.desk.publication import publishing, scheduling
from bot.handlers.guards import permitted
from bot.handlers.permissions import Role
from bot.handlers.reading import (
    browsing,
    letters,
    listening,
    rules,
    saved,
    search,
    stories,
    talk,
    translating,
    turning_pages,
)
from bot.handlers.request import Request, Toast
from bot.views import callbacks
from bot.views.callbacks import Callback, InChannel
from bot.views.desk import decisions
from bot.views.desk.publication import publishing_callbacks
from bot.views.desk.readership import figure_callbacks
from bot.views.desk.roles import staff_callbacks
from bot.views.desk.roles.audit import action_name
from bot.views.keyboards import unpack
from bot.views.papers import extras_callbacks, paper_callbacks
from bot.views.personal import personal_callbacks, rule_callbacks, saved_callbacks
from bot.views.reading import letter_callbacks, listen_callbacks, story_callbacks
from bot.views.rhythm import rhythm_callbacks
from bot.views.translation import translation_callbacks

C = TypeVar("C", bound=Callback)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A kind of button, whose business it is, and who answers it."""

    kind: type[Callback]
    role: Role
    handler: Callable[[Request, Any], Awaitable[Toast | None]]


def _route(
    role: Role, kind: type[C], handler: Callable[[Request, C], Awaitable[Toast | None]]
) -> Route:
    """Bind a handler to the kind of button that it is written for, open to a role."""
    guarded = permitted(role, handler, action=action_name(kind))
    return Route(kind=kind, role=role, handler=guarded)


async def press_in_channel(request: Request, callback: InChannel) -> Toast | None:
    """Answer a press about a channel as one in it: who presses is asked for anew each time."""
    meant = unpack(callback.packed)
    route = ROUTES.get(type(meant)) if meant else None
    if route is None or route.role is not Role.DECIDER or route.kind is InChannel:
        return _out_of_date(request)
    about = await subscriptions.channel_request(request, -callback.channel)
    if about is None:
        return Toast(request.translator.gettext("I am not in that channel any more."))
    return await route.handler(about, meant)


_ROUTES = (
    _route(Role.READER, callbacks.OpenItem, browsing.press_item),
    _route(Role.READER, callbacks.TurnToItem, browsing.press_turn),
    _route(Role.READER, callbacks.OpenEdition, browsing.press_edition),
    _route(Role.READER, callbacks.TurnToPage, turning_pages.press_page),
    _route(Role.READER, callbacks.ListPages, turning_pages.press_page),
    _route(Role.READER, callbacks.ListSources, browsing.press_sources),
    _route(Role.READER, listen_callbacks.ListenToEdition, listening.press_listen),
    _route(Role.READER, callbacks.OpenArchive, browsing.press_archive),
    _route(Role.READER, callbacks.TurnArchive, browsing.press_turn_archive),
    _route(Role.READER, callbacks.TurnCalendar, browsing.press_month),
    _route(Role.READER, callbacks.FillPlace, browsing.press_place),
    _route(Role.READER, callbacks.SayWords, talk.press_words),
    _route(Role.READER, callbacks.OpenHit, browsing.press_item),
    _route(Role.READER, callbacks.OpenItemOfDay, search.press_item_of_day),
    _route(Role.READER, callbacks.TurnSearch, search.press_turn),
    _route(Role.READER, callbacks.TurnLongSearch, search.press_turn_long),
    _route(Role.READER, callbacks.TurnBest, search.press_turn_best),
    _route(Role.READER, callbacks.TurnLongBest, search.press_turn_long_best),
    _route(Role.READER, story_callbacks.UnfoldStory, stories.press_story),
    _route(Role.READER, story_callbacks.TurnStory, stories.press_turn),
    _route(Role.READER, letter_callbacks.WriteToEditor, letters.press_write),
    _route(Role.READER, letter_callbacks.CastVote, letters.press_vote),
    _route(Role.READER, letter_callbacks.ReportMistake, letters.press_mistake),
    _route(Role.READER, letter_callbacks.SendReport, letters.press_report),
    _route(Role.READER, letter_callbacks.SendLetter, letters.press_send),
    _route(Role.READER, letter_callbacks.LeaveLetter, letters.press_leave),
    _route(Role.READER, letter_callbacks.SearchInstead, talk.press_search),
    _route(Role.READER, saved_callbacks.SaveItem, saved.press_save),
    _route(Role.READER, saved_callbacks.UnsaveItem, saved.press_unsave),
    _route(Role.PERSON, saved_callbacks.RemindOfItem, saved.press_remind),
    _route(Role.PERSON, saved_callbacks.TurnSaved, saved.press_turn),
    _route(Role.PERSON, saved_callbacks.CancelReminder, saved.press_cancel),
    _route(Role.PERSON, saved_callbacks.DropSaved, saved.press_drop),
    _route(Role.PERSON, rule_callbacks.OfferRules, rules.press_offer),
    _route(Role.PERSON, rule_callbacks.PutRule, rules.press_put),
    _route(Role.PERSON, rule_callbacks.TakeOutRule, rules.press_take_out),
    _route(Role.PERSON, rule_callbacks.ListRules, rules.press_list),
    _route(Role.PERSON, rule_callbacks.DropRule, rules.press_drop),
    _route(Role.PERSON, rule_callbacks.RingFor, rules.press_ring),
    _route(Role.DECIDER, callbacks.InChannel, press_in_channel),
    _route(Role.DECIDER, callbacks.Subscribe, subscriptions.press_subscribe),
    _route(Role.DECIDER, callbacks.Unsubscribe, subscriptions.press_unsubscribe),
    _route(Role.DECIDER, callbacks.ShowSettings, subscriptions.press_settings),
    _route(Role.DECIDER, callbacks.OfferLanguages, subscriptions.press_languages),
    _route(Role.DECIDER, callbacks.SetLanguage, subscriptions.press_language),
    _route(Role.DECIDER, callbacks.OfferHours, subscriptions.press_hours),
    _route(Role.DECIDER, callbacks.OfferAllHours, subscriptions.press_all_hours),
    _route(Role.DECIDER, callbacks.SetMinute, subscriptions.press_minute),
    _route(Role.DECIDER, callbacks.OfferZones, subscriptions.press_zones),
    _route(Role.DECIDER, callbacks.SetZone, subscriptions.press_zone),
    _route(Role.DECIDER, callbacks.OfferForms, subscriptions.press_forms),
    _route(Role.DECIDER, callbacks.SetForm, subscriptions.press_form),
    _route(Role.DECIDER, callbacks.AcceptRichForm, subscriptions.press_accept_rich),
    _route(Role.DECIDER, callbacks.DeclineRichForm, subscriptions.press_decline_rich),
    _route(Role.DECIDER, extras_callbacks.OfferExtras, subscriptions.press_extras),
    _route(Role.DECIDER, extras_callbacks.SetExtras, subscriptions.press_set_extras),
    _route(Role.DECIDER, translation_callbacks.SetTranslated, subscriptions.press_set_translated),
    _route(Role.READER, translation_callbacks.ShowOriginal, translating.press_original),
    _route(Role.READER, translation_callbacks.ShowTranslation, translating.press_translation),
    _route(Role.DECIDER, paper_callbacks.OfferPapers, subscriptions.press_papers),
    _route(Role.DECIDER, paper_callbacks.ReadPaper, subscriptions.press_paper),
    _route(Role.DECIDER, rhythm_callbacks.OfferRhythm, rhythm.press_rhythm),
    _route(Role.DECIDER, rhythm_callbacks.SetDays, rhythm.press_days),
    _route(Role.DECIDER, rhythm_callbacks.SetRoundUp, rhythm.press_round_up),
    _route(Role.DECIDER, rhythm_callbacks.PauseUntil, rhythm.press_pause),
    _route(Role.DECIDER, rhythm_callbacks.OfferVacation, rhythm.press_vacation),
    _route(Role.DECIDER, rhythm_callbacks.PauseFromTo, rhythm.press_pause_from_to),
    _route(Role.DECIDER, rhythm_callbacks.EndPause, rhythm.press_end_pause),
    _route(Role.DECIDER, rhythm_callbacks.SetSound, rhythm.press_sound),
    _route(Role.DECIDER, rhythm_callbacks.OfferQuietHours, rhythm.press_offer_quiet_hours),
    _route(Role.DECIDER, rhythm_callbacks.SetQuietHours, rhythm.press_quiet_hours),
    _route(Role.DECIDER, rhythm_callbacks.ShowMissed, rhythm.press_missed),
    _route(Role.READER, rhythm_callbacks.TurnMissed, rhythm.press_turn_missed),
    _route(Role.DECIDER, callbacks.ForgetChat, personal_data.press_forget),
    _route(Role.DECIDER, personal_callbacks.ForgetElsewhere, personal_data.press_forget_elsewhere),
    _route(Role.VIEWER, callbacks.ShowPreview, drafts.press_preview),
    _route(Role.VIEWER, callbacks.ShowAsReader, drafts.press_show),
    _route(Role.VIEWER, callbacks.OfferPreviews, preview.press_previews),
    _route(Role.VIEWER, callbacks.PreviewAs, preview.press_preview_as),
    _route(Role.EDITOR, callbacks.SendTestToMe, preview.press_test_to_me),
    _route(Role.EDITOR, callbacks.SendTestToChat, preview.press_test_to_chat),
    _route(Role.EDITOR, callbacks.PublishDraft, publishing.press_publish),
    _route(Role.EDITOR, callbacks.PublishAnyway, publishing.press_confirm),
    _route(Role.EDITOR, callbacks.PublishOld, publishing.press_old),
    _route(Role.EDITOR, callbacks.ArchiveOnly, publishing.press_archive_only),
    _route(Role.EDITOR, callbacks.AskMoment, scheduling.press_schedule),
    _route(Role.EDITOR, callbacks.PublishAt, scheduling.press_at),
    _route(Role.EDITOR, callbacks.ReplaceEdition, publishing.press_replace),
    _route(Role.EDITOR, decisions.CorrectAndTell, publishing.press_tell),
    _route(Role.EDITOR, callbacks.DiscardDraft, drafts.press_discard),
    _route(Role.EDITOR, callbacks.AskRecall, drafts.press_recall),
    _route(Role.EDITOR, callbacks.RecallEdition, drafts.press_recall_now),
    _route(Role.EDITOR, decisions.OpenChanges, changes.press_changes),
    _route(Role.EDITOR, decisions.OpenItemChanges, changes.press_item),
    _route(Role.EDITOR, decisions.AskWords, changes.press_ask),
    _route(Role.EDITOR, decisions.LeaveWords, changes.press_leave),
    _route(Role.EDITOR, decisions.OfferDays, changes.press_days),
    _route(Role.EDITOR, decisions.SetEditionDay, changes.press_day),
    _route(Role.EDITOR, decisions.ChooseSlot, changes.press_slot),
    _route(Role.EDITOR, decisions.ChoosePaper, changes.press_paper),
    _route(Role.EDITOR, decisions.TakeTitle, changes.press_title),
    _route(Role.EDITOR, decisions.TakeOutlet, changes.press_outlet),
    _route(Role.EDITOR, decisions.ChangeItem, changes.press_change_item),
    _route(Role.EDITOR, decisions.OpenText, changes.press_text),
    _route(Role.EDITOR, decisions.ChangeText, changes.press_change_text),
    _route(Role.EDITOR, decisions.TakeStructure, changes.press_structure),
    _route(Role.EDITOR, decisions.SettleProblem, changes.press_right),
    _route(Role.EDITOR, decisions.UndoChange, changes.press_undo),
    _route(Role.EDITOR, decisions.OpenLinks, continuations.press_links),
    _route(Role.EDITOR, decisions.CutLink, continuations.press_cut),
    _route(Role.EDITOR, decisions.MendLink, continuations.press_cut),
    _route(Role.EDITOR, letter_callbacks.BlockSender, desk_letters.press_block),
    _route(Role.EDITOR, letter_callbacks.AllowSender, desk_letters.press_allow),
    _route(Role.VIEWER, figure_callbacks.ShowFigures, figures.press_figures),
    _route(Role.VIEWER, figure_callbacks.DrawFigures, figures.press_chart),
    _route(Role.VIEWER, figure_callbacks.SendFigures, figures.press_file),
    _route(Role.ANNOUNCER, decisions.OfferReaders, announcements.press_offer),
    _route(Role.ANNOUNCER, decisions.ChooseReaders, announcements.press_choose),
    _route(Role.ANNOUNCER, decisions.SendAnnouncement, announcements.press_send),
    _route(Role.ANNOUNCER, decisions.LeaveAnnouncement, announcements.press_leave),
    _route(Role.EDITOR, callbacks.SendNow, broadcasts.press_steer),
    _route(Role.EDITOR, callbacks.PauseBroadcast, broadcasts.press_steer),
    _route(Role.EDITOR, callbacks.ResumeBroadcast, broadcasts.press_steer),
    _route(Role.EDITOR, callbacks.CancelBroadcast, broadcasts.press_steer),
    _route(Role.EDITOR, callbacks.ResendUnknown, broadcasts.press_steer),
    _route(Role.EDITOR, callbacks.AssumeDelivered, broadcasts.press_steer),
    _route(Role.EDITOR, callbacks.RetryRefused, broadcasts.press_steer),
    _route(Role.EDITOR, callbacks.RetryTooLate, broadcasts.press_steer),
    _route(Role.DECIDER, staff_callbacks.JoinStaff, staff.press_join),
    _route(Role.OWNER, staff_callbacks.InviteStaff, staff.press_invite),
    _route(Role.OWNER, staff_callbacks.InviteForAll, staff.press_invite_for_all),
    _route(Role.OWNER, staff_callbacks.InviteForPaper, staff.press_invite_for_paper),
    _route(Role.OWNER, staff_callbacks.WithdrawInvite, staff.press_withdraw),
    _route(Role.OWNER, staff_callbacks.TakeBackRole, staff.press_take_back),
    _route(Role.OWNER, staff_callbacks.TurnAudit, audit.press_turn),
    _route(Role.EDITOR, publishing_callbacks.AskPublish, publishing.press_ask),
    _route(Role.EDITOR, publishing_callbacks.ConfirmPublish, publishing.press_now),
    _route(Role.EDITOR, publishing_callbacks.Approve, publishing.press_approve),
    _route(Role.EDITOR, publishing_callbacks.Unschedule, publishing.press_unschedule),
    _route(Role.EDITOR, publishing_callbacks.PublishAtHour, scheduling.press_hour),
    _route(Role.EDITOR, publishing_callbacks.PublishAtAnyway, scheduling.press_at_anyway),
    _route(Role.EDITOR, publishing_callbacks.ShowBroadcast, broadcasts.press_show),
    _route(Role.EDITOR, publishing_callbacks.AskStop, broadcasts.press_ask_stop),
    _route(Role.EDITOR, publishing_callbacks.ResumeStopped, broadcasts.press_steer),
)


ROUTES: Mapping[type[Callback], Route] = MappingProxyType({one.kind: one for one in _ROUTES})


async def press(request: Request) -> Toast | None:
    """Answer a press on a button that is ours and that the message carries.

    A modified app sends any data for any message. Where the message can't be seen, because it is
    old or was sent through inline mode, only what reads is done, or is about who presses alone.
    """
    route = ROUTES[type(request.callback)] if request.callback else None
    if route is None or not _carried(request, route.role):
        return _out_of_date(request)
    return await route.handler(request, request.callback)


def _out_of_date(request: Request) -> Toast:
    return Toast(
        request.translator.gettext("This button is out of date. /help lists what I can do.")
    )


def _carried(request: Request, role: Role) -> bool:
    if request.message is None:
        return role in {Role.READER, Role.PERSON}
    markup = request.message.reply_markup
    keys = chain.from_iterable(markup.inline_keyboard) if markup else ()
    data = request.query.data if request.query else None
    return any(key.callback_data == data for key in keys)
