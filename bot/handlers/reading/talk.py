"""What people say in words: understood, and carried out as the button or command would be."""

from __future__ import annotations

from dataclasses import replace

from bot.handlers.commands import about, commands, no_words
from bot.handlers.guards import permitted
from bot.handlers.reading import browsing, letters, rules, saved
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
    PutInWords,
    Remind,
    Suggest,
    TellEditors,
    WriteLetter,
)
from bot.intents.understanding import understand
from bot.views.callbacks import SayWords
from bot.views.reading.letter_callbacks import SearchInstead
from bot.views.reading.letters import way_to_editors
from bot.views.welcome import look_message, place_message, suggestion_message, ways_message


async def said(request: Request) -> Toast | None:
    """Whatever was typed to the bot and is no command of the table."""
    about = letters.item_meant(request)
    is_reminder = request.is_private and saved.item_meant(request) is not None
    intent = intent_of(request, request.text, about_item=about is not None, about_saved=is_reminder)
    if about and isinstance(intent, WriteLetter):
        await letters.confirm(request, about)
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


async def press_words(request: Request, callback: SayWords) -> Toast | None:
    """A button that stands for words."""
    return await carry_out(request, intent_of(request, callback.words))


async def press_search(request: Request, _: SearchInstead) -> Toast | None:
    """What was asked about was no letter but a search."""
    words = letters.replied_words(request)
    if not words:
        return letters.not_yours(request)
    return await carry_out(request, intent_of(request, words))


def is_search(request: Request) -> bool:
    """Whether what was typed means nothing but words to search for."""
    return isinstance(intent_of(request, request.text), Find)


def intent_of(
    request: Request, words: str, *, about_item: bool = False, about_saved: bool = False
) -> Intent:
    """What somebody means by words that they say here and now, maybe about an item."""
    names = frozenset(command.name for command in commands())
    situation = request.services.vocabulary.situation(request.today, names)
    about = replace(situation, about_item=about_item, about_saved=about_saved)
    return understand(words, about)


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
        case Remind():
            await saved.remind(request, intent)
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
