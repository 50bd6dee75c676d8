"""A file that is put into the watched folder becomes an edition once it is whole."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.settings import SettingsError
from bot.submissions.submitter import Submitter
from bot.submissions.watched_folder import WatchedFolder
from digests.errors import StoreBusyError
from tests.support.desk import DIGEST, Desk, texts

SHAPELESS = "The Harbour Letter, 20 November 2026\n\nThe ferry runs again, says the harbour.\n"


@dataclass
class Drop:
    """A watched folder, and the time that goes by."""

    desk: Desk
    path: Path
    folder: WatchedFolder = field(init=False)
    seconds: float = 0.0

    def put(self, name: str, content: str | bytes = DIGEST) -> Path:
        file = self.path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    async def look(self, after: float = 10.0) -> list[str]:
        """Look now, and again after so many seconds; what the editor is told."""
        before = len(self.desk.world.inbox(self.desk.editor))
        await self.folder.look()
        self.seconds += after
        await self.folder.look()
        return texts(self.desk.world.inbox(self.desk.editor)[before:])

    def left(self) -> list[str]:
        """What lies where, without the folders themselves."""
        files = (path for path in self.path.rglob("*") if not path.is_dir())
        return sorted(str(path.relative_to(self.path)) for path in files)


@pytest.fixture
def drop(desk: Desk, tmp_path: Path, submitter: Submitter) -> Drop:
    drop = Drop(desk, tmp_path / "inbox")
    drop.folder = WatchedFolder(
        path=drop.path,
        submitter=submitter,
        publishes=False,
        words=desk.services.translations.of(None),
        clock=desk.clock,
        elapsed=lambda: drop.seconds,
    )
    drop.folder.prepare()
    return drop


async def test_a_file_becomes_a_draft_whose_card_the_editors_see(drop: Drop) -> None:
    drop.put("letter.md")
    origin, card = await drop.look()
    assert origin == "📥 From the folder: letter.md"
    assert "\n📄 The Harbour Letter" in card
    assert "Draft: readers don't see it yet." in card
    assert drop.left() == ["done/letter.md"]
    assert await drop.look() == []


async def test_what_is_still_written_is_not_taken(drop: Drop) -> None:
    file = drop.put("letter.md", DIGEST[:150])
    await drop.folder.look()
    drop.seconds += 4
    file.write_text(DIGEST)
    assert await drop.look(after=4) == []
    assert len(await drop.look(after=2)) == 2
    assert drop.left() == ["done/letter.md"]


@pytest.mark.parametrize("name", [".letter.md", "letter.md.part", "letter.md~", "letter.tmp"])
async def test_what_programs_name_as_unfinished_is_left_alone(drop: Drop, name: str) -> None:
    drop.put(name)
    assert await drop.look() == []
    (drop.path / name).rename(drop.path / "letter.md")
    assert len(await drop.look()) == 2


async def test_links_and_what_is_no_file_are_left_alone(drop: Drop, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(DIGEST)
    (drop.path / "link.txt").symlink_to(secret)
    (drop.path / "folder.txt").mkdir()
    os.mkfifo(drop.path / "pipe.txt")
    assert await drop.look() == []
    assert drop.left() == ["link.txt", "pipe.txt"]


async def test_a_link_that_takes_the_place_of_a_file_is_not_followed(
    drop: Drop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(DIGEST)
    file = drop.put("letter.txt", "1. A bell was found\nIn the mole.\n")
    whole = drop.folder._whole

    def whole_and_then_a_link() -> list[str]:
        names = whole()
        if names:
            file.unlink()
            file.symlink_to(secret)
        return names

    monkeypatch.setattr(WatchedFolder, "_whole", lambda _: whole_and_then_a_link())
    assert "ferry" not in "".join(await drop.look())
    assert drop.left() == ["letter.txt"]
    assert secret.exists()


async def test_what_can_not_be_read_lies_beside_its_reason(drop: Drop) -> None:
    drop.put("song.mp3", b"ID3\x04" + bytes(200))
    (told,) = await drop.look()
    origin, reason = told.split("\n")
    assert origin == "📥 From the folder: song.mp3"
    assert reason.startswith("This kind of file can't be read.")
    assert drop.left() == ["failed/song.mp3", "failed/song.mp3.txt"]
    assert (drop.path / "failed/song.mp3.txt").read_text() == f"{reason}\n"


async def test_what_is_too_big_is_not_even_read(drop: Drop) -> None:
    os.truncate(drop.put("letter.txt"), 10**12)
    (told,) = await drop.look()
    assert told.endswith("The file is too big; at most 20 MB can be read.")


async def test_nothing_that_was_moved_there_before_is_overwritten(drop: Drop) -> None:
    for number in range(3):
        drop.put("letter.txt", DIGEST.replace("seven", str(number)) + str(number))
        drop.put("no.mp3", b"ID3\x04" + bytes(200 + number))
        await drop.look()
    assert len([name for name in drop.left() if name.startswith("done/")]) == 3
    assert len([name for name in drop.left() if name.startswith("failed/")]) == 6


async def test_a_file_that_was_taken_and_not_moved_is_the_same_draft(drop: Drop) -> None:
    drop.put("letter.txt")
    await drop.look()
    drop.put("letter.txt")
    assert len(await drop.look()) == 2
    assert len(await drop.desk.store.editions.drafts()) == 1


async def test_it_waits_where_the_store_takes_nothing(
    drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*_args: object, **_named: object) -> None:
        raise StoreBusyError("locked")

    drop.put("letter.txt")
    with monkeypatch.context() as patch:
        patch.setattr(type(drop.desk.store.editions), "add", busy)
        with pytest.raises(StoreBusyError):
            await drop.look()
    assert drop.left() == ["letter.txt"]
    assert len(await drop.look()) == 2


async def test_a_file_that_can_not_be_moved_is_told_of_once(drop: Drop) -> None:
    (drop.path / "done").rmdir()
    (drop.path / "done").symlink_to(drop.path.parent)
    drop.put("letter.txt")
    told = await drop.look()
    assert told[-1].startswith("📥 From the folder: letter.txt\nThe file can't be opened or moved.")
    assert await drop.look() == []
    assert drop.left() == ["letter.txt"]


# --- published by itself -------------------------------------------------------------------------


async def test_where_it_publishes_readers_get_what_asks_for_no_decision(drop: Drop) -> None:
    wren = await drop.desk.subscriber("Wren")
    drop.folder.publishes = True
    drop.put("letter.txt")
    told = await drop.look()
    assert "📥 From the folder: letter.txt\nIt is published." in told
    await drop.desk.deliver()
    (digest,) = drop.desk.world.inbox(wren)
    assert digest.text.startswith("🗞 The Harbour Letter")


@pytest.mark.parametrize(
    "text", [SHAPELESS, DIGEST.replace("20 November", "10 November").replace("19 Nov", "9 Nov")]
)
async def test_what_is_blocked_or_old_stays_a_draft_and_says_so(drop: Drop, text: str) -> None:
    wren = await drop.desk.subscriber("Wren")
    drop.folder.publishes = True
    drop.put("letter.txt", text)
    origin, card = await drop.look()
    assert origin.endswith("It stays a draft, because something about it wants your decision.")
    assert "Draft: readers don't see it yet." in card
    await drop.desk.deliver()
    assert not drop.desk.world.inbox(wren)


async def test_where_another_editor_has_to_agree_nothing_is_published_by_itself(
    drop: Drop, submitter: Submitter
) -> None:
    newsroom = replace(submitter.newsroom, needs_approval=True)
    drop.folder.submitter = replace(submitter, newsroom=newsroom)
    drop.folder.publishes = True
    drop.put("letter.txt")
    origin, card = await drop.look()
    assert "It stays a draft" in origin
    assert "Draft: readers don't see it yet." in card


async def test_no_edition_takes_anothers_place_by_itself(drop: Drop) -> None:
    drop.folder.publishes = True
    await drop.desk.pressed(drop.desk.editor, await drop.desk.draft(), "📣 Publish now")
    drop.put("letter.txt", DIGEST.replace("three weeks", "four weeks"))
    origin, card = await drop.look()
    assert "It stays a draft" in origin
    assert "An edition of Fri, November 20, 2026 is already published." in card


# --- the setting ---------------------------------------------------------------------------------


def test_a_folder_that_takes_nothing_stops_the_start_with_a_sentence(
    drop: Drop, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    drop.folder.path = tmp_path / "file"
    with pytest.raises(SettingsError, match="BOT_INBOX is wrong: user"):
        drop.folder.prepare()


def test_the_bots_own_data_are_no_inbox(drop: Drop) -> None:
    with pytest.raises(SettingsError, match="own data"):
        drop.folder.prepare((drop.path.parent, drop.path.parent / "inbox"))
