"""Which items a rule is about: by outlet, by a word; of a story it is told.

A word of a dense script is found inside others, any other in each of its forms. Muting looks at
headline, section and outlet alone, so that nothing is hidden for a word in passing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from digests.model import Edition, Item
from digests.text import variants, words
from digests.text.ruby import without_readings
from digests.values.rules import EditionMarks, ReadingRule, Stance, Subject

_LOOKED_AT = 800
"""Characters of an item's text in which followed words are looked for."""
_APART = "\n"
"""Between two runs of a dense script: no word holds it."""

_Token = frozenset[str]
"""A word as it stands and by its stems, or a dense run as it is."""


class Texts:
    """Some texts of an item, made ready to be looked through again and again."""

    def __init__(self, texts: Iterable[str], language: str) -> None:
        runs = [list(words.runs(compared(text))) for text in texts]
        self._in_order = [[_token(run, language) for run in text] for text in runs]
        self._dense = _APART.join(run.text for text in runs for run in text if run.dense)
        self._spaced = frozenset[str]().union(*(one for text in self._in_order for one in text))

    def hold(self, word: AskedWord) -> bool:
        """Whether a word stands in one of the texts."""
        if not word.tokens or not all(map(self._has, word.tokens)):
            return False
        return len(word.tokens) == 1 or any(_holds(text, word) for text in self._in_order)

    def _has(self, token: AskedToken) -> bool:
        if token.is_dense:
            return any(one in self._dense for one in token.forms)
        return not token.forms.isdisjoint(self._spaced)


@dataclass(frozen=True, slots=True)
class AskedToken:
    """A part of a word that is looked for: each of its forms, of whatever language."""

    forms: _Token
    is_dense: bool


@dataclass(frozen=True, slots=True)
class AskedWord:
    """What is looked for: one token behind the other."""

    tokens: tuple[AskedToken, ...]

    @classmethod
    def of(cls, word: str) -> AskedWord:
        """A word, or several, as somebody wrote them."""
        return cls(
            tuple(
                AskedToken(frozenset({run.text}) if run.dense else _forms(run.text), run.dense)
                for run in words.runs(compared(word))
            )
        )


def _forms(word: str) -> _Token:
    return words.stems(word) | {word}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTexts:
    """An item as rules are compared with it: what stands at its head, and all of it."""

    number: int
    outlet: str
    head: Texts
    whole: Texts

    def has(self, rule: ReadingRule, word: AskedWord) -> bool:
        """Whether the item is of the outlet, or speaks of the word, that a rule is about.

        Who names an outlet as a word means it as well, but never a part of its name.
        """
        if compared(rule.about.label) == self.outlet:
            return True
        if rule.about.subject is Subject.OUTLET:
            return False
        return (self.head if rule.stance is Stance.MUTE else self.whole).hold(word)


def texts_of(edition: Edition) -> tuple[ItemTexts, ...]:
    """The items of an edition, made ready for as many people's rules as there are."""
    return tuple(_texts(item, edition.digest.language) for item in edition.digest.items)


def _texts(item: Item, language: str) -> ItemTexts:
    head = [text for text in (item.headline, item.section) if text]
    return ItemTexts(
        number=item.number,
        outlet=compared(item.outlet or ""),
        head=Texts(head, language),
        whole=Texts([*head, *told(item)], language),
    )


def marks_of(
    rules: Sequence[ReadingRule],
    items: Sequence[ItemTexts],
    in_story: Mapping[int, frozenset[int]],
) -> EditionMarks:
    """What rules make of the items of an edition; what is followed is never muted.

    Nothing rings for an item that any rule mutes. `in_story` are the numbers of the items that go
    on with the story of a rule, by the rule's id.
    """
    followed: set[int] = set()
    ringing: set[int] = set()
    muted: dict[int, str] = {}
    for rule in rules:
        for number in _found(rule, items, in_story):
            if rule.stance is Stance.FOLLOW:
                followed.add(number)
                ringing.update([number] if rule.rings else [])
            else:
                muted.setdefault(number, rule.about.label)
    hidden = tuple((one, muted[one]) for one in sorted(muted) if one not in followed)
    rings = not ringing <= muted.keys()
    return EditionMarks(followed=frozenset(followed), muted=hidden, rings=rings)


def _found(
    rule: ReadingRule, items: Sequence[ItemTexts], in_story: Mapping[int, frozenset[int]]
) -> Iterable[int]:
    if rule.about.subject is Subject.STORY:
        return in_story.get(rule.id, frozenset())
    word = AskedWord.of(rule.about.label)
    return [item.number for item in items if item.has(rule, word)]


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


def _token(run: words.Run, language: str) -> _Token:
    if run.dense:
        return frozenset({run.text})
    return frozenset({run.text, words.stem(run.text, language)})


def _holds(text: Sequence[_Token], word: AskedWord) -> bool:
    """Whether the tokens of a word stand in a text, one behind the other."""
    places = range(len(text) - len(word.tokens) + 1)
    return any(
        all(_is(text[at + place], one) for place, one in enumerate(word.tokens)) for at in places
    )


def _is(token: _Token, asked: AskedToken) -> bool:
    if asked.is_dense:
        return any(one in run for one in asked.forms for run in token)
    return not asked.forms.isdisjoint(token)
