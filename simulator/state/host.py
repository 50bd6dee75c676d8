"""What the program that serves a world adds to its chat page: a tab with figures and buttons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from simulator.protocol.wire import JsonObject

Words = Mapping[str, str]
"""A text in each language of the page: `en`, `ja`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number with its name; of `out_of`, where that is given. A `bad` one must be zero."""

    label: Words
    value: int
    out_of: int | None = None
    is_bad: bool = False

    def as_json(self) -> JsonObject:
        """As the control API tells it."""
        return {
            "label": dict(self.label),
            "value": self.value,
            "out_of": self.out_of,
            "is_bad": self.is_bad,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class HostButton:
    """A button, and what it does; that returns at once. `name` stands in the address."""

    name: str
    label: Words
    press: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class HostTab:
    """The tab; `figures` and `line`, a sentence on how things are, are asked again and again."""

    title: Words
    note: Words
    buttons: Sequence[HostButton]
    figures: Callable[[], Sequence[Figure]]
    line: Callable[[], Words]

    def button(self, name: str) -> HostButton | None:
        """The button of that name."""
        return next((button for button in self.buttons if button.name == name), None)

    def as_json(self) -> JsonObject:
        """As the control API tells it."""
        return {
            "title": dict(self.title),
            "note": dict(self.note),
            "buttons": [{"name": one.name, "label": dict(one.label)} for one in self.buttons],
            "figures": [figure.as_json() for figure in self.figures()],
            "line": dict(self.line()),
        }
