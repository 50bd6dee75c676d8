"""Carries updates to the bot's webhook, one after the other, until each was taken."""

from __future__ import annotations

import asyncio
from typing import Final

from aiohttp import ClientError, ClientSession, ClientTimeout

from simulator.protocol.updates import Update
from simulator.protocol.webhook import Webhook
from simulator.protocol.wire import encode
from simulator.state.cloud import Cloud

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 the name of a header
LONGEST_PAUSE: Final = 60.0
_PATIENCE: Final = ClientTimeout(total=60)


async def deliver_forever(cloud: Cloud) -> None:
    """Send what waits whenever there is a webhook; ends by being cancelled.

    Telegram opens several connections at once; one keeps the order, which tests rely on.
    """
    failures = 0
    async with ClientSession(timeout=_PATIENCE) as session:
        while True:
            webhook, update = cloud.webhook, cloud.updates.first()
            if webhook is None or update is None:
                cloud.updates.arrived.clear()
                await cloud.updates.arrived.wait()
                continue
            error = await _post(session, webhook, update)
            if error is None:
                failures = 0
                cloud.updates.confirm(update.id + 1)
            else:
                webhook.last_error_date = cloud.clock.stamp()
                webhook.last_error_message = error
                pause = cloud.settings.webhook_retry * 2**failures
                failures = min(failures + 1, 10)
                await asyncio.sleep(min(LONGEST_PAUSE, pause))


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
