"""The table of languages: complete in itself, and one entry is all that a new language takes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path

import pytest

from digests.text import references
from digests.text.dates import find_days
from digests.text.languages import language_of
from digests.text.lexicon import LEXICON, alternatives, listed
from digests.text.lexicon.language import Language
from tests.digests.text.vespan import WITH_VESPAN

ROOT = Path(__file__).parents[3]
DIGEST = """\
Skribis: Ana Velt
Titulo: Harboro dal ponto

Num. 1 Ponto rikuvas (13 kvinar 2031)
Ozu ponto tek harboro vir rikuvas dal urbo.
Fonto: https://example.org/ponto

Vidu ankaz: Feri ripozas (12 kvinar 2031)
https://example.org/feri

Num. 2 Merkato malfermas (14 kvinar 2031)
Tek merkato vir malfermas ozu placo.
Fonto: https://example.org/merkato
"""

# The modules build their patterns of the lexicon that is there when they are loaded.
PROGRAM = """
from digests.text import lexicon
from tests.digests.text.vespan import WITH_VESPAN

lexicon.LEXICON = WITH_VESPAN

import json, sys

from digests.parsing.parser import parse
from digests.search.query import parse_query
from digests.summary.cues import limits_the_former, opens_with_connective

reading = parse("digest.txt", sys.stdin.buffer.read())
digest = reading.digest
print(json.dumps({
    "title": digest.title,
    "author": digest.author,
    "language": digest.language,
    "items": [
        [item.number, item.headline, str(item.date), [one.text for one in item.paragraphs],
         [one.url for one in item.sources]]
        for item in digest.items
    ],
    "related": [one.headline for one in digest.items[0].related],
    "since": str(parse_query("ekde:2031-05").since),
    "leans": opens_with_connective("Sedoz ponto restas."),
}))
"""


def texts(entry: object, path: str = "") -> Iterator[tuple[str, str]]:
    """The names and texts of all fields of an entry."""
    for field in fields(entry) if is_dataclass(entry) else ():
        value = getattr(entry, field.name)
        name = f"{path}{field.name}"
        if isinstance(value, str):
            yield name, value
        elif is_dataclass(value):
            yield from texts(value, f"{name}.")


_NO_LISTS = (
    *("doubts", "denials", "introductions", "notices", "points", "reports", "backgrounds"),
    *("histories", "today", "demands", "opinions", "grammar", "questions", "back_references"),
)
"""Regular expressions among the cues."""


@pytest.mark.parametrize("language", LEXICON.languages, ids=lambda one: one.code)
def test_no_word_stands_twice_in_a_list(language: Language) -> None:
    for name, text in texts(language):
        words = listed(text)
        if not name.endswith(_NO_LISTS):
            assert len(words) == len({*words}), name


def test_no_language_has_two_entries() -> None:
    codes = [one.code for one in LEXICON.languages]
    assert len(codes) == len({*codes})


@pytest.mark.parametrize("language", LEXICON.languages, ids=lambda one: one.code)
def test_what_an_entry_holds_as_regular_expressions_compiles(language: Language) -> None:
    patterns = [text for name, text in texts(language.cues) if name.endswith(_NO_LISTS)]
    for pattern in (*patterns, f"[{language.script}]"):
        re.compile(pattern)


def test_in_a_regular_expression_a_month_is_one_of_its_language() -> None:
    dated = re.compile(LEXICON.any_pattern(lambda one: "in {month}" if one.code == "de" else ""))
    assert dated.fullmatch("in oktober")
    assert not dated.fullmatch("in october")


def test_of_two_words_the_longer_one_is_tried_first() -> None:
    words = LEXICON.words(lambda one: one.labels.source)
    assert words.index("元記事") < words.index("記事")


def test_no_words_are_found_nowhere() -> None:
    assert re.search(alternatives(()), "any text") is None


def test_the_months_of_an_added_language_are_read() -> None:
    (day,) = find_days("harboro 14 kvinar 2031", lexicon=WITH_VESPAN)
    assert day.exact() == date(2031, 5, 14)
    assert find_days("harboro 14 kvinar 2031") == ()


def test_the_relative_days_of_an_added_language_are_understood() -> None:
    today = date(2031, 5, 14)
    assert references.day("Anhizo", today, lexicon=WITH_VESPAN) == date(2031, 5, 12)
    assert references.day("Anhizo", today) is None


def test_an_added_language_is_told_by_its_words_and_letters() -> None:
    assert language_of("Ozu ponto tek harboro vir rikuvas.", lexicon=WITH_VESPAN) == "vx"
    assert language_of("ẅelt ẅolt", lexicon=WITH_VESPAN) == "vx"


def test_one_entry_is_all_that_reading_digests_of_another_language_takes() -> None:
    child = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", PROGRAM],
        input=DIGEST.encode(),
        capture_output=True,
        cwd=ROOT,
        check=True,
    )
    assert json.loads(child.stdout) == {
        "title": "Titulo: Harboro dal ponto",
        "author": "Ana Velt",
        "language": "vx",
        "items": [
            [
                1,
                "Ponto rikuvas",
                "2031-05-13",
                ["Ozu ponto tek harboro vir rikuvas dal urbo."],
                ["https://example.org/ponto"],
            ],
            [
                2,
                "Merkato malfermas",
                "2031-05-14",
                ["Tek merkato vir malfermas ozu placo."],
                ["https://example.org/merkato"],
            ],
        ],
        "related": ["Feri ripozas"],
        "since": "2031-05-01",
        "leans": True,
    }
