"""What the bot's own buttons say, in every language it speaks: whoever types it means the same.

Buttons that need what they stand below open the question that they answer, or the thing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from bot.i18n.marking import mark
from bot.i18n.translator import Translations, Translator
from bot.intents.desk_labels import COUNTED_DESK_LABELS, DESK_LABELS
from bot.intents.folding import folded
from bot.intents.intent import (
    Carry,
    ChooseZone,
    Find,
    Intent,
    Latest,
    OfferToFollow,
    PressButton,
    ReadAloud,
    ReadArchive,
    ReadEdition,
    ReadItems,
    ReadSources,
    ReadStory,
    Remind,
    Save,
    Shown,
    TellEditors,
)
from bot.intents.places import zone_named
from bot.intents.understanding import LabelPattern, Situation
from bot.views.callbacks import (
    OfferAllHours,
    OfferForms,
    OfferHours,
    OfferLanguages,
    OfferZones,
    SetForm,
    ShowSettings,
)
from bot.views.papers.extras_callbacks import OfferExtras
from bot.views.papers.paper_callbacks import OfferPapers
from bot.views.personal.rule_callbacks import ListRules
from bot.views.rhythm.rhythm_callbacks import (
    EndPause,
    OfferQuietHours,
    OfferRhythm,
    SetSound,
    ShowMissed,
    Sound,
)
from bot.views.settings import EXTRAS, FORMS, ZONES
from digests.model import Form
from digests.text.references import item_number
from digests.values.saved import ReminderTime

_RULES = PressButton(ListRules(0))
_LABELS: tuple[tuple[str, Intent], ...] = (
    (mark("🔔 Subscribe"), Carry("subscribe")),
    (mark("🔕 Unsubscribe"), Carry("unsubscribe")),
    (mark("📋 Items"), ReadEdition(Shown())),
    (mark("📖 The corrected edition"), ReadEdition(Shown())),
    (mark("🔗 Sources"), ReadSources()),
    (mark("🗂 Past editions"), ReadArchive()),
    (mark("◀ Newer"), ReadArchive()),
    (mark("Older ▶"), ReadArchive()),
    (mark("📖 Latest edition"), ReadEdition(Latest())),
    (mark("📅 Choose a day"), Carry("date")),
    (mark("❓ Help"), Carry("help")),
    (mark("🎧 Listen"), ReadAloud()),
    (mark("⭐ Best first"), Carry("search")),
    (mark("🕒 Newest first"), Carry("search")),
    (mark("More ▶"), Carry("search")),
    (mark("◀ Back"), Carry("search")),
    (mark("🔎 It was a search"), Carry("search")),
    (mark("⚙️ Settings"), Carry("settings")),
    (mark("↩ Back"), PressButton(ShowSettings())),
    (mark("🕖 Time"), PressButton(OfferHours())),
    (mark("More hours"), PressButton(OfferAllHours())),
    (mark("🌏 Time zone"), PressButton(OfferZones())),
    (mark("None of them"), PressButton(OfferZones())),
    (mark("📄 Layout"), PressButton(OfferForms())),
    (mark("Yes, use this layout"), PressButton(OfferForms())),
    (mark("No, leave it as it was"), PressButton(OfferForms())),
    (mark("📎 From now on as a file"), PressButton(SetForm(Form.FILE))),
    (mark("🗣 Language"), PressButton(OfferLanguages())),
    (mark("📰 Paper"), PressButton(OfferPapers())),
    (mark("🚨 Extras"), PressButton(OfferExtras())),
    (mark("🌐 In my language: turn on"), PressButton(ShowSettings())),
    (mark("🌐 In my language: turn off"), PressButton(ShowSettings())),
    (mark("🌐 Original"), ReadEdition(Shown())),
    (mark("🌐 Translation"), ReadEdition(Shown())),
    (mark("📆 Days and pauses"), PressButton(OfferRhythm())),
    (mark("🏖 From … to …"), PressButton(OfferRhythm())),
    (mark("↩ Undo"), PressButton(OfferRhythm())),
    (mark("Once a week, in a round-up"), PressButton(OfferRhythm())),
    (mark("▶️ Go on now"), PressButton(EndPause())),
    (mark("🔕 Silently"), PressButton(SetSound(Sound.OFF))),
    (mark("🔊 With sound"), PressButton(SetSound(Sound.ON))),
    (mark("🌙 At night"), PressButton(OfferQuietHours())),
    (mark("It may always ring"), PressButton(OfferQuietHours())),
    (mark("🗞 What I missed"), PressButton(ShowMissed())),
    (mark("★ Following and muted"), _RULES),
    (mark("📋 All that you follow and mute"), _RULES),
    (mark("✕ Take out"), _RULES),
    (mark("🔔 Ring for this"), _RULES),
    (mark("☆ Follow…"), OfferToFollow()),
    (mark("🔖 Save"), Save()),
    (mark("🔖 Saved"), Carry("saved")),
    (mark("⏰ Tonight"), Remind(ReminderTime.TONIGHT)),
    (mark("⏰ On Saturday"), Remind(ReminderTime.SATURDAY)),
    (mark("⏰ Off"), Carry("saved")),
    (mark("📅 The story so far"), ReadStory()),
    (mark("◀ Earlier"), ReadStory()),
    (mark("Later ▶"), ReadStory()),
    (mark("✉️ Send"), TellEditors()),
    (mark("⚠️ Report a mistake"), TellEditors()),
    (mark("⚠️ Send without words"), TellEditors()),
    (mark("Don't write"), TellEditors()),
    *((label, PressButton(SetForm(form))) for form, label in FORMS.items()),
    *((label, PressButton(OfferExtras())) for label in EXTRAS.values()),
)
_WEEK = range(7)
_GAP = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands for what a button says of its own."""
_NUMBER = "\N{REPLACEMENT CHARACTER}"
"""Stands for how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The bot's own words: what its `labels` mean, and its languages by their names and codes.

    `patterns` are labels that say something of their own, `desk` those that staff alone are shown.
    """

    labels: Mapping[str, Intent]
    languages: Mapping[str, str]
    patterns: tuple[LabelPattern, ...] = ()
    desk: Mapping[str, Intent] = field(default_factory=lambda: MappingProxyType({}))
    desk_patterns: tuple[LabelPattern, ...] = ()

    @classmethod
    def of(cls, translations: Translations) -> Vocabulary:
        """The words of all languages that the bot speaks."""
        spoken = [translations.translator(code) for code in translations.languages]
        labels = _both_ways(one for translator in spoken for one in _labels(translator))
        desk = _both_ways(one for translator in spoken for one in _desk_labels(translator))
        named = {
            name: translator.language
            for translator in spoken
            for name in (
                folded(translator.language),
                folded(translator.language_name(translator.language)),
                *(folded(other.name_of(translator.language)) for other in spoken),
            )
        }
        return cls(
            labels=MappingProxyType(labels),
            languages=MappingProxyType(named),
            patterns=(*_SIGNED, *(one for translator in spoken for one in _patterns(translator))),
            desk=MappingProxyType(desk | labels),
            desk_patterns=tuple(one for translator in spoken for one in _desk_patterns(translator)),
        )

    def situation(
        self, today: date, commands: frozenset[str], *, is_staff: bool = False
    ) -> Situation:
        """The situation of who says something today; staff know the desk's buttons as well."""
        return Situation(
            today=today,
            commands=commands,
            languages=self.languages,
            labels=self.desk if is_staff else self.labels,
            patterns=(*self.patterns, *self.desk_patterns) if is_staff else self.patterns,
        )


def _both_ways(said: Iterator[tuple[str, Intent]]) -> dict[str, Intent]:
    """Labels as they stand and as words are compared; those as they stand go first.

    A time alone is a reminder's only with the sign before it.
    """
    found = list(said)
    plain = {
        folded(label): intent for label, intent in reversed(found) if not isinstance(intent, Remind)
    }
    return plain | dict(reversed(found))


def _labels(translator: Translator) -> Iterator[tuple[str, Intent]]:
    for label, intent in _LABELS:
        yield translator.gettext(label), intent
    for sign in "★🔇":
        yield f"{sign} {translator.gettext('this story')}", OfferToFollow()
    for number in _WEEK:
        yield translator.short_weekday(number), PressButton(OfferRhythm())
    for zone in ZONES:
        yield translator.zone(zone), ChooseZone(zone)


def _desk_labels(translator: Translator) -> Iterator[tuple[str, Intent]]:
    for command, labels in DESK_LABELS.items():
        for label in labels:
            if "{" not in label:
                said = translator.gettext(label)
                yield said, Carry(command)
                yield f"＋ {said}", Carry(command)


# --- labels that say something of their own ---


def _patterns(translator: Translator) -> Iterator[LabelPattern]:
    def saying(template: str, intent: Callable[[str], Intent]) -> LabelPattern:
        return LabelPattern(_around_gaps(template), intent)

    yield saying(
        translator.gettext("🕖 Use the clock of {place}", place=_GAP),
        lambda place: _clock_of(translator, place),
    )
    yield saying(translator.gettext("🔎 Search for “{words}”", words=_GAP), Find)
    yield saying(translator.gettext("📖 Open {number}", number=_GAP), _item_of)
    for count in (1, 2, 5):
        yield _counting(
            translator.ngettext("⏸ {count} day", "⏸ {count} days", count),
            PressButton(OfferRhythm()),
        )
        yield _counting(
            translator.ngettext("{count} more ▶", "{count} more ▶", count),
            PressButton(ShowMissed()),
        )
        yield _counting(
            translator.ngettext(
                "📅 The story so far: {count} item", "📅 The story so far: {count} items", count
            ),
            ReadStory(),
        )


def _desk_patterns(translator: Translator) -> Iterator[LabelPattern]:
    for command, labels in DESK_LABELS.items():
        templates = map(translator.translations.gettext, labels)
        for template in (one for one in templates if "{" in one):
            yield LabelPattern(_around_gaps(_with_gaps(template)), _always(Carry(command)))
    for command, counted in COUNTED_DESK_LABELS.items():
        for one, many in counted:
            for count in (1, 2, 5):
                template = translator.translations.ngettext(one, many, count)
                yield LabelPattern(_around_gaps(_with_gaps(template)), _always(Carry(command)))


def _clock_of(translator: Translator, place: str) -> Intent:
    named = {translator.zone(zone): zone for zone in ZONES}
    zone = named.get(place) or zone_named(place)
    return ChooseZone(zone) if zone else PressButton(OfferZones())


def _item_of(sign: str) -> Intent:
    number = item_number(sign)
    return ReadItems((number,)) if number else ReadEdition(Shown())


def _with_gaps(template: str) -> str:
    return re.sub(r"\{\w+\}", _GAP, template.replace("{count}", _NUMBER))


def _around_gaps(template: str) -> re.Pattern[str]:
    escaped = "(.+)".join(re.escape(part) for part in template.split(_GAP))
    return re.compile(escaped.replace(_NUMBER, r"\d+"), re.DOTALL)


def _counting(label: str, intent: Intent) -> LabelPattern:
    parts = [re.escape(part) for part in re.split(r"\d+", label)]
    return LabelPattern(re.compile(r"\d+".join(parts)), _always(intent))


def _always(intent: Intent) -> Callable[[str], Intent]:
    return lambda _: intent


_SIGNED = (
    LabelPattern(re.compile(r"[★🔇✕] .+"), _always(_RULES)),
    LabelPattern(re.compile(r"☰ \d+/\d+"), _always(ReadEdition(Shown()))),
    LabelPattern(re.compile(r"\d{1,3}–\d{1,3}"), _always(ReadEdition(Shown()))),
    LabelPattern(
        re.compile(r"(?:✓ )?\d{2}:\d{2} – \d{2}:\d{2}"), _always(PressButton(OfferQuietHours()))
    ),
)
"""Labels that are alike in all languages."""
