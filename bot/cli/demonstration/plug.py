"""The plug of the demo's bot, pulled in the middle of a broadcast."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from bot.cli.demonstration.tally import Tally
from simulator.state.host import Words
from simulator.world import World

_A_DAY: Final = 86_400.0
_PATIENCE: Final = 60.0
"""Seconds until the plug is pulled, also where no broadcast gets going."""
_A_MOMENT: Final = 0.5
"""Seconds within which it is pulled then, at any time: else it would always be at the very instant
at which a message has arrived and the bot has not heard of it yet."""
_ENOUGH: Final = 1 / 3
"""The share of readers who have the paper in the middle of a broadcast."""

_READY: Final = MappingProxyType(
    {"en": "The bot is running.", "ja": "ボットは動いています。"},
)
_WAITING: Final = MappingProxyType(
    {
        "en": "The plug will be pulled in the middle of the broadcast …",
        "ja": "配信の途中で電源を抜きます……",
    }
)
_BACK: Final = MappingProxyType(
    {
        "en": "Killed with {have} of {all} papers out, and started again.",
        "ja": "{all}人中{have}人に届いたところで強制終了し、起動し直しました。",
    }
)


@dataclass(kw_only=True)
class Plug:
    """Waits for the middle of a broadcast, for which it lets a day pass if none is under way.

    `lose_power` kills the bot and starts it again. `hesitation` is for how many seconds the hand
    rests on the plug.
    """

    world: World
    tally: Tally
    lose_power: Callable[[], Awaitable[None]]
    hesitation: Callable[[], float] = lambda: random.uniform(0.0, _A_MOMENT)  # noqa: S311 - a hand
    line: Words = field(default_factory=lambda: _READY)
    pulls: int = 0
    _pulling: asyncio.Task[None] | None = None

    def pull(self) -> None:
        """Begin; a second time only when the first is over."""
        if self._pulling is None or self._pulling.done():
            self._pulling = asyncio.create_task(self._pulled())

    async def finished(self) -> None:
        """Wait until it is in again."""
        if self._pulling is not None:
            await self._pulling

    async def _pulled(self) -> None:
        self.line = _WAITING
        if self.tally.arrived == len(self.tally.readers):
            self.world.advance(_A_DAY)
        with suppress(TimeoutError):
            await self.world.wait_until(self._is_midway, timeout=_PATIENCE)
            await asyncio.sleep(self.hesitation())
        have = self.tally.arrived
        await self.lose_power()
        self.tally.wait_anew()
        self.pulls += 1
        places = {"have": have, "all": len(self.tally.readers)}
        self.line = {language: text.format(**places) for language, text in _BACK.items()}

    def _is_midway(self) -> bool:
        return self.tally.arrived >= len(self.tally.readers) * _ENOUGH
