"""What readers follow and mute, each for themselves: by a press below an item, or in words."""

from __future__ import annotations

import asyncio

from bot.handlers.reading.last_shown import shown
from bot.handlers.request import Request, Toast
from bot.intents.intent import PutInWords
from bot.views.deep_links import personal_link
from bot.views.message import OutgoingMessage
from bot.views.personal.rule_callbacks import (
    DropRule,
    ListRules,
    OfferRules,
    PutRule,
    RingFor,
    TakeOutRule,
)
from bot.views.personal.rules import (
    OfferedRule,
    offered_message,
    put_message,
    ring_sentence,
    rule_sentence,
    rules_message,
)
from bot.views.rhythm.rhythm_callbacks import Sound
from bot.views.welcome import alone_message
from digests.model import Item
from digests.personal.main_words import subjects_of
from digests.personal.matching import compared
from digests.personal.reading_rules import MOST_RULES
from digests.values.rules import RuleSubject, Subject

_LONGEST = 40
"""Characters of what is followed or muted by typing it."""


async def put_in_words(request: Request, intent: PutInWords) -> None:
    """Follow or mute what somebody names: an outlet of the latest edition's, else a word."""
    if not request.is_private:
        await _lead_into_private(request)
        return
    if len(intent.words) > _LONGEST:
        await request.say(request.translator.gettext("That is too long. Name one word or outlet."))
        return
    await request.known()
    about = await _named(request, intent.words)
    rule = await request.services.reading_rules.put(request.chat.id, about, intent.stance)
    if rule is None:
        await request.say(_too_many(request))
        return
    await request.send([put_message(request.translator, rule)])


async def offer(request: Request) -> None:
    """Offer what the item that is replied to, or was shown last, has to be followed and muted."""
    if not request.is_private:
        await _lead_into_private(request)
        return
    edition, number = await shown(request)
    item = edition.digest.item(number) if edition and number else None
    if edition is None or item is None:
        said = request.translator.gettext("Open an item first, then choose what to follow of it.")
        await request.say(said)
        return
    about = OfferRules(edition.id, item.number)
    await request.send([await _offered(request, about, item)])


async def _lead_into_private(request: Request) -> None:
    """Answer who asks where others read with a way to their settings, where it is listed."""
    link = personal_link(request.bot.username, "settings", request.chat.id, request.topic)
    await request.send_to_asker(alone_message(request.translator, link))


async def _named(request: Request, words: str) -> RuleSubject:
    latest = await request.archive.latest()
    outlets = [item.outlet for item in latest.digest.items if item.outlet] if latest else []
    outlet = next((one for one in outlets if compared(one) == compared(words)), None)
    if outlet:
        return RuleSubject(subject=Subject.OUTLET, label=outlet, words=(outlet,))
    return RuleSubject(subject=Subject.WORD, label=words, words=(words,))


# --- presses --------------------------------------------------------------------------------------


async def press_offer(request: Request, callback: OfferRules) -> Toast | None:
    """Offer what can be followed and muted because of an item."""
    if not request.is_private:
        return Toast(_only_in_private(request), alert=True)
    item = await _item(request, callback)
    if item is None:
        return _gone(request)
    await request.send([await _offered(request, callback, item)])
    return None


async def press_put(request: Request, callback: PutRule) -> Toast:
    """Follow or mute what an item offers."""
    if not request.is_private:
        return Toast(_only_in_private(request), alert=True)
    about, item = await _subject(request, callback)
    if about is None or item is None:
        return _gone(request)
    await request.known()
    rule = await request.services.reading_rules.put(request.chat.id, about, callback.stance)
    if rule is None:
        return Toast(_too_many(request), alert=True)
    await request.show(await _offered(request, callback, item))
    return Toast(rule_sentence(request.translator, about, callback.stance))


async def press_take_out(request: Request, callback: TakeOutRule) -> Toast:
    """Neither follow nor mute what an item offers."""
    if not request.is_private:
        return Toast(_only_in_private(request), alert=True)
    about, item = await _subject(request, callback)
    if about is None or item is None:
        return _gone(request)
    await request.services.reading_rules.take_out(request.chat.id, about)
    await request.show(await _offered(request, callback, item))
    return Toast(request.translator.gettext("Taken out."))


async def press_list(request: Request, callback: ListRules) -> Toast | None:
    """Show what is followed and muted."""
    if not request.is_private:
        return Toast(_only_in_private(request), alert=True)
    await _show_list(request, callback.offset)
    return None


async def press_drop(request: Request, callback: DropRule) -> Toast:
    """Take out a rule of the list."""
    if not request.is_private:
        return Toast(_only_in_private(request), alert=True)
    await request.services.reading_rules.drop(request.chat.id, callback.rule)
    await _show_list(request, callback.offset)
    return Toast(request.translator.gettext("Taken out."))


async def press_ring(request: Request, callback: RingFor) -> Toast:
    """Let editions ring for something of the list, or not."""
    if not request.is_private:
        return Toast(_only_in_private(request), alert=True)
    rings = callback.sound is Sound.ON
    rules = request.services.reading_rules
    rule = await rules.ring(request.chat.id, callback.rule, rings=rings)
    await _show_list(request, callback.offset)
    if rule is None:
        return Toast(request.translator.gettext("Nothing has changed."))
    return Toast(ring_sentence(request.translator, rule))


async def _show_list(request: Request, offset: int) -> None:
    rules = await request.services.reading_rules.of(request.chat.id)
    await request.show(rules_message(request.translator, rules, offset))


# --- what an item offers --------------------------------------------------------------------------


async def _offered(
    request: Request, about: OfferRules | PutRule | TakeOutRule, item: Item
) -> OutgoingMessage:
    rules = request.services.reading_rules
    subjects = await asyncio.to_thread(subjects_of, item, about.edition)
    offered = [
        OfferedRule(about=one, stance=await rules.stance_on(request.chat.id, one))
        for one in subjects
    ]
    return offered_message(request.translator, item, about.edition, offered)


async def _subject(
    request: Request, callback: PutRule | TakeOutRule
) -> tuple[RuleSubject | None, Item | None]:
    item = await _item(request, callback)
    if item is None:
        return None, None
    subjects = await asyncio.to_thread(subjects_of, item, callback.edition)
    return (subjects[callback.place] if callback.place < len(subjects) else None), item


async def _item(request: Request, callback: OfferRules | PutRule | TakeOutRule) -> Item | None:
    edition = await request.archive.edition(callback.edition)
    return edition.digest.item(callback.number) if edition else None


def _too_many(request: Request) -> str:
    return request.translator.ngettext(
        "You can follow and mute {count} thing at most. Take one out first: /settings",
        "You can follow and mute {count} things at most. Take one out first: /settings",
        MOST_RULES,
    )


def _only_in_private(request: Request) -> str:
    return request.translator.gettext(
        "What you follow and mute is only for you: open our private chat."
    )


def _gone(request: Request) -> Toast:
    return Toast(request.translator.gettext("That edition is no longer available."))
