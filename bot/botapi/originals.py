"""Where a text that many get is copied from, instead of being written out for each of them.

A copy carries some hundred bytes to Telegram and back, whatever the text
(https://core.telegram.org/bots/api#copymessage); a message carries its text both ways.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.botapi.transport import Prepared
from digests.delivery.model import Recipient
from digests.model import ChatKind

WORTH = 1_000
"""Bytes of JSON from which on a text is copied."""


class Original:
    """The message that a text is copied from, as soon as somebody has it.

    `keyboard` is what every copy needs anew. Only a private chat lends its message: there the bot
    may read whatever became of the person, so an answer that somebody is out of reach always
    speaks of whoever was to get the copy. Anything else that a copy is refused for says nothing
    about them: maybe the original was deleted. They are sent the text itself, and so is whoever
    lends the next original.
    """

    __slots__ = ("_copy", "_keyboard", "_refused")

    def __init__(self, keyboard: Mapping[str, str]) -> None:
        self._keyboard = keyboard
        self._copy: Prepared | None = None
        self._refused: set[int] = set()

    def copy_for(self, recipient: Recipient) -> Prepared | None:
        """What `copyMessage` is asked, without the target; None if they need the text itself."""
        return None if recipient.chat_id in self._refused else self._copy

    def sent(self, recipient: Recipient, message_id: int) -> None:
        """Learn of a message that holds the text."""
        if self._copy is None and recipient.kind is ChatKind.PRIVATE:
            place = {"from_chat_id": recipient.chat_id, "message_id": message_id}
            self._copy = Prepared.of({**place, **self._keyboard})

    def refused(self, recipient: Recipient, copy: Prepared) -> None:
        """Learn that a copy was refused; whatever is sent next takes the original's place."""
        self._refused.add(recipient.chat_id)
        if self._copy is copy:
            self._copy = None
