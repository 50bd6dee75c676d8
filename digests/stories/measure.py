"""How alike two items are: by the terms that both have, the more the seldomer those are.

A term is a pair of characters of a dense script, or the stem of a word. Its weight is its inverse
document frequency among the items that are compared (Robertson's, smoothed); items are vectors of
those weights, of their headline and the beginning of their text.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from digests.model import Item
from digests.text import variants, words
from digests.text.characters import HIRAGANA, KATAKANA
from digests.text.languages import is_common, language_of_words
from digests.text.ruby import without_readings
from digests.values.page_addresses import page_of

LOOKED_AT = 500
"""Characters of a text: news begin with what is new, and long ones end with what is known."""
_KATAKANA = re.compile(f"[{KATAKANA}]{{2,}}")
_HEADLINE = 2
"""How much more a term counts in the headline."""
_UNSEEN = 10
"""Items that are counted as if none of the terms stood in them: a young archive knows too little
of what is common."""
_FEW = 50
"""Items among which no term is too common to be looked up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is compared of an item: its terms with how much they count, and its addresses.

    `text` is how many characters of its text were looked at.
    """

    counts: Mapping[str, int]
    text: int
    addresses: frozenset[str]


def said_of(item: Item, headline: str | None = None) -> Said:
    """What is compared of an item; of its headline maybe only a part."""
    said = item.headline if headline is None else headline
    text = "\n".join(beginning(item, LOOKED_AT))
    language = language_of_words(words.fold(f"{said}\n{text}"))
    counts = terms(text, language) + _names(text)
    for term, count in (terms(said, language) + _names(said)).items():
        counts[term] += _HEADLINE * count
    addresses = frozenset(filter(_is_page, (page_of(one.url) for one in item.sources)))
    return Said(counts=counts, text=len(text), addresses=addresses)


def beginning(item: Item, length: int) -> Iterator[str]:
    """So many characters of an item's text, as they are read, paragraph by paragraph."""
    left = length
    for paragraph in item.paragraphs:
        if left <= 0:
            return
        yield without_readings(paragraph.text[:left])
        left -= len(paragraph.text)


def _is_page(address: str) -> bool:
    """Whether an address is of a page, and not of a whole site."""
    return any(sign in address.rstrip("?") for sign in "/?")


def terms(text: str, language: str) -> Counter[str]:
    """The terms of a text with how often they stand there; without those that every text has."""
    pairs: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for run in words.runs(variants.unified(words.fold(text))):
        if run.dense:
            pairs.update(words.bigrams(run.text))
        elif not (run.text.isdecimal() or is_common(run.text)):
            found[words.stem(run.text, language)] += 1
    is_grammar = _grammar().fullmatch
    found.update({two: n for two, n in pairs.items() if len(two) > 1 and not is_grammar(two)})
    return found


def _names(text: str) -> Counter[str]:
    """The words in katakana, which are names or loanwords: a term each, however they are spelled.

    Folded they are kana as any other, whose pairs are not counted.
    """
    found = _KATAKANA.findall(unicodedata.normalize("NFKC", text))
    return Counter(variants.unified(words.fold(one)) for one in found)


@cache
def _grammar() -> re.Pattern[str]:
    """Pairs of hiragana, which are endings and particles."""
    return re.compile(f"[{HIRAGANA}]+")


class Likeness:
    """Compares each of some items, by their places, with all the others.

    Which terms are seldom is told by those of the places that are `counted`.
    """

    def __init__(self, those: Sequence[Said], counted: Sequence[int] | None = None) -> None:
        places = range(len(those)) if counted is None else counted
        frequencies = Counter(term for place in places for term in those[place].counts)
        self._count = len(places)
        known = {term for said in those for term in said.counts}
        self._weights = {term: self._weight(frequencies[term]) for term in known}
        self._vectors = [self._vector(said) for said in those]
        self._holders: dict[str, list[int]] = defaultdict(list)
        for place, vector in enumerate(self._vectors):
            for term in vector:
                self._holders[term].append(place)

    def _weight(self, frequency: int) -> float:
        """How much it says that two items have a term that stands in so many."""
        return math.log((self._count + _UNSEEN) / (frequency + 0.5))

    def of(self, place: int) -> Mapping[int, float]:
        """The cosine of the angle between an item and each other that has a term of it, 0 to 1."""
        found: dict[int, float] = defaultdict(float)
        for term, size in self._vectors[place].items():
            holders = self._holders[term]
            if self._count > _FEW and 2 * len(holders) > self._count:
                continue
            for other in holders:
                found[other] += size * self._vectors[other][term]
        found.pop(place, None)
        return found

    def shared(self, place: int, other: int) -> int:
        """How many terms two items have in common."""
        return len(self._vectors[place].keys() & self._vectors[other].keys())

    def share(self, place: int, other: int) -> float:
        """How much of what the item that says less says the other says too, 0 to 1."""
        one, two = self._vectors[place].keys(), self._vectors[other].keys()
        weight = self._weights.__getitem__
        least = min(sum(map(weight, one)), sum(map(weight, two)))
        return sum(map(weight, one & two)) / least if least else 0.0

    def _vector(self, said: Said) -> Mapping[str, float]:
        sizes = {
            term: (1 + math.log(count)) * self._weights[term] for term, count in said.counts.items()
        }
        length = math.sqrt(sum(size * size for size in sizes.values()))
        return {term: size / length for term, size in sizes.items()}
