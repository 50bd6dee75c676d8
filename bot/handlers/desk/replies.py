"""What editors write about a draft in reply to what shows it: `3 headline: …`, or just the words.

A reply to a question is its answer. A reply to anything else that shows a draft changes it where it
begins with what it changes, in any language of the bot; all other words are talk.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from telegram import Message

from bot.handlers.desk.audit import entry_of
from bot.handlers.desk.changes import DraftView, shown_item, view_of
from bot.handlers.desk.draft_card import refresh_card
from bot.handlers.permissions import elsewhere
from bot.handlers.request import Request
from bot.intents.folding import folded
from bot.views.desk.changes import FIELDS, WORDS
from bot.views.desk.decisions import NO_ITEM, OF_EDITION, AboutDraft, AskWords, Field, LeaveWords
from bot.views.keyboards import carried
from digests.editing import Outcome
from digests.model import Edition, EditionState
from digests.revisions import (
    Decision,
    SetDay,
    SetHeadline,
    SetOutlet,
    SetSources,
    SetSummary,
    SetText,
    SetTitle,
    TextPart,
    sources_in,
)
from digests.text import references

_SAID = re.compile(r"\s*(?P<named>[^:：\n]{1,40}?)\s*[:：](?P<words>.*)", re.DOTALL)
_NUMBER = re.compile(r"[\s#＃]*(?P<n>\d{1,4}|[①-⑳㉑-㉟㊱-㊿❶-❿])(?:番目?|件目)?[\s.．、,)）の]*")
"""The number of an item, before the name of a field."""


_PARTS: Mapping[Field, TextPart] = MappingProxyType({field: part for part, field in FIELDS.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What an editor writes: the item's number, 0 for the edition, its field, and the words."""

    number: int
    field: Field
    words: str


async def typed_change(request: Request) -> bool:
    """Change a draft as a reply to what shows it says; False if the message is no such."""
    message = request.message
    asked = message.reply_to_message if message else None
    if message is None or asked is None:
        return False
    question = carried(asked.reply_markup, LeaveWords)
    edition_id = question.edition if question else await _edition_of(request, asked)
    if edition_id is None:
        return False
    text = message.text or ""
    said = _answer(question, text) if question else _named(request, asked, text)
    if said is None:
        return False
    edition = await request.services.newsroom.edition(edition_id)
    if edition and not request.covers(edition.paper):
        await request.say(elsewhere(request))
        return True
    await _do(request, edition_id, said)
    return True


async def _edition_of(request: Request, asked: Message) -> int | None:
    """The draft that a message shows: by its buttons, or because it is one of a card's."""
    about = carried(asked.reply_markup, AboutDraft)
    if about:
        return about.edition
    shown = await request.services.editing.shown_by(request.chat.id, asked.message_id)
    return shown.id if shown else None


def _answer(question: LeaveWords, text: str) -> _Said:
    return _Said(number=question.number, field=question.field, words=text)


def _named(request: Request, asked: Message, text: str) -> _Said | None:
    """What a reply names in front of its colon; the item may be that which is shown."""
    match = _SAID.fullmatch(text)
    if match is None:
        return None
    numbered = _NUMBER.match(match["named"])
    number = references.item_number(numbered["n"]) if numbered else None
    rest = match["named"][numbered.end() :] if numbered else match["named"]
    field = _fields(request).get(folded(rest))
    if field is None:
        return None
    shown = carried(asked.reply_markup, AskWords)
    item = number or (shown.number if shown else NO_ITEM)
    return _Said(
        number=NO_ITEM if field in OF_EDITION else item, field=field, words=match["words"].strip()
    )


def _fields(request: Request) -> dict[str, Field]:
    """The fields by what they are called in each language."""
    translations = request.services.translations
    spoken = [translations.translator(code) for code in translations.languages]
    return {
        folded(translator.gettext(word)): field
        for translator in spoken
        for field, word in WORDS.items()
    }


async def _do(request: Request, edition_id: int, said: _Said) -> None:
    before = await view_of(request, edition_id)
    shown = before.edition if before else await _published(request, edition_id, said)
    if shown is None:
        await request.say(request.translator.gettext("That edition is no longer a draft."))
        return
    is_there = said.field in OF_EDITION or shown.digest.item(said.number)
    decision = _decision(request, said) if is_there else None
    if decision is None:
        await request.say(_hint(request, said) if is_there else _no_item(request, said))
        return
    before = before or await _correcting(request, edition_id)
    edition_id = before.edition.id if before else edition_id
    entry = entry_of(request, "change_by_reply", edition=edition_id)
    outcome = await request.services.editing.decide(edition_id, decision, entry=entry)
    after = await view_of(request, edition_id)
    if before is None or after is None or outcome is not Outcome.DONE:
        await request.say(request.translator.gettext("That edition is no longer a draft."))
        return
    await refresh_card(request, before.accepted, after.accepted)
    if shown.is_undecided:  # else the card of the correction has just been shown, with its ways
        await request.send([shown_item(request, after, said.number)])


async def _published(request: Request, edition_id: int, said: _Said) -> Edition | None:
    """A published edition that can be corrected so; None where it is none.

    Its day can't be corrected: an edition of another day is another edition.
    """
    edition = await request.services.newsroom.edition(edition_id)
    is_published = edition is not None and edition.state is EditionState.PUBLISHED
    return edition if is_published and said.field is not Field.DAY else None


async def _correcting(request: Request, edition_id: int) -> DraftView | None:
    """The draft that corrects a published edition; None where that is published no more."""
    by = request.user.id if request.user else None
    draft = await request.services.editing.correcting(edition_id, by=by)
    return await view_of(request, draft.id) if draft else None


def _decision(request: Request, said: _Said) -> Decision | None:
    """What the words decide; None where they can't be what the field says."""
    line = " ".join(said.words.split())
    if not line:
        return None
    if said.field is Field.DAY:
        day = references.day(line, request.today, ahead=references.FARTHEST_AHEAD)
        return SetDay(day=day) if day else None
    if said.field in _PARTS:
        return SetText(part=_PARTS[said.field], paragraphs=_paragraphs(said.words))
    return SetTitle(title=line) if said.field is Field.TITLE else _of_item(said, line)


def _paragraphs(words: str) -> tuple[str, ...]:
    """What stands between empty lines, its own lines kept."""
    return tuple(part.strip() for part in re.split(r"\n\s*\n", words) if part.strip())


def _of_item(said: _Said, line: str) -> Decision | None:
    match said.field:
        case Field.SUMMARY:
            lines = (" ".join(part.split()) for part in said.words.splitlines())
            return SetSummary(number=said.number, paragraphs=tuple(filter(None, lines)))
        case Field.SOURCE:
            sources = sources_in(said.words)
            return SetSources(number=said.number, sources=sources) if sources else None
        case Field.OUTLET:
            return SetOutlet(number=said.number, outlet=line)
    return SetHeadline(number=said.number, headline=line)


def _hint(request: Request, said: _Said) -> str:
    translator = request.translator
    if said.field is Field.SOURCE:
        return translator.gettext(
            "I can't use that as a link. Send one or more links, each beginning with https://."
        )
    if said.field is Field.DAY:
        return translator.gettext("I couldn't read that as a day. Try 14 March or 2026-03-14.")
    return translator.gettext("Your reply is empty. Please reply with what it should say.")


def _no_item(request: Request, said: _Said) -> str:
    translator = request.translator
    if said.number == NO_ITEM:
        return translator.gettext("Which item? Begin with its number: 3 headline: …")
    return translator.gettext("There is no item {number} in this draft.", number=said.number)
