"""The digests that reading is held against: invented ones, and the real ones where they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from digests.model import Reading
from digests.parsing.parser import parse

ROOT = Path(__file__).parents[2]
NO_REAL_FILES = "the real files are not beside the repository"
"""Why a test is skipped that compares our own files with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """One file of each shape, its expected values beside it, and what those don't say."""

    name: str
    folder: Path
    digest: str
    """The numbered digest, cut by pages; `.txt`, expected in `.expected.json`."""
    letter: str
    """The digest with an opening letter and gaps in its numbers; as above."""
    links: str
    """A long list of links under headings."""
    quotations: str
    """Links with a quotation below each."""
    openings: str
    """Entries that open with bold words or a link."""
    headings: str
    """A web page whose headings open the items."""
    labelled: str
    """A list whose title and days are labelled."""

    sentences: int
    """Of the whole numbered digest."""
    rejoined: tuple[str, ...]
    """Words of the numbered digest that a page's end cut in two."""
    letter_ends: tuple[str, str]
    """How the two paragraphs of the letter's second item end."""
    letter_conflicts: tuple[str, str]
    letter_greeting: str
    sections: frozenset[str]
    """Some of the list of links."""
    commented: str
    """What only a comment of the list of links says."""
    opening: str
    """The first headline of the entries with openings."""
    opening_rejoined: str
    """What stands on two lines of the entries with openings."""
    days: Mapping[str, date]
    """Days that the expected values tell in words: of `openings` and `labelled`."""
    entries: int
    """Of the list in the web page's sixth item."""

    def read(self, name: str) -> Reading:
        return parse(name, self.data(name))

    def data(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def expected(self, name: str) -> Any:
        """What is expected of a `.txt` that has a file of its own."""
        return self._json(name.removesuffix(".txt") + ".expected.json")

    def expected_of_other(self, name: str) -> Any:
        """What is expected of a file of another maker."""
        return self._json("others.expected.json")[name]

    def _json(self, name: str) -> Any:
        return json.loads((self.folder / name).read_text(encoding="utf-8"))


INVENTED = Corpus(
    name="invented",
    folder=ROOT / "tests" / "data" / "digests",
    digest="harbour.ja.txt",
    letter="letter.ja.txt",
    links="links.en.md",
    quotations="quotations.en.md",
    openings="openings.ja.md",
    headings="headings.ja.html",
    labelled="labelled.ru.md",
    sentences=121,
    rejoined=(
        "コメントを出した",
        "避けられないと",
        "離島再点灯組合は",
        "二つの会によって止められる",
        "「ワタシブネの船頭",
        "置いていました",
        "そそのかすため",
    ),
    letter_ends=("64 億円になるという。", "始まる見通しだ。"),
    letter_conflicts=("2032-04-09", "2032-04-07"),
    letter_greeting="こんにちは、",
    sections=frozenset(
        {"From the guild", "Odds and ends", "Abroad", "By the sea and inland", "Rules agreed on"}
    ),
    commented="Name of the Page",
    opening="霧笛の回数しらべ",
    opening_rejoined="鐘の数を灯台守の広場に",
    days={"openings.ja.md": date(2031, 10, 3), "labelled.ru.md": date(2031, 10, 5)},
    entries=4,
)

REAL = Corpus(
    name="real",
    folder=ROOT.parent / "shared" / "corpus",
    digest="seed.ja.txt",
    letter="letter-style.ja.txt",
    links="02_twir_590.en.md",
    quotations="06_haskell_weekly_463.en.md",
    openings="07_optech_345.ja.md",
    headings="08_debian_dpn_2013-15.ja.html",
    labelled="11_cpp_digest_0.ru.md",
    sentences=164,
    rejoined=(
        "コメントに",
        "不可欠だと",
        "欧州再軍備拡張",
        "によってブロック",
        "ウクライナ軍にとって",
        "けしかけるため",
    ),
    letter_ends=("128 億円を見込む。", "予定している。"),
    letter_conflicts=("2025-02-06", "2025-02-04"),
    letter_greeting="みなさん、",
    sections=frozenset({"Official", "Miscellaneous", "Virtual", "Asia", "Approved RFCs"}),
    commented="Title of the Linked Page",
    opening="P2Pトラフィックの分析",
    opening_rejoined="分析をDelving",
    days={"07_optech_345.ja.md": date(2025, 3, 14), "11_cpp_digest_0.ru.md": date(2023, 8, 6)},
    entries=10,
)


def corpora() -> list[Corpus]:
    """The invented digests, and the real ones where they lie beside the repository."""
    return [INVENTED, REAL] if REAL.folder.is_dir() else [INVENTED]
