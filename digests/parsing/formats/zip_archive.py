"""A zip archive of an upload, its directory checked before anything is unpacked."""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
import zlib
from lzma import LZMAError

from digests.errors import ReadingError, ReadingFault
from digests.parsing.formats.encoding import decode

MAX_ENTRIES = 2000
MAX_UNPACKED = 64 * 1024 * 1024  # bytes
MAX_RATIO = 100
_HARMLESS = 1024 * 1024  # bytes; a short text full of repeats may well pack a thousandfold
_DIRECTORY_ENTRY = b"PK\x01\x02"
_ENCRYPTED_BIT = 0x1
_UTF8_BIT = 0x800
# What zipfile raises for malformed archives, besides its own error.
MALFORMED = (
    zipfile.BadZipFile,
    struct.error,
    zlib.error,
    LZMAError,
    EOFError,
    IndexError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


class ZipArchive:
    """The members of a zip that is neither encrypted nor a bomb.

    Raises ReadingError(BOMB, ENCRYPTED or DAMAGED) when opened.
    """

    def __init__(self, data: bytes) -> None:
        # Counted on the bytes: zipfile builds an object an entry before it can be asked.
        if data.count(_DIRECTORY_ENTRY) > MAX_ENTRIES:
            raise ReadingError(ReadingFault.BOMB)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except MALFORMED as error:
            raise ReadingError(ReadingFault.DAMAGED) from error
        members = self._zip.infolist()
        _refuse_bombs(members, len(data))
        if any(member.flag_bits & _ENCRYPTED_BIT for member in members):
            raise ReadingError(ReadingFault.ENCRYPTED)
        named = (each for each in members if each.filename)  # a NUL ends a name, maybe at once
        self._members = {_spelled(each): each for each in named if not each.is_dir()}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all members but folders, in the archive's order."""
        return tuple(self._members)

    def size(self, name: str) -> int:
        """How many bytes a member unpacks to."""
        return self._members[name].file_size

    def read(self, name: str) -> bytes:
        """The unpacked bytes of a member; raises ReadingError(DAMAGED)."""
        try:
            return self._zip.read(self._members[name])
        except MALFORMED as error:
            raise ReadingError(ReadingFault.DAMAGED) from error


def _spelled(member: zipfile.ZipInfo) -> str:
    """A member's name; without the UTF-8 flag zipfile takes it for CP437, where it is anything."""
    name = member.filename
    if not member.flag_bits & _UTF8_BIT and not name.isascii():
        try:
            name = decode(name.encode("cp437"))
        except ReadingError:
            name = member.filename
    # macOS writes names decomposed, pages refer to them composed.
    return unicodedata.normalize("NFC", name)


def _refuse_bombs(members: list[zipfile.ZipInfo], packed: int) -> None:
    # zipfile never unpacks a member beyond the size that its directory declares.
    unpacked = sum(member.file_size for member in members)
    dense = unpacked > max(_HARMLESS, MAX_RATIO * packed)
    if len(members) > MAX_ENTRIES or unpacked > MAX_UNPACKED or dense:
        raise ReadingError(ReadingFault.BOMB)
