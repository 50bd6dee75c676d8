"""The one tree of exceptions.

    KawarabanError
    ├── ReadingError            the file can't be read as a digest; `fault` says why
    ├── StoreError              the database did not do what was asked
    │   ├── StoreReleaseError   its tables are of another release than this one can work with
    │   └── StoreBusyError      it was locked or out of reach: the same call may go through later
    └── FencedError             another worker claimed the chunk; this one no longer counts

Expected outcomes are values, not exceptions: see `digests.delivery.outcomes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class KawarabanError(Exception):
    """The root of everything this project raises on purpose."""


class ReadingFault(StrEnum):
    """Why a file can't be read; each has a sentence in every language."""

    EMPTY = "empty"  # no bytes, or nothing but white space
    TOO_BIG = "too_big"  # more than {limit}
    UNKNOWN_FORMAT = "unknown_format"  # none of {formats}
    SHORTCUT = "shortcut"  # it only says where something else lies
    NOT_TEXT = "not_text"  # looks like text by name, but no encoding fits
    BOMB = "bomb"  # unpacks to far more than it weighs
    ENCRYPTED = "encrypted"  # protected by a password
    DAMAGED = "damaged"  # truncated or malformed
    SCANNED = "scanned"  # pages of pictures without any text
    NOT_READ = "not_read"  # it was not looked at: the process that reads could not start
    TOO_SLOW = "too_slow"  # reading took longer or more memory than allowed


class ReadingError(KawarabanError):
    """The file can't be read as a digest; `details` fills the placeholders of the sentence."""

    def __init__(self, fault: ReadingFault, details: Mapping[str, str] | None = None) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.details = dict(details or {})


class StoreError(KawarabanError):
    """The database did not do what was asked.

    `said` is what the database says, or a message of ours whose placeholders `details` fills; as a
    text it is English. What commands pass on of ours is translated: `bot.composition.store_errors`.
    """

    def __init__(self, said: str = "", /, **details: object) -> None:
        super().__init__(said.format(**details) if details else said)
        self.said = said
        self.details = details


class StoreReleaseError(StoreError):
    """The tables are of a newer release, or not all is there; the message says what to do."""


class StoreBusyError(StoreError):
    """The database was locked or out of reach; the same call may go through later."""


class FencedError(KawarabanError):
    """Another worker claimed the chunk meanwhile; this worker must stop without writing."""
