"""What the messenger is tried with: a server, an edition in messages, files."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from aiohttp import web

from bot.views.message import OutgoingMessage
from digests.delivery.model import (
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Intent,
    Recipient,
)
from digests.model import ChatKind, Form
from digests.values.rules import EditionMarks, EditionView


@dataclass
class Call:
    """A request as the server saw it."""

    method: str
    fields: dict[str, Any]
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)


@dataclass
class Server:
    """A Bot API server that refuses what it was told to and else answers as Telegram does."""

    calls: list[Call] = field(default_factory=list)
    refusals: defaultdict[str, deque[tuple[int, dict[str, Any]]]] = field(
        default_factory=lambda: defaultdict(deque)
    )
    answered: int = 0

    def refuse(self, method: str, status: int, description: str, **parameters: int) -> None:
        refusal = {"ok": False, "error_code": status, "description": description}
        if parameters:
            refusal["parameters"] = parameters
        self.refusals[method].append((status, refusal))

    def of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    async def answer(self, request: web.Request) -> web.Response:
        call = await self._read(request)
        if call.method == "getMe":
            me = {"id": 1, "is_bot": True, "first_name": "K", "username": "kawaraban_bot"}
            return web.json_response({"ok": True, "result": me})
        self.calls.append(call)
        if self.refusals[call.method]:
            status, refusal = self.refusals[call.method].popleft()
            return web.json_response(refusal, status=status)
        return web.json_response({"ok": True, "result": self._result(call.method)})

    def _result(self, method: str) -> object:
        if method == "deleteMessage":
            return True
        self.answered += 1
        message: dict[str, object] = {"message_id": 100 + self.answered, "date": 1}
        if method == "sendPhoto":
            message["photo"] = [{"file_id": "small"}, {"file_id": "large"}]
        if method in {"sendDocument", "editMessageMedia"}:
            message["document"] = {"file_id": "file"}
        return message

    async def _read(self, request: web.Request) -> Call:
        method = request.match_info["method"]
        if request.content_type == "application/json":
            return Call(method, await request.json())
        call = Call(method, {})
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                call.files[name] = (value.filename, value.file.read())
            else:
                call.fields[name] = value
        return call


@dataclass
class Newspaper:
    """A renderer with one edition; counts how often it renders."""

    messages: dict[Form, Sequence[OutgoingMessage]]
    rendered: list[tuple[int, str, Form]] = field(default_factory=list)
    failure: Exception | None = None
    rules: dict[int, EditionMarks] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)
    is_translated: asyncio.Event = field(default_factory=asyncio.Event)
    made: frozenset[int] = frozenset({1})
    translation: Sequence[OutgoingMessage] = ()

    async def marks(self, _broadcast: Broadcast, user_id: int) -> EditionMarks | None:
        await asyncio.sleep(0)
        self.asked.append(user_id)
        return self.rules.get(user_id)

    async def await_translation(self, _edition_id: int, _language: str) -> None:
        await self.is_translated.wait()

    async def wording(self, _edition_id: int, _language: str) -> frozenset[int]:
        return self.made

    async def parts(
        self,
        edition_id: int,
        language: str,
        form: Form,
        kind: ChatKind,
        view: EditionView | None = None,
    ) -> Sequence[OutgoingMessage]:
        del kind
        await asyncio.sleep(0)
        self.rendered.append((edition_id, language, form))
        if self.failure:
            raise self.failure
        marks = view.marks if view else None
        signs = f"★{min(marks.followed)} " if marks else ""
        is_translated = view is not None and view.translated and bool(view.wording)
        signs += "🌐 " if is_translated else ""
        told = (is_translated and self.translation) or self.messages[form]
        return [replace(one, text=f"{signs}{one.text}") for one in told]

    async def erratum(
        self, edition_id: int, place: int, language: str, _kind: ChatKind
    ) -> OutgoingMessage:
        return OutgoingMessage(text=f"correction {place} of edition {edition_id} ({language})")

    async def announcement(self, announcement_id: int) -> OutgoingMessage:
        return OutgoingMessage(text=f"announcement {announcement_id}")

    async def round_up(
        self,
        edition_ids: Sequence[int],
        language: str,
        _kind: ChatKind,
        user_id: int | None = None,
    ) -> OutgoingMessage:
        self.asked += [user_id] if user_id else []
        return OutgoingMessage(text=f"editions {edition_ids} ({language})")

    async def follow_up(self, edition_id: int, language: str, _kind: ChatKind) -> OutgoingMessage:
        return OutgoingMessage(text=f"edition {edition_id} was corrected ({language})")

    async def notice(self, edition_id: int, language: str) -> OutgoingMessage:
        return OutgoingMessage(text=f"edition {edition_id} was recalled ({language})")

    async def picture(self, key: str) -> bytes:
        return f"picture {key}".encode()


@dataclass
class Shelf:
    """A store of file ids."""

    ids: dict[str, str] = field(default_factory=dict)
    failure: Exception | None = None

    async def find(self, key: str) -> str | None:
        if self.failure:
            raise self.failure
        return self.ids.get(key)

    async def keep(self, key: str, file_id: str) -> None:
        if self.failure:
            raise self.failure
        self.ids[key] = file_id


def broadcast(kind: BroadcastKind = BroadcastKind.EDITION, number: int = 1) -> Broadcast:
    return Broadcast(
        id=number,
        edition_id=7,
        kind=kind,
        state=BroadcastState.RUNNING,
        day=date(2026, 11, 23),
        opened_at=datetime(2026, 11, 23, tzinfo=UTC),
    )


def recipient(
    chat_id: int = 55, form: Form = Form.SUMMARIES, topic: int | None = None
) -> Recipient:
    return Recipient(
        subscriber_id=chat_id,
        chat_id=chat_id,
        topic_id=topic,
        kind=ChatKind.PRIVATE,
        language="ja",
        form=form,
    )


def intent(recipient: Recipient, part: int = 0, message_id: int | None = None) -> Intent:
    return Intent(recipient=recipient, part=part, delay=0.0, message_id=message_id)
