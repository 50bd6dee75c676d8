"""How the bot gets what people send: updates, webhooks, files.

https://core.telegram.org/bots/api#getting-updates
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from simulator.protocol.limits import Offence
from simulator.protocol.webhook import Webhook
from simulator.protocol.wire import JsonObject, RefusalError, Request, bad_request
from simulator.state.cloud import Cloud
from simulator.state.files import DOWNLOAD_LIMIT

LONGEST_POLL: Final = 50
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


async def get_updates(cloud: Cloud, request: Request) -> list[JsonObject]:
    """https://core.telegram.org/bots/api#getupdates."""
    fields = request.fields
    if cloud.webhook is not None:
        raise RefusalError(
            409,
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook "
            "to delete the webhook first",
        )
    _allow(cloud, request)
    limit = min(100, max(1, fields.integer("limit", 100)))
    timeout = min(LONGEST_POLL, max(0, fields.integer("timeout")))
    if timeout and cloud.updates.polled:
        cloud.blame(Offence.CONFLICT, "getUpdates", None, "another poll was still waiting")
    found = await cloud.updates.poll(fields.integer("offset"), limit, timeout)
    return [update.as_json() for update in found]


def set_webhook(cloud: Cloud, request: Request) -> bool:
    """https://core.telegram.org/bots/api#setwebhook; to this machine only, http too."""
    fields = request.fields
    url = fields.text("url")
    if not url:
        return delete_webhook(cloud, request)
    _check_address(url)
    secret = fields.text("secret_token")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    _drop(cloud, request)
    _allow(cloud, request)
    cloud.updates.interrupt("terminated by setWebhook request")
    cloud.webhook = Webhook(
        url=url, secret=secret, connections=fields.integer("max_connections", 40)
    )
    cloud.updates.arrived.set()
    return True


def delete_webhook(cloud: Cloud, request: Request) -> bool:
    """https://core.telegram.org/bots/api#deletewebhook."""
    _drop(cloud, request)
    cloud.webhook = None
    cloud.updates.arrived.set()
    return True


def get_webhook_info(cloud: Cloud, _request: Request) -> JsonObject:
    """https://core.telegram.org/bots/api#getwebhookinfo."""
    info: JsonObject = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(cloud.updates),
    }
    if cloud.updates.allowed is not None:
        info["allowed_updates"] = sorted(cloud.updates.allowed)
    if cloud.webhook is not None:
        info |= cloud.webhook.as_json()
    return info


def get_file(cloud: Cloud, request: Request) -> JsonObject:
    """https://core.telegram.org/bots/api#getfile: 20 MB at most."""
    stored = cloud.files.get(request.fields.text("file_id"))
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(stored.data) > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return stored.as_file()


def _allow(cloud: Cloud, request: Request) -> None:
    if "allowed_updates" in request.fields:
        cloud.updates.allow([str(kind) for kind in request.fields.array("allowed_updates")])


def _drop(cloud: Cloud, request: Request) -> None:
    if request.fields.flag("drop_pending_updates"):
        cloud.updates.clear()


def _check_address(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if parts.hostname not in _LOOPBACK:
        raise bad_request("bad webhook: this server sends to its own machine only")
