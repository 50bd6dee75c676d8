"""Pictures of uploads made into what Telegram takes as photos, or refused."""

from __future__ import annotations

import hashlib
import io
import struct
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from digests.model import Picture

# Telegram, sendPhoto: at most 10 MB, sides of at most 10000 together and at most 20 to 1.
MAX_BYTES = 10_000_000
MAX_SIDES = 10_000
MAX_RATIO = 20
_MAX_SIDE = 2560  # what its clients keep of a photo
_MAX_PIXELS = 64_000_000
_ICON = 40  # pixels: bullets, buttons, counters
_FEW_COLOURS = 256
_QUALITY = 88
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF", "JPEG2000")
# What Pillow raises for malformed pictures.
_MALFORMED = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    EOFError,
    IndexError,
    KeyError,
    OSError,
    OverflowError,
    SyntaxError,
    TypeError,
    ValueError,
    ZeroDivisionError,
    struct.error,
)


def picture(data: bytes, caption: str | None = None) -> Picture | None:
    """The picture upright, without metadata, within Telegram's limits; None if it can't be read."""
    try:
        with _quietly():
            return _picture(data, caption)
    except _MALFORMED:
        return None


def is_ornament(data: bytes) -> bool:
    """Whether a picture is too small or too thin to show anything: an icon, a rule, a counter."""
    try:
        with _quietly():
            width, height = _opened(data).size
    except _MALFORMED:
        return False
    return min(width, height) < _ICON or max(width, height) > MAX_RATIO * min(width, height)


def _quietly() -> warnings.catch_warnings[None]:
    # Pillow warns of every oddity in a file; what matters here is whether a picture comes out.
    return warnings.catch_warnings(action="ignore")


def _picture(data: bytes, caption: str | None) -> Picture | None:
    image = _opened(data)
    if image.width * image.height > _MAX_PIXELS:
        return None
    image.draft("RGB", (_MAX_SIDE, _MAX_SIDE))  # a big JPEG is decoded at a fraction of its size
    image = _upright(image)
    image.thumbnail((_MAX_SIDE, _MAX_SIDE), Image.Resampling.LANCZOS)
    image = _widened(image)
    encoded = _encoded(image)
    return Picture(
        key=hashlib.sha256(encoded).hexdigest(),
        width=image.width,
        height=image.height,
        caption=caption,
        data=encoded,
    )


def _opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data), formats=_FORMATS)


def _upright(image: Image.Image) -> Image.Image:
    """The picture as its camera meant it, on white where it was transparent."""
    image = ImageOps.exif_transpose(image)
    if image.mode in ("RGB", "L"):
        return image
    if image.mode in ("LA", "PA", "RGBA") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, image).convert("RGB")
    return image.convert("RGB")


def _widened(image: Image.Image) -> Image.Image:
    """The picture with white beside it where it is too thin for a photo."""
    least = -(-max(image.size) // MAX_RATIO)
    width, height = max(image.width, least), max(image.height, least)
    if (width, height) == image.size:
        return image
    return ImageOps.pad(image, (width, height), color="white")


def _encoded(image: Image.Image) -> bytes:
    # Compression artefacts show in drawings, and drawings pack well without them.
    if image.getcolors(_FEW_COLOURS) is not None:
        drawing = _saved(image, "PNG", optimize=True)
        if len(drawing) <= MAX_BYTES:
            return drawing
    # 2560 × 2560 pixels stay far below the limit at any quality.
    return _saved(image, "JPEG", quality=_QUALITY, optimize=True)


def _saved(image: Image.Image, kind: str, **options: int) -> bytes:
    buffer = io.BytesIO()
    image.info.clear()  # comments, profiles and positions stay behind
    image.save(buffer, kind, **options)
    return buffer.getvalue()
