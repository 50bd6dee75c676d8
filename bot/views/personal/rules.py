"""Following and muting: what an item offers for it, what somebody chose, and the ways to end it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from telegram import InlineKeyboardButton

from bot.i18n.translator import Translator
from bot.views.callbacks import ShowSettings
from bot.views.keyboards import Paging, button, keyboard, marked, newest_first
from bot.views.message import OutgoingMessage
from bot.views.personal.rule_callbacks import (
    DropRule,
    ListRules,
    OfferRules,
    PutRule,
    RingFor,
    TakeOutRule,
)
from bot.views.reading.letters import named_item
from bot.views.rhythm.rhythm_callbacks import Sound
from bot.views.rich_text import aside, bold, join, plain, shortened, to_html
from digests.model import Item
from digests.values.rules import ReadingRule, RuleSubject, Stance, Subject

_PAGE = 10
"""Rules on a page of the list."""
_LONGEST_NAME = 24
"""Characters of a subject on a button, two of which stand in a row."""
_SIGNS: Mapping[Stance, str] = MappingProxyType({Stance.FOLLOW: "★", Stance.MUTE: "🔇"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedRule:
    """A subject that an item offers, and what somebody does with it, None where neither."""

    about: RuleSubject
    stance: Stance | None = None


def follow_button(translator: Translator, edition_id: int, number: int) -> InlineKeyboardButton:
    """What stands below an item."""
    return button(translator.gettext("☆ Follow…"), OfferRules(edition_id, number))


def offered_message(
    translator: Translator, item: Item, edition_id: int, offered: Sequence[OfferedRule]
) -> OutgoingMessage:
    """What can be followed and muted because of an item: a row of two buttons each."""
    hint = translator.gettext(
        "★ marks its items in your editions, 🔇 leaves only their headlines. Nobody else sees it."
    )
    asked = translator.gettext("What would you like to follow or mute?")
    keys = [
        [_choice(translator, (edition_id, item.number, place), one, stance) for stance in Stance]
        for place, one in enumerate(offered)
    ]
    text = join("\n\n", [plain(asked), plain(named_item(item)), aside(translator, hint)])
    listed = [button(translator.gettext("📋 All that you follow and mute"), ListRules(0))]
    return OutgoingMessage(text=to_html(text), keyboard=keyboard([*keys, listed]))


def _choice(
    translator: Translator, at: tuple[int, int, int], one: OfferedRule, stance: Stance
) -> InlineKeyboardButton:
    name = shortened(subject_name(translator, one.about, is_offered=True), _LONGEST_NAME)
    label = f"{_SIGNS[stance]} {name}"
    if one.stance is stance:
        return button(f"{label} ✓", TakeOutRule(*at))
    return button(label, PutRule(*at, stance))


def subject_name(translator: Translator, about: RuleSubject, *, is_offered: bool = False) -> str:
    """A subject as it is named; of a story the headline, below which it is `offered` itself."""
    if about.subject is not Subject.STORY:
        return about.label
    if is_offered:
        return translator.gettext("this story")
    return translator.gettext("the story of “{headline}”", headline=about.label)


def rule_sentence(translator: Translator, about: RuleSubject, stance: Stance) -> str:
    """What is so from now on."""
    name = subject_name(translator, about)
    if stance is Stance.FOLLOW:
        return translator.gettext("★ You follow {subject} from now on.", subject=name)
    return translator.gettext("🔇 {subject} is muted from now on.", subject=name)


def put_message(translator: Translator, rule: ReadingRule) -> OutgoingMessage:
    """The same, of what somebody typed; with the way back."""
    said = rule_sentence(translator, rule.about, rule.stance)
    keys = [
        [button(translator.gettext("✕ Take out"), DropRule(rule.id, 0))],
        [button(translator.gettext("📋 All that you follow and mute"), ListRules(0))],
    ]
    return OutgoingMessage(text=to_html(plain(said)), keyboard=keyboard(keys))


def rules_message(
    translator: Translator, rules: Sequence[ReadingRule], offset: int
) -> OutgoingMessage:
    """A page of what somebody follows and mutes; a press takes one out."""
    back = [button(translator.gettext("⚙️ Settings"), ShowSettings())]
    if not rules:
        said = translator.gettext(
            "You follow and mute nothing. Below an item ☆ does, or write: follow Reuters, mute "
            "sports."
        )
        return OutgoingMessage(text=to_html(plain(said)), keyboard=keyboard([back]))
    start = min(offset, (len(rules) - 1) // _PAGE * _PAGE)
    keys = [_listed(translator, one, start) for one in rules[start : start + _PAGE]]
    hint = aside(
        translator,
        translator.gettext(
            "✕ takes one out. 🔔 lets editions that mention it ring even if yours come silently, "
            "but never at night."
        ),
    )
    text = join("\n", [bold(counts_line(translator, rules)), hint])
    paging = Paging(offset=start, size=_PAGE, total=len(rules))
    turning = paging.row(newest_first(translator), ListRules)
    return OutgoingMessage(text=to_html(text), keyboard=keyboard([*keys, turning, back]))


def _listed(
    translator: Translator, rule: ReadingRule, start: int
) -> Sequence[InlineKeyboardButton]:
    """A rule with the ways to take it out and, of what is followed, to be rung for it."""
    name = subject_name(translator, rule.about)
    drop = button(f"✕ {_SIGNS[rule.stance]} {name}", DropRule(rule.id, start))
    if rule.stance is not Stance.FOLLOW:
        return [drop]
    turned = Sound.OFF if rule.rings else Sound.ON
    label = marked(translator.gettext("🔔 Ring for this"), rule.rings)
    return [drop, button(label, RingFor(rule.id, turned, start))]


def ring_sentence(translator: Translator, rule: ReadingRule) -> str:
    """Whether an edition rings for what is followed from now on."""
    name = subject_name(translator, rule.about)
    if rule.rings:
        return translator.gettext(
            "🔔 An edition with {subject} rings from now on, but not at night.", subject=name
        )
    return translator.gettext("Editions with {subject} come like all others.", subject=name)


def counts_line(translator: Translator, rules: Sequence[ReadingRule]) -> str:
    """How many somebody follows and mutes."""
    followed = sum(one.stance is Stance.FOLLOW for one in rules)
    return translator.gettext(
        "Following: {followed} · Muted: {muted}", followed=followed, muted=len(rules) - followed
    )


def with_rules(
    translator: Translator, card: OutgoingMessage, rules: Sequence[ReadingRule]
) -> OutgoingMessage:
    """The settings of a person, with what they follow and mute."""
    counts = counts_line(translator, rules)
    way = [button(translator.gettext("★ Following and muted"), ListRules(0))]
    text = f"{card.text}\n{to_html(plain(counts))}"
    return replace(card, text=text, keyboard=keyboard([*card.rows[:-1], way, *card.rows[-1:]]))
