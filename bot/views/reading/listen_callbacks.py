"""What the button carries by which an edition is heard."""

from __future__ import annotations

from dataclasses import dataclass

from bot.views.callbacks import AboutEdition


@dataclass(frozen=True, slots=True)
class ListenToEdition(AboutEdition):
    """Send an edition read out."""

    word = "listen"
