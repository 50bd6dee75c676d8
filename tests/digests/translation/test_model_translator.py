"""A model is asked for each item, and what it answers is read or left."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from digests.translation import ItemText, ModelError
from tests.support.models.chat_server import ChatServer

pytest.importorskip("openai")

from digests.chat.completions import Endpoint
from digests.translation.model_translator import ModelTranslator

FERRY = ItemText(headline="渡し船が再開", summary=("運航は毎日。", "無料だ。"))
TOLD = {"headline": "Ferry resumes", "summary": ["It runs daily.", "It is free."]}


@pytest.fixture
def server() -> ChatServer:
    return ChatServer(answer=json.dumps(TOLD))


@pytest.fixture
async def translator(server: ChatServer) -> AsyncIterator[ModelTranslator]:
    async with server.opened() as url:
        made = ModelTranslator(Endpoint(base_url=url, model="small", key="secret", timeout=20))
        yield made
        await made.close()


async def test_headline_and_summary_are_asked_for_in_a_language_by_its_name(
    server: ChatServer, translator: ModelTranslator
) -> None:
    told = await translator.translate(FERRY, "en")
    assert told == ItemText(headline="Ferry resumes", summary=("It runs daily.", "It is free."))
    system, question = (one["content"] for one in server.asked[0]["messages"])
    assert "English" in system
    assert json.loads(question) == {"headline": FERRY.headline, "summary": [*FERRY.summary]}


@pytest.mark.parametrize(
    "answer",
    [
        f"<think>{{hm}}</think>\n{json.dumps(TOLD)}",
        f"```json\n{json.dumps(TOLD)}\n```",
    ],
)
async def test_what_stands_around_the_object_is_passed_over(
    server: ChatServer, translator: ModelTranslator, answer: str
) -> None:
    server.answer = answer
    told = await translator.translate(FERRY, "en")
    assert told
    assert told.headline == "Ferry resumes"


@pytest.mark.parametrize("answer", ["", "Ferry resumes", "{}", '{"headline": 3, "summary": [4]}'])
async def test_another_answer_is_of_no_use(
    server: ChatServer, translator: ModelTranslator, answer: str
) -> None:
    server.answer = answer
    assert await translator.translate(FERRY, "en") is None


async def test_what_is_too_long_for_a_small_model_is_not_asked(
    server: ChatServer, translator: ModelTranslator
) -> None:
    assert await translator.translate(ItemText(headline="船" * 5_000), "en") is None
    assert not server.asked


async def test_a_server_that_fails_is_told_without_its_address(
    server: ChatServer, translator: ModelTranslator
) -> None:
    server.status = 500
    with pytest.raises(ModelError, match="InternalServerError") as caught:
        await translator.translate(FERRY, "en")
    assert "127.0.0.1" not in str(caught.value)
