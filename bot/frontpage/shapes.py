"""What a front page is drawn of: signs, rules, boxes and discs, each at its place in pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.frontpage.cells import OPENING, Cell, Orientation

WIDTH, HEIGHT = 1200, 1500
"""Pixels: as high as what chats show without cutting it."""


class Ink(StrEnum):
    """With which colour something is drawn."""

    INK = "ink"
    FAINT = "faint"  # rules, and what stands beside the news
    SEAL = "seal"  # the red of seals
    GROUND = "ground"  # the paper's own, on what is filled


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyphs:
    """Signs that are drawn together; `x` and `y` are the middle of the place that they take.

    `size` is the em, `is_bold` the weight. What stands `across` is squeezed into one em.
    """

    text: str
    x: float
    y: float
    size: float
    orientation: Orientation = Orientation.UPRIGHT
    ink: Ink = Ink.INK
    is_bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """A piece of a horizontal line, from `x` on, or ending there; `y` is its base line."""

    text: str
    x: float
    y: float
    size: float
    ink: Ink = Ink.INK
    is_bold: bool = False
    ends_there: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A straight line, or a filled box where it is as thick as that."""

    left: float
    top: float
    right: float
    bottom: float
    ink: Ink = Ink.INK


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The outline of a box, inside of its edges; `round_by` is the radius of its corners."""

    left: float
    top: float
    right: float
    bottom: float
    thick: float
    ink: Ink = Ink.INK
    round_by: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Disc:
    """A filled circle."""

    x: float
    y: float
    radius: float
    ink: Ink = Ink.SEAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Waves:
    """A box filled with waves that overlap like scales (青海波)."""

    left: float
    top: float
    right: float
    bottom: float
    radius: float
    ink: Ink = Ink.FAINT


Shape = Glyphs | Writing | Bar | Frame | Disc | Waves

Measure = Callable[[str, float, bool], float]
"""How many pixels a text takes in a line, at an em of so many, bold or not."""


def page_frame() -> tuple[Frame, Frame]:
    """The two lines around a page, a thick and a thin one."""
    return (
        Frame(left=20, top=20, right=WIDTH - 20, bottom=HEIGHT - 20, thick=6),
        Frame(left=32, top=32, right=WIDTH - 32, bottom=HEIGHT - 32, thick=2),
    )


def mirrored(shape: Shape) -> Shape:
    """The same on the other side of the page: what runs from right to left is set so.

    Texts stay readable; one that began somewhere ends there.
    """
    match shape:
        case Bar() | Frame() | Waves():
            return replace(shape, left=WIDTH - shape.right, right=WIDTH - shape.left)
        case Disc() | Glyphs():
            return replace(shape, x=WIDTH - shape.x)
        case Writing():
            return replace(shape, x=WIDTH - shape.x, ends_there=not shape.ends_there)


def column(
    cells: Sequence[Cell], x: float, top: float, size: float, room: Callable[[Cell], float]
) -> Iterator[Glyphs]:
    """Cells from a place downwards, in a line whose middle is at `x`; `room` is in pixels."""
    at = top
    for cell in cells:
        taken = room(cell)
        if not cell.is_space:
            yield Glyphs(
                text=cell.text,
                x=x,
                y=_middle(cell, at, taken, size),
                size=size,
                orientation=cell.orientation,
            )
        at += taken


def _middle(cell: Cell, at: float, taken: float, size: float) -> float:
    """Where the middle of a sign is whose room begins at a place.

    A sign that takes half an em leaves out the half that is empty: an opening bracket its first,
    all others their second.
    """
    if cell.room is None:
        return at + taken / 2
    return at + (size / 2 if cell.text not in OPENING else taken - size / 2)
