"""The way of a broadcast to the Bot API: past most of what python-telegram-bot does for a call."""

from __future__ import annotations

import re
from typing import Any

from telegram.error import EndPointNotFound, InvalidToken
from telegram.ext import ExtBot

from bot.botapi.rate_limit import AnswerRateLimiter, Result
from bot.botapi.transport import Prepared, Transport


class BotClient:
    """Calls of the Bot API by their names, with the raw answer.

    `call` takes parameters that were written as JSON before, and `upload` those that may hold a
    file. Both go over the bot's own connections, keep the pauses that it keeps, and fail with the
    same exceptions; `do_api_request` spends a fifth of a message's cost on looking at parameters.
    """

    def __init__(self, bot: ExtBot[str], transport: Transport, answers: AnswerRateLimiter) -> None:
        self._bot = bot
        self._transport = transport
        self._answers = answers

    async def call(self, method: str, asked: Prepared) -> Result:
        """Call a method by its name in the Bot API."""
        url = f"{self._bot.base_url}/{method}"
        try:
            return await self._answers.paced(
                method, lambda: self._transport.post_prepared(url, asked)
            )
        except InvalidToken as error:
            # Telegram answers 404 for an unknown method and for a token that is none.
            raise EndPointNotFound(f"Endpoint '{method}' not found in Bot API") from error

    async def upload(self, method: str, asked: dict[str, Any]) -> Result:
        """Call a method whose parameters may hold an `InputFile`."""
        # PTB drops the empty words between the underscores; without them it would warn at each
        # call that it has a slower method of that name.
        spelt = re.sub(r"[A-Z]", lambda capital: f"__{capital[0].lower()}", method)
        answer: Result = await self._bot.do_api_request(
            spelt, api_kwargs=asked, rate_limit_args=AnswerRateLimiter.PACED
        )
        return answer
