"""Which items an inline query is offered, by the bot itself over a local Telegram."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

import pytest
from structlog.testing import capture_logs
from telegram import User
from telegram.error import EndPointNotFound
from telegram.ext import ExtBot

from bot.app import build
from bot.botapi.client import BotClient
from bot.handlers.reading.inline import turn_on
from bot.i18n.translator import Translations
from bot.settings import Settings
from digests.errors import StoreBusyError
from digests.model import (
    PAPER,
    ChatKind,
    Digest,
    Edition,
    EditionState,
    Item,
    Paragraph,
    Preferences,
)
from digests.store import Store
from digests.values.papers import Paper
from simulator.server import Simulator
from simulator.state.cloud import Answer
from simulator.state.people import Person
from simulator.world import DEMO_TOKEN, World
from tests.support.town import DEADLINE

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)  # in Tokyo the 21st has begun

pytestmark = pytest.mark.filterwarnings("ignore:.*PTB_TIMEDELTA")


@dataclass
class Desk:
    """A bot that runs, its store and somebody who asks."""

    world: World
    store: Store
    wren: Person
    running: asyncio.Task[None]
    stop: asyncio.Event
    client: BotClient

    async def end(self) -> None:
        """Let the bot finish what it is at, and stop."""
        self.stop.set()
        await self.running

    async def publish(
        self, day: date, count: int, *, word: str = "bun", paper: str = PAPER
    ) -> Edition:
        """An edition whose items all hold a word."""
        items = tuple(
            Item(number=n, headline=f"{word} {n}", paragraphs=(Paragraph(text=f"A {word}."),))
            for n in range(1, count + 1)
        )
        kept = await self.store.editions.add(
            Digest(title=f"Of {day}", items=items),
            (),
            date=day,
            paper=paper,
            fingerprint=f"{day} {word}",
            posted_by=None,
            created_at=NOW,
        )
        edition = await self.store.editions.publish(kept.id, NOW)
        assert edition
        return edition

    async def ask(self, query: str, offset: str = "") -> Answer:
        """Type a query after the bot's name."""
        answer = self.world.ask_inline(self.wren, query, offset)
        await self.world.wait_for_answer(answer, timeout=DEADLINE)
        return answer

    async def titles(self, query: str, offset: str = "") -> list[str]:
        """The headlines offered for a query."""
        return titles(await self.ask(query, offset))


def titles(answer: Answer) -> list[str]:
    assert answer.given is not None
    return [result.text("title") for result in answer.given.objects("results")]


def next_offset(answer: Answer) -> str:
    assert answer.given is not None
    return answer.given.text("next_offset")


@pytest.fixture
async def store(tmp_path: Path, template: Path) -> AsyncIterator[Store]:
    file = shutil.copy(template, tmp_path / "kawaraban.db")
    store = await Store.open(f"sqlite+aiosqlite:///{file}")
    yield store
    await store.close()


@pytest.fixture
async def desk(store: Store, tmp_path: Path) -> AsyncIterator[Desk]:
    """A bot that listens, its clock standing still."""
    world = World()
    async with Simulator.serve(world) as simulator:
        settings = Settings.given(token=DEMO_TOKEN, api_url=simulator.url, data_dir=tmp_path)
        bot = build(settings, store)
        bot.application.bot_data = replace(bot.services, clock=lambda: NOW)
        stop = asyncio.Event()
        running = asyncio.create_task(bot.run(stop))
        desk = Desk(world, store, world.person("Wren"), running, stop, bot.services.client)
        yield desk
        await desk.end()


async def test_many_items_are_offered_a_page_at_a_time(desk: Desk) -> None:
    await desk.publish(DAY, 23)
    for query in ("", "2026-11-20", "bun"):
        offset, seen = "", list[str]()
        for size in (10, 10, 3):
            page = await desk.ask(query, offset)
            assert len(titles(page)) == size
            offset = next_offset(page)
            seen += titles(page)
        assert not offset
        assert len(set(seen)) == 23
        assert seen[0] == "① bun 1"


async def test_a_day_is_the_askers_own(desk: Desk) -> None:
    await desk.publish(DAY, 1, word="kite")
    await desk.publish(date(2026, 11, 21), 1, word="drum")
    assert await desk.titles("today") == ["① drum 1"]
    for query in ("1 昨日", "昨日 1", "#1 2026-11-20", "2026-11-20 1番", "昨日の最後"):
        assert await desk.titles(query) == ["① kite 1"]


async def test_a_number_and_a_day_are_of_the_paper_that_the_asker_reads(desk: Desk) -> None:
    await desk.store.papers.add(Paper(key="tide", title="The Tide", language="en"))
    chosen = Preferences(language="en", timezone="UTC", minute=0, paper="tide")
    await desk.store.subscribers.remember(desk.wren.id, None, ChatKind.PRIVATE, chosen, NOW)
    await desk.publish(DAY, 1, word="kite", paper="tide")
    await desk.publish(DAY, 1, word="drum")
    for query in ("1", "2026-11-20", ""):
        assert await desk.titles(query) == ["① kite 1"]


@pytest.mark.parametrize(("query", "found"), [("7", "② 7 2"), ("2026-11-01", "① on 2026-11-01 1")])
async def test_a_number_or_day_that_names_nothing_is_searched(
    desk: Desk, query: str, found: str
) -> None:
    await desk.publish(date(2026, 11, 2), 2, word=query if query == "7" else f"on {query}")
    assert found in await desk.titles(query)


@pytest.mark.parametrize("offset", ["-1", "ten", "9" * 40])
async def test_an_offset_that_the_bot_never_gave_is_the_first_page(desk: Desk, offset: str) -> None:
    await desk.publish(DAY, 1)
    assert await desk.titles("bun", offset) == ["① bun 1"]


async def test_what_is_published_no_more_is_offered_no_more(desk: Desk) -> None:
    edition = await desk.publish(DAY, 1)
    published = frozenset({EditionState.PUBLISHED})
    await desk.store.editions.mark(edition.id, EditionState.RECALLED, at=NOW, expected=published)
    for query in ("", "1", "2026-11-20", "bun"):
        assert "① bun 1" not in await desk.titles(query)


async def test_of_a_failure_only_the_log_hears(
    desk: Desk, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asyncio.Event()

    async def busy(*_: object, **__: object) -> None:
        asked.set()
        raise StoreBusyError("locked")

    monkeypatch.setattr(type(store.search), "find", busy)
    with capture_logs() as logs:
        answer = desk.world.ask_inline(desk.wren, "bun")
        await asked.wait()
        await desk.end()
    assert answer.given is None
    assert not desk.world.inbox(desk.wren)
    assert "handler_failed" in {entry["event"] for entry in logs}
    assert "bun" not in str(logs)


class Account:
    """A bot's account at a server that knows `setMySettings` or doesn't."""

    def __init__(self, *, is_on: bool, is_known: bool = True) -> None:
        self.bot = User(1, "Lantern", is_bot=True, supports_inline_queries=is_on)
        self.is_known = is_known
        self.asked: list[tuple[str, dict[str, object]]] = []

    async def change_settings(self, settings: dict[str, object]) -> None:
        self.asked.append(("setMySettings", settings))
        if not self.is_known:
            raise EndPointNotFound("Not Found")

    async def get_me(self) -> User:
        self.asked.append(("getMe", {}))
        return self.bot


@pytest.mark.parametrize(
    ("account", "asked"),
    [
        (Account(is_on=True), []),
        (Account(is_on=False), ["setMySettings", "getMe"]),
        (Account(is_on=False, is_known=False), ["setMySettings"]),
    ],
)
async def test_inline_mode_is_turned_on_where_it_is_off_and_the_server_knows_how(
    account: Account, asked: list[str]
) -> None:
    bot, client = cast("ExtBot[None]", account), cast("BotClient", account)
    await turn_on(bot, client, Translations.load("en").translator("en"))
    assert [method for method, _ in account.asked] == asked
    for _, settings in account.asked[:1]:
        assert settings == {
            "supports_inline_queries": True,
            "inline_query_placeholder": "words, a number or a day",
        }


async def test_a_server_before_10_5_does_not_know_how_to_turn_it_on(desk: Desk) -> None:
    with pytest.raises(EndPointNotFound):
        await desk.client.change_settings({"supports_inline_queries": True})
