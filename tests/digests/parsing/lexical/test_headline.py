"""Headlines taken apart, and languages told."""

from __future__ import annotations

from datetime import date

import pytest

from digests.parsing.lexical.headline import headline_of, tail_of
from digests.parsing.lexical.list_marks import mark_of

DAY = date(2031, 5, 14)


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("灯台を白く(2031年5月14日)", None),
        ("灯台を白く （ 2031 年 5 月 14 日 ）", None),
        ("灯台を白く(2031年5月14)", None),
        ("灯台を白く(2031年5月14日", None),
        ("灯台を白く(Gull, 2031年5月14日)", "Gull"),
        ("灯台を白く(岬通信、2031年5月14日)", "岬通信"),
        ("灯台を白く（2031年5月14日 岬通信）", "岬通信"),
        ("灯台を白く【岬通信 2031/5/14】", "岬通信"),
        ("灯台を白く〔2031.5.14〕", None),
        ("灯台を白く［岬通信・2031-05-14］", "岬通信"),
        ("灯台を白く《2031年5月14日》", None),
        ("灯台を白く(2031年5月14日(水))", None),
        ("灯台を白く（岬通信 2031年5月14日 18:30 JST）", "岬通信"),
        ("灯台を白く（2031年5月14日付 岬通信）", "岬通信"),
        ("灯台を白く（2031年5月12日～14日）", None),
        ("灯台を白く(令和13年5月14日)", None),
        ("灯台を白く — 岬通信, 2031年5月14日", "岬通信"),
        ("灯台を白く　2031年5月14日", None),
        ("灯台を白く 2031年5月14日", None),
        ("**灯台を白く(2031年5月14日)**", None),
        ("灯台を白く(2031年5月14日)。", None),
    ],
)
def test_a_tail_gives_day_and_outlet(line: str, outlet: str | None) -> None:
    headline = headline_of(line)
    assert headline.day is not None
    assert (headline.text, headline.day.exact(), headline.outlet) == ("灯台を白く", DAY, outlet)


@pytest.mark.parametrize(
    "line",
    [
        "灯台を白く(岬)",
        "「白く」",
        "2031年5月14日の灯台",
        "灯台は5月14日～16日",
        "灯台を白く（2031年5月14日に町の人が集まって白く塗った。そのあと）",
        "会期 2031-05-14 - 2031-05-16",
    ],
)
def test_other_endings_stay_in_the_headline(line: str) -> None:
    assert (headline_of(line).text, headline_of(line).day) == (line, None)


def test_the_bracket_before_the_tail_stays_in_the_headline() -> None:
    assert headline_of("議長国が交代（G9）(2031年5月14日)").text == "議長国が交代（G9）"


def test_a_tail_alone_has_no_headline() -> None:
    tail = tail_of("(2031年5月14日)")
    assert tail is not None
    assert tail.start == 0


@pytest.mark.parametrize(
    ("headline", "who"),
    [
        ("要求を提示＝関係筋", "関係筋"),
        ("白く塗る=町長", "町長"),
        ("A＝B になる", None),
        ("白く塗る", None),
    ],
)
def test_who_says_it_stands_behind_the_equals_sign(headline: str, who: str | None) -> None:
    assert headline_of(f"{headline}(2031年5月14日)").attribution == who


@pytest.mark.parametrize(
    "text",
    ["○○市の市長", "2031年、町は", "１２８ 兆円", "I think so", "第二次の", "10:30 開始", "※注"],
)
def test_ordinary_openings_are_no_marks(text: str) -> None:
    mark = mark_of(text)
    assert mark is None or mark.scheme == "1 "
