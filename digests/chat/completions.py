"""A server that speaks OpenAI's chat completions; imported only with the extra `llm`."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, cast

from openai import (
    AsyncOpenAI,
    BadRequestError,
    DefaultAsyncHttpxClient,
    UnprocessableEntityError,
    omit,
)

_MOST_TOKENS = 2_000
"""Of an answer: models that think first need them."""
_MOST_BYTES = 65_536
"""Of an answer, with all that a server says around it."""
_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)
"""What some models write before they answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where a model is reached; in seconds, `timeout` for an answer, `deadline` for an edition."""

    base_url: str
    model: str
    key: str = field(repr=False)
    timeout: float = 30.0
    deadline: float = 60.0


class ChatCompletions:
    """Puts questions to a model, each by itself."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._client = _client(endpoint)
        self._options: Mapping[str, object] = {"temperature": 0, "max_tokens": _MOST_TOKENS}

    async def ask(self, instructions: str, question: str) -> str:
        """The answer without thoughts; empty where it was cut short, too long, or something else.

        Asks with options, and without them where the model refuses those, as some do. Raises
        whatever a foreign server brings about, and `TimeoutError`.
        """
        async with asyncio.timeout(self._endpoint.timeout):
            try:
                return await self._complete(instructions, question, self._options)
            except (BadRequestError, UnprocessableEntityError):
                answer = await self._complete(instructions, question, {})
                self._options = {}
                return answer

    async def close(self) -> None:
        """Give back the connections."""
        await self._client.close()

    async def _complete(
        self, instructions: str, question: str, options: Mapping[str, object]
    ) -> str:
        create = self._client.chat.completions.with_streaming_response.create
        async with create(
            model=self._endpoint.model,
            messages=[
                {"role": "system", "content": instructions},
                {"role": "user", "content": question},
            ],
            extra_body=options,
        ) as response:
            body = bytearray()
            async for piece in response.iter_bytes():
                body += piece
                if len(body) > _MOST_BYTES:
                    return ""
        return _content(bytes(body))


def _content(body: bytes) -> str:
    """What the model says; nothing where it was cut short or the server answers something else."""
    match json.loads(body):
        case {"choices": [{"finish_reason": "length"}, *_]}:
            return ""
        case {"choices": [{"message": {"content": str(said)}}, *_]}:
            return _THOUGHT.sub("", said)
    return ""


class _Response(Protocol):
    """Of an answer what decides whether it is read."""

    is_error: bool

    async def aclose(self) -> None: ...


async def _leave_unread(response: _Response) -> None:
    """By itself the client reads what a server says beside an error, however much that is."""
    if response.is_error:
        await response.aclose()


def _client(endpoint: Endpoint) -> AsyncOpenAI:
    # By itself the client takes these from OPENAI_* variables, and tells them to any server.
    headers = {
        "Authorization": f"Bearer {endpoint.key}",
        "OpenAI-Organization": omit,
        "OpenAI-Project": omit,
        "Accept-Encoding": "identity",  # an answer is as large as it comes
    }
    return AsyncOpenAI(
        base_url=endpoint.base_url,
        api_key=endpoint.key,
        timeout=endpoint.timeout,
        max_retries=0,
        default_headers=cast(Mapping[str, str], headers),
        http_client=DefaultAsyncHttpxClient(event_hooks={"response": [_leave_unread]}),
    )
