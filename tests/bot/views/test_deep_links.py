"""Links into the private chat: within what Telegram takes, and read back as they were written."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardButton

from bot.views.callbacks import (
    Callback,
    ListPages,
    ListSources,
    OpenArchive,
    OpenEdition,
    OpenHit,
    OpenItem,
    OpenItemOfDay,
    Subscribe,
    TurnArchive,
    TurnToItem,
    TurnToPage,
)
from bot.views.deep_links import (
    LinkTarget,
    deep_link,
    invitation,
    linked_edition,
    target_of,
    with_links,
)
from bot.views.keyboards import button, keyboard
from bot.views.message import OutgoingMessage
from bot.views.translation.translation_callbacks import ShowOriginal, ShowTranslation

IDS = st.integers(1, 10**15 - 1)


@given(IDS, st.integers(1, 999))
def test_a_link_opens_what_its_button_shows(edition: int, number: int) -> None:
    for callback, target in (
        (OpenItem(edition, number), LinkTarget(edition=edition, number=number)),
        (TurnToItem(edition, number), LinkTarget(edition=edition, number=number)),
        (OpenHit(edition, number), LinkTarget(edition=edition, number=number)),
        (TurnToPage(edition, number), LinkTarget(edition=edition, page=number)),
        (ListPages(edition), LinkTarget(edition=edition)),
        (OpenEdition(edition), LinkTarget(edition=edition)),
        (ListSources(edition), LinkTarget(edition=edition, sources=True)),
        (ShowOriginal(edition, number), LinkTarget(edition=edition, original=True)),
        (ShowTranslation(edition, number), LinkTarget(edition=edition, translation=True)),
        (OpenArchive(number), LinkTarget(archive=True)),
        (TurnArchive(number), LinkTarget(archive=True)),
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
    [
        "",
        "i_1",
        "i_1_2_3",
        "i_x_1",
        "i_1_１",
        "d_20251399",
        "d_2025",
        "e_",
        "e_-1",
        "from_",
        "from_-x",
    ],
)
def test_a_payload_that_somebody_made_up_opens_nothing(payload: str) -> None:
    assert target_of(payload) is None


def test_an_invitation_tells_where_somebody_came_from_and_opens_nothing() -> None:
    payload = invitation("kawaraban_bot", "flyer-2").partition("?start=")[2]
    for made in (payload, "from_Flyer-2", "s_flyer-2"):
        assert target_of(made) == LinkTarget(came_from="flyer-2")
    assert target_of(f"from_{'x' * 33}") is None


def test_of_a_message_with_links_only_what_links_can_open_is_no_longer_pressed() -> None:
    item, choice = button("③", OpenItem(5, 3)), button("🔔 Subscribe", Subscribe())
    source = InlineKeyboardButton("🔗 example.org", url="https://example.org/?start=e_4")
    message = OutgoingMessage(text="x", keyboard=keyboard([[choice, source], [item]]))
    linked = with_links(message, "kawaraban_bot").keyboard
    assert linked
    ((kept, still), (opened,)) = linked.inline_keyboard
    assert (kept, still) == (choice, source)
    assert (opened.text, opened.url) == ("③", "https://t.me/kawaraban_bot?start=i_5_3")
    assert opened.callback_data is None
    assert linked_edition(keyboard([[source], [opened]]), "kawaraban_bot") == 5
    assert linked_edition(keyboard([[opened]]), "another_bot") is None
    assert linked_edition(keyboard([[choice]]), "kawaraban_bot") is None
    assert linked_edition(None, "kawaraban_bot") is None
    assert with_links(OutgoingMessage(text="x"), "kawaraban_bot").keyboard is None


@given(st.text(max_size=64))
def test_no_payload_is_too_odd_to_be_read(payload: str) -> None:
    target_of(payload)
