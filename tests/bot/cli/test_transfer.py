"""`transfer` from the command line: what is said, and that no bot works with the data meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli import transfer
from bot.composition.data_folder import alone, in_use
from bot.composition.store import delivery
from bot.errors import CommandError
from bot.settings import OfflineSettings
from digests.store import Store
from tests.bot.cli.shell import Shell

SAMPLE = Path(__file__).parents[3] / "bot" / "cli" / "samples" / "2026-11-20.en.md"
TOKEN = "4242:abcdefghijkl"  # noqa: S105 - it opens nothing
OTHER = "sqlite:///other.db"


def filled(shell: Shell) -> str:
    """What `status` says of a folder with an edition and two readers."""
    (shell.folder / "readers.csv").write_text("chat_id\n5\n6\n")
    shell.prints("readers", "import", "readers.csv")
    shell.prints("publish", "--yes", SAMPLE)
    return shell.prints("status")


def test_everything_is_in_the_new_database_and_still_in_the_old_one(shell: Shell) -> None:
    before = filled(shell)
    printed = shell.prints("transfer", "--to", OTHER)
    assert "subscribers: 2\n" in printed
    assert "Now set BOT_DATABASE_URL" in printed
    assert shell.prints("status", BOT_DATABASE_URL=OTHER) == before == shell.prints("status")
    assert "Subscribed: 2" in before
    again = shell.run("transfer", "--to", OTHER)
    assert again.returncode == 1
    assert "already; it must be empty" in again.stderr


def test_what_a_killed_bot_knows_of_messages_under_way_comes_along(shell: Shell) -> None:
    filled(shell)

    def journal(url: str) -> Path:
        settings = OfflineSettings.given(data_dir=Path("data"), database_url=url or None)
        folder = delivery(settings).journal
        assert folder
        return shell.folder / folder

    journal("").mkdir(parents=True)
    (journal("") / "bot").write_text("entries")
    shell.prints("transfer", "--to", OTHER)
    assert (journal(OTHER) / "bot").read_text() == "entries"


def test_nothing_is_transferred_while_a_bot_runs(shell: Shell) -> None:
    with in_use(shell.folder / "data"):
        done = shell.run("transfer", "--to", OTHER)
    assert done.returncode == 1
    assert (
        done.stderr
        == "kawaraban: a bot runs with these data; wait until that has ended, or stop it.\n"
    )


async def test_nothing_is_transferred_while_a_bot_of_another_machine_lives(shell: Shell) -> None:
    store = await Store.open(f"sqlite+aiosqlite:///{shell.folder / 'kawaraban.db'}")
    await store.migrate()
    await store.processes.join("bot-1/a", "bot-1")
    await store.close()
    settings = OfflineSettings.given(data_dir=shell.folder)
    with pytest.raises(CommandError, match="a bot runs with the old database"):
        await transfer.copy_everything(
            settings.database, f"sqlite+aiosqlite:///{shell.folder / 'o.db'}"
        )


@pytest.mark.parametrize("words", [["run"], ["deliver", "--name", "other"]])
def test_no_bot_starts_meanwhile(shell: Shell, words: list[str]) -> None:
    with alone(shell.folder / "data"):
        done = shell.run(*words, BOT_TOKEN=TOKEN)
    assert done.returncode == 1
    assert "its data are being restored or transferred" in done.stderr


def test_a_place_that_is_none_is_told(shell: Shell) -> None:
    shell.prints("migrate")
    for url, told in (
        ("mysql://x/y", "must begin with one of"),
        ("sqlite:////nowhere/at/all.db", "--to can't be opened: unable to open database file."),
        ("sqlite:///data/kawaraban.db", "--to names the database that is in use already."),
    ):
        done = shell.run("transfer", "--to", url)
        assert done.returncode == 1
        assert told in done.stderr
        assert "Traceback" not in done.stderr


def test_a_database_that_is_not_there_is_not_made_by_looking(shell: Shell) -> None:
    done = shell.run("transfer", "--to", OTHER)
    assert done.returncode == 1
    assert "not up to date" in done.stderr
