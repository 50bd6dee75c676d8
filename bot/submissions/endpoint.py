"""`POST /editions`: a program hands in a file, which becomes a draft.

    POST /editions?name=letter.md
    Authorization: Bearer KEY               or X-Signature-256: sha256=HMAC of the body, in hex
    Idempotency-Key: 2026-11-24             may be left out

The answer is JSON, in sentences for whoever set the program up. What becomes of the draft, editors
decide in their chats.
"""

from __future__ import annotations

import asyncio
import hmac
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import PurePosixPath
from types import MappingProxyType

import structlog
from aiohttp import web

from bot.fetch.posted_form import ending_of
from bot.i18n.translator import Translator
from bot.submissions.submitter import Submitter
from bot.views.desk.posting.submissions import Arrival, Origin, SubmissionWay
from bot.views.desk.problems import fault_sentence, plain_sentence
from digests.errors import ReadingError, ReadingFault, StoreError
from digests.model import Edition, Problem
from digests.newsroom import Accepted, Upload
from digests.parsing.formats.detect import MAX_BYTES
from digests.store.submissions.idempotency import IdempotencyStore, KeyUse
from digests.values.roles import AuditWay

log = structlog.get_logger()

_PIECE = 64 * 1024
_MEMORY = 4 * MAX_BYTES
_SIGNATURE = re.compile(r"sha256=([0-9a-f]{64})", re.IGNORECASE)
_IDEMPOTENCY_KEY = re.compile(r"[!-~]{1,255}")
_LONGEST_NAME = 200
_STATUSES: Mapping[ReadingFault, int] = MappingProxyType(
    {
        ReadingFault.TOO_BIG: 413,
        ReadingFault.BOMB: 413,
        ReadingFault.UNKNOWN_FORMAT: 415,
        ReadingFault.SHORTCUT: 415,
        ReadingFault.NOT_READ: 503,
    }
)
"""What is not read answers with; 422 for all else."""


class _RefusalError(Exception):
    """Ends a request with a status, a word for programs and a sentence for people."""

    def __init__(self, status: int, word: str, sentence: str) -> None:
        super().__init__(word)
        self.status, self.word, self.sentence = status, word, sentence

    @property
    def answer(self) -> web.Response:
        headers = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "60"}}
        told = {"error": self.word, "message": self.sentence}
        return web.json_response(told, status=self.status, headers=headers.get(self.status))


@dataclass(slots=True)
class BodyRoom:
    """Memory for the bodies that have come and are not yet taken in."""

    left: int = _MEMORY  # bytes

    def take(self, size: int) -> None:
        """Take some of it; refuses where there is not so much."""
        if size > self.left:
            busy = "Too many files come at once. Please send it again in a minute."
            raise _RefusalError(503, "busy", busy)
        self.left -= size


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionsEndpoint:
    """Takes editions from programs that know the `key`, whichever process they reach.

    `words` are those of the sentences about a file. A body must have come within `patience`
    seconds, and there must be `room` for it; once it has come it waits for its turn to be taken
    in, as so many are `at_once`: who sends slowly keeps nobody waiting.
    """

    key: str
    submitter: Submitter
    uses: IdempotencyStore
    words: Translator
    clock: Callable[[], datetime]
    largest: int = MAX_BYTES
    patience: float = 30.0
    telling: float = 8.0
    room: BodyRoom = field(default_factory=BodyRoom)
    at_once: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(4))

    async def post(self, request: web.Request) -> web.StreamResponse:
        """Answer 201 with the draft, 200 where its content was known, else say what is wrong."""
        try:
            edition, status = await self._taken(request)
        except _RefusalError as error:
            log.info("submission_refused", error=error.word, status=error.status)
            return error.answer
        except StoreError as error:
            log.warning("submission_not_kept", error=type(error).__name__)
            busy = "The database takes nothing just now. Please send it again in a minute."
            return _RefusalError(503, "busy", busy).answer
        answer = web.json_response(self._told(edition), status=status)
        if status == 201:
            await answer.prepare(request)
            await answer.write_eof()  # whoever sent it need not wait for Telegram
            await self._show(edition, _name(request))
        return answer

    async def _taken(self, request: web.Request) -> tuple[Edition, int]:
        """The edition that it is now, and with which status that is told."""
        self._check_bearer(request)
        key = _idempotency_key(request)
        _check_type(request)
        async with self._body(request) as body:
            self._check_signature(request, body)
            async with self.at_once:
                return await self._taken_in(_name(request), body, key)

    async def _taken_in(self, name: str, body: bytes, key: str) -> tuple[Edition, int]:
        fingerprint = sha256(body).hexdigest()
        if key and (edition := await self._known(key, fingerprint)):
            return edition, 200
        accepted = await self._accepted(name, body)
        if key:
            await self._keep(key, fingerprint, accepted)
        return accepted.edition, 201 if accepted.is_new else 200

    async def _keep(self, key: str, fingerprint: str, accepted: Accepted) -> None:
        """Note what a key was used for, unless another request was quicker with another file."""
        use = KeyUse(fingerprint=fingerprint, edition=accepted.edition.id)
        first = await self.uses.keep(key, use, self.clock())
        if first.fingerprint != fingerprint and accepted.is_new:
            await self.submitter.newsroom.discard(accepted.edition.id)
        _check_same(first, fingerprint)

    async def _known(self, key: str, fingerprint: str) -> Edition | None:
        """What the key's first request became, as it stands now; None where it is to be made."""
        use = await self.uses.find(key)
        if use is None:
            return None
        _check_same(use, fingerprint)
        return await self.submitter.newsroom.edition(use.edition)

    async def _accepted(self, name: str, body: bytes) -> Accepted:
        try:
            upload = Upload(name=name, data=body, posted=self.clock())
            return await self.submitter.accept(upload, AuditWay.ENDPOINT)
        except ReadingError as error:
            status = _STATUSES.get(error.fault, 422)
            raise _RefusalError(status, error.fault, fault_sentence(self.words, error)) from None

    @asynccontextmanager
    async def _body(self, request: web.Request) -> AsyncIterator[bytes]:
        """The body of a request, which has room until the block is left."""
        body = bytearray()
        try:
            await self._read(request, body)
            yield bytes(body)
        finally:
            self.room.left += len(body)

    async def _read(self, request: web.Request, body: bytearray) -> None:
        """Read what is sent into a body."""
        too_big = f"At most {self.largest // 1_000_000} MB are taken."
        if (request.content_length or 0) > self.largest:
            raise _RefusalError(413, "too_big", too_big)
        try:
            async with asyncio.timeout(self.patience):
                async for piece in request.content.iter_chunked(_PIECE):
                    self.room.take(len(piece))
                    body += piece
                    if len(body) > self.largest:
                        raise _RefusalError(413, "too_big", too_big)
        except TimeoutError:
            slow = f"The file did not come within {self.patience:g} seconds."
            raise _RefusalError(408, "too_slow", slow) from None

    def _check_bearer(self, request: web.Request) -> None:
        """See that a request tells the key, or promises to show that it knows it."""
        if _signature(request):
            return
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        # aiohttp keeps bytes that are no UTF-8 as half surrogate pairs.
        told = given.strip().encode(errors="surrogateescape")
        is_right = scheme.lower() == "bearer" and hmac.compare_digest(told, self.key.encode())
        if not is_right:
            raise _unauthorized()

    def _check_signature(self, request: web.Request, body: bytes) -> None:
        given = _signature(request)
        signed = hmac.new(self.key.encode(), body, sha256).hexdigest()
        if given and not hmac.compare_digest(given, signed):
            raise _unauthorized()

    async def _show(self, edition: Edition, name: str) -> None:
        origin = Origin(way=SubmissionWay.PROGRAM, name=name)
        try:
            async with asyncio.timeout(self.telling):
                await self.submitter.show(edition.id, origin, Arrival.DRAFT)
        except (TimeoutError, StoreError) as error:
            log.warning("submission_not_shown", error=type(error).__name__)

    def _told(self, edition: Edition) -> Mapping[str, object]:
        """An edition as programs are told of it."""
        return {
            "id": edition.id,
            "state": edition.state,
            "date": edition.date.isoformat(),
            "title": edition.digest.title,
            "items": len(edition.digest.items),
            "problems": [dict(self._problem(problem)) for problem in edition.problems],
        }

    def _problem(self, problem: Problem) -> Iterator[tuple[str, str | int | None]]:
        yield "kind", problem.kind
        yield "severity", problem.severity
        yield from {
            "item": problem.place.item,
            "line": problem.place.line,
            "page": problem.place.page,
        }.items()
        yield "message", plain_sentence(self.words, problem)


def add_editions(app: web.Application, endpoint: EditionsEndpoint) -> None:
    """Have an application serve `POST /editions`."""
    app.router.add_post("/editions", endpoint.post)


def _unauthorized() -> _RefusalError:
    return _RefusalError(
        401,
        "unauthorized",
        "Send the key as 'Authorization: Bearer …', or sign the body with it: "
        "'X-Signature-256: sha256=…', its HMAC-SHA-256 in hex.",
    )


def _signature(request: web.Request) -> str:
    """The signature that a request has, if any, in small letters."""
    found = _SIGNATURE.fullmatch(request.headers.get("X-Signature-256", "").strip())
    return found[1].lower() if found else ""


def _idempotency_key(request: web.Request) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if key and not _IDEMPOTENCY_KEY.fullmatch(key):
        wrong = "The Idempotency-Key must be 1 to 255 signs of ASCII, without spaces."
        raise _RefusalError(400, "idempotency_key", wrong)
    return key


def _check_same(use: KeyUse, fingerprint: str) -> None:
    if use.fingerprint != fingerprint:
        other = "This Idempotency-Key was used for another file. Give each file its own."
        raise _RefusalError(422, "idempotency_key_reused", other)


def _check_type(request: web.Request) -> None:
    if request.content_type.startswith("multipart/"):
        form = "Send the file itself as the body, not a form (curl: --data-binary @FILE)."
        raise _RefusalError(415, "form", form)


def _name(request: web.Request) -> str:
    """The name that the file was given, else one of its media type."""
    given = PurePosixPath(request.query.get("name", "")).name[-_LONGEST_NAME:]
    return given or f"edition{ending_of(request.content_type)}"
