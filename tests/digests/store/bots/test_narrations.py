"""Of what was read out it is known when its chapters begin."""

from __future__ import annotations

from digests.store import Store
from digests.values.narration import Narration


async def test_a_narration_is_known_by_its_key_and_the_later_one_counts(store: Store) -> None:
    assert await store.narrations.find("ab") is None
    await store.narrations.keep(Narration(key="ab", starts=(0, 9), seconds=12))
    later = Narration(key="ab", starts=(0, 8, 11), seconds=15)
    await store.narrations.keep(later)
    assert await store.narrations.find("ab") == later
