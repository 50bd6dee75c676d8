"""What an indexed item must hold so that a word of a query fits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from digests.search.index_terms import (
    OUTLET_MARK,
    STEM_MARK,
    address_term,
    ordered_terms,
    stem_term,
)
from digests.text import variants, words

_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Index terms that stand in this order, one after another.

    Where `open_ended`, the last term is only the beginning of one.
    """

    terms: tuple[str, ...]
    open_ended: bool = False

    def marked(self, mark: str) -> Phrase:
        """The same terms with a mark in front of each: those of a headline, of an outlet."""
        return replace(self, terms=tuple(mark + term for term in self.terms))

    def includes(self, other: Phrase) -> bool:
        """Whether it stands wherever the other one does because it is the beginning of that."""
        if not self.open_ended or len(other.terms) < len(self.terms):
            return False
        *whole, begun = zip(self.terms, other.terms, strict=False)
        return begun[1].startswith(begun[0]) and all(ours == theirs for ours, theirs in whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word or phrase of a query, folded; `quoted` where no other form of it is meant."""

    text: str
    quoted: bool = False

    @property
    def spellings(self) -> tuple[str, ...]:
        """How it may stand in a unified text."""
        return variants.spellings(self.text)


def phrases(word: Word) -> tuple[Phrase, ...]:
    """The phrases of which any has to stand in an item; none for a word of signs alone."""
    first, *others = word.spellings
    usual = _phrase(first, is_open=not word.quoted)
    further = [_phrase(text, is_open=False) for text in others]
    if not word.quoted:
        further += [*_stems(word.text), *_host(word.text)]
    found = dict.fromkeys(one for one in (usual, *further) if one.terms)
    # What an index is asked for in vain costs as much as the rest.
    return tuple(one for one in found if one is usual or not usual.includes(one))


def outlet_phrases(text: str) -> tuple[Phrase, ...]:
    """The phrases of which any has to stand in an outlet's name or address."""
    found = (_phrase(one, is_open=True) for one in variants.spellings(text))
    return tuple(one.marked(OUTLET_MARK) for one in found if one.terms)


def page_phrase(address: str) -> Phrase:
    """What must stand in an item that cites a page."""
    return Phrase(terms=(address_term(address),))


def stems_of(text: str) -> frozenset[str]:
    """The stems of a folded word in every language it may be of; several words have none."""
    found = tuple(words.runs(text))
    only = found[0] if len(found) == 1 else None
    return words.stems(only.text) if only and not only.dense else frozenset()


def _phrase(text: str, *, is_open: bool) -> Phrase:
    found = tuple(words.runs(text))
    in_order = tuple(ordered_terms(found))
    if not found:
        return Phrase(terms=())
    if found[-1].dense:
        is_long = len(found[-1].text) > 1
        return Phrase(terms=in_order[:-1] if is_long else in_order, open_ended=not is_long)
    return Phrase(terms=in_order, open_ended=is_open)


def _stems(text: str) -> Iterator[Phrase]:
    """The word's stems; one that is its own stem is indexed once, without the sign."""
    for stem in sorted(stems_of(text)):
        term = stem_term(stem)
        yield Phrase(terms=(term,))
        yield Phrase(terms=(term.removeprefix(STEM_MARK),))


def _host(text: str) -> Iterator[Phrase]:
    """An address that was typed without the name of the filter."""
    if _HOST.fullmatch(text):
        yield _phrase(variants.unified(text), is_open=False).marked(OUTLET_MARK)
