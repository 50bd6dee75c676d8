"""The site in a folder: whole files, and nobody else's touched."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from bot.errors import CommandError
from bot.site.content import SiteContent
from bot.site.export import Exported, SiteFolder, export
from tests.bot.site.samples import DAY, Press

PAGES = {"": b"home", "2031-05-14/": b"edition", "2031-05-14/3/a.png": b"picture", "a.css": b"x"}


async def bodies(files: Mapping[str, bytes | None]) -> AsyncIterator[tuple[str, bytes]]:
    for path, body in files.items():
        assert body is not None, "the store is gone"
        yield path, body


async def exported(folder: Path, files: Mapping[str, bytes | None]) -> Exported:
    return await export(SiteFolder.opened(folder), bodies(files))


def lies_in(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and not file.name.startswith(".")
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "public" / "site"


async def test_a_page_is_the_index_of_its_folder(folder: Path) -> None:
    assert await exported(folder, PAGES) == Exported(files=4, written=4, removed=0)
    assert lies_in(folder) == {
        "index.html": b"home",
        "2031-05-14/index.html": b"edition",
        "2031-05-14/3/a.png": b"picture",
        "a.css": b"x",
    }


async def test_what_is_the_same_is_let_be(folder: Path) -> None:
    await exported(folder, PAGES)
    before = (folder / "a.css").stat().st_ino
    assert await exported(folder, PAGES | {"": b"new"}) == Exported(files=4, written=1, removed=0)
    assert (folder / "a.css").stat().st_ino == before
    (folder / "a.css").write_bytes(b"changed by hand")
    assert (await exported(folder, PAGES | {"": b"new"})).written == 1


async def test_what_is_no_more_is_deleted_with_its_folders_and_nothing_else(folder: Path) -> None:
    await exported(folder, PAGES)
    (folder / "CNAME").write_text("news.example.org")
    (folder / "2031-05-14" / "note.txt").write_text("by hand")
    assert (await exported(folder, {"": b"home"})).removed == 3
    assert set(lies_in(folder)) == {"index.html", "CNAME", "2031-05-14/note.txt"}
    assert not (folder / "2031-05-14" / "3").exists()


async def test_a_folder_with_other_things_is_refused(tmp_path: Path) -> None:
    folder = tmp_path
    (folder / "thesis.txt").write_text("years of work")
    with pytest.raises(CommandError, match="holds other things"):
        await exported(folder, PAGES)
    assert [*lies_in(folder)] == ["thesis.txt"]


async def test_what_somebody_put_in_the_way_is_not_written_over(folder: Path) -> None:
    await exported(folder, {"": b"home"})
    (folder / "a.css").write_text("by hand")
    for _ in range(2):
        with pytest.raises(CommandError, match=r"a\.css is in the way"):
            await exported(folder, PAGES)
    assert (folder / "a.css").read_text() == "by hand"


@pytest.mark.parametrize("name", ["2031-05-14", "index.html", ".kawaraban-part"])
async def test_nothing_is_written_through_a_link(folder: Path, tmp_path: Path, name: str) -> None:
    await exported(folder, {})
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    target = elsewhere if name == "2031-05-14" else elsewhere / "file"
    (folder / name).symlink_to(target)
    if name == ".kawaraban-part":
        await exported(folder, PAGES)
    else:
        with pytest.raises(CommandError, match="in the way"):
            await exported(folder, PAGES)
    assert not [*elsewhere.iterdir()]


@pytest.mark.parametrize("name", ["../precious", "/etc/x", "a//b", "./a", "a/../../b"])
async def test_a_list_that_leads_out_of_the_folder_is_none(folder: Path, name: str) -> None:
    await exported(folder, {"": b"home"})
    (folder.parent / "precious").write_text("here")
    with (folder / ".kawaraban-site").open("a") as opened:
        opened.write(f"{name}\n")
    with pytest.raises(CommandError, match="holds other things"):
        await exported(folder, {})
    assert (folder.parent / "precious").exists()


async def test_an_export_that_was_ended_leaves_nothing_unknown(folder: Path) -> None:
    with pytest.raises(AssertionError):
        await exported(folder, {**PAGES, "gone/": None})
    assert len(lies_in(folder)) == 4
    assert await exported(folder, {"": b"home"}) == Exported(files=1, written=0, removed=3)
    assert lies_in(folder) == {"index.html": b"home"}


async def test_what_is_recalled_leaves_the_folder_with_the_next_export(
    archive: Press, content: SiteContent, folder: Path
) -> None:
    async def all_bodies() -> AsyncIterator[tuple[str, bytes]]:
        async for path, file in content.files():
            yield path, file.body

    await export(SiteFolder.opened(folder), all_bodies())
    assert (folder / "2031-05-14" / "index.html").exists()
    edition = await archive.store.editions.of_day(DAY)
    assert edition
    await archive.recall(edition)
    await export(SiteFolder.opened(folder), all_bodies())
    assert not (folder / "2031-05-14").exists()
    assert (folder / "2031-05-13" / "index.html").exists()
