"""What a process records before it dies, and what the next one makes of it."""

from __future__ import annotations

import os
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
    Refused,
    Sent,
    Unknown,
    Unreached,
    Withheld,
)
from digests.model import PauseReason
from tests.digests.work import OLDER_NOTES, older_notes

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


def test_what_started_and_has_no_result_is_unfinished(
    journal: Journal, journal_file: JournalFile
) -> None:
    for subscriber in (1, 2, 3):
        journal_file.record_start(subscriber, 0)
    journal_file.record_result(settled(2, Sent(20)))
    assert left(journal) == AttemptLog(
        chunk_id=12, epoch=3, arrived=(settled(2, Sent(20)),), unfinished=frozenset({1, 3})
    )


def test_the_parts_of_an_edition_are_told_apart(
    journal: Journal, journal_file: JournalFile
) -> None:
    journal_file.record_start(1, 0)
    journal_file.record_result(settled(1, Sent(10), part=0))
    journal_file.record_start(1, 1)
    assert left(journal).arrived == (settled(1, Sent(10), part=0),)
    assert left(journal).unfinished == {1}
    journal_file.record_result(settled(1, Sent(11), part=1))
    assert len(left(journal).arrived) == 2
    assert not left(journal).unfinished


@pytest.mark.parametrize(
    "outcome",
    [Gone(PauseReason.BLOCKED), Held(5.0), Moved(7), Unreached("?"), Withheld()],
)
def test_what_surely_did_not_arrive_is_not_unfinished(
    journal: Journal, journal_file: JournalFile, outcome: AttemptResult
) -> None:
    journal_file.record_start(1, 0)
    journal_file.record_result(settled(1, outcome))
    assert left(journal) == AttemptLog(chunk_id=12, epoch=3)


def test_what_may_have_arrived_stays_unfinished(
    journal: Journal, journal_file: JournalFile
) -> None:
    journal_file.record_start(1, 0)
    journal_file.record_result(settled(1, Unknown("?")))
    assert left(journal).unfinished == {1}


def test_an_entry_cut_short_was_not_made(
    journal: Journal, journal_file: JournalFile, tmp_path: Path
) -> None:
    journal_file.record_start(1, 0)
    journal_file.record_result(settled(1, Sent(10)))
    journal_file.close()
    file = tmp_path / "worker" / "12-3"
    whole = file.read_bytes()
    file.write_bytes(whole.rstrip(b"\0")[:-1].ljust(len(whole), b"\0"))
    assert left(journal) == AttemptLog(chunk_id=12, epoch=3, unfinished=frozenset({1}))


def test_after_the_machine_started_again_no_file_counts(
    journal_file: JournalFile, tmp_path: Path
) -> None:
    journal_file.record_start(1, 0)
    later = Journal(folder=tmp_path / "worker", boot="tuesday")
    assert later.left() == []


@pytest.mark.parametrize("text", ["", "monday\nwhat is this\n", "monday\n+ 1 0\n", "\xff\n"])
def test_what_is_no_journal_counts_for_nothing(
    journal: Journal, journal_file: JournalFile, tmp_path: Path, text: str
) -> None:
    journal_file.close()
    (tmp_path / "worker" / "12-3").write_text(text, "utf-8")
    assert journal.left() == []


@pytest.mark.parametrize("left_over", [0, 9, 4_096, 100_000])
def test_a_file_that_somebody_cut_counts_for_nothing(
    journal: Journal, journal_file: JournalFile, tmp_path: Path, left_over: int
) -> None:
    for subscriber in range(12_000):
        journal_file.record_start(subscriber, 0)
    os.truncate(tmp_path / "worker" / "12-3", left_over)
    assert journal.left() == []
    journal_file.record_result(settled(2, Sent(20)))  # which ended the process while it was mapped
    assert journal.left() == []


def test_a_file_that_is_no_journal_is_left_alone(journal: Journal, tmp_path: Path) -> None:
    journal.journal_file(CLAIM)
    for name in ("to-do", "12-3-old"):
        (tmp_path / "worker" / name).write_text("keep me")
    journal.clear()
    assert {file.name for file in (tmp_path / "worker").iterdir()} == {"to-do", "12-3-old"}


def test_a_file_that_takes_no_more_is_removed(
    journal: Journal, journal_file: JournalFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal_file.record_start(1, 0)
    monkeypatch.setattr(os, "pwrite", lambda *_: 0)
    with capture_logs() as logs:
        journal_file.record_start(2, 0)
        journal_file.record_start(3, 0)
    assert [log["kind"] for log in logs] == ["OSError"]
    assert journal.left() == []


def test_a_discarded_file_is_gone(journal: Journal, journal_file: JournalFile) -> None:
    journal_file.record_start(1, 0)
    journal_file.discard()
    journal_file.record_start(2, 0)
    assert journal.left() == []


def test_a_closed_file_stays_until_it_is_cleared(
    journal: Journal, journal_file: JournalFile
) -> None:
    journal_file.close()
    journal_file.record_start(1, 0)
    assert left(journal) == AttemptLog(chunk_id=12, epoch=3)
    journal.clear()
    assert journal.left() == []


def test_a_file_takes_over_nothing_from_an_older_one(
    journal: Journal, journal_file: JournalFile
) -> None:
    for subscriber in range(100):
        journal_file.record_start(subscriber, 0)
    journal_file.close()
    journal.journal_file(CLAIM).record_start(7, 0)
    assert left(journal).unfinished == {7}


def test_a_file_that_can_not_be_removed_counts_no_more(
    journal: Journal, journal_file: JournalFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal_file.record_start(1, 0)
    with monkeypatch.context() as stuck, capture_logs() as logs:
        stuck.setattr(Path, "unlink", refuse)
        journal_file.discard()
    assert [log["kind"] for log in logs] == ["PermissionError"]
    assert journal.left() == []


def test_a_file_grows_with_its_entries(journal: Journal, journal_file: JournalFile) -> None:
    for subscriber in range(30_000):
        journal_file.record_start(subscriber, 0)
    assert left(journal).unfinished == set(range(30_000))


def test_a_file_without_room_for_an_entry_is_removed(
    journal: Journal, journal_file: JournalFile
) -> None:
    journal_file.record_start(1, 0)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, limits[1]))
    try:
        for subscriber in range(30_000):
            journal_file.record_start(subscriber, 0)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert journal.left() == []


def test_on_a_disk_without_room_there_are_no_entries(journal: Journal) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, limits[1]))
    try:
        with capture_logs():  # which could not be written either
            journal_file = journal.journal_file(CLAIM)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    journal_file.record_start(1, 0)
    assert journal.left() == []


def test_where_nothing_can_be_written_there_are_no_entries(tmp_path: Path) -> None:
    (tmp_path / "worker").write_text("a file, no folder", "utf-8")
    journal = Journal(folder=tmp_path / "worker", boot="monday")
    journal_file = journal.journal_file(CLAIM)
    journal_file.record_start(1, 0)
    journal_file.discard()
    assert journal.left() == []


def test_without_a_folder_there_are_no_entries() -> None:
    journal = Journal.of(None, "bot")
    journal_file = journal.journal_file(CLAIM)
    journal_file.record_start(1, 0)
    journal_file.discard()
    assert journal.left() == []
    journal.clear()


def test_workers_have_journals_of_their_own_whatever_their_names(tmp_path: Path) -> None:
    names = ("bot", "../bot", "二番", "a/b")
    journals = [Journal.of(tmp_path / "notes", name) for name in names]
    for journal in journals:
        journal.journal_file(CLAIM).record_start(1, 0)
    assert len({journal.folder for journal in journals}) == len(names)
    assert all(
        journal.folder and journal.folder.parent == tmp_path / "notes" for journal in journals
    )
    assert all(left(journal).unfinished == {1} for journal in journals)


def test_a_file_that_an_earlier_release_left_is_understood(tmp_path: Path) -> None:
    older = Journal(folder=older_notes(tmp_path), boot="5d3c0c52-7c1e-4a56-9d52-0f6f1f0e7a11")
    arrived = Settlement(subscriber_id=9, part=0, outcome=Sent(9500), more=True, rest=1.05)
    assert left(older) == AttemptLog(
        chunk_id=3, epoch=1, arrived=(arrived,), unfinished=frozenset({11})
    )


def test_an_earlier_release_would_understand_what_is_written_today(
    journal: Journal, journal_file: JournalFile, tmp_path: Path
) -> None:
    for subscriber in (9, 10, 11):
        journal_file.record_start(subscriber, 0)
    journal_file.record_result(settled(9, Sent(9500)))
    journal_file.record_result(settled(10, Refused("no")))
    written = (tmp_path / "worker" / "12-3").read_text("ascii").rstrip("\0")
    _, entries = (OLDER_NOTES / "bot" / "3-1").read_text("ascii").split("\n", 1)
    assert written == f"{journal.boot}\n{entries}"
