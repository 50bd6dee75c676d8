"""What people say to follow or to mute something, as far as it is clear that they do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from bot.intents.folding import folded
from bot.intents.intent import Carry, OfferToFollow, PutInWords
from digests.text import references
from digests.text.lexicon import LEXICON, Lexicon, alternatives
from digests.values.rules import Stance

_LONGEST, _LONGEST_SUBJECT = 60, 40
"""Characters; whoever writes more tells or asks something else."""
_CLAUSES = re.compile(r"[：、。]")
"""What stands between parts of a sentence, and in no name."""
_MOST_WORDS = 3
"""Words behind a plain verb; with more of them it is a sentence or a headline."""


def followed(text: str, *, about_item: bool) -> PutInWords | OfferToFollow | Carry | None:
    """`follow Reuters`, `停戦をフォロー`, `スポーツは見たくない`; in the words that were typed.

    What is said about an item may as well be a letter: there only what no letter says counts.
    """
    said = re.sub(r"\s+", " ", text).strip(" .。!！")
    if len(said) > _LONGEST:
        return None
    if _unfollowing(LEXICON).search(folded(said)):
        return Carry("settings")
    for stance, pattern in _putting(LEXICON).items():
        match = pattern.search(said)
        if match is None:
            continue
        subject = pattern.sub("", said).strip(' 「」『』„“”"`')
        if folded(subject) in _this(LEXICON):
            return OfferToFollow()
        is_letter = about_item and folded(match[0]) not in _sure(LEXICON)
        if not subject or is_letter or _is_sentence(match, subject):
            continue
        return Carry("settings") if _is_delivery(subject) else PutInWords(subject, stance)
    return None


def _is_sentence(match: re.Match[str], subject: str) -> bool:
    """Whether what stands beside a word that follows or mutes is too much to be a subject."""
    is_plain_verb = match.start() == 0 and " " not in match[0].strip()
    words = len(subject.split())
    is_long = len(subject) > _LONGEST_SUBJECT or (is_plain_verb and words > _MOST_WORDS)
    return is_long or _CLAUSES.search(subject) is not None


def _is_delivery(subject: str) -> bool:
    """Whether it names what is brought, when, or how: that is chosen in the settings."""
    plain = folded(subject)
    return plain in _deliveries(LEXICON) or references.weekday(plain) is not None


@cache
def _putting(lexicon: Lexicon) -> Mapping[Stance, re.Pattern[str]]:
    return {
        Stance.MUTE: _around_subject(
            lexicon.words(lambda one: one.asking.muting),
            lexicon.words(lambda one: one.asking.muted),
        ),
        Stance.FOLLOW: _around_subject(
            lexicon.words(lambda one: one.asking.following),
            lexicon.words(lambda one: one.asking.followed),
        ),
    }


@cache
def _unfollowing(lexicon: Lexicon) -> re.Pattern[str]:
    return _around_subject(
        map(folded, lexicon.words(lambda one: one.asking.unfollowing)),
        map(folded, lexicon.words(lambda one: one.asking.unfollowed)),
    )


def _around_subject(before: Iterable[str], behind: Iterable[str]) -> re.Pattern[str]:
    opening, ending = alternatives(before), alternatives(behind)
    return re.compile(rf"^(?:{opening})\s+|(?:{ending})$", re.IGNORECASE)


@cache
def _sure(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(map(folded, lexicon.words(lambda one: one.asking.surely_followed)))


@cache
def _this(lexicon: Lexicon) -> frozenset[str]:
    words = lexicon.words(lambda one: f"{one.asking.this_one} {one.asking.this_story}")
    return frozenset(map(folded, words))


@cache
def _deliveries(lexicon: Lexicon) -> frozenset[str]:
    words = lexicon.words(
        lambda one: " ".join(
            (
                *(one.asking.deliveries, one.asking.paper, one.asking.pictures),
                *(one.asking.every_day, one.asking.weekdays, one.asking.weekends),
            )
        )
    )
    return frozenset(map(folded, words))
