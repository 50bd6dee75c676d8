"""The file of subscribers: a column for all that is known, and none that the code forgets."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from bot.cli.terminal import subscriber_csv
from bot.cli.terminal.subscriber_csv import COLUMNS, CsvError
from bot.composition.store import audience
from bot.settings import OfflineSettings
from digests.audience import Audience
from digests.model import ChatKind, Form, PauseReason, Preferences, Subscriber, SubscriberState
from digests.personal.reading_rules import ReadingRules
from digests.store import Store
from digests.store.tables import subscribers
from digests.store.upkeep.intake import Survey
from digests.values.rules import RuleSubject, Stance, Subject

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
USUAL = Preferences(language="ja", timezone="Asia/Tokyo", minute=420)
ONE = Subscriber(
    id=1,
    chat_id=-100_777,
    topic_id=5,
    kind=ChatKind.CHANNEL,
    preferences=Preferences(language="en", timezone="UTC", minute=61, form=Form.FILE),
    joined_at=NOW - timedelta(days=3, microseconds=7),
    state=SubscriberState.PAUSED,
    pause_reason=PauseReason.TOPIC_GONE,
    lost_at=NOW - timedelta(days=1),
)
PREFERRED = st.builds(
    Preferences,
    language=st.sampled_from(["ja", "en"]),
    timezone=st.sampled_from(["Asia/Tokyo", "UTC", "America/Argentina/Buenos_Aires"]),
    minute=st.integers(0, 1439),
    form=st.sampled_from(Form),
    weekdays=st.integers(1, 127),
    round_up=st.booleans(),
    away_from=st.none() | st.dates(max_value=date(2199, 1, 1)),
    away_until=st.none() | st.dates(max_value=date(2199, 1, 1)),
    silent=st.booleans(),
    quiet_from=st.integers(0, 1439),
    quiet_until=st.integers(0, 1439),
)


def _paused_for_a_reason(one: Subscriber) -> Subscriber:
    is_paused = one.state is SubscriberState.PAUSED
    return one if is_paused else replace(one, pause_reason=None)


SUBSCRIBER = st.builds(
    Subscriber,
    id=st.just(0),
    chat_id=st.integers(1 - 2**52, 2**52 - 1).filter(bool),
    topic_id=st.none() | st.integers(1, 2**31 - 1),
    kind=st.sampled_from(ChatKind),
    preferences=PREFERRED,
    joined_at=st.timedeltas(timedelta(days=-2000), timedelta(days=2000)).map(NOW.__add__),
    state=st.sampled_from(SubscriberState),
    pause_reason=st.none() | st.sampled_from(PauseReason),
    lost_at=st.none() | st.timedeltas(timedelta(days=-90), timedelta()).map(NOW.__add__),
).map(_paused_for_a_reason)
SUBSCRIBERS = st.lists(SUBSCRIBER, unique_by=lambda one: (one.chat_id, one.topic_id), max_size=30)


@pytest.fixture
async def chats(tmp_path: Path, template: Path) -> AsyncIterator[Audience]:
    async for one in _chats(template, tmp_path / "kawaraban.db"):
        yield one


async def _chats(template: Path, file: Path) -> AsyncIterator[Audience]:
    shutil.copy(template, file)
    store = await Store.open(f"sqlite+aiosqlite:///{file}")
    usual = OfflineSettings.given(data_dir=file.parent, language="ja", timezone="Asia/Tokyo")
    yield audience(usual, store, clock=lambda: NOW)
    await store.close()


async def everybody(chats: Audience) -> list[Subscriber]:
    """Without the ids, which are the store's."""
    return [replace(one, id=0) async for one in chats.everyone()]


def written(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    file = folder / "readers.csv"
    file.write_bytes("\n".join((*lines, "")).encode(encoding))
    return file


async def refusal(chats: Audience, file: Path) -> Sequence[str]:
    with pytest.raises(CsvError) as caught:
        await subscriber_csv.read(chats, file)
    assert not await everybody(chats)
    return str(caught.value).splitlines()


def test_everything_known_of_a_subscriber_has_its_column() -> None:
    of_model = {field.name for one in (Subscriber, Preferences) for field in fields(one)}
    assert set(COLUMNS) == of_model - {"id", "preferences"}


def test_columns_keep_their_place_and_new_ones_come_last() -> None:
    headers = [column.header for column in COLUMNS.values()]
    assert headers[:6] == ["chat_id", "language", "timezone", "hour", "state", "form"]


@given(PREFERRED)
def test_a_preference_is_read_back_as_it_was_written(chosen: Preferences) -> None:
    said = {field.name: getattr(chosen, field.name) for field in fields(Preferences)}
    read = {
        name: COLUMNS[name].read(COLUMNS[name].write(value))
        for name, value in said.items()
        if value is not None
    }
    assert Preferences(**read) == chosen  # type: ignore[arg-type]  # each column knows its own


@pytest.fixture
async def others(tmp_path: Path, template: Path) -> AsyncIterator[Audience]:
    async for one in _chats(template, tmp_path / "others.db"):
        yield one


# The stores are emptied for each example, which takes far less than making them.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@example([ONE])
@given(SUBSCRIBERS)
async def test_what_is_exported_and_imported_is_what_it_was(
    chats: Audience, others: Audience, tmp_path: Path, those: list[Subscriber]
) -> None:
    """To a store that knows nobody, and to the one that it came from."""
    for store in (chats.store, others.store):
        await store.database.in_write(lambda connection: connection.execute(delete(subscribers)))
    await chats.store.intake.put_many(those)
    expected = [replace(one, id=0) for one in those]
    file = tmp_path / "exported.csv"
    assert await subscriber_csv.write(chats, file) == len(those)
    assert file.stat().st_mode & 0o077 == 0  # for nobody else to read
    for audience_of, survey in (
        (others, Survey(new=len(those), changed=0, same=0)),
        (chats, Survey(new=0, changed=0, same=len(those))),
    ):
        assert await subscriber_csv.read(audience_of, file) == survey
        assert await everybody(audience_of) == expected


@pytest.mark.parametrize("head", ["chat_id", "chat_id,language,timezone,hour,state"])
async def test_what_a_file_does_not_say_is_as_for_whoever_chose_nothing(
    chats: Audience, tmp_path: Path, head: str
) -> None:
    file = written(tmp_path, head, f"7{',' * head.count(',')}", f"-7{',' * head.count(',')}")
    assert await subscriber_csv.read(chats, file) == Survey(new=2, changed=0, same=0)
    person, group = await everybody(chats)
    assert person.preferences == group.preferences == replace(USUAL, form=Form.SUMMARIES)
    assert (person.kind, group.kind) == (ChatKind.PRIVATE, ChatKind.GROUP)
    assert person.joined_at == NOW


async def test_what_a_file_does_not_say_of_a_known_chat_stays_as_it_is(
    chats: Audience, tmp_path: Path
) -> None:
    await chats.store.intake.put_many([ONE])
    file = written(tmp_path, "chat_id,topic_id,hour", "-100777,5,08:00")
    assert await subscriber_csv.read(chats, file) == Survey(new=0, changed=1, same=0)
    changed = replace(ONE, id=0, preferences=replace(ONE.preferences, minute=480))
    assert await everybody(chats) == [changed]


async def test_who_is_active_again_has_no_reason_to_be_paused_any_more(
    chats: Audience, tmp_path: Path
) -> None:
    await chats.store.intake.put_many([ONE])
    file = written(tmp_path, "chat_id,topic_id,state", "-100777,5,active")
    await subscriber_csv.read(chats, file)
    (one,) = await everybody(chats)
    assert (one.state, one.pause_reason, one.lost_at) == (SubscriberState.ACTIVE, None, None)


async def test_a_trial_says_what_would_change_and_changes_nothing(
    chats: Audience, tmp_path: Path
) -> None:
    await chats.store.intake.put_many([ONE, replace(ONE, topic_id=6), replace(ONE, topic_id=7)])
    before = await everybody(chats)
    file = written(
        tmp_path, "chat_id,topic_id,hour", "-100777,5,01:01", "-100777,6,01:02", "7,,", "8,,", "9,,"
    )
    found = await subscriber_csv.read(chats, file, dry_run=True)
    assert found == Survey(new=3, changed=1, same=1)
    assert await everybody(chats) == before


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ("x,,", "x is no id such as 123456789"),
        ("99999999999999999999,,", "99999999999999999999 is an id that Telegram gives nobody"),
        ("1.00123E+12,,", "1.00123E+12 is no id"),
        ("7,xx,", "xx is no language the bot speaks: en, ja"),
        ("7,,7 o'clock", "7 o'clock is no time such as 07:00"),
        ('"=""-100123""",,', 'a spreadsheet takes ="-100123" for a formula'),
        ("+7,,", "a spreadsheet takes +7 for a formula"),
        ("7,@SUM(1),", "a spreadsheet takes @SUM(1) for a formula"),
        ("7,-2+3,", "a spreadsheet takes -2+3 for a formula"),
        ("7,\x1b[31m,", "�[31m means nothing here"),
        (f"7,{'e' * 90},", f"{'e' * 40}… means nothing here"),
        ("7,en", "it has 2 cells, and the first line has 3"),
        ("7,en,07:00,more", "it has 4 cells, and the first line has 3"),
        (",en,", "it names no chat"),
        ('7,"en"x,', "it can't be told what its cells are"),
    ],
)
async def test_a_line_that_can_not_be_taken_is_named_with_what_is_wrong(
    chats: Audience, tmp_path: Path, cells: str, told: str
) -> None:
    file = written(tmp_path, "chat_id,language,hour", "5,ja,07:00", cells)
    line, last = await refusal(chats, file)
    assert line.startswith(f"Line 3: {told}")
    assert last == "Nobody was taken in."


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ("7,keen,,,", "keen is none of active, left, paused"),
        ("7,active,blocked,,", "it gives a reason to be paused for somebody who isn't"),
        ("7,,blocked,,", "it gives a reason to be paused for somebody who isn't"),
        ("7,paused,sulking,,", "sulking is none of blocked, deactivated"),
        ("7,,,-5,", "-5 is no id of a topic"),
        ("7,,,,2026-11-24T07:00", "2026-11-24T07:00 is no instant such as"),
        ("7,,,,soon", "soon is no instant such as"),
    ],
)
async def test_what_is_known_of_a_subscription_is_checked_too(
    chats: Audience, tmp_path: Path, cells: str, told: str
) -> None:
    file = written(tmp_path, "chat_id,state,pause_reason,topic_id,joined_at", cells)
    line, _ = await refusal(chats, file)
    assert line.startswith(f"Line 2: {told}")


async def test_every_wrong_line_is_named_and_a_chat_that_stands_there_twice(
    chats: Audience, tmp_path: Path
) -> None:
    file = written(tmp_path, "chat_id,topic_id", "5,", "x,", "5,1", "5,", "y,", "5,1")
    assert [line.partition(".")[0] for line in await refusal(chats, file)] == [
        "Line 3: x is no id such as 123456789 or -1001234567890",
        "Line 5: the chat stands in line 2 already",
        "Line 6: y is no id such as 123456789 or -1001234567890",
        "Line 7: the chat stands in line 4 already",
        "Nobody was taken in",
    ]


async def test_of_very_many_wrong_lines_the_first_are_named_and_the_others_counted(
    chats: Audience, tmp_path: Path
) -> None:
    file = written(tmp_path, "chat_id", *("x" for _ in range(30)), *("7" for _ in range(31)))
    told = await refusal(chats, file)
    assert told[0].startswith("Line 2: ")
    assert len(told) == 22
    assert told[20] == "40 more lines are wrong."


async def test_a_file_in_another_encoding_is_told_by_the_line_that_shows_it(
    chats: Audience, tmp_path: Path
) -> None:
    lines = ("chat_id,hour", "5,07:00", "6,7時")
    line, _ = await refusal(chats, written(tmp_path, *lines, encoding="cp932"))
    assert line == "Line 3: it is no UTF-8; save the file as “CSV UTF-8”."
    for encoding in ("utf-16", "utf-16-le"):
        (line,) = await refusal(chats, written(tmp_path, *lines, encoding=encoding))
        assert line.startswith("Line 1: it is no UTF-8")
    survey = await subscriber_csv.read(chats, written(tmp_path, *lines, encoding="utf-8-sig"))
    assert survey.new == 2


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("chat_id;hour", "no column chat_id"),
        ("chat_id,langauge", "langauge is none of the columns chat_id, language"),
        ("chat_id,hour,hour", "hour is none of the columns"),
    ],
)
async def test_columns_that_there_are_not_are_told(
    chats: Audience, tmp_path: Path, head: str, told: str
) -> None:
    (line,) = await refusal(chats, written(tmp_path, head, "7,,"))
    assert told in line


async def test_an_export_that_fails_leaves_the_file_there_was(
    chats: Audience, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path, "chat_id", "7")
    await chats.store.intake.put_many([ONE])

    def fail(_: Subscriber) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(subscriber_csv, "_cells", fail)
    with pytest.raises(OSError, match="no space"):
        await subscriber_csv.write(chats, file)
    assert file.read_text("utf-8") == "chat_id\n7\n"


# --- what they follow and mute -------------------------------------------------------------------

FERRY = RuleSubject(subject=Subject.WORD, label='Ferry, "and" bell', words=('Ferry, "and" bell',))
STORY = RuleSubject(
    subject=Subject.STORY, label="停戦案に合意", words=("停戦案", "合意"), edition=3, number=2
)


def rules_of(chats: Audience) -> ReadingRules:
    return ReadingRules(store=chats.store, clock=lambda: NOW)


async def test_what_somebody_follows_and_mutes_is_read_back_as_it_was_written(
    chats: Audience, others: Audience, tmp_path: Path
) -> None:
    for chat_id in (7, 8):
        one = replace(ONE, chat_id=chat_id, topic_id=None, kind=ChatKind.PRIVATE)
        await chats.store.intake.put_many([one])
    await rules_of(chats).put(7, FERRY, Stance.MUTE)
    story = await rules_of(chats).put(7, STORY, Stance.FOLLOW)
    assert story
    await rules_of(chats).ring(7, story.id, rings=True)
    file = tmp_path / "exported.csv"
    await subscriber_csv.write(chats, file, rules=rules_of(chats))
    await subscriber_csv.read(others, file, rules=rules_of(others), dry_run=True)
    assert not await rules_of(others).everybody()
    for _ in range(2):
        await subscriber_csv.read(others, file, rules=rules_of(others))
    found = await rules_of(others).everybody()
    read = {
        user: {(one.stance, one.about, one.rings) for one in own} for user, own in found.items()
    }
    assert read == {7: {(Stance.MUTE, FERRY, False), (Stance.FOLLOW, STORY, True)}}


@pytest.mark.parametrize("cell", ["ferry", "{}", '[["like","word","x"]]', '[["mute","story","x"]]'])
async def test_what_are_no_rules_is_named_with_its_line(
    chats: Audience, tmp_path: Path, cell: str
) -> None:
    quoted = cell.replace('"', '""')
    (told, _) = await refusal(chats, written(tmp_path, "chat_id,rules", f'7,"{quoted}"'))
    assert told.startswith("Line 2: ")
    assert "are no rules such as" in told
