"""The file of subscribers: a column for all that a chat chose, and none that the code forgets."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli import subscriber_csv
from bot.cli.subscriber_csv import COLUMNS, PREFERENCES
from bot.composition.store import audience
from bot.settings import OfflineSettings
from digests.model import ChatKind, Form, Preferences, Subscriber
from digests.store import Store

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
USUAL = Preferences(language="ja", timezone="Asia/Tokyo", minute=420)
PREFERRED = st.builds(
    Preferences,
    language=st.sampled_from(["ja", "en"]),
    timezone=st.sampled_from(["Asia/Tokyo", "UTC", "America/Argentina/Buenos_Aires"]),
    minute=st.integers(0, 1439),
    form=st.sampled_from(Form),
)


def test_every_preference_has_its_column() -> None:
    assert set(PREFERENCES) == {field.name for field in fields(Preferences)}


def test_columns_keep_their_place_and_new_ones_come_last() -> None:
    assert COLUMNS[:6] == ("chat_id", "language", "timezone", "hour", "state", "form")


@given(PREFERRED)
def test_a_preference_is_read_back_as_it_was_written(chosen: Preferences) -> None:
    read = {
        name: column.read(column.write(getattr(chosen, name)))
        for name, column in PREFERENCES.items()
    }
    assert Preferences(**read) == chosen  # type: ignore[arg-type]  # each column knows its own


async def test_what_is_exported_and_imported_is_what_it_was(tmp_path: Path) -> None:
    chosen = Preferences(language="en", timezone="UTC", minute=61, form=Form.FILE)
    one = Subscriber(id=1, chat_id=7, kind=ChatKind.PRIVATE, preferences=chosen, joined_at=NOW)
    file = tmp_path / "readers.csv"
    settings = OfflineSettings.given(data_dir=tmp_path)
    for name in ("old", "new"):
        store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / name}.db")
        await store.migrate()
        if name == "old":
            await store.subscribers.put_many([one])
            assert await subscriber_csv.write(audience(settings, store), file) == 1
            assert file.stat().st_mode & 0o077 == 0  # for nobody else to read
        else:
            assert await subscriber_csv.read(audience(settings, store), file, NOW) == 1
            assert await store.subscribers.find(7) == one
        await store.close()


@pytest.mark.parametrize("head", ["chat_id", "chat_id,language,timezone,hour,state"])
async def test_what_a_file_does_not_say_is_as_for_whoever_chose_nothing(
    tmp_path: Path, head: str
) -> None:
    file = tmp_path / "readers.csv"
    file.write_text(f"{head}\n7{',' * head.count(',')}\n")
    settings = OfflineSettings.given(data_dir=tmp_path, language="ja", timezone="Asia/Tokyo")
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'kawaraban.db'}")
    await store.migrate()
    assert await subscriber_csv.read(audience(settings, store), file, NOW) == 1
    found = await store.subscribers.find(7)
    assert found
    assert found.preferences == replace(USUAL, form=Form.SUMMARIES)
    await store.close()
