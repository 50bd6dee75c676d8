"""Carries updates to the bot's webhook until each was taken."""

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
_MOST_CONNECTIONS: Final = 40  # Bot API, setWebhook: the usual max_connections
_PATIENCE: Final = ClientTimeout(total=60)


async def deliver_forever(cloud: Cloud) -> None:
    """Send what waits whenever there is a webhook; ends by being cancelled.

    Telegram opens several connections at once; by default here is one, which keeps the order, as
    tests rely on.
    """
    under_way: set[int] = set()
    async with ClientSession(timeout=_PATIENCE) as session, asyncio.TaskGroup() as sending:
        for number in range(_MOST_CONNECTIONS):
            sending.create_task(_deliver(cloud, session, under_way, number))


async def _deliver(cloud: Cloud, session: ClientSession, under_way: set[int], number: int) -> None:
    """Send what waits and is not under way, one by one, if there is such a connection."""
    failures = 0
    while True:
        webhook, update = cloud.webhook, cloud.updates.first(besides=under_way)
        is_used = number < cloud.settings.webhook_connections
        if webhook is None or update is None or not is_used:
            cloud.updates.arrived.clear()
            await cloud.updates.arrived.wait()
            continue
        under_way.add(update.id)
        error = await _post(session, webhook, update)
        if error is None:
            failures = 0
            cloud.updates.remove(update)
        else:
            webhook.last_error_date = cloud.clock.stamp()
            webhook.last_error_message = error
            pause = cloud.settings.webhook_retry * 2**failures
            failures = min(failures + 1, 10)
            await asyncio.sleep(min(LONGEST_PAUSE, pause))
        under_way.discard(update.id)


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
