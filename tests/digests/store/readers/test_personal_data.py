"""What is kept of a reader is handed out whole, and nothing is left when they are forgotten."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import BigInteger, Connection, String, select

from digests.delivery.model import Failure
from digests.delivery.outcomes import Unreached
from digests.model import Subscriber
from digests.store.bots.inbox import Incoming
from digests.store.readers.personal_data import CONCERNING, CONCERNING_CHATS
from digests.store.readership.openings import OpenedItem
from digests.store.receipts import Exempt, except_from
from digests.store.tables import metadata
from digests.values.feedback import LetterCard, LetterKind, ReaderLetter, Vote
from digests.values.roles import AuditEntry, AuditWay, Grant, StaffRole
from digests.values.rules import RuleSubject, Stance, Subject
from tests.digests.world import MORNING, ManualWorker, World

CHAT = 7_654_321_987
OWNERS = AuditEntry(at=MORNING, way=AuditWay.CHAT, action="invite_staff", actor=12)


async def known(world: World) -> Subscriber:
    """Somebody who has one edition, and missed another."""
    one = await world.subscriber(minute=300, chat_id=CHAT)
    await world.store.subscribers.migrate(one.chat_id, CHAT)
    await world.broadcast(MORNING)
    await world.due(MORNING)
    other = await world.broadcast(MORNING.replace(day=15))
    missed = Exempt(subscriber_id=one.id, part=0, failure=Failure.TOO_LATE, detail="")
    await world.store.database.in_write(except_from, other, [missed], MORNING)
    await world.store.structure_choices.remember(CHAT, "The Letter", "sections", MORNING)
    await world.store.misunderstood(42).add(CHAT, 70, 5)
    for written in (71, 72):  # one of them will be answered
        kept = await world.store.letters.add(letter(written), MORNING)
    await world.store.letters.show(kept.id, LetterCard(chat_id=CHAT, message_id=9))
    await world.store.letters.answer(kept.id, by=CHAT)
    await world.store.letters.block(kept.id, MORNING)
    await world.store.votes.cast(1, 3, CHAT, Vote.UP, MORNING)
    await world.store.saved_items.add(CHAT, 1, 3, MORNING)
    truce = RuleSubject(subject=Subject.WORD, label="停戦", words=("停戦",))
    await world.store.reading_rules.put(CHAT, "停戦", truce, Stance.MUTE, at=MORNING, most=9)
    await world.store.openings.add([OpenedItem(1, one.id, 1)])
    entry = AuditEntry(at=MORNING, way=AuditWay.CHAT, action="join_staff", actor=CHAT, person=CHAT)
    await world.store.staff.invite(
        "token", Grant(role=StaffRole.EDITOR), MORNING + timedelta(1), OWNERS
    )
    await world.store.staff.join("token", CHAT, entry)
    edition = await world.store.editions.latest()
    assert edition
    await world.store.draft_cards.show(edition.id, CHAT, (11, 12))
    return one


def letter(written: int) -> ReaderLetter:
    return ReaderLetter(
        kind=LetterKind.LETTER,
        edition=1,
        number=3,
        words="Is the ferry free?",
        chat_id=CHAT,
        topic_id=None,
        user_id=CHAT,
        below=70,
        written=written,
    )


async def test_every_column_of_every_table_that_concerns_them_is_handed_out(world: World) -> None:
    one, other = await known(world), await world.subscriber()
    found = await world.store.personal_data.of(one.id)
    assert {name: set(rows[0]) for name, rows in found.items()} == {
        table.name: set(table.c.keys()) for table in (*CONCERNING, *CONCERNING_CHATS)
    }
    assert found["subscribers"][0]["chat_id"] == CHAT
    assert found["undelivered"][0]["failure"] == "missed"
    assert str(found["subscribers"][0]["joined_at"]).startswith("2025-01-01T00:00:00")
    assert [len(rows) for rows in (await world.store.personal_data.of(other.id)).values()] == [
        *(1, *[0] * (len(CONCERNING) + len(CONCERNING_CHATS) - 1))
    ]


STAYS = {
    "chunks.attempts": "until the turn that is under way ends: a number of the bot's own that"
    " belongs to nobody any more, and is given to nobody else",
}
"""What of a person stands for a while where they were forgotten, and why; /privacy says so too."""


def _naming(connection: Connection, numbers: set[int]) -> list[str]:
    """Where any of some numbers stands: as a chat's, a person's or a subscriber's.

    In a text the number of a chat, and in what is written as JSON of subscribers theirs too.
    """
    found = []
    for table in metadata.sorted_tables:
        for column in table.c:
            if not isinstance(column.type, String):
                continue
            is_of_subscribers = f"{table.name}.{column.key}" in STAYS
            named = numbers if is_of_subscribers else {CHAT}
            texts = map(str, connection.execute(select(column)).scalars())
            naming = re.compile(rf"(?<!\d)({'|'.join(map(str, sorted(named)))})(?!\d)")
            if any(naming.search(one) for one in texts):
                found.append(f"{table.name}.{column.key}")
    for table in metadata.sorted_tables:
        for column in table.c:
            is_whose = column.name in {"chat_id", "subscriber_id", "user_id", "conversation"}
            is_number = isinstance(column.type, BigInteger)
            wanted = numbers if is_whose or table.name == "subscribers" else {CHAT}
            if is_number and connection.execute(select(column).where(column.in_(wanted))).first():
                found.append(f"{table.name}.{column.name}")
    return found


async def test_who_is_forgotten_stands_in_no_column_of_any_table(world: World) -> None:
    one = await known(world)
    numbers = {one.id, CHAT}
    assert await world.store.database.in_read(_naming, numbers)
    await world.store.subscribers.forget(one.id)
    assert await world.store.database.in_read(_naming, numbers) == []


async def test_who_is_forgotten_while_something_is_sent_stands_in_it_until_the_turn_ends(
    world: World,
) -> None:
    for chat in (3, 4, 5):  # so that the number of who is forgotten is no other number
        await world.store.subscribers.forget((await world.subscriber(chat_id=chat)).id)
    one = await known(world)
    inbox = world.store.inbox(42)
    payload = f'{{"message":{{"from":{{"id":{CHAT}}}}}}}'
    for number, conversation in enumerate((CHAT, -5), 1):  # in private, and in a group
        said = Incoming(id=number, conversation=conversation, payload=payload)
        await inbox.receive([said], "a")
        await inbox.set_aside(number)
    await world.broadcast(MORNING + timedelta(days=3))
    await world.store.ledger.plan(MORNING + timedelta(days=3))
    worker = ManualWorker(world.store)
    while not worker.in_flight:
        assert await worker.turn()
    assert "chunks.attempts" in await world.store.database.in_read(_naming, {one.id, CHAT})
    await world.store.subscribers.forget(one.id)
    found = await world.store.database.in_read(_naming, {one.id, CHAT})
    assert set(found) == STAYS.keys()
    worker.arrive()
    await worker.turn()
    assert await world.store.database.in_read(_naming, {one.id, CHAT}) == []


async def test_what_arrives_or_is_missed_after_they_were_forgotten_is_not_written_down(
    world: World,
) -> None:
    first, second = await world.subscriber(minute=300), await world.subscriber(minute=300)
    broadcast = await world.broadcast(MORNING)
    await world.store.ledger.plan(MORNING)
    worker = ManualWorker(world.store)
    await worker.turn()
    for one in (first, second):
        await world.store.subscribers.forget(one.id)
    worker.arrive(most=1)
    worker.arrive(lambda _: Unreached("no route"))
    await worker.turn()
    missed = Exempt(subscriber_id=second.id, part=0, failure=Failure.TOO_LATE, detail="")
    await world.store.database.in_write(except_from, broadcast, [missed], MORNING)
    for one in (first, second):
        assert not any((await world.store.personal_data.of(one.id)).values())
