"""Where sentences end, as their signs tell."""

from __future__ import annotations

import pytest

from digests.text.sentence_ends import END, ends_sentence, first_sentence_end, holds_sentence_end


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
    assert [found[0] for found in END.finditer("«Да!» Она。」と。 a.b")] == ["!»", "。」", "。"]
