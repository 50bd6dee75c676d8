"""A folder in which commands are run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.bot.cli.shell import Shell
from tests.support.forking import ForkServer


@pytest.fixture
def shell(tmp_path: Path, fork_server: ForkServer) -> Shell:
    return Shell(tmp_path, fork_server)


@pytest.fixture
def tables(tmp_path: Path, template: Path) -> None:
    """Lets the data folder have a database already, in which there is nothing."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    shutil.copy(template, folder / "kawaraban.db")
