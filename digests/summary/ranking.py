"""How much each candidate says of what its item is about."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from digests.model import Item, ParagraphKind
from digests.summary.candidates import CandidateSentence
from digests.summary.cues import (
    demands,
    introduces_a_list,
    is_grammar,
    is_mostly_a_quote,
    is_notice,
    is_opinion,
    is_question,
    makes_the_point,
    opens_with_connective,
)
from digests.summary.live_report import Updates, updates
from digests.summary.novelty import novelty
from digests.text import words
from digests.text.languages import is_common
from digests.text.sentence_ends import asks_or_exclaims

# Found on some two hundred public news articles with an editor's summary, most of them in
# European languages: any neighbouring values gain one to three points of ROUGE-1 over the lead.
_CENTRE = 0.5
_ATTRIBUTION = 0.8
_QUOTED, _CONNECTIVE, _QUESTION, _SHORT, _FRAME, _NOTICE, _LEADING = (
    0.7,
    0.4,
    0.8,
    1.0,
    2.0,
    3.0,
    1.0,
)
_DECAY, _DECAY_IN_LISTS = 0.35, 0.05

_SHORT_WORDS, _FRAME_WORDS, _FULL_WORDS = 6, 8, 25
_CHARACTERS_A_WORD = 2  # in a dense script
_OVERLONG = 1_200
_GREEK_QUESTION = ";"  # elsewhere it leaves the sentence open, which reads no better
_UNSTEMMED_LENGTH, _OPENING_LENGTH = 6, 4
_COPIED_SHARE, _LEAST_TO_COPY = 0.6, 4

_Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each measure counts for; `subject` is that of a word in common with the headline."""

    position: float
    headline: float
    subject: float
    fullness: float
    point: float
    novelty: float


FIRST = Weights(position=2.0, headline=4.0, subject=0.4, fullness=1.3, point=1.5, novelty=0.5)
"""For the sentence that has to carry the news."""

FURTHER = Weights(position=4.0, headline=1.0, subject=0.0, fullness=0.0, point=1.0, novelty=0.0)
"""For those that go with it: reporters put the next most important thing next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The candidates of an item, measured; every sequence is in their order."""

    positions: tuple[float, ...]
    likeness: tuple[float, ...]
    on_subject: tuple[bool, ...]
    """Whether it has a word in common with the headline, and tells something of that itself."""
    fullness: tuple[float, ...]
    points: tuple[float, ...]
    novelty: tuple[float, ...]
    other: tuple[float, ...]
    terms: tuple[frozenset[str], ...]
    topics: tuple[frozenset[str], ...]
    """What it speaks of: the openings of its words, without those that every text has."""
    headline: frozenset[str]
    """What the headline speaks of."""
    updates: Updates
    """The entries of a live report."""
    answers: tuple[bool, ...]
    """Whether it follows a question, on which it may lean."""
    fit: tuple[bool, ...]
    """Whether it may stand beside the news: no bare quote, question, notice or frame."""

    def score(self, at: int, weights: Weights) -> float:
        """What the candidate is worth; only comparable within its item."""
        return (
            weights.position * self.positions[at]
            + weights.headline * self.likeness[at]
            + weights.subject * self.on_subject[at]
            + weights.fullness * self.fullness[at]
            + weights.point * self.points[at]
            + weights.novelty * self.novelty[at]
            + self.other[at]
        )

    def is_related(self, one: int, news: int) -> bool:
        """Whether it has a word in common with the headline or the news."""
        return not self.topics[one].isdisjoint(self.topics[news] | self.headline)

    def is_on_the_headline(self, at: int) -> bool:
        """Whether it has a word in common with the headline."""
        return not self.topics[at].isdisjoint(self.headline)

    def tells_of_the_scene(self, one: int, news: int) -> bool:
        """Whether it goes on with what stood before the news and is left out."""
        return any(not self.topics[one].isdisjoint(topics) for topics in self.topics[:news])

    def is_near_copy(self, one: int, other: int) -> bool:
        """Whether two candidates say nearly the same."""
        smaller = min(len(self.terms[one]), len(self.terms[other]))
        shared = len(self.terms[one] & self.terms[other])
        return smaller >= _LEAST_TO_COPY and shared >= _COPIED_SHARE * smaller


def rank(item: Item, found: Sequence[CandidateSentence], language: str) -> Ranking:
    """Measures the candidates of an item."""
    texts = [one.text for one in found]
    counts = [_counts(text, language) for text in texts]
    rarity = _rarity(counts)
    centres = _centrality([_vector(count, rarity) for count in counts])
    named = frozenset(_counts(item.attribution or "", language))
    headline, topics = _topics(item.headline), tuple(map(_topics, texts))
    by_stem = _likeness(counts, _counts(item.headline, language))
    # Stemmers miss many forms of the languages that build long words.
    by_opening = _likeness([*map(_openings, texts)], _openings(item.headline))
    return Ranking(
        positions=_positions(found),
        likeness=tuple(map(max, by_stem, by_opening)),
        on_subject=tuple(
            not (introduces_a_list(text) or headline.isdisjoint(topic))
            for text, topic in zip(texts, topics, strict=True)
        ),
        fullness=tuple(min(1.0, _length_in_words(one.text) / _FULL_WORDS) for one in found),
        points=_points(item, texts),
        novelty=novelty(found),
        other=tuple(
            _CENTRE * centre + _ATTRIBUTION * _share(named, count) - _penalty(one)
            for one, count, centre in zip(found, counts, centres, strict=True)
        ),
        terms=tuple(frozenset(count) for count in counts),
        topics=topics,
        headline=headline,
        updates=updates(found),
        answers=(False, *map(_asks, found[:-1])),
        fit=tuple(map(_is_fit, found)),
    )


def _rarity(counts: Sequence[Mapping[str, int]]) -> Mapping[str, float]:
    spread = Counter(term for count in counts for term in count)
    return {term: math.log((len(counts) + 1) / (n + 0.5)) for term, n in spread.items()}


def _likeness(
    counts: Sequence[Mapping[str, int]], headline: Mapping[str, int]
) -> tuple[float, ...]:
    """How much each is like the headline, from 0 to 1."""
    rarity = _rarity(counts)
    wanted = _vector(headline, rarity)
    return tuple(_cosine(_vector(count, rarity), wanted) for count in counts)


def _openings(text: str) -> Counter[str]:
    """The first letters of words, and the pairs of dense runs."""
    counts: Counter[str] = Counter()
    for run in words.runs(words.fold(text)):
        if run.dense:
            counts.update(words.bigrams(run.text))
        elif _tells(run):
            counts[run.text[:_OPENING_LENGTH]] += 1
    return counts


def _topics(text: str) -> frozenset[str]:
    named = [run for run in words.runs(words.fold(text)) if run.dense or not is_common(run.text)]
    openings = (_openings(run.text) for run in named)
    return frozenset(
        term for one in openings for term in one if not (term.isdigit() or is_grammar(term))
    )


def _tells(run: words.Run) -> bool:
    """Whether a word is more than a letter, which is an article or a preposition."""
    return len(run.text) > 1 or run.text.isdigit()


def _counts(text: str, language: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for run in words.runs(words.fold(text)):
        if run.dense:
            counts.update(words.bigrams(run.text))
        elif _tells(run):
            counts[_root(run.text, language)] += 1
    return counts


def _root(word: str, language: str) -> str:
    """The stem; without an algorithm the word's beginning, where most languages keep the sense."""
    stem = words.stem(word, language)
    return stem if stem != word else word[:_UNSTEMMED_LENGTH]


def _vector(counts: Mapping[str, int], rarity: Mapping[str, float]) -> _Vector:
    unseen = math.log(2 * (len(rarity) + 1))
    return {
        term: (1 + math.log(n)) * max(rarity.get(term, unseen), 0.05) for term, n in counts.items()
    }


def _cosine(one: _Vector, other: _Vector) -> float:
    shared = sum(one[term] * other[term] for term in one.keys() & other.keys())
    return shared / (_norm(one) * _norm(other)) if shared else 0.0


def _norm(vector: _Vector) -> float:
    return math.sqrt(sum(value * value for value in vector.values()))


def _centrality(vectors: Sequence[_Vector]) -> tuple[float, ...]:
    """How much each is like all of them together, the most central one being 1."""
    centre: Counter[str] = Counter()
    for vector in vectors:
        norm = _norm(vector) or 1.0
        for term, value in vector.items():
            centre[term] += value / norm  # type: ignore[assignment]  # a Counter adds floats too
    likeness = [_cosine(vector, centre) for vector in vectors]
    highest = max(likeness, default=0.0) or 1.0
    return tuple(value / highest for value in likeness)


def _positions(found: Sequence[CandidateSentence]) -> tuple[float, ...]:
    """From 1 for the first; the entries of a list stand side by side."""
    decay = _DECAY_IN_LISTS if is_list(found) else _DECAY
    return tuple(1 / (1 + decay * at) for at in range(len(found)))


def _points(item: Item, texts: Sequence[str]) -> tuple[float, ...]:
    """1 where a text says what it is for, as one that argues does with what it demands."""
    argues = is_opinion(item.headline)
    return tuple(float(makes_the_point(one) or (argues and demands(one))) for one in texts)


def is_list(found: Sequence[CandidateSentence]) -> bool:
    """Whether bullets make up half of it or more."""
    bullets = sum(one.kind is ParagraphKind.BULLET for one in found)
    return bullets > 1 and 2 * bullets >= len(found)


def _share(wanted: frozenset[str], counts: Mapping[str, int]) -> float:
    return len(wanted & counts.keys()) / len(wanted) if wanted else 0.0


def _penalty(one: CandidateSentence) -> float:
    text = one.text
    return (
        _QUOTED * is_mostly_a_quote(text)
        + _CONNECTIVE * opens_with_connective(text)
        + _QUESTION * _asks(one)
        + _SHORT * (one.kind is ParagraphKind.PROSE and _length_in_words(text) < _SHORT_WORDS)
        + _FRAME * (_only_introduces(text) or len(text) > _OVERLONG)
        + _LEADING * introduces_a_list(text)
        + _NOTICE * is_notice(text)
    )


def _is_fit(one: CandidateSentence) -> bool:
    text = one.text
    is_frame = _only_introduces(text) or is_notice(text)
    return not (is_frame or _asks(one) or is_mostly_a_quote(text) or len(text) > _OVERLONG)


def _asks(one: CandidateSentence) -> bool:
    """Whether it asks or exclaims; entries of a list may end in what is a question in Greek."""
    is_open = one.kind is ParagraphKind.PROSE and one.text.endswith(_GREEK_QUESTION)
    return is_open or asks_or_exclaims(one.text) or is_question(one.text)


def _only_introduces(text: str) -> bool:
    """主な内容は以下の通り。: a longer sentence tells something besides."""
    return introduces_a_list(text) and _length_in_words(text) < _FRAME_WORDS


def _length_in_words(text: str) -> float:
    runs = words.runs(words.fold(text))
    return sum(len(run.text) / _CHARACTERS_A_WORD if run.dense else 1 for run in runs)
