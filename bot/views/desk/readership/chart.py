"""A chart as a picture: readers over time as a line, below it deliveries as bars."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from bot.fonts import FontFile
from bot.views.desk.readership.figure_callbacks import ChartTheme
from bot.views.desk.readership.figures import ChartPoint, ChartText

_WIDTH, _HEIGHT = 1280, 960
_LEFT, _RIGHT = 120, 100
"""Pixels left free: for the numbers of the scale, and for half of the last day's label."""
_READERS = (100, 460)
"""From where to where the line stands, from the top."""
_BARS = (580, 870)
_TITLE, _SMALL = 34, 24
_STEPS = (1, 2, 5)
"""What a scale goes up in, times a power of ten."""
_LABELS = 5
"""Days that have a label: more of them would run into each other."""

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, slots=True, kw_only=True)
class _Colours:
    """Those of a theme; what matters has 4.5 : 1 against the ground (WCAG 2.1, 1.4.3)."""

    ground: str
    ink: str
    faint: str
    line: str
    area: str
    owed: str
    reached: str


_LIGHT = _Colours(
    ground="#ffffff",
    ink="#1f2328",
    faint="#d9dde2",
    line="#1456b8",
    area="#dfeafb",
    owed="#c9ced6",
    reached="#1a7f4b",
)
_DARK = _Colours(
    ground="#17212b",
    ink="#e8edf2",
    faint="#33404d",
    line="#6cb2ff",
    area="#21374f",
    owed="#4a5866",
    reached="#4fc98a",
)


def draw(
    points: Sequence[ChartPoint], text: ChartText, theme: ChartTheme, font: FontFile | None
) -> bytes:
    """A PNG; without a font Pillow's own is taken, which has Latin letters only."""
    return _Drawing(theme, font).of(points, text)


class _Drawing:
    """A picture that is being drawn."""

    def __init__(self, theme: ChartTheme, font: FontFile | None) -> None:
        self._colours = _DARK if theme is ChartTheme.DARK else _LIGHT
        self._image = Image.new("RGB", (_WIDTH, _HEIGHT), self._colours.ground)
        self._draw = ImageDraw.Draw(self._image)
        self._title, self._small = _font(font, _TITLE), _font(font, _SMALL)

    def of(self, points: Sequence[ChartPoint], text: ChartText) -> bytes:
        number = text.translator.number
        self._write((_LEFT, 30), text.readers, self._title)
        self._write((_LEFT, 510), text.deliveries, self._title)
        active = [point.active for point in points if point.active is not None]
        readers = _Scale.of(active, *_READERS, from_zero=False)
        bars = _Scale.of([point.owed for point in points], *_BARS, from_zero=True)
        for scale in (readers, bars):
            for value in scale.ticks():
                self._tick(scale.height(value), number(value))
        self._line(points, readers)
        for place, point in enumerate(points):
            self._bar(points, place, point.owed, bars, self._colours.owed)
            self._bar(points, place, point.reached, bars, self._colours.reached)
        self._days(points)
        written = io.BytesIO()
        self._image.save(written, format="PNG", optimize=True)
        return written.getvalue()

    def _line(self, points: Sequence[ChartPoint], scale: _Scale) -> None:
        line = [
            (_middle(points, place), scale.height(point.active))
            for place, point in enumerate(points)
            if point.active is not None
        ]
        if len(line) > 1:
            area = [(line[0][0], scale.bottom), *line, (line[-1][0], scale.bottom)]
            self._draw.polygon(area, fill=self._colours.area)
            self._draw.line(line, fill=self._colours.line, width=5, joint="curve")
        for across, down in line[-1:]:
            spot = (across - 8, down - 8, across + 8, down + 8)
            self._draw.ellipse(spot, fill=self._colours.line)

    def _bar(
        self, points: Sequence[ChartPoint], place: int, count: int, scale: _Scale, colour: str
    ) -> None:
        if not count:
            return
        half = max(2.0, min(40.0, 0.35 * (_WIDTH - _LEFT - _RIGHT) / len(points)))
        across = _middle(points, place)
        top = min(scale.height(count), scale.bottom - 2)
        self._draw.rectangle((across - half, top, across + half, scale.bottom), fill=colour)

    def _tick(self, down: float, label: str) -> None:
        ends = (_LEFT, down, _WIDTH - _RIGHT, down)
        self._draw.line(ends, fill=self._colours.faint, width=2)
        self._write((_LEFT - 16, down), label, self._small, anchor="rm")

    def _days(self, points: Sequence[ChartPoint]) -> None:
        every = -(-len(points) // _LABELS)
        for place in range(len(points) - 1, -1, -every):
            across = _middle(points, place)
            for bottom in (_READERS[1], _BARS[1]):
                self._write((across, bottom + 12), points[place].label, self._small, anchor="ma")

    def _write(self, at: tuple[float, float], text: str, font: Font, *, anchor: str = "la") -> None:
        self._draw.text(at, text, fill=self._colours.ink, font=font, anchor=anchor)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """Which value stands how high, from `low` at the `bottom` to `high` at the `top`."""

    low: int
    high: int
    step: int
    top: int
    bottom: int

    @classmethod
    def of(cls, values: Sequence[int], top: int, bottom: int, *, from_zero: bool) -> _Scale:
        """One that has all values, in round steps."""
        most = max(values, default=0)
        least = 0 if from_zero else min(values, default=0)
        step = _step(max(1, most - least))
        low = least // step * step
        high = max(low + step, -(-most // step) * step)
        return cls(low=low, high=high, step=step, top=top, bottom=bottom)

    def ticks(self) -> Iterator[int]:
        """The values that have a line."""
        return iter(range(self.low, self.high + 1, self.step))

    def height(self, value: int) -> float:
        """How far from the top of the picture a value stands."""
        share = (value - self.low) / (self.high - self.low)
        return self.bottom - share * (self.bottom - self.top)


def _step(span: int) -> int:
    """A round step of which about four make the span."""
    power = 1
    while True:
        for first in _STEPS:
            if first * power * 5 >= span:
                return first * power
        power *= 10


def _middle(points: Sequence[ChartPoint], place: int) -> float:
    """Where a day stands from the left."""
    return _LEFT + (place + 0.5) * (_WIDTH - _LEFT - _RIGHT) / len(points)


def _font(font: FontFile | None, size: int) -> Font:
    if font is None:
        return ImageFont.load_default(size)
    return ImageFont.truetype(font.path, size, index=font.index)
