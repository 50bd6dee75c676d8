"""What views are given in tests, in no language of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

from bot.i18n.translator import Translator
from bot.views import (
    rich_text,
    search_results,
)
from bot.views.desk import (
    continuations,
    draft_state,
)
from bot.views.desk.broadcasts import Stand
from bot.views.desk.publication import publishing, queue
from bot.views.desk.roles.staff import Colleague
from bot.views.personal.saved import SavedEntry, SavedList
from bot.views.reading import (
    long_editions,
)
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
from digests.errors import StoreBusyError, StoreError
from digests.export.spoken import script_of
from digests.model import (
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
    ItemKey,
    MachineTranslation,
    Paragraph,
    Picture,
    Place,
    Preferences,
    Problem,
    ProblemKind,
    Related,
    Severity,
    Source,
    Structure,
    SummaryMaker,
)
from digests.parsing.structure.candidates import Kind
from digests.search.query import Hit, SearchPage, parse_query
from digests.translation import ItemText, ItemTranslation
from digests.values.days import DaysBeside, EditionOfDay, LastDays
from digests.values.feedback import LetterKind, ReaderLetter
from digests.values.figures import (
    DayOfReaders,
    EditionFigures,
    Figures,
    Movement,
    ReaderCounts,
    SourceCount,
    Standing,
)
from digests.values.narration import Narration
from digests.values.orders import Obstacle, OrderKind, Prospect, PublishOrder
from digests.values.papers import Paper
from digests.values.roles import AuditEntry, AuditWay, Grant, Invite, StaffRole
from digests.values.round_up import RoundUp
from digests.values.rules import ReadingRule, RuleSubject, Stance, Subject
from digests.values.saved import SavedItem
from digests.values.stories import PublishedItem, StoryLink

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
TRANSLATED, UNTRANSLATED = (
    replace(
        CORRECTED,
        machine_translation=MachineTranslation(language="el", is_shown=is_shown, untranslated=(2,)),
    )
    for is_shown in (True, False)
)
ITEM_TRANSLATIONS = (
    None,
    ItemTranslation(number=1, revision="ab"),
    ItemTranslation(number=1, revision="ab", text=ItemText(headline="Φ", summary=("Χ", "Ψ"))),
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
PROGRESS = Progress(owed=9, later=2, sent=1, gone=1, refused=2, unknown=1, too_late=1)
SHORT = SearchPage(
    total=1, hits=(Hit(edition_id=1, date=DAY, number=1, headline="Α", outlet="Β", text="γ"),)
)
LONG = replace(SHORT, total=10_000, is_capped=True)


CONTINUATION = Continuation(number=1, earlier=ItemKey(1, 2), date=DAY)
CONTINUING = replace(EDITION, continuations=(CONTINUATION,))
ROUND_UP = RoundUp(editions=(CONTINUING, UNTITLED), count=3, since=DAY)
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
DAYS_BESIDE = DaysBeside(
    before=EditionOfDay(id=1, date=DAY - timedelta(days=1), first_item=1),
    after=EditionOfDay(id=3, date=DAY + timedelta(days=1), first_item=1),
)
LAST_DAYS = LastDays(words=("πλοίο", "λιμάνι"), stories=(EARLIER,))
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
