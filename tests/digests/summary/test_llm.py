"""Summaries by a language model, against a real server that speaks chat completions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from digests.model import Item, Paragraph, ParagraphKind
from digests.summary.extractive import ExtractiveSummariser
from digests.summary.llm import Endpoint, LlmSummariser, unsupported

pytest.importorskip("openai")

MakeItem = Callable[..., Item]


@dataclass
class Model:
    """What the local server answers, and what it was asked."""

    answer: str = ""
    status: int = 200
    body: dict[str, Any] | None = None
    delay: float = 0
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)

    async def complete(self, request: web.Request) -> web.Response:
        self.asked.append(await request.json())
        self.keys.append(request.headers["Authorization"])
        self.headers += request.headers
        await asyncio.sleep(self.delay)
        if self.body is not None:
            return web.json_response(self.body, status=self.status)
        return web.json_response(
            {
                "id": "1",
                "object": "chat.completion",
                "created": 1,
                "model": "small",
                "choices": [
                    {
                        "index": 0,
                        "finish_reason": "stop",
                        "message": {"role": "assistant", "content": self.answer},
                    }
                ],
            },
            status=self.status,
        )


@pytest.fixture
def model() -> Model:
    return Model()


@pytest.fixture
async def summariser(model: Model) -> AsyncIterator[LlmSummariser]:
    app = web.Application()
    app.router.add_post("/v1/chat/completions", model.complete)
    async with TestServer(app) as server:
        endpoint = Endpoint(
            base_url=str(server.make_url("/v1")), model="small", key="secret", timeout=0.5
        )
        summariser = LlmSummariser(endpoint, ExtractiveSummariser())
        yield summariser
        await summariser.close()


@pytest.fixture
def item(make_item: MakeItem) -> Item:
    return make_item(
        "Port Linnet keeps its night ferry",
        "Port Linnet's council voted 9 to 4 on Wednesday to keep the night ferry.",
        "The ferry costs 212,000 crowns a year, treasurer Odette Marsh said.",
    )


async def fallback(item: Item) -> tuple[Paragraph, ...]:
    return await ExtractiveSummariser().summarise(item, "en")


async def test_a_faithful_answer_is_the_summary(
    model: Model, summariser: LlmSummariser, item: Item
) -> None:
    model.answer = "The council of Port Linnet keeps the ferry, for 212000 crowns a year."
    assert await summariser.summarise(item, "en") == (Paragraph(text=model.answer),)
    assert model.asked[0]["model"] == "small"
    assert item.paragraphs[1].text in model.asked[0]["messages"][1]["content"]
    assert model.keys == ["Bearer secret"]


@pytest.fixture
def account_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variables of somebody who has an account with OpenAI."""
    for name in ("API_KEY", "ADMIN_KEY", "ORG_ID", "PROJECT_ID"):
        monkeypatch.setenv(f"OPENAI_{name}", "elsewhere")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "Authorization: Bearer elsewhere")


@pytest.mark.usefixtures("account_elsewhere")
async def test_the_server_learns_nothing_of_an_account_elsewhere(
    model: Model, summariser: LlmSummariser, item: Item
) -> None:
    await summariser.summarise(item, "en")
    assert model.keys == ["Bearer secret"]
    assert not {"OpenAI-Organization", "OpenAI-Project"} & {*model.headers}


async def test_lines_with_marks_become_bullets(
    model: Model, summariser: LlmSummariser, item: Item
) -> None:
    model.answer = "- The ferry stays.\n- It costs 212,000 crowns.\n"
    assert await summariser.summarise(item, "en") == (
        Paragraph(text="The ferry stays.", kind=ParagraphKind.BULLET),
        Paragraph(text="It costs 212,000 crowns.", kind=ParagraphKind.BULLET),
    )


@pytest.mark.parametrize(
    "answer",
    [
        "The ferry stays, for 212,001 crowns a year.",
        "Mayor Kestrel keeps the ferry.",
        "",
        "Word by word. " * 100,
        "\n".join(["The ferry stays."] * 6),
    ],
)
async def test_an_answer_that_says_more_than_the_item_is_refused(
    model: Model, summariser: LlmSummariser, item: Item, answer: str
) -> None:
    model.answer = answer
    assert await summariser.summarise(item, "en") == await fallback(item)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, {"error": {"message": "out of order"}}),
        (401, {"error": {"message": "wrong key"}}),
        (429, {"error": {"message": "slow down"}}),
        (200, {"choices": []}),
        (200, {"unexpected": True}),
    ],
)
async def test_a_server_that_fails_costs_nobody_the_summary(
    model: Model, summariser: LlmSummariser, item: Item, status: int, body: dict[str, Any]
) -> None:
    model.status, model.body = status, body
    assert await summariser.summarise(item, "en") == await fallback(item)
    assert len(model.asked) == 1


async def test_a_server_that_is_too_slow_is_not_waited_for(
    model: Model, summariser: LlmSummariser, item: Item
) -> None:
    model.delay = 2
    assert await summariser.summarise(item, "en") == await fallback(item)


async def test_an_item_without_a_body_is_not_asked_about(
    model: Model, summariser: LlmSummariser, make_item: MakeItem
) -> None:
    assert await summariser.summarise(make_item("Only a headline"), "en") == ()
    assert model.asked == []


@pytest.mark.parametrize(
    ("language", "answer", "foreign"),
    [
        ("ja", "潮里市は渡し船を残すと決めた。", set()),
        ("ja", "潮里市議会が渡し船存続を決めた。", set()),
        ("ja", "椿原市は渡し船を残す。", {"椿原市"}),
        ("ja", "潮里市はフェリー会社に9億円を払う。", {"フェリー", "会社", "9", "億円"}),
        ("ja", "９人が賛成した。", {"9", "賛成"}),
        ("en", "In the end it stays.", set()),
        ("en", "Shiosato keeps it.", {"shiosato"}),
    ],
)
def test_names_and_numbers_are_looked_for_in_the_item(
    make_item: MakeItem, language: str, answer: str, foreign: set[str]
) -> None:
    item = make_item(
        "潮里市議会、渡し船を存続", "潮里市議会は20日、渡し船の存続を決めた。費用は1,200万円。"
    )
    assert unsupported(answer, item, language) == foreign


def test_the_key_is_not_shown() -> None:
    endpoint = Endpoint(base_url="http://127.0.0.1", model="small", key="secret")
    assert "secret" not in repr(endpoint)
