"""Trouble told by another way than Telegram: to a webhook, or to a command."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout

from bot import programs

log = structlog.get_logger()

_PATIENCE = 20.0
"""Seconds that a webhook or a command may take."""
_PAUSES = (5.0, 30.0, 120.0, 600.0)
"""Seconds between the tries of one notice; what keeps Telegram away may keep a webhook away too."""
_MOST = 100
"""Notices that wait; older ones say the least."""


class NoticeState(StrEnum):
    """What a notice says of its subject."""

    FAILING = "failing"  # until one with `WELL` follows
    WELL = "well"  # what failed works again
    HAPPENED = "happened"  # once; nothing follows


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that those who look after the bot are to know.

    `name` is what it is about, in words for programs: `database`, `hearing`, `clock` … `text` says
    it to people.
    """

    name: str
    state: NoticeState
    text: str


class NotTakenError(Exception):
    """A notice was not taken; the text says why, without the address or the command."""


Way = Callable[[Notice], Awaitable[None]]
"""Tells a notice; raises `NotTakenError` where it is not taken."""


class Notifier:
    """Tells notices by one way, in their order and in the background: nobody waits for it.

    What is not taken is tried again for a quarter of an hour, then given up.
    """

    def __init__(
        self,
        way: Way,
        *,
        patience: float = _PATIENCE,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._way = way
        self._patience = patience
        self._sleep = sleep
        self._unsent: deque[Notice] = deque(maxlen=_MOST)
        self._sending: asyncio.Task[None] | None = None

    def tell(self, notice: Notice) -> None:
        """Have it told; no waiting."""
        self._unsent.append(notice)
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send())

    async def finish(self) -> None:
        """Give up what is not told yet."""
        if self._sending is not None:
            self._sending.cancel()
            await asyncio.wait([self._sending])

    async def _send(self) -> None:
        while self._unsent:
            notice = self._unsent.popleft()
            for pause in (*_PAUSES, None):
                if await self._is_taken(notice):
                    break
                if pause is not None:
                    await self._sleep(pause)

    async def _is_taken(self, notice: Notice) -> bool:
        try:
            async with asyncio.timeout(self._patience):
                await self._way(notice)
        except (NotTakenError, TimeoutError) as error:
            why = str(error) or "it took too long"
            log.warning("notice_not_taken", name=notice.name, state=notice.state.value, why=why)
            return False
        return True


@dataclass(frozen=True, slots=True)
class AlertWebhook:
    """An address that takes each notice as a POST of JSON: `{text, name, state}`.

    It is reached through the proxy of the environment, if there is one.
    """

    url: str

    async def __call__(self, notice: Notice) -> None:
        """Tell a notice; raises `NotTakenError` unless it answers 2xx."""
        limit = ClientTimeout(total=_PATIENCE)
        try:
            async with (
                ClientSession(trust_env=True, timeout=limit) as session,
                session.post(self.url, json=asdict(notice), allow_redirects=False) as answer,
            ):
                status = answer.status
        except (ClientError, OSError, ValueError) as error:
            raise NotTakenError(type(error).__name__) from None
        if not 200 <= status < 300:
            raise NotTakenError(f"status {status}")


@dataclass(frozen=True, slots=True)
class AlertCommand:
    """A program that is started for each notice, without a shell, the text on its standard input.

    Its environment has `ALERT_NAME` and `ALERT_STATE` besides what is given.
    """

    words: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, line: str, environment: Mapping[str, str]) -> AlertCommand:
        """The command of a line as one would type it; raises `ValueError` if that is none."""
        return cls(programs.words_of(line), environment)

    async def __call__(self, notice: Notice) -> None:
        """Tell a notice; raises `NotTakenError` unless the program ends with 0."""
        starting = asyncio.create_task(self._start(notice))
        try:
            running = await asyncio.shield(starting)
            await running.communicate(notice.text.encode())
        except asyncio.CancelledError:
            await programs.end(await starting)
            raise
        if running.returncode:
            raise NotTakenError(f"exit code {running.returncode}")

    async def _start(self, notice: Notice) -> asyncio.subprocess.Process:
        told = {"ALERT_NAME": notice.name, "ALERT_STATE": notice.state.value}
        try:
            return await programs.start(self.words, {**self.environment, **told})
        except (OSError, ValueError) as error:
            raise NotTakenError(type(error).__name__) from None


def notifiers(
    url: str | None, command: str | None, environment: Mapping[str, str]
) -> tuple[Notifier, ...]:
    """Those that the operator wants: to an address, by a command line, both or none."""
    ways: list[Way] = []
    if url:
        ways.append(AlertWebhook(url))
    if command:
        ways.append(AlertCommand.of(command, environment))
    return tuple(map(Notifier, ways))
