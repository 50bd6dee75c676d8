"""The composition root: puts the whole bot together."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from telegram.ext import ApplicationBuilder

from bot.botapi.client import BotClient
from bot.botapi.edition_renderer import Renderer
from bot.botapi.files import Attachments
from bot.botapi.messenger import TelegramMessenger
from bot.botapi.rate_limit import Lane, RateLimiter
from bot.botapi.requests import Target
from bot.botapi.transport import PollTransport, Transport
from bot.botapi.update_order import PerChat
from bot.composition.store import delivery, newsroom, now
from bot.handlers.paste_buffer import PasteBuffer
from bot.handlers.progress_card import ProgressCards
from bot.handlers.request import Services
from bot.handlers.routes import register
from bot.i18n.translator import Translations
from bot.monitoring.alerts import Alerts
from bot.runtime.lifecycle import Bot, Kawaraban
from bot.settings import Settings
from digests.delivery.worker import Worker
from digests.store import Store

WORKER = "bot"
"""The name under which the bot itself delivers."""


def build(settings: Settings, store: Store, name: str = WORKER) -> Kawaraban:
    """Put the bot together; nothing is sent or listened to before it runs.

    `name` names this process among all that deliver, see `DeliverySettings`.
    """
    translations = Translations.load(settings.language)
    renderer = Renderer(store.editions, translations)
    rate_limiter = RateLimiter()
    transport = Transport()
    application = _application(settings, transport)
    attachments = Attachments(renderer, store.file_ids(settings.bot_id))
    client = BotClient(
        application.bot.base_url,
        transport,
        rate_limiter,
        attachments,
        paid=settings.paid_broadcast,
    )
    messenger = TelegramMessenger(client, renderer)
    worker = Worker(store.ledger, messenger, replace(delivery(settings), worker=name))
    rate_limiter.count(worker.answered)
    services = Services(
        settings=settings,
        store=store,
        newsroom=newsroom(settings, store),
        translations=translations,
        client=client,
        cards=ProgressCards(
            store=store,
            client=client,
            translations=translations,
            editors=settings.admin_ids,
            zone=settings.timezone,
            clock=now,
        ),
        worker=worker,
        clock=now,
    )
    alerts = Alerts(
        probe=store.try_writing,
        store=store,
        tell=lambda chat_id, message: client.send(Target(chat_id), message, Lane.ANSWER),
        translations=translations,
        editors=settings.admin_ids,
        zone=settings.timezone,
    )
    application.bot_data = services
    register(application, PasteBuffer())
    return Kawaraban(
        settings=settings,
        services=services,
        application=application,
        messenger=messenger,
        alerts=alerts,
    )


def _application(settings: Settings, transport: Transport) -> Bot:
    api = str(settings.api_url).rstrip("/")
    built = (
        ApplicationBuilder()
        .token(settings.token.get_secret_value())
        .base_url(f"{api}/bot")
        .base_file_url(f"{api}/file/bot")
        .request(transport)
        .get_updates_request(PollTransport())
        .concurrent_updates(PerChat())
        .job_queue(None)
        .build()
    )
    # Its data is `Services` from the next moment on, which the builder has no word for.
    return cast(Bot, built)
