"""What readers are shown, each view with what it is given."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

from telegram import (
    InlineKeyboardMarkup,
)

from bot.handlers.commands import commands
from bot.views import (
    alerts,
    archive,
    editions,
    inline_results,
    items,
    rich_messages,
    rich_text,
    search_results,
    settings,
    welcome,
)
from bot.views.keyboards import keyboard, newest_first
from bot.views.message import OutgoingMessage
from bot.views.papers import papers, slots
from bot.views.personal import personal_edition, rules, saved
from bot.views.personal.rules import OfferedRule
from bot.views.personal.saved_callbacks import SaveItem, UnsaveItem
from bot.views.reading import continuations as reader_continuations
from bot.views.reading import (
    corrections,
    edition_file,
    errata,
    issues,
    listening,
    long_editions,
    picture_messages,
    stories,
)
from bot.views.reading import letters as reader_letters
from bot.views.reading.letter_callbacks import LeaveLetter, SendLetter
from bot.views.rhythm import days_and_pauses, round_up_message, vacation
from bot.views.rhythm.rhythm_callbacks import EndPause, OfferVacation
from bot.views.translation import translated_edition
from digests.model import (
    EditionSummary,
    Form,
    Preferences,
)
from digests.values.days import DaysBeside, LastDays
from digests.values.feedback import Hindrance, LetterKind
from digests.values.months import Month
from digests.values.rules import EditionMarks, Stance
from tests.bot.views.sample_values import (
    BARE,
    CHOSEN,
    CONTINUATION,
    CONTINUING,
    CORRECTED,
    DAY,
    DAYS_BESIDE,
    EARLIER,
    EDITION,
    EDITIONS,
    ERRORS,
    FERRY,
    ITEM_TRANSLATIONS,
    LAST_DAYS,
    LONG,
    LONG_EDITION,
    MANY,
    NOW,
    PAPERS,
    RHYTHMS,
    ROUND_UP,
    RULES,
    SAVED_LIST,
    SEARCHES,
    SHORT,
    SLOTS,
    SPOKEN,
    SUMMARIES,
    TRANSLATED,
    UNTITLED,
    UNTRANSLATED,
    View,
    narration_of,
)

READER_VIEWS: dict[Callable[..., Any], View] = {
    alerts.trouble_sentence: lambda t: [alerts.trouble_sentence(t, e) for e in ERRORS[:2]],
    alerts.well_sentence: lambda t: [alerts.well_sentence(t)],
    alerts.deaf_sentence: lambda t: [alerts.deaf_sentence(t, said) for said in ("409", "Ω", "")],
    alerts.hears_sentence: lambda t: [alerts.hears_sentence(t, count) for count in (1, 2)],
    alerts.stuck_sentence: lambda t: [alerts.stuck_sentence(t)],
    alerts.unstuck_sentence: lambda t: [alerts.unstuck_sentence(t, count) for count in (1, 2)],
    alerts.superseded_sentence: lambda t: [
        alerts.superseded_sentence(t, edition) for edition in (EDITION, UNTITLED)
    ],
    alerts.held_back_sentence: lambda t: [
        alerts.held_back_sentence(t, edition, "Asia/Tokyo") for edition in (EDITION, UNTITLED)
    ],
    alerts.no_backups_sentence: lambda t: [alerts.no_backups_sentence(t, "pg_dump")],
    alerts.backup_failed_sentence: lambda t: [alerts.backup_failed_sentence(t, "δίσκος")],
    alerts.backup_made_sentence: lambda t: [alerts.backup_made_sentence(t, 1)],
    alerts.set_back_sentence: lambda t: [alerts.set_back_sentence(t, NOW, NOW, "Asia/Tokyo")],
    alerts.ask_in_private_sentence: lambda t: [alerts.ask_in_private_sentence(t, "⟦link⟧")],
    alerts.too_many_sentence: lambda t: [alerts.too_many_sentence(t)],
    alerts.failed_sentence: lambda t: [alerts.failed_sentence(t, "⟦RuntimeError⟧", "⟦E-7K3Q⟧")],
    alerts.set_aside_sentence: lambda t: [alerts.set_aside_sentence(t, 5)],
    alerts.given_up_sentence: lambda t: [alerts.given_up_sentence(t)],
    alerts.apology: lambda t: [alerts.apology(t, error, "E-2345") for error in (*ERRORS, None)],
    editions.edition_messages: lambda t: [
        message
        for one, form in product((*EDITIONS, CORRECTED, MANY, TRANSLATED, UNTRANSLATED), Form)
        for message in editions.edition_messages(t, one, form)
    ],
    slots.title_of: lambda t: [slots.title_of(t, one) for one in EDITIONS],
    issues.with_issue: lambda t: [issues.with_issue(t, title, 45) for title in ("Φ", "Φ 45", None)],
    editions.edition_page: lambda t: [
        editions.edition_page(t, MANY, form, number)
        for form, number in product(Form, (1, 97, 194, 999))
    ],
    editions.edition_index: lambda t: [editions.edition_index(t, MANY, Form.SUMMARIES)],
    long_editions.first_messages: lambda t: long_editions.first_messages(t, LONG_EDITION),
    long_editions.page_message: lambda t: [long_editions.page_message(t, LONG_EDITION, 30)],
    long_editions.index_message: lambda t: [long_editions.index_message(t, LONG_EDITION)],
    long_editions.further_ways: lambda t: [key.text for key in long_editions.further_ways(t, MANY)],
    corrections.corrected_on: lambda t: [corrections.corrected_on(t, DAY)],
    corrections.told: lambda t: [
        corrections.told(t, change) for one in CORRECTED.corrections for change in one.changes
    ],
    corrections.listed: lambda t: [
        corrections.listed(t, change) for one in CORRECTED.corrections for change in one.changes
    ],
    corrections.edits_of: lambda t: [
        edit
        for one in CORRECTED.corrections
        for change in one.changes
        for edit in corrections.edits_of(t, change, 6)
    ],
    errata.erratum_message: lambda t: [
        errata.erratum_message(t, CORRECTED, place) for place in range(len(CORRECTED.corrections))
    ],
    errata.errata_message: lambda t: [
        errata.errata_message(t, found) for found in ((CORRECTED,), ())
    ],
    corrections.corrections_of: lambda t: [corrections.corrections_of(t, CORRECTED)],
    corrections.corrections_of_item: lambda t: [
        corrections.corrections_of_item(t, CORRECTED, FERRY)
    ],
    edition_file.edition_file: lambda t: [
        re.sub(r"(?s)<style>.*?</style>", "", edition_file.edition_file(t, one)[1].decode())
        for one in (CORRECTED, UNTITLED)
    ],
    editions.edition_keyboard: lambda t: [editions.edition_keyboard(t, EDITION, [1, 2])],
    editions.source_messages: lambda t: [
        *editions.source_messages(t, EDITION),
        *editions.source_messages(t, EDITION, [FERRY]),
    ],
    archive.archive_message: lambda t: [
        archive.archive_message(
            t,
            [
                EditionSummary(id=EDITION.id, date=DAY, title=title, items=2)
                for title in (None, "Φ")
            ],
            offset=2,
            total=9,
            page=2,
        )
    ],
    round_up_message.round_up_message: lambda t: [
        round_up_message.round_up_message(t, ROUND_UP, "kawaraban_bot")
    ],
    editions.with_others: lambda t: [
        *editions.with_others(t, [OutgoingMessage(text="Φ")], SUMMARIES)
    ],
    archive.with_days: lambda t: [
        message
        for days, of_items in product((DAYS_BESIDE, DaysBeside()), (True, False))
        for message in archive.with_days(t, [OutgoingMessage(text="Φ")], days, of_items=of_items)
    ],
    slots.slot_name: lambda t: [slots.slot_name(t, slot, is_morning=True) for slot in SLOTS],
    slots.slot_of: lambda t: [slots.slot_of(t, one) for one in SUMMARIES],
    slots.with_slot: lambda t: [slots.with_slot(t, "Φ", slots.slot_name(t, "evening"))],
    slots.day_of: lambda t: [slots.day_of(t, one) for one in SUMMARIES],
    slots.short_day_of: lambda t: [slots.short_day_of(t, one) for one in SUMMARIES],
    slots.name_among: lambda t: [slots.name_among(t, one) for one in SUMMARIES],
    papers.papers_message: lambda t: [papers.papers_message(t, PAPERS, PAPERS[0])],
    round_up_message.away_message: lambda t: [
        round_up_message.away_message(t, ROUND_UP, "kawaraban_bot")
    ],
    round_up_message.backlog_message: lambda t: [
        round_up_message.backlog_message(t, ROUND_UP, "kawaraban_bot", chosen) for chosen in RHYTHMS
    ],
    days_and_pauses.days_told: lambda t: [days_and_pauses.days_told(t, one) for one in RHYTHMS],
    days_and_pauses.delivery_told: lambda t: [
        days_and_pauses.delivery_told(t, one, DAY) for one in RHYTHMS
    ],
    days_and_pauses.sound_told: lambda t: [days_and_pauses.sound_told(t, one) for one in RHYTHMS],
    days_and_pauses.next_told: lambda t: [
        days_and_pauses.next_told(t, one, NOW) for one in RHYTHMS
    ],
    days_and_pauses.rhythm_message: lambda t: [
        days_and_pauses.rhythm_message(t, one, subscribed=subscribed, now=NOW)
        for one, subscribed in product(RHYTHMS, (True, False))
    ],
    days_and_pauses.quiet_hours_message: lambda t: [days_and_pauses.quiet_hours_message(t, CHOSEN)],
    days_and_pauses.with_undo: lambda t: [
        days_and_pauses.with_undo(t, settings.extras_message(t, CHOSEN), undo)
        for undo in (None, EndPause())
    ],
    vacation.vacation_message: lambda t: [
        vacation.vacation_message(t, asked, DAY)
        for asked in (OfferVacation(DAY), OfferVacation(DAY + timedelta(days=40), DAY))
    ],
    editions.item_numbers_message: lambda t: [editions.item_numbers_message(t, EDITION, "Φ")],
    editions.offer_message: lambda t: [editions.offer_message(t, EDITION, "Φ")],
    archive.calendar_message: lambda t: [
        archive.calendar_message(t, Month(2026, 11, found, has_older=more, has_newer=more))
        for found, more in product(
            ((), (EditionSummary(id=EDITION.id, date=DAY, title=None, items=2),)), (True, False)
        )
    ],
    welcome.look_message: lambda t: [welcome.look_message(t)],
    welcome.alone_message: lambda t: [welcome.alone_message(t, "https://a.example/α")],
    welcome.place_message: lambda t: [welcome.place_message(t, "Asia/Tokyo", "Φ")],
    welcome.suggestion_message: lambda t: [
        welcome.suggestion_message(t, commands, words)
        for commands in ((), ("search",))
        for words in ("Φ", "Φ" * 60)
    ],
    editions.recall_message: lambda t: [editions.recall_message(t, EDITION)],
    editions.correction_message: lambda t: [editions.correction_message(t, EDITION)],
    inline_results.offer: lambda t: [
        inline_results.offer(t, one, item, "kawaraban_bot")
        for one in EDITIONS
        for item in one.digest.items
    ],
    inline_results.short_text: lambda t: [inline_results.short_text(t, EDITION, FERRY)],
    items.item_messages: lambda t: [
        message
        for one in (*EDITIONS, CORRECTED)
        for item in one.digest.items
        for message in items.item_messages(t, one, item)
    ],
    items.item_text: lambda t: [
        items.item_text(t, EDITION, BARE, translation=one) for one in ITEM_TRANSLATIONS
    ],
    translated_edition.translation_note: lambda t: [
        translated_edition.translation_note(t, one) for one in (TRANSLATED, UNTRANSLATED, EDITION)
    ],
    translated_edition.translation_keys: lambda t: [
        key.text
        for one in (TRANSLATED, UNTRANSLATED, EDITION)
        for key in translated_edition.translation_keys(t, one)
    ],
    translated_edition.item_in_words: lambda t: [
        translated_edition.item_in_words(t, FERRY, one) for one in ITEM_TRANSLATIONS
    ],
    items.heading: lambda t: [items.heading(t, FERRY)],
    items.byline: lambda t: [items.byline(t, FERRY)],
    items.related: lambda t: [items.related(t, FERRY.related)],
    items.footer: lambda t: [items.footer(t, UNTITLED, UNTITLED.digest.items[0])],
    items.item_keyboard: lambda t: [
        items.item_keyboard(t, EDITION, FERRY, turn=turn) for turn in (True, False)
    ],
    reader_letters.way_to_editors: lambda t: [
        reader_letters.way_to_editors(t, EDITION, one) for one in (FERRY, None)
    ],
    reader_letters.letter_question: lambda t: [
        reader_letters.letter_question(t, FERRY, LeaveLetter(EDITION.id, 1, 9, kind))
        for kind in LetterKind
    ],
    reader_letters.confirm_letter: lambda t: [
        reader_letters.confirm_letter(t, FERRY, SendLetter(EDITION.id, 1, 9, kind), left)
        for kind, left in product(LetterKind, (1, 3))
    ],
    reader_letters.sent_sentence: lambda t: [
        reader_letters.sent_sentence(t, left) for left in (0, 1, 2)
    ],
    reader_letters.answer_message: lambda t: [
        reader_letters.answer_message(t, one, 1, "Φ") for one in (EDITION, None)
    ],
    reader_continuations.continuation_line: lambda t: [
        reader_continuations.continuation_line(t, CONTINUING, FERRY)
    ],
    reader_continuations.continuation_words: lambda t: [
        reader_continuations.continuation_words(t, CONTINUATION)
    ],
    reader_continuations.story_row: lambda t: [
        keyboard([reader_continuations.story_row(t, CONTINUING, FERRY)])
    ],
    stories.story_message: lambda t: [
        stories.story_message(
            t,
            stories.StoryPage(present=EARLIER.key, parts=[EARLIER] * 8, offset=8, size=8, total=30),
        )
    ],
    reader_letters.hindrance_sentence: lambda t: [
        reader_letters.hindrance_sentence(t, one) for one in Hindrance
    ],
    reader_letters.hindered_message: lambda t: [
        reader_letters.hindered_message(t, one) for one in Hindrance
    ],
    personal_edition.personal_edition: lambda t: [
        personal_edition.personal_edition(t, EDITION, EditionMarks(muted=((1, "Φ"),)))
        .digest.items[0]
        .outlet
    ],
    personal_edition.personal_round_up: lambda t: [
        round_up_message.round_up_message(
            t,
            personal_edition.personal_round_up(
                t, ROUND_UP, [EditionMarks(followed=frozenset({1}))] * len(ROUND_UP.editions)
            ),
            "kawaraban_bot",
        )
    ],
    newest_first: lambda t: [*newest_first(t)],
    rules.follow_button: lambda t: [keyboard([[rules.follow_button(t, EDITION.id, 1)]])],
    rules.offered_message: lambda t: [
        rules.offered_message(
            t, FERRY, EDITION.id, [OfferedRule(about=one.about, stance=one.stance) for one in RULES]
        )
    ],
    rules.subject_name: lambda t: [
        rules.subject_name(t, one.about, is_offered=is_offered)
        for one, is_offered in product(RULES, (True, False))
    ],
    rules.rule_sentence: lambda t: [
        rules.rule_sentence(t, one.about, stance) for one, stance in product(RULES, Stance)
    ],
    rules.ring_sentence: lambda t: [
        rules.ring_sentence(t, replace(one, rings=rings))
        for one, rings in product(RULES, (True, False))
    ],
    rules.put_message: lambda t: [rules.put_message(t, one) for one in RULES],
    rules.rules_message: lambda t: [
        rules.rules_message(t, those, offset)
        for those, offset in (((), 0), (RULES, 0), (RULES * 10, 10))
    ],
    rules.counts_line: lambda t: [rules.counts_line(t, RULES)],
    rules.with_rules: lambda t: [
        rules.with_rules(t, settings.settings_message(t, CHOSEN, subscribed=True, now=NOW), RULES)
    ],
    saved.saved_rows: lambda t: [
        keyboard(saved.saved_rows(t, EDITION.id, 1, is_saved=it)) for it in (True, False)
    ],
    saved.reminder_row: lambda t: [keyboard([saved.reminder_row(t, EDITION.id, 1)])],
    saved.with_saved: lambda t: [
        saved.with_saved(t, InlineKeyboardMarkup(saved.saved_rows(t, 1, 1, is_saved=it)), about)
        for it, about in ((False, SaveItem(1, 1)), (True, UnsaveItem(1, 1)))
    ],
    saved.saved_message: lambda t: [
        saved.saved_message(t, replace(SAVED_LIST, total=total, offset=offset))
        for total, offset in ((0, 0), (1, 0), (9, 4))
    ],
    saved.remind_sentence: lambda t: [saved.remind_sentence(t, NOW, NOW, "Asia/Tokyo")],
    saved.reminder_message: lambda t: [
        saved.reminder_message(t, one) for one in SAVED_LIST.entries
    ],
    listening.with_listening: lambda t: [
        listening.with_listening(t, OutgoingMessage(text="Φ"), EDITION)
    ],
    listening.audio_message: lambda t: [
        listening.audio_message(t, EDITION, SPOKEN, narration_of(seconds))
        for seconds in (7, 700, 7000)
    ],
    listening.being_read: lambda t: [listening.being_read(t)],
    listening.too_long_to_read: lambda t: [listening.too_long_to_read(t)],
    listening.no_voice_now: lambda t: [listening.no_voice_now(t)],
    listening.no_voice: lambda t: [listening.no_voice(t)],
    listening.not_to_be_heard: lambda t: [listening.not_to_be_heard(t)],
    rich_text.aside: lambda t: [rich_text.aside(t, "Φ")],
    rich_messages.rich_messages: lambda t: rich_messages.rich_messages(t, UNTITLED),
    search_results.findings_message: lambda t: [
        search_results.findings_message(t, search, found)
        for search, found in product(SEARCHES, (SHORT, LONG))
    ],
    search_results.nobody_cites_message: lambda t: [
        search_results.nobody_cites_message(t, may_post=may) for may in (True, False)
    ],
    picture_messages.picture_messages: lambda t: picture_messages.picture_messages(t, EDITION, ()),
    picture_messages.no_pictures_message: lambda t: [
        picture_messages.no_pictures_message(t, EDITION, items)
        for items in ((), (FERRY,), (FERRY, BARE))
    ],
    search_results.nothing_found_message: lambda t: [
        search_results.nothing_found_message(t, search) for search in SEARCHES
    ],
    search_results.what_to_find_message: lambda t: [
        search_results.what_to_find_message(t, last) for last in (LastDays(), LAST_DAYS)
    ],
    settings.language_message: lambda t: [settings.language_message(t, ("el", "he"))],
    settings.settings_message: lambda t: (
        [
            settings.settings_message(t, replace(CHOSEN, form=form), subscribed=subscribed, now=NOW)
            for form, subscribed in product(Form, (True, False))
        ]
        + [
            settings.settings_message(
                t, replace(CHOSEN, translated=is_on), subscribed=True, now=NOW, translates=True
            )
            for is_on in (True, False)
        ]
    ),
    settings.channel_message: lambda t: [
        settings.channel_message(t, settings.settings_message(t, CHOSEN, subscribed=False, now=NOW))
    ],
    settings.hours_message: lambda t: [
        settings.hours_message(t, CHOSEN, every=every) for every in (True, False)
    ],
    settings.zones_message: lambda t: [
        settings.with_hint(t, settings.zones_message(t, ("Asia/Seoul",), CHOSEN, NOW))
    ],
    settings.with_hint: lambda t: [settings.with_hint(t, OutgoingMessage(text="ρ"))],
    settings.location_message: lambda t: [settings.location_message(t, ("Asia/Tokyo",), NOW)],
    settings.forms_message: lambda t: [settings.forms_message(t, CHOSEN)],
    settings.extras_message: lambda t: [
        settings.extras_message(t, CHOSEN, told=told) for told in (True, False)
    ],
    settings.sample_message: lambda t: [
        settings.sample_message(t, latest, NOW) for latest in (EDITION, None)
    ],
    settings.trial_message: lambda t: [settings.trial_message(t)],
    welcome.start_message: lambda t: [
        welcome.start_message(t, latest, when="07:00", subscribed=subscribed, to_editor=subscribed)
        for latest, subscribed in product((EDITION, UNTITLED, None), (True, False))
    ],
    welcome.inviting: lambda t: [welcome.inviting(t, OutgoingMessage(text="ρ"))],
    welcome.subscribed_message: lambda t: [
        welcome.subscribed_message(
            t,
            welcome.Subscription(
                chosen=Preferences(language="en", timezone="Europe/London", minute=400),
                is_new=is_new,
                comes_now=comes_now,
                next_at=t.at_next(NOW + timedelta(days=days), NOW, "Europe/London"),
                can_choose=is_new,
                is_guess=is_new,
            ),
            NOW,
        )
        for is_new, comes_now, days in product((True, False), (True, False), (0, 1, 2))
    ],
    welcome.group_message: lambda t: [
        welcome.group_message(t, subscribed=subscribed) for subscribed in (True, False)
    ],
    welcome.help_message: lambda t: [
        welcome.help_message(
            t,
            [(c.name, t.gettext(c.description, languages="ελ")) for c in commands()],
            inline="@φάρος",
            subscribed=subscribed,
        )
        for subscribed in (True, False)
    ],
    welcome.ways_message: lambda t: [welcome.ways_message(t, "ρ")],
    welcome.unsubscribed_message: lambda t: [welcome.unsubscribed_message(t, "ρ")],
    welcome.about_message: lambda t: [welcome.about_message(t, operator="Σαπφώ", user_id=7)],
    welcome.privacy_message: lambda t: [
        welcome.privacy_message(
            t,
            operator="Σαπφώ",
            kept_for=welcome.KeptFor(
                receipts=days,
                openings=days,
                updates=days,
                journals=days,
                backups=days,
                is_overwritten=days == 1,
                drafts=days,
            ),
        )
        for days in (1, 90)
    ],
}
