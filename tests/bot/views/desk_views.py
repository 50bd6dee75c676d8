"""What editors are shown, each view with what it is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

from bot.fetch.fetcher import FetchFault, NotFetched
from bot.views import (
    rich_text,
)
from bot.views.desk import (
    announcements,
    broadcasts,
    changes,
    continuations,
    draft_state,
    drafts,
    editor_help,
    letters,
    preview_choices,
    problems,
    structures,
    summaries,
    word_diff,
)
from bot.views.desk.decisions import NO_ITEM, OF_EDITION, AskWords, Field
from bot.views.desk.posting import link_faults, reading_report, submissions
from bot.views.desk.posting.submissions import Arrival, Origin, SubmissionWay
from bot.views.desk.publication import draft_slots, prospects, publishing, queue
from bot.views.desk.readership import figures
from bot.views.desk.roles import audit, staff
from bot.views.keyboards import keyboard
from bot.views.message import OutgoingMessage
from digests.errors import ReadingError, ReadingFault
from digests.model import (
    Addressees,
    Change,
    ChangeKind,
    Reading,
    SubscriberState,
    SummaryMaker,
)
from digests.revisions import TextPart
from digests.values.feedback import KeptLetter
from digests.values.roles import StaffRole
from tests.bot.views.sample_values import (
    ANNOUNCEMENT,
    COLLEAGUES,
    COMING,
    CONTINUING,
    DAY,
    DRAFT,
    EDITION,
    EDITIONS,
    ENTRIES,
    FERRY,
    FIGURES,
    GRANTS,
    INVITE,
    LETTERS,
    LIMITS,
    LINKS_OF_DRAFT,
    NOW,
    OF_A_WEEK,
    ORDERS,
    PAPERS,
    PLANS,
    PROBLEMS,
    PROGRESS,
    PROSPECTS,
    REACHES,
    RESTORED_STAND,
    SLOTS,
    STANDS,
    STATUSES,
    STRUCTURES,
    UNDELIVERED,
    UNTITLED,
    View,
)

DESK_VIEWS: dict[Callable[..., Any], View] = {
    audit.audit_message: lambda t: [
        audit.audit_message(t, ENTRIES, "Asia/Tokyo", page=5, offset=offset) for offset in (0, 5)
    ],
    audit.entry_line: lambda t: [audit.entry_line(t, one, "Asia/Tokyo") for one in ENTRIES],
    staff.roles_message: lambda t: [
        staff.roles_message(t, COLLEAGUES, [INVITE], PAPERS, "Asia/Tokyo")
    ],
    staff.grant_name: lambda t: [staff.grant_name(t, one, PAPERS) for one in GRANTS],
    staff.whose_message: lambda t: [staff.whose_message(t, StaffRole.EDITOR, PAPERS)],
    staff.role_name: lambda t: [staff.role_name(t, one) for one in StaffRole],
    staff.invite_message: lambda t: [
        staff.invite_message(t, one, PAPERS, "⟦link⟧", 24) for one in GRANTS
    ],
    staff.invited_message: lambda t: [
        staff.invited_message(t, replace(INVITE, grant=one), PAPERS, "x" * 32) for one in GRANTS
    ],
    staff.joined_sentence: lambda t: [staff.joined_sentence(t, one, PAPERS) for one in GRANTS],
    staff.told_sentence: lambda t: [staff.told_sentence(t, "Ἠώς", one, PAPERS) for one in GRANTS],
    staff.taken_back_sentence: lambda t: [staff.taken_back_sentence(t)],
    broadcasts.headline: lambda t: [broadcasts.headline(t, one.broadcast) for one in STANDS],
    broadcasts.title_of_content: lambda t: [
        broadcasts.title_of_content(t, one.content) for one in STANDS
    ],
    broadcasts.broadcast_message: lambda t: [
        broadcasts.broadcast_message(t, s) for s in (*STANDS, RESTORED_STAND)
    ],
    broadcasts.progress_lines: lambda t: broadcasts.progress_lines(t, PROGRESS),
    broadcasts.stop_question: lambda t: [broadcasts.stop_question(t, one) for one in STANDS],
    broadcasts.exceptions_message: lambda t: [
        broadcasts.exceptions_message(t, STANDS[0].broadcast, [UNDELIVERED] * count)
        for count in (1, 2)
    ],
    figures.figures_message: lambda t: [
        figures.figures_message(t, one, username="kawaraban_bot") for one in FIGURES
    ],
    figures.report_lines: lambda t: [
        line for one in FIGURES for line in figures.report_lines(t, one)
    ],
    figures.chart_text: lambda t: [figures.chart_text(t).readers, figures.chart_text(t).deliveries],
    figures.chart_points: lambda t: [one.label for one in figures.chart_points(t, OF_A_WEEK)],
    figures.figures_file: lambda t: [figures.figures_file(t, one) for one in FIGURES],
    broadcasts.status_message: lambda t: [
        broadcasts.status_message(t, dict.fromkeys(SubscriberState, 3))
    ],
    changes.changes_message: lambda t: [
        changes.changes_message(t, one, DRAFT, offset) for one in EDITIONS for offset in (0, 60)
    ],
    changes.item_changes_message: lambda t: [
        changes.item_changes_message(t, one, DRAFT, item)
        for one in EDITIONS
        for item in one.digest.items
    ],
    changes.text_changes_message: lambda t: [
        changes.text_changes_message(t, EDITION, DRAFT, part) for part in TextPart
    ],
    changes.question_message: lambda t: [
        changes.question_message(t, EDITION, DRAFT, AskWords(EDITION.id, number, field))
        for field in Field
        for number in ((NO_ITEM,) if field in OF_EDITION else (1, 2))
    ],
    changes.days_message: lambda t: [changes.days_message(t, EDITION, DRAFT, DAY)],
    changes.day_rows: lambda t: [keyboard(changes.day_rows(t, EDITION, DRAFT, DAY))],
    changes.found_days: lambda t: [keyboard([changes.found_days(t, EDITION, DRAFT)])],
    changes.undo_row: lambda t: [keyboard([changes.undo_row(t, EDITION, DRAFT)])],
    reading_report.reading_report: lambda t: [
        reading_report.reading_report(t, Reading(digest=EDITION.digest, problems=problems))
        for problems in (PROBLEMS, ())
    ],
    summaries.maker_of: lambda t: [
        summaries.maker_of(t, replace(FERRY, summary_by=maker)) or "" for maker in SummaryMaker
    ],
    structures.structure_words: lambda t: [
        structures.structure_words(t, one) for one in STRUCTURES
    ],
    drafts.preview_messages: lambda t: (
        [
            message
            for one, same_day, draft in product(EDITIONS, (None, EDITION), (None, DRAFT))
            for message in drafts.preview_messages(
                t, one, same_day=same_day, zone="Asia/Tokyo", draft=draft
            )
        ]
        + [
            message
            for one, prospect in product(EDITIONS, PROSPECTS)
            for message in drafts.preview_messages(
                t, one, same_day=None, zone="Asia/Tokyo", draft=DRAFT, prospect=prospect
            )
        ]
    ),
    draft_state.draft_state: lambda t: [
        draft_state.draft_state(t, one, reach, "Asia/Tokyo")
        for one, reach in product(EDITIONS, REACHES)
    ],
    editor_help.start_words: lambda t: [editor_help.start_words(t)],
    editor_help.help_words: lambda t: [
        OutgoingMessage(text=rich_text.to_html(editor_help.help_words(t)))
    ],
    editor_help.short_text_message: lambda t: [editor_help.short_text_message(t, "ρ\nσ")],
    preview_choices.previews_message: lambda t: [
        preview_choices.previews_message(t, EDITION, ["ja"], "ja", test_chat=chat)
        for chat in ("-100", None)
    ],
    preview_choices.mark_of_test: lambda t: [preview_choices.mark_of_test(t, EDITION)],
    drafts.state_line: lambda t: [drafts.state_line(t, one, "Asia/Tokyo") for one in EDITIONS],
    drafts.preview_keyboard: lambda t: [
        drafts.preview_keyboard(t, one, same_day=same_day)
        for one, same_day in product(EDITIONS, (None, EDITION))
    ],
    publishing.publish_question: lambda t: [publishing.publish_question(t, one) for one in PLANS],
    publishing.counts_line: lambda t: [publishing.counts_line(t, one) for one in PLANS],
    publishing.confirm_message: lambda t: [publishing.confirm_message(t, one) for one in PLANS],
    publishing.old_message: lambda t: [publishing.old_message(t, one) for one in PLANS],
    publishing.far_ahead_message: lambda t: [publishing.far_ahead_message(t, one) for one in PLANS],
    publishing.schedule_message: lambda t: [
        publishing.schedule_message(t, one, [NOW, NOW + timedelta(days=1)], "UTC") for one in PLANS
    ],
    publishing.recall_question: lambda t: [publishing.recall_question(t, one) for one in EDITIONS],
    publishing.changed_words: lambda t: [
        publishing.changed_words(t, (Change(kind=kind, number=3, headline="Το πλοίο"),))
        for kind in ChangeKind
    ],
    publishing.approval_message: lambda t: [
        publishing.approval_message(t, "Φ", prospects.order_words(t, one, "UTC")) for one in ORDERS
    ],
    prospects.name_of: lambda t: [prospects.name_of(t, one) for one in EDITIONS],
    prospects.name_in_list: lambda t: [prospects.name_in_list(t, one) for one in EDITIONS],
    prospects.prospect_line: lambda t: [
        prospects.prospect_line(t, one, "UTC", prospect)
        for one, prospect in product(EDITIONS, PROSPECTS)
    ],
    prospects.order_words: lambda t: [prospects.order_words(t, one, "UTC") for one in ORDERS],
    prospects.obstacle_line: lambda t: [
        prospects.obstacle_line(t, EDITION, one) for one in PROSPECTS
    ],
    queue.queue_messages: lambda t: [
        message
        for coming, going in product(((), COMING), ((), STATUSES))
        for message in queue.queue_messages(t, coming, going, "UTC")
    ],
    queue.standing_line: lambda t: [
        queue.standing_line(t, one, "UTC", prospect)
        for one, prospect in product(EDITIONS, PROSPECTS)
    ],
    word_diff.word_diff: lambda t: word_diff.word_diff(t, UNTITLED.digest, EDITION.digest),
    announcements.ask_message: lambda t: [announcements.ask_message(t)],
    announcements.readers_message: lambda t: [
        announcements.readers_message(t, ANNOUNCEMENT, readers, papers)
        for readers, papers in (
            ({"el": 1}, {PAPERS[0]: 1}),
            ({"el": 3, "he": 2}, dict.fromkeys(PAPERS, 2)),
        )
    ],
    announcements.confirm_message: lambda t: [
        announcements.confirm_message(t, replace(ANNOUNCEMENT, addressees=one), PAPERS, 2)
        for one in (Addressees(), Addressees(language="el"), Addressees(paper=PAPERS[0].key))
    ],
    draft_slots.slot_rows: lambda t: [
        keyboard(draft_slots.slot_rows(t, EDITION, DRAFT, ["extra-1", "extra-2"]))
    ],
    draft_slots.slot_line: lambda t: [draft_slots.slot_line(t, slot) for slot in SLOTS],
    continuations.link_line: lambda t: [continuations.link_line(t, CONTINUING, FERRY)],
    continuations.link_row: lambda t: [keyboard([continuations.link_row(t, CONTINUING)])],
    continuations.links_message: lambda t: [
        continuations.links_message(t, EDITION, one)
        for one in (LINKS_OF_DRAFT, replace(LINKS_OF_DRAFT, links=[]))
    ],
    letters.letter_message: lambda t: [
        letters.letter_message(t, EDITION, KeptLetter(id=1, letter=one), answered_by=name)
        for one, name in product(LETTERS, ("", "Σαπφώ"))
    ],
    letters.blocked_message: lambda t: [letters.blocked_message(t, 1)],
    problems.coverage_line: lambda t: [problems.coverage_line(t, EDITION.digest)],
    problems.problem_sentence: lambda t: [problems.problem_sentence(t, one) for one in PROBLEMS],
    problems.plain_sentence: lambda t: [problems.plain_sentence(t, one) for one in PROBLEMS],
    problems.fault_sentence: lambda t: [
        problems.fault_sentence(t, ReadingError(fault, {"limit": "20 Ω", "formats": "Ω"}))
        for fault in ReadingFault
    ],
    link_faults.fetch_fault_sentence: lambda t: [
        link_faults.fetch_fault_sentence(t, NotFetched(fault=fault, details=LIMITS))
        for fault in FetchFault
    ],
    submissions.arrival_sentence: lambda t: [
        submissions.arrival_sentence(t, one) for one in Arrival
    ],
    submissions.arrival_message: lambda t: [
        submissions.arrival_message(t, Origin(way=way, name="γράμμα"), "Φ") for way in SubmissionWay
    ],
    submissions.not_opened_sentence: lambda t: [submissions.not_opened_sentence(t)],
}
