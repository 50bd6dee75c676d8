"""What the buttons carry by which readers unfold a story."""

from __future__ import annotations

from dataclasses import dataclass

from bot.views.callbacks import Callback


@dataclass(frozen=True, slots=True)
class UnfoldStory(Callback):
    """Show, in a message of its own, the story that an item is of.

    That message is about several editions, so a reply to it is about none of them.
    """

    word = "story"
    edition: int
    number: int


@dataclass(frozen=True, slots=True)
class TurnStory(Callback):
    """Show in this message the parts of a story from that place on."""

    word = "storypart"
    edition: int
    number: int
    offset: int
