"""Pictures as Telegram takes them, whatever came in."""

from __future__ import annotations

import hashlib
import io
import random
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from digests.model import Picture
from digests.parsing.formats.image_conversion import (
    MAX_BYTES,
    MAX_RATIO,
    MAX_SIDES,
    is_ornament,
    picture,
)


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    pixels = random.Random(1).randbytes(width * height * len(mode))
    return Image.frombytes(mode, (width, height), pixels)


def opened(found: Picture | None) -> Image.Image:
    assert found is not None
    image = Image.open(io.BytesIO(found.data))
    assert image.size == (found.width, found.height)
    assert image.format in ("JPEG", "PNG")
    assert len(found.data) <= MAX_BYTES
    assert sum(image.size) <= MAX_SIDES
    assert max(image.size) <= MAX_RATIO * min(image.size)
    assert found.key == hashlib.sha256(found.data).hexdigest()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF"])
def test_every_format_becomes_a_photo(kind: str) -> None:
    found = picture(encoded(noise(300, 200), kind), "橋")
    assert opened(found).size == (300, 200)
    assert found is not None
    assert found.caption == "橋"


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK", "I;16", "F"])
def test_every_kind_of_pixel_becomes_a_photo(mode: str) -> None:
    kind = "TIFF" if mode in ("CMYK", "F") else "PNG"
    assert opened(picture(encoded(Image.new(mode, (60, 50)), kind))).mode in ("RGB", "L")


def test_the_same_picture_has_the_same_key() -> None:
    one, other = (picture(encoded(noise(60, 50), "PNG", compress_level=n)) for n in (1, 9))
    assert one is not None
    assert one == other


@pytest.mark.parametrize("size", [(4000, 2400), (300, 4000), (2561, 2561)])
def test_big_pictures_are_scaled_down_in_proportion(size: tuple[int, int]) -> None:
    image = opened(picture(encoded(Image.linear_gradient("L").resize(size), "JPEG")))
    assert max(image.size) == 2560
    assert abs(image.width / image.height - size[0] / size[1]) < 0.02 * size[0] / size[1]


def test_thin_pictures_get_a_margin() -> None:
    assert opened(picture(encoded(noise(2500, 50)))).size == (2500, 125)
    assert opened(picture(encoded(noise(1, 900)))).size == (45, 900)


def test_noise_of_the_greatest_size_stays_below_the_limit() -> None:
    assert opened(picture(encoded(noise(2560, 2560), "BMP"))).format == "JPEG"


def test_drawings_stay_sharp_and_photos_small() -> None:
    assert opened(picture(encoded(Image.new("RGB", (90, 90), "red")))).format == "PNG"
    assert opened(picture(encoded(noise(90, 90)))).format == "JPEG"


def test_what_was_transparent_is_white() -> None:
    image = opened(picture(encoded(Image.new("RGBA", (50, 50), (255, 0, 0, 0)))))
    assert image.convert("RGB").getpixel((9, 9)) == (255, 255, 255)
    palette = Image.new("P", (50, 50), 1)
    palette.putpalette([0, 0, 0, 255, 0, 0])
    seen = opened(picture(encoded(palette, "GIF", transparency=1)))
    assert seen.convert("RGB").getpixel((9, 9)) == (255, 255, 255)


def test_a_camera_held_upright_and_its_place_are_not_told() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "a camera"
    found = picture(encoded(noise(300, 200), "JPEG", exif=exif.tobytes(), comment=b"a secret"))
    image = opened(found)
    assert image.size == (200, 300)
    assert not image.getexif()
    assert found is not None
    assert b"secret" not in found.data
    assert b"camera" not in found.data


def bomb(width: int, height: int) -> bytes:
    """A PNG whose header promises more pixels than any picture has."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(100_000))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b"\x89PNG\r\n\x1a\n",
        bomb(60_000, 60_000),
        bomb(9_000, 9_000),
        bomb(0, 5),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    ],
)
def test_what_is_no_picture_or_a_bomb_is_none(data: bytes) -> None:
    assert picture(data) is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF"])
def test_truncated_and_mangled_pictures_are_none_or_photos(kind: str) -> None:
    data = encoded(noise(64, 48), kind)
    chance = random.Random(kind)
    for _ in range(60):
        mangled = bytearray(data[: chance.randrange(len(data))])
        if mangled:
            mangled[chance.randrange(len(mangled))] = chance.randrange(256)
        found = picture(bytes(mangled))
        assert found is None or opened(found).width


@given(st.binary(max_size=200), st.sampled_from([b"", b"GIF89a", b"BM", b"II*\0", b"\xff\xd8\xff"]))
def test_any_bytes_are_none_or_a_photo(data: bytes, start: bytes) -> None:
    found = picture(start + data)
    assert found is None or opened(found).width
    assert is_ornament(start + data) in (True, False)


@pytest.mark.parametrize(
    ("size", "expected"),
    [((1, 1), True), ((32, 32), True), ((900, 6), True), ((1200, 50), True), ((300, 50), False)],
)
def test_icons_and_rules_are_ornaments(size: tuple[int, int], expected: bool) -> None:
    assert is_ornament(encoded(Image.new("RGB", size))) is expected


def test_what_cannot_be_read_is_no_ornament() -> None:
    assert not is_ornament(b"not a picture")
