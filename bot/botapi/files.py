"""Photos, documents and audio on their way out: uploaded once, then named by Telegram's file id."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal, Protocol

import structlog
from telegram import InputFile
from telegram.error import BadRequest

from bot.botapi.errors import is_stale_file
from bot.views.message import OutgoingMessage
from digests.errors import StoreError

log = structlog.get_logger()

Answer = Mapping[str, Any]
"""A message as the Bot API tells it."""

Send = Callable[[str | InputFile], Awaitable[Answer]]
"""Sends a message with a file, given by its id or with its content."""


SendPictures = Callable[[Mapping[str, str | InputFile]], Awaitable[Answer]]
"""Sends a message with pictures in it, each by its key: by its id or with its content."""


class ContentLackingError(Exception):
    """A file is sent by its id alone, and Telegram has it no longer, or not for this bot."""


class Pictures(Protocol):
    """Where the pictures of editions are kept."""

    async def picture(self, key: str) -> bytes:
        """The content of a picture (`digests.model.Picture.key`), JPEG or PNG."""


class FileIds(Protocol):
    """A place that remembers uploads for longer than the process lives."""

    async def find(self, key: str) -> str | None:
        """The file id of an upload, None when it is not known."""

    async def keep(self, key: str, file_id: str) -> None:
        """Remember an upload; a later one of the same key takes its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A photo, a document or audio that a message carries; `key` names its content.

    `upload` names what goes in its place where this bot was sent it by somebody.
    What `is_personal` is for one chat, so nothing of it is kept.
    """

    kind: Literal["photo", "document", "audio"]
    key: str
    name: str
    content: bytes | None = field(default=None, repr=False)
    upload: str | None = None
    is_personal: bool = False

    @classmethod
    def of(cls, message: OutgoingMessage) -> Attachment | None:
        """What a message carries besides its text."""
        if message.photo is not None:
            return cls(kind="photo", key=message.photo, name=f"{message.photo}.jpg")
        if message.drawing is not None:
            drawn = message.drawing
            key = sha256(drawn).hexdigest()
            return cls(
                kind="photo",
                key=key,
                name="drawing.png",
                content=drawn,
                is_personal=message.is_personal,
            )
        if message.audio is not None:
            audio = message.audio
            return cls(kind="audio", key=audio.key, name=audio.name, content=audio.content)
        if message.document is None:
            return None
        name, content = message.document
        key = sha256(name.encode() + b"\0" + content).hexdigest()
        return cls(
            kind="document",
            key=key,
            name=name,
            content=content,
            upload=message.upload,
            is_personal=message.is_personal,
        )


class Attachments:
    """Gives each attachment to the first message as content and to all others by its id.

    File ids belong to one bot: `file_ids` must not be shared between bots.
    """

    def __init__(self, pictures: Pictures, file_ids: FileIds | None = None) -> None:
        self._pictures = pictures
        self._file_ids = file_ids
        self._known: dict[str, str] = {}
        self._unknown: set[str] = set()
        self._uploading: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def keep(self, upload: str, file_id: str) -> None:
        """Remember what somebody sent to this bot, by the SHA-256 of its content in hex."""
        await self._keep(upload, file_id)

    async def send(self, attachment: Attachment, send: Send) -> Answer:
        """Send an attachment; who comes during its first upload waits for it.

        Raises what `send` raises, and `ContentLackingError` of audio that would have to be made
        again; any other file whose id Telegram no longer knows is uploaded again.
        """
        sent = await self._send_upload(attachment, send)
        if sent is not None:
            return sent
        if attachment.is_personal and attachment.content is not None:
            return await send(InputFile(attachment.content, filename=attachment.name))
        async with self._uploading[attachment.key]:
            file_id = await self._find(attachment.key)
            if file_id is None:
                return await self._upload(attachment, send)
        sent = await self._send_known(attachment, file_id, send)
        return sent if sent is not None else await self._upload(attachment, send)

    async def send_pictures(self, keys: Sequence[str], send: SendPictures) -> Answer:
        """Send a message with several pictures in it; those that are not known go as content.

        Who comes during a first upload waits for it. Raises what `send` raises; where Telegram no
        longer knows one of the ids, all are uploaded again.
        """
        async with self._uploading[keys[0]]:
            files = {key: await self._find(key) for key in keys}
            if None in files.values():
                return await self._upload_pictures(files, send)
        try:
            return await send({key: file_id for key, file_id in files.items() if file_id})
        except BadRequest as error:
            if not is_stale_file(error):
                raise
            log.info("file_id_stale", kind="photo")
        return await self._upload_pictures(dict.fromkeys(keys), send)

    async def _upload_pictures(self, files: Mapping[str, str | None], send: SendPictures) -> Answer:
        """Send them, those without an id by their content, and keep the ids that they have then."""
        answer = await send(
            {
                key: file_id or InputFile(await self._pictures.picture(key), filename=f"{key}.jpg")
                for key, file_id in files.items()
            }
        )
        shown = dict.fromkeys(_photos_in(answer.get("rich_message")))
        for key, file_id in zip(files, shown, strict=False):
            if len(shown) == len(files):
                await self._keep(key, file_id)
        return answer

    async def _send_upload(self, attachment: Attachment, send: Send) -> Answer | None:
        """Send what somebody uploaded; None where this bot doesn't have it, or no longer."""
        upload = attachment.upload
        if upload is None or upload in self._unknown:
            return None
        file_id = await self._find(upload)
        if file_id is None:
            return None
        sent = await self._send_known(attachment, file_id, send)
        if sent is None:
            self._unknown.add(upload)
        return sent

    @staticmethod
    async def _send_known(attachment: Attachment, file_id: str, send: Send) -> Answer | None:
        """Send a file by its id; None where Telegram no longer knows it."""
        try:
            return await send(file_id)
        except BadRequest as error:
            if not is_stale_file(error):
                raise
            log.info("file_id_stale", kind=attachment.kind)
            return None

    async def _upload(self, attachment: Attachment, send: Send) -> Answer:
        content = attachment.content
        if content is None and attachment.kind != "photo":
            raise ContentLackingError
        if content is None:
            content = await self._pictures.picture(attachment.key)
        answer = await send(InputFile(content, filename=attachment.name))
        await self._keep(attachment.key, _file_id(attachment, answer))
        return answer

    async def _find(self, key: str) -> str | None:
        """The id of an upload; where the store can't tell, the file is uploaded once more."""
        known = self._known.get(key)
        if known is None and self._file_ids:
            try:
                known = await self._file_ids.find(key)
            except StoreError:
                log.warning("file_id_not_found", exc_info=True)
                return None
            if known is None:
                self._unknown.add(key)
            else:
                self._known[key] = known
        return known

    async def _keep(self, key: str, file_id: str | None) -> None:
        """Remember an upload; the message is out, so a busy store must not make it look lost."""
        if file_id is None:
            return
        self._known[key] = file_id
        self._unknown.discard(key)
        if self._file_ids:
            try:
                await self._file_ids.keep(key, file_id)
            except StoreError:
                log.warning("file_id_not_kept", exc_info=True)


def _photos_in(part: object) -> Iterator[str]:
    """The ids of the photos within a rich message, in reading order."""
    match part:
        case {"type": "photo", "photo": [*_, {"file_id": str(file_id)}]}:
            yield file_id
        case {**fields}:
            for field_of in fields.values():
                yield from _photos_in(field_of)
        case [*parts]:
            for one in parts:
                yield from _photos_in(one)


def _file_id(attachment: Attachment, answer: Answer) -> str | None:
    """The id under which Telegram keeps the file; of a photo's sizes the last is the largest."""
    match answer.get(attachment.kind):
        case {"file_id": str(file_id)} | [*_, {"file_id": str(file_id)}]:
            return file_id
    return None
