"""An edition as it is read out: its title, the greeting, and each headline with its summary."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from digests.model import Edition, Item
from digests.text.characters import is_cjk
from digests.text.ruby import as_read
from digests.text.sentence_ends import ends_with_stop
from digests.text.sentences import sentences
from digests.values.page_addresses import addresses_removed

_LONGEST = 3_000
"""Characters of a chapter: speech servers take 4,096. What is longer ends with a sentence."""
_EMPTY = re.compile(r"<\s*>|\(\s*\)|（\s*）|「\s*」|[^\S\n]+(?=\n|$)")
"""What is left of the brackets around an address, and of the space before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """What is said in one go; `number` is that of the item, None of what opens the edition."""

    title: str
    text: str
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenEdition:
    """What is said of an edition, in its `language` (ISO 639-1)."""

    title: str
    language: str
    chapters: tuple[Chapter, ...]

    @property
    def size(self) -> int:
        """How many characters are said."""
        return sum(len(chapter.text) for chapter in self.chapters)


def script_of(edition: Edition, title: str) -> SpokenEdition:
    """What is said of an edition that is called `title`; numbers and days as the text has them."""
    digest, language = edition.digest, edition.digest.language
    opening = _said((_closed(title), *digest.greeting), language)
    return SpokenEdition(
        title=title,
        language=language,
        chapters=(
            Chapter(title=title, text=opening),
            *(
                Chapter(title=item.headline, text=_of_item(item, language), number=item.number)
                for item in digest.items
            ),
        ),
    )


def _of_item(item: Item, language: str) -> str:
    """The headline and the summary; where nothing was left out of it, that is the whole text."""
    told = item.summary or item.paragraphs
    return _said((_closed(item.headline), *(paragraph.text for paragraph in told)), language)


def _said(texts: Iterable[str], language: str) -> str:
    """Texts without addresses, a line each, so long as one chapter may be."""
    lines = (_EMPTY.sub("", addresses_removed(as_read(text))).strip() for text in texts)
    text = "\n".join(filter(None, lines))
    if len(text) <= _LONGEST:
        return text
    kept = ""
    for sentence in sentences(text, language):
        if len(kept) + len(sentence) > _LONGEST:
            break
        kept += sentence
    return (kept or text[:_LONGEST]).rstrip()


def _closed(line: str) -> str:
    """A line that ends as sentences do, so that a voice pauses behind it."""
    if not line or ends_with_stop(line[-1]):
        return line
    return line + ("。" if is_cjk(line[-1]) else ".")
