"""Carries updates to the bot's webhook until each was taken."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

from aiohttp import ClientError, ClientSession, ClientTimeout

from simulator.protocol.updates import Update
from simulator.protocol.webhook import Webhook
from simulator.protocol.wire import encode
from simulator.state.cloud import Cloud

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 the name of a header
LONGEST_PAUSE: Final = 60.0
_MOST_CONNECTIONS: Final = 40  # Bot API, setWebhook: the usual max_connections
_PATIENCE: Final = ClientTimeout(total=60)


async def deliver_forever(cloud: Cloud) -> None:
    """Send what waits whenever there is a webhook; ends by being cancelled.

    Telegram opens several connections at once; by default here is one, which keeps the order, as
    tests rely on.
    """
    async with ClientSession(timeout=_PATIENCE) as session, asyncio.TaskGroup() as sending:
        _Connections(cloud=cloud, session=session, sending=sending).open()


@dataclass(kw_only=True)
class _Connections:
    """Those that are open: whichever has something to send opens the next, if there may be more."""

    cloud: Cloud
    session: ClientSession
    sending: asyncio.TaskGroup
    under_way: set[int] = field(default_factory=set)
    opened: int = 0

    def open(self) -> None:
        self.sending.create_task(self._deliver(self.opened))
        self.opened += 1

    async def _deliver(self, number: int) -> None:
        """Send what waits and is not under way, one by one, if there is such a connection."""
        cloud, failures = self.cloud, 0
        while True:
            webhook, update = cloud.webhook, cloud.updates.first(besides=self.under_way)
            most = min(_MOST_CONNECTIONS, cloud.settings.webhook_connections)
            if webhook is None or update is None or number >= most:
                cloud.updates.arrived.clear()
                await cloud.updates.arrived.wait()
                continue
            self.under_way.add(update.id)
            if self.opened < most:
                self.open()
            error = await _post(self.session, webhook, update)
            if error is None:
                failures = 0
                cloud.updates.remove(update)
            else:
                webhook.last_error_date = cloud.clock.stamp()
                webhook.last_error_message = error
                pause = cloud.settings.webhook_retry * 2**failures
                failures = min(failures + 1, 10)
                await asyncio.sleep(min(LONGEST_PAUSE, pause))
            self.under_way.discard(update.id)


async def _post(session: ClientSession, webhook: Webhook, update: Update) -> str | None:
    """Try once; returns what was wrong, as getWebhookInfo tells it."""
    headers = {"Content-Type": "application/json"}
    if webhook.secret:
        headers[SECRET_HEADER] = webhook.secret
    body = encode(update.as_json()).encode()
    try:
        async with session.post(webhook.url, data=body, headers=headers) as response:
            if response.ok:
                return None
            return f"Wrong response from the webhook: {response.status} {response.reason}"
    except TimeoutError:
        return "Read timeout expired"
    except ClientError:
        return "Connection refused"
