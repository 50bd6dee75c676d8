"""The cards on which a subscriber chooses language, hour, zone, form, and how extras come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from telegram import InlineKeyboardButton

from bot.i18n.marking import mark
from bot.i18n.translator import Translator
from bot.views.callbacks import (
    AcceptRichForm,
    DeclineRichForm,
    InChannel,
    OfferAllHours,
    OfferForms,
    OfferHours,
    OfferLanguages,
    OfferZones,
    SetForm,
    SetLanguage,
    SetMinute,
    SetZone,
    ShowSettings,
    Subscribe,
    Unsubscribe,
)
from bot.views.keyboards import button, keyboard, marked, rows
from bot.views.message import OutgoingMessage
from bot.views.papers.extras_callbacks import OfferExtras, SetExtras
from bot.views.papers.paper_callbacks import OfferPapers
from bot.views.papers.papers import paper_name
from bot.views.rhythm.days_and_pauses import delivery_told, sound_told
from bot.views.rhythm.rhythm_callbacks import OfferRhythm
from bot.views.rich_messages import rich_messages
from bot.views.rich_text import aside, bold, join, plain, to_html
from digests.model import (
    Digest,
    Edition,
    EditionState,
    Extras,
    Form,
    Item,
    Paragraph,
    Preferences,
)
from digests.values.papers import Paper, paper_of

FORMS: Mapping[Form, str] = MappingProxyType(
    {
        Form.SUMMARIES: mark("Headlines with summaries"),
        Form.HEADLINES: mark("Headlines only"),
        Form.FULL: mark("Everything at once"),
        Form.FILE: mark("As a file"),
        Form.RICH: mark("One rich message (new apps only)"),
        Form.FRONT_PAGE: mark("Picture of the front page, with headlines"),
    }
)
EXTRAS: Mapping[Extras, str] = MappingProxyType(
    {
        Extras.RING: mark("with a sound, except at night"),
        Extras.SILENT: mark("silently"),
        Extras.NONE: mark("not at all"),
    }
)
ZONES = (
    "Asia/Tokyo",
    "Asia/Shanghai",
    "Asia/Kolkata",
    "Europe/Moscow",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "Australia/Sydney",
)
"""Offered by button everywhere, behind those of the reader's language; others can be named."""

_MOST_ZONES = 10
_USUAL_HOURS = (6, 7, 8, 12, 18, 21)


def language_message(translator: Translator, languages: Sequence[str]) -> OutgoingMessage:
    """The languages, each named in itself."""
    keys = [button(translator.language_name(code), SetLanguage(code)) for code in languages]
    return OutgoingMessage(
        text=to_html(plain(translator.gettext("Which language would you like?"))),
        keyboard=keyboard(rows(keys, 2)),
    )


def settings_message(  # noqa: PLR0913 - all that a chat has chosen, and from what
    translator: Translator,
    chosen: Preferences,
    *,
    subscribed: bool,
    now: datetime,
    language: str | None = None,
    papers: Sequence[Paper] = (),
) -> OutgoingMessage:
    """What a chat has chosen, and the ways to choose otherwise.

    `language` is that of a channel, where it is not the one that the card is written in. Of the
    paper is told where there are several.
    """
    when = translator.clock(chosen.minute)
    place = translator.city_now(chosen.timezone, now)
    today = now.astimezone(ZoneInfo(chosen.timezone)).date()
    off = translator.gettext("off")
    state = delivery_told(translator, chosen, today) if subscribed else off
    lines = [
        bold(translator.gettext("⚙️ Settings")),
        plain(translator.gettext("Delivery: {state}", state=state)),
        plain(translator.gettext("Time: {when}", when=when)),
        plain(translator.gettext("Your clock: {city} now", city=place)),
        plain(translator.gettext("Sound: {sound}", sound=sound_told(translator, chosen))),
        plain(translator.gettext("Layout: {form}", form=translator.gettext(FORMS[chosen.form]))),
        plain(_extras_told(translator, chosen)),
        plain(
            translator.gettext(
                "Language: {language}",
                language=translator.language_name(language or translator.language),
            )
        ),
    ]
    if len(papers) > 1:
        name = paper_name(paper_of(papers, chosen.paper))
        lines.append(plain(translator.gettext("Paper: {paper}", paper=name)))
    turn = (
        button(translator.gettext("🔕 Unsubscribe"), Unsubscribe())
        if subscribed
        else button(translator.gettext("🔔 Subscribe"), Subscribe())
    )
    ways = [
        [
            button(translator.gettext("🕖 Time"), OfferHours()),
            button(translator.gettext("🌏 Time zone"), OfferZones()),
        ],
        [
            button(translator.gettext("📄 Layout"), OfferForms()),
            button(translator.gettext("🗣 Language"), OfferLanguages()),
        ],
        [
            button(translator.gettext("🚨 Extras"), OfferExtras()),
            *([button(translator.gettext("📰 Paper"), OfferPapers())] if len(papers) > 1 else []),
        ],
        [button(translator.gettext("📆 Days and pauses"), OfferRhythm()), turn],
    ]
    return OutgoingMessage(text=to_html(join("\n", lines)), keyboard=keyboard(ways))


def about_channel(message: OutgoingMessage, channel_id: int, title: str) -> OutgoingMessage:
    """A card about a channel, for its administrator's private chat: its name, and its buttons."""
    head = to_html(bold(f"📢 {title}"))
    markup = message.keyboard.inline_keyboard if message.keyboard else ()
    rows = [[_about_channel(key, channel_id) for key in row] for row in markup]
    return replace(message, text=f"{head}\n{message.text}", keyboard=keyboard(rows))


def _about_channel(key: InlineKeyboardButton, channel_id: int) -> InlineKeyboardButton:
    if not isinstance(key.callback_data, str):
        return key
    return button(key.text, InChannel(-channel_id, key.callback_data))


def channel_message(translator: Translator, card: OutgoingMessage) -> OutgoingMessage:
    """A channel's card for whoever has just brought the bot into it."""
    said = translator.gettext(
        "I'm in this channel now. Nothing is posted there until you subscribe it here."
    )
    return replace(card, text=f"{to_html(plain(said))}\n\n{card.text}")


def hours_message(
    translator: Translator, chosen: Preferences, *, can_type: bool = True, every: bool = False
) -> OutgoingMessage:
    """The usual hours by button, or `every` one; where one chat can be meant, any is typed."""
    hours = range(24) if every else sorted({*_USUAL_HOURS, chosen.minute // 60})
    keys = [
        button(
            marked(translator.clock(hour * 60), chosen.minute == hour * 60),
            SetMinute(hour * 60),
        )
        for hour in hours
    ]
    typed = translator.gettext("Or type any time: 06:45") if can_type else ""
    hint = aside(translator, typed)
    ask = plain(translator.gettext("When should the digest arrive?"))
    more = [] if every else [button(translator.gettext("More hours"), OfferAllHours())]
    return OutgoingMessage(
        text=to_html(join("\n", [ask, hint])),
        keyboard=keyboard([*rows(keys, 4 if every else 3), more, _back(translator)]),
    )


def zones_message(
    translator: Translator, zones: Sequence[str], chosen: Preferences, now: datetime
) -> OutgoingMessage:
    """Cities with what their clocks show now; any other can be named."""
    keys = [
        button(marked(translator.city_now(zone, now), chosen.timezone == zone), SetZone(zone))
        for zone in dict.fromkeys([chosen.timezone, *zones, *ZONES])
    ]
    return OutgoingMessage(
        text=to_html(plain(translator.gettext("Which time zone are you in?"))),
        keyboard=keyboard([*rows(keys[:_MOST_ZONES], 2), _back(translator)]),
    )


def with_hint(translator: Translator, message: OutgoingMessage) -> OutgoingMessage:
    """The cities, with how another is named; only where one chat alone can be meant."""
    hint = translator.gettext("Or send the name of your city, UTC+9, or your location (📎).")
    return replace(message, text=f"{message.text}\n{to_html(aside(translator, hint))}")


def location_message(
    translator: Translator, zones: Sequence[str], now: datetime
) -> OutgoingMessage:
    """A place on the map was shared: which of the clocks around it they live by."""
    ask = translator.gettext("Which of these shows your time?")
    keys = [[button(translator.city_now(zone, now), SetZone(zone))] for zone in zones]
    other = [button(translator.gettext("None of them"), OfferZones())]
    return OutgoingMessage(text=to_html(plain(ask)), keyboard=keyboard([*keys, other]))


def forms_message(translator: Translator, chosen: Preferences) -> OutgoingMessage:
    """The forms in which an edition can arrive."""
    keys = [
        button(marked(translator.gettext(name), chosen.form is form), SetForm(form))
        for form, name in FORMS.items()
    ]
    ask = plain(translator.gettext("How should the digest look?"))
    return OutgoingMessage(
        text=to_html(ask), keyboard=keyboard([*rows(keys, 1), _back(translator)])
    )


def _extras_told(translator: Translator, chosen: Preferences) -> str:
    return translator.gettext("Extras: {how}", how=translator.gettext(EXTRAS[chosen.extras]))


def extras_message(
    translator: Translator, chosen: Preferences, *, told: bool = False
) -> OutgoingMessage:
    """The ways in which extras can come; where it was `told`, how they come now."""
    keys = [
        button(marked(translator.gettext(name), chosen.extras is one), SetExtras(one))
        for one, name in EXTRAS.items()
    ]
    ask = translator.gettext("Extras are sent at once, at any hour. How should they come to you?")
    said = _extras_told(translator, chosen) if told else ask
    return OutgoingMessage(
        text=to_html(plain(said)), keyboard=keyboard([*rows(keys, 1), _back(translator)])
    )


def sample_message(
    translator: Translator, latest: Edition | None, now: datetime
) -> OutgoingMessage:
    """A small rich message: the first item of the latest edition in short, or an invented one."""
    shown = latest if latest and latest.digest.items else _invented(translator, now)
    first = shown.digest.items[0]
    short = replace(first, paragraphs=first.summary or first.paragraphs[:1])
    return rich_messages(translator, replace(shown, digest=replace(shown.digest, items=(short,))))[
        0
    ]


def _invented(translator: Translator, now: datetime) -> Edition:
    said = translator.gettext(
        "If you can read this sentence, your app shows this layout as it should."
    )
    item = Item(
        number=1,
        headline=translator.gettext("The lamp of the old lighthouse is lit again"),
        paragraphs=(Paragraph(text=said),),
    )
    return Edition(
        id=0,
        date=now.date(),
        state=EditionState.DRAFT,
        digest=Digest(title=translator.gettext("A sample"), items=(item,)),
        problems=(),
        fingerprint="",
        posted_by=None,
        created_at=now,
    )


def trial_message(translator: Translator) -> OutgoingMessage:
    """Asks what the Bot API can't tell: whether the subscriber's app showed the sample."""
    ask = plain(translator.gettext("Can you read the message above?"))
    hint = aside(
        translator,
        translator.gettext(
            "Tap its headline to open it. Some apps garble such messages or don't show them at all."
        ),
    )
    ways = [
        [button(translator.gettext("Yes, use this layout"), AcceptRichForm())],
        [button(translator.gettext("No, leave it as it was"), DeclineRichForm())],
    ]
    return OutgoingMessage(text=to_html(join("\n", [ask, hint])), keyboard=keyboard(ways))


def _back(translator: Translator) -> Sequence[InlineKeyboardButton]:
    return [button(translator.gettext("↩ Back"), ShowSettings())]
