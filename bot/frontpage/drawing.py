"""Shapes as a picture, by Pillow."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from PIL import Image, ImageDraw

from bot.frontpage.cells import SMALL_KANA, Orientation
from bot.frontpage.shapes import (
    HEIGHT,
    WIDTH,
    Bar,
    Disc,
    Frame,
    Glyphs,
    Ink,
    Shape,
    Waves,
    Writing,
)
from bot.frontpage.typeface import VERTICAL, Typeface

_COLOURS: Mapping[Ink, str] = MappingProxyType(
    {Ink.INK: "#201c18", Ink.FAINT: "#b9ab90", Ink.SEAL: "#a8201a", Ink.GROUND: "#f7f1e3"}
)
_COLOURS_KEPT = 48
"""Of the picture: paper, three inks and what lies between them; it makes the file a third."""
_BASE_LINE = 0.38
"""From the middle of an em to the line on which letters stand, in ems."""


def png(shapes: Iterable[Shape], typeface: Typeface) -> bytes:
    """The picture of shapes, as a PNG."""
    canvas = _Canvas(typeface)
    for shape in shapes:
        canvas.draw(shape)
    return canvas.png()


class _Canvas:
    """A picture that is being drawn."""

    def __init__(self, typeface: Typeface) -> None:
        self._typeface = typeface
        self._image = Image.new("RGB", (WIDTH, HEIGHT), _COLOURS[Ink.GROUND])
        self._draw = ImageDraw.Draw(self._image)

    def draw(self, shape: Shape) -> None:
        """Draw one over all that was drawn before."""
        match shape:
            case Glyphs():
                self._glyphs(shape)
            case Writing():
                self._writing(shape)
            case Bar():
                box = (shape.left, shape.top, shape.right - 1, shape.bottom - 1)
                self._draw.rectangle(box, fill=_COLOURS[shape.ink])
            case Frame():
                self._frame(shape)
            case Disc():
                self._draw.circle((shape.x, shape.y), shape.radius, fill=_COLOURS[shape.ink])
            case Waves():
                self._waves(shape)

    def png(self) -> bytes:
        """All that was drawn."""
        written = io.BytesIO()
        few = self._image.quantize(
            _COLOURS_KEPT, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
        few.save(written, format="PNG")
        return written.getvalue()

    def _writing(self, shape: Writing) -> None:
        self._draw.text(
            (shape.x, shape.y),
            shape.text,
            fill=_COLOURS[shape.ink],
            font=self._typeface.font(shape.size, is_bold=shape.is_bold),
            anchor="rs" if shape.ends_there else "ls",
            direction=self._typeface.direction,
            language=self._typeface.language,
            stroke_width=self._typeface.stroke(shape.size, is_bold=shape.is_bold),
        )

    def _glyphs(self, shape: Glyphs) -> None:
        colour = _COLOURS[shape.ink]
        mask = self._mask(shape)
        at = (round(shape.x - mask.width / 2), round(shape.y - mask.height / 2))
        self._image.paste(colour, (*at, at[0] + mask.width, at[1] + mask.height), mask)

    def _mask(self, shape: Glyphs) -> Image.Image:
        """Signs as they stand, in the middle of a square or strip that has room for them."""
        is_by_font = shape.orientation in {
            Orientation.TURNED,
            Orientation.RAISED,
        } and self._typeface.are_turned_by_font(shape.text, is_bold=shape.is_bold)
        mask = self._upright(shape, VERTICAL if is_by_font else ())
        match shape.orientation:
            case Orientation.TURNED if not is_by_font:
                return mask.transpose(Image.Transpose.ROTATE_270)
            case Orientation.RAISED if not is_by_font:
                return _raised(mask, shape)
            case Orientation.ACROSS:
                return _squeezed(mask, round(shape.size))
        return mask

    def _upright(self, shape: Glyphs, wanted: tuple[str, ...]) -> Image.Image:
        font = self._typeface.font(shape.size, is_bold=shape.is_bold)
        width = max(shape.size, font.getlength(shape.text))
        # Room for what hangs over the em, the same on both sides: the middle stays the middle.
        size = (round(width + shape.size / 2), round(shape.size * 1.5))
        mask = Image.new("L", size)
        ImageDraw.Draw(mask).text(
            (size[0] / 2, size[1] / 2 + shape.size * _BASE_LINE),
            shape.text,
            fill=255,
            font=font,
            anchor="ms",
            features=[*wanted] or None,
            stroke_width=self._typeface.stroke(shape.size, is_bold=shape.is_bold),
        )
        return mask

    def _frame(self, shape: Frame) -> None:
        box = (shape.left, shape.top, shape.right - 1, shape.bottom - 1)
        self._draw.rounded_rectangle(
            box, shape.round_by, outline=_COLOURS[shape.ink], width=round(shape.thick)
        )

    def _waves(self, shape: Waves) -> None:
        """Rows of circles, each over the one above it, so that a scale is left of each."""
        width, height = round(shape.right - shape.left), round(shape.bottom - shape.top)
        tile = Image.new("RGB", (width, height), _COLOURS[Ink.GROUND])
        pen, radius = ImageDraw.Draw(tile), shape.radius
        for row in range(int(height / (radius / 2)) + 3):
            for place in range(int(width / radius / 2) + 3):
                x = (place - (row % 2) / 2) * 2 * radius
                for part in (1.0, 0.7, 0.4):
                    pen.circle(
                        (x, row * radius / 2),
                        radius * part,
                        fill=_COLOURS[Ink.GROUND],
                        outline=_COLOURS[shape.ink],
                        width=2,
                    )
        self._image.paste(tile, (round(shape.left), round(shape.top)))


def _raised(mask: Image.Image, shape: Glyphs) -> Image.Image:
    """A sign moved to the upper right: small kana a little, commas and full stops by half an em."""
    is_small = shape.text in SMALL_KANA
    across, down = (0.12, -0.12) if is_small else (0.55, -0.55)
    moved = Image.new("L", mask.size)
    moved.paste(mask, (round(across * shape.size), round(down * shape.size)))
    return moved


def _squeezed(mask: Image.Image, em: int) -> Image.Image:
    """Signs beside each other, made narrower than an em where they are wider."""
    found = mask.getbbox()
    if found is None or found[2] - found[0] <= em:
        return mask
    inked = mask.crop((found[0], 0, found[2], mask.height))
    return inked.resize((em, mask.height))
