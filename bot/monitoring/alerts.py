"""Who is told of trouble, in their chats and elsewhere, and that it is over."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import structlog
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.i18n.translator import Translations, Translator
from bot.monitoring.notifiers import Notice, NoticeState, Notifier
from bot.views.alerts import (
    failed_sentence,
    held_back_sentence,
    set_aside_sentence,
    set_back_sentence,
    superseded_sentence,
    trouble_sentence,
    well_sentence,
)
from bot.views.message import OutgoingMessage
from bot.views.rich_text import plain, to_html
from digests.errors import StoreBusyError, StoreError
from digests.model import Edition
from digests.store import Store

log = structlog.get_logger()

_HOUR = 3_600.0

Sentence = Callable[[Translator], str]
"""Something to be said in whatever language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Something that may fail for a while.

    `failing_for` says for how many seconds it has, 0 or less while it is well. Editors hear
    `trouble` once that is `patience`, and `well` once it is over, with the minutes it took.
    """

    name: str
    failing_for: Callable[[], float]
    patience: float
    trouble: Sentence
    well: Callable[[Translator, int], str]


@dataclass(slots=True, kw_only=True)
class Alerts:
    """Tells editors in their chats when the store or the clock fails, and when all is well again.

    So it does of each of the `conditions`; of what is over before anybody could be told of it,
    only that it is over.

    While the process `stands_by` another one tells of trouble; what this one told of before, it
    tells the end of.

    `probe` writes to the store what changes nothing, `tell` sends a message to a person. That the
    store is busy is told only once it has lasted for `patience` seconds, and so is that it works
    again; that it fails is told at once. Each is told once, as soon as Telegram takes it. `zone`
    is the editors'. What a handler failed at is told to the `owners` alone, each kind once an hour.
    The `notifiers` are told each thing when it happens, in the bot's language.
    """

    probe: Callable[[], Awaitable[object]]
    store: Store
    tell: Callable[[int, OutgoingMessage], Awaitable[object]]
    translations: Translations
    editors: frozenset[int]
    zone: str
    elapsed: Callable[[], float] = time.monotonic
    interval: float = 5.0
    patience: float = 10.0
    conditions: Sequence[Condition] = ()
    notifiers: Sequence[Notifier] = ()
    stands_by: Callable[[], bool] = lambda: False
    owners: frozenset[int] = frozenset()
    _fault: StoreError | None = None
    _is_fault_told: bool = False
    _changed: float | None = None
    _lasted: dict[str, float] = field(default_factory=dict)
    _failures_told: dict[str, float] = field(default_factory=dict)
    _unsaid: list[tuple[int, Sentence]] = field(default_factory=list)
    _translators: dict[int, Translator] = field(default_factory=dict)

    @property
    def trouble(self) -> str:
        """What the database says when it takes no writes; empty while it does."""
        return str(self._fault) if self._fault else ""

    async def run(self, stop: asyncio.Event) -> None:
        """Keep looking until told to stop."""
        while not stop.is_set():
            await self.look()
            try:
                await asyncio.wait_for(stop.wait(), self.interval)
            except TimeoutError:
                continue
        for notifier in self.notifiers:
            await notifier.finish()

    async def look(self) -> None:
        """Try the store, and tell what has changed."""
        fault = await self._tried()
        await self._learn_languages()
        if bool(fault) is bool(self._fault):
            self._changed = None
        elif self._has_come_to_stay(fault):
            self._turn(fault)
        for condition in self.conditions:
            self._look_at(condition)
        await self._say()

    def _look_at(self, condition: Condition) -> None:
        name, failing = condition.name, 0.0 if self.stands_by() else condition.failing_for()
        if failing > 0 and (name in self._lasted or failing >= condition.patience):
            if name not in self._lasted:
                log.warning("condition_failing", condition=name, seconds=round(failing))
                self._note(name, NoticeState.FAILING, condition.trouble)
            self._lasted[name] = failing
        elif name in self._lasted:
            minutes = max(1, round(self._lasted.pop(name) / 60))
            log.info("condition_well", condition=name)
            self._unsaid = [one for one in self._unsaid if one[1] is not condition.trouble]
            self._note(
                name, NoticeState.WELL, lambda translator: condition.well(translator, minutes)
            )

    def clock_set_back(self, before: datetime, after: datetime) -> None:
        """Have the editors told that the clock was set back; no waiting."""
        self._note(
            "clock_set_back",
            NoticeState.HAPPENED,
            lambda translator: set_back_sentence(translator, before, after, self.zone),
        )

    def edition_superseded(self, edition: Edition) -> None:
        """Have the editors told that a scheduled edition could not appear; no waiting."""
        self._note(
            "edition_superseded",
            NoticeState.HAPPENED,
            lambda translator: superseded_sentence(translator, edition),
        )

    def edition_held_back(self, edition: Edition) -> None:
        """Have the editors told that a restored edition is not scheduled any more; no waiting."""
        self._note(
            "edition_held_back",
            NoticeState.HAPPENED,
            lambda translator: held_back_sentence(translator, edition, self.zone),
        )

    def update_set_aside(self, number: int) -> None:
        """Have the editors told that an update ended the bot too often; no waiting."""
        self._note(
            "update_set_aside",
            NoticeState.HAPPENED,
            lambda translator: set_aside_sentence(translator, number),
        )

    def handler_failed(self, kind: str, failure_id: str) -> None:
        """Have the owners told that a handler failed, by the id that the log has; no waiting.

        A kind of failure is told once an hour: one fault may fail for everybody who asks.
        """
        told = self._failures_told.get(kind)
        if told is not None and self.elapsed() - told < _HOUR:
            return
        self._failures_told[kind] = self.elapsed()
        self._note(
            "handler_failed",
            NoticeState.HAPPENED,
            lambda translator: failed_sentence(translator, kind, failure_id),
            self.owners,
        )

    async def _tried(self) -> StoreError | None:
        try:
            await self.probe()
        except StoreError as error:
            return error
        return None

    async def _learn_languages(self) -> None:
        """Ask for the editors' languages while that can be done, for when it can't."""
        with contextlib.suppress(StoreError):
            for editor in self.editors | self.owners:
                subscriber = await self.store.subscribers.find(editor)
                self._translators[editor] = self.translations.of(subscriber)

    def _has_come_to_stay(self, fault: StoreError | None) -> bool:
        if fault and not isinstance(fault, StoreBusyError):
            return True
        now = self.elapsed()
        self._changed = now if self._changed is None else self._changed
        return now - self._changed >= self.patience

    def _turn(self, fault: StoreError | None) -> None:
        self._fault, self._changed = fault, None
        if fault:
            log.error("store_in_trouble", error=str(fault), kind=type(fault).__name__)
            self._is_fault_told = not self.stands_by()
        else:
            log.info("store_works_again")
        if self._is_fault_told:
            state = NoticeState.FAILING if fault else NoticeState.WELL
            sentence = partial(trouble_sentence, error=fault) if fault else well_sentence
            self._note("database", state, sentence)

    def _note(
        self,
        name: str,
        state: NoticeState,
        sentence: Sentence,
        people: frozenset[int] | None = None,
    ) -> None:
        told = self.editors if people is None else people
        self._unsaid += [(editor, sentence) for editor in sorted(told)]
        for notifier in self.notifiers:
            text = sentence(self.translations.of(None))
            notifier.tell(Notice(name=name, state=state, text=text))

    async def _say(self) -> None:
        """Say what is still unsaid, in its order; the rest later where Telegram is away."""
        while self._unsaid:
            editor, sentence = self._unsaid[0]
            translator = self._translators.get(editor) or self.translations.of(None)
            try:
                await self.tell(editor, OutgoingMessage(text=to_html(plain(sentence(translator)))))
            except (BadRequest, Forbidden) as error:
                log.warning("editor_not_reached", error=type(error).__name__)
            except TelegramError as error:
                log.warning("alert_not_sent", error=type(error).__name__)
                return
            del self._unsaid[0]
