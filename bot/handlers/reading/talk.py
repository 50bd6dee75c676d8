"""What people say in words: understood, and carried out as the button or command would be."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.handlers.commands import about, commands, no_words
from bot.handlers.guards import permitted
from bot.handlers.permissions import roles_of
from bot.handlers.reading import browsing, letters, rules, saved, stories
from bot.handlers.reading.last_shown import shown
from bot.handlers.request import Request, Toast
from bot.intents.intent import (
    AskAboutPlace,
    Carry,
    ChangeLook,
    ChooseLanguage,
    ChooseMinute,
    ChooseZone,
    Courtesy,
    Find,
    Intent,
    OfferToFollow,
    PressButton,
    PutInWords,
    ReadStory,
    Remind,
    Save,
    Suggest,
    TellEditors,
    WriteLetter,
)
from bot.intents.understanding import understand
from bot.views.callbacks import Callback
from bot.views.reading.letters import way_to_editors
from bot.views.welcome import look_message, place_message, suggestion_message, ways_message


async def said(
    request: Request, press: Callable[[Request, Callback], Awaitable[None]]
) -> Toast | None:
    """Whatever was typed to the bot and is no command of the table, or pressed by `press`."""
    about = letters.item_meant(request)
    is_reminder = request.is_private and saved.item_meant(request) is not None
    intent = intent_of(request, request.text, about_item=about is not None, about_saved=is_reminder)
    if about and isinstance(intent, WriteLetter):
        await letters.confirm(request, about)
        return None
    if isinstance(intent, PressButton):
        await press(request, intent.callback)
        return None
    return await carry_out(request, intent)


async def said_in_group(request: Request) -> Toast | None:
    """A reply to the bot in a group, without its name: only what clearly asks for reading.

    The rest may as well be said to the others.
    """
    intent = intent_of(request, request.text)
    if isinstance(intent, browsing.READING):
        return await carry_out(request, intent)
    return None


def is_search(request: Request) -> bool:
    """Whether what was typed means nothing but words to search for."""
    return isinstance(intent_of(request, request.text), Find)


def intent_of(
    request: Request, words: str, *, about_item: bool = False, about_saved: bool = False
) -> Intent:
    """What somebody means by words that they say here and now, maybe about an item."""
    roles = roles_of(request.grant)
    names = frozenset(command.name for command in commands() if command.role in roles)
    vocabulary, is_staff = request.services.vocabulary, request.sees_drafts
    situation = vocabulary.situation(request.today, names, is_staff=is_staff)
    here = replace(
        situation, buttons=request.buttons, about_item=about_item, about_saved=about_saved
    )
    return understand(words, here)


async def carry_out(request: Request, intent: Intent) -> Toast | None:
    """Do what is meant, if it is this person's business here."""
    order = _order(intent)
    if order:
        return await _command(replace(request, words=order.words), order.command)
    if isinstance(intent, browsing.READING):
        await browsing.read(request, intent)
    else:
        await _answer(request, intent)
    return None


def _order(intent: Intent) -> Carry | None:
    """The command that does it, where there is one."""
    match intent:
        case ChooseMinute():
            return Carry("settings", f"{intent.minute // 60:02}:{intent.minute % 60:02}")
        case ChooseZone():
            return Carry("settings", intent.zone)
        case ChooseLanguage():
            return Carry("language", intent.code)
        case Find():
            return Carry("search", intent.words)
        case Carry():
            return intent
    return None


async def _command(request: Request, name: str) -> Toast | None:
    command = next(one for one in commands() if one.name == name)
    return await permitted(command.role, command.handler, action=name)(request)


async def _tell_editors(request: Request) -> None:
    """How to write to them, about the item shown last; who runs the bot where nobody can."""
    if not request.services.settings.letters:
        await about(request)
        return
    edition, number = await shown(request)
    item = edition.digest.item(number) if edition and number else None
    await request.send([way_to_editors(request.translator, edition, item)])


async def _do_with_shown(request: Request, intent: Remind | Save | ReadStory) -> None:
    """What is wanted of what was shown last."""
    match intent:
        case Remind():
            await saved.remind(request, intent)
        case Save():
            await saved.save(request, intent.number)
        case ReadStory():
            await stories.read(request, intent)


async def _answer(request: Request, intent: Intent) -> None:
    translator = request.translator
    match intent:
        case AskAboutPlace():
            await request.send([place_message(translator, intent.zone, intent.words)])
        case Suggest():
            message = suggestion_message(translator, intent.commands, intent.words)
            await request.send_not_understood([message])
        case ChangeLook():
            await request.send([look_message(translator)])
        case TellEditors():
            await _tell_editors(request)
        case Remind() | Save() | ReadStory():
            await _do_with_shown(request, intent)
        case PutInWords():
            await rules.put_in_words(request, intent)
        case OfferToFollow():
            await rules.offer(request)
        case Courtesy():
            said = translator.gettext(
                "At your service. Send me the number of an item, a day, or words to search for."
            )
            await request.send([ways_message(translator, said)])
        case _:
            await no_words(request)
