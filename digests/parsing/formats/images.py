"""Pictures of uploads, by Pillow, which is loaded with the first: few files have any."""

from __future__ import annotations

from digests.model import Picture


def picture(data: bytes, caption: str | None = None) -> Picture | None:
    """The picture as Telegram takes it; None if it can't be read."""
    from digests.parsing.formats import image_conversion  # noqa: PLC0415 - see above

    return image_conversion.picture(data, caption)


def is_ornament(data: bytes) -> bool:
    """Whether a picture is too small or too thin to show anything."""
    from digests.parsing.formats import image_conversion  # noqa: PLC0415 - see above

    return image_conversion.is_ornament(data)
