"""Texts that were already formatted: a broadcast says the same to everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.simulator.formatting import format_text

KEPT: Final = 256


@dataclass(slots=True)
class Contents:
    """The last few texts with the fields of a Message that hold them.

    Equal texts share one object, so that a hundred thousand messages weigh little.
    """

    _kept: dict[tuple[str, str], Mapping[str, object]] = field(default_factory=dict)

    def text(self, text: str, parse_mode: str) -> Mapping[str, object]:
        """The fields `text` and `entities`; raises `RefusalError` for a text that can't be."""
        key = (text, parse_mode)
        found = self._kept.get(key)
        if found is None:
            found = format_text(text, parse_mode).content("text", "entities")
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self._kept[key] = found
        return found
