"""Headlines and summaries in a reader's language, by a language model, checked and marked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from digests.model import Edition, EditionState, Item, MachineTranslation, Paragraph
from digests.text.ruby import without_readings


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemText:
    """What is translated of an item: its headline and the pieces of its summary."""

    headline: str
    summary: tuple[str, ...] = ()

    @classmethod
    def of(cls, item: Item) -> ItemText:
        """The text of an item, without readings over its letters."""
        pieces = (without_readings(piece.text) for piece in item.summary)
        return cls(headline=item.headline, summary=tuple(pieces))

    @property
    def revision(self) -> str:
        """Names the text: another has another."""
        told = json.dumps([self.headline, self.summary])
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def pieces(self) -> tuple[str, ...]:
        """The headline, then the summary."""
        return (self.headline, *self.summary)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTranslation:
    """What became of translating the item of a number, whose text had that revision.

    `text` is None where the model's answer did not pass the check, or the item is too long for it.
    """

    number: int
    revision: str
    text: ItemText | None = None


class ModelError(Exception):
    """A model gave no answer; the text says why, without an address or words of a text."""


class TranslationModel(Protocol):
    """Whoever puts texts into another language."""

    async def translate(self, text: ItemText, language: str) -> ItemText | None:
        """A text in the language of an ISO 639-1 code, unchecked; None for an answer of no use.

        Raises `ModelError` where there is no answer.
        """

    async def close(self) -> None:
        """Give back what it holds."""


class KeptTranslations(Protocol):
    """Where translations are kept; raises `StoreError`."""

    async def of(self, edition_id: int, language: str) -> Sequence[ItemTranslation]:
        """Those of an edition's items, whatever the items say today."""

    async def keep(self, edition_id: int, language: str, made: Sequence[ItemTranslation]) -> None:
        """Keep some, each instead of an earlier one, as long as the edition is published."""

    async def languages(self, paper: str) -> Sequence[str]:
        """The languages of those who get a paper and want it in theirs."""


def is_foreign(edition: Edition, language: str) -> bool:
    """Whether readers of a language can have an edition translated."""
    return edition.state is EditionState.PUBLISHED and edition.digest.language != language


def translated(
    edition: Edition, language: str, found: Mapping[int, ItemText], *, is_shown: bool = True
) -> Edition:
    """The edition as it is shown in a language: each item that was translated in those words.

    Without any it is as it was, and says that a translation can be had; so it does where it is
    not to be shown.
    """
    says = replace(
        MachineTranslation(language=language),
        is_shown=is_shown and bool(found),
        untranslated=tuple(one.number for one in edition.digest.items if one.number not in found),
    )
    items = edition.digest.items
    if says.is_shown:
        items = tuple(_in_words(one, found.get(one.number)) for one in items)
    digest = replace(edition.digest, items=items)
    return replace(edition, digest=digest, machine_translation=says)


def _in_words(item: Item, text: ItemText | None) -> Item:
    if text is None:
        return item
    pieces = zip(item.summary, text.summary, strict=True)
    summary = (Paragraph(text=said, kind=piece.kind) for piece, said in pieces)
    return replace(item, headline=text.headline, summary=tuple(summary))
