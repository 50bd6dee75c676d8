"""The cards on which a reader chooses language, hour, zone and form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from telegram import InlineKeyboardButton

from bot.i18n.translator import Speech, mark
from bot.views.callbacks import Act
from bot.views.keyboards import button, keyboard, rows
from bot.views.message import Letter
from bot.views.rich_messages import rich_letters
from bot.views.rich_text import bold, italic, join, plain, to_html
from digests.model import Digest, Edition, EditionState, Form, Item, Paragraph, Subscriber

FORMS: Mapping[Form, str] = MappingProxyType(
    {
        Form.SUMMARIES: mark("Headlines with summaries"),
        Form.HEADLINES: mark("Headlines only"),
        Form.FULL: mark("Everything at once"),
        Form.FILE: mark("As a file"),
        Form.RICH: mark("One rich message (new apps only)"),
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
)
"""Offered by button; any other IANA zone can be typed."""


def language_letter(speech: Speech, languages: Sequence[str]) -> Letter:
    """The languages, each named in itself."""
    keys = [button(speech.language_name(code), Act.LANGUAGE, code) for code in languages]
    return Letter(
        text=to_html(plain(speech.t("Which language shall I speak?"))),
        keyboard=keyboard(rows(keys, 2)),
    )


def settings_letter(speech: Speech, reader: Subscriber, *, subscribed: bool) -> Letter:
    """What a chat has chosen, and the ways to choose otherwise."""
    when = f"{speech.clock(reader.minute)} ({speech.zone(reader.timezone)})"
    lines = [
        bold(speech.t("⚙️ Settings")),
        plain(speech.t("Delivery: {state}", state=_state(speech, subscribed=subscribed))),
        plain(speech.t("Time: {when}", when=when)),
        plain(speech.t("Form: {form}", form=speech.t(FORMS[reader.form]))),
        plain(speech.t("Language: {language}", language=speech.language_name(speech.language))),
    ]
    turn = (
        button(speech.t("🔕 Unsubscribe"), Act.UNSUBSCRIBE)
        if subscribed
        else button(speech.t("🔔 Subscribe"), Act.SUBSCRIBE)
    )
    ways = [
        [button(speech.t("🕖 Time"), Act.HOURS), button(speech.t("🌏 Time zone"), Act.ZONES)],
        [button(speech.t("📄 Form"), Act.FORMS), button(speech.t("🗣 Language"), Act.LANGUAGES)],
        [turn],
    ]
    return Letter(text=to_html(join("\n", lines)), keyboard=keyboard(ways))


def _state(speech: Speech, *, subscribed: bool) -> str:
    return speech.t("every day") if subscribed else speech.t("off")


def hours_letter(speech: Speech, reader: Subscriber) -> Letter:
    """The full hours by button; any minute can be typed."""
    keys = [
        button(_chosen(speech.clock(hour * 60), reader.minute == hour * 60), Act.HOUR, hour * 60)
        for hour in range(24)
    ]
    hint = italic(speech.t("Or type any time: /settings 06:45"))
    ask = plain(speech.t("At what time shall the digest come?"))
    return Letter(
        text=to_html(join("\n", [ask, hint])), keyboard=keyboard([*rows(keys, 4), _back(speech)])
    )


def zones_letter(speech: Speech, reader: Subscriber) -> Letter:
    """Some zones by button; any IANA zone can be typed."""
    keys = [
        button(_chosen(speech.zone(zone), reader.timezone == zone), Act.ZONE, zone)
        for zone in ZONES
    ]
    hint = italic(speech.t("Or type another: /settings Europe/Paris"))
    ask = plain(speech.t("Which clock do you live by?"))
    return Letter(
        text=to_html(join("\n", [ask, hint])), keyboard=keyboard([*rows(keys, 2), _back(speech)])
    )


def forms_letter(speech: Speech, reader: Subscriber) -> Letter:
    """The forms in which an edition can arrive."""
    keys = [
        button(_chosen(speech.t(name), reader.form is form), Act.FORM, form)
        for form, name in FORMS.items()
    ]
    ask = plain(speech.t("In which form shall the digest arrive?"))
    return Letter(text=to_html(ask), keyboard=keyboard([*rows(keys, 1), _back(speech)]))


def sample_letter(speech: Speech, latest: Edition | None, now: datetime) -> Letter:
    """A small rich message: the first item of the latest edition in short, or an invented one."""
    shown = latest if latest and latest.digest.items else _invented(speech, now)
    first = shown.digest.items[0]
    short = replace(first, paragraphs=first.summary or first.paragraphs[:1])
    return rich_letters(speech, replace(shown, digest=replace(shown.digest, items=(short,))))[0]


def _invented(speech: Speech, now: datetime) -> Edition:
    said = speech.t("If you can read this sentence, your app shows this form as it should.")
    item = Item(
        number=1,
        headline=speech.t("The lamp of the old lighthouse is lit again"),
        paragraphs=(Paragraph(text=said),),
    )
    return Edition(
        id=0,
        date=now.date(),
        state=EditionState.DRAFT,
        digest=Digest(title=speech.t("A sample"), items=(item,)),
        problems=(),
        fingerprint="",
        posted_by=None,
        created_at=now,
    )


def trial_letter(speech: Speech) -> Letter:
    """Asks what the Bot API can't tell: whether the reader's app showed the sample."""
    ask = plain(speech.t("Can you read the message above?"))
    hint = italic(
        speech.t("Its headline opens at a tap. Some apps show such messages garbled or not at all.")
    )
    ways = [
        [button(speech.t("Yes, use this form"), Act.READ)],
        [button(speech.t("No, keep the former one"), Act.UNREAD)],
    ]
    return Letter(text=to_html(join("\n", [ask, hint])), keyboard=keyboard(ways))


def _chosen(label: str, chosen: bool) -> str:
    return f"✓ {label}" if chosen else label


def _back(speech: Speech) -> Sequence[InlineKeyboardButton]:
    return [button(speech.t("↩ Back"), Act.SETTINGS)]
