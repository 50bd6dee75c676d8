"""What the buttons carry by which a chat chooses how extra editions come to it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.views.callbacks import Callback
from digests.model import Extras


@dataclass(frozen=True, slots=True)
class OfferExtras(Callback):
    """Offer the ways in which extras can come."""

    word = "extras"


@dataclass(frozen=True, slots=True)
class SetExtras(Callback):
    """Have extras come in that way."""

    word = "extra"
    extras: Extras
