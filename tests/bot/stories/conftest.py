"""Stories happen in a town of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.forking import ForkServer
from tests.support.town import Town


@pytest.fixture(scope="session")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for what towns have published, to be copied by the next."""
    return tmp_path_factory.mktemp("archives")


@pytest.fixture
async def town(
    tmp_path: Path, fork_server: ForkServer, archives: Path, template: Path
) -> AsyncIterator[Town]:
    """A town whose bot is not started yet, with tables and nothing in them."""
    async with Town.opened(tmp_path, fork_server=fork_server, tables=template) as town:
        town.archives = archives
        yield town
