"""How the bot tells how it is, from a real store."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.botapi.errors import judged
from bot.inbox.reception import Reception
from bot.inbox.update_times import UpdateTimes
from bot.monitoring.health import HealthChecks
from bot.monitoring.http import exposition
from bot.outbox.outbox import Outbox
from digests.delivery.model import BroadcastKind, Settlement
from digests.delivery.outcomes import Sent
from digests.model import ChatKind, Digest, EditionState, Preferences
from digests.store import Store
from digests.store.bots.inbox import Backlog, Incoming

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


@pytest.fixture
async def store(tmp_path: Path, template: Path) -> AsyncIterator[Store]:
    file = shutil.copy(template, tmp_path / "kawaraban.db")
    store = await Store.open(f"sqlite+aiosqlite:///{file}")
    yield store
    await store.close()


@dataclass
class Seconds:
    """A monotonic clock."""

    at: float = 1_000.0

    def now(self) -> float:
        return self.at


@dataclass
class Led:
    """Which process leads: this one, unless another is named."""

    leader: str = ""

    @property
    def is_leader(self) -> bool:
        return not self.leader

    @property
    def stands_by(self) -> bool:
        return bool(self.leader)

    async def living(self) -> frozenset[str]:
        return frozenset({"a", "b"})


def heard(time: Seconds) -> Reception:
    """Telegram was heard just now."""
    reception = Reception(elapsed=time.now)
    reception.heard()
    return reception


def health(
    store: Store,
    *,
    waiting: int = 0,
    reception: Reception | None = None,
    tick: float = 0.0,
    trouble: str = "",
    time: Seconds = Seconds(),  # noqa: B008 - nobody moves it
    leadership: Led | None = None,
) -> HealthChecks:
    times = UpdateTimes(time.now)
    for update in range(waiting):
        times.taken(update)
    return HealthChecks(
        store=store,
        times=times,
        backlog=store.inbox(1).backlog,
        reception=reception or heard(time),
        tick_age=lambda: tick,
        outcomes=lambda: {"sent": 12, "gone": 1},
        outbox=Outbox(judged),
        trouble=lambda: trouble,
        now=lambda: NOW,
        leadership=leadership or Led(),
    )


async def failing(one: HealthChecks) -> dict[str, str]:
    return {check.name: check.detail for check in await one.checks() if not check.ok}


async def test_a_bot_that_listens_over_a_good_store_is_well(store: Store) -> None:
    assert await failing(health(store)) == {}


async def test_what_fails_is_named(store: Store) -> None:
    silent = Reception()
    assert await failing(health(store, reception=silent)) == {"updates": "not listening yet"}
    assert await failing(health(store, tick=200.4)) == {"clock": "no tick ended for 200 s"}
    assert await failing(health(store, trouble="disk is full")) == {"writing": "disk is full"}


async def test_failing_calls_are_no_health_though_none_was_long_ago(store: Store) -> None:
    time = Seconds()
    reception = heard(time)
    for _ in range(5):
        reception.failed("status 409")
        assert await failing(health(store, reception=reception)) == {}
        time.at += 4
    said = "not heard well for 20 s (status 409)"
    assert await failing(health(store, reception=reception)) == {"updates": said}


async def test_silence_is_no_health_though_nothing_failed(store: Store) -> None:
    time = Seconds()
    reception = heard(time)
    time.at += 89
    assert await failing(health(store, reception=reception)) == {}
    time.at += 1
    said = "not heard well for 90 s"
    assert await failing(health(store, reception=reception)) == {"updates": said}


async def test_an_update_that_waits_for_long_is_no_health(store: Store) -> None:
    time = Seconds()
    one = health(store, waiting=1, time=time)
    time.at += 119
    assert "handlers" not in await failing(one)
    time.at += 1
    assert (await failing(one))["handlers"] == "1 updates wait, one for 120 s"


async def left(waiting: int, age: float) -> Backlog:
    await asyncio.sleep(0)
    return Backlog(waiting=waiting, oldest=age)


async def test_what_an_earlier_process_left_is_no_fault_while_it_gets_less(store: Store) -> None:
    time = Seconds()
    one = replace(health(store, time=time), backlog=partial(left, 3_000, 9_000.0))
    time.at += 119
    assert "handlers" not in await failing(one)
    time.at += 1
    assert (await failing(one))["handlers"] == "3000 updates wait, one for 120 s"
    one.times.taken(1)
    one.times.handled(1)
    assert "handlers" not in await failing(one)


async def test_what_waits_in_the_store_is_told(store: Store) -> None:
    await store.inbox(1).receive([Incoming(id=1, conversation=7, payload="{}")], "me")
    lines = exposition(await health(store).metrics()).splitlines()
    assert "kawaraban_inbox_waiting 1" in lines
    old = replace(health(store), backlog=partial(left, 1, 90.0))
    lines = exposition(await old.metrics()).splitlines()
    assert "kawaraban_oldest_update_age_seconds 90.0" in lines


async def test_it_is_ready_once_it_listens(store: Store) -> None:
    reception = Reception()
    one = health(store, reception=reception)
    assert [(c.name, c.ok) for c in await one.readiness()] == [
        ("database", True),
        ("telegram", False),
        ("leader", True),
    ]
    reception.trying()
    assert all(check.ok for check in await one.readiness())


async def test_while_another_process_leads_not_listening_is_no_fault(store: Store) -> None:
    reception = Reception()
    one = health(store, reception=reception, leadership=Led("a"))
    assert await failing(one) == {}
    assert all(check.ok for check in await one.readiness())
    assert (await one.readiness())[-1].well == "a"
    lines = exposition(await one.metrics()).splitlines()
    assert "kawaraban_leader 0" in lines
    assert "kawaraban_processes 2" in lines
    assert "kawaraban_leader 1" in exposition(await health(store).metrics()).splitlines()


async def test_the_figures_tell_how_late_everything_is(store: Store) -> None:
    time = Seconds()
    one = health(store, reception=heard(time), tick=12.0)
    outbox = one.outbox
    outbox.refused["answer"] += 2
    outbox.retries.update(held=2, unsure=1)
    outbox.holds["bot"] += 1
    times = UpdateTimes(time.now)
    for number in (1, 2):
        times.came([number])
        times.taken(number)
    time.at += 2
    times.handled(1)
    draft = await store.editions.add(
        Digest(title="A"), (), date=NOW.date(), fingerprint="a", posted_by=1, created_at=NOW
    )
    drafts = frozenset({EditionState.DRAFT})
    await store.editions.mark(
        draft.id,
        EditionState.SCHEDULED,
        at=NOW,
        publish_at=NOW - timedelta(seconds=90),
        expected=drafts,
    )
    lines = exposition(await replace(one, times=times).metrics()).splitlines()
    for figure in (
        "heard_age_seconds 2.0",
        "last_update_age_seconds 2.0",
        "oldest_update_age_seconds 2.0",
        "tick_age_seconds 12.0",
        "schedule_lag_seconds 90.0",
        'answer_seconds_bucket{le="1"} 0',
        'answer_seconds_bucket{le="+Inf"} 1',
        "answer_seconds_sum 2.0",
        "answer_seconds_count 1",
        'pauses_ordered_total{scope="answer"} 2',
        'retries_total{of="answer"} 3',
        'holds_total{scope="chat"} 0',
        'holds_total{scope="bot"} 1',
        'answer_retries_total{after="held"} 2',
        'answer_retries_total{after="unreached"} 0',
        'answer_retries_total{after="unsure"} 1',
    ):
        assert f"kawaraban_{figure}" in lines


async def test_a_store_whose_tables_are_missing_is_not_well(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}")
    assert "database" in await failing(health(store))
    await store.close()


async def test_the_figures_tell_who_reads_and_what_was_sent(store: Store) -> None:
    for chat_id in (1, 2):
        subscriber = await store.subscribers.remember(
            chat_id,
            None,
            ChatKind.PRIVATE,
            Preferences(language="ja", timezone="Asia/Tokyo", minute=420),
            NOW,
        )
        await store.subscribers.subscribe(subscriber.id, NOW)
    await store.subscribers.leave(subscriber.id)
    lines = exposition(await health(store, waiting=3).metrics()).splitlines()
    assert 'kawaraban_subscribers{state="active"} 1' in lines
    assert not [line for line in lines if "owed" in line]
    assert 'kawaraban_subscribers{state="left"} 1' in lines
    assert 'kawaraban_messages_total{outcome="sent"} 12' in lines
    assert 'kawaraban_broadcasts{state="running"} 0' in lines
    assert 'kawaraban_recipients{outcome="left"} 0' in lines
    assert 'kawaraban_recipients{outcome="unsure"} 0' in lines
    assert not [line for line in lines if "unknown" in line]
    assert "kawaraban_editions 0" in lines
    assert "kawaraban_updates_waiting 3" in lines


async def test_the_figures_tell_how_far_open_broadcasts_are(store: Store) -> None:
    long_ago = NOW - timedelta(days=30)
    for chat_id, minute in ((1, 0), (2, 0), (3, 23 * 60)):
        subscriber = await store.subscribers.remember(
            chat_id,
            None,
            ChatKind.PRIVATE,
            Preferences(language="en", timezone="UTC", minute=minute),
            long_ago,
        )
        await store.subscribers.subscribe(subscriber.id, long_ago)
    draft = await store.editions.add(
        Digest(title="The Harbour Letter"),
        (),
        date=NOW.date(),
        fingerprint="f",
        posted_by=1,
        created_at=NOW,
    )
    await store.editions.publish(draft.id, NOW)
    await store.ledger.open_broadcast(
        draft.id, BroadcastKind.EDITION, day=NOW.date(), at=NOW, by=None
    )
    await store.ledger.plan(NOW)
    claim = await store.ledger.claim("w")
    assert claim
    await store.ledger.advance(claim, (), holding=(), wanted=1, answers=0)
    sent = Settlement(subscriber_id=1, part=0, outcome=Sent(7))
    await store.ledger.advance(claim, [sent], holding=(), wanted=0, answers=0)
    lines = exposition(await health(store).metrics()).splitlines()
    assert await store.ledger.due_since(NOW) == NOW
    assert await store.ledger.due_since(NOW - timedelta(seconds=1)) is None
    for figure in (
        'broadcasts{state="running"} 1',
        'broadcasts{state="paused"} 0',
        'recipients{outcome="sent"} 1',
        'recipients{outcome="left"} 1',
        'recipients{outcome="later"} 1',
        "editions 1",
    ):
        assert f"kawaraban_{figure}" in lines
