"""What was told lately and is remembered for a while, in this process only."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Remembered:
    """The last things that were added, at most `most` of them; a restart forgets them all."""

    most: int = 1_000
    _kept: dict[Hashable, None] = field(default_factory=dict)

    def add(self, key: Hashable) -> bool:
        """Remember one more; False if it was among them already."""
        is_new = key not in self._kept
        self._kept[key] = None
        if len(self._kept) > self.most:
            del self._kept[next(iter(self._kept))]
        return is_new

    def take(self, key: Hashable) -> bool:
        """Forget one; False if it was not among them."""
        if key not in self._kept:
            return False
        del self._kept[key]
        return True
