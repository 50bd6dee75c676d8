"""What the buttons carry by which editors look at the figures of their readers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.views.callbacks import Callback


class ChartTheme(StrEnum):
    """On which ground a chart is drawn."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class ShowFigures(Callback):
    """Tell the figures of so many days in this message."""

    word = "stats"
    days: int


@dataclass(frozen=True, slots=True)
class DrawFigures(Callback):
    """Draw the figures of so many days."""

    word = "chart"
    days: int
    theme: ChartTheme


@dataclass(frozen=True, slots=True)
class SendFigures(Callback):
    """Send the figures of so many days as a CSV file."""

    word = "statscsv"
    days: int
