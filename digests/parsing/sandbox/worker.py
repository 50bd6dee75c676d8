"""The process that parses one file and ends.

`python -m digests.parsing.sandbox.worker MEMORY SECONDS`
"""

from __future__ import annotations

import resource
import sys

from digests.errors import ReadingError, ReadingFault
from digests.parsing.parser import parse
from digests.parsing.sandbox.protocol import (
    ParseRequest,
    ParseResponse,
    pack_response,
    unpack_request,
)


def respond(request: ParseRequest) -> ParseResponse:
    """What parsing gives, whatever happens on the way."""
    try:
        return ParseResponse(reading=parse(request.name, request.data, posted=request.posted))
    except ReadingError as error:
        return ParseResponse(fault=error.fault, details=error.details)
    except MemoryError:
        return ParseResponse(fault=ReadingFault.TOO_SLOW)
    except Exception as error:  # noqa: BLE001 - a parser's bug must not look like the bot's
        return ParseResponse(fault=ReadingFault.DAMAGED, error=type(error).__name__)


def main(memory: int, seconds: int) -> None:
    """Take the request on standard input, parse under limits, write the response to the output."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    request = unpack_request(sys.stdin.buffer.read())
    sys.stdout.buffer.write(pack_response(respond(request)))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
