"""What an earlier release left in a database and a journal is as it was, and delivery goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.engine import make_url

from digests.audience import Audience
from digests.delivery.journal import Journal
from digests.delivery.model import Broadcast, BroadcastKind, BroadcastState, Failure, UnknownPolicy
from digests.delivery.policy import DeliverySettings
from digests.model import (
    ChatKind,
    Digest,
    Edition,
    EditionKey,
    EditionState,
    Form,
    Item,
    Paragraph,
    ParagraphKind,
    PauseReason,
    Picture,
    Place,
    Preferences,
    Problem,
    ProblemKind,
    Related,
    Severity,
    Source,
    Subscriber,
    SubscriberState,
)
from digests.search.query import parse_query
from digests.store import Store
from digests.store.readers.behind import TOLD
from digests.store.tables import broadcasts
from tests.digests.work import older_notes
from tests.digests.world import FakeMessenger, World, chosen
from tests.support.databases.postgres import connect

OLDER = Path(__file__).parents[2] / "data" / "older"
BOOT = "5d3c0c52-7c1e-4a56-9d52-0f6f1f0e7a11"
MORNING = datetime(2031, 5, 14, 6, 30, tzinfo=UTC)
TODAY = MORNING.date()
DAY = timedelta(days=1)
PICTURE = "ab" * 32


@pytest.fixture
async def older(engine: str, empty_url: str, settings: DeliverySettings) -> AsyncIterator[World]:
    """The database that was left, brought up to date by today's code."""
    script = (OLDER / f"{engine}.sql").read_text("utf-8")
    if engine == "sqlite":
        connection = sqlite3.connect(str(make_url(empty_url).database))
        connection.executescript(script)
        connection.close()
    else:
        with connect(empty_url) as server:
            server.execute(script)
    rules = replace(settings, policy=UnknownPolicy.HOLD)
    store = await Store.open(empty_url, rules)
    await store.migrate()
    assert await store.healthy()
    yield World(store, rules)
    await store.close()


def subscribers() -> list[Subscriber]:
    usual = Subscriber(
        id=0,
        chat_id=0,
        kind=ChatKind.PRIVATE,
        preferences=Preferences(language="ja", timezone="UTC", minute=300),
        joined_at=datetime(2031, 1, 1, tzinfo=UTC),
    )
    forms = [Form.HEADLINES, Form.SUMMARIES, Form.FULL, Form.FILE, Form.RICH]
    private = [
        chosen(replace(usual, chat_id=100 + n), form=forms[n % 5], language="en" if n % 2 else "ja")
        for n in range(12)
    ]
    private[3] = replace(private[3], state=SubscriberState.PAUSED, pause_reason=PauseReason.BLOCKED)
    elsewhere = [
        replace(usual, chat_id=-200, topic_id=7, kind=ChatKind.GROUP),
        replace(usual, chat_id=-200, kind=ChatKind.GROUP),
        replace(usual, chat_id=-300, kind=ChatKind.CHANNEL),
        chosen(replace(usual, chat_id=400), timezone="Asia/Tokyo", minute=420),
        chosen(replace(usual, chat_id=401), timezone="America/Los_Angeles", minute=1439),
        chosen(replace(usual, chat_id=402), minute=1200),
        replace(usual, chat_id=500, state=SubscriberState.LEFT),
    ]
    reasons = ["blocked", "deactivated", "kicked", "chat_not_found", "topic_gone", "no_rights"]
    unreachable = [
        replace(
            usual,
            chat_id=600 + n,
            state=SubscriberState.PAUSED,
            pause_reason=PauseReason(reason),
        )
        for n, reason in enumerate(reasons)
    ]
    everybody = private + elsewhere + unreachable
    return [replace(one, id=number) for number, one in enumerate(everybody, start=1)]


def digest(title: str, day: date, items: int = 1) -> Digest:
    return Digest(
        title=title,
        author="Kei Amano",
        date=day,
        language="en",
        preface=("A word before.",),
        items=tuple(item(number, day) for number in range(1, items + 1)),
        left_over=("Set in small type.",),
    )


def item(number: int, day: date) -> Item:
    source = Source(
        url=f"https://harbour.example/{number}",
        raw=f"http://harbour.example/{number}?from=mail",
    )
    quay = Source(url="https://quay.example/", raw="quay.example")
    return Item(
        number=number,
        headline=f"The ferry to Minato runs again {number}",
        printed_number=f"{number:02}",
        date=day,
        outlet="Harbour Post",
        attribution="by R. Sato",
        sources=(source,),
        paragraphs=(
            Paragraph(text="The ferry left at dawn."),
            Paragraph(text="The quay was full.", kind=ParagraphKind.SUBHEADING),
        ),
        captions=("The quay at dawn",),
        pictures=(Picture(key=PICTURE, width=4, height=3, caption="The quay"),),
        related=(Related(headline="The quay was built", date=day - 9 * DAY, sources=(quay,)),),
        section="Sea",
        summary=(Paragraph(text="Ferry runs."),),
    )


def editions() -> list[Edition]:
    problem = Problem(
        kind=ProblemKind.NO_DATE,
        severity=Severity("blocks"),
        place=Place(line=3, page=1, item=2),
        details={"date": "2031-05-14"},
    )
    draft = Edition(
        id=2,
        date=TODAY + DAY,
        state=EditionState.DRAFT,
        digest=digest("A draft", TODAY + DAY),
        problems=(),
        fingerprint="2" * 64,
        posted_by=None,
        created_at=MORNING,
    )
    published = replace(
        draft,
        id=1,
        date=TODAY,
        state=EditionState.PUBLISHED,
        digest=digest("The Harbour Letter", TODAY, items=2),
        problems=(problem,),
        fingerprint="1" * 64,
        posted_by=1,
        created_at=MORNING - timedelta(hours=2),
        published_at=MORNING,
    )
    scheduled = replace(
        draft,
        id=3,
        date=TODAY + 2 * DAY,
        state=EditionState.SCHEDULED,
        digest=digest("For the day after", TODAY + 2 * DAY),
        fingerprint="3" * 64,
        posted_by=1,
        publish_at=MORNING + 2 * DAY,
    )
    discarded = replace(
        draft,
        id=4,
        date=TODAY,
        state=EditionState.DISCARDED,
        digest=digest("Thrown away", TODAY),
        fingerprint="4" * 64,
        posted_by=1,
    )
    yesterday = replace(
        published,
        id=5,
        date=TODAY - DAY,
        digest=digest("Yesterday's", TODAY - DAY),
        problems=(),
        fingerprint="5" * 64,
        created_at=MORNING - DAY,
        published_at=MORNING - DAY,
    )
    return [published, draft, scheduled, discarded, yesterday]


async def test_every_subscriber_is_as_they_were(older: World) -> None:
    assert [one async for one in older.store.subscribers.each()] == subscribers()


async def test_every_edition_is_as_it_was(older: World) -> None:
    store = older.store.editions
    assert [await store.get(number) for number in range(1, 6)] == editions()
    assert await store.picture(PICTURE) == b"\x89PNG quay"
    assert [edition.id for edition in await store.due(MORNING + 2 * DAY)] == [3]


async def test_what_was_indexed_is_found(older: World) -> None:
    page = await older.store.search.find(parse_query("ferry"), limit=9)
    assert [(hit.edition_id, hit.date, hit.number) for hit in page.hits] == [
        (1, TODAY, 1),
        (1, TODAY, 2),
        (5, TODAY - DAY, 1),
    ]


async def test_what_was_published_has_the_key_of_its_day(older: World) -> None:
    store = older.store.editions
    assert [(edition.id, edition.key) for edition in [await store.of_day(TODAY)] if edition] == [
        (1, EditionKey(date=TODAY))
    ]
    evening = await store.add(
        digest("Evening", TODAY),
        (),
        date=TODAY,
        slot="evening",
        fingerprint="6" * 64,
        posted_by=None,
        created_at=MORNING,
    )
    await store.publish(evening.id, MORNING)
    assert await store.get(1) == editions()[0]
    page = await older.store.search.find(parse_query("ferry"), limit=9)
    assert [hit.edition_id for hit in page.hits] == [1, 1, evening.id, 5]


async def test_every_broadcast_is_where_it_was(older: World) -> None:
    ledger = older.store.ledger
    stopped, running = await ledger.broadcast(1), await ledger.broadcast(2)
    assert running == Broadcast(
        id=2,
        edition_id=1,
        kind=BroadcastKind.EDITION,
        state=BroadcastState.RUNNING,
        day=TODAY,
        opened_at=MORNING,
        opened_by=1,
    )
    assert (stopped.state, stopped.pause_note) == (BroadcastState.CANCELLED, "too long")
    assert stopped.send_now
    assert stopped.finished_at
    progress = await ledger.progress(2)
    assert (progress.owed, progress.later, progress.sent) == (16, 2, 2)
    assert (progress.gone, progress.refused, progress.unknown) == (1, 1, 1)


async def test_receipts_and_exceptions_are_as_they_were(older: World) -> None:
    ledger = older.store.ledger
    sent = [(400, 9001), (100, 9002), (101, 9003)]
    assert [await ledger.edition_of_message(*message) for message in sent] == [1, 1, 1]
    told = [(one.chat_id, one.part, one.failure, one.detail) for one in await ledger.exceptions(2)]
    assert told == [
        (102, 0, Failure.UNKNOWN, "the answer was lost"),
        (103, 0, Failure.GONE, "blocked"),
        (104, 0, Failure.REFUSED, "too long"),
    ]
    (missed,) = await ledger.exceptions(1)  # from before there were indexes
    assert (missed.failure, missed.detail) == (Failure.TOO_LATE, TOLD)


async def test_delivery_goes_on_where_it_stopped(
    older: World, messenger: FakeMessenger, tmp_path: Path
) -> None:
    ledger = older.store.ledger
    journal = Journal(folder=older_notes(tmp_path / "notes"), boot=BOOT)
    await ledger.release_all("bot", journal.left())
    await older.deliver(messenger)
    # Of the bot's four, 108 has it, 109 surely not, 110 perhaps, and 111 was not begun.
    assert messenger.chats == [-300, -200, -200, 105, 106, 107, 109, 111]
    assert await ledger.edition_of_message(108, 9500) == 1
    unknown = await older.unknowns(await ledger.broadcast(2))
    assert [(one.chat_id, one.part) for one in unknown] == [(101, 1), (102, 0), (110, 0)]
    progress = await ledger.progress(2)
    assert (progress.owed, progress.sent, progress.left) == (16, 11, 0)


@pytest.mark.parametrize(
    ("days", "is_out", "owed"), [(1, True, [1]), (9, True, []), (9, False, [1])]
)
async def test_who_was_paused_before_that_was_dated_is_owed_the_last_week_and_what_goes_out_still(
    older: World, days: int, is_out: bool, owed: list[int]
) -> None:
    if is_out:
        is_running = broadcasts.c.state == BroadcastState.RUNNING
        ended = update(broadcasts).where(is_running).values(state=BroadcastState.FINISHED)
        await older.store.database.in_write(lambda connection: connection.execute(ended))
    audience = Audience(
        store=older.store,
        defaults=Preferences(language="en", timezone="UTC", minute=0),
        clock=lambda: MORNING + days * DAY,
    )
    (back,) = await audience.regain(103)
    assert [edition.id for edition in back.backlog] == owed
    assert (back.subscriber.state, back.lost_at) == (SubscriberState.ACTIVE, None)


async def test_what_stayed_unknown_can_still_be_sent_again(
    older: World, messenger: FakeMessenger
) -> None:
    assert await older.store.ledger.resolve_unknown(2, resend=True) == 1
    await older.deliver(messenger)
    assert 102 in messenger.chats
