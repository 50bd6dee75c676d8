"""Where sentences end, as their signs tell."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from digests.model import ParagraphKind
from digests.parsing.parser import parse
from digests.summary.cues import introduces_a_list
from digests.text.credits import is_credit
from digests.text.lexicon import LEXICON
from digests.text.sentence_ends import (
    asks,
    asks_or_exclaims,
    ends_sentence,
    ends_with_full_stop,
    ends_with_stop,
    ends_with_sure_stop,
    first_sentence_end,
    holds_sentence_end,
    holds_stop,
    sentence_end,
)
from tests.digests.text.vespan import WITH_VESPAN


@pytest.mark.parametrize(
    "text",
    [
        "橋が開いた。",
        "「橋だ」",
        "(写真)",
        "It opened.",
        "開いた！」 ",
        "पुल खुला।",
        "هل فتح؟",
        "順に：",
        "🎉",
    ],
)
def test_a_sign_closes_a_text(text: str) -> None:
    assert ends_sentence(text)


@pytest.mark.parametrize("text", ["", "橋が開い", "It opened", "港、", "It opened. And then"])
def test_a_text_that_stops_without_one_is_open(text: str) -> None:
    assert not ends_sentence(text)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("開いた。次は", True),
        ("It opened. Then", True),
        ("Really! Yes", True),
        ("example.jp", False),
        ("Yahoo!ニュース", False),
        ("港の橋", False),
    ],
)
def test_a_dot_inside_a_name_ends_no_sentence(text: str, *, holds: bool) -> None:
    assert holds_sentence_end(text) is holds


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("橋が開いた。次は港だ。", "橋が開いた。"),
        ("「開いた。本当だ」と話した。次は", "「開いた。本当だ」と話した。"),
        ("It opened. Then", "It opened."),
        ("３．５倍になった", "３．５倍になった"),
    ],
)
def test_the_first_sentence_keeps_its_quotations(text: str, first: str) -> None:
    end = first_sentence_end(text)
    assert text[:end] == first


def test_closing_quotes_go_with_the_sentence_they_close() -> None:
    assert [found[0] for found in sentence_end().finditer("«Да!» Она。」と。 a.b")] == [
        "!»",
        "。」",
        "。",
    ]


STOPS = [sign for one in LEXICON.languages for sign in one.stops]


@pytest.mark.parametrize("stop", STOPS)
def test_the_stops_of_every_language_end_sentences_wherever_it_is_asked(stop: str) -> None:
    text = f"पुल खुला{stop}फिर"
    until = text.index(stop) + 1
    assert ends_sentence(text[:until])
    assert ends_with_stop(text[:until])
    assert holds_sentence_end(text)
    assert holds_stop(text)
    assert first_sentence_end(text) == until
    assert [found.end() for found in sentence_end().finditer(text)] == [until]


def test_the_stop_of_an_added_language_is_known_with_it() -> None:
    text = "Ozu ponto⸎Tek harboro"
    assert first_sentence_end(text, lexicon=WITH_VESPAN) == 10
    assert holds_sentence_end(text, lexicon=WITH_VESPAN)
    assert holds_stop(text, lexicon=WITH_VESPAN)
    assert sentence_end(WITH_VESPAN).search(text)
    assert ends_with_full_stop("Ozu ponto⸎", lexicon=WITH_VESPAN)
    assert not holds_sentence_end(text)


@pytest.mark.parametrize("text", ["開いた。", "It opened.", "開いた．", "पुल खुला।", "پل کھل گیا۔"])
def test_a_statement_ends_with_a_full_stop(text: str) -> None:
    assert ends_with_full_stop(text)
    assert not asks(text)
    assert not asks_or_exclaims(text)


@pytest.mark.parametrize(
    "text", ["開いた？", "Has it?", "هل فتح؟", "Άνοιξε\N{GREEK QUESTION MARK}"]
)
def test_a_question_asks(text: str) -> None:
    assert asks(text)
    assert asks_or_exclaims(text)
    assert not ends_with_full_stop(text)


@pytest.mark.parametrize("text", ["開いた！", "It has!"])
def test_an_exclamation_is_no_question(text: str) -> None:
    assert asks_or_exclaims(text)
    assert not asks(text)
    assert not ends_with_full_stop(text)


@pytest.mark.parametrize(("text", "sure"), [("終わり。", True), ("खुला।", True), ("Inc.", False)])
def test_a_dot_may_be_of_an_abbreviation(text: str, *, sure: bool) -> None:
    assert ends_with_sure_stop(text) is sure


@pytest.mark.parametrize("text", ["港の橋「白」", "順に：", "開いて…", "港、"])
def test_what_closes_a_text_need_be_no_stop(text: str) -> None:
    assert not ends_with_stop(text)


def test_dots_of_a_day_are_no_stop() -> None:
    assert not holds_stop("14. 3. 2025 みなと日報")


def test_a_sentence_in_any_language_is_no_credit() -> None:
    assert is_credit("Photo: Anu")
    assert not is_credit("Photo: पुल कल खुला।")


def test_an_introduction_may_end_with_any_full_stop() -> None:
    assert introduces_a_list("The news is as follows।")


def test_bold_words_with_a_full_stop_of_any_language_are_no_heading() -> None:
    text = "# समाचार\n\n## 1. पुल खुला\n\n**पुल कल खुला।**\n\nनाव रुकी।\n"
    (item,) = parse("news.md", text.encode()).digest.items
    assert {one.kind for one in item.paragraphs} == {ParagraphKind.PROSE}


SOURCES = Path(__file__).parents[3] / "digests"
HOME = ("lexicon/japanese.py", "lexicon/chinese.py")
NO_SENTENCES = ("references.py",)
"""Signs around a number."""


def literals(tree: ast.AST) -> list[str]:
    """The texts of a module that are no docstrings."""
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
    ]


def test_no_other_module_lists_the_signs_that_end_sentences() -> None:
    listed = re.compile("。[！？．.!?]|[！？．.!?]。")
    found = [
        path
        for path in map(str, sorted(SOURCES.rglob("*.py")))
        if any(map(listed.search, literals(ast.parse(Path(path).read_text(encoding="utf-8")))))
    ]
    assert [path for path in found if not path.endswith((*HOME, *NO_SENTENCES))] == []
