"""Which words some items have in common."""

from __future__ import annotations

from digests.model import Item, Paragraph
from digests.personal.main_words import common_words


def items(*headlines: str) -> list[Item]:
    return [
        Item(number=number, headline=headline, paragraphs=(Paragraph(text=headline),))
        for number, headline in enumerate(headlines, start=1)
    ]


def test_what_the_most_headlines_name_comes_first_whatever_their_script() -> None:
    found = [*common_words(items("Storm over Gull Point", "Gull Point digs out", "A quiet May"))]
    assert found[0] == "Gull Point"
    assert next(common_words(items("港の停戦協議", "橋の開通", "停戦協議が再開"))) == "停戦協議"


def test_a_part_of_a_word_that_is_told_is_not_told_again() -> None:
    found = [*common_words(items("停戦協議を再開", "停戦協議は続く", "停戦を歓迎"))]
    assert "停戦" not in found


def test_what_is_no_word_of_its_own_is_not_told() -> None:
    assert "covid" not in [*common_words(items("A covid19 ward closes"))]
