"""The wire against real sockets: what it carries, and how it tells failures apart."""

from __future__ import annotations

import asyncio
import json
import socket
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import pytest
from aiohttp import web
from telegram import Bot, InputFile, Update
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError, TimedOut
from telegram.ext import Application, CallbackContext, MessageHandler, filters
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.botapi.transport import (
    AnswerLateError,
    AnswerLostError,
    DownloadError,
    NotConnectedError,
    Prepared,
    Timeouts,
    Transport,
    Way,
)
from tests.support.town import DEADLINE

TOKEN = "123456:SECRET-of-the-bot"  # noqa: S105  # of a bot that does not exist
CALM = Timeouts()
BRIEF = Timeouts(pool=0.2, connect=0.2, write=0.2, read=0.2, upload=0.2, download=0.5)

Conversation = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(conversation: Conversation) -> AsyncIterator[str]:
    """A server that speaks as told; gives the address of a method of a bot on it."""

    talks = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.add(asyncio.current_task())
        try:
            await conversation(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client left, or the test is over
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/bot{TOKEN}/sendMessage"
    server.close()
    for task in filter(None, talks):
        task.cancel()
    await asyncio.gather(*filter(None, talks))


@asynccontextmanager
async def serving(*routes: web.RouteDef) -> AsyncIterator[str]:
    """An aiohttp server with these routes; gives its address."""
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.add_routes(routes)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert site._server is not None
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]  # asyncio's
    yield f"http://127.0.0.1:{port}"
    await runner.cleanup()


def data(**parameters: object) -> RequestData:
    return RequestData([RequestParameter.from_input(k, v) for k, v in parameters.items()])


async def read_request(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    await reader.readexactly(length)


def answering(text: str, status: str = "200 OK", *, length: int | None = None) -> Conversation:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        body = text.encode()
        size = len(body) if length is None else length
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {size}\r\n\r\n".encode() + body)
        await writer.drain()

    return answer


async def failure(url: str, timeouts: Timeouts = CALM) -> TelegramError:
    """The error with which a call of `url` ends."""
    async with Transport(timeouts=timeouts) as transport:
        with pytest.raises(TelegramError) as caught:
            await transport.post(url, data(chat_id=1, text="hello"))
    return caught.value


# --- failures --------------------------------------------------------------------------------


async def cut_at_once(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def cut_after_reading(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await read_request(reader)


async def show(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()


async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_a_refused_port_is_a_connection_never_made() -> None:
    error = await failure(f"http://127.0.0.1:{closed_port()}/bot{TOKEN}/sendMessage")
    assert isinstance(error, NotConnectedError)


async def test_an_unknown_name_is_a_connection_never_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    error = await failure(f"http://telegram.invalid/bot{TOKEN}/sendMessage")
    assert isinstance(error, NotConnectedError)


async def test_waiting_in_vain_for_a_free_connection_is_a_connection_never_made() -> None:
    async with listening(show) as url, Transport(connections=1, timeouts=BRIEF) as transport:
        patient = asyncio.create_task(transport.post(url, data(chat_id=1), read_timeout=60))
        await asyncio.sleep(0)
        with pytest.raises(NotConnectedError):
            await transport.post(url, data(chat_id=2), pool_timeout=0.05, connect_timeout=0.05)
        patient.cancel()


async def test_a_transport_that_is_not_open_never_connects() -> None:
    with pytest.raises(NotConnectedError):
        await Transport().post("http://127.0.0.1:1/", data(chat_id=1))


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/x", "http:///x"])
async def test_an_address_that_is_none_never_connects(url: str) -> None:
    assert isinstance(await failure(url), NotConnectedError)


@pytest.mark.parametrize("conversation", [cut_at_once, cut_after_reading])
async def test_a_cut_connection_leaves_it_open_whether_the_message_arrived(
    conversation: Conversation,
) -> None:
    async with listening(conversation) as url:
        error = await failure(url)
    assert isinstance(error, AnswerLostError)
    assert not isinstance(error, TimedOut)


@pytest.mark.parametrize("conversation", [show, trickle])
async def test_an_answer_that_does_not_come_in_time_leaves_it_open(
    conversation: Conversation,
) -> None:
    async with listening(conversation) as url:
        error = await failure(url, replace(BRIEF, connect=2.0))
    assert isinstance(error, AnswerLateError)
    assert isinstance(error, TimedOut)


@pytest.mark.parametrize(
    "conversation",
    [
        answering("<html>502 Bad Gateway</html>", "502 Bad Gateway"),
        answering("<html>Forbidden</html>", "403 Forbidden"),
        answering("", "404 Not Found"),
        answering("<html>welcome</html>"),
        answering('{"ok":true,"result":{"message_'),
        answering('{"ok":true,"result":{"message_id":1}}', length=5000),
        answering('{"ok":true}'),
        answering("[1, 2]"),
    ],
    ids=["502", "403", "404", "page", "half json", "short body", "no result", "array"],
)
async def test_an_answer_that_is_not_the_bot_api_s_leaves_it_open(
    conversation: Conversation,
) -> None:
    async with listening(conversation) as url:
        assert isinstance(await failure(url), AnswerLostError)


@pytest.mark.parametrize(
    ("status", "description", "kind"),
    [
        ("400 Bad Request", "Bad Request: chat not found", BadRequest),
        ("403 Forbidden", "Forbidden: bot was blocked by the user", Forbidden),
        ("500 Internal Server Error", "Internal Server Error", NetworkError),
    ],
)
async def test_a_refusal_keeps_its_description(
    status: str, description: str, kind: type[TelegramError]
) -> None:
    refusal = json.dumps({"ok": False, "error_code": 0, "description": description})
    async with listening(answering(refusal, status)) as url:
        error = await failure(url)
    assert type(error) is kind
    assert description.lower().endswith(error.message.lower().removeprefix("forbidden: "))


async def test_a_redirect_is_not_followed() -> None:
    async with listening(answering("", "302 Found\r\nLocation: /elsewhere")) as url:
        assert isinstance(await failure(url), AnswerLostError)


async def test_a_text_that_is_no_unicode_is_a_bad_request() -> None:
    async with listening(show) as url, Transport(timeouts=BRIEF) as transport:
        with pytest.raises(BadRequest):
            await transport.post(url, data(chat_id=1, text="\ud83d"))
        with pytest.raises(BadRequest):
            await transport.post(url, data(caption="\ud83d", document=InputFile(b"x", "a.txt")))


@pytest.mark.parametrize("conversation", [cut_at_once, show, answering("<html>", "502 Bad")])
async def test_neither_error_nor_traceback_holds_the_token(conversation: Conversation) -> None:
    async with listening(conversation) as url:
        error = await failure(url, replace(BRIEF, connect=2.0))
    told = "".join(traceback.format_exception(error)) + repr(error) + repr(error.__cause__)
    assert TOKEN not in told


async def test_an_error_of_connecting_holds_no_token_either(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    error = await failure(f"http://127.0.0.1:{closed_port()}/bot{TOKEN}/sendMessage")
    assert TOKEN not in "".join(traceback.format_exception(error))
    assert TOKEN not in caplog.text


# --- what it carries -------------------------------------------------------------------------


async def test_parameters_travel_as_json() -> None:
    async def echo(request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "result": await request.json()})

    async with serving(web.post("/bot", echo)) as address, Transport() as transport:
        result = await transport.post(f"{address}/bot", data(chat_id=7, text="瓦版", markup=[[1]]))
    assert result == {"chat_id": 7, "text": "瓦版", "markup": [[1]]}


async def test_what_was_prepared_travels_with_what_joins_it() -> None:
    async def echo(request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "result": await request.json()})

    said = Prepared.of({"text": '瓦版 "}', "markup": [[1]]})
    async with serving(web.post("/bot", echo)) as address, Transport() as transport:
        result = await transport.post_prepared(f"{address}/bot", said.joined({"chat_id": 7}))
    assert result == {"chat_id": 7, "text": '瓦版 "}', "markup": [[1]]}


def test_parameters_can_join_what_says_nothing() -> None:
    assert Prepared.of({}).joined({"chat_id": 7}).json == b'{"chat_id":7}'


async def test_what_was_prepared_travels_as_a_form_with_a_file_beside_it() -> None:
    async def describe(request: web.Request) -> web.Response:
        form = dict(await request.post())
        file = form.pop("photo")
        assert isinstance(file, web.FileField)
        told = {**form, "photo": [file.filename, file.content_type, file.file.read().decode()]}
        return web.json_response({"ok": True, "result": told})

    said = Prepared.of({"caption": "瓦版", "markup": [["版"]], "paid": True})
    whole = said.uploading("photo", InputFile(b"x", filename="a.jpg")).joined({"chat_id": 7})
    async with serving(web.post("/bot", describe)) as address, Transport() as transport:
        result = await transport.post_prepared(f"{address}/bot", whole)
    assert result == {
        "caption": "瓦版",
        "markup": '[["版"]]',
        "paid": "true",
        "chat_id": "7",
        "photo": ["a.jpg", "image/jpeg", "x"],
    }


async def test_connections_are_kept_for_the_next_request() -> None:
    peers = []

    async def note(request: web.Request) -> web.Response:
        assert request.transport is not None
        peers.append(request.transport.get_extra_info("peername"))
        return web.json_response({"ok": True, "result": True})

    async with serving(web.post("/bot", note)) as address, Transport() as transport:
        for _ in range(3):
            await transport.post(f"{address}/bot", data(chat_id=1))
    assert len(set(peers)) == 1


async def test_files_travel_as_a_form_with_readable_names() -> None:
    async def describe(request: web.Request) -> web.Response:
        form = await request.post()
        file = form["document"]
        assert isinstance(file, web.FileField)
        told = [form["chat_id"], file.filename, file.content_type, len(file.file.read())]
        return web.json_response({"ok": True, "result": {"told": told}})

    async with serving(web.post("/bot", describe)) as address, Transport() as transport:
        file = InputFile(b"x" * 3_000_000, '十一月 "号外".txt')
        result = await transport.post(f"{address}/bot", data(chat_id=7, document=file))
    assert result == {"told": ["7", '十一月 "号外".txt', "text/plain", 3_000_000]}


async def test_a_file_comes_whole_up_to_the_cap() -> None:
    async def give(_: web.Request) -> web.Response:
        return web.Response(body=b"0123456789" * 1000)

    async with serving(web.get("/file", give)) as address:
        async with Transport(max_download=10_000) as transport:
            assert await transport.retrieve(f"{address}/file") == b"0123456789" * 1000
        async with Transport(max_download=9_999) as transport:
            with pytest.raises(DownloadError):
                await transport.retrieve(f"{address}/file")


async def test_a_file_without_end_is_let_go_at_the_cap() -> None:
    async def pour(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        with suppress(ConnectionError):
            while True:
                await response.write(b"x" * 65_536)
        return response

    async with serving(web.get("/file", pour)) as address, Transport(max_download=200_000) as wire:
        with pytest.raises(DownloadError):
            await wire.retrieve(f"{address}/file")


async def test_a_file_that_is_gone_says_so() -> None:
    async with serving() as address, Transport() as transport:
        with pytest.raises(DownloadError):
            await transport.retrieve(f"{address}/file/bot{TOKEN}/documents/1")


async def test_a_long_poll_outlasts_the_read_timeout() -> None:
    async def late(_: web.Request) -> web.Response:
        await asyncio.sleep(0.4)
        return web.json_response({"ok": True, "result": []})

    async with serving(web.post("/bot{token}/getUpdates", late)) as address:
        bot = Bot(TOKEN, f"{address}/bot", get_updates_request=Transport(timeouts=BRIEF))
        async with bot._request[0]:
            assert await bot.get_updates(timeout=5) == ()


async def test_an_application_polls_answers_and_stops_over_it() -> None:
    sent: asyncio.Queue[dict[str, object]] = asyncio.Queue()
    message = {"message_id": 5, "date": 1, "chat": {"id": 9, "type": "private"}, "text": "3"}
    waiting = [{"update_id": 1, "message": message}]

    async def answer(request: web.Request) -> web.Response:
        method, given = request.match_info["method"], await request.json()
        if method == "getUpdates":
            updates, waiting[:] = list(waiting), []
            await asyncio.sleep(0.01)
            return web.json_response({"ok": True, "result": updates})
        if method == "sendMessage":
            await sent.put(given)
            return web.json_response({"ok": True, "result": message})
        me = {"id": 1, "is_bot": True, "first_name": "Kawaraban", "username": "kawaraban_bot"}
        return web.json_response({"ok": True, "result": me if method == "getMe" else True})

    async def reply(update: Update, _: CallbackContext) -> None:  # type: ignore[type-arg]  # PTB's defaults
        assert update.effective_chat is not None
        await update.effective_chat.send_message("item three")

    async with serving(web.post("/bot{token}/{method}", answer)) as address:
        app = (
            Application.builder()
            .token(TOKEN)
            .base_url(f"{address}/bot")
            .request(Transport())
            .get_updates_request(Transport(connections=1))
            .build()
        )
        app.add_handler(MessageHandler(filters.TEXT, reply))
        assert app.updater is not None
        async with app:
            await app.start()
            await app.updater.start_polling()
            assert (await asyncio.wait_for(sent.get(), DEADLINE))["text"] == "item three"
            await app.updater.stop()
            await app.stop()


# --- the way to Telegram -------------------------------------------------------------------------


@asynccontextmanager
async def proxy() -> AsyncIterator[tuple[str, list[str]]]:
    """A proxy that answers by itself; gives its address and what it was asked for."""
    asked: list[str] = []

    async def conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        asked.append(head.splitlines()[0].rpartition(" ")[0])
        asked.extend(line for line in head.splitlines() if line.startswith("Proxy-Auth"))
        body = b'{"ok":true,"result":true}'
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()

    async with listening(conversation) as address:
        yield address.split("/bot")[0], asked


async def test_a_proxy_of_ones_own_is_the_way_with_its_password() -> None:
    async with proxy() as (address, asked):
        way = Way.to("telegram.example", address.replace("//", "//wren:sesame@"))
        async with Transport(way=way, timeouts=BRIEF) as transport:
            assert await transport.post("http://telegram.example/botT/getMe") is True
    assert asked == [
        "POST http://telegram.example/botT/getMe",
        "Proxy-Authorization: Basic d3JlbjpzZXNhbWU=",
    ]


async def test_telegram_itself_is_asked_for_through_a_tunnel() -> None:
    async with proxy() as (address, asked):
        way = Way.to("telegram.example", address)
        async with Transport(way=way, timeouts=BRIEF) as transport:
            with pytest.raises(NetworkError):  # there is no TLS in this tunnel
                await transport.post("https://telegram.example/botT/getMe")
    assert asked == ["CONNECT telegram.example:443"]


async def test_the_proxy_of_the_environment_is_the_way_where_none_is_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with proxy() as (address, asked):
        monkeypatch.setenv("http_proxy", address)
        monkeypatch.delenv("no_proxy", raising=False)
        async with Transport(way=Way.to("telegram.example", None), timeouts=BRIEF) as transport:
            assert await transport.post("http://telegram.example/botT/getMe") is True
    assert asked == ["POST http://telegram.example/botT/getMe"]


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost", "api.localhost"])
def test_to_this_machine_the_environment_names_no_way(host: str) -> None:
    assert Way.to(host, None) == Way()
    assert Way.to(host, "http://proxy.example") == Way(proxy="http://proxy.example")


async def test_a_proxy_that_is_away_is_no_connection_and_its_password_is_not_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    way = Way.to("telegram.example", f"http://wren:sesame@127.0.0.1:{port}")
    async with Transport(way=way, timeouts=BRIEF) as transport:
        with pytest.raises(NotConnectedError) as caught:
            await transport.post("http://telegram.example/botT/getMe")
    assert "sesame" not in "".join(traceback.format_exception(caught.value))


async def test_a_server_on_ipv6_is_reached() -> None:
    async def conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = b'{"ok":true,"result":true}'
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        writer.close()

    server = await asyncio.start_server(conversation, "::1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, Transport(timeouts=BRIEF) as transport:
        assert await transport.post(f"http://[::1]:{port}/botT/getMe") is True
