"""What the buttons carry that lead from a machine translation to the original, and back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.views.callbacks import AboutEdition, Callback


class Translated(StrEnum):
    """Whether editions in other languages come in one's own."""

    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class ShowOriginal(AboutEdition):
    """Show the original in this message; of a long edition the page of the item of that number."""

    word = "original"
    number: int


@dataclass(frozen=True, slots=True)
class ShowTranslation(AboutEdition):
    """Show the machine translation in this message, in the same place."""

    word = "translated"
    number: int


@dataclass(frozen=True, slots=True)
class SetTranslated(Callback):
    """Have editions in other languages come in one's own, or not."""

    word = "mylanguage"
    state: Translated
