"""What delivery asks of whoever carries messages."""

from __future__ import annotations

from typing import Protocol

from digests.delivery.model import Broadcast, Intent, Recipient
from digests.delivery.outcomes import Outcome


class Messenger(Protocol):
    """Carries one part of an edition to one recipient and says what became of it."""

    async def parts(self, broadcast: Broadcast, recipient: Recipient, part: int = 0) -> int:
        """How many messages the edition takes in the recipient's language and form; at least 1.

        `part` is the one that is due. With the first one an edition begins, and whoever asks for
        another is told, and then brought, what goes on with it.
        """

    async def deliver(self, broadcast: Broadcast, intent: Intent) -> Outcome:
        """Send, edit or delete one message, as the broadcast's kind says.

        An error of the carrier is an outcome, never an exception.
        """
