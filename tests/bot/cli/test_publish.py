"""`publish` from the command line: what is said of a file, what is refused, and who gets it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from tests.bot.cli.shell import Shell

pytestmark = pytest.mark.usefixtures("tables")
SHAPELESS = "Only a few words about this program, and how it is installed.\n"


def written(shell: Shell, name: str, *, days_ago: int = 0, words: str = "The ferry") -> str:
    day = date.today() - timedelta(days=days_ago)  # noqa: DTZ011 - a day of no zone
    text = (
        f"The Harbour Letter, {day.isoformat()}\n\n"
        f"1. {words} runs again (Harbour Post, {day.isoformat()})\nIt sails at seven.\n"
        "https://example.org/ferry\n\n"
        f"2. A bell was found (Harbour Post, {day.isoformat()})\nIn the old mole.\n"
    )
    (shell.folder / name).write_text(text)
    return name


def refused(shell: Shell, *words: str) -> str:
    done = shell.run("publish", *words)
    assert done.returncode == 1
    assert done.stderr.startswith("kawaraban: nothing was published.\n")
    assert "Traceback" not in done.stderr
    return done.stderr


def editions(shell: Shell) -> str:
    return shell.prints("status")


def test_what_is_published_says_what_looks_wrong_and_how_many_get_it(shell: Shell) -> None:
    (shell.folder / "readers.csv").write_text("chat_id,state\n5,\n6,\n7,left\n")
    shell.prints("readers", "import", "readers.csv")
    printed = shell.prints("publish", written(shell, "today.txt"))
    assert "The Harbour Letter" in printed
    assert "(2 items)" in printed
    assert "②: No source link." in printed.replace(", line 7", "")
    assert printed.rstrip().endswith("published, to 2 readers")
    assert "1 edition" in editions(shell)


def test_nothing_but_what_is_said_is_printed(shell: Shell) -> None:
    done = shell.run("publish", written(shell, "today.txt"))
    first, *problems, last = done.stdout.splitlines()
    assert re.fullmatch(r"[\d-]+: The Harbour Letter.* \(2 items\)", first)
    assert all(line.startswith("   ") for line in problems)
    assert last.endswith("published, to 0 readers")
    assert done.stderr == ""


@pytest.mark.parametrize("words", [(), ("--yes",), ("--archive",), ("--at", "2099-01-01 07:30")])
def test_nothing_is_published_by_a_command_where_another_editor_has_to_agree(
    shell: Shell, words: tuple[str, ...]
) -> None:
    settings = {"BOT_APPROVALS": "1", "BOT_ADMIN_IDS": "7 8"}
    done = shell.run("publish", *words, written(shell, "today.txt"), **settings)
    assert done.returncode == 1
    assert "another editor has to agree to it (BOT_APPROVALS); post it to the bot." in done.stderr
    assert "0 editions" in editions(shell)


def test_what_is_out_already_is_not_sent_again(shell: Shell) -> None:
    file = written(shell, "today.txt")
    shell.prints("publish", file)
    assert "today.txt: it is out already." in refused(shell, file, "--yes")
    other = written(shell, "other.txt", words="The tram")
    assert "other.txt: its day has another edition" in refused(shell, other, "--yes")


def test_what_is_blocked_is_published_when_somebody_is_sure(shell: Shell) -> None:
    (shell.folder / "README.md").write_text(SHAPELESS)
    told = refused(shell, "README.md")
    assert "README.md: something blocks it, see above; --yes publishes it all the same." in told
    assert "0 editions" in editions(shell)
    assert "published, to 0 readers" in shell.prints("publish", "README.md", "--yes")


def test_a_draft_keeps_its_slot_where_none_is_named(shell: Shell) -> None:
    evening = written(shell, "evening.txt")
    at = ("--at", "2999-01-01 20:00", "--yes")
    shell.prints("publish", evening, "--slot", "evening", *at)
    shell.prints("publish", evening, "--yes")
    assert "published" in shell.prints("publish", written(shell, "today.txt", words="The tram"))


def test_readers_are_counted_of_each_edition_s_paper(shell: Shell) -> None:
    shell.prints("papers", "change", "main", "--title", "The Harbour Letter", "--language", "en")
    shell.prints("papers", "add", "tide", "--title", "潮だより", "--language", "ja")
    (shell.folder / "readers.csv").write_text("chat_id,language\n5,en\n6,en\n7,ja\n")
    shell.prints("readers", "import", "readers.csv")
    today = date.today().isoformat()  # noqa: DTZ011 - a day of no zone
    (shell.folder / "ja.txt").write_text(
        f"潮だより {today}\n\n① 橋が架かる\n川に新しい橋が架かった。\nhttps://example.jp/bridge\n"
    )
    printed = shell.prints("publish", "--yes", written(shell, "today.txt"), "ja.txt")
    assert [line[-9:] for line in printed.splitlines() if "published, to" in line] == [
        "2 readers",
        " 1 reader",
    ]


def test_back_issues_go_into_the_archive_and_to_nobody(shell: Shell) -> None:
    (shell.folder / "readers.csv").write_text("chat_id\n5\n")
    shell.prints("readers", "import", "readers.csv")
    files = [written(shell, f"{days}.txt", days_ago=days) for days in (3, 4, 5)]
    told = refused(shell, *files)
    assert told.count("it is more than two days old; --archive puts it into the archive") == 3
    printed = shell.prints("publish", "--archive", *files)
    assert printed.count("in the archive") == 3
    assert "3 editions" in editions(shell)
    assert "#1" not in editions(shell), "no broadcast is under way"
    assert "it is out already" in refused(shell, files[0])


def test_an_old_edition_is_sent_when_somebody_is_sure(shell: Shell) -> None:
    file = written(shell, "old.txt", days_ago=9)
    assert "published, to 0 readers" in shell.prints("publish", file, "--yes")


def test_a_day_far_ahead_is_published_only_when_somebody_is_sure(shell: Shell) -> None:
    file = written(shell, "ahead.txt", days_ago=-9)
    assert "its day is more than a week ahead" in refused(shell, file)


def test_all_files_are_published_or_none(shell: Shell) -> None:
    first = written(shell, "first.txt")
    twice = written(shell, "twice.txt", words="The tram")
    (shell.folder / "empty.txt").write_bytes(b"")
    told = refused(shell, first, twice, "empty.txt")
    assert "twice.txt: another of these files is of the same day." in told
    assert "empty.txt: The file is empty." in told
    assert "0 editions" in editions(shell)
    assert "published" in shell.prints("publish", first)


@pytest.mark.parametrize("typed", ["2999-01-01T07:00", "2999-01-01 07:00", "2999-01-01 7時"])
def test_a_time_is_given_as_in_the_chat(shell: Shell, typed: str) -> None:
    file = written(shell, "today.txt")
    printed = shell.prints("publish", file, "--yes", "--at", typed)
    assert "scheduled for 2999-01-01T07:00:00+09:00, to 0 readers as of now" in printed
    assert "0 editions" in editions(shell)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--at", "soon"), "soon is no time; write it as 2026-11-24T07:00 or 07:00."),
        (("--at", "2020-01-01T07:00"), "2020-01-01 07:00+09:00 has passed; choose a later time."),
        (("--at", "07:00", "--archive"), "give one of them"),
    ],
)
def test_a_time_that_can_not_be_is_told(shell: Shell, words: tuple[str, ...], told: str) -> None:
    done = shell.run("publish", written(shell, "today.txt"), *words)
    assert done.returncode == 1
    assert told in done.stderr


def test_what_is_too_large_is_published_by_nobody_however_sure(shell: Shell) -> None:
    file = written(shell, "long.txt", words="The ferry")
    text = (shell.folder / file).read_text()
    (shell.folder / file).write_text(text.replace("It sails", "It sails and sails. " * 2_500))
    told = refused(shell, file, "--yes")
    assert "long.txt: it is too large to be published, see above; --yes does not help." in told
    assert "0 editions" in editions(shell)


def test_what_the_command_line_did_is_in_the_audit(shell: Shell) -> None:
    (shell.folder / "readers.csv").write_text("chat_id,state\n5,\n")
    shell.prints("readers", "import", "readers.csv", "--dry-run")
    assert shell.prints("audit") == ""
    shell.prints("readers", "import", "readers.csv")
    shell.prints("publish", written(shell, "today.txt"))
    shell.prints("publish", "--archive", written(shell, "older.txt", days_ago=9, words="A boat"))
    told = [line.partition(" · ")[2] for line in shell.prints("audit").splitlines()]
    assert told == [
        "the command line · took readers in",
        "the command line · published · edition 1 · is published",
        "the command line · put into the archive · edition 2 · is published",
    ]
    header, first, *rest = shell.prints("audit", "--csv").splitlines()
    assert header == "at,way,action,actor,edition,broadcast,person,detail,paper"
    assert first.endswith(",cli,import_readers,,,,,,")
    assert len(rest) == 2
    assert shell.prints("audit", "--since", "2100-01-01") == ""
    done = shell.run("audit", "--since", "yesterday")
    assert done.returncode == 1
    assert "yesterday is no day" in done.stderr
