"""What the buttons carry by which a chat chooses the paper that it reads."""

from __future__ import annotations

from dataclasses import dataclass

from bot.views.callbacks import Callback


@dataclass(frozen=True, slots=True)
class OfferPapers(Callback):
    """Offer the papers."""

    word = "papers"


@dataclass(frozen=True, slots=True)
class ReadPaper(Callback):
    """Read the paper of that key from now on."""

    word = "paper"
    key: str
