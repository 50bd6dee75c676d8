"""A folder in which commands are run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.forking import ForkServer
from tests.support.shell import Shell


@pytest.fixture
def shell(tmp_path: Path, fork_server: ForkServer) -> Shell:
    return Shell(tmp_path, fork_server)
