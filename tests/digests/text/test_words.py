"""Words, pairs and stems of texts in any script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.text import words


def texts(text: str) -> list[str]:
    return [run.text for run in words.runs(words.fold(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ＥＵと停戦30日間", ["eu", "と停戦", "30", "日間"]),
        ("ｶﾞｽ・パイプ", ["ガス", "パイプ"]),
        ("Café-Straße", ["café", "strasse"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("ไทยแลนด์ EU", ["ไทยแลนด์", "eu"]),
        ("می\u200cرود", ["میرود"]),
        ("snake_case", ["snake", "case"]),
    ],
)
def test_a_text_falls_into_words_and_dense_runs(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_a_run_knows_where_it_stands() -> None:
    folded = words.fold("橋 Bridge 12")
    assert [folded[run.start : run.start + len(run.text)] for run in words.runs(folded)] == [
        "橋",
        "bridge",
        "12",
    ]


def test_pairs_overlap_and_one_character_stays_alone() -> None:
    assert words.bigrams("停戦案") == ("停戦", "戦案")
    assert words.bigrams("米") == ("米",)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("tariffs", "tariff", "en"),
        ("ядра", "ядро", "ru"),
        ("häuser", "haus", "de"),
        ("köprüler", "köprü", "tr"),
    ],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str, language: str) -> None:
    assert words.stem(one, language) == words.stem(other, language)
    assert words.stems(one) & words.stems(other)


def test_a_language_without_an_algorithm_keeps_its_words() -> None:
    assert words.stem("ласкаво", "uk") == "ласкаво"
    assert words.stem("橋", "ja") == "橋"


@given(st.text(max_size=100))
def test_every_letter_and_digit_is_in_some_run(text: str) -> None:
    folded = words.fold(text)
    covered = "".join(run.text for run in words.runs(folded))
    assert [sign for sign in folded if sign.isalnum()] == [one for one in covered if one.isalnum()]
