"""What is said about extras, and what only names them."""

from __future__ import annotations

import pytest

from bot.intents.extras import extras_of
from bot.intents.folding import folded
from digests.model import Extras


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("no extras", Extras.NONE),
        ("No more extra editions", Extras.NONE),
        ("mute extras", Extras.NONE),
        ("号外はいらない", Extras.NONE),
        ("号外なし", Extras.NONE),
        ("号外は静かに", Extras.SILENT),
        ("extras silently", Extras.SILENT),
        ("号外は音あり", Extras.RING),
        ("extras with sound", Extras.RING),
        ("extras", None),
        ("号外", None),
        ("no ferries", None),
        ("no extra charge for the ferry", None),
        ("スポーツはいらない", None),
    ],
)
def test_how_extras_shall_come(said: str, wanted: Extras | None) -> None:
    assert extras_of(folded(said)) is wanted
