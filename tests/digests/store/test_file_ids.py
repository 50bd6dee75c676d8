"""What a bot has uploaded is known for longer than the bot runs, and to no other bot."""

from __future__ import annotations

from digests.store import Store


async def test_an_upload_is_known_by_its_key_and_the_later_one_counts(store: Store) -> None:
    ours = store.file_ids(1)
    assert await ours.find("k1") is None
    await ours.keep("k1", "first")
    await ours.keep("k1", "second")
    await ours.keep("k2", "other")
    assert await store.file_ids(1).find("k1") == "second"
    assert await ours.find("k2") == "other"


async def test_another_bot_has_file_ids_of_its_own(store: Store) -> None:
    ours, theirs = store.file_ids(1), store.file_ids(2**52)
    await theirs.keep("k1", "theirs")
    assert await ours.find("k1") is None
    await ours.keep("k1", "ours")
    assert await theirs.find("k1") == "theirs"
