"""Labels of list items: bullets, numbers, letters, Roman numerals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from simulator.rich.tree import Node

KINDS: Final = ("1", "a", "A", "i", "I")
BULLET: Final = "•"
_ROMAN: Final = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def label_of(kind: str | None, value: int) -> str:
    """What stands in front of an item; without a kind it is a bullet."""
    match kind:
        case None:
            return BULLET
        case "a" | "A":
            text = _letters(value)
        case "i" | "I":
            text = _roman(value)
        case _:
            text = str(value)
    return f"{text.upper() if kind.isupper() else text}."


def _letters(value: int) -> str:
    text = ""
    while value > 0:
        value, rest = divmod(value - 1, 26)
        text = chr(ord("a") + rest) + text
    return text or "0"


def _roman(value: int) -> str:
    text = ""
    for worth, sign in _ROMAN:
        while value >= worth:
            text += sign
            value -= worth
    return text or "0"


@dataclass(slots=True)
class Numbering:
    """The numbers of one list's items, as HTML counts them; `kind` None for an unordered one."""

    kind: str | None
    value: int
    step: int

    @classmethod
    def of(cls, node: Node, items: int) -> Numbering:
        """The numbering that a `ul` or `ol` asks for."""
        if node.name == "ul":
            return cls(None, 0, 0)
        kind = node.attribute("type") if node.attribute("type") in KINDS else "1"
        backwards = "reversed" in node.attributes
        start = node.attribute("start")
        first = int(start) if start.lstrip("-").isdecimal() else (items if backwards else 1)
        return cls(kind, first, -1 if backwards else 1)

    def next(self, node: Node) -> tuple[str | None, int]:
        """Kind and number of the next item, which may ask for its own."""
        if self.kind is None:
            return None, 0
        written = node.attribute("value")
        if written.lstrip("-").isdecimal():
            self.value = int(written)
        value, self.value = self.value, self.value + self.step
        kind = node.attribute("type")
        return (kind if kind in KINDS else self.kind), value
