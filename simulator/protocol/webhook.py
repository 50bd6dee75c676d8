"""Where updates are sent when the bot doesn't ask for them.

https://core.telegram.org/bots/api#setwebhook
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.protocol.wire import JsonObject


@dataclass(slots=True, kw_only=True)
class Webhook:
    """The address that setWebhook gave, and how the last delivery went."""

    url: str
    secret: str
    connections: int
    last_error_date: int | None = None
    last_error_message: str | None = None

    def as_json(self) -> JsonObject:
        """The fields of the API's WebhookInfo that depend on it."""
        info: JsonObject = {"url": self.url, "max_connections": self.connections}
        if self.last_error_date is not None:
            info["last_error_date"] = self.last_error_date
            info["last_error_message"] = self.last_error_message
        return info
