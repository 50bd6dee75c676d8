"""Who should have a paper and who has it, how often: missed and doubled."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from bot.cli.demonstration.demo_readers import DemoReader
from simulator.world import World

_PATIENCE: Final = 30.0
"""Seconds that a paper may take, a start of the bot included, until it counts as missed."""


@dataclass(kw_only=True)
class Tally:
    """What is due is counted from the readers' hours, what they have by the local Telegram.

    `title` is what an edition is known by, of the paper of that key and of that day. Whoever was
    played by somebody may have asked for a paper again, so theirs are not counted twice.
    """

    world: World
    readers: Sequence[DemoReader]
    title: Callable[[str, date], str]
    now: Callable[[], datetime]
    elapsed: Callable[[], float] = time.monotonic
    _owed: dict[tuple[DemoReader, date], float] = field(default_factory=dict)

    def look(self) -> None:
        """Note what is due by now."""
        now, at = self.now(), self.elapsed()
        for reader in self.readers:
            self._owed.setdefault((reader, reader.latest(now)[0]), at)

    def wait_anew(self) -> None:
        """Be as patient as at first with what is still owed: the bot has just begun again."""
        at = self.elapsed()
        self._owed.update((one, at) for one in self._owed if not self._copies(*one))

    @property
    def arrived(self) -> int:
        """How many have the last paper that was due to them."""
        now = self.now()
        return sum(self._copies(one, one.latest(now)[0]) > 0 for one in self.readers)

    @property
    def missed(self) -> int:
        """How many papers came to nobody, and should have long ago."""
        at = self.elapsed()
        late = (one for one, since in self._owed.items() if at - since > _PATIENCE)
        return sum(not self._copies(*one) for one in late)

    @property
    def doubled(self) -> int:
        """How many papers came once more than they should."""
        alone = (one for one in self._owed if one[0].chat_id not in self.world.cloud.last_act)
        return sum(max(0, self._copies(*one) - 1) for one in alone)

    def _copies(self, reader: DemoReader, day: date) -> int:
        return self.world.copies(reader.chat_id, self.title(reader.preferences.paper, day))
