"""What the buttons carry by which readers follow and mute.

`place` is that of a subject among those which an item offers.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.views.callbacks import AboutEdition, Callback
from bot.views.rhythm.rhythm_callbacks import Sound
from digests.values.rules import Stance


@dataclass(frozen=True, slots=True)
class OfferRules(AboutEdition):
    """Offer what can be followed and muted because of an item."""

    word = "follow"
    number: int


@dataclass(frozen=True, slots=True)
class PutRule(AboutEdition):
    """Follow or mute what an item offers."""

    word = "rule"
    number: int
    place: int
    stance: Stance


@dataclass(frozen=True, slots=True)
class TakeOutRule(AboutEdition):
    """Neither follow nor mute what an item offers."""

    word = "norule"
    number: int
    place: int


@dataclass(frozen=True, slots=True)
class ListRules(Callback):
    """Show in this message what is followed and muted, from that rule on."""

    word = "rules"
    offset: int


@dataclass(frozen=True, slots=True)
class DropRule(Callback):
    """Take out a rule by its id, and list the rest from the same one on."""

    word = "droprule"
    rule: int
    offset: int


@dataclass(frozen=True, slots=True)
class RingFor(Callback):
    """Let editions ring for what a rule follows, or not, and show the list from the same one on."""

    word = "ring"
    rule: int
    sound: Sound
    offset: int
