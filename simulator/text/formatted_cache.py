"""Texts that were already formatted: a broadcast says the same to everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

from simulator.protocol.wire import Fields, encode
from simulator.text.formatting import format_text
from simulator.text.keyboards import NO_MARKUP, Markup, read_markup

K = TypeVar("K")
V = TypeVar("V")
KEPT: Final = 256


@dataclass(slots=True)
class Contents:
    """The last few texts and keyboards, each as the message holds it.

    Equal ones share one object, so that a hundred thousand messages weigh little.
    """

    _texts: dict[tuple[str, str], Mapping[str, object]] = field(default_factory=dict)
    _markups: dict[tuple[str, bool], Markup] = field(default_factory=dict)

    def text(self, text: str, parse_mode: str) -> Mapping[str, object]:
        """The fields `text` and `entities`; raises `RefusalError` for a text that can't be."""
        key = (text, parse_mode)
        found = self._texts.get(key)
        if found is None:
            found = format_text(text, parse_mode).content("text", "entities")
            _keep(self._texts, key, found)
        return found

    def markup(self, fields: Fields | None, *, private: bool) -> Markup:
        """The keyboard; raises `RefusalError` for one that can't be."""
        if fields is None:
            return NO_MARKUP
        key = (encode(fields.as_json()), private)
        found = self._markups.get(key)
        if found is None:
            found = read_markup(fields, private=private)
            _keep(self._markups, key, found)
        return found


def _keep(kept: dict[K, V], key: K, value: V) -> None:
    if len(kept) >= KEPT:
        kept.clear()
    kept[key] = value
