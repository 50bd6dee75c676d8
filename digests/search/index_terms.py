"""The terms under which an item is found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from digests.model import Item
from digests.text import words
from digests.text.languages import language_of_words
from digests.text.words import Run

_STEM = "≈"


_OUTLET = "＠"


_LONGEST_TERM = 100


def terms(text: str) -> tuple[str, ...]:
    """The index terms of a text: first those whose order counts, then the stems."""
    folded = words.fold(text)
    found = tuple(words.runs(folded))
    language = language_of_words(folded)
    stems = {run.text: words.stem(run.text, language) for run in found if not run.dense}
    marked = {_STEM + stem for word, stem in stems.items() if stem != word}
    return (*_in_order(found), *sorted(marked))


def item_terms(item: Item) -> tuple[str, ...]:
    """The index terms of all that readers see of an item, and of who published it."""
    text = "\n".join(
        [
            item.headline,
            *(paragraph.text for paragraph in item.paragraphs),
            *item.captions,
            *(related.headline for related in item.related),
        ]
    )
    outlets = [item.outlet or "", *(urlsplit(source.url).hostname or "" for source in item.sources)]
    named = _in_order(tuple(words.runs(words.fold("\n".join(outlets)))))
    return (*terms(text), *(_OUTLET + term for term in named))


def _in_order(found: Sequence[Run]) -> Iterator[str]:
    for run in found:
        if run.dense:
            yield from words.bigrams(run.text)
            if len(run.text) > 1:
                yield run.text[-1]
        else:
            yield run.text[:_LONGEST_TERM]
