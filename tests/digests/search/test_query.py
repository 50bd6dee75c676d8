"""Terms, queries and snippets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from digests.model import Item, Paragraph, Related, Source
from digests.search.index_terms import item_terms, terms
from digests.search.phrases import Phrase, Word, phrases
from digests.search.query import Query, parse_query
from digests.search.snippets import SnippetPart, snippet
from digests.text import words
from digests.text.characters import width as columns


def fits(indexed: Sequence[str], phrase: Phrase) -> bool:
    """What both engines do: terms in a row, the last one maybe only begun."""
    *others, last = phrase.terms
    size = len(phrase.terms)
    return any(
        list(indexed[at : at + size - 1]) == others
        and (term.startswith(last) if phrase.open_ended else term == last)
        for at in range(len(indexed) - size + 1)
        for term in [indexed[at + size - 1]]
    )


def is_found(query: str, text: str) -> bool:
    return is_among(query, terms(text))


def is_among(query: str, indexed: Sequence[str]) -> bool:
    asked = parse_query(query)
    wanted = all(any(fits(indexed, phrase) for phrase in choice) for choice in asked.wanted)
    return wanted and not any(fits(indexed, phrase) for phrase in asked.unwanted)


def texts(query: Query) -> list[str]:
    return [word.text for word in query.words]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("停戦案", ("停戦", "戦案", "案")),
        ("米", ("米",)),
        ("ＥＵと30日", ("eu", "と", "30", "日")),
        ("the ferries", ("the", "ferries", "≈ferri")),
        ("", ()),
        ("—！", ()),
    ],
)
def test_a_text_is_indexed_by_pairs_words_and_stems(text: str, expected: tuple[str, ...]) -> None:
    assert terms(text) == expected


_SOME_TERMS = st.lists(st.text("あい", min_size=1, max_size=2), min_size=1, max_size=3)
_PHRASES = st.builds(Phrase, terms=_SOME_TERMS.map(tuple), open_ended=st.booleans())


@given(_PHRASES, _PHRASES, _SOME_TERMS)
def test_a_phrase_stands_wherever_one_stands_that_it_includes(
    phrase: Phrase, other: Phrase, indexed: list[str]
) -> None:
    if phrase.includes(other):
        assert fits([*indexed, *other.terms, *indexed], phrase)
        assert fits([*indexed, *other.terms[:-1], other.terms[-1] + "う", *indexed], phrase)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ferry", [(("ferry",), True), (("≈ferri",), False), (("ferri",), False)]),
        ("橋", [(("橋",), True)]),
    ],
)
def test_an_index_is_asked_for_nothing_that_it_is_asked_for_already(
    text: str, expected: list[tuple[tuple[str, ...], bool]]
) -> None:
    asked = [(one.terms, one.open_ended) for one in phrases(Word(text=text))]
    assert set(expected) <= set(asked)
    assert ((text,), False) not in asked


def test_an_endless_word_is_indexed_by_its_beginning() -> None:
    assert max(map(len, terms("x" * 5_000))) <= 101
    assert is_found("x" * 300, "x" * 5_000)


def test_all_that_readers_see_of_an_item_is_indexed() -> None:
    item = Item(
        number=1,
        headline="見出し",
        outlet="みなと",
        sources=(Source(url="https://news.example.com/a", raw="a"),),
        paragraphs=(Paragraph(text="本文"),),
        captions=("写真",),
        related=(Related(headline="関連"),),
    )
    indexed = item_terms(item)
    assert {"見出", "本文", "写真", "関連"} <= set(indexed)
    for query in ("outlet:みなと", "outlet:news", "source:example.com", "媒体：みな"):
        assert is_among(query, indexed)


@given(st.text(alphabet="港町橋をとアイー한국東京都", min_size=1, max_size=12), st.data())
def test_any_piece_of_dense_text_is_found(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert is_found(text[start:end], f"前。{text}、後")


@given(
    st.text(alphabet="港町E a、", min_size=6, max_size=14),
    st.text(alphabet="港町Ea", min_size=1, max_size=3),
)
def test_what_is_found_is_there(text: str, query: str) -> None:
    assume(is_found(query, text))
    stemmed = words.stems(words.fold(query))
    plain = "".join(run.text for run in words.runs(words.fold(text)))
    assert words.fold(query) in plain or any(stem in plain for stem in stemmed)


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("東京都", "東京と京都", False),
        ("ferry", "The ferries left", True),
        ("Häuser", "Das Haus ist alt und der Turm", True),
        ("ядро", "о ядрах комет", True),
        ("café", "cafe\u0301 au lait", True),
        ("ガス", "ｶﾞｽ灯", True),
        ("eur", "Europe", True),
        ("rope", "Europe", False),
        ('"last ferry"', "the last, ferry", True),
        ('"ferry last"', "the last ferry", False),
        ("「停戦」", "停戦へ", True),
        ("“last ferry”", "the ferry, last", False),
        ("„last ferry“", "the ferry, last", False),
        ("„last ferry“", "the last, ferry", True),
        ("『last ferry』", "the ferry, last", False),
        ("（停戦）", "停戦へ", True),
        ("停戦（合意）", "停戦に合意した", False),
        ("`ferry`", "The ferries left", True),
        ("３０日", "30日間", True),
        ("30日", "130日間", False),
        ("สะพาน", "เปิดสะพานใหม่", True),
    ],
)
def test_queries_find_words_by_beginning_stem_or_piece(
    query: str, text: str, expected: bool
) -> None:
    assert is_found(query, text) is expected


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("since:2025", date(2025, 1, 1), None),
        ("since:2025-02", date(2025, 2, 1), None),
        ("until:2024-02", None, date(2024, 2, 29)),
        ("until:2025", None, date(2025, 12, 31)),
        ("since:2025-03-14 until:2025/3/15", date(2025, 3, 14), date(2025, 3, 15)),
        ("ｓｉｎｃｅ：２０２５", date(2025, 1, 1), None),
        ("2025年3月以降", date(2025, 3, 1), None),
        ("2025年以前", None, date(2025, 12, 31)),
        ("以降:2025年3月14日", date(2025, 3, 14), None),
        ("2025-03-14まで", None, date(2025, 3, 14)),
        ("since:14.3.2025", date(2025, 3, 14), None),
        ('until:"March 14, 2025"', None, date(2025, 3, 14)),
        ("since:2024 since:2025", date(2025, 1, 1), None),
    ],
)
def test_a_period_counts_from_its_first_day_to_its_last(
    text: str, since: date | None, until: date | None
) -> None:
    query = parse_query(f"橋 {text}")
    assert (texts(query), query.since, query.until) == (["橋"], since, until)
    assert query.misread == ()


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("昨日 橋", date(2026, 11, 28), date(2026, 11, 28)),
        ("橋 last friday", date(2026, 11, 27), date(2026, 11, 27)),
        ("橋 2025-03", date(2025, 3, 1), date(2025, 3, 31)),
        ("先月 橋", date(2026, 10, 1), date(2026, 10, 31)),
        ("橋 since:yesterday", date(2026, 11, 28), None),
        ("橋 May", None, None),
        ("橋 friday", None, None),
        ("橋 3.5", None, None),
        ("橋 2025", None, None),
        ('橋 "昨日"', None, None),
        ("橋 -昨日", None, None),
    ],
)
def test_a_day_in_words_is_a_period_where_it_can_be_nothing_else(
    text: str, since: date | None, until: date | None
) -> None:
    query = parse_query(text, date(2026, 11, 29))
    assert (query.since, query.until) == (since, until)
    assert "橋" in texts(query)
    assert (texts(query) == ["橋"]) is bool(since or query.excluded)


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("停戦、EU", [[["停戦"], ["eu"]], [["停戦", "eu"]]]),
        ("停戦の合意 雪", [[["停戦"], ["合意"], ["雪"]], [["停戦", "合意"], ["雪"]]]),
        ("昨日 橋", [[["昨日"], ["橋"]]]),
        ('"停戦、EU"', []),
        ("C++", []),
        ("橋|港、川", []),
        ("停戦、EU -雪", [[["停戦"], ["eu"]], [["停戦", "eu"]]]),
    ],
)
def test_a_query_steps_back_from_joined_words_and_from_days(
    text: str, steps: list[list[list[str]]]
) -> None:
    query = parse_query(text, date(2026, 11, 29))
    found, excluded = [], query.excluded
    while query.step_back:
        query = query.step_back
        found.append([[word.text for word in choice] for choice in query.choices])
        assert query.excluded == excluded
    assert found == steps


@pytest.mark.parametrize("value", ["2025-13", "2025-02-30", "yesterday", "0000", "３月"])
def test_a_day_that_no_calendar_has_is_told(value: str) -> None:
    query = parse_query(f"橋 since:{value}")
    assert (query.since, query.misread) == (None, (value,))


def test_words_phrases_and_filters_are_told_apart() -> None:
    query = parse_query(' Tariff "port linnet" outlet:"The Courier" https://x.example/a 3:1 ')
    assert texts(query) == ["tariff", "port linnet", "https://x.example/a", "3:1"]
    assert query.outlet == "the courier"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True),
        ("  ", True),
        ("！？", True),
        ("橋", False),
        ("since:2025", False),
        ("outlet:x", False),
    ],
)
def test_a_query_that_asks_for_nothing_is_empty(text: str, *, expected: bool) -> None:
    assert parse_query(text).is_empty is expected


@given(st.text(max_size=60))
def test_any_query_can_be_read(text: str) -> None:
    query = parse_query(text)
    for phrase in [*(one for choice in query.wanted for one in choice), *query.unwanted]:
        assert phrase.terms
        assert all(not set(term) & set("\"'*() \\:") for term in phrase.terms)


def marked(text: str, query: str, width: int = 40) -> list[str]:
    return [part.text for part in snippet(text, parse_query(query), width).parts if part.marked]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("日米の協議と米国", "米", ["米", "米"]),
        ("停戦と停戦案", "停戦", ["停戦", "停戦"]),
        ("ﾊﾟｲﾌﾟとパイプ", "パイプ", ["ﾊﾟｲﾌﾟ", "パイプ"]),
        ("Tariffs and a tariff", "tariff", ["Tariffs", "tariff"]),
        ("Ferries and a ferry", "ferry", ["Ferries", "ferry"]),
        ("neutral EU, Europe", "eu", ["EU", "Europe"]),
        ("the EU 停戦 plan", "eu停戦", ["EU 停戦"]),
        ("the last, ferry", '"last ferry"', ["last, ferry"]),
        ("first ferry, first bus", "ferry bus", ["ferry", "bus"]),
        ("停戦案", "停戦 戦案", ["停戦案"]),
        ("nothing here", "橋", []),
        ("nothing here", "outlet:here", []),
        ("", "橋", []),
    ],
)
def test_what_was_searched_for_is_marked(text: str, query: str, expected: list[str]) -> None:
    assert marked(text, query) == expected


def test_a_snippet_shows_the_place_of_the_hit() -> None:
    text = "a word before " * 20 + "the bridge opened, the bridge closed" + " a word after" * 20
    shown = snippet(text, parse_query("bridge"), 60)
    whole = "".join(part.text for part in shown.parts)
    assert whole in text
    assert len(whole) <= 60
    assert not whole.startswith("ord")
    assert sum(part.marked for part in shown.parts) == 2
    assert (shown.cut_before, shown.cut_after) == (True, True)


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("川が増えた。" * 9 + "町では橋が開いた。" + "雨。" * 30, "橋", "町では橋が開いた。"),
        ("It rained. " * 9 + "Then the bridge opened. " + "It snowed. " * 9, "bridge", "Then the"),
        ("川" * 90 + "橋" + "山" * 90, "橋", "川"),
    ],
)
def test_a_snippet_begins_at_a_clause_and_is_as_wide_as_was_asked(
    text: str, query: str, shown: str
) -> None:
    found = "".join(part.text for part in snippet(text, parse_query(query), 40).parts)
    assert found.startswith(shown)
    assert query in found
    assert columns(found) <= 40


def test_a_short_text_is_shown_whole() -> None:
    shown = snippet("橋が開いた。", parse_query("outlet:みなと"), 40)
    assert shown.parts == (SnippetPart(text="橋が開いた。"),)
    assert not shown.cut_before
    assert not shown.cut_after


@given(
    st.text(alphabet="港橋 ｶﾞガ\u3099éEe\u0301ﬁfi、.ss ß\u200b\n", max_size=80),
    st.text(alphabet="港橋ガéefisß", min_size=1, max_size=4),
    st.integers(5, 60),
)
def test_a_snippet_is_a_part_of_the_text(text: str, query: str, width: int) -> None:
    shown = snippet(text, parse_query(query), width)
    whole = "".join(part.text for part in shown.parts)
    assert whole in text
    assert len(whole) <= width
    assert all(part.text for part in shown.parts)
