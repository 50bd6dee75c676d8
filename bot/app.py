"""The composition root: puts the whole bot together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import cast
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from telegram import Update
from telegram.ext import ApplicationBuilder

from bot.botapi.client import BotClient
from bot.botapi.edition_renderer import Renderer
from bot.botapi.errors import judged
from bot.botapi.files import Attachments
from bot.botapi.messenger import TelegramMessenger
from bot.botapi.requests import Target
from bot.botapi.transport import Transport, Way
from bot.composition.identity import ALONE, Identity
from bot.composition.model_translation import machine_translations
from bot.composition.reading_out import narrator
from bot.composition.store import audience, delivery, newsroom, now, readership, staff
from bot.fetch import addresses
from bot.fetch.fetcher import Fetcher
from bot.frontpage.front_pages import FrontPages
from bot.handlers import errors, floods
from bot.handlers.commands import set_own_menu
from bot.handlers.desk.draft_cards import DraftCards
from bot.handlers.desk.posting.paste_buffer import PasteBuffer
from bot.handlers.desk.progress_card import ProgressCards
from bot.handlers.reading.audio_requests import AudioRequests
from bot.handlers.remembered import Remembered
from bot.handlers.request import Services
from bot.handlers.routes import ALLOWED_UPDATES, register
from bot.i18n.translator import Translations
from bot.inbox.inbox import Inbox
from bot.inbox.ownership import Ownership
from bot.inbox.poller import TIMEOUTS, Poller
from bot.inbox.reception import Reception
from bot.inbox.update_order import PerChat
from bot.inbox.update_times import UpdateTimes
from bot.intents.labels import Vocabulary
from bot.monitoring.alerts import Alerts
from bot.monitoring.notifiers import notifiers
from bot.outbox.chat_limits import ChatLimits
from bot.outbox.lanes import Lane
from bot.outbox.outbox import Outbox
from bot.runtime.leadership import Leadership
from bot.runtime.lifecycle import Kawaraban
from bot.runtime.listener import Bot, Listener
from bot.runtime.reminders import Reminders
from bot.settings import Settings, environment_of_others
from bot.site.content import SiteContent
from bot.site.pages import SiteOptions
from bot.site.server import SiteServer
from bot.submissions.endpoint import EditionsEndpoint
from bot.submissions.submitter import Submitter
from bot.submissions.watched_folder import WatchedFolder
from bot.submissions.ways import Ways
from bot.submissions.web_pages import FollowedPages
from digests.archive import Archive
from digests.audience import Audience, RecentPapers, RecentReaderHours
from digests.broadcasts import Broadcasts
from digests.delivery.model import Broadcast
from digests.delivery.worker import Worker
from digests.editing import Editing
from digests.letters import Letters
from digests.newsroom import Newsroom
from digests.personal.reading_rules import ReadingRules
from digests.personal.saved_items import SavedItems
from digests.publishing import Publishing
from digests.staff import Staff
from digests.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shared:
    """What most parts are given; for its clocks see `build`."""

    settings: Settings
    store: Store
    client: BotClient
    translations: Translations
    leadership: Leadership
    clock: Callable[[], datetime]
    believed: Callable[[], datetime]


def build(  # noqa: PLR0913 - its clocks and chat_limits are others in tests
    settings: Settings,
    store: Store,
    identity: Identity | None = None,
    *,
    clock: Callable[[], datetime] = now,
    believed: Callable[[], datetime] | None = None,
    chat_limits: ChatLimits | None = None,
) -> Kawaraban:
    """Put the bot together; nothing is sent or listened to before it runs.

    `identity` is who this process is among all over its database; without one it must be alone, as
    it is in tests. `clock` tells the time, `believed` (else the same) the time for what can't be
    taken back: whose minute has come; `chat_limits` are those of the chats, by default Telegram's.
    """
    identity = identity or Identity.of(ALONE)
    leadership = Leadership(store.processes, identity)
    translations = Translations.load(settings.language)
    outbox = Outbox(judged, chat_limits)
    transport, polling = _transports(settings)
    application = _application(settings, transport, polling)
    renderer = _renderer(settings, store, translations, application, clock)
    attachments = Attachments(renderer, store.file_ids(settings.bot_id))
    address, paid = application.bot.base_url, settings.paid_broadcast
    client = BotClient(address, transport, outbox, attachments, paid=paid)
    messenger = TelegramMessenger(client, renderer)
    shared = _Shared(
        settings=settings,
        store=store,
        client=client,
        translations=translations,
        leadership=leadership,
        clock=clock,
        believed=believed or clock,
    )
    rules = replace(delivery(settings), worker=identity.worker, inherits=identity.inherits)
    worker = Worker(store.ledger, messenger, rules, others=lambda: leadership.others)
    outbox.share(worker.throttle)
    times = UpdateTimes()
    alerts = _alerts(shared)
    inbox = _inbox(shared, application, times, alerts)
    outbox.last_word = inbox.check_owned
    services = _services(shared, renderer, inbox, alerts, worker.wake)
    application.bot_data = services
    register(application, PasteBuffer())
    return Kawaraban(
        settings=settings,
        services=services,
        store=store,
        worker=worker,
        application=application,
        inbox=inbox,
        times=times,
        listener=_listener(settings, application, polling, inbox),
        outbox=outbox,
        messenger=messenger,
        alerts=alerts,
        leadership=leadership,
        ways=_ways(shared, services),
        reminders=_reminders(shared, services),
        site=_site(settings, services),
    )


def _renderer(
    settings: Settings,
    store: Store,
    translations: Translations,
    application: Bot,
    clock: Callable[[], datetime],
) -> Renderer:
    """What puts editions into messages for everybody they are brought to."""
    return Renderer(
        store.editions,
        store.announcements,
        translations,
        FrontPages.as_set(settings, translations, store.papers.all),
        lambda: application.bot.username,
        ReadingRules(store=store, clock=clock),
        machine_translations(settings, store),
    )


def _transports(settings: Settings) -> tuple[Transport, Transport]:
    """What requests go through, and what updates are polled through."""
    way = Way.to(settings.api_url.host, _revealed(settings.proxy))
    return Transport(way=way), Transport(way=way, timeouts=TIMEOUTS)


def _alerts(shared: _Shared) -> Alerts:
    """What tells the editors of trouble, while no other process does."""
    settings, store, client = shared.settings, shared.store, shared.client
    return Alerts(
        probe=store.try_writing,
        store=store,
        tell=lambda chat_id, message: client.send(Target(chat_id), message, Lane.ANSWER),
        translations=shared.translations,
        editors=settings.editor_ids,
        owners=settings.owner_ids,
        zone=settings.timezone,
        stands_by=lambda: shared.leadership.stands_by,
        notifiers=notifiers(
            _revealed(settings.alert_url), settings.alert_command, environment_of_others()
        ),
    )


def _services(
    shared: _Shared, renderer: Renderer, inbox: Inbox, alerts: Alerts, wake: Callable[[], None]
) -> Services:
    """What handlers answer with; `wake` has the worker look for work at once."""
    settings, store, clock = shared.settings, shared.store, shared.clock
    client, translations = shared.client, shared.translations

    async def on_change(broadcast: Broadcast) -> None:
        wake()
        await renderer.prepare(broadcast)
        await cards.show(broadcast)

    broadcasts = Broadcasts(store=store, clock=shared.believed, on_change=on_change)
    chats = audience(settings, store, clock=clock)
    letters = Letters(store=store, clock=clock, key=settings.token.get_secret_value().encode())
    people = staff(settings, store, clock=clock)
    cards = _progress_cards(shared, broadcasts, chats, letters, people)
    desk = newsroom(settings, store, broadcasts, clock=shared.believed)
    draft_cards = _draft_cards(shared, desk, chats, letters, people)
    archive, voice = Archive(store=store), narrator(settings, store)
    return Services(
        settings=settings,
        newsroom=desk,
        editing=draft_cards.editing,
        publishing=Publishing(newsroom=desk, undo=timedelta(seconds=settings.undo_seconds)),
        archive=archive,
        stories=desk.stories,
        papers=RecentPapers(chats),
        audience=chats,
        broadcasts=broadcasts,
        letters=letters,
        saved_items=SavedItems(store=store, clock=clock),
        reading_rules=renderer.rules,
        readership=readership(settings, store, clock=clock),
        staff=people,
        translations=translations,
        renderer=renderer,
        reader_hours=draft_cards.reader_hours,
        client=client,
        cards=cards,
        draft_cards=draft_cards,
        fetcher=Fetcher(rule=addresses.is_public) if settings.fetch else None,
        misunderstood=store.misunderstood(settings.bot_id),
        shown=Remembered(100_000),
        vocabulary=Vocabulary.of(translations),
        audio=AudioRequests(voice, archive, client, translations) if voice else None,
        clock=clock,
        keep_open=inbox.keep_open,
        set_menu=partial(set_own_menu, has_voice=voice is not None),
        report_failure=alerts.handler_failed,
        arrived=inbox.arrived,
    )


def _draft_cards(
    shared: _Shared, desk: Newsroom, chats: Audience, letters: Letters, people: Staff
) -> DraftCards:
    """The cards of editions in the chats of all editors."""
    return DraftCards(
        newsroom=desk,
        editing=Editing(newsroom=desk),
        audience=chats,
        client=shared.client,
        translations=shared.translations,
        letters=letters,
        reader_hours=RecentReaderHours(chats),
        staff=people,
    )


def _progress_cards(
    shared: _Shared, broadcasts: Broadcasts, chats: Audience, letters: Letters, people: Staff
) -> ProgressCards:
    """The cards of broadcasts, which one process keeps up to date."""
    return ProgressCards(
        broadcasts=broadcasts,
        audience=chats,
        letters=letters,
        client=shared.client,
        translations=shared.translations,
        zone=shared.settings.timezone,
        clock=shared.clock,
        staff=people,
        stands_by=lambda: shared.leadership.stands_by,
    )


def _ways(shared: _Shared, services: Services) -> Ways:
    """By which ways editions come in besides the chat."""
    settings, store, client = shared.settings, shared.store, shared.client
    words = shared.translations.of(None)
    submitter = Submitter(
        newsroom=services.newsroom,
        audience=services.audience,
        translations=services.translations,
        editors=services.staff.publishers,
        tell=lambda chat_id, message: client.send(Target(chat_id), message, Lane.ANSWER),
        show_card=services.draft_cards.send,
    )
    folder = pages = endpoint = None
    if settings.inbox:
        folder = WatchedFolder(
            path=settings.inbox.resolve(),
            submitter=submitter,
            publishes=settings.inbox_publish,
            words=words,
            clock=services.clock,
        )
    if settings.followed_pages:
        pages = FollowedPages(
            addresses=settings.followed_pages,
            hour=settings.pages_hour,
            zone=ZoneInfo(settings.timezone),
            fetcher=Fetcher(rule=addresses.is_public),
            pages=store.followed_pages,
            submitter=submitter,
            clock=services.clock,
        )
    if settings.editions_key:
        endpoint = EditionsEndpoint(
            key=settings.editions_key.get_secret_value(),
            submitter=submitter,
            uses=store.idempotency,
            words=words,
            clock=services.clock,
        )
    return Ways(folder=folder, pages=pages, endpoint=endpoint)


def _reminders(shared: _Shared, services: Services) -> Reminders:
    """Who sends the reminders of saved items, which can't be taken back."""
    return Reminders(
        saved_items=SavedItems(store=shared.store, clock=shared.believed),
        archive=services.archive,
        audience=services.audience,
        client=shared.client,
        translations=shared.translations,
        clock=shared.believed,
    )


def _site(settings: Settings, services: Services) -> SiteServer:
    """What serves the archive to everybody."""
    zone = ZoneInfo(settings.timezone)
    return SiteServer(
        content=SiteContent(
            archive=services.archive,
            translations=services.translations,
            options=SiteOptions(title=settings.site_title, url=settings.site, is_served=True),
            front_pages=services.renderer.front_pages,
        ),
        today=lambda: services.clock().astimezone(zone).date(),
    )


def _inbox(shared: _Shared, application: Bot, times: UpdateTimes, alerts: Alerts) -> Inbox:
    """What keeps updates until they are handled, in their order, by the process that may."""
    leadership, order = shared.leadership, PerChat()
    order.on_flood = partial(floods.say_too_many, application)

    async def give_up(update: Update) -> None:
        alerts.update_set_aside(update.update_id)
        await errors.say_given_up(application, update)

    return Inbox(
        shared.store.inbox(shared.settings.bot_id),
        application.process_update,
        bot=application.bot,
        order=order,
        times=times,
        ownership=Ownership(
            name=leadership.name,
            living=leadership.living,
            listen=leadership.listen,
            # Where the store takes no writes no lease is renewed, and nothing is taken over.
            owns=lambda: leadership.owns() or leadership.is_leader,
            lapses=lambda: leadership.lapses,
        ),
        give_up=give_up,
    )


def _listener(settings: Settings, application: Bot, polling: Transport, inbox: Inbox) -> Listener:
    """What takes updates in and has the inbox keep them."""
    reception = Reception()
    poller = Poller(
        polling,
        f"{application.bot.base_url}/getUpdates",
        kinds=ALLOWED_UPDATES,
        receive=inbox.receive,
        reception=reception,
    )
    return Listener(
        settings=settings,
        application=application,
        reception=reception,
        poller=poller,
        inbox=inbox,
    )


def _revealed(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


def _application(settings: Settings, transport: Transport, polling: Transport) -> Bot:
    api = str(settings.api_url).rstrip("/")
    built = (
        ApplicationBuilder()
        .token(settings.token.get_secret_value())
        .base_url(f"{api}/bot")
        .base_file_url(f"{api}/file/bot")
        .request(transport)
        .get_updates_request(polling)
        .updater(None)
        .job_queue(None)
        .build()
    )
    # Its data is `Services` from the next moment on, which the builder has no word for.
    return cast(Bot, built)
