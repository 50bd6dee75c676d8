"""What the buttons carry by which readers save items and are reminded of them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.views.callbacks import AboutEdition, Callback
from digests.values.saved import ReminderTime


@dataclass(frozen=True, slots=True)
class SaveItem(AboutEdition):
    """Save an item for whoever presses."""

    word = "save"
    number: int


@dataclass(frozen=True, slots=True)
class UnsaveItem(AboutEdition):
    """Take an item out of what whoever presses has saved."""

    word = "unsave"
    number: int


@dataclass(frozen=True, slots=True)
class RemindOfItem(AboutEdition):
    """Remind whoever presses of an item."""

    word = "remind"
    number: int
    when: ReminderTime


@dataclass(frozen=True, slots=True)
class TurnSaved(Callback):
    """Show other saved items in this message, from that one on."""

    word = "saved"
    offset: int


@dataclass(frozen=True, slots=True)
class CancelReminder(Callback):
    """Remind no more of what was saved under an id, and list all from the same one on."""

    word = "noremind"
    saved: int
    offset: int


@dataclass(frozen=True, slots=True)
class DropSaved(Callback):
    """Take out what was saved under an id, and list the rest from the same one on."""

    word = "unsaved"
    saved: int
    offset: int
