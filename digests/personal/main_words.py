"""The words and names that an item is about, as far as its headline and text tell by themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from digests.model import Item
from digests.personal.matching import LOOKED_AT, AskedWord, Texts, compared
from digests.stories.measure import beginning
from digests.text.characters import DENSE, HAN, HIRAGANA, KATAKANA
from digests.text.languages import is_common
from digests.text.lexicon import is_dense
from digests.values.rules import RuleSubject, Subject

_SPACED = rf"(?![{DENSE}])"
_NAME = rf"{_SPACED}[^\W\d_a-zа-я](?:{_SPACED}[\w'’-])+"
_CANDIDATE = re.compile(
    rf"(?P<katakana>[{KATAKANA}][{KATAKANA}・]+)|(?P<han>[{HAN}][{HAN}ヶヵ]+)"
    rf"|(?P<name>{_NAME}(?: {_NAME})*)|(?P<word>(?:{_SPACED}[^\W\d_]){{4,}})"
)
_INFLECTED = re.compile(rf"(?![がのをにはへともでやか])[{HIRAGANA}]")
"""Kana that go on with the ideograph before them: 割消|し is no word."""
_MOST = 4
_LONGEST = 24
_SHORT = 4
"""Letters of a word that the text must say again."""
_MOST_TIMES = 5
"""How often a word counts that the text says again and again."""
_LONGEST_LABEL = 60


def main_words(item: Item) -> tuple[str, ...]:
    """The words that matter most, names before others, those that the text repeats first.

    Those of the headline alone where the text repeats none of them.
    """
    text = compared(" ".join(beginning(item, LOOKED_AT)))
    weights: dict[str, float] = {}
    repeated: set[str] = set()
    for place, (word, is_name) in enumerate(_candidates(item.headline)):
        times = min(_MOST_TIMES, text.count(compared(word)))
        weights.setdefault(word, times + 2 * is_name - place / 100)
        if is_name or times >= (1 if len(word) > _SHORT or is_dense(word) else 2):
            repeated.add(word)
    best = sorted(repeated or weights, key=lambda word: -weights[word])
    return tuple(best[:_MOST])


def common_words(items: Sequence[Item]) -> Iterator[str]:
    """The words that matter most in the most items, each as the first of these has it.

    Of those in equally many, what matters most in an item comes first. A word that is a part of
    another is told once, and one that stands in no headline as a word of its own is not told.
    """
    counts: Counter[str] = Counter()
    first: dict[str, tuple[int, int, str, Item]] = {}
    for at, item in enumerate(items):
        for place, word in enumerate(main_words(item)):
            counts[compared(word)] += 1
            known = first.get(compared(word))
            if known is None or place < known[0]:
                first[compared(word)] = (place, at, word, item)
    given: list[str] = []
    for one in sorted(counts, key=lambda one: (-counts[one], *first[one][:2])):
        _, _, word, item = first[one]
        is_told = any(one in other or other in one for other in given)
        if not is_told and Texts([item.headline], "").hold(AskedWord.of(word)):
            given.append(one)
            yield word


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
        if match["han"] and _INFLECTED.match(headline, match.end()):
            word = word[:-1]
        if not 1 < len(word) <= _LONGEST or is_common(word.casefold()):
            continue
        # Any word that opens a headline has a capital.
        is_first = match.start() == 0 and " " not in word
        yield word, match["katakana"] is not None or (match["name"] is not None and not is_first)
