"""A folder in which commands are run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.cli.shell import Shell
from tests.support.forking import ForkServer


@pytest.fixture
def shell(tmp_path: Path, fork_server: ForkServer) -> Shell:
    return Shell(tmp_path, fork_server)
