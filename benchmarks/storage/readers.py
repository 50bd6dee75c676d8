"""A file of very many readers taken in and written out: processor time, memory, and how long.

    python -m benchmarks.storage.readers [READERS]

Each step is a process of its own, as an operator runs it: new readers, the same file again, another
hour for all of them, and the export. Beside it a bot writes fifty times a second; how long it had
to wait is for how long the import kept others from writing.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.storage.writer import writing

ROOT = Path(__file__).parents[2]
READERS = 1_000_000
_MEGABYTE = 1024 if sys.platform != "darwin" else 2**20  # ru_maxrss counts kB, on macOS bytes
_ZONES = ("Asia/Tokyo", "Europe/Berlin", "America/New_York", "UTC", "Asia/Kolkata")
_FORMS = ("summaries", "headlines", "full", "rich", "file")


def lines(readers: int, shift: int) -> Iterator[str]:
    """A file's lines; `shift` moves everybody's minute."""
    yield "chat_id,language,timezone,hour,state,form,joined_at\n"
    for n in range(readers):
        minute = (n * 7 + shift) % 1440
        hour = f"{minute // 60:02}:{minute % 60:02}"
        zone, form = _ZONES[n % 5], _FORMS[n % 3]
        joined = f"2026-01-{1 + n % 28:02}T07:00:{n % 60:02}+00:00"
        yield f"{10**9 + n},ja,{zone},{hour},active,{form},{joined}\n"


def measured(settings: Mapping[str, str], told: str, *words: str | Path) -> None:
    """Run a command of ours, and print what it took."""
    command = [sys.executable, "-m", "bot", "readers", *map(str, words)]
    started = time.perf_counter()
    with writing(Path(settings["BOT_DATA_DIR"]) / "kawaraban.db") as waits:
        process = subprocess.Popen(  # noqa: S603 - our own command
            command, cwd=ROOT, env=os.environ | settings, stdout=subprocess.DEVNULL
        )
        _, status, used = os.wait4(process.pid, 0)
        took = time.perf_counter() - started
    assert status == 0, told
    cpu = used.ru_utime + used.ru_stime
    print(
        f"{told}: {cpu:.1f} s of CPU, {took:.1f} s, {used.ru_maxrss / _MEGABYTE:.0f} MB at most;"
        f" a bot waited for {waits.longest:.1f} s"
    )


def main() -> None:
    """Measure and print."""
    readers = int(sys.argv[1]) if len(sys.argv) > 1 else READERS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = {"BOT_ENV_FILE": "", "BOT_DATA_DIR": str(folder), "BOT_DATABASE_URL": ""}
        for shift, file in ((0, folder / "readers.csv"), (1, folder / "moved.csv")):
            with file.open("w", encoding="utf-8") as target:
                target.writelines(lines(readers, shift))
        migrate = [sys.executable, "-m", "bot", "migrate"]
        subprocess.run(migrate, cwd=ROOT, env=os.environ | settings, check=True)  # noqa: S603 - ours
        first, moved = folder / "readers.csv", folder / "moved.csv"
        many = f"{readers:,} readers"
        measured(settings, f"{many} looked at", "import", "--dry-run", first)
        measured(settings, f"{many} taken in", "import", first)
        measured(settings, f"{many} taken in again", "import", first)
        measured(settings, f"{many} moved", "import", moved)
        measured(settings, f"{many} written out", "export", folder / "out.csv")


if __name__ == "__main__":
    main()
