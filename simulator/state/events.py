"""What happened on the server, for those who look on: the chat page and the tests."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from simulator.protocol.wire import JsonObject

KEPT_EVENTS = 20_000
KEPT_CALLS = 5_000
_SHOWN = 400  # characters of a long value in the log of calls


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; what it holds is written down when somebody reads it."""

    seq: int
    kind: str
    payload: Callable[[], JsonObject]

    def as_json(self) -> JsonObject:
        """As the control API tells it."""
        return {"seq": self.seq, "type": self.kind, **self.payload()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request of the bot and its answer."""

    method: str
    chat_id: int | str | None
    status: int
    milliseconds: float
    description: str
    parameters: Mapping[str, object] = field(repr=False)

    @property
    def text(self) -> str:
        """The text or caption it sent."""
        return str(self.parameters.get("text") or self.parameters.get("caption") or "")

    def as_json(self) -> JsonObject:
        """As the control API tells it, long values shortened."""
        return {
            "method": self.method,
            "chat_id": self.chat_id,
            "status": self.status,
            "milliseconds": round(self.milliseconds, 2),
            "description": self.description,
            "request": {name: _shortened(value) for name, value in self.parameters.items()},
        }


def _shortened(value: object) -> object:
    if isinstance(value, str) and len(value) > _SHOWN:
        return f"{value[:_SHOWN]}… ({len(value)} characters)"
    return value


@dataclass(slots=True)
class Events:
    """A row of events with an end; readers wait for the next one."""

    _kept: deque[Event] = field(default_factory=lambda: deque(maxlen=KEPT_EVENTS))
    _waiting: set[asyncio.Future[None]] = field(default_factory=set)
    last: int = 0

    def add(self, kind: str, payload: Callable[[], JsonObject]) -> None:
        """Tell everybody who waits."""
        self.last += 1
        self._kept.append(Event(self.last, kind, payload))
        if self._waiting:
            for future in self._waiting:
                if not future.done():
                    future.set_result(None)
            self._waiting.clear()

    def after(self, seq: int) -> list[Event]:
        """What happened after the event of this number, as far as it is still kept."""
        missing = self.last - seq
        if missing <= 0:
            return []
        kept = len(self._kept)
        return [self._kept[index] for index in range(max(0, kept - missing), kept)]

    async def wait(self) -> None:
        """Until the next event."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await future
        finally:
            self._waiting.discard(future)
