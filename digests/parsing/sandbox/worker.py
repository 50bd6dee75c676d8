"""The process that reads one file and ends.

`python -m digests.parsing.sandbox.worker MEMORY SECONDS`
"""

from __future__ import annotations

import resource
import sys

from digests.errors import ReadingError, ReadingFault
from digests.parsing.parser import read
from digests.parsing.sandbox.protocol import (
    ParseRequest,
    ParseResponse,
    pack_response,
    unpack_request,
)


def answer(order: ParseRequest) -> ParseResponse:
    """What reading gives, whatever happens on the way."""
    try:
        return ParseResponse(reading=read(order.name, order.data, posted=order.posted))
    except ReadingError as error:
        return ParseResponse(fault=error.fault, details=error.details)
    except MemoryError:
        return ParseResponse(fault=ReadingFault.TOO_SLOW)
    except Exception as error:  # noqa: BLE001 - a parser's bug must not look like the bot's
        return ParseResponse(fault=ReadingFault.DAMAGED, error=type(error).__name__)


def main(memory: int, seconds: int) -> None:
    """Read the order on standard input under limits and write the answer to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    order = unpack_request(sys.stdin.buffer.read())
    sys.stdout.buffer.write(pack_response(answer(order)))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
