"""Writes the site into a folder: each file whole or not at all, and nothing that isn't its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bot.errors import CommandError
from bot.i18n.marking import mark

_MANIFEST = ".kawaraban-site"
"""The list of the files that were written into the folder, a line each below the first."""
_FIRST_LINE = "Kawaraban wrote these files, and deletes what the site no longer has:"
_PART = ".kawaraban-part"
"""The file that becomes another one once it is whole."""
_INDEX = "index.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """How many files a folder has now, how many of them changed, and how many are gone."""

    files: int
    written: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFolder:
    """A folder with a site in it, and what is known to have been written there before."""

    path: Path
    own: frozenset[str]

    @classmethod
    def opened(cls, path: Path) -> SiteFolder:
        """The folder, made where there is none; raises `CommandError` if it holds other things.

        Beside a site that was written before, other files are let be.
        """
        path.mkdir(parents=True, exist_ok=True)
        manifest = path / _MANIFEST
        if manifest.is_file():
            return cls(path=path, own=_listed(manifest))
        if any(path.iterdir()):
            raise _holds_other_things(path)
        return cls(path=path, own=frozenset())

    def write(self, path: str, body: bytes) -> bool:
        """Put what a path has into its file; False where it was there already."""
        name = file_name(path)
        file = self.path / name
        self._check_own(name)
        if name not in self.own:
            self.note(name)
        elif file.is_file() and file.read_bytes() == body:
            return False
        file.parent.mkdir(parents=True, exist_ok=True)
        self._replace(file, body)
        return True

    def _check_own(self, name: str) -> None:
        """Raise `CommandError` where a file of somebody else's would be written over or through."""
        file = self.path / name
        ways = [self.path / one for one in PurePosixPath(name).parents if one.name]
        if any(way.is_symlink() or (way.exists() and not way.is_dir()) for way in ways):
            raise _is_in_the_way(file)
        if file.is_symlink() or file.is_dir() or (file.exists() and name not in self.own):
            raise _is_in_the_way(file)

    def note(self, name: str) -> None:
        """Write down that a file is ours, before it is there."""
        with (self.path / _MANIFEST).open("a", encoding="utf-8") as opened:
            opened.write(f"{name}\n")

    def note_all(self, names: Iterable[str]) -> None:
        """Write down which files are ours, and no others."""
        told = "".join(f"{line}\n" for line in (_FIRST_LINE, *sorted(names)))
        self._replace(self.path / _MANIFEST, told.encode())

    def _replace(self, file: Path, body: bytes) -> None:
        part = self.path / _PART
        part.unlink(missing_ok=True)
        with part.open("xb") as opened:
            opened.write(body)
        part.replace(file)

    def remove(self, names: Iterable[str]) -> int:
        """Delete files of ours, and folders that are empty then; how many there were."""
        count = 0
        for name in names:
            self._check_own(name)
            file = self.path / name
            if file.is_file():
                file.unlink()
                count += 1
            for one in PurePosixPath(name).parents:
                if one.name:
                    with suppress(OSError):  # there are others in it
                        (self.path / one).rmdir()
        return count


def file_name(path: str) -> str:
    """The file that a server has for a path: of a page, the index of its folder."""
    return f"{path}{_INDEX}" if path.endswith("/") or not path else path


async def export(folder: SiteFolder, files: AsyncIterator[tuple[str, bytes]]) -> Exported:
    """Write all files into a folder, and delete those of before that are none any more.

    What is about to be written is noted first: an export that was ended leaves nothing unknown.
    """
    folder.note_all(folder.own)
    names: set[str] = set()
    written = 0
    async for path, body in files:
        names.add(file_name(path))
        written += folder.write(path, body)
    removed = folder.remove(folder.own - names)
    folder.note_all(names)
    return Exported(files=len(names), written=written, removed=removed)


def _listed(manifest: Path) -> frozenset[str]:
    """The files that a manifest names; raises `CommandError` where it is none of ours."""
    first, *names = manifest.read_text(encoding="utf-8", errors="replace").split("\n")
    *whole, _ = names or [""]  # what stands behind the last line was never written whole
    if first != _FIRST_LINE or not all(map(_is_inside, whole)):
        raise _holds_other_things(manifest.parent)
    return frozenset(whole)


def _is_inside(name: str) -> bool:
    """Whether a file's name leads nowhere but into the folder."""
    return all(part not in {"", ".", ".."} and "\0" not in part for part in name.split("/"))


def _holds_other_things(folder: Path) -> CommandError:
    return CommandError(
        mark("{folder} holds other things; give an empty folder, or one with a site by export."),
        folder=folder,
    )


def _is_in_the_way(file: Path) -> CommandError:
    return CommandError(mark("{file} is in the way: it is not by export."), file=file)
