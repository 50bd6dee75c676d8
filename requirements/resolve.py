"""See that the registry has a file for each pin, for every Python and machine the locks are for.

    python -m requirements.resolve [--source] LOCK …

Asks the registry which files there are and downloads none. Prints what is lacking, and ends with 1
if anything is.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from packaging.tags import Tag
from packaging.utils import parse_wheel_filename

from requirements.locks import TARGETS, Pin, Target, installed, pins

Files = Mapping[str, str]
"""The files of one version: name → SHA-256."""

Registry = Mapping[tuple[str, str], Files]
"""What there is, by a package's name and version."""

SOURCE = "--source"
"""The option that takes an archive to be built from for a file; without it only wheels count."""


def lacking(locked: Iterable[Pin], had: Registry, target: Target) -> Iterator[str]:
    """A sentence for each pin that could not be installed there."""
    tags = target.tags()
    for pin in installed(locked, target).values():
        files = had.get((pin.name, pin.version), {})
        fit = [file for file in files if _serves(file, tags)]
        if not fit:
            yield f"{pin.name} {pin.version} has no file"
        elif not any(files[file] in pin.hashes for file in fit):
            yield f"{pin.name} {pin.version}: the hash of {', '.join(fit)} is not in the lock"


def _serves(file: str, tags: frozenset[Tag]) -> bool:
    return not file.endswith(".whl") or not tags.isdisjoint(parse_wheel_filename(file)[3])


def registry(lock: Path, *, source: bool) -> Registry:
    """What the registry has of the pinned versions."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder, "pylock.toml")  # by this name uv knows the format
        command = ["uv", "pip", "compile", "--quiet", "--universal", "--no-deps"]
        options = ["--python-version", TARGETS[0].version, "--output-file", str(told), str(lock)]
        subprocess.run([sys.executable, "-m", *command, *options], check=True)  # noqa: S603 - ours
        packages = tomllib.loads(told.read_text("utf-8"))["packages"]
    return {
        (package["name"], package["version"]): dict(_files(package, source=source))
        for package in packages
    }


def _files(package: Mapping[str, Any], *, source: bool) -> Iterator[tuple[str, str]]:
    archives = [package["sdist"]] if source and "sdist" in package else []
    for file in [*package.get("wheels", ()), *archives]:
        yield unquote(PurePosixPath(urlsplit(file["url"]).path).name), file["hashes"]["sha256"]


def look_up(lock: Path, *, source: bool) -> Iterator[str]:
    """A sentence for each pin that is lacking somewhere, and where."""
    locked, had = pins(lock.read_text("utf-8")), registry(lock, source=source)
    where: dict[str, list[Target]] = {}
    for target in TARGETS:
        for sentence in lacking(locked, had, target):
            where.setdefault(sentence, []).append(target)
    for sentence, targets in where.items():
        yield f"{lock}: {sentence} ({', '.join(map(str, targets))})"
    print(f"{lock}: {len(locked)} packages looked up for {len(TARGETS)} kinds of machine")


def main() -> None:
    """Look every lock up that the command line names."""
    locks = [Path(word) for word in sys.argv[1:] if word != SOURCE]
    found = [line for lock in locks for line in look_up(lock, source=SOURCE in sys.argv)]
    sys.exit("\n".join(found) if found else 0)


if __name__ == "__main__":
    main()
