"""Who is forgotten stands in no byte of any file of the bot's, and in no line that it logged.

They do all that the bot offers a reader, of the whole bot as it runs; what stays is named here.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.runtime.housekeeping import Housekeeping
from digests.store.bots.inbox import Incoming
from digests.store.tables import PLACES
from digests.values.roles import StaffRole
from simulator.state.messages import Message
from simulator.state.people import Person
from tests.support.desk import Desk, digest_of, given_role
from tests.support.town import DEADLINE

USER = 7_318_550_429_316
SUBSCRIBER = 739_184_562_037
NAMES = ("Qwillifred", "Zaxbury", "qwill_zaxbury")
WORDS = (
    "brontolith", "carvenwick", "dulcithorn", "ebbermoss", "fennelquay", "gorsewhistle",
    "hollowmere", "inkgrebe", "jackstaithe", "kelpharrow",
)  # fmt: skip
"""What they search, ask, write, follow, mute, caption and type in another chat, each its own."""

STAYS = {
    "chunks.after_place": "whom of a zone's order a broadcast has come to",
    "chunks.last_place": "whom it had to come to",
    "sqlite_sequence.seq": "the last number that was given: nobody else is given it",
}
"""Where the bot's own number of who was forgotten stands on purpose; /privacy tells of it."""


@dataclass
class Reader:
    """Somebody unmistakable, who uses a bot that runs by itself."""

    desk: Desk
    person: Person

    async def says(self, words: str, answer: str = "", reply_to: Message | None = None) -> Message:
        """They type; what the bot answers."""
        self.desk.world.say(self.person, words, reply_to=reply_to)
        return await self.hears(answer)

    async def hears(self, answer: str = "") -> Message:
        return await self.desk.world.wait_for_message(
            self.person, containing=answer, timeout=DEADLINE
        )

    async def presses(self, message: Message, button: str) -> Message:
        """They press a button, given by how it begins; the last message they have then."""
        await pressed(self.desk, self.person, message, button)
        return self.desk.world.received(self.person.id)[-1]


async def pressed(desk: Desk, who: Person, message: Message, button: str) -> None:
    label = next(key.text for key in message.buttons if key.text.startswith(button))
    await desk.world.wait_for_answer(desk.world.press(who, message, label), timeout=DEADLINE)


@pytest.fixture
async def idle(tmp_path: Path, template: Path) -> AsyncIterator[Desk]:
    """A desk whose bot is not started; the next subscriber has a number that is found again."""
    async with Desk.opened(tmp_path, template, started=False) as desk:
        desk.now = datetime.now(UTC)
        numbers = text("INSERT INTO sqlite_sequence (name, seq) VALUES ('subscribers', :seq)")
        given = {"seq": SUBSCRIBER - 1}
        await desk.store.database.in_write(lambda connection: connection.execute(numbers, given))
        yield desk


@pytest.fixture
def reader(idle: Desk) -> Reader:
    first, last, user = NAMES
    person = Person(id=USER, first_name=first, last_name=last, username=user, language_code="en")
    idle.world.cloud.people.add(person)
    return Reader(idle, person)


async def at_rest(desk: Desk) -> None:
    """Wait until all is handled that came in, and nothing is going out."""
    async with asyncio.timeout(DEADLINE):
        while (  # noqa: ASYNC110 - the store tells nobody
            (await desk.store.inbox(desk.bot.settings.bot_id).backlog()).waiting
            or await desk.store.ledger.running()
        ):
            await asyncio.sleep(0.01)
    await desk.services.readership.write_openings()


async def use_everything(reader: Reader) -> None:
    """All that a reader can leave anywhere."""
    desk, world, words = reader.desk, reader.desk.world, iter(WORDS)
    await desk.publish(desk.now.date() - timedelta(days=1))
    await reader.says("/start")
    await reader.says("/subscribe", "Here is the latest edition")
    await reader.says("/settings 00:00")  # which has come, whenever this runs
    await reader.says("/today")
    await reader.says("/search " + f"{next(words)} " * 350)  # so long that it has a page of its own
    asked = world.say(reader.person, f"?! {next(words)} …")
    await reader.hears()
    world.edit(reader.person, asked, f"?! {next(words)} …")
    await reader.hears()
    world.upload(reader.person, f"{NAMES[0]}.txt", NAMES[1].encode(), caption=next(words))
    await reader.hears()
    for number in (1, 2, 3):
        item = await reader.says(str(number), "Paragraph")
        await reader.presses(item, "👍")
        await reader.presses(item, "🔖 Save")
        await reader.presses(item, "⏰")
    for which in range(3):  # one is answered, one waits, and for one they are blocked
        confirm = await reader.says(next(words), "Send this", reply_to=item)
        await reader.presses(confirm, "✉️ Send")
        card = world.received(desk.editor.id)[-1]
        if which == 0:
            world.say(desk.editor, "Yes.", reply_to=card)
            await reader.hears("From the editor")
    await pressed(desk, desk.editor, card, "🚫 No more")
    await reader.says(f"follow {next(words)}", "You follow")
    await reader.says(f"mute {next(words)}", "muted")
    await world.wait_for_answer(world.ask_inline(reader.person, next(words)), timeout=DEADLINE)
    await given_role(desk, reader.person.id, StaffRole.VIEWER)
    await reader.says("/mydata")
    draft = await desk.store.editions.add(
        digest_of(desk.now.date()),
        (),
        date=desk.now.date(),
        fingerprint="x",
        posted_by=None,
        created_at=desk.now,
    )
    await desk.services.newsroom.publish(draft.id)
    await reader.hears("🗞")
    assert not next(words, None)


async def set_aside_in_a_group(desk: Desk) -> None:
    """What they said in a group ended the bot each time that it was begun."""
    inbox = desk.store.inbox(desk.bot.settings.bot_id)
    payload = f'{{"message":{{"from":{{"id":{USER},"first_name":"{NAMES[0]}"}}}}}}'
    await inbox.receive([Incoming(id=1, conversation=-100_5, payload=payload)], "nobody")
    await inbox.set_aside(1)


async def forget(reader: Reader) -> None:
    question = await reader.says("/forget", "Delete")
    await reader.presses(question, "Delete everything")
    await at_rest(reader.desk)


def signs(name: str, number: int) -> dict[str, bytes]:
    """How a number stands in a file: as text, in a row of SQLite's, and as the key of one.

    https://sqlite.org/fileformat.html#record_format
    """
    groups = [number >> shift & 0x7F for shift in range(0, number.bit_length(), 7)]
    return {
        f"{name} as text": str(number).encode(),
        f"{name} as integer": number.to_bytes((number.bit_length() + 7) // 8),
        f"{name} as key": bytes(group | 0x80 for group in groups[:0:-1]) + bytes(groups[:1]),
    }


def traces(folder: Path, what: Mapping[str, bytes]) -> set[tuple[str, str]]:
    """What stands in which file of a folder, wherever in it."""
    return {
        (str(file.relative_to(folder)), name)
        for file in folder.rglob("*")
        if file.is_file()
        for data in (file.read_bytes(),)
        for name, sign in what.items()
        if sign in data or sign in data.lower()
    }


OF_BOT = signs("number", SUBSCRIBER)
OF_THEM = signs("id", USER) | {word: word.casefold().encode() for word in (*NAMES, *WORDS)}


def _naming_subscriber(connection: Connection) -> set[str]:
    """The columns that hold their number, alone or as a place in their zone's order."""
    found = set()
    tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
    for table in tables.scalars().all():
        for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings():  # noqa: S608
            found |= {f"{table}.{name}" for name, value in row.items() if _is_theirs(value)}
    return found


def _is_theirs(value: object) -> bool:
    if isinstance(value, int):
        return value % PLACES in {SUBSCRIBER, SUBSCRIBER - 1}
    return str(SUBSCRIBER) in str(value)


def _empty_what_stays(connection: Connection) -> None:
    """What stays on purpose is overwritten, so that it is seen what stays besides."""
    for number, place in enumerate(STAYS):
        table, column = place.split(".")
        connection.execute(text(f"UPDATE {table} SET {column} = {number}"))  # noqa: S608


async def test_who_is_forgotten_is_in_no_byte_of_any_file_and_in_no_line_of_the_log(
    idle: Desk, reader: Reader, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = idle.store.database
    duties = Housekeeping(idle.bot.settings, idle.store, now=idle.clock)
    async with idle.running():
        await set_aside_in_a_group(idle)
        await use_everything(reader)
        found = {name for _, name in traces(tmp_path, OF_THEM | OF_BOT)}
        assert found >= {"id as text", "id as integer", "number as key", *NAMES, *WORDS}
        assert await database.in_read(_naming_subscriber) > STAYS.keys()
        await forget(reader)
        await duties.empty_log()
        assert traces(tmp_path, OF_THEM) == set()
        assert await database.in_read(_naming_subscriber) == STAYS.keys()
        await database.in_write(_empty_what_stays)
        await duties.empty_log()
        await duties.back_up()
        assert traces(tmp_path, OF_THEM | OF_BOT) == set()
    logged = f"{caplog.text} {idle.logs}"
    assert "bot_stopped" in logged
    assert not [sign for sign in (str(USER), str(SUBSCRIBER), *NAMES, *WORDS) if sign in logged]
