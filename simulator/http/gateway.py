"""The Bot API over HTTP: reads a request, lets faults and limits have their say, answers.

https://core.telegram.org/bots/api#making-requests
"""

from __future__ import annotations

import asyncio
import inspect
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import hdrs, web
from aiohttp.web_request import FileField

from simulator.api.table import HANDLERS
from simulator.protocol.faults import AFTERWARDS, DOWNLOAD, Fault, FaultKind
from simulator.protocol.limits import Offence, is_paced
from simulator.protocol.schema import Shape, refusal_of_unknown
from simulator.protocol.wire import (
    Fields,
    JsonObject,
    RefusalError,
    Request,
    Upload,
    bad_request,
    encode,
    not_implemented,
)
from simulator.state.cloud import Cloud
from simulator.state.events import Call

# https://core.telegram.org/bots/api-changelog: Bot API 10.1 brought them.
_NEWEST = frozenset({"sendrichmessage", "sendrichmessagedraft"})
_NOT_FOUND = RefusalError(404, "Not Found")


@dataclass(slots=True, kw_only=True)
class _Exchange:
    """One request on its way through, for the log."""

    method: str
    started: float
    parameters: Mapping[str, object] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)
    fault: Fault | None = None


class Gateway:
    """Serves the bot: methods and downloads."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    async def method(self, http: web.Request) -> web.StreamResponse:
        """Answer a call of a method."""
        exchange = _Exchange(method=http.match_info["method"], started=time.perf_counter())
        try:
            result = await self._perform(http, exchange)
            status, description = 200, ""
            body: JsonObject = {"ok": True, "result": result}
        except RefusalError as refusal:
            status, description = refusal.status, refusal.description
            body = refusal.answer()
        if self._cloud.settings.latency:
            await asyncio.sleep(self._cloud.settings.latency)
        self._log(exchange, status, description, body)
        return await self._respond(http, exchange.fault, status, encode(body).encode())

    async def download(self, http: web.Request) -> web.StreamResponse:
        """Answer the download of a file."""
        stored = self._cloud.files.at(http.match_info["path"])
        if http.match_info["token"] != self._cloud.bot.token:
            return _refused(RefusalError(401, "Unauthorized"))
        fault = self._strike(DOWNLOAD, {})
        if stored is None:
            return _refused(_NOT_FOUND)
        if fault is not None and fault.kind not in AFTERWARDS:
            try:
                await self._fail(fault, None)
            except RefusalError as refusal:
                return await self._respond(
                    http, fault, refusal.status, encode(refusal.answer()).encode()
                )
        return await self._respond(http, fault, 200, stored.data, stored.mime_type)

    async def _perform(self, http: web.Request, exchange: _Exchange) -> object:
        """What the method gives back; raises `RefusalError`."""
        if http.match_info["token"] != self._cloud.bot.token:
            raise RefusalError(401, "Unauthorized")
        shape = self._shape(exchange.method)
        exchange.method = shape.name
        exchange.parameters, exchange.files = await _read(http)
        request = self._checked(shape, exchange)
        chat_id = _chat_id(request.fields)
        # A pause comes first: whoever was told to wait hears nothing else until it is over.
        if is_paced(shape.name):
            self._cloud.limits.check_pauses(shape.name, chat_id, self._cloud.clock.now())
        fault = exchange.fault = self._strike(shape.name, exchange.parameters)
        if fault is not None and fault.kind not in AFTERWARDS:
            await self._fail(fault, chat_id)
        result = HANDLERS[shape.name](self._cloud, request)
        return await result if inspect.isawaitable(result) else result

    def _shape(self, method: str) -> Shape:
        """The method's parameters; unknown methods are 404, missing ones 501."""
        schema = self._cloud.schema
        shape = schema.methods.get(method.lower())
        too_new = self._cloud.settings.older_api and method.lower() in _NEWEST
        if shape is not None and not too_new:
            return shape
        if method.lower() in schema.lacking and not too_new:
            raise not_implemented(f'the method "{method}"')
        raise RefusalError(404, "Not Found: method not found")

    def _checked(self, shape: Shape, exchange: _Exchange) -> Request:
        """The request with its parameters checked; what is wrong counts against the bot."""
        cloud = self._cloud
        unknown = cloud.schema.unknown(shape, exchange.parameters)
        if unknown:
            refusal = refusal_of_unknown(shape.name, unknown)
            cloud.blame(Offence.SCHEMA, shape.name, None, refusal.description)
            if cloud.settings.strict:
                raise refusal
        try:
            checked = cloud.schema.check(shape, exchange.parameters, exchange.files)
        except RefusalError as refusal:
            if refusal.status == 400:
                cloud.blame(Offence.SCHEMA, shape.name, None, refusal.description)
            raise
        return Request(method=shape.name, fields=Fields(checked), files=exchange.files)

    def _strike(self, method: str, parameters: Mapping[str, object]) -> Fault | None:
        fault = self._cloud.faults.strike(method, parameters)
        if fault is not None:
            self._cloud.events.add("faults", dict)
        return fault

    async def _fail(self, fault: Fault, chat_id: int | None) -> None:
        """Let a fault happen that keeps the request from being carried out."""
        if fault.kind is FaultKind.FLOOD:
            scope = chat_id if fault.chat_id is not None else None
            raise self._cloud.limits.pause(fault.seconds, self._cloud.clock.now(), scope)
        if fault.kind is FaultKind.HANG:
            await asyncio.sleep(fault.seconds)
        raise fault.refusal()

    async def _respond(
        self,
        http: web.Request,
        fault: Fault | None,
        status: int,
        body: bytes,
        content_type: str = "application/json",
    ) -> web.StreamResponse:
        """Send the answer, unless a fault spoils it."""
        if fault is not None:
            match fault.kind:
                case FaultKind.SLOW:
                    await asyncio.sleep(fault.seconds)
                case FaultKind.HANG_AFTER:
                    await asyncio.sleep(fault.seconds)
                    return _cut(http)
                case FaultKind.HANG | FaultKind.CUT_BEFORE | FaultKind.CUT_AFTER:
                    return _cut(http)
                case FaultKind.BAD_JSON:
                    body = body[: len(body) // 2]
                case FaultKind.BAD_GATEWAY:
                    body = b"<html><head><title>502 Bad Gateway</title></head></html>\r\n"
                    content_type = "text/html"
        return web.Response(body=body, status=status, content_type=content_type)

    def _log(self, exchange: _Exchange, status: int, description: str, body: JsonObject) -> None:
        """Write the call down; polls that brought nothing are not worth it."""
        if exchange.method == "getUpdates" and not body.get("result", True):
            return
        chat_id = exchange.parameters.get("chat_id")
        if exchange.fault is not None and not description:
            description = exchange.fault.kind.value
        call = Call(
            method=exchange.method,
            chat_id=chat_id if isinstance(chat_id, (int, str)) else None,
            status=status,
            milliseconds=(time.perf_counter() - exchange.started) * 1000,
            description=description,
            parameters=exchange.parameters,
        )
        self._cloud.calls.append(call)
        self._cloud.statuses[status] += 1
        self._cloud.events.add("call", call.as_json)


def _refused(refusal: RefusalError) -> web.Response:
    return web.Response(
        text=encode(refusal.answer()), status=refusal.status, content_type="application/json"
    )


def _cut(http: web.Request) -> web.Response:
    """Drop the connection without a word; what is returned goes nowhere."""
    if http.transport is not None:
        http.transport.abort()
    return web.Response(status=500)


def _chat_id(fields: Fields) -> int | None:
    value = fields.raw("chat_id")
    if isinstance(value, int):
        return value
    if isinstance(value, str) and value.removeprefix("-").isdecimal():
        return int(value)
    return None


async def _read(http: web.Request) -> tuple[JsonObject, dict[str, Upload]]:
    """Parameters and files of a request, from its address and from its body."""
    parameters: JsonObject = dict(http.query) if http.query_string else {}
    if http.method not in {hdrs.METH_GET, hdrs.METH_POST}:
        raise RefusalError(405, "Method Not Allowed")
    try:
        if http.content_type == "application/json":
            return parameters | _parse(await http.read()), {}
        if http.method == hdrs.METH_POST:
            return await _read_form(http, parameters)
    except web.HTTPRequestEntityTooLarge:
        raise RefusalError(413, "Request Entity Too Large") from None
    return parameters, {}


def _parse(body: bytes) -> JsonObject:
    try:
        parsed = json.loads(body or b"{}")
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(parsed, dict):
        raise bad_request("object expected as the request")
    # Half a surrogate pair can be written in JSON, but not sent on.
    if b"\\ud" in body.lower():
        try:
            encode(parsed).encode()
        except UnicodeEncodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
    return parsed


async def _read_form(
    http: web.Request, parameters: JsonObject
) -> tuple[JsonObject, dict[str, Upload]]:
    uploads: dict[str, Upload] = {}
    for name, value in (await http.post()).items():
        if isinstance(value, FileField):
            uploads[name] = Upload(
                name=value.filename, mime_type=value.content_type, data=value.file.read()
            )
        elif isinstance(value, (bytes, bytearray)):
            uploads[name] = Upload(name=name, mime_type="", data=bytes(value))
        else:
            parameters[name] = value
    return parameters, uploads
