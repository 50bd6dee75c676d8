"""The terms under which an item is found: 停戦案 → 停戦 戦案 案, Tariffs → tariffs ≈tariff.

A dense script is indexed by its pairs of characters and the last character of each run, so one
character and any longer piece of it is found; other words by their beginning and by their stem.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from digests.model import Item
from digests.text import words
from digests.text.languages import language_of_words
from digests.text.ruby import without_readings
from digests.text.words import Run

STEM_MARK = "≈"
"""In front of a term that is a stem."""
OUTLET_MARK = "＠"
"""In front of a term of who published an item."""
_LONGEST_TERM = 100


def terms(text: str) -> tuple[str, ...]:
    """The index terms of a text: first those whose order counts, then the stems."""
    folded = words.fold(text)
    found = tuple(words.runs(folded))
    language = language_of_words(folded)
    stems = {run.text: words.stem(run.text, language) for run in found if not run.dense}
    marked = {STEM_MARK + stem for word, stem in stems.items() if stem != word}
    return (*ordered_terms(found), *sorted(marked))


def item_terms(item: Item) -> tuple[str, ...]:
    """The index terms of all that readers see of an item, and of who published it."""
    text = "\n".join(
        [
            item.headline,
            *(without_readings(paragraph.text) for paragraph in item.paragraphs),
            *item.captions,
            *(related.headline for related in item.related),
        ]
    )
    outlets = [item.outlet or "", *(urlsplit(source.url).hostname or "" for source in item.sources)]
    named = ordered_terms(tuple(words.runs(words.fold("\n".join(outlets)))))
    return (*terms(text), *(OUTLET_MARK + term for term in named))


def ordered_terms(found: Sequence[Run]) -> Iterator[str]:
    """The terms of words whose order counts."""
    for run in found:
        if run.dense:
            yield from words.bigrams(run.text)
            if len(run.text) > 1:
                yield run.text[-1]
        else:
            yield run.text[:_LONGEST_TERM]
