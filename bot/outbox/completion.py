"""What is being sent comes to its end, also where whoever sends it is cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

_Result = TypeVar("_Result")


async def to_its_end(sending: Coroutine[Any, Any, _Result]) -> _Result:
    """Send, and have what is known by then written down; who is cancelled meanwhile waits for it.

    Raises what the sending raises, and once it has ended `CancelledError` for who was cancelled.
    """
    task = asyncio.create_task(sending)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.gather(task, return_exceptions=True)
        raise
