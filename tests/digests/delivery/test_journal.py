"""What a process notes before it dies, and what the next one makes of it."""

from __future__ import annotations

import resource
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from digests.delivery.journal import Logbook, Page
from digests.delivery.model import (
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Claim,
    FlightLog,
    Settlement,
)
from digests.delivery.outcomes import (
    Fate,
    Gone,
    Held,
    Moved,
    Rerouted,
    Sent,
    Unreached,
    Unsure,
    Withheld,
)
from digests.model import PauseReason

CLAIM = Claim(
    chunk_id=12,
    epoch=3,
    broadcast=Broadcast(
        id=1,
        edition_id=1,
        kind=BroadcastKind.EDITION,
        state=BroadcastState.RUNNING,
        day=date(2031, 5, 14),
        opened_at=datetime(2031, 5, 14, tzinfo=UTC),
    ),
)


@pytest.fixture
def logbook(tmp_path: Path) -> Logbook:
    return Logbook(folder=tmp_path / "worker", boot="monday")


@pytest.fixture
def page(logbook: Logbook) -> Page:
    return logbook.page(CLAIM)


def refuse(_: Path, **__: object) -> None:
    raise PermissionError


def settled(subscriber_id: int, outcome: Fate, *, part: int = 0) -> Settlement:
    return Settlement(
        subscriber_id=subscriber_id, part=part, outcome=outcome, more=part == 0, rest=1.05
    )


def left(logbook: Logbook) -> FlightLog:
    (log,) = logbook.left()
    return log


def test_what_departed_and_did_not_land_is_in_the_air(logbook: Logbook, page: Page) -> None:
    for subscriber in (1, 2, 3):
        page.departed(subscriber, 0)
    page.landed(settled(2, Sent(20)))
    assert left(logbook) == FlightLog(
        chunk_id=12, epoch=3, arrived=(settled(2, Sent(20)),), in_air=frozenset({1, 3})
    )


def test_the_parts_of_an_edition_are_told_apart(logbook: Logbook, page: Page) -> None:
    page.departed(1, 0)
    page.landed(settled(1, Sent(10), part=0))
    page.departed(1, 1)
    assert left(logbook).arrived == (settled(1, Sent(10), part=0),)
    assert left(logbook).in_air == {1}
    page.landed(settled(1, Sent(11), part=1))
    assert len(left(logbook).arrived) == 2
    assert not left(logbook).in_air


@pytest.mark.parametrize(
    "outcome",
    [Gone(PauseReason.BLOCKED), Held(5.0), Moved(7), Rerouted(), Unreached("?"), Withheld()],
)
def test_what_surely_did_not_arrive_is_in_no_doubt(
    logbook: Logbook, page: Page, outcome: Fate
) -> None:
    page.departed(1, 0)
    page.landed(settled(1, outcome))
    assert left(logbook) == FlightLog(chunk_id=12, epoch=3)


def test_what_may_have_arrived_stays_in_doubt(logbook: Logbook, page: Page) -> None:
    page.departed(1, 0)
    page.landed(settled(1, Unsure("?")))
    assert left(logbook).in_air == {1}


def test_a_note_cut_short_was_not_made(logbook: Logbook, page: Page, tmp_path: Path) -> None:
    page.departed(1, 0)
    page.landed(settled(1, Sent(10)))
    page.close()
    file = tmp_path / "worker" / "12-3"
    file.write_bytes(file.read_bytes().rstrip(b"\0")[:-1])
    assert left(logbook) == FlightLog(chunk_id=12, epoch=3, in_air=frozenset({1}))


def test_after_the_machine_started_again_no_page_counts(page: Page, tmp_path: Path) -> None:
    page.departed(1, 0)
    later = Logbook(folder=tmp_path / "worker", boot="tuesday")
    assert later.left() == []


@pytest.mark.parametrize("text", ["", "monday\nwhat is this\n", "monday\n+ 1 0\n", "\xff\n"])
def test_what_is_no_page_counts_for_nothing(
    logbook: Logbook, page: Page, tmp_path: Path, text: str
) -> None:
    page.close()
    (tmp_path / "worker" / "12-3").write_text(text, "utf-8")
    assert logbook.left() == []


def test_a_discarded_page_is_gone(logbook: Logbook, page: Page) -> None:
    page.departed(1, 0)
    page.discard()
    page.departed(2, 0)
    assert logbook.left() == []


def test_a_closed_page_stays_until_it_is_cleared(logbook: Logbook, page: Page) -> None:
    page.close()
    page.departed(1, 0)
    assert left(logbook) == FlightLog(chunk_id=12, epoch=3)
    logbook.clear()
    assert logbook.left() == []


def test_a_page_takes_over_nothing_from_an_older_one(logbook: Logbook, page: Page) -> None:
    for subscriber in range(100):
        page.departed(subscriber, 0)
    page.close()
    logbook.page(CLAIM).departed(7, 0)
    assert left(logbook).in_air == {7}


def test_a_page_that_can_not_be_removed_counts_no_more(
    logbook: Logbook, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.departed(1, 0)
    with monkeypatch.context() as stuck, capture_logs() as logs:
        stuck.setattr(Path, "unlink", refuse)
        page.discard()
    assert [log["kind"] for log in logs] == ["PermissionError"]
    assert logbook.left() == []


def test_a_page_grows_with_its_notes(logbook: Logbook, page: Page) -> None:
    for subscriber in range(30_000):
        page.departed(subscriber, 0)
    assert left(logbook).in_air == set(range(30_000))


def test_a_page_without_room_for_a_note_is_removed(logbook: Logbook, page: Page) -> None:
    page.departed(1, 0)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, limits[1]))
    try:
        for subscriber in range(30_000):
            page.departed(subscriber, 0)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert logbook.left() == []


def test_on_a_disk_without_room_there_are_no_notes(logbook: Logbook) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, limits[1]))
    try:
        with capture_logs():  # which could not be written either
            page = logbook.page(CLAIM)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    page.departed(1, 0)
    assert logbook.left() == []


def test_where_nothing_can_be_written_there_are_no_notes(tmp_path: Path) -> None:
    (tmp_path / "worker").write_text("a file, no folder", "utf-8")
    logbook = Logbook(folder=tmp_path / "worker", boot="monday")
    page = logbook.page(CLAIM)
    page.departed(1, 0)
    page.discard()
    assert logbook.left() == []


def test_without_a_folder_there_are_no_notes() -> None:
    logbook = Logbook.of(None, "bot")
    page = logbook.page(CLAIM)
    page.departed(1, 0)
    page.discard()
    assert logbook.left() == []
    logbook.clear()


def test_workers_have_logbooks_of_their_own_whatever_their_names(tmp_path: Path) -> None:
    names = ("bot", "../bot", "二番", "a/b")
    books = [Logbook.of(tmp_path / "notes", name) for name in names]
    for book in books:
        book.page(CLAIM).departed(1, 0)
    assert len({book.folder for book in books}) == len(names)
    assert all(book.folder and book.folder.parent == tmp_path / "notes" for book in books)
    assert all(left(book).in_air == {1} for book in books)
