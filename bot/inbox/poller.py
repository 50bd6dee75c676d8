"""Asks Telegram for updates, for as long as the bot runs.

https://core.telegram.org/bots/api#getupdates
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast

import structlog
from telegram.error import NetworkError, TelegramError
from telegram.request import RequestData

from bot.botapi.transport import AnswerLostError, Prepared, Timeouts, Transport
from bot.inbox.reception import Reception
from bot.inbox.updates import Told, is_update
from digests.errors import StoreError

log = structlog.get_logger()

_TIMEOUT = 10
"""Seconds for which Telegram waits for the first update."""
TIMEOUTS = Timeouts(read=_TIMEOUT + 10.0)
"""Those of a transport for it."""
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 10.0
"""Seconds between a failure and the next try: each wait is twice the one before."""
_STORE_WAIT = 1.0
"""Seconds until what could not be written down is asked for again."""
_LAST_WORD = 2.0
"""Seconds that the last confirmation may take."""
_REJECTED = frozenset({401, 404})
"""What Telegram answers for a token that was revoked, and for one that is none."""


class _StatusError(NetworkError):
    """Telegram refused; it may say for how many seconds not to ask."""

    def __init__(self, status: int, pause: float) -> None:
        super().__init__(f"status {status}")
        self.status = status
        self.pause = pause


class Poller:
    """Polls at an address of getUpdates, for updates of these kinds, until it is cancelled.

    What `receive` has taken is confirmed with the next call; where it raises `StoreError`, the same
    is asked for again. Nothing that Telegram answers ends it; `reception` is told of each call.
    """

    def __init__(  # noqa: PLR0913 - the two ends, and who is told
        self,
        transport: Transport,
        url: str,
        *,
        kinds: Sequence[str],
        receive: Callable[[Sequence[Told]], Awaitable[None]],
        reception: Reception,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._transport = transport
        self._url = url
        self._kinds = kinds
        self._receive = receive
        self._reception = reception
        self._sleep = sleep
        self._offset = 0
        self._wait = _FIRST_WAIT

    async def run(self) -> None:
        """Poll; whatever fails is tried again, after waits that grow."""
        while True:
            pause = await self._poll()
            if pause:
                await self._sleep(pause)

    async def confirm(self) -> None:
        """Confirm what was received last, so that whoever polls next is not given it again."""
        if not self._offset:
            return
        with contextlib.suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(_LAST_WORD):
                await self._ask(0)

    async def _poll(self) -> float:
        """Ask once; for how many seconds to wait then."""
        self._reception.trying()
        try:
            batch = await self._ask(_TIMEOUT)
            self._reception.heard()
            await self._take(batch)
        except TelegramError as error:
            return self._failed(error)
        except StoreError as error:
            log.warning("updates_not_written", error=type(error).__name__)
            return _STORE_WAIT
        except Exception:
            log.exception("polling_failed")
            return self._longer(0)
        self._wait = _FIRST_WAIT
        return 0

    async def _take(self, batch: Sequence[Told]) -> None:
        if batch:
            await self._receive(batch)
            self._offset = 1 + max(told["update_id"] for told in batch)

    async def _ask(self, seconds: int) -> Sequence[Told]:
        asked = Prepared.of(
            {"offset": self._offset, "timeout": seconds, "allowed_updates": self._kinds}
        )
        status, payload = await self._transport.do_request(
            self._url, "POST", cast(RequestData, asked)
        )
        answer = Transport.parse_json_payload(payload)
        if status != 200:
            pause = (answer.get("parameters") or {}).get("retry_after", 0)
            raise _StatusError(status, pause)
        return _batch(answer.get("result"))

    def _failed(self, error: TelegramError) -> float:
        refusal = error if isinstance(error, _StatusError) else None
        is_rejected = refusal is not None and refusal.status in _REJECTED
        self._reception.failed(error.message, rejected=is_rejected)
        log.warning("polling_failed", error=error.message)
        return self._longer(refusal.pause if refusal else 0)

    def _longer(self, least: float) -> float:
        wait, self._wait = self._wait, min(_LONGEST_WAIT, 2 * self._wait)
        return max(least, wait)


def _batch(result: Any) -> Sequence[Told]:
    """The updates of an answer; raises `AnswerLostError` where it holds anything else."""
    if not isinstance(result, list) or not all(is_update(one) for one in result):
        raise AnswerLostError("the answer holds no updates")
    return result
