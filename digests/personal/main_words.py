"""The words and names that an item is about, as far as its headline and text tell by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digests.model import Item
from digests.personal.matching import compared, told
from digests.text.characters import DENSE, HAN, KATAKANA
from digests.text.languages import is_common
from digests.values.rules import RuleSubject, Subject

_SPACED = rf"(?![{DENSE}])"
_NAME = rf"{_SPACED}[^\W\d_a-zа-я](?:{_SPACED}[\w'’-])+"
_CANDIDATE = re.compile(
    rf"(?P<katakana>[{KATAKANA}][{KATAKANA}ー・]{{2,}})|(?P<han>[{HAN}]{{2,}})"
    rf"|(?P<name>{_NAME}(?: {_NAME})*)|(?P<word>(?:{_SPACED}[^\W\d_]){{4,}})"
)
_MOST = 4
_LONGEST = 24
_MOST_TIMES = 5
"""How often a word counts that the text says again and again."""
_LONGEST_LABEL = 60


def main_words(item: Item) -> tuple[str, ...]:
    """The words that matter most, names before others, those that the text repeats first."""
    text = compared(" ".join(told(item)))
    weights: dict[str, float] = {}
    for place, (word, is_name) in enumerate(_candidates(item.headline)):
        times = min(_MOST_TIMES, text.count(compared(word)))
        weights.setdefault(word, times + 2 * is_name - place / 100)
    return tuple(sorted(weights, key=lambda word: -weights[word])[:_MOST])


def subjects_of(item: Item, edition_id: int) -> tuple[RuleSubject, ...]:
    """What somebody who sees an item may want to follow or mute: outlet, words, the story."""
    found = main_words(item)
    named = [item.outlet] if item.outlet else []
    story = RuleSubject(
        subject=Subject.STORY,
        label=item.headline[:_LONGEST_LABEL],
        words=found,
        edition=edition_id,
        number=item.number,
    )
    return (
        *(RuleSubject(subject=Subject.OUTLET, label=one, words=(one,)) for one in named),
        *(RuleSubject(subject=Subject.WORD, label=one, words=(one,)) for one in found),
        *([story] if found else []),
    )


def _candidates(headline: str) -> Iterator[tuple[str, bool]]:
    """The words of a headline that may matter, each with whether it looks like a name."""
    for match in _CANDIDATE.finditer(headline):
        word = match[0].strip("・")
        if len(word) > _LONGEST or is_common(word.casefold()):
            continue
        # Any word that opens a headline has a capital.
        is_first = match.start() == 0 and " " not in word
        yield word, match["katakana"] is not None or (match["name"] is not None and not is_first)
