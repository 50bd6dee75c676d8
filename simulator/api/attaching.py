"""Files inside requests: uploaded with them, or named by a file_id.

https://core.telegram.org/bots/api#sending-files
"""

from __future__ import annotations

from simulator.protocol.wire import JsonObject, Request, Upload, bad_request, not_implemented
from simulator.state.cloud import Cloud
from simulator.state.files import AudioFacts, StoredFile

ATTACH = "attach://"


def document_of(cloud: Cloud, request: Request, named: str, part: str) -> JsonObject:
    """The fields of a Message that hold a document."""
    upload = _upload(request, named, part)
    stored = cloud.files.add_document(upload) if upload else _known(cloud, named)
    if stored.kind != "Document" and not upload:
        raise bad_request(f"can't use file of type {stored.kind} as Document")
    return {"document": stored.as_document()}


def photo_of(cloud: Cloud, request: Request, named: str, part: str) -> JsonObject:
    """The fields of a Message that hold a photo."""
    upload = _upload(request, named, part)
    stored = cloud.files.add_photo(upload) if upload else _known(cloud, named)
    if not stored.is_photo:
        raise bad_request(f"can't use file of type {stored.kind} as Photo")
    return {"photo": [stored.as_photo_size()]}


def audio_of(cloud: Cloud, request: Request, named: str, part: str) -> JsonObject:
    """The fields of a Message that hold an audio file, as whoever sent it first describes it."""
    upload = _upload(request, named, part)
    if upload:
        fields = request.fields
        facts = AudioFacts(
            seconds=fields.integer("duration"),
            title=fields.text("title"),
            performer=fields.text("performer"),
        )
        return {"audio": cloud.files.add_audio(upload, facts).as_audio()}
    stored = _known(cloud, named)
    if stored.audio is None:
        raise bad_request(f"can't use file of type {stored.kind} as Audio")
    return {"audio": stored.as_audio()}


def _upload(request: Request, named: str, part: str) -> Upload | None:
    if named.startswith(ATTACH):
        upload = request.files.get(named.removeprefix(ATTACH))
        if upload is None:
            raise bad_request(f'file part "{named.removeprefix(ATTACH)}" not found')
    else:
        upload = request.files.get(part)
    if upload is not None and not upload.data:
        raise bad_request("file must be non-empty")
    return upload


def _known(cloud: Cloud, named: str) -> StoredFile:
    if named.startswith(("http://", "https://")):
        raise not_implemented("files by URL")
    stored = cloud.files.get(named)
    if stored is None:
        raise bad_request(
            "wrong remote file identifier specified: can't unserialize it. "
            "Wrong padding in the string"
        )
    return stored
