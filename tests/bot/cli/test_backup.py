"""`backup` and `restore` from the command line: what is said, and that no bot runs meanwhile."""

from __future__ import annotations

from pathlib import Path

from bot.composition.data_folder import in_use
from tests.bot.cli.shell import Shell

SAMPLE = Path(__file__).parents[3] / "bot" / "cli" / "samples" / "2026-11-20.en.md"


def readers(shell: Shell, *chats: int) -> None:
    lines = "\n".join(["chat_id", *map(str, chats), ""])
    (shell.folder / "readers.csv").write_text(lines)
    shell.prints("readers", "import", "readers.csv")


def test_what_was_backed_up_is_back_and_what_was_there_is_kept(shell: Shell) -> None:
    readers(shell, 5, 6)
    shell.prints("publish", "--yes", SAMPLE)
    shell.prints(
        "publish", SAMPLE.with_name("2026-11-22.ja.txt"), "--yes", "--at", "2999-01-01T07:00"
    )
    with in_use(shell.folder / "data"):
        made = shell.prints("backup")
    assert "In it: 2 readers · 2 editions · 0 pictures" in made
    file = made.partition(" ")[0]
    assert Path(file).parent == Path("data/backups")
    readers(shell, 7)
    printed = shell.prints("restore", file)
    assert f"{file} is in place." in printed
    assert "that are paused: 1. Scheduled editions that are drafts now: 1." in printed
    assert "Subscribed: 2" in shell.prints("status")
    (kept,) = (shell.folder / "data").glob("kawaraban-before-*.db")
    assert kept.name in printed
    assert "Subscribed: 3" in shell.prints("status", BOT_DATABASE_URL=f"sqlite:///{kept}")


def test_a_backup_is_made_in_the_folder_that_is_named(shell: Shell) -> None:
    shell.prints("migrate")
    shell.prints("backup", "--to", "here")
    assert len(list((shell.folder / "here").iterdir())) == 1


def test_nothing_is_restored_while_a_bot_runs(shell: Shell) -> None:
    readers(shell, 5)
    file = shell.prints("backup").partition(" ")[0]
    with in_use(shell.folder / "data"):
        done = shell.run("restore", file)
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr
        == "kawaraban: a bot runs with these data; wait until that has ended, or stop it.\n"
    )


def test_a_damaged_database_is_told_with_what_helps(shell: Shell) -> None:
    readers(shell, 5)
    file = shell.folder / "data" / "kawaraban.db"
    file.write_bytes(b"\0" * 4096 + file.read_bytes()[4096:])
    done = shell.run("status")
    assert done.returncode == 1
    assert "the database is damaged: " in done.stderr
    assert "restore FILE. The backups are in data/backups." in done.stderr


def test_what_can_not_be_done_is_told_in_a_sentence(shell: Shell) -> None:
    (shell.folder / "notes.db").write_text("none")
    for words, told in (
        (("backup",), "no backup was made: there is no data/kawaraban.db."),
        (("restore", "none.db"), "nothing was restored: none.db can't be opened: No such file"),
        (("restore", "notes.db"), "notes.db is no backup of the kind of database in use"),
    ):
        done = shell.run(*words)
        assert done.returncode == 1
        assert told in done.stderr
        assert "Traceback" not in done.stderr
