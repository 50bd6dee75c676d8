"""Which items a rule is about: by outlet, by a word, by the main words of a story.

A word of a dense script is found inside others, any other in each of its forms. Muting looks at
headline, section and outlet alone, so that nothing is hidden for a word in passing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from digests.model import Edition, Item
from digests.text import variants, words
from digests.text.ruby import without_readings
from digests.values.rules import EditionMarks, ReadingRule, Stance, Subject

_LOOKED_AT = 800
"""Characters of an item's text in which followed words are looked for."""
_STORY_WORDS = 2
"""Main words of a story that an item must have, where it has so many."""

_Token = frozenset[str]
"""A word by its stems, or a dense run as it is."""


def marks_of(
    rules: Sequence[ReadingRule], edition: Edition, in_story: dict[int, frozenset[int]]
) -> EditionMarks:
    """What rules make of an edition; what is followed is never muted.

    `in_story` are the numbers of the items that go on with the story of a rule, by the rule's id.
    """
    followed: set[int] = set()
    muted: dict[int, str] = {}
    for item in edition.digest.items:
        tokens = _Texts(item, edition.digest.language)
        for rule in rules:
            if rule.about.subject is Subject.STORY:
                is_it = item.number in in_story.get(rule.id, frozenset())
            else:
                is_it = tokens.has(rule)
            if is_it and rule.stance is Stance.FOLLOW:
                followed.add(item.number)
            elif is_it:
                muted.setdefault(item.number, rule.about.label)
    hidden = tuple((number, why) for number, why in muted.items() if number not in followed)
    return EditionMarks(followed=frozenset(followed), muted=hidden)


class _Texts:
    """What an item says, as rules are compared with it."""

    def __init__(self, item: Item, language: str) -> None:
        self._outlet = compared(item.outlet or "")
        self._head = [
            _tokens(text, language) for text in (item.headline, item.section, item.outlet) if text
        ]
        self._item = item
        self._language = language
        self._body: list[list[_Token]] | None = None

    def has(self, rule: ReadingRule) -> bool:
        """Whether the item is of the outlet, or speaks of the word."""
        (word,) = rule.about.words
        if rule.about.subject is Subject.OUTLET:
            return compared(word) == self._outlet
        texts = self._head if rule.stance is Stance.MUTE else [*self._head, *self._whole()]
        return any(_holds(text, _asked(word)) for text in texts)

    def _whole(self) -> list[list[_Token]]:
        if self._body is None:
            self._body = [_tokens(text, self._language) for text in told(self._item)]
        return self._body


def goes_on(item: Item, language: str, main_words: Sequence[str]) -> bool:
    """Whether an item has as many of a story's main words as make it likely that it goes on."""
    texts = [_tokens(text, language) for text in (item.headline, *told(item))]
    found = sum(any(_holds(text, _asked(word)) for text in texts) for word in main_words)
    return bool(main_words) and found >= min(_STORY_WORDS, len(main_words))


def told(item: Item) -> Iterator[str]:
    """The beginning of an item's text, paragraph by paragraph."""
    left = _LOOKED_AT
    for paragraph in item.paragraphs:
        if left <= 0:
            return
        yield without_readings(paragraph.text[:left])
        left -= len(paragraph.text)


def compared(text: str) -> str:
    """A name as it is compared: other spellings of it are the same."""
    return variants.unified(words.fold(text)).strip()


def _tokens(text: str, language: str) -> list[_Token]:
    """Each word as it stands and by its stem."""
    return [
        frozenset({run.text})
        if run.dense
        else frozenset({run.text, words.stem(run.text, language)})
        for run in words.runs(compared(text))
    ]


def _asked(word: str) -> list[tuple[_Token, bool]]:
    """The words of a rule, in whatever language they are, and whether each is dense."""
    return [
        (frozenset({run.text}) if run.dense else words.stems(run.text) | {run.text}, run.dense)
        for run in words.runs(compared(word))
    ]


def _holds(text: Sequence[_Token], asked: Sequence[tuple[_Token, bool]]) -> bool:
    """Whether words stand in a text, one behind the other."""
    places = range(len(text) - len(asked) + 1)
    return bool(asked) and any(
        all(_is(text[at + place], *one) for place, one in enumerate(asked)) for at in places
    )


def _is(token: _Token, asked: _Token, is_dense: bool) -> bool:
    if is_dense:
        return any(one in run for one in asked for run in token)
    return bool(token & asked)
