"""Everything the bot says, in a language of long words and in one from right to left.

Both are made of what the code says, each sentence in brackets. What people wrote stands in Greek
letters here, so whatever is Latin outside of brackets was never translated.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from importlib import import_module
from itertools import product
from pkgutil import walk_packages
from typing import Any

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
)

import bot.views
from bot.fetch.fetcher import FetchFault, NotFetched
from bot.handlers.commands import commands
from bot.i18n.translator import Translations, Translator
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
from bot.views.desk.broadcasts import Stand
from bot.views.desk.decisions import NO_ITEM, OF_EDITION, AskWords, Field
from bot.views.desk.posting import link_faults, reading_report, submissions
from bot.views.desk.posting.submissions import Arrival, Origin, SubmissionWay
from bot.views.desk.publication import draft_slots, prospects, publishing, queue
from bot.views.desk.readership import figures
from bot.views.desk.roles import audit, staff
from bot.views.desk.roles.staff import Colleague
from bot.views.keyboards import keyboard
from bot.views.message import OutgoingMessage
from bot.views.papers import papers, slots
from bot.views.personal import personal_edition, rules, saved
from bot.views.personal.rules import OfferedRule
from bot.views.personal.saved import SavedEntry, SavedList
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
from bot.views.rhythm import days_and_pauses, round_up_message
from bot.views.rich_text import CAPTION_LIMIT, TEXT_LIMIT, units
from digests.broadcasts import BroadcastStatus
from digests.delivery.model import (
    RESTORED,
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Failure,
    Progress,
    Undelivered,
)
from digests.errors import ReadingError, ReadingFault, StoreBusyError, StoreError
from digests.export.spoken import script_of
from digests.model import (
    Addressees,
    Alternatives,
    Announcement,
    Aspect,
    Change,
    ChangeKind,
    ChatKind,
    Continuation,
    Correction,
    Coverage,
    Digest,
    Draft,
    Edit,
    Edition,
    EditionState,
    EditionSummary,
    Form,
    Item,
    Paragraph,
    Picture,
    Place,
    Preferences,
    Problem,
    ProblemKind,
    Reading,
    Related,
    Severity,
    Source,
    Structure,
    SubscriberState,
    SummaryMaker,
)
from digests.parsing.structure.candidates import Kind
from digests.revisions import TextPart
from digests.search.query import Hit, SearchPage, parse_query
from digests.values.feedback import Hindrance, KeptLetter, LetterKind, ReaderLetter
from digests.values.figures import (
    DayOfReaders,
    EditionFigures,
    Figures,
    Movement,
    ReaderCounts,
    SourceCount,
    Standing,
)
from digests.values.months import Month
from digests.values.narration import Narration
from digests.values.orders import Obstacle, OrderKind, Prospect, PublishOrder
from digests.values.papers import Paper
from digests.values.roles import AuditEntry, AuditWay, Grant, Invite, StaffRole
from digests.values.round_up import RoundUp
from digests.values.rules import EditionMarks, ReadingRule, RuleSubject, Stance, Subject
from digests.values.saved import SavedItem
from digests.values.stories import ItemKey, PublishedItem, StoryLink
from tests.support.languages import every_message, from_right_to_left, stretched, write

NOW = datetime(2026, 9, 20, 12, 0, tzinfo=UTC)
DAY = NOW.date()
ENTRIES = tuple(
    AuditEntry(
        at=NOW,
        way=way,
        action=action,
        edition=5,
        broadcast=7,
        person=9,
        detail=EditionState.PUBLISHED,
        paper="akari",
    )
    for way in AuditWay
    for action in ("publish_draft", "take_in")
)
GRANTS = tuple(
    Grant(role=role, paper=paper)
    for role in (StaffRole.EDITOR, StaffRole.VIEWER)
    for paper in (None, "akari")
)
INVITE = Invite(id=1, grant=GRANTS[0], invited_by=1, expires_at=NOW)
COLLEAGUES = tuple(
    Colleague(user_id=12, name=name, grant=grant, is_invited=grant.role is not StaffRole.OWNER)
    for grant in (Grant(role=StaffRole.OWNER), *GRANTS)
    for name in ("Ἠώς", "")
)
LINKS = tuple(Source(url=url, raw=url) for url in ("https://a.example/α", "https://νέα.example/α"))
FERRY = Item(
    number=1,
    headline="Το πλοίο",
    date=DAY,
    outlet="Λιμάνι",
    section="Κόσμος",
    sources=LINKS,
    paragraphs=(Paragraph(text="Το πλοίο ξανά. " * 300), Paragraph(text="Τέλος.")),
    summary=(Paragraph(text="Το πλοίο ξανά."),),
    summary_by=SummaryMaker.MODEL,
    captions=("Φωτογραφία",),
    related=(Related(headline="Άλλο", date=DAY, sources=LINKS),),
    pictures=(Picture(key="1", width=9, height=9, caption="Φωτογραφία " * 200),),
)
BARE = Item(number=2, headline="Γυμνό", paragraphs=(Paragraph(text="Ένα."),))
DETAILS = dict.fromkeys(("number", "url", "date", "found", "origin", "count", "names"), "Ω")
PROBLEMS = tuple(
    Problem(kind=kind, severity=severity, place=place, details=DETAILS)
    for kind in ProblemKind
    for severity, place in (
        (Severity.BLOCKS, Place()),
        (Severity.NOTES, Place(item=3, line=12, page=1)),
    )
)
EDITION = Edition(
    id=9_007_199_254_740_991,
    date=DAY,
    state=EditionState.DRAFT,
    digest=Digest(
        title="Φάρος",
        author="Σαπφώ",
        preface=("Καλημέρα",),
        items=(FERRY, BARE),
        left_over=("Υπόλοιπο",),
        afterword=("Αντίο",),
        coverage=Coverage(text=80, links=90),
    ),
    problems=(*PROBLEMS[::2], PROBLEMS[1]),
    fingerprint="f",
    posted_by=1,
    created_at=NOW,
    publish_at=NOW,
    published_at=NOW,
)
STRUCTURES = tuple(
    Structure(key=f"{kind}:■" if kind is Kind.ORNAMENTS else f"{kind}", items=items)
    for kind in Kind
    for items in (1, 42)
)
DRAFT = Draft(
    alternatives=Alternatives(
        structure=STRUCTURES[0],
        structures=STRUCTURES[1:],
        day=DAY,
        days=(DAY, DAY + timedelta(days=1)),
        title="Φάρος",
        titles=("Άλλος",),
    ),
    revision=1_000,
    is_changed=True,
)
UNTITLED = replace(
    EDITION,
    digest=Digest(title=None, items=(replace(FERRY, headline="Άλλο"),)),
    problems=(),
    corrected_at=NOW,
)
CORRECTED = replace(
    EDITION,
    state=EditionState.PUBLISHED,
    corrections=(
        Correction(
            at=NOW,
            changes=(
                *(Change(kind=kind, number=1, headline="Το πλοίο") for kind in ChangeKind),
                Change(
                    kind=ChangeKind.CHANGED,
                    number=1,
                    headline="Το πλοίο",
                    edits=(
                        Edit(aspect=Aspect.DAY, before="2026-09-19", after="2026-09-20"),
                        Edit(aspect=Aspect.LINKS),
                        Edit(aspect=Aspect.PICTURES),
                        Edit(aspect=Aspect.WORDS, before="ένα", after="δύο"),
                    ),
                    more=2,
                ),
                Change(
                    kind=ChangeKind.CHANGED,
                    headline="",
                    edits=(Edit(aspect=Aspect.LINKS), Edit(aspect=Aspect.PICTURES)),
                ),
            ),
        ),
    ),
)
MANY = replace(
    EDITION,
    digest=replace(
        EDITION.digest,
        items=tuple(
            replace(BARE, number=number, section="Κόσμος" if number < 60 else "Πόλη " * 9)
            for number in range(1, 195)
        ),
    ),
)
LONG_EDITION = long_editions.LongEdition(
    edition=MANY,
    title=rich_text.plain("Φάρος"),
    opening=rich_text.plain("Φάρος"),
    entries=[rich_text.plain(item.headline) for item in MANY.digest.items],
)
EDITIONS = [replace(one, state=state) for one, state in product((EDITION, UNTITLED), EditionState)]
CHOSEN = Preferences(language="el", timezone="Europe/Athens", minute=420)
RHYTHMS = (
    CHOSEN,
    replace(CHOSEN, weekdays=31, silent=True),
    replace(CHOSEN, weekdays=96, away_until=DAY + timedelta(days=9)),
    replace(CHOSEN, weekdays=5, away_from=DAY + timedelta(days=9), quiet_from=0, quiet_until=0),
    replace(
        CHOSEN,
        weekdays=64,
        round_up=True,
        away_from=DAY + timedelta(days=9),
        away_until=DAY + 2 * timedelta(days=9),
    ),
)
ROUND_UP = RoundUp(editions=(EDITION, UNTITLED), count=3, since=DAY)
PROGRESS = Progress(owed=9, later=2, sent=1, gone=1, refused=2, unknown=1, missed=1)
SHORT = SearchPage(
    total=1, hits=(Hit(edition_id=1, date=DAY, number=1, headline="Α", outlet="Β", text="γ"),)
)
LONG = replace(SHORT, total=10_000, is_capped=True)


CONTINUATION = Continuation(number=1, edition=1, earlier=2, date=DAY)
CONTINUING = replace(EDITION, continuations=(CONTINUATION,))
EARLIER = PublishedItem(key=ItemKey(1, 2), date=DAY, item=FERRY)
LINKS_OF_DRAFT = continuations.DraftLinks(
    draft=DRAFT,
    links=[
        StoryLink(number=number, earlier=EARLIER.key, score=1.0, is_cut=number == 1)
        for number in (1, 2)
    ],
    earlier={EARLIER.key: EARLIER},
)


def broadcast(kind: BroadcastKind, state: BroadcastState) -> Broadcast:
    return Broadcast(
        id=7, edition_id=9, kind=kind, state=state, day=DAY, opened_at=NOW, pause_note="Σφάλμα"
    )


ANNOUNCEMENT = Announcement(id=3, content="<b>Φ</b>")
STANDS = [
    Stand(
        content=EDITION,
        broadcast=broadcast(kind, state),
        progress=PROGRESS,
        rate=28.5,
        ends=NOW,
        zone="Europe/Athens",
    )
    for kind, state in product(BroadcastKind, BroadcastState)
]
READERS = ReaderCounts(
    standings=dict.fromkeys(Standing, 12_345),
    kinds=dict.fromkeys(ChatKind, 12_345),
    languages=dict.fromkeys(("el", "he"), 12_345),
    forms=dict.fromkeys(Form, 12_345),
    papers={Paper(title="Φάρος"): 12_345},
)
OF_A_WEEK = Figures(
    first=DAY - timedelta(days=6),
    last=DAY,
    readers=READERS,
    days=[DayOfReaders(day=DAY, movements=dict.fromkeys(Movement, 3), active=12_345)],
    editions=[
        EditionFigures(
            edition_id=number,
            day=DAY,
            was_broadcast=number % 2 == 0,
            owed=owed,
            reached=owed // 2,
            unreachable=3,
            unknown=3,
            openings={item: 1_000 * item for item in range(60 * number)},
        )
        for number in range(9)
        for owed in (0, 12_345)
    ],
    sources=[SourceCount(source="φυλλάδιο", came=9, active=7)] * 12,
)
OF_A_QUARTER = replace(
    OF_A_WEEK,
    first=DAY - timedelta(days=89),
    days=[replace(OF_A_WEEK.days[0], day=DAY - timedelta(days=n)) for n in range(89, -1, -1)],
)
NOTHING_YET = replace(OF_A_WEEK, days=(), editions=(), sources=())
FIGURES = (OF_A_WEEK, OF_A_QUARTER, NOTHING_YET)
PLANS = [
    publishing.Plan(edition=one, readers=readers, draft=draft, moment=moment)
    for one, readers, draft, moment in product(
        (EDITION, UNTITLED), (1, 1_204), (None, DRAFT), (None, NOW)
    )
]
ORDERS = [
    PublishOrder(
        edition_id=1, kind=kind, by=7, at=NOW, revision=0, moment=NOW, is_waiting=is_waiting
    )
    for kind, is_waiting in product(OrderKind, (False, True))
]
PROSPECTS = [
    Prospect(order=order, obstacle=obstacle)
    for order, obstacle in product((None, *ORDERS), (None, *Obstacle))
]
COMING = [queue.Coming(edition=EDITION, prospect=one) for one in PROSPECTS] * 2
STATUSES = [
    BroadcastStatus(broadcast=one.broadcast, content=one.content, progress=PROGRESS)
    for one in STANDS
]
RESTORED_STAND = replace(
    STANDS[0],
    broadcast=replace(
        broadcast(BroadcastKind.EDITION, BroadcastState.PAUSED),
        pause_note=f"{RESTORED}{NOW.isoformat()}",
    ),
)
PAPERS = (Paper(title="Φάρος"), Paper(key="akari", title="Λύχνος", language="el"))
SLOTS = ("", "evening", "extra", "extra-2")
SUMMARIES = [
    EditionSummary(id=n, date=DAY, title="Φ", items=2, slot=slot, is_morning=True)
    for n, slot in enumerate(SLOTS)
]
SEARCHES = [
    search_results.Search(words="πλοίο", query=parse_query(typed), offset=offset, size=5)
    for typed, offset in (("πλοίο", 0), ("since:αύριο πλοίο", 5))
]
ERRORS = (StoreError("δίσκος"), StoreBusyError("κλειδωμένο"), ValueError("ω"))
UNDELIVERED = Undelivered(
    subscriber_id=1, chat_id=1, part=1, failure=Failure.GONE, detail="", at=NOW
)

LIMITS = {"limit": "5 Ω", "seconds": "10", "status": "500"}

View = Callable[[Translator], Iterable[Any]]

LETTERS = tuple(
    ReaderLetter(
        kind=kind,
        edition=EDITION.id,
        number=1,
        words=words,
        chat_id=1,
        topic_id=None,
        user_id=1,
        below=2,
        written=3,
    )
    for kind, words in ((LetterKind.LETTER, "Φ"), (LetterKind.MISTAKE, ""))
)
RULES = tuple(
    ReadingRule(
        id=place,
        stance=stance,
        about=RuleSubject(subject=subject, label="Φ", words=("Φ",), edition=1, number=1),
    )
    for place, (subject, stance) in enumerate(product(Subject, Stance))
)
SAVED = SavedItem(id=1, edition=EDITION.id, number=1, saved_at=NOW)
SAVED_LIST = SavedList(
    entries=[
        SavedEntry.of(SAVED, replace(EDITION, state=EditionState.PUBLISHED)),
        SavedEntry.of(
            replace(SAVED, remind_at=NOW), replace(EDITION, state=EditionState.PUBLISHED)
        ),
        SavedEntry.of(replace(SAVED, remind_at=NOW), replace(EDITION, state=EditionState.RECALLED)),
        SavedEntry.of(replace(SAVED, remind_at=NOW, may_have_come=True), None),
        SavedEntry.of(replace(SAVED, number=None), replace(EDITION, state=EditionState.PUBLISHED)),
    ],
    total=9,
    offset=4,
    size=4,
    zone="Asia/Tokyo",
    now=NOW,
)
REACHES = [
    draft_state.Reach(readers=readers, next_at=next_at, now=NOW)
    for readers, next_at in ((0, None), (2, None), (2, NOW), (2, NOW + timedelta(days=2)))
]

SPOKEN = script_of(EDITION, "Φ")


def narration_of(seconds: int) -> Narration:
    """Of chapters that begin that far from each other."""
    starts = tuple(seconds * place for place in range(len(SPOKEN.chapters)))
    return Narration(key="ab", starts=starts, seconds=seconds * len(starts))


VIEWS: dict[Callable[..., Any], View] = {
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
    alerts.set_aside_sentence: lambda t: [alerts.set_aside_sentence(t, 5)],
    alerts.given_up_sentence: lambda t: [alerts.given_up_sentence(t)],
    alerts.apology: lambda t: [alerts.apology(t, error, "E-2345") for error in (*ERRORS, None)],
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
    editions.edition_messages: lambda t: [
        message
        for one, form in product((*EDITIONS, CORRECTED, MANY), Form)
        for message in editions.edition_messages(t, one, form)
    ],
    items.title_of: lambda t: [items.title_of(t, one) for one in EDITIONS],
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
    slots.slot_name: lambda t: [slots.slot_name(t, slot, is_morning=True) for slot in SLOTS],
    slots.slot_of: lambda t: [slots.slot_of(t, one) for one in SUMMARIES],
    slots.with_slot: lambda t: [slots.with_slot(t, "Φ", slots.slot_name(t, "evening"))],
    slots.day_of: lambda t: [slots.day_of(t, one) for one in SUMMARIES],
    slots.short_day_of: lambda t: [slots.short_day_of(t, one) for one in SUMMARIES],
    slots.name_among: lambda t: [slots.name_among(t, one) for one in SUMMARIES],
    draft_slots.slot_rows: lambda t: [
        InlineKeyboardMarkup(draft_slots.slot_rows(t, EDITION, DRAFT, ["extra-1", "extra-2"]))
    ],
    papers.papers_message: lambda t: [papers.papers_message(t, PAPERS, PAPERS[0])],
    draft_slots.slot_line: lambda t: [draft_slots.slot_line(t, slot) for slot in SLOTS],
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
        welcome.suggestion_message(t, commands, "Φ") for commands in ((), ("search",))
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
    items.item_text: lambda t: [items.item_text(t, EDITION, BARE)],
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
    continuations.link_line: lambda t: [continuations.link_line(t, CONTINUING, FERRY)],
    continuations.link_row: lambda t: [keyboard([continuations.link_row(t, CONTINUING)])],
    continuations.links_message: lambda t: [
        continuations.links_message(t, EDITION, one)
        for one in (LINKS_OF_DRAFT, replace(LINKS_OF_DRAFT, links=[]))
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
    search_results.what_to_find_message: lambda t: [search_results.what_to_find_message(t)],
    settings.language_message: lambda t: [settings.language_message(t, ("el", "he"))],
    settings.settings_message: lambda t: [
        settings.settings_message(t, replace(CHOSEN, form=form), subscribed=subscribed, now=NOW)
        for form, subscribed in product(Form, (True, False))
    ],
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
    settings.extras_message: lambda t: [settings.extras_message(t, CHOSEN)],
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
                receipts=days, openings=days, updates=days, journals=days, backups=days, drafts=days
            ),
        )
        for days in (1, 90)
    ],
}


@pytest.fixture(
    scope="module", params=[("el", stretched), ("he", from_right_to_left)], ids=["long", "rtl"]
)
def translator(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Translator:
    language, say = request.param
    folder = write(tmp_path_factory.mktemp(language), language, every_message(say))
    return Translations.load(language, folder).translator(None)


# --- what a view gives, as people see it ----------------------------------------------------------


class Text(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.said = ""
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.said += data


def shown(given: Any) -> Iterator[str]:
    """Every text in what a view gives."""
    match given:
        case None:
            return
        case str():
            yield Text(given).said if given.startswith("<!doctype") else given
        case tuple():
            yield "".join(span.text for span in given)
        case InlineKeyboardMarkup():
            yield from (key.text for key in keys(given))
        case OutgoingMessage():
            yield Text(given.rich_html or given.text).said
            yield from (key.text for key in keys(given.keyboard))
        case InlineQueryResultArticle():
            content = given.input_message_content
            assert isinstance(content, InputTextMessageContent)
            yield from (given.title, given.description or "", Text(content.message_text).said)
        case _:
            raise AssertionError(type(given))


def keys(markup: InlineKeyboardMarkup | None) -> list[InlineKeyboardButton]:
    return [key for row in markup.inline_keyboard for key in row] if markup else []


def outside_of_brackets(text: str) -> str:
    """What is outside of a text's brackets, less what nobody translates."""
    while (less := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = less
    return re.sub(r"(?m)^/[a-z]+|\S+\.example|Kawaraban", "", text)


# --- the tests -----------------------------------------------------------------------------------


def test_every_view_is_among_these() -> None:
    found = walk_packages(bot.views.__path__, "bot.views.")
    modules = [import_module(one.name) for one in found if not one.ispkg]
    views = {
        function
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and "translator" in inspect.signature(function).parameters
    }
    assert views == set(VIEWS)


@pytest.mark.parametrize("view", VIEWS.values(), ids=[view.__name__ for view in VIEWS])
def test_nothing_is_left_in_english(translator: Translator, view: View) -> None:
    texts = [text for given in view(translator) for text in shown(given)]
    assert texts
    for text in texts:
        assert not re.search("[A-Za-z]", outside_of_brackets(text)), text


@pytest.mark.parametrize("view", VIEWS.values(), ids=[view.__name__ for view in VIEWS])
def test_every_message_and_button_is_one_that_telegram_takes(
    translator: Translator, view: View
) -> None:
    for given in view(translator):
        if isinstance(given, OutgoingMessage) and given.rich_html is None:
            is_caption = given.photo or given.document or given.audio
            most = CAPTION_LIMIT if is_caption else TEXT_LIMIT
            assert 0 < units(Text(given.text).said) <= most
        markup = given.keyboard if isinstance(given, OutgoingMessage) else given
        for key in keys(markup if isinstance(markup, InlineKeyboardMarkup) else None):
            assert key.text.strip()
            assert key.url or 0 < len(str(key.callback_data).encode()) <= 64


def test_an_apology_is_one_that_telegram_takes_as_an_answer_to_a_press(
    translator: Translator,
) -> None:
    assert all(len(alerts.apology(translator, error, "E-2345")) <= 200 for error in ERRORS)
    assert len(alerts.ask_in_private_sentence(translator, f"https://t.me/{32 * 'b'}?start")) <= 200
    assert len(alerts.given_up_sentence(translator)) <= 200


def test_what_the_words_of_another_direction_stand_in_is_closed_again(
    translator: Translator,
) -> None:
    rtl = translator.language == "he"
    texts = [text for view in VIEWS.values() for given in view(translator) for text in shown(given)]
    for text in texts:
        assert text.count("\u2068") == text.count("\u2069")
    assert any("\u2068" in text for text in texts) is rtl
