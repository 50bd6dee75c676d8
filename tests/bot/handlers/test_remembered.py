"""What the bot remembers for a while: bounded, the last added longest."""

from __future__ import annotations

from bot.handlers.remembered import Remembered


def test_only_the_last_things_are_remembered() -> None:
    kept = Remembered[int, str](2)
    for number in (1, 2, 1, 3):
        kept.add(number, f"value {number}")
    assert [kept.find(number) for number in (1, 2, 3)] == ["value 1", None, "value 3"]


def test_what_is_there_already_is_no_news_and_what_is_taken_is_gone() -> None:
    kept = Remembered[str, bool]()
    assert [kept.add("album", True), kept.add("album", True)] == [True, False]
    assert [kept.take("album"), kept.take("album")] == [True, None]
