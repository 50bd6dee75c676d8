"""How the bot's process runs: in uvloop, where there is one, and seldom looking for garbage."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

_SELDOM = (10_000, 20, 50)
"""After how many new objects garbage is looked for, and how often that reaches older ones."""


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run a program to its end, as `asyncio.run` does.

    A broadcast is mostly sockets, and uvloop needs a sixth less of a core for each message. Looking
    for garbage as often as Python does by itself takes another fifth: messages leave hardly any
    that counting references doesn't find, while all modules are gone through again and again.
    """
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    with asyncio.Runner(loop_factory=_new_loop) as runner:
        return runner.run(main)


def _new_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop  # noqa: PLC0415 - there is none for Windows
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()
