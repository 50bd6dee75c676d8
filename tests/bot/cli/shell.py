"""`python -m bot` as an operator runs it, in a folder with nothing but the settings given."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.forking import ForkServer, Wanted
from tests.support.surroundings import surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How a command ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


@dataclass
class Shell:
    """A folder in which `python -m bot` is run with nothing but the settings given."""

    folder: Path
    fork_server: ForkServer

    def run(self, *words: str | Path, **settings: str) -> Done:
        """How a command ends; in English, unless `LC_ALL` is among the settings."""
        said = tuple(map(str, words))
        return asyncio.run(
            self._run(
                said, surroundings() | {"LC_ALL": "C.UTF-8", "BOT_LANGUAGE": "en", **settings}
            )
        )

    async def _run(self, words: tuple[str, ...], environment: Mapping[str, str]) -> Done:
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            wanted = Wanted(
                words=words, environment=environment, folder=self.folder, output=out, errors=err
            )
            process = await self.fork_server.start(wanted)
            code = await process.wait()
            out.seek(0)
            err.seek(0)
            return Done(returncode=code, stdout=out.read().decode(), stderr=err.read().decode())

    def prints(self, *words: str | Path, **settings: str) -> str:
        done = self.run(*words, **settings)
        assert done.returncode == 0, done.stderr
        return done.stdout
