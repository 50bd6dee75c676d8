"""What a process notes before it dies, and what the next one makes of it."""

from __future__ import annotations

import resource
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from digests.delivery.journal import Journal, JournalFile
from digests.delivery.model import (
    AttemptLog,
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Claim,
    Settlement,
)
from digests.delivery.outcomes import (
    AttemptResult,
    Gone,
    Held,
    Moved,
    Sent,
    Unknown,
    Unreached,
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
def journal(tmp_path: Path) -> Journal:
    return Journal(folder=tmp_path / "worker", boot="monday")


@pytest.fixture
def journal_file(journal: Journal) -> JournalFile:
    return journal.journal_file(CLAIM)


def refuse(_: Path, **__: object) -> None:
    raise PermissionError


def settled(subscriber_id: int, outcome: AttemptResult, *, part: int = 0) -> Settlement:
    return Settlement(
        subscriber_id=subscriber_id, part=part, outcome=outcome, more=part == 0, rest=1.05
    )


def left(journal: Journal) -> AttemptLog:
    (log,) = journal.left()
    return log


def test_what_departed_and_did_not_land_is_in_the_air(
    journal: Journal, journal_file: JournalFile
) -> None:
    for subscriber in (1, 2, 3):
        journal_file.departed(subscriber, 0)
    journal_file.landed(settled(2, Sent(20)))
    assert left(journal) == AttemptLog(
        chunk_id=12, epoch=3, arrived=(settled(2, Sent(20)),), in_air=frozenset({1, 3})
    )


def test_the_parts_of_an_edition_are_told_apart(
    journal: Journal, journal_file: JournalFile
) -> None:
    journal_file.departed(1, 0)
    journal_file.landed(settled(1, Sent(10), part=0))
    journal_file.departed(1, 1)
    assert left(journal).arrived == (settled(1, Sent(10), part=0),)
    assert left(journal).in_air == {1}
    journal_file.landed(settled(1, Sent(11), part=1))
    assert len(left(journal).arrived) == 2
    assert not left(journal).in_air


@pytest.mark.parametrize(
    "outcome",
    [Gone(PauseReason.BLOCKED), Held(5.0), Moved(7), Unreached("?"), Withheld()],
)
def test_what_surely_did_not_arrive_is_in_no_doubt(
    journal: Journal, journal_file: JournalFile, outcome: AttemptResult
) -> None:
    journal_file.departed(1, 0)
    journal_file.landed(settled(1, outcome))
    assert left(journal) == AttemptLog(chunk_id=12, epoch=3)


def test_what_may_have_arrived_stays_in_doubt(journal: Journal, journal_file: JournalFile) -> None:
    journal_file.departed(1, 0)
    journal_file.landed(settled(1, Unknown("?")))
    assert left(journal).in_air == {1}


def test_a_note_cut_short_was_not_made(
    journal: Journal, journal_file: JournalFile, tmp_path: Path
) -> None:
    journal_file.departed(1, 0)
    journal_file.landed(settled(1, Sent(10)))
    journal_file.close()
    file = tmp_path / "worker" / "12-3"
    file.write_bytes(file.read_bytes().rstrip(b"\0")[:-1])
    assert left(journal) == AttemptLog(chunk_id=12, epoch=3, in_air=frozenset({1}))


def test_after_the_machine_started_again_no_page_counts(
    journal_file: JournalFile, tmp_path: Path
) -> None:
    journal_file.departed(1, 0)
    later = Journal(folder=tmp_path / "worker", boot="tuesday")
    assert later.left() == []


@pytest.mark.parametrize("text", ["", "monday\nwhat is this\n", "monday\n+ 1 0\n", "\xff\n"])
def test_what_is_no_page_counts_for_nothing(
    journal: Journal, journal_file: JournalFile, tmp_path: Path, text: str
) -> None:
    journal_file.close()
    (tmp_path / "worker" / "12-3").write_text(text, "utf-8")
    assert journal.left() == []


def test_a_discarded_page_is_gone(journal: Journal, journal_file: JournalFile) -> None:
    journal_file.departed(1, 0)
    journal_file.discard()
    journal_file.departed(2, 0)
    assert journal.left() == []


def test_a_closed_page_stays_until_it_is_cleared(
    journal: Journal, journal_file: JournalFile
) -> None:
    journal_file.close()
    journal_file.departed(1, 0)
    assert left(journal) == AttemptLog(chunk_id=12, epoch=3)
    journal.clear()
    assert journal.left() == []


def test_a_page_takes_over_nothing_from_an_older_one(
    journal: Journal, journal_file: JournalFile
) -> None:
    for subscriber in range(100):
        journal_file.departed(subscriber, 0)
    journal_file.close()
    journal.journal_file(CLAIM).departed(7, 0)
    assert left(journal).in_air == {7}


def test_a_page_that_can_not_be_removed_counts_no_more(
    journal: Journal, journal_file: JournalFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal_file.departed(1, 0)
    with monkeypatch.context() as stuck, capture_logs() as logs:
        stuck.setattr(Path, "unlink", refuse)
        journal_file.discard()
    assert [log["kind"] for log in logs] == ["PermissionError"]
    assert journal.left() == []


def test_a_page_grows_with_its_notes(journal: Journal, journal_file: JournalFile) -> None:
    for subscriber in range(30_000):
        journal_file.departed(subscriber, 0)
    assert left(journal).in_air == set(range(30_000))


def test_a_page_without_room_for_a_note_is_removed(
    journal: Journal, journal_file: JournalFile
) -> None:
    journal_file.departed(1, 0)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, limits[1]))
    try:
        for subscriber in range(30_000):
            journal_file.departed(subscriber, 0)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert journal.left() == []


def test_on_a_disk_without_room_there_are_no_notes(journal: Journal) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, limits[1]))
    try:
        with capture_logs():  # which could not be written either
            journal_file = journal.journal_file(CLAIM)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    journal_file.departed(1, 0)
    assert journal.left() == []


def test_where_nothing_can_be_written_there_are_no_notes(tmp_path: Path) -> None:
    (tmp_path / "worker").write_text("a file, no folder", "utf-8")
    journal = Journal(folder=tmp_path / "worker", boot="monday")
    journal_file = journal.journal_file(CLAIM)
    journal_file.departed(1, 0)
    journal_file.discard()
    assert journal.left() == []


def test_without_a_folder_there_are_no_notes() -> None:
    journal = Journal.of(None, "bot")
    journal_file = journal.journal_file(CLAIM)
    journal_file.departed(1, 0)
    journal_file.discard()
    assert journal.left() == []
    journal.clear()


def test_workers_have_logbooks_of_their_own_whatever_their_names(tmp_path: Path) -> None:
    names = ("bot", "../bot", "二番", "a/b")
    books = [Journal.of(tmp_path / "notes", name) for name in names]
    for book in books:
        book.journal_file(CLAIM).departed(1, 0)
    assert len({book.folder for book in books}) == len(names)
    assert all(book.folder and book.folder.parent == tmp_path / "notes" for book in books)
    assert all(left(book).in_air == {1} for book in books)
