"""The wire: PTB's requests over aiohttp, each failure told apart by whether it may have arrived."""

from __future__ import annotations

import errno
import io
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_address
from typing import IO, Any, cast

import aiohttp
import orjson
from telegram import InputFile
from telegram.error import BadRequest, NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from typing_extensions import override

MAX_DOWNLOAD = 20 * 1024 * 1024
"""Bytes that getFile gives at most (https://core.telegram.org/bots/api#getfile)."""

_DEFAULT: Any = BaseRequest.DEFAULT_NONE

_NEVER_CONNECTED = (
    aiohttp.ClientConnectorError,  # refused, unreachable, DNS, TLS
    aiohttp.ConnectionTimeoutError,  # no connection, or none of the pool's, in time
    aiohttp.ServerFingerprintMismatch,
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request whose parameters are JSON already: `json` is an object; `files` go beside it.

    So a broadcast writes what it says once, and each recipient's request only adds whom it is for.
    To the transport it is what python-telegram-bot's `RequestData` is.
    """

    json: bytes
    files: Mapping[str, InputFile] | None = None

    @classmethod
    def of(cls, parameters: Mapping[str, object]) -> Prepared:
        """Write parameters down; raises `BadRequest` where they hold no Unicode."""
        return cls(_written(parameters))

    def joined(self, parameters: Mapping[str, object]) -> Prepared:
        """The same with further parameters, at least one."""
        added = _written(parameters)
        return Prepared(
            self.json[:-1] + b"," + added[1:] if self.json != b"{}" else added, self.files
        )

    def uploading(self, name: str, file: InputFile) -> Prepared:
        """The same with a file, as the part of a form that has this name."""
        return Prepared(self.json, {**(self.files or {}), name: file})

    @property
    def contains_files(self) -> bool:
        """Whether it must go as a form."""
        return self.files is not None

    @property
    def json_parameters(self) -> dict[str, str]:
        """The parameters as the fields of a form: texts as they are, all else as JSON."""
        said: dict[str, object] = orjson.loads(self.json)
        return {
            name: value if isinstance(value, str) else orjson.dumps(value).decode()
            for name, value in said.items()
        }

    @property
    def multipart_data(self) -> dict[str, tuple[str, bytes | IO[bytes], str]]:
        """The files by the names of their parts: each one's own name, content and media type."""
        return {name: file.field_tuple for name, file in (self.files or {}).items()}


class NotConnectedError(NetworkError):
    """No connection was made: nothing of the request was written, another try is safe."""


class AnswerLostError(NetworkError):
    """The request may have been written, but no answer of a Bot API server came back."""


class AnswerLateError(AnswerLostError, TimedOut):
    """The answer was not there in time; the request may have been carried out all the same."""


class DownloadError(NetworkError):
    """A file can't be had: it is bigger than the cap, or the server no longer gives it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long each stage may take, in seconds; None waits for ever.

    `pool` is the wait for a free connection, `connect` for a new one, `write` for the request to
    be taken, `read` for the answer to begin or go on. `upload` stands for `write` where files are
    sent, `download` for the whole of a file that is fetched.
    """

    pool: float | None = 5.0
    connect: float | None = 5.0
    write: float | None = 5.0
    read: float | None = 10.0
    upload: float | None = 60.0
    download: float | None = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How Telegram is reached: through this proxy, or the one that the `environment` names."""

    proxy: str | None = None
    environment: bool = False

    @classmethod
    def to(cls, host: str | None, proxy: str | None) -> Way:
        """The way to a host; to this machine itself nothing but a `proxy` of one's own leads."""
        return cls(proxy=proxy, environment=proxy is None and not _is_here(host or ""))

    @property
    def is_socks(self) -> bool:
        """Whether the proxy speaks SOCKS, which aiohttp does not."""
        return self.proxy is not None and self.proxy.startswith("socks")


DIRECT = Way()
"""Through no proxy."""


def _is_here(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


class Transport(BaseRequest):
    """PTB's `BaseRequest` over one aiohttp session.

    Raises `NotConnectedError`, `AnswerLostError` or `DownloadError`, whose texts and causes never
    hold an address: Telegram's addresses hold the token. `connections` is the size of the pool,
    `way` how Telegram is reached.
    """

    __slots__ = ("_connections", "_max_download", "_session", "_timeouts", "_usual", "_way")

    def __init__(
        self,
        *,
        connections: int = 512,
        timeouts: Timeouts | None = None,
        way: Way = DIRECT,
        max_download: int = MAX_DOWNLOAD,
    ) -> None:
        self._connections = connections
        self._timeouts = timeouts or Timeouts()
        self._way = way
        self._max_download = max_download
        self._session: aiohttp.ClientSession | None = None
        self._usual = _client_timeout(self._timeouts)

    @property
    @override
    def read_timeout(self) -> float | None:
        """How long an answer may take to begin, in seconds; None waits for ever."""
        return self._timeouts.read

    @override
    async def initialize(self) -> None:
        """Open the session; does nothing when it is open."""
        if self._session is None or self._session.closed:
            self._session = self._new_session()

    @override
    async def shutdown(self) -> None:
        """Close the session and its connections; does nothing when it is closed."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _new_connector(self) -> aiohttp.TCPConnector:
        if self._way.proxy is None or not self._way.is_socks:
            return aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=300)
        from bot.botapi import socks  # noqa: PLC0415 - most go without

        return socks.connector(self._way.proxy, self._connections)

    def _new_session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=self._new_connector(),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self.USER_AGENT},
            # An answer of a few hundred bytes costs more to unpack than to carry.
            skip_auto_headers=("Accept-Encoding",),
            proxy=None if self._way.is_socks else self._way.proxy,
            trust_env=self._way.environment,
        )

    @override
    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = _DEFAULT,
        write_timeout: Any = _DEFAULT,
        connect_timeout: Any = _DEFAULT,
        pool_timeout: Any = _DEFAULT,
    ) -> tuple[int, bytes]:
        """Make one request; returns the status and the body of a Bot API server's answer."""
        stages = {
            "pool": pool_timeout,
            "connect": connect_timeout,
            "write": write_timeout,
            "read": read_timeout,
        }
        given = {name: value for name, value in stages.items() if value is not _DEFAULT}
        if method == "GET":
            return await _translated(self._fetch(url, given))
        return await _translated(self._call(url, request_data, given))

    async def post_prepared(self, url: str, data: Prepared) -> object:
        """Post what was written before; answers and raises as `post` does."""
        return await self.post(url, cast(RequestData, data))

    @staticmethod
    @override
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as an object that holds a result or a refusal; else `AnswerLostError`."""
        try:
            answer = orjson.loads(payload)
        except ValueError:
            raise AnswerLostError("the answer is no JSON") from None
        if not isinstance(answer, dict) or not answer.keys() & {"result", "description"}:
            raise AnswerLostError("the answer holds neither a result nor a refusal")
        return answer

    async def _call(
        self, url: str, data: RequestData | None, given: dict[str, float | None]
    ) -> tuple[int, bytes]:
        uploads = data is not None and data.contains_files
        timeout = self._usual if not (given or uploads) else self._timeout(given, uploads=uploads)
        async with self._open().post(
            url,
            data=_form(data) if data and uploads else _json(data),
            headers=None if uploads else {"Content-Type": "application/json"},
            timeout=timeout,
            allow_redirects=False,  # a redirected POST becomes a GET without its body
        ) as response:
            payload = await response.read()
        if not payload.lstrip()[:1] == b"{":
            raise AnswerLostError(f"status {response.status} without a Bot API answer")
        return response.status, payload

    async def _fetch(self, url: str, given: dict[str, float | None]) -> tuple[int, bytes]:
        timeout = self._timeout(given, total=self._timeouts.download)
        async with self._open().get(url, timeout=timeout, allow_redirects=False) as response:
            if response.status != 200:
                raise DownloadError(f"the server gives no file (status {response.status})")
            return response.status, await self._capped(response)

    async def _capped(self, response: aiohttp.ClientResponse) -> bytes:
        """Read a file as it streams in, and let go as soon as it is too big."""
        file = bytearray()
        async for chunk in response.content.iter_any():
            file += chunk
            if len(file) > self._max_download:
                raise DownloadError(f"the file is bigger than {self._max_download} bytes")
        return bytes(file)

    def _timeout(
        self,
        given: dict[str, float | None],
        *,
        uploads: bool = False,
        total: float | None = None,
    ) -> aiohttp.ClientTimeout:
        write = self._timeouts.upload if uploads else self._timeouts.write
        usual = replace(self._timeouts, write=write)
        return _client_timeout(replace(usual, **given), total)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            raise NotConnectedError("the transport is not open")
        return self._session


async def _translated(exchange: Awaitable[tuple[int, bytes]]) -> tuple[int, bytes]:
    """Await an exchange and say its failures in PTB's terms.

    `from None` keeps aiohttp's exceptions, whose texts hold the address, out of tracebacks.
    """
    try:
        return await exchange
    except _NEVER_CONNECTED as error:
        raise NotConnectedError(f"no connection: {_kind(error)}") from None
    except TimeoutError as error:
        raise AnswerLateError(f"no answer in time: {_kind(error)}") from None
    except (aiohttp.ClientError, OSError) as error:
        raise AnswerLostError(f"connection cut: {_kind(error)}") from None
    except UnicodeEncodeError:
        raise BadRequest("the text holds half a surrogate pair") from None


def _kind(error: Exception) -> str:
    """What is safe to tell of an error: its class and the operating system's code."""
    number = error.errno if isinstance(error, OSError) else None
    code = errno.errorcode.get(number) if number else None
    return f"{type(error).__name__} ({code})" if code else type(error).__name__


def _client_timeout(stages: Timeouts, total: float | None = None) -> aiohttp.ClientTimeout:
    """Timeouts as aiohttp takes them; `total` ends answers that trickle on and on."""
    waiting = _sum(stages.pool, stages.connect)
    return aiohttp.ClientTimeout(
        total=total or _sum(waiting, stages.write, stages.read),
        connect=waiting,
        sock_connect=stages.connect,
        sock_read=stages.read,
    )


def _sum(*seconds: float | None) -> float | None:
    """The stages one after the other; without end when one of them is."""
    known = [value for value in seconds if value is not None]
    return sum(known) if len(known) == len(seconds) else None


def _json(data: RequestData | Prepared | None) -> bytes:
    if isinstance(data, Prepared):
        return data.json
    return _written(data.parameters if data else {})


def _written(parameters: Mapping[str, object]) -> bytes:
    try:
        return orjson.dumps(parameters)
    except orjson.JSONEncodeError:
        raise BadRequest("the text holds half a surrogate pair") from None


def _form(data: RequestData | Prepared) -> aiohttp.FormData:
    """Parameters and files as a form; file names stay readable, as browsers send them."""
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, aiohttp.StringPayload(value))
    for name, (file_name, content, kind) in data.multipart_data.items():
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, stream, filename=file_name, content_type=kind)
    return form
