"""What delivery asks of whoever carries messages."""

from __future__ import annotations

from typing import Protocol

from digests.delivery.model import Broadcast, Intent, Recipient
from digests.delivery.outcomes import Outcome


class Messenger(Protocol):
    """Carries one part of an edition to one recipient and says what became of it."""

    async def parts(self, broadcast: Broadcast, recipient: Recipient) -> int:
        """How many messages the edition takes in the recipient's language and form; at least 1."""

    async def deliver(self, broadcast: Broadcast, intent: Intent) -> Outcome:
        """Send, edit or delete one message, as the broadcast's kind says.

        An error of the carrier is an outcome, never an exception.
        """
