"""The commands: one table makes the handlers and the menus of every language and scope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.constants import BotCommandLimit
from telegram.error import BadRequest
from telegram.ext import CommandHandler, ExtBot, filters

from bot.handlers import personal_data, signup, subscriptions
from bot.handlers.desk import announcements, audit, broadcasts, drafts, figures, staff
from bot.handlers.desk.publication import queue as desk_queue
from bot.handlers.guards import Handler, answering, permitted
from bot.handlers.permissions import Role, roles_of
from bot.handlers.reading import browsing, errata, saved, search
from bot.handlers.request import Context, Request
from bot.i18n.marking import mark
from bot.i18n.translator import Translations, Translator
from bot.views.welcome import about_message, help_message, ways_message
from digests.values.roles import Grant

_MOST = BotCommandLimit.MAX_DESCRIPTION


@dataclass(frozen=True, slots=True)
class Command:
    """A command, who is offered it, what it does (a message id), and who does it.

    One that `needs_voice` is in the menus where editions can be read out.
    """

    name: str
    role: Role
    description: str
    handler: Handler
    needs_voice: bool = False


def commands() -> tuple[Command, ...]:
    """Every command, in the order of the menu."""
    readers, persons, deciders = Role.READER, Role.PERSON, Role.DECIDER
    viewers, announcers, owners = Role.VIEWER, Role.ANNOUNCER, Role.OWNER
    return (
        Command("today", readers, mark("the latest edition"), browsing.today),
        Command("item", readers, mark("choose an item"), browsing.item),
        Command("sources", readers, mark("the links of an edition"), browsing.sources),
        Command("date", readers, mark("choose a day"), browsing.on_day),
        Command("listen", readers, mark("hear an edition"), browsing.listen, needs_voice=True),
        Command("search", readers, mark("find items by their words"), search.find),
        Command("archive", readers, mark("all past editions"), browsing.archive),
        Command("saved", persons, mark("what you saved"), saved.saved),
        Command("errata", readers, mark("what was corrected"), errata.errata),
        Command("subscribe", deciders, mark("have it delivered every day"), signup.subscribe),
        Command("unsubscribe", deciders, mark("stop the daily delivery"), signup.unsubscribe),
        Command("settings", deciders, mark("time, time zone, layout"), subscriptions.settings),
        Command("language", deciders, mark("{languages}"), subscriptions.language),
        Command("help", readers, mark("how to use me"), help_),
        Command("about", readers, mark("who is behind this"), about),
        Command("privacy", persons, mark("what I keep about you"), personal_data.privacy),
        Command("mydata", persons, mark("get what I keep about you"), personal_data.my_data),
        Command("forget", persons, mark("delete what I keep about you"), personal_data.forget),
        Command("start", readers, mark("back to the start"), browsing.start),
        Command("drafts", viewers, mark("drafts and scheduled editions"), drafts.drafts),
        Command("queue", viewers, mark("what is coming and going out"), desk_queue.queue),
        Command("announce", announcers, mark("tell readers something"), announcements.announce),
        Command("status", viewers, mark("readers and deliveries"), broadcasts.status),
        Command("stats", viewers, mark("how readers come, go and read"), figures.stats),
        Command("roles", owners, mark("who may do what"), staff.roles),
        Command("audit", owners, mark("what was done, and by whom"), audit.audit),
    )


async def help_(request: Request) -> None:
    """What can be asked for, by this person."""
    translator, translations = request.translator, request.services.translations
    more = roles_of(request.grant) - roles_of(None)
    own = [one for one in commands() if one.role in more]
    spoken = _spoken(translations)
    orders = [(one.name, _described(one, translator, spoken)) for one in own]
    inline = request.bot.name if request.bot.supports_inline_queries else None
    subscribed = request.is_subscribed
    await request.send([help_message(translator, orders, inline=inline, subscribed=subscribed)])


async def about(request: Request) -> None:
    """Who makes the digest and runs the bot; their own id is for nobody else's eyes."""
    operator = request.services.settings.operator
    user_id = request.user.id if request.user and request.is_private else None
    await request.send([about_message(request.translator, operator=operator, user_id=user_id)])


async def no_words(request: Request) -> None:
    """A picture, a voice, a sticker …: what is understood instead."""
    said = request.translator.gettext(
        "I can only read words. Send me the number of an item, a day, or words to search for."
    )
    await request.send([ways_message(request.translator, said)])


_NEW = (
    filters.UpdateType.MESSAGE & ~filters.IS_AUTOMATIC_FORWARD
) | filters.UpdateType.CHANNEL_POST
"""Edited messages would run a command twice, a channel's posts in its discussion group as well."""


def command_handlers() -> Iterable[CommandHandler[Context, None]]:
    """A handler a command, open to its role only."""
    for command in commands():
        handler = permitted(command.role, command.handler, action=command.name)
        yield CommandHandler(command.name, answering(handler), filters=_NEW)


async def set_menus(
    bot: ExtBot[None],
    translations: Translations,
    grants: Mapping[int, Grant],
    *,
    has_voice: bool = False,
) -> None:
    """Tell Telegram the menus and descriptions of every language; a role brings more of them."""
    for language in (None, *translations.menu_languages):
        translator = translations.translator(language)
        for scope, roles in _scopes():
            menu = _menu(translator, translations, roles, has_voice=has_voice)
            await bot.set_my_commands(menu, scope=scope, language_code=language)
        await bot.set_my_description(_description(translator), language_code=language)
        await bot.set_my_short_description(_short_description(translator), language_code=language)
    for user_id, grant in grants.items():
        await set_own_menu(bot, translations, user_id, grant, has_voice=has_voice)


def _description(translator: Translator) -> str:
    """What people read before they press Start; at most 512 characters (Bot API)."""
    return translator.gettext(
        "A digest of the news every day, at your hour. Open any item by its number, see its "
        "sources, look up past days."
    )


def _short_description(translator: Translator) -> str:
    """What people read on the bot's profile; at most 120 characters (Bot API)."""
    return translator.gettext("A digest of the news every day, at your hour.")


async def set_own_menu(
    bot: ExtBot[None],
    translations: Translations,
    user_id: int,
    grant: Grant | None,
    *,
    has_voice: bool = False,
) -> None:
    """Tell Telegram the menu of somebody's private chat: that of their role, or everybody's."""
    scope = BotCommandScopeChat(user_id)
    for language in (None, *translations.menu_languages):
        translator = translations.translator(language)
        menu = _menu(translator, translations, roles_of(grant), has_voice=has_voice)
        try:
            if grant is None:
                await bot.delete_my_commands(scope=scope, language_code=language)
            else:
                await bot.set_my_commands(menu, scope=scope, language_code=language)
        except BadRequest:
            return  # they have not written to the bot yet; the next start sets the menu


def _scopes() -> tuple[tuple[BotCommandScope, frozenset[Role]], ...]:
    everyone = frozenset({Role.READER})
    deciders = frozenset({Role.READER, Role.DECIDER})
    return (
        (BotCommandScopeAllPrivateChats(), roles_of(None)),
        (BotCommandScopeAllGroupChats(), everyone),
        (BotCommandScopeAllChatAdministrators(), deciders),
    )


def _menu(
    translator: Translator, translations: Translations, roles: frozenset[Role], *, has_voice: bool
) -> list[BotCommand]:
    offered = [
        command
        for command in commands()
        if command.role in roles and (has_voice or not command.needs_voice)
    ]
    spoken = _spoken(translations)
    return [
        BotCommand(command.name, _described(command, translator, spoken)[:_MOST])
        for command in offered
    ]


def _spoken(translations: Translations) -> str:
    """The languages, each in its own words, for who can't read the rest."""
    translator = translations.of(None)
    return " / ".join(map(translator.language_name, translations.languages))


def _described(command: Command, translator: Translator, spoken: str) -> str:
    """What a command does, which may be to choose among the languages that are `spoken`."""
    return translator.gettext(command.description, languages=spoken)
