"""What readers tell the editors: letters about items, which are answered, and votes."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from digests.store import Store
from digests.values.feedback import Hindrance, KeptLetter, LetterCard, ReaderLetter, Vote, VoteSums

LETTERS_A_DAY = 3
"""Of one person, in any 24 hours."""
LETTERS_OF_ALL = 200
"""Of all people together in any 24 hours; editors can read no more."""
LONGEST_LETTER = 1_000
"""Characters of a letter."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How many letters somebody may still send today, and what hinders them where it is none."""

    left: int
    hindrance: Hindrance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """Letters and votes; `clock` tells the time, `key` is a secret of the bot's.

    Every method raises `StoreError` where the store can't be asked.
    """

    store: Store
    clock: Callable[[], datetime]
    key: bytes = field(repr=False)

    async def allowance(self, user_id: int) -> Allowance:
        """Whether a person may write, and how often."""
        kept, since = self.store.letters, self.clock() - _DAY
        if await self._is_blocked(user_id):
            return Allowance(left=0, hindrance=Hindrance.BLOCKED)
        left = LETTERS_A_DAY - await self._written_since(user_id, since)
        if left <= 0:
            return Allowance(left=0, hindrance=Hindrance.ENOUGH)
        of_all = LETTERS_OF_ALL - await kept.count(since)
        hindrance = Hindrance.CROWDED if of_all <= 0 else None
        return Allowance(left=max(0, min(left, of_all)), hindrance=hindrance)

    async def keep(self, letter: ReaderLetter) -> KeptLetter:
        """Keep a letter that may be sent; the same message is kept once."""
        return await self.store.letters.add(letter, self.clock())

    async def written(self, chat_id: int, message_id: int) -> KeptLetter | None:
        """The letter that was sent of a message; None where none was."""
        return await self.store.letters.written(chat_id, message_id)

    async def give_up(self, letter_id: int) -> None:
        """Keep no letter that reached nobody: it counts for nothing."""
        await self.store.letters.remove(letter_id)

    async def find(self, letter_id: int) -> KeptLetter | None:
        """A letter that can be answered; None where that is over or its writer was forgotten."""
        return await self.store.letters.get(letter_id)

    async def shown(self, letter_id: int, card: LetterCard) -> None:
        """Note where an editor sees a letter."""
        await self.store.letters.show(letter_id, card)

    async def cards(self, letter_id: int) -> Sequence[LetterCard]:
        """Where editors see a letter."""
        return await self.store.letters.cards(letter_id)

    async def answered(self, letter_id: int, by: int) -> None:
        """Note that an editor's answer has arrived; what the letter says is kept no longer."""
        await self.store.letters.answer(letter_id, by)

    async def block(self, letter_id: int) -> bool:
        """Take no more from whoever wrote a letter; False where that is not known any more."""
        return await self.store.letters.block(letter_id, self.clock())

    async def allow(self, letter_id: int) -> None:
        """Take letters again from whoever was blocked for this one."""
        await self.store.letters.allow(letter_id)

    async def vote(
        self, edition_id: int, number: int, user_id: int, vote: Vote, at: datetime
    ) -> Vote:
        """Note how a person votes on an item, as they said at an instant; what counts from now on.

        The same vote once more takes it back.
        """
        return await self.store.votes.cast(edition_id, number, user_id, vote, at)

    async def keep_barred(self, user_id: int) -> None:
        """Before a person is forgotten, keep what they could get round by being so.

        That an editor blocked them, and for a day how many letters they wrote: by a number that
        only this bot can make of theirs.
        """
        kept, since = self.store.letters, self.clock() - _DAY
        written = await self._written_since(user_id, since)
        await kept.keep_barred(user_id, self._sender(user_id), written, self.clock())

    async def _written_since(self, user_id: int, since: datetime) -> int:
        barred = await self.store.letters.barred(self._sender(user_id))
        before = barred.written if barred and barred.at > since else 0
        return before + await self.store.letters.count(since, of=user_id)

    async def _is_blocked(self, user_id: int) -> bool:
        barred = await self.store.letters.barred(self._sender(user_id))
        is_barred = barred is not None and barred.is_blocked
        return is_barred or await self.store.letters.is_blocked(user_id)

    def _sender(self, user_id: int) -> str:
        return hmac.new(self.key, str(user_id).encode(), sha256).hexdigest()

    async def votes(self, edition_id: int) -> Mapping[int, VoteSums]:
        """The sums of an edition's votes, by the number of the item; of items with votes only."""
        return await self.store.votes.sums(edition_id)
