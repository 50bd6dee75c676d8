"""The editors hear of trouble once, in their language, and of its end."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from telegram.error import Forbidden, NetworkError, TelegramError

from bot.i18n.translator import Translations
from bot.monitoring.alerts import Alerts, Condition
from bot.monitoring.notifiers import Notice, NoticeState, Notifier
from bot.views.alerts import apology, deaf_sentence, hears_sentence
from bot.views.message import OutgoingMessage
from digests.errors import StoreBusyError, StoreError
from digests.model import ChatKind, Preferences
from digests.store import Store

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FULL = StoreError("database or disk is full")
LOCKED = StoreBusyError("database is locked")
HANAKO, BOB = 1, 2


@dataclass
class Ground:
    """What an alerts stands on: a database, a clock, Telegram."""

    fault: StoreError | None = None
    refusals: dict[int, TelegramError] = field(default_factory=dict)
    seconds: float = 0.0
    told: list[tuple[int, str]] = field(default_factory=list)

    async def probe(self) -> None:
        if self.fault:
            raise self.fault

    async def tell(self, chat_id: int, message: OutgoingMessage) -> None:
        if refusal := self.refusals.get(chat_id):
            raise refusal
        self.told.append((chat_id, message.text))

    def elapsed(self) -> float:
        return self.seconds


@pytest.fixture
async def store(tmp_path: Path, template: Path) -> AsyncIterator[Store]:
    file = shutil.copy(template, tmp_path / "kawaraban.db")
    store = await Store.open(f"sqlite+aiosqlite:///{file}")
    for chat_id, language in ((HANAKO, "ja"), (BOB, "en")):
        await store.subscribers.remember(
            chat_id,
            None,
            ChatKind.PRIVATE,
            Preferences(language=language, timezone="UTC", minute=0),
            NOON,
        )
    yield store
    await store.close()


@pytest.fixture
def ground() -> Ground:
    return Ground()


@pytest.fixture
def alerts(store: Store, ground: Ground) -> Alerts:
    return Alerts(
        probe=ground.probe,
        store=store,
        tell=ground.tell,
        translations=Translations.load("ja"),
        editors=frozenset({HANAKO, BOB}),
        zone="Asia/Tokyo",
        elapsed=ground.elapsed,
        patience=10,
    )


async def look(alerts: Alerts, ground: Ground, *, seconds: int) -> None:
    """Look every second for so long."""
    for _ in range(seconds):
        await alerts.look()
        ground.seconds += 1


async def test_a_full_disk_is_told_at_once_and_once_to_each_in_their_language(
    alerts: Alerts, ground: Ground
) -> None:
    ground.fault = FULL
    await look(alerts, ground, seconds=300)
    (hanako, japanese), (bob, english) = ground.told
    assert (hanako, bob) == (HANAKO, BOB)
    assert "データベースに書き込めません" in japanese
    assert "please make room" in english
    assert "database or disk is full" in english
    assert alerts.trouble == "database or disk is full"


async def test_a_failure_is_told_to_owners_alone_and_each_kind_once_an_hour(
    alerts: Alerts, ground: Ground
) -> None:
    alerts.owners = frozenset({BOB})
    for failure in ("E-2222", "E-3333"):
        alerts.handler_failed("KeyError", failure)
        alerts.handler_failed("ValueError", failure)
    await look(alerts, ground, seconds=1)
    assert [who for who, _ in ground.told] == [BOB, BOB]
    assert "KeyError (E-2222)" in ground.told[0][1]
    ground.seconds = 3_600
    alerts.handler_failed("KeyError", "E-4444")
    await look(alerts, ground, seconds=1)
    assert "KeyError (E-4444)" in ground.told[-1][1]
    assert len(ground.told) == 3


async def test_it_looks_until_it_is_told_to_stop(alerts: Alerts, ground: Ground) -> None:
    stop = asyncio.Event()

    async def probe() -> None:
        looks.append(1)
        if len(looks) == 3:
            ground.fault = FULL
        if len(looks) == 5:
            stop.set()
        await ground.probe()

    looks: list[int] = []
    alerts.probe, alerts.interval = probe, 0.001
    await asyncio.wait_for(alerts.run(stop), 10)
    assert len(looks) == 5
    assert len(ground.told) == 2


async def test_a_language_that_was_known_is_spoken_when_it_can_not_be_asked_for(
    alerts: Alerts, ground: Ground, store: Store
) -> None:
    await alerts.look()
    assert not ground.told
    lose = "ALTER TABLE subscribers RENAME TO lost"
    await store.database.in_write(lambda connection: connection.exec_driver_sql(lose))
    ground.fault = FULL
    await alerts.look()
    assert "please make room" in ground.told[1][1]


async def test_while_another_process_leads_that_one_tells(alerts: Alerts, ground: Ground) -> None:
    alerts.stands_by = lambda: True
    deaf = Condition(
        name="hearing",
        failing_for=lambda: 99.0,
        patience=60,
        trouble=lambda translator: deaf_sentence(translator, "status 502"),
        well=hears_sentence,
    )
    alerts.conditions = (deaf,)
    ground.fault = FULL
    await look(alerts, ground, seconds=30)
    ground.fault = None
    await look(alerts, ground, seconds=30)
    assert not ground.told


async def test_what_it_told_before_another_led_it_tells_the_end_of(
    alerts: Alerts, ground: Ground
) -> None:
    ground.fault = FULL
    await alerts.look()
    assert len(ground.told) == 2
    alerts.stands_by = lambda: True
    ground.fault = None
    await look(alerts, ground, seconds=30)
    assert len(ground.told) == 4
    assert "works again" in ground.told[-1][1]


async def test_the_end_of_trouble_is_told_once_it_has_lasted(
    alerts: Alerts, ground: Ground
) -> None:
    ground.fault = FULL
    await alerts.look()
    for ground.fault in (None, FULL, None, FULL, None):
        await look(alerts, ground, seconds=5)
    assert len(ground.told) == 2
    await look(alerts, ground, seconds=20)
    assert len(ground.told) == 4
    assert "works again" in ground.told[-1][1]
    assert not alerts.trouble


async def test_a_short_lock_is_nobodys_business_and_a_long_one_is_told(
    alerts: Alerts, ground: Ground
) -> None:
    ground.fault = LOCKED
    await look(alerts, ground, seconds=8)
    ground.fault = None
    await look(alerts, ground, seconds=8)
    assert not ground.told
    ground.fault = LOCKED
    await look(alerts, ground, seconds=12)
    assert "another program" in ground.told[-1][1]


async def test_what_telegram_does_not_take_now_is_told_later(
    alerts: Alerts, ground: Ground
) -> None:
    await alerts.look()
    ground.refusals = {HANAKO: NetworkError("away"), BOB: NetworkError("away")}
    ground.fault = FULL
    await look(alerts, ground, seconds=3)
    assert not ground.told
    ground.refusals.clear()
    await look(alerts, ground, seconds=3)
    assert [chat for chat, _ in ground.told] == [HANAKO, BOB]


async def test_an_editor_who_blocked_the_bot_keeps_the_news_from_nobody(
    alerts: Alerts, ground: Ground
) -> None:
    ground.refusals = {HANAKO: Forbidden("blocked")}
    ground.fault = FULL
    await look(alerts, ground, seconds=3)
    assert [chat for chat, _ in ground.told] == [BOB]


async def test_a_clock_set_back_is_told_with_both_times(alerts: Alerts, ground: Ground) -> None:
    alerts.clock_set_back(NOON, NOON - timedelta(hours=3))
    await alerts.look()
    assert [chat for chat, _ in ground.told] == [HANAKO, BOB]
    english = ground.told[1][1]
    assert "from Mon, Nov 23, 21:00 to Mon, Nov 23, 18:00" in english


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("error", [FULL, LOCKED, RuntimeError("anything")])
def test_an_apology_fits_the_answer_to_a_press(language: str, error: Exception) -> None:
    assert 0 < len(apology(Translations.load("ja").translator(language), error, "E-2345")) <= 200


@dataclass
class Recorder(Notifier):
    """A notifier that keeps what it is told."""

    notices: list[Notice] = field(default_factory=list)
    is_finished: bool = False

    def tell(self, notice: Notice) -> None:
        self.notices.append(notice)

    async def finish(self) -> None:
        self.is_finished = True


@pytest.fixture
def recorder(alerts: Alerts) -> Recorder:
    recorder = Recorder()
    alerts.notifiers = (recorder,)
    return recorder


async def test_trouble_and_its_end_are_told_elsewhere_too_once_and_without_telegram(
    alerts: Alerts, ground: Ground, recorder: Recorder
) -> None:
    ground.refusals = {HANAKO: NetworkError("away"), BOB: NetworkError("away")}
    ground.fault = FULL
    await look(alerts, ground, seconds=20)
    ground.fault = None
    await look(alerts, ground, seconds=20)
    assert [(one.name, one.state) for one in recorder.notices] == [
        ("database", NoticeState.FAILING),
        ("database", NoticeState.WELL),
    ]
    assert "データベースに書き込めません" in recorder.notices[0].text


async def test_a_condition_is_told_elsewhere_by_its_name(
    alerts: Alerts, recorder: Recorder, ears: Ears
) -> None:
    for ears.seconds in (0, 60, 61, 0, 0):
        await alerts.look()
    assert [(one.name, one.state) for one in recorder.notices] == [
        ("hearing", NoticeState.FAILING),
        ("hearing", NoticeState.WELL),
    ]


async def test_what_happens_once_is_told_elsewhere_though_nobody_edits(
    alerts: Alerts, recorder: Recorder
) -> None:
    alerts.editors = frozenset()
    alerts.clock_set_back(NOON, NOON - timedelta(hours=3))
    (notice,) = recorder.notices
    assert (notice.name, notice.state) == ("clock_set_back", NoticeState.HAPPENED)


async def test_when_it_stops_looking_nothing_more_is_told_elsewhere(
    alerts: Alerts, recorder: Recorder
) -> None:
    stop = asyncio.Event()
    stop.set()
    await alerts.run(stop)
    assert recorder.is_finished


# --- what may fail for a while -------------------------------------------------------------------


@dataclass
class Ears:
    """What fails, for how many seconds."""

    seconds: float = 0.0

    def condition(self) -> Condition:
        return Condition(
            name="hearing",
            failing_for=lambda: self.seconds,
            patience=60,
            trouble=lambda translator: deaf_sentence(translator, "status 409"),
            well=hears_sentence,
        )


@pytest.fixture
def ears(alerts: Alerts) -> Ears:
    ears = Ears()
    alerts.conditions = (ears.condition(),)
    return ears


async def test_what_fails_for_a_while_is_told_once_and_once_more_when_it_is_well(
    alerts: Alerts, ground: Ground, ears: Ears
) -> None:
    for ears.seconds in (0, 30, 59):
        await alerts.look()
    assert not ground.told
    for ears.seconds in (60, 61, 300):
        await alerts.look()
    assert [chat for chat, _ in ground.told] == [HANAKO, BOB]
    assert "別のプログラム" in ground.told[0][1]
    assert "Another program" in ground.told[1][1]
    for ears.seconds in (0, 0):
        await alerts.look()
    assert [chat for chat, _ in ground.told] == [HANAKO, BOB] * 2
    assert "after 5 minutes" in ground.told[3][1]


async def test_of_what_is_over_before_it_could_be_told_only_the_end_is(
    alerts: Alerts, ground: Ground, ears: Ears
) -> None:
    ground.refusals = {HANAKO: NetworkError("away"), BOB: NetworkError("away")}
    ears.seconds = 60
    await alerts.look()
    ground.refusals.clear()
    ears.seconds = 0
    await alerts.look()
    assert len(ground.told) == 2
    assert "after 1 minute " in ground.told[1][1]
