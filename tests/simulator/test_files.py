"""Files: sizes, kinds, pictures; and addresses, which are checked as strictly."""

from __future__ import annotations

import io
from typing import Any

import pytest
import telegram
from aiohttp import ClientSession, FormData
from PIL import Image

from simulator import DEMO_TOKEN, World
from simulator.protocol.wire import RefusalError, Upload
from simulator.state.files import DOWNLOAD_LIMIT, PHOTO_LIMIT, UPLOAD_LIMIT, Files, picture_size
from simulator.state.people import Person
from simulator.text.links import LinkError, check_link, person_of


def upload(data: bytes, name: str = "a.bin") -> Upload:
    return Upload(name=name, mime_type="", data=data)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF"])
def test_pictures_are_measured(form: str) -> None:
    stream = io.BytesIO()
    Image.new("L", (300, 200)).save(stream, form)
    assert picture_size(stream.getvalue()) == (300, 200)


def test_what_is_no_picture_has_no_size() -> None:
    assert picture_size(b"%PDF") is None
    assert picture_size(b"\xff\xd8\xff\xe0\x00\x10") is None


def test_a_photo_has_its_own_limits() -> None:
    files = Files()
    with pytest.raises(RefusalError, match="too big for a photo"):
        files.add_photo(upload(bytes(PHOTO_LIMIT + 1)))
    long = io.BytesIO()
    Image.new("1", (2100, 100)).save(long, "PNG")
    with pytest.raises(RefusalError, match="PHOTO_INVALID_DIMENSIONS"):
        files.add_photo(upload(long.getvalue()))


def test_a_file_has_one_lasting_id_and_many_of_the_moment() -> None:
    files = Files()
    first, second = files.add_document(upload(b"x")), files.add_document(upload(b"x"))
    assert first.unique_id == second.unique_id
    assert first.file_id != second.file_id
    assert files.at(second.path) is second


def test_a_document_of_fifty_megabytes_is_too_big_by_the_next_byte() -> None:
    files = Files()
    assert files.add_document(upload(bytes(UPLOAD_LIMIT))).path
    with pytest.raises(RefusalError, match="Too Large"):
        files.add_document(upload(bytes(UPLOAD_LIMIT + 1)))


async def test_twenty_megabytes_come_down_no_more(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    world.upload(bob, "big.bin", bytes(DOWNLOAD_LIMIT + 1))
    document = (await bot.get_updates(offset=-1))[0].message
    assert document is not None
    assert document.document is not None
    with pytest.raises(telegram.error.BadRequest, match="File is too big"):
        await bot.get_file(document.document)


async def test_what_is_too_large_to_read_is_not_read(http: ClientSession, bob: Person) -> None:
    form = FormData({"chat_id": str(bob.id)})
    form.add_field("document", io.BytesIO(bytes(UPLOAD_LIMIT + 3_000_000)), filename="a.bin")
    async with http.post(f"/bot{DEMO_TOKEN}/sendDocument", data=form) as response:
        assert response.status == 413
        assert (await response.json())["description"] == "Request Entity Too Large"


async def post_form(http: ClientSession, method: str, form: FormData) -> dict[str, Any]:
    async with http.post(f"/bot{DEMO_TOKEN}/{method}", data=form) as response:
        answer: dict[str, Any] = await response.json()
        return answer


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"document": "attach://other"}, 'file part "other" not found'),
        ({"document": "https://example.com/a.txt"}, "lacks files by URL"),
    ],
)
async def test_a_file_that_is_not_there_is_missed(
    http: ClientSession, bob: Person, fields: dict[str, str], sentence: str
) -> None:
    answer = await post_form(http, "sendDocument", FormData({"chat_id": str(bob.id), **fields}))
    assert sentence in answer["description"]


async def test_an_empty_file_is_refused(http: ClientSession, bob: Person) -> None:
    form = FormData({"chat_id": str(bob.id)})
    form.add_field("document", b"", filename="a.txt")
    answer = await post_form(http, "sendDocument", form)
    assert answer["description"] == "Bad Request: file must be non-empty"


async def test_a_photo_is_no_document(bot: telegram.Bot, bob: Person, png: bytes) -> None:
    sent = await bot.send_photo(bob.id, png, has_spoiler=True, show_caption_above_media=True)
    assert sent.has_media_spoiler
    with pytest.raises(telegram.error.BadRequest, match="type photo as document"):
        await bot.send_document(bob.id, sent.photo[0].file_id)
    edited = await bot.edit_message_media(
        telegram.InputMediaDocument(b"x", filename="a.txt", caption="c"),
        bob.id,
        sent.message_id,
    )
    assert isinstance(edited, telegram.Message)
    assert (edited.document is not None, edited.photo, edited.caption) == (True, (), "c")


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("example.com", "http://example.com/"),
        ("HTTPS://Example.COM:443/A?b#c", "https://example.com:443/A?b#c"),
        ("http://user:pw@a.jp?x y", "http://user:pw@a.jp/?x%20y"),
        ("http://[::1]/x", "http://[::1]/x"),
        ("https://例え.jp/道", "https://例え.jp/道"),
        ("tg:resolve?domain=x", "tg://resolve?domain=x"),
        ("ton://transfer/abc", "ton://transfer/abc"),
    ],
)
def test_an_address_is_kept_as_telegram_keeps_it(address: str, link: str) -> None:
    assert check_link(address) == link


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("", "URL host is empty"),
        ("http://localhost:8080/", "Wrong HTTP URL"),
        ("ftp://a.jp", "Unsupported URL protocol"),
        ("javascript:alert(1)", "Wrong port number specified in the URL"),
        ("http://a.jp:70000", "Wrong port number specified in the URL"),
        ("http://a b.jp", "Disallowed character in URL host"),
        ("http://a<b@c.jp", "Disallowed character in URL userinfo"),
        ("http://[::z]/", "Wrong IPv6 address specified in the URL"),
        ("http://.", "Host is invalid"),
        ("tg://", "URL host is empty"),
        ("tg://a.b", "Unallowed characters in URL host"),
    ],
)
def test_an_address_that_can_not_be_is_refused_with_telegrams_reason(
    address: str, reason: str
) -> None:
    with pytest.raises(LinkError) as caught:
        check_link(address)
    assert str(caught.value) == reason


@pytest.mark.parametrize(
    ("address", "person"),
    [
        ("tg://user?id=42", 42),
        ("TG:user?x=1&id=42#y", 42),
        ("tg://users?id=42", None),
        ("tg://user?id=x", None),
        ("https://user?id=42", None),
    ],
)
def test_a_link_may_mention_a_person(address: str, person: int | None) -> None:
    assert person_of(address) == person
