"""The process that parses one file and ends.

`python -m digests.parsing.sandbox.worker MEMORY SECONDS`
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from digests.errors import ReadingError, ReadingFault
from digests.parsing.parser import parse
from digests.parsing.sandbox.confinement import confine
from digests.parsing.sandbox.protocol import (
    ParseRequest,
    ParseResponse,
    pack_response,
    unpack_request,
)


def respond(request: ParseRequest) -> ParseResponse:
    """What parsing gives, whatever happens on the way."""
    try:
        reading = parse(
            request.name, request.data, posted=request.posted, structure=request.structure
        )
        return ParseResponse(reading=reading)
    except ReadingError as error:
        return ParseResponse(fault=error.fault, details=error.details)
    except MemoryError:
        return ParseResponse(fault=ReadingFault.TOO_SLOW)
    except Exception as error:  # noqa: BLE001 - a parser's bug must not look like the bot's
        return ParseResponse(fault=ReadingFault.DAMAGED, error=type(error).__name__)


def limits(memory: int, seconds: int) -> Iterable[tuple[int, int]]:
    """Each resource with how much may be taken of it; memory in bytes."""
    yield resource.RLIMIT_AS, memory
    yield resource.RLIMIT_CPU, seconds
    yield resource.RLIMIT_CORE, 0
    yield resource.RLIMIT_FSIZE, 0


def limit(wanted: Iterable[tuple[int, int]]) -> None:
    """Set each limit that the system takes.

    macOS refuses one of address space; there the limits of time and of the response remain.
    """
    for kind, most in wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def _fall_silent() -> None:
    # Libraries warn in the words of the file, which belong in no log.
    with Path(os.devnull).open("wb") as nothing:
        os.dup2(nothing.fileno(), sys.stderr.fileno())


def main(memory: int, seconds: int) -> None:
    """Take the request on standard input, parse confined, write the response to the output.

    What it says on standard error before it takes the request is why it could not start.
    """
    limit(limits(memory, seconds))
    _fall_silent()
    unconfined = confine()
    request = unpack_request(sys.stdin.buffer.read())
    response = replace(respond(request), unconfined=unconfined)
    sys.stdout.buffer.write(pack_response(response))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
