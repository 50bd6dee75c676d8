"""The terms under which an item is found: 停戦案 → 停戦 戦案 案, Tariffs → tariffs ≈tariff.

A dense script is indexed by its pairs of characters and the last character of each run, so one
character and any longer piece of it is found; other words by their beginning and by their stem.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from urllib.parse import urlsplit

from digests.model import Item
from digests.text import variants, words
from digests.text.languages import language_of_words
from digests.text.ruby import without_readings
from digests.text.words import Run
from digests.values.page_addresses import page_of

TERMS_VERSION = 4
"""Raised with every change of what is indexed: an index of other terms is made again."""
STEM_MARK = "≈"
"""In front of a term that is a stem."""
OUTLET_MARK = "＠"
"""In front of a term of who published an item."""
HEADLINE_MARK = "＾"
"""In front of a term of the headline, which is among those of the whole text as well."""
ADDRESS_MARK = "＝"
"""In front of a term of a page that an item cites."""
_PAGE_DIGITS = 16
_LONGEST_TERM = 100
_SIGNS = str.maketrans("+#", "＋＃")  # SQLite's tokenizer would cut a term at a sign of ASCII


def terms(text: str) -> tuple[str, ...]:
    """The index terms of a text: first those whose order counts, then stems and compounds."""
    folded = words.fold(text)
    return _terms(folded, language_of_words(folded))


def item_terms(item: Item) -> tuple[str, ...]:
    """The index terms of all that readers see of an item, and of who published it."""
    text = "\n".join(
        [
            item.headline,
            *(without_readings(paragraph.text) for paragraph in item.paragraphs),
            *item.captions,
            *(related.headline for related in item.related),
            item.outlet or "",
        ]
    )
    outlets = [item.outlet or "", *(urlsplit(source.url).hostname or "" for source in item.sources)]
    folded = words.fold(text)
    language = language_of_words(folded)
    headline = _terms(words.fold(item.headline), language)
    named = ordered_terms(tuple(words.runs(variants.unified(words.fold("\n".join(outlets))))))
    return (
        *(HEADLINE_MARK + term for term in headline),
        *(OUTLET_MARK + term for term in named),
        *dict.fromkeys(address_term(source.url) for source in item.sources),
        *_terms(folded, language),
    )


def ordered_terms(found: Sequence[Run]) -> Iterator[str]:
    """The terms of words whose order counts."""
    for run in found:
        if run.dense:
            yield from words.bigrams(run.text)
            if len(run.text) > 1:
                yield run.text[-1]
        else:
            yield run.text[:_LONGEST_TERM].translate(_SIGNS)


def address_term(url: str) -> str:
    """The index term of a page, by any of its addresses."""
    page = page_of(url).encode(errors="replace")
    return ADDRESS_MARK + sha256(page).hexdigest()[:_PAGE_DIGITS]


def stem_term(stem: str) -> str:
    """The index term of a stem."""
    return STEM_MARK + variants.unified(stem)[:_LONGEST_TERM].translate(_SIGNS)


def _terms(folded: str, language: str) -> tuple[str, ...]:
    unified = variants.unified(folded)
    spaced = {run.text for run in words.runs(folded) if not run.dense}
    stems = {word: words.stem(word, language) for word in spaced}
    marked = {stem_term(stem) for word, stem in stems.items() if stem != word}
    compounds = {
        term for compound in variants.joined_compounds(unified) for term in _single(compound)
    }
    in_order = ordered_terms(tuple(words.runs(unified)))
    return (*in_order, *sorted(marked), *sorted(compounds))


def _single(compound: str) -> Iterator[str]:
    """The term of a compound that is one word; of a dense script it is found piece by piece."""
    found = tuple(words.runs(compound))
    if len(found) == 1 and not found[0].dense:
        yield from ordered_terms(found)
