"""The ways by which editions come in besides the chat, as far as the operator has opened them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from bot.submissions.endpoint import EditionsEndpoint
from bot.submissions.watched_folder import WatchedFolder
from bot.submissions.web_pages import FollowedPages
from digests.errors import StoreError

log = structlog.get_logger()

Look = Callable[[], Awaitable[None]]
"""Takes what is there by now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The folder and the pages, which one process looks at for all, and the endpoint of each.

    None is what the operator wants not. Of folder and pages the intervals are seconds: who puts a
    file down waits for it, and a page that is slow to come must not hold up the minute's tick.
    """

    folder: WatchedFolder | None = None
    pages: FollowedPages | None = None
    endpoint: EditionsEndpoint | None = None
    folder_interval: float = 2.0
    pages_interval: float = 20.0

    async def run(self, stop: asyncio.Event) -> None:
        """Look at folder and pages until told to stop."""
        async with asyncio.TaskGroup() as looking:
            if self.folder:
                looking.create_task(_repeated(self.folder.look, self.folder_interval, stop))
            if self.pages:
                looking.create_task(_repeated(self.pages.look, self.pages_interval, stop))


async def _repeated(look: Look, interval: float, stop: asyncio.Event) -> None:
    """Look again and again; what fails is logged, and the next look comes all the same."""
    while not stop.is_set():
        try:
            await look()
        except StoreError as error:
            log.warning("submission_not_kept", error=type(error).__name__)
        except Exception:
            log.exception("submission_failed")
        try:
            await asyncio.wait_for(stop.wait(), interval)
        except TimeoutError:
            continue
