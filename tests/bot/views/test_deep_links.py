"""Links into the private chat: within what Telegram takes, and read back as they were written."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.callbacks import (
    Callback,
    ListSources,
    OpenEdition,
    OpenHit,
    OpenItem,
    OpenItemOfDay,
    Subscribe,
    TurnToItem,
)
from bot.views.deep_links import LinkTarget, deep_link, target_of

IDS = st.integers(1, 10**15 - 1)


@given(IDS, st.integers(1, 999))
def test_a_link_opens_what_its_button_shows(edition: int, number: int) -> None:
    for callback, target in (
        (OpenItem(edition, number), LinkTarget(edition=edition, number=number)),
        (TurnToItem(edition, number), LinkTarget(edition=edition, number=number)),
        (OpenHit(edition, number), LinkTarget(edition=edition, number=number)),
        (OpenEdition(edition), LinkTarget(edition=edition)),
        (ListSources(edition), LinkTarget(edition=edition)),
    ):
        link = deep_link("kawaraban_bot", callback)
        prefix, _, payload = link.partition("?start=")
        assert prefix == "https://t.me/kawaraban_bot"
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
        assert target_of(payload) == target


def test_an_item_of_a_day_leads_to_the_edition_of_that_day() -> None:
    link = deep_link("kawaraban_bot", OpenItemOfDay(date(2025, 3, 14), 2))
    assert link.endswith("?start=d_20250314")
    assert target_of("d_20250314") == LinkTarget(day=date(2025, 3, 14))


@pytest.mark.parametrize("callback", [None, Subscribe()])
def test_what_opens_nothing_leads_to_the_chat_alone(callback: Callback | None) -> None:
    assert deep_link("kawaraban_bot", callback) == "https://t.me/kawaraban_bot?start"


@pytest.mark.parametrize(
    "payload",
    ["", "i_1", "i_1_2_3", "i_x_1", "i_1_１", "d_20251399", "d_2025", "e_", "e_-1", "s_x"],
)
def test_a_payload_that_somebody_made_up_opens_nothing(payload: str) -> None:
    assert target_of(payload) is None


@given(st.text(max_size=64))
def test_no_payload_is_too_odd_to_be_read(payload: str) -> None:
    target_of(payload)
