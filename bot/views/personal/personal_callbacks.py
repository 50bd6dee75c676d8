"""What the button carries that deletes what is kept about a group or a channel."""

from __future__ import annotations

from dataclasses import dataclass

from bot.views.callbacks import Callback


@dataclass(frozen=True, slots=True)
class ForgetElsewhere(Callback):
    """Delete what is kept about another chat or a topic of it; pressed in the private chat.

    `chat` is its id without the sign, `topic` 0 outside of topics.
    """

    word = "forgetelsewhere"
    chat: int
    topic: int
