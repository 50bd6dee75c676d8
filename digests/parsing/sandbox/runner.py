"""Parses files in a child process each, so that a hostile one costs a bounded wait and no more."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from asyncio.subprocess import PIPE, Process
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import digests
from digests.errors import ReadingError, ReadingFault
from digests.model import Reading
from digests.parsing.sandbox.protocol import (
    ParseRequest,
    ParseResponse,
    pack_request,
    unpack_response,
)

_MIB = 1024 * 1024
_LONGEST_COMPLAINT = 4000
"""Characters of what a child said that are logged."""

# How a process dies that broke a memory or processor limit; allocators abort or trap.
_OVER_LIMITS = frozenset(
    {signal.SIGKILL, signal.SIGXCPU, signal.SIGABRT, signal.SIGTRAP, signal.SIGILL}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What parsing one file may cost.

    `memory` is address space in bytes, which macOS doesn't limit; `seconds` both processor time
    and time on the wall, `response` the bytes of a digest with its pictures, `at_once` the files
    parsed at a time.
    """

    memory: int = 1024 * _MIB
    seconds: int = 30
    response: int = 128 * _MIB
    at_once: int = 2


class FailureLog(Protocol):
    """Where a failure is written that whoever posted the file can do nothing about."""

    def error(self, event: str, /, **details: str | int) -> object:
        """The parser met what nobody foresaw in a file of `size` bytes, or could not start.

        `error` is the type of the exception, `said` what the child said before it took the file.
        """

    def warning(self, event: str, /, **details: str | int) -> object:
        """The parser died with a `status`, or this system can't keep it from `unconfined`."""


class Sandbox:
    """Parses files as `digests.parsing.parser.parse` does, each in a process of its own."""

    def __init__(self, limits: Limits | None = None, log: FailureLog | None = None) -> None:
        self._limits = limits or Limits()
        self._log = log
        self._slots = asyncio.Semaphore(self._limits.at_once)
        self._told = False

    async def parse(
        self, name: str, data: bytes, *, posted: date | None = None, structure: str | None = None
    ) -> Reading:
        """The digest in a file, and its problems; waits for a free slot first.

        `posted` is the day of the message that brought the file, `structure` the key of the
        structure that it shall be taken for, if it has such. Raises ReadingError; a child
        that broke a limit gives TOO_SLOW, one that died otherwise DAMAGED, and one that could
        not start NOT_READ.
        """
        request = ParseRequest(name=name, posted=posted, structure=structure, data=data)
        async with self._slots:
            response = await self._response(request)
        if response.unconfined:
            self._tell_once(response.unconfined)
        if response.error and self._log:
            self._log.error("parsing_failed", error=response.error, size=len(data))
        if response.reading is None:
            raise ReadingError(response.fault or ReadingFault.DAMAGED, response.details)
        return response.reading

    def _tell_once(self, unconfined: tuple[str, ...]) -> None:
        if self._log and not self._told:
            self._log.warning("parser_not_confined", unconfined=", ".join(unconfined))
        self._told = True

    async def _response(self, request: ParseRequest) -> ParseResponse:
        child = await self._start()
        try:
            async with asyncio.timeout(self._limits.seconds):
                packed = await _exchange(child, pack_request(request), self._limits.response)
                said = await _said(child)
                status = await child.wait()
        except TimeoutError:
            return ParseResponse(fault=ReadingFault.TOO_SLOW)
        finally:
            await _end(child)
        if packed is None:
            return ParseResponse(
                fault=ReadingFault.TOO_BIG, details={"limit": _size(self._limits.response)}
            )
        if said and status > 0:
            return self._not_started(said, status)
        return await asyncio.to_thread(self._unpacked, packed, status)

    def _not_started(self, said: str, status: int) -> ParseResponse:
        if self._log:
            self._log.error("parser_not_started", status=status, said=said)
        return ParseResponse(fault=ReadingFault.NOT_READ)

    def _unpacked(self, packed: bytes, status: int) -> ParseResponse:
        if status == 0:
            try:
                return unpack_response(packed)
            except ValueError:
                return ParseResponse(fault=ReadingFault.DAMAGED, error="unreadable_response")
        if self._log:
            self._log.warning("parser_died", status=status)
        over = -status in _OVER_LIMITS
        return ParseResponse(fault=ReadingFault.TOO_SLOW if over else ReadingFault.DAMAGED)

    async def _start(self) -> Process:
        # The bot's token and the database's password live in the environment it isn't given.
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-s", "-P", "-m", "digests.parsing.sandbox.worker"),
            *(str(self._limits.memory), str(self._limits.seconds)),
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env={"PYTHONPATH": str(Path(digests.__file__).parents[1]), "PYTHONUTF8": "1"},
        )


async def _exchange(child: Process, request: bytes, most: int) -> bytes | None:
    """The child's whole output, None where it is longer than `most`."""
    assert child.stdin is not None  # noqa: S101 - both are pipes
    assert child.stdout is not None  # noqa: S101
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it died: its status tells
        child.stdin.write(request)
        await child.stdin.drain()
    child.stdin.close()
    fragments: list[bytes] = []
    size = 0
    while fragment := await child.stdout.read(_MIB):
        fragments.append(fragment)
        size += len(fragment)
        if size > most:
            child.kill()
            return None
    return b"".join(fragments)


async def _said(child: Process) -> str:
    """The end of what a child complained of before it took the request."""
    assert child.stderr is not None  # noqa: S101 - a pipe
    return (await child.stderr.read()).decode(errors="replace")[-_LONGEST_COMPLAINT:]


async def _end(child: Process) -> None:
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()


def _size(number: int) -> str:
    return f"{number // _MIB} MB"
