"""A program hands in an edition over HTTP; whoever doesn't know the key hands in nothing."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot.monitoring.http import served
from bot.submissions.endpoint import EditionsEndpoint, add_editions
from bot.submissions.submitter import Submitter
from digests.errors import StoreBusyError
from digests.model import EditionState
from tests.support.desk import DIGEST, Desk, texts
from tests.support.town import DEADLINE

KEY = "sesame-sesame-sesame"
BEARER = {"Authorization": f"Bearer {KEY}"}
OTHER = DIGEST.replace("three weeks", "four weeks")


@dataclass
class Program:
    """A program that knows the address, and maybe the key."""

    desk: Desk
    session: ClientSession
    url: str = ""

    async def post(
        self, body: bytes | str = DIGEST, name: str = "letter.md", **headers: str
    ) -> tuple[int, Mapping[str, Any]]:
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        data = body.encode() if isinstance(body, str) else body
        query = {"name": name} if name else {}
        async with self.session.post(
            self.url, data=data, params=query, headers=BEARER | named
        ) as answer:
            return answer.status, await answer.json()

    async def told(self, number: int) -> list[str]:
        """What the editor was told, once it is that many messages."""
        world, editor = self.desk.world, self.desk.editor
        await world.wait_until(lambda: len(world.inbox(editor)) >= number)
        return texts(world.inbox(editor))


@pytest.fixture
def endpoint(desk: Desk, submitter: Submitter) -> EditionsEndpoint:
    return EditionsEndpoint(
        key=KEY,
        submitter=submitter,
        uses=desk.store.idempotency,
        words=desk.services.translations.of(None),
        clock=desk.clock,
    )


@pytest.fixture
async def program(desk: Desk, endpoint: EditionsEndpoint) -> AsyncIterator[Program]:
    app = web.Application()
    add_editions(app, endpoint)
    async with ClientSession() as session, served(app, "127.0.0.1", 0) as port:
        yield Program(desk, session, f"http://127.0.0.1:{port}/editions")


async def test_a_file_becomes_a_draft_that_is_told_with_its_problems(program: Program) -> None:
    status, told = await program.post(DIGEST.replace("https://example.org/library\n", ""))
    assert status == 201
    assert {key: told[key] for key in ("id", "state", "date", "title", "items")} == {
        "id": 1,
        "state": "draft",
        "date": "2026-11-20",
        "title": "The Harbour Letter, 20 November 2026",
        "items": 2,
    }
    (problem,) = (one for one in told["problems"] if one["kind"] == "no_source")
    assert problem["severity"] == "warns"
    assert problem["item"] == 2
    assert problem["message"] == "No source link."
    origin, card = await program.told(2)
    assert origin == "📥 From a program: letter.md"
    assert "\n📄 The Harbour Letter" in card


async def test_the_same_content_is_one_draft_and_shown_once(program: Program) -> None:
    assert (await program.post())[0] == 201
    program.desk.now += timedelta(seconds=1)
    status, told = await program.post()
    assert (status, told["id"]) == (200, 1)
    await program.post(OTHER)
    assert len(await program.told(4)) == 4


# --- who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": ""},
        {"Authorization": "Bearer sesame"},
        {"Authorization": f"Basic {KEY}"},
        {"Authorization": "Bearer 戸を開けて"},
        {"Authorization": "", "X_Signature_256": "sha256=" + "0" * 64},
        {"Authorization": f"Bearer {KEY}", "X_Signature_256": "sha256=" + "0" * 64},
        {"Authorization": "", "X_Signature_256": "sha256=no"},
    ],
)
async def test_who_does_not_know_the_key_hands_in_nothing(
    program: Program, headers: dict[str, str]
) -> None:
    status, told = await program.post(**headers)
    assert (status, told["error"]) == (401, "unauthorized")
    assert not await program.desk.store.editions.drafts()


async def test_who_signs_the_body_need_not_tell_the_key(program: Program) -> None:
    signature = hmac.new(KEY.encode(), DIGEST.encode(), sha256).hexdigest()
    signed = {"Authorization": "", "X_Signature_256": f"sha256={signature}"}
    assert (await program.post(OTHER, **signed))[0] == 401
    assert (await program.post(DIGEST, **signed))[0] == 201


# --- what it may be ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "name", "status", "error"),
    [
        (b" \n", "letter.txt", 422, "empty"),
        (b"%PDF-1.7\n1 0 obj\n<<", "cut.pdf", 422, "damaged"),
        (b"ID3\x04" + bytes(200), "song.mp3", 415, "unknown_format"),
        (b"[InternetShortcut]\nURL=https://example.org\n", "a.url", 415, "shortcut"),
    ],
)
async def test_what_is_no_digest_is_told_in_a_sentence(
    program: Program, body: bytes, name: str, status: int, error: str
) -> None:
    answered, told = await program.post(body, name)
    assert (answered, told["error"]) == (status, error)
    assert told["message"].endswith(".")


async def test_a_form_is_no_file(program: Program) -> None:
    status, told = await program.post(Content_Type="multipart/form-data; boundary=x")
    assert (status, told["error"]) == (415, "form")


async def test_without_a_name_the_media_type_tells_the_format(program: Program) -> None:
    markdown = "# The Harbour Letter, 20 November 2026\n\n## The ferry\n\nIt runs.\n"
    await program.post(markdown, "", Content_Type="text/markdown")
    assert (await program.told(2))[0] == "📥 From a program: edition.md"


async def chunks(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b" " * 100_000


async def test_what_is_too_big_is_refused_announced_or_not(
    program: Program, endpoint: EditionsEndpoint
) -> None:
    app = web.Application()
    add_editions(app, replace(endpoint, largest=1_000_000))
    async with served(app, "127.0.0.1", 0) as port:
        url = f"http://127.0.0.1:{port}/editions"
        for body in (b" " * 1_000_001, chunks(20)):
            async with program.session.post(url, data=body, headers=BEARER) as answer:
                assert answer.status == 413
                assert (await answer.json())["message"] == "At most 1 MB are taken."


async def test_who_sends_slowly_is_not_waited_for(
    program: Program, endpoint: EditionsEndpoint
) -> None:
    async def slowly() -> AsyncIterator[bytes]:
        yield b"1. "
        await asyncio.sleep(30)

    app = web.Application()
    add_editions(app, replace(endpoint, patience=0.2))
    async with (
        served(app, "127.0.0.1", 0) as port,
        program.session.post(
            f"http://127.0.0.1:{port}/editions", data=slowly(), headers=BEARER
        ) as answer,
    ):
        assert answer.status == 408


async def test_who_sends_slowly_keeps_nobody_waiting(
    program: Program, endpoint: EditionsEndpoint
) -> None:
    go_on, full = asyncio.Event(), endpoint.room.left

    async def slowly() -> AsyncIterator[bytes]:
        yield b"1. "
        await go_on.wait()

    async def post_slowly() -> int:
        async with program.session.post(program.url, data=slowly(), headers=BEARER) as answer:
            return answer.status

    slow = [asyncio.create_task(post_slowly()) for _ in range(5)]
    async with asyncio.timeout(DEADLINE):
        while endpoint.room.left > full - 5 * len(b"1. "):  # noqa: ASYNC110 - nobody is told
            await asyncio.sleep(0.01)
    assert (await program.post())[0] == 201
    go_on.set()
    assert set(await asyncio.gather(*slow)) == {201}


async def test_more_than_there_is_memory_for_is_to_be_sent_again(
    program: Program, endpoint: EditionsEndpoint
) -> None:
    endpoint.room.left = 1_000
    status, told = await program.post(b" " * 1_001)
    assert (status, told["error"]) == (503, "busy")
    assert endpoint.room.left == 1_000
    assert (await program.post())[0] == 201


# --- once ----------------------------------------------------------------------------------------


async def test_a_repeated_request_is_told_what_became_of_the_first(program: Program) -> None:
    assert (await program.post(Idempotency_Key="monday"))[0] == 201
    await program.desk.services.newsroom.discard(1)
    status, told = await program.post(Idempotency_Key="monday")
    assert (status, told["id"], told["state"]) == (200, 1, "discarded")
    assert not await program.desk.store.editions.drafts()


async def test_a_key_is_for_one_file(program: Program) -> None:
    assert (await program.post(Idempotency_Key="monday"))[0] == 201
    status, told = await program.post(OTHER, Idempotency_Key="monday")
    assert (status, told["error"]) == (422, "idempotency_key_reused")
    assert len(await program.desk.store.editions.drafts()) == 1


async def test_of_two_files_that_come_at_once_under_a_key_one_is_a_draft(
    program: Program,
) -> None:
    answers = [program.post(body, Idempotency_Key="monday") for body in (DIGEST, OTHER)]
    assert sorted(status for status, _ in await asyncio.gather(*answers)) == [201, 422]
    (draft,) = await program.desk.store.editions.drafts()
    assert draft.state is EditionState.DRAFT


@pytest.mark.parametrize("key", ["two words", "x" * 256, "号"])
async def test_a_key_is_short_and_plain(program: Program, key: str) -> None:
    assert (await program.post(Idempotency_Key=key))[1]["error"] == "idempotency_key"


async def test_where_the_store_takes_nothing_it_is_to_be_sent_again(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*_args: object, **_named: object) -> None:
        raise StoreBusyError("locked")

    monkeypatch.setattr(type(program.desk.store.editions), "add", busy)
    assert (await program.post())[0] == 503
