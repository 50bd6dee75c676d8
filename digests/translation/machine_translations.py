"""Has editions translated: in the background, once a language, and not again where it fails."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto

import structlog

from digests.errors import StoreError
from digests.model import Edition, Item
from digests.translation import (
    ItemText,
    ItemTranslation,
    KeptTranslations,
    ModelError,
    TranslationModel,
    is_foreign,
    translated,
)
from digests.translation.faithfulness import Fault, fault_of

log = structlog.get_logger()

_Key = tuple[int, str]
"""An edition's id and a language."""
_MOST_WAITING = 50
"""Editions in a language that wait to be translated."""
_ROUNDS = 2
"""What was under way may be of words that were corrected meanwhile."""
_REMEMBERED = 200
"""Editions of which it is known since when somebody waits for them."""


class Asked(Enum):
    """What became of asking for a translation."""

    BEGUN = auto()  # there is something to wait for
    NOT_NOW = auto()  # later: the model rests, or too much waits
    NOTHING = auto()  # all that can be translated is, or nothing can


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationLimits:
    """What translating may take, in seconds.

    An edition's items are asked about `at_once` so many side by side, until `of_edition` is over.
    A broadcast waits for all languages of its edition together no longer than `of_broadcast`. After
    that many `failures` in a row the model has a `rest`.
    """

    at_once: int = 4
    of_edition: float = 180.0
    of_broadcast: float = 20.0
    failures: int = 2
    rest: float = 600.0


class MachineTranslations:
    """Editions in the languages of their readers, one edition and language after another.

    `find` gives an edition as it stands. `clock` counts seconds and never goes back.
    """

    def __init__(
        self,
        model: TranslationModel,
        kept: KeptTranslations,
        find: Callable[[int], Awaitable[Edition | None]],
        *,
        limits: TranslationLimits | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._model = model
        self._kept = kept
        self._find = find
        self._limits = limits or TranslationLimits()
        self._clock = clock
        self._waiting: dict[_Key, asyncio.Event] = {}
        self._awaited_since: OrderedDict[tuple[int, str], float] = OrderedDict()
        self._working: asyncio.Task[None] | None = None
        self._failures = 0
        self._rests_until: float | None = None

    @property
    def is_resting(self) -> bool:
        """Whether nothing is tried for a while, because it failed again and again."""
        return self._rests_until is not None and self._clock() < self._rests_until

    async def shown(
        self,
        edition: Edition,
        language: str,
        *,
        is_shown: bool = True,
        only: frozenset[int] | None = None,
    ) -> Edition:
        """An edition as far as it is translated, which says so; as it is where it need not be.

        `only` are the numbers of the items that are shown translated at most, None where all are.
        """
        if not is_foreign(edition, language):
            return edition
        found = await self._found(edition, language)
        if only is not None:
            found = {number: text for number, text in found.items() if number in only}
        return translated(edition, language, found, is_shown=is_shown)

    async def text(self, edition: Edition, item: Item, language: str) -> ItemTranslation | None:
        """What became of translating an item as it stands; None where that was not tried."""
        if not is_foreign(edition, language):
            return None
        known = await self._known(edition, language)
        return known.get(item.number)

    async def prepare(self, edition: Edition) -> None:
        """Begin to translate an edition for those who get it and want it in their language."""
        for language in await self._kept.languages(edition.paper):
            await self.ask(edition, language)

    async def ask(self, edition: Edition, language: str) -> Asked:
        """Begin to translate what is not translated yet."""
        if not is_foreign(edition, language):
            return Asked.NOTHING
        key = (edition.id, language)
        if key not in self._waiting and not _lacking(edition, await self._known(edition, language)):
            return Asked.NOTHING
        is_full = key not in self._waiting and len(self._waiting) >= _MOST_WAITING
        if self.is_resting or is_full:
            return Asked.NOT_NOW
        self._waiting.setdefault(key, asyncio.Event())
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        return Asked.BEGUN

    async def wait(self, edition: Edition, language: str) -> None:
        """Wait until an edition is translated, as long as a broadcast may wait for it at all.

        What is lacking is asked for also once nobody waits any more: who reads it later has it.
        """
        begun = self._awaited_since.setdefault(_words_of(edition), self._clock())
        while len(self._awaited_since) > _REMEMBERED:
            self._awaited_since.popitem(last=False)
        for _ in range(_ROUNDS):
            left = begun + self._limits.of_broadcast - self._clock()
            if await self.ask(edition, language) is not Asked.BEGUN or left <= 0:
                return
            done = self._waiting.get((edition.id, language))
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await (done.wait() if done else asyncio.sleep(0))

    async def close(self) -> None:
        """Leave what is not done, and give back what the model holds."""
        if self._working:
            self._working.cancel()
            await asyncio.wait([self._working])
        await self._model.close()

    async def _found(self, edition: Edition, language: str) -> Mapping[int, ItemText]:
        known = await self._known(edition, language)
        return {number: one.text for number, one in known.items() if one.text}

    async def _known(self, edition: Edition, language: str) -> Mapping[int, ItemTranslation]:
        """What became of the items as they stand; of what they said before nothing counts."""
        revisions = {one.number: ItemText.of(one).revision for one in edition.digest.items}
        kept = await self._kept.of(edition.id, language)
        return {one.number: one for one in kept if one.revision == revisions.get(one.number)}

    async def _work(self) -> None:
        while self._waiting:
            key = next(iter(self._waiting))
            try:
                await self._translate(*key)
            except StoreError as error:
                log.warning("translation_not_kept", edition=key[0], error=type(error).__name__)
            finally:
                self._waiting.pop(key).set()

    async def _translate(self, edition_id: int, language: str) -> None:
        edition = await self._find(edition_id)
        if edition is None or self.is_resting or not is_foreign(edition, language):
            return
        lacking = _lacking(edition, await self._known(edition, language))
        asking = _Asking(language=language, turns=asyncio.Semaphore(self._limits.at_once))
        with suppress(TimeoutError):
            async with asyncio.timeout(self._limits.of_edition), asyncio.TaskGroup() as group:
                for item in lacking:
                    group.create_task(self._ask_for(asking, item))
        await self._kept.keep(edition_id, language, asking.made)
        refused = sum(one.text is None for one in asking.made)
        log.info(
            "edition_translated",
            edition=edition_id,
            language=language,
            items=len(lacking),
            made=len(asking.made) - refused,
            refused=refused,
        )

    async def _ask_for(self, asking: _Asking, item: Item) -> None:
        original = ItemText.of(item)
        async with asking.turns:
            if self.is_resting:
                return
            try:
                text = await self._model.translate(original, asking.language)
                fault = (
                    fault_of(original, text, asking.language, item.outlet) if text else Fault.EMPTY
                )
            except ModelError as error:
                self._note_failure(item, str(error))
                return
            except Exception:
                # Whatever was answered there: that of other items is not lost for it.
                log.exception("translation_not_understood", item=item.number)
                text, fault = None, Fault.EMPTY
        self._failures = 0
        if fault:
            log.warning("translation_refused", item=item.number, fault=fault.value)
        asking.made.append(
            ItemTranslation(
                number=item.number, revision=original.revision, text=None if fault else text
            )
        )

    def _note_failure(self, item: Item, why: str) -> None:
        self._failures += 1
        log.warning("item_not_translated", item=item.number, why=why)
        if self._failures >= self._limits.failures:
            self._failures = 0
            self._rests_until = self._clock() + self._limits.rest
            log.warning("translation_model_rests", seconds=self._limits.rest)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asking:
    """One edition's questions: into which language, and what was made so far."""

    language: str
    turns: asyncio.Semaphore
    made: list[ItemTranslation] = field(default_factory=list)


def _lacking(edition: Edition, known: Mapping[int, ItemTranslation]) -> tuple[Item, ...]:
    return tuple(one for one in edition.digest.items if one.number not in known)


def _words_of(edition: Edition) -> tuple[int, str]:
    """Names an edition as it stands: a correction is waited for anew."""
    return edition.id, str(edition.corrected_at)
