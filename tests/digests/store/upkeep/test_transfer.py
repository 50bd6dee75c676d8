"""Everything from one engine to the other: whole, resumable, compared, the old one as it was."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select, text
from sqlalchemy.engine import make_url

from digests.errors import StoreError, StoreReleaseError
from digests.model import Alternatives, Digest, ItemKey
from digests.store import Store
from digests.store.bots.inbox import Incoming
from digests.store.drafts.uploads import Original
from digests.store.letters.letter_tables import barred_senders
from digests.store.readership.openings import OpenedItem
from digests.store.search import search
from digests.store.store import HEAD
from digests.store.submissions.followed_pages import PageState
from digests.store.submissions.idempotency import KeyUse
from digests.store.tables import metadata
from digests.store.upkeep.transfer import TREATMENTS, Checksum, Transfer, copied_tables
from digests.translation import ItemTranslation
from digests.values.feedback import LetterCard, LetterKind, ReaderLetter, Vote
from digests.values.narration import Narration
from digests.values.orders import OrderKind, PublishOrder
from digests.values.papers import Paper
from digests.values.roles import AuditEntry, AuditWay, Grant, StaffRole
from digests.values.rules import RuleSubject, Stance, Subject
from digests.values.stories import StoryLink
from tests.digests.conftest import database
from tests.digests.world import MORNING
from tests.support.databases.postgres import connect

OLDER = Path(__file__).parents[3] / "data" / "older"


class PowerCutError(Exception):
    """Something that ends the process in the middle."""


def test_every_table_says_what_becomes_of_it() -> None:
    assert set(TREATMENTS) == {*metadata.tables, search.name}


@pytest.fixture
async def old(engine: str, empty_url: str) -> AsyncIterator[Store]:
    """A database with rows in every table, as an earlier release left it; broadcasts under way."""
    script = (OLDER / f"{engine}.sql").read_text("utf-8")
    if engine == "sqlite":
        connection = sqlite3.connect(str(make_url(empty_url).database))
        connection.executescript(script)
        connection.close()
    else:
        with connect(empty_url) as server:
            server.execute(script)
    store = await Store.open(empty_url)
    await store.migrate()
    await store.file_ids(42).keep("ab", "file")
    await store.narrations.keep(Narration(key="ab", starts=(0, 9), seconds=21))
    await store.translations.keep(1, "en", [ItemTranslation(number=1, revision="ab")])
    await store.inbox(42).receive([Incoming(id=5, conversation=7, payload="{}")], "bot")
    await store.idempotency.keep("key", KeyUse(fingerprint="ab", edition=1), MORNING)
    await store.followed_pages.keep("https://example.org/", PageState(read_at=MORNING))
    await store.misunderstood(42).add(7, 70, 5)
    reader = await anext(store.subscribers.each())
    await store.subscribers.leave(reader.id)
    await store.subscribers.subscribe(reader.id, MORNING)
    await store.openings.add([OpenedItem(1, reader.id, 1)])
    await store.structure_choices.remember(7, "The Letter", "entries", MORNING)
    letter = ReaderLetter(
        kind=LetterKind.LETTER,
        edition=1,
        number=3,
        words="Is the ferry free?",
        chat_id=7,
        topic_id=None,
        user_id=7,
        below=70,
        written=71,
    )
    kept = await store.letters.add(letter, MORNING)
    await store.letters.show(kept.id, LetterCard(chat_id=8, message_id=9))
    await store.letters.block(kept.id, MORNING)
    await store.votes.cast(1, 3, 7, Vote.UP, MORNING)
    barred = barred_senders.insert().values(("e3b0", kept.id, 3, MORNING))
    await store.database.in_write(lambda connection: connection.execute(barred))
    await store.story_links.put(2, [StoryLink(number=1, earlier=ItemKey(1, 3), score=0.5)])
    await store.saved_items.add(7, 1, 3, MORNING)
    await store.saved_items.remind(7, 1, 3, MORNING + timedelta(1))
    truce = RuleSubject(subject=Subject.WORD, label="停戦", words=("停戦",))
    await store.reading_rules.put(7, "word:停戦", truce, Stance.FOLLOW, at=MORNING, most=9)
    invited = AuditEntry(at=MORNING, way=AuditWay.CHAT, action="invite_staff", actor=7)
    for token in ("used", "open"):
        await store.staff.invite(
            token, Grant(role=StaffRole.EDITOR, paper="akari"), MORNING + timedelta(1), invited
        )
    await store.staff.join("used", 8, invited)
    await store.announcements.add("We move.", MORNING)
    await store.papers.add(Paper(key="akari", title="灯", language="ja"))
    day = MORNING.date()
    draft = await store.editions.add(
        Digest(title=None), (), date=day, fingerprint="new", posted_by=7, created_at=MORNING
    )
    original = Original(name="letter.txt", data=b"\x00\xff", posted=MORNING)
    await store.uploads.keep(draft.id, original, Alternatives(days=(day,)))
    await store.draft_cards.show(draft.id, 7, (11, 12))
    now = OrderKind.NOW
    await store.orders.put(
        PublishOrder(edition_id=draft.id, kind=now, by=7, at=MORNING, revision=0, is_waiting=True)
    )
    yield store
    await store.close()


@pytest.fixture
def other_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of the other engine."""
    if engine == "postgresql":
        yield f"sqlite+aiosqlite:///{tmp_path / 'other.db'}"
        return
    with database(request.getfixturevalue("postgres"), f"kawaraban_new_{os.getpid()}") as url:
        yield url


@pytest.fixture
async def new(other_url: str) -> AsyncIterator[Store]:
    store = await Store.open(other_url)
    yield store
    await store.close()


def tell_nobody(_name: str, _rows: int) -> None:
    pass


def cut_off_after(batches: int) -> Any:
    left = [batches]

    def tell(_name: str, _rows: int) -> None:
        left[0] -= 1
        if not left[0]:
            raise PowerCutError

    return tell


async def rows_of(store: Store, table: Table) -> list[Mapping[str, Any]]:
    query = select(*(column.label(column.key) for column in table.columns if column.key != "terms"))

    def ask(connection: Any) -> list[Mapping[str, Any]]:
        return [dict(row._mapping) for row in connection.execute(query)]

    return sorted(await store.database.in_read(ask), key=repr)


async def everything_in(store: Store) -> dict[str, list[Mapping[str, Any]]]:
    return {table.name: await rows_of(store, table) for table in (*copied_tables(), search)}


async def run(store: Store, statement: str) -> None:
    await store.database.in_write(lambda connection: connection.execute(text(statement)))


async def test_everything_comes_over_and_the_old_one_is_as_it_was(old: Store, new: Store) -> None:
    before = await everything_in(old)
    found = await Transfer(source=old, target=new, tell=tell_nobody).run()
    assert await everything_in(new) == before == await everything_in(old)
    assert {name: sums.rows for name, sums in found.items()} == {
        name: len(rows) for name, rows in before.items()
    }
    assert [name for name, rows in before.items() if not rows] == []
    assert await new.healthy()
    assert await new.revision() == HEAD


async def test_an_index_of_an_earlier_release_is_no_difference(old: Store, new: Store) -> None:
    await run(old, "DELETE FROM search WHERE rowid <= 2")
    assert not await old.search.is_current()
    found = await Transfer(source=old, target=new, tell=tell_nobody).run()
    assert found.keys() == {table.name for table in copied_tables()}
    assert await new.search.is_current()


async def test_new_rows_get_numbers_that_none_has_had(old: Store, new: Store) -> None:
    await run(old, "DELETE FROM receipts WHERE subscriber_id > 20")
    await run(old, "DELETE FROM undelivered WHERE subscriber_id > 20")
    await run(old, "DELETE FROM subscribers WHERE id > 20")
    await Transfer(source=old, target=new, tell=tell_nobody).run()
    some = [one async for one in old.subscribers.each()]
    for store in (old, new):
        await store.intake.put_many([replace(some[0], chat_id=999_999)])
    ids = [[one.id async for one in store.subscribers.each()][-1] for store in (old, new)]
    assert ids[0] == ids[1] > 21


@pytest.mark.parametrize("batches", [1, 3, 7])
async def test_a_transfer_that_was_cut_off_goes_on_where_it_was(
    old: Store, new: Store, batches: int
) -> None:
    with pytest.raises(PowerCutError):
        await Transfer(source=old, target=new, tell=cut_off_after(batches)).run()
    told: list[str] = []
    await Transfer(source=old, target=new, tell=lambda name, _: told.append(name)).run()
    assert len(told) == len(copied_tables()) - batches
    assert await everything_in(new) == await everything_in(old)


async def test_no_bot_takes_a_half_of_it_for_the_whole(old: Store, new: Store) -> None:
    with pytest.raises(PowerCutError):
        await Transfer(source=old, target=new, tell=cut_off_after(2)).run()
    with pytest.raises(StoreReleaseError, match="run `transfer` again"):
        await new.migrate()
    assert not await new.healthy()


async def test_what_differs_at_the_end_is_told_and_copied_anew(old: Store, new: Store) -> None:
    with pytest.raises(PowerCutError):
        await Transfer(source=old, target=new, tell=cut_off_after(len(copied_tables()))).run()
    await run(old, "UPDATE subscribers SET minute = 5 WHERE id = 1")
    with pytest.raises(StoreError, match="subscribers differs: "):
        await Transfer(source=old, target=new, tell=tell_nobody).run()
    assert not await new.healthy()
    await Transfer(source=old, target=new, tell=tell_nobody).run()
    assert await everything_in(new) == await everything_in(old)


async def test_a_database_that_holds_something_is_left_alone(old: Store, new: Store) -> None:
    await new.migrate()
    edition = (await old.editions.page(offset=0, limit=1))[0]
    full = await old.editions.get(edition.id)
    assert full
    await new.editions.add(
        full.digest, (), date=full.date, fingerprint="f", posted_by=None, created_at=MORNING
    )
    before = await everything_in(new)
    with pytest.raises(StoreError, match="holds editions already"):
        await Transfer(source=old, target=new, tell=tell_nobody).run()
    assert await everything_in(new) == before
    assert await new.healthy()


async def test_an_old_database_of_another_release_is_not_touched(old: Store, new: Store) -> None:
    await run(old, "UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(StoreError, match="not up to date"):
        await Transfer(source=old, target=new, tell=tell_nobody).run()
    assert await new.revision() is None


async def test_a_transfer_of_another_release_is_not_gone_on_with(old: Store, new: Store) -> None:
    await new.migrate()
    await run(new, "UPDATE alembic_version SET version_num = 'transfer-0001'")
    with pytest.raises(StoreReleaseError):
        await Transfer(source=old, target=new, tell=tell_nobody).run()


async def test_a_newer_database_is_told_in_a_sentence(old: Store) -> None:
    await run(old, "UPDATE alembic_version SET version_num = '0999'")
    with pytest.raises(StoreReleaseError, match=f"newer release .0999, this one knows {HEAD}"):
        await old.migrate()


def test_checksums_are_sums_whatever_the_order() -> None:
    one, other = Checksum(rows=1, sum=2**128 - 1), Checksum(rows=2, sum=5)
    assert one + other == other + one == Checksum(rows=3, sum=4)
