"""Turns: chats side by side, within a chat one after the other."""

from __future__ import annotations

import heapq
import math
from collections import deque
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

_Item = TypeVar("_Item")

_INSTANT = 1e-6
"""Seconds that sums of times may be wrong by."""


class FairQueue(Generic[_Item]):
    """Gives the next turn to the chat that could have had it for the longest.

    Whoever waits for a limit or a hold of their own is passed over, and a chat that had its turn
    goes behind all that were ready by then. `ready_at` tells from when a chat may be written to;
    a chat that was given a turn gets no other before it is `freed`.
    """

    def __init__(self, ready_at: Callable[[int, _Item], float]) -> None:
        self._ready_at = ready_at
        self._items: dict[int, deque[_Item]] = {}
        self._busy: set[int] = set()
        self._heap: list[tuple[float, int, int]] = []  # since when ready, number, chat
        self._number = 0

    def push(self, chat_id: int, item: _Item, now: float, *, first: bool = False) -> None:
        """Add an item to its chat's own; as `first` before all others of them."""
        is_new = chat_id not in self._items
        items = self._items.setdefault(chat_id, deque())
        if first:
            items.appendleft(item)
        else:
            items.append(item)
        if is_new and chat_id not in self._busy:
            self._enter(chat_id, now)

    def due(self) -> float:
        """When the next turn is: maybe long ago, infinity where nobody waits."""
        while self._heap:
            since, _, chat_id = self._heap[0]
            ready = self._ready_at(chat_id, self._items[chat_id][0])
            if ready <= since + _INSTANT:
                return since
            heapq.heappop(self._heap)
            self._enter(chat_id, ready)
        return math.inf

    def pop(self) -> _Item:
        """The item whose turn is next, as `due` told; its chat is busy from now on."""
        _, _, chat_id = heapq.heappop(self._heap)
        self._busy.add(chat_id)
        return self._taken(chat_id)

    def freed(self, chat_id: int, now: float) -> None:
        """Let a chat have turns again."""
        self._busy.discard(chat_id)
        if chat_id in self._items:
            self._enter(chat_id, now)

    def clear(self, condemned: Callable[[int], bool]) -> Iterator[_Item]:
        """Take out whatever waits for chats that are condemned."""
        for chat_id in [one for one in self._items if condemned(one)]:
            yield from self._items.pop(chat_id)
        self._heap = [entry for entry in self._heap if entry[2] in self._items]
        heapq.heapify(self._heap)

    def _taken(self, chat_id: int) -> _Item:
        items = self._items[chat_id]
        item = items.popleft()
        if not items:
            del self._items[chat_id]
        return item

    def _enter(self, chat_id: int, ready: float) -> None:
        self._number += 1
        heapq.heappush(self._heap, (ready, self._number, chat_id))
