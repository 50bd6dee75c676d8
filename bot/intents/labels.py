"""What the bot's own buttons say, in every language it speaks: whoever types it means the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from bot.i18n.marking import mark
from bot.i18n.translator import Translations, Translator
from bot.intents.folding import folded
from bot.intents.intent import (
    Carry,
    ChooseZone,
    Intent,
    Latest,
    OfferToFollow,
    ReadAgain,
    ReadAloud,
    ReadArchive,
    ReadEdition,
    ReadSources,
    Shown,
)
from bot.intents.understanding import Situation
from bot.views.settings import ZONES

_LABELS: tuple[tuple[str, Intent], ...] = (
    (mark("🔔 Subscribe"), Carry("subscribe")),
    (mark("🔕 Unsubscribe"), Carry("unsubscribe")),
    (mark("📋 All items"), ReadEdition(Shown())),
    (mark("🔗 Sources"), ReadSources()),
    (mark("🗂 Past editions"), ReadArchive()),
    (mark("📖 Latest edition"), ReadEdition(Latest())),
    (mark("📅 Choose a day"), Carry("date")),
    (mark("❓ Help"), Carry("help")),
    (mark("⚙️ Settings"), Carry("settings")),
    (mark("🕖 Time"), Carry("settings")),
    (mark("🌏 Time zone"), Carry("settings")),
    (mark("📄 Layout"), Carry("settings")),
    (mark("🗣 Language"), Carry("language")),
    (mark("📆 Days and pauses"), Carry("settings")),
    (mark("More hours"), Carry("settings")),
    (mark("None of them"), Carry("settings")),
    (mark("↩ Back"), Carry("settings")),
    (mark("★ Following and muted"), Carry("settings")),
    (mark("📋 All that you follow and mute"), Carry("settings")),
    (mark("🗞 What I missed"), Carry("settings")),
    (mark("☆ Follow…"), OfferToFollow()),
    (mark("🎧 Listen"), ReadAloud()),
    (mark("🔖 Save"), Carry("saved")),
    (mark("🔖 Saved ✓"), Carry("saved")),
    (mark("📅 The story so far"), ReadAgain()),
)

_WITH_SIGN = (mark("📰 Paper"), mark("🚨 Extras"))
"""Those of the settings whose words mean an edition without the sign before them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The bot's own words: what its `labels` mean, and its languages by their names and codes."""

    labels: Mapping[str, Intent]
    languages: Mapping[str, str]

    @classmethod
    def of(cls, translations: Translations) -> Vocabulary:
        """The words of all languages that the bot speaks."""
        spoken = [translations.translator(code) for code in translations.languages]
        labels = dict(one for translator in spoken for one in _labels(translator))
        named = {
            name: translator.language
            for translator in spoken
            for name in (
                folded(translator.language),
                folded(translator.language_name(translator.language)),
                *(folded(other.name_of(translator.language)) for other in spoken),
            )
        }
        return cls(labels=MappingProxyType(labels), languages=MappingProxyType(named))

    def situation(self, today: date, commands: frozenset[str]) -> Situation:
        """The situation of who says something today."""
        return Situation(
            today=today, commands=commands, languages=self.languages, labels=self.labels
        )


def _labels(translator: Translator) -> Iterator[tuple[str, Intent]]:
    for label, intent in _LABELS:
        yield folded(translator.gettext(label)), intent
    for label in _WITH_SIGN:
        yield translator.gettext(label), Carry("settings")
    for zone in ZONES:
        yield folded(translator.zone(zone)), ChooseZone(zone)
