"""The control API: what the page and tests in other processes do to the world, as JSON.

Errors are `{"error": "a sentence"}` with a 4xx status.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import quote

from aiohttp import hdrs, web
from aiohttp.web_request import FileField

from simulator.api.rooms import open_topic, remove_topic, set_topic_closed
from simulator.http.control_views import (
    chat_info,
    fault_list,
    host_view,
    person_view,
    state,
)
from simulator.protocol.faults import Fault, FaultKind
from simulator.protocol.wire import Fields, JsonObject, RefusalError, Upload, encode
from simulator.state import actions, membership
from simulator.state.actions import ActError, Where
from simulator.state.chats import Chat, ChatType, Member, Standing, Topic
from simulator.state.cloud import Answer
from simulator.state.messages import Message
from simulator.state.people import Contact, Person
from simulator.world import World

ANSWER_SECONDS: Final = 10.0
PAGE_OF_MESSAGES: Final = 50
_PING: Final = 15.0
E = TypeVar("E", bound=StrEnum)
Act = Callable[[Fields, web.Request], Awaitable[object] | object]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Control:
    """Serves the control API over one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._cloud = world.cloud
        self._streams: set[asyncio.Task[object]] = set()

    def close(self) -> None:
        """End the streams of events, so that the server can stop."""
        for task in self._streams:
            task.cancel()

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Hang all routes under /control."""
        router.add_get("/control/state", _json(self._state))
        router.add_get("/control/chats/{chat}/messages", _json(self._messages))
        router.add_get("/control/files/{file_id}", self._file)
        router.add_get("/control/events", self._events)
        router.add_get("/control/answers/{id}", _json(self._answer))
        router.add_get("/control/ledger", _json(self._ledger))
        router.add_post("/control/people", _json(self._add_person))
        router.add_post("/control/people/bulk", _json(self._add_crowd))
        router.add_post("/control/chats", _json(self._add_chat))
        router.add_post("/control/chats/{chat}/topics", _json(self._add_topic))
        router.add_post("/control/chats/{chat}/topics/{topic}/{act}", _json(self._change_topic))
        router.add_post("/control/chats/{chat}/{act}", _json(self._change_chat))
        router.add_post("/control/say", _json(self._say))
        router.add_post("/control/edit", _json(self._edit))
        router.add_post("/control/upload", _json(self._upload))
        router.add_post("/control/forward", _json(self._forward))
        router.add_post("/control/press", _json(self._press))
        router.add_post("/control/inline", _json(self._inline))
        router.add_post("/control/choose", _json(self._choose))
        for name, contact in (
            ("block", Contact.BLOCKED),
            ("unblock", Contact.STARTED),
            ("deactivate", Contact.DEACTIVATED),
        ):
            router.add_post(f"/control/{name}", _json(self._contact(contact)))
        router.add_post("/control/clock", _json(self._clock))
        router.add_get("/control/faults", _json(lambda *_: fault_list(self._cloud)))
        router.add_post("/control/faults", _json(self._add_fault))
        router.add_delete("/control/faults", _json(self._remove_faults))
        router.add_delete("/control/faults/{id}", _json(self._remove_faults))
        router.add_post("/control/settings", _json(self._settings))
        router.add_get("/control/host", _json(lambda *_: {"host": host_view(self._cloud)}))
        router.add_post("/control/host/{button}", _json(self._press_host))

    # --- looking -------------------------------------------------------------------------------

    def _state(self, _fields: Fields, _request: web.Request) -> JsonObject:
        return state(self._cloud)

    def _messages(self, _fields: Fields, request: web.Request) -> JsonObject:
        query = Fields(dict(request.query))
        chat = self._chat(request.match_info["chat"])
        before = query.integer("before", 1 << 62)
        numbers = [number for number in chat.messages if number < before]
        shown = numbers[-query.integer("limit", PAGE_OF_MESSAGES) :]
        return {"messages": [chat.messages[number].as_shown() for number in shown]}

    async def _file(self, request: web.Request) -> web.StreamResponse:
        stored = self._cloud.files.get(request.match_info["file_id"])
        if stored is None:
            raise web.HTTPNotFound
        # Never rendered as a page of this server, whatever somebody uploaded.
        kind = "inline" if stored.is_photo else "attachment"
        disposition = f"{kind}; filename*=UTF-8''{_quoted(stored.name)}"
        return web.Response(
            body=stored.data,
            content_type=stored.mime_type.partition(";")[0],
            headers={
                hdrs.CONTENT_DISPOSITION: disposition,
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "sandbox",
            },
        )

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """A stream of server-sent events, from `after` or Last-Event-ID on."""
        after = request.headers.get("Last-Event-ID") or request.query.get("after", "")
        seen = int(after) if after.isdecimal() else self._cloud.events.last
        response = web.StreamResponse(
            headers={hdrs.CONTENT_TYPE: "text/event-stream", hdrs.CACHE_CONTROL: "no-store"}
        )
        await response.prepare(request)
        task = asyncio.current_task()
        if task is not None:
            self._streams.add(task)
        try:
            await self._stream(response, seen)
        finally:
            if task is not None:
                self._streams.discard(task)
        return response

    async def _stream(self, response: web.StreamResponse, seen: int) -> None:
        with contextlib.suppress(ConnectionError):
            await response.write(b": hello\n\n")
            while True:
                for event in self._cloud.events.after(seen):
                    seen = event.seq
                    body = encode(event.as_json())
                    await response.write(f"id: {event.seq}\ndata: {body}\n\n".encode())
                try:
                    async with asyncio.timeout(_PING):
                        await self._cloud.events.wait()
                except TimeoutError:
                    await response.write(b": still here\n\n")

    async def _answer(self, _fields: Fields, request: web.Request) -> JsonObject:
        number = request.match_info["id"]
        answer = self._cloud.callbacks.get(number) or self._cloud.inline_queries.get(number)
        if answer is None:
            raise ActError("there is no such query")
        try:
            given = await self._world.wait_for_answer(answer, timeout=ANSWER_SECONDS)
        except TimeoutError:
            return {"answered": False}
        return {"answered": True, **given.as_json()}

    def _ledger(self, _fields: Fields, request: web.Request) -> JsonObject:
        deliveries = self._cloud.deliveries
        wanted = request.query.get("chat_id")
        chats = {
            str(chat_id): [message.id for message in messages]
            for chat_id, messages in deliveries.by_chat.items()
            if wanted is None or str(chat_id) == wanted
        }
        violations = [
            {
                "offence": v.offence.value,
                "method": v.method,
                "chat_id": v.chat_id,
                "detail": v.detail,
            }
            for v in self._world.violations
        ]
        return {
            "chats": chats,
            "violations": violations,
            "per_second_max": deliveries.most_in_a_second,
            "total": deliveries.total,
        }

    # --- people and chats ----------------------------------------------------------------------

    def _add_person(self, fields: Fields, _request: web.Request) -> JsonObject:
        if not fields.text("first_name"):
            raise ActError("a person needs a first_name")
        person = self._world.person(
            fields.text("first_name"),
            last_name=fields.text("last_name") or None,
            username=fields.text("username") or None,
            language_code=fields.text("language_code") or None,
        )
        person.is_admin_hint = fields.flag("is_admin_hint")
        return person_view(person)

    def _add_crowd(self, fields: Fields, _request: web.Request) -> JsonObject:
        count = fields.integer("count")
        if not 0 < count <= 10_000_000:
            raise ActError("count must be between 1 and 10,000,000")
        ids = self._world.crowd(count, language_code=fields.text("language_code", "en"))
        return {"first_id": ids[0], "last_id": ids[-1]}

    def _add_chat(self, fields: Fields, _request: web.Request) -> JsonObject:
        kind = _chosen(ChatType, fields.text("type"))
        if kind is ChatType.PRIVATE:
            raise ActError("a private chat begins when somebody writes")
        username = fields.text("username") or None
        chat = self._cloud.chats.make(kind, fields.text("title"), username)
        chat.is_forum = fields.flag("is_forum")
        members = [self._person(number) for number in fields.array("members")]
        membership.make_chat(self._cloud, chat, members)
        return chat_info(self._cloud, chat)

    def _add_topic(self, fields: Fields, request: web.Request) -> JsonObject:
        chat = self._chat(request.match_info["chat"])
        if not chat.is_forum:
            raise ActError("only a forum has topics")
        topic = open_topic(self._cloud, chat, fields.text("name"))
        return {"id": topic.id, "name": topic.name, "closed": topic.closed}

    def _change_topic(self, _fields: Fields, request: web.Request) -> JsonObject:
        chat = self._chat(request.match_info["chat"])
        topic = _topic(chat, request.match_info["topic"])
        match request.match_info["act"]:
            case "close":
                set_topic_closed(self._cloud, chat, topic, closed=True)
            case "reopen":
                set_topic_closed(self._cloud, chat, topic, closed=False)
            case "delete":
                remove_topic(self._cloud, chat, topic)
            case other:
                raise ActError(f"a topic can't {other}")
        self._cloud.events.add("chats", dict)
        return chat_info(self._cloud, chat)

    def _change_chat(self, fields: Fields, request: web.Request) -> JsonObject:
        chat = self._chat(request.match_info["chat"])
        match request.match_info["act"]:
            case "join":
                self._join(chat, fields)
            case "leave":
                self._stand(chat, fields, Member(standing=Standing.LEFT))
            case "migrate":
                chat = membership.migrate(self._cloud, chat)
            case other:
                raise ActError(f"a chat can't {other}")
        return chat_info(self._cloud, chat)

    def _join(self, chat: Chat, fields: Fields) -> None:
        status = _chosen(Standing, fields.text("status", "member"))
        rights = frozenset(str(right) for right in fields.array("rights"))
        self._stand(chat, fields, Member(standing=status, rights=rights))

    def _stand(self, chat: Chat, fields: Fields, member: Member) -> None:
        if fields.flag("bot"):
            by = self._person(fields.raw("by") or next(iter(chat.members), 0))
            membership.set_bot(self._cloud, chat, by, member)
        else:
            membership.set_member(self._cloud, chat, self._person(fields.raw("person")), member)

    # --- acts ----------------------------------------------------------------------------------

    def _say(self, fields: Fields, _request: web.Request) -> JsonObject:
        person = self._person(fields.raw("person"))
        message = actions.say(self._cloud, person, fields.text("text"), self._where(fields, person))
        return {"message": message.as_shown()}

    def _edit(self, fields: Fields, _request: web.Request) -> JsonObject:
        person = self._person(fields.raw("person"))
        chat = self._chat(fields.raw("chat_id") or person.id)
        message = actions.edit(self._cloud, person, _message(chat, fields), fields.text("text"))
        return {"message": message.as_shown()}

    async def _upload(self, _fields: Fields, request: web.Request) -> JsonObject:
        form = await request.post()
        fields = Fields({name: value for name, value in form.items() if isinstance(value, str)})
        file = form.get("file")
        if not isinstance(file, FileField):
            raise ActError("there is no file")
        upload = Upload(name=file.filename, mime_type=file.content_type, data=file.file.read())
        person = self._person(fields.raw("person"))
        send = actions.upload_photo if fields.flag("as_photo") else actions.upload
        where = self._where(fields, person)
        message = send(self._cloud, person, upload, caption=fields.text("caption"), where=where)
        return {"message": message.as_shown()}

    def _forward(self, fields: Fields, _request: web.Request) -> JsonObject:
        person = self._person(fields.raw("person"))
        source = _message(self._chat(fields.raw("from_chat_id")), fields)
        message = actions.forward(self._cloud, person, source, self._where(fields, person))
        return {"message": message.as_shown()}

    def _press(self, fields: Fields, _request: web.Request) -> JsonObject:
        person = self._person(fields.raw("person"))
        message = _message(self._chat(fields.raw("chat_id")), fields)
        answer = actions.press(self._cloud, person, message, fields.text("data"))
        return {"callback_query_id": answer.id}

    async def _inline(self, fields: Fields, _request: web.Request) -> JsonObject:
        person = self._person(fields.raw("person"))
        answer = actions.ask_inline(
            self._cloud, person, fields.text("query"), fields.text("offset")
        )
        return await self._inline_results(answer)

    async def _inline_results(self, answer: Answer) -> JsonObject:
        try:
            given = await self._world.wait_for_answer(answer, timeout=ANSWER_SECONDS)
        except TimeoutError:
            raise ActError("the bot did not answer the inline query") from None
        return {"inline_query_id": answer.id, **given.as_json()}

    def _choose(self, fields: Fields, _request: web.Request) -> JsonObject:
        answer = self._cloud.inline_queries.get(fields.text("inline_query_id"))
        if answer is None:
            raise ActError("there is no such query")
        where = self._where(fields, answer.person)
        message = actions.choose(self._cloud, answer, fields.text("result_id"), where)
        return {"message": message.as_shown()}

    def _contact(self, contact: Contact) -> Act:
        def act(fields: Fields, _request: web.Request) -> JsonObject:
            person = self._person(fields.raw("person"))
            self._cloud.set_contact(person, contact)
            return person_view(person)

        return act

    # --- the server itself ---------------------------------------------------------------------

    def _clock(self, fields: Fields, _request: web.Request) -> JsonObject:
        clock = self._cloud.clock
        if "set" in fields:
            self._world.move_to(fields.number("set", 0.0))
        else:
            self._world.advance(fields.number("advance", 0.0))
        return {"now": clock.stamp(), "offset": clock.offset}

    def _add_fault(self, fields: Fields, _request: web.Request) -> JsonObject:
        fault = Fault(
            id=self._cloud.faults.next_id(),
            kind=_chosen(FaultKind, fields.text("kind")),
            method=fields.text("method") or None,
            chat_id=fields.integer("chat_id") or None,
            text=fields.text("text") or None,
            count=fields.integer("count") or None,
            probability=fields.number("probability", 1.0),
            seconds=fields.number("seconds", 1.0),
            status=fields.integer("status") or None,
            description=fields.text("description") or None,
            migrate_to_chat_id=fields.integer("migrate_to_chat_id") or None,
        )
        self._cloud.faults.add(fault)
        self._cloud.events.add("faults", dict)
        return fault.as_json()

    def _remove_faults(self, _fields: Fields, request: web.Request) -> JsonObject:
        number = request.match_info.get("id")
        removed = self._cloud.faults.remove(int(number) if number else None)
        self._cloud.events.add("faults", dict)
        return {"removed": removed}

    def _settings(self, fields: Fields, _request: web.Request) -> JsonObject:
        settings, limits = self._cloud.settings, self._cloud.limits
        settings.older_api = fields.flag("older_api", default=settings.older_api)
        settings.strict = fields.flag("strict", default=settings.strict)
        limits.enabled = fields.flag("limits", default=limits.enabled)
        self._cloud.events.add("settings", dict)
        return {
            "older_api": settings.older_api,
            "strict": settings.strict,
            "limits": limits.enabled,
        }

    def _press_host(self, _fields: Fields, request: web.Request) -> JsonObject:
        tab = self._cloud.host_tab
        button = tab.button(request.match_info["button"]) if tab else None
        if button is None:
            raise ActError("there is no such button")
        button.press()
        return {"host": host_view(self._cloud)}

    # --- finding -------------------------------------------------------------------------------

    def _person(self, number: object) -> Person:
        person = self._cloud.people.get(_number(number))
        if person is None:
            raise ActError("there is no such person")
        return person

    def _chat(self, number: object) -> Chat:
        chat_id = _number(number)
        person = self._cloud.people.get(chat_id)
        chat = self._cloud.chats.private(person) if person else self._cloud.chats.get(chat_id)
        if chat is None:
            raise ActError("there is no such chat")
        return chat

    def _where(self, fields: Fields, person: Person) -> Where:
        chat = self._chat(fields.raw("chat_id") or person.id)
        reply = fields.integer("reply_to_message_id")
        return Where(
            chat=chat,
            reply_to=chat.find(reply) if reply else None,
            thread_id=fields.integer("message_thread_id") or None,
        )


def _number(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        return 0


def _message(chat: Chat, fields: Fields) -> Message:
    message = chat.find(fields.integer("message_id"))
    if message is None:
        raise ActError("there is no such message")
    return message


def _topic(chat: Chat, number: str) -> Topic:
    topic = chat.topics.get(_number(number))
    if topic is None:
        raise ActError("there is no such topic")
    return topic


def _chosen(kinds: type[E], name: str) -> E:
    try:
        return kinds(name)
    except ValueError:
        raise ActError(f"{name!r} is none of {', '.join(kinds)}") from None


def _quoted(name: str) -> str:
    return quote(name, safe="")


def _json(act: Act) -> Handler:
    """Wrap an act: JSON in, JSON out, errors as sentences."""

    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            result = act(Fields(await _body(request)), request)
            if isinstance(result, Awaitable):
                result = await result
        except (ActError, RefusalError) as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.Response(text=encode(result), content_type="application/json")

    return handler


async def _body(request: web.Request) -> JsonObject:
    if request.content_type != "application/json":
        return {}
    try:
        parsed = json.loads(await request.text() or "{}")
    except ValueError:
        raise ActError("the body is not JSON") from None
    if not isinstance(parsed, dict):
        raise ActError("the body must be an object")
    return parsed
