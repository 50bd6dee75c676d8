"""The front pages in the READMEs; with `KAWARABAN_SCREENSHOTS` they are drawn anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from bot.frontpage.font_choice import font_pairs
from tests.bot.cli.shell import Shell
from tests.support.town import SAMPLES

DOCS = Path(__file__).parents[4] / "docs"
FONT = "NotoSerifCJK-Regular.ttc"
"""What both are set in: in another font lines end elsewhere."""
MOST = 1.0
"""How far their shades may be apart, of 255; those of two samples are by six or more."""


def shades(picture: Path) -> Image.Image:
    """How dark each part of a picture is: the same whatever drew the edges of its letters."""
    with Image.open(picture) as image:
        return image.convert("L").resize((12, 15), Image.Resampling.BOX)


@pytest.mark.parametrize(("language", "sample"), [("en", "24.en.html"), ("ja", "23.ja.txt")])
def test_a_readme_shows_the_front_page_that_a_sample_has_today(
    shell: Shell, language: str, sample: str
) -> None:
    if next(font_pairs(language)).regular.path.name != FONT:
        pytest.skip("no font of the READMEs' front pages")
    name = f"front-page.{language}.png"
    drawn = Path(os.environ.get("KAWARABAN_SCREENSHOTS", shell.folder)).resolve() / name
    shell.prints("front-page", SAMPLES / f"2026-11-{sample}", "--out", drawn)
    apart = ImageChops.difference(shades(drawn), shades(DOCS / name))
    assert ImageStat.Stat(apart).mean[0] <= MOST
