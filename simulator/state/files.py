"""Files that were sent through the server, kept in memory.

https://core.telegram.org/bots/api#sending-files: 50 MB up, 10 MB for a photo, 20 MB down; the
Bot API server counts in powers of two.
"""

from __future__ import annotations

import hashlib
import mimetypes
import struct
from dataclasses import dataclass, field
from typing import Final

from simulator.protocol.wire import JsonObject, RefusalError, Upload, bad_request

UPLOAD_LIMIT: Final = 50 << 20
PHOTO_LIMIT: Final = 10 << 20
DOWNLOAD_LIMIT: Final = 20 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioFacts:
    """What whoever sends audio says of it."""

    seconds: int = 0
    title: str = ""
    performer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file with the two ids under which the API knows it."""

    file_id: str
    unique_id: str
    path: str
    name: str
    mime_type: str
    data: bytes = field(repr=False)
    width: int = 0
    height: int = 0
    audio: AudioFacts | None = None

    @property
    def is_photo(self) -> bool:
        """Whether it was sent as a photo; its file_id can't then be sent as a document."""
        return self.width > 0

    @property
    def kind(self) -> str:
        """As what it was sent, in the Bot API server's words; it can't be sent as anything else."""
        if self.is_photo:
            return "Photo"
        return "Audio" if self.audio else "Document"

    def as_document(self) -> JsonObject:
        """The API's Document object."""
        return {
            "file_name": self.name,
            "mime_type": self.mime_type,
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.data),
        }

    def as_photo_size(self) -> JsonObject:
        """The API's PhotoSize object."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.data),
            "width": self.width,
            "height": self.height,
        }

    def as_audio(self) -> JsonObject:
        """The API's Audio object."""
        audio = self.audio or AudioFacts()
        told = {"title": audio.title, "performer": audio.performer}
        return self.as_document() | {
            "duration": audio.seconds,
            **{name: words for name, words in told.items() if words},
        }

    def as_file(self) -> JsonObject:
        """The API's File object."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.data),
            "file_path": self.path,
        }


@dataclass(slots=True)
class Files:
    """All files, found by file_id or by download path."""

    _by_id: dict[str, StoredFile] = field(default_factory=dict)
    _by_path: dict[str, StoredFile] = field(default_factory=dict)

    def get(self, file_id: str) -> StoredFile | None:
        """The file with this file_id."""
        return self._by_id.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        """The file that is downloaded from this path."""
        return self._by_path.get(path)

    def add_document(self, upload: Upload) -> StoredFile:
        """Keep a document."""
        if len(upload.data) > UPLOAD_LIMIT:
            raise RefusalError(413, "Request Entity Too Large")
        return self._add(upload, kind="documents", prefix="BQAC")

    def add_audio(self, upload: Upload, facts: AudioFacts) -> StoredFile:
        """Keep an audio file; what it says of itself is not read."""
        if len(upload.data) > UPLOAD_LIMIT:
            raise RefusalError(413, "Request Entity Too Large")
        return self._add(upload, kind="music", prefix="CQAC", audio=facts)

    def add_photo(self, upload: Upload) -> StoredFile:
        """Keep a photo; raises `RefusalError` where it is no picture or too large a one."""
        if len(upload.data) > PHOTO_LIMIT:
            raise bad_request("file is too big for a photo")
        size = picture_size(upload.data)
        if size is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        width, height = size
        if width + height > 10_000 or max(size) > 20 * min(size):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        return self._add(upload, kind="photos", prefix="AgAC", size=size)

    def _add(
        self,
        upload: Upload,
        *,
        kind: str,
        prefix: str,
        size: tuple[int, int] = (0, 0),
        audio: AudioFacts | None = None,
    ) -> StoredFile:
        # The unique id is that of the content, the file_id that of this sending: bots that key
        # their store by file_id find out here.
        number = len(self._by_id) + 1
        digest = hashlib.sha256(upload.data + upload.name.encode()).hexdigest()
        suffix = upload.name.rpartition(".")[2] if "." in upload.name else "bin"
        guessed = mimetypes.guess_type(upload.name)[0]
        stored = StoredFile(
            file_id=f"{prefix}{digest[:40]}{number:06d}",
            unique_id=f"AgAD{digest[:12]}",
            path=f"{kind}/file_{number}.{suffix}",
            name=upload.name,
            mime_type=guessed or upload.mime_type or "application/octet-stream",
            data=upload.data,
            width=size[0],
            height=size[1],
            audio=audio,
        )
        self._by_id[stored.file_id] = self._by_path[stored.path] = stored
        return stored


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF or JPEG picture in pixels; None for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        return struct.unpack(">II", data[16:24])
    if data[:6] in {b"GIF87a", b"GIF89a"} and len(data) >= 10:
        return struct.unpack("<HH", data[6:10])
    if data.startswith(b"\xff\xd8"):
        return _jpeg_size(data)
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Walk the segments up to the frame header, which holds height and width."""
    position = 2
    while position + 9 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        position += 2 + struct.unpack(">H", data[position + 2 : position + 4])[0]
    return None
