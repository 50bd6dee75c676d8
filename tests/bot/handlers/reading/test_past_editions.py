"""The list of past editions, and the calendar of a month."""

from __future__ import annotations

from datetime import date, timedelta

from simulator.state.people import Person
from tests.support.desk import DAY, Desk, first_line, labels


async def test_a_day_that_is_none_or_is_not_named_is_chosen_from_a_calendar(
    desk: Desk, wren: Person
) -> None:
    await desk.publish(DAY)
    await desk.publish(date(2026, 10, 31))
    (asked,) = await desk.said(wren, "/date")
    assert first_line(asked) == "November 2026"
    subscribe, *places = labels(asked)
    assert subscribe == "🔔 Subscribe"
    assert [label for label in places if label != "·"] == ["20", "◀ October 2026"]
    assert len(places) == 7 + 1
    (told,) = await desk.said(wren, f"/date no {'x' * 50}\n day")
    assert first_line(told) == f"I couldn't tell which day “no {'x' * 37}” is."
    turned = await desk.pressed(wren, told, "◀")
    assert first_line(turned.last) == "October 2026"
    opened = await desk.pressed(wren, turned.last, "31")
    assert first_line(opened.last) == "🗞 Letter of 2026-10-31"


async def test_a_place_in_the_calendar_without_an_edition_says_so(desk: Desk, wren: Person) -> None:
    await desk.publish(DAY)
    (asked,) = await desk.said(wren, "/date")
    assert (await desk.pressed(wren, asked, "·")).toast == "There is no edition of that day."


async def test_a_month_is_shown_by_its_days(desk: Desk, wren: Person) -> None:
    await desk.publish(DAY)
    (november,) = await desk.said(wren, "2026-11")
    assert first_line(november) == "November 2026"
    (march,) = await desk.said(wren, "March 2025")
    assert labels(march) == ["🔔 Subscribe", "April 2025 ▶", "🗂 Past editions"]


async def test_an_archive_of_a_month_is_its_calendar(desk: Desk, wren: Person) -> None:
    await desk.publish(date(2026, 10, 31))
    await desk.publish(DAY)
    for asked in ("archive 2026-10", "/archive 2026-10"):
        (month,) = await desk.said(wren, asked)
        assert first_line(month) == "October 2026"


async def test_a_number_on_a_calendar_is_its_day(desk: Desk, wren: Person) -> None:
    await desk.publish(DAY, count=25)
    await desk.said(wren, "/date")
    assert (await desk.told(wren, "20")).startswith("🗞 Letter of 2026-11-20")
    desk.now += timedelta(minutes=11)
    assert "· 20/25" in await desk.told(wren, "20")


async def test_the_archive_turns_its_pages_in_one_message(desk: Desk, wren: Person) -> None:
    for n in range(19):
        await desk.publish(DAY - timedelta(days=n), count=1)
    (page,) = await desk.said(wren, "/archive")
    assert first_line(page) == "19 editions"
    assert page.text.splitlines()[2] == "Fri, November 20, 2026 Letter of 2026-11-20 — 1 item"
    assert labels(page)[1] == "Fri, Nov 20"
    assert labels(page)[8:] == ["Fri, Nov 13", "Older ▶"]
    turned = await desk.pressed(wren, page, "Older ▶")
    assert [message.id for message in turned.messages] == [page.id]
    assert labels(page)[1] == "Thu, Nov 12"
    assert labels(page)[9:] == ["◀ Newer", "Older ▶"]
    await desk.pressed(wren, page, "Older ▶")
    assert labels(page) == ["🔔 Subscribe", "Wed, Nov 4", "Tue, Nov 3", "Mon, Nov 2", "◀ Newer"]
    await desk.pressed(wren, page, "◀ Newer")
    await desk.pressed(wren, page, "◀ Newer")
    assert labels(page)[1] == "Fri, Nov 20"
    assert labels(page)[9:] == ["Older ▶"]
    assert desk.world.inbox(wren) == [page]
    opened = await desk.pressed(wren, page, "Fri, Nov 13")
    assert first_line(opened.last) == "🗞 Letter of 2026-11-13"


async def test_an_archive_of_one_full_page_has_no_other(desk: Desk, wren: Person) -> None:
    for n in range(8):
        await desk.publish(DAY - timedelta(days=n), count=1)
    (page,) = await desk.said(wren, "/archive")
    assert len(labels(page)) == 9


async def test_the_archive_opened_below_an_edition_leaves_it_where_it_is(
    desk: Desk, wren: Person
) -> None:
    await desk.publish()
    (listed,) = await desk.said(wren, "/today")
    opened = await desk.pressed(wren, listed, "🗂 Past editions")
    assert first_line(listed) == "🗞 Letter of 2026-11-20"
    assert first_line(opened.last) == "1 edition"
    assert opened.last.id != listed.id
