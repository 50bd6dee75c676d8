"""What looks wrong with a digest, and where."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from digests.model import (
    Coverage,
    Digest,
    Item,
    Paragraph,
    Place,
    Problem,
    ProblemKind,
    Severity,
    Source,
)
from digests.parsing.checks import check, problem
from digests.parsing.parser import parse

DAY = date(2031, 5, 15)
SOURCE = Source(url="https://example.jp/1", raw="https://example.jp/1")
TEXT = (
    "町はことしの春、岬の灯台を三年ぶりに白く塗り替えた。塗装には職人ら十五人が参加した。"
    "灯台守は、海から見るとまるで新品のようだと話している。"
)
ITEM = Item(
    number=1,
    headline="灯台を塗り替え",
    printed_number="①",
    date=date(2031, 5, 14),
    sources=(SOURCE,),
    paragraphs=(Paragraph(text=TEXT),),
)
PLACES = {1: Place(line=7), 2: Place(page=3)}


def found(*items: Item, **changes: object) -> tuple[Problem, ...]:
    digest = Digest(title="町だより", date=DAY, items=items)
    return check(replace(digest, **changes), PLACES)  # type: ignore[arg-type]


def kinds(*items: Item, **changes: object) -> list[ProblemKind]:
    return [one.kind for one in found(*items, **changes)]


def test_a_sound_digest_has_no_problems() -> None:
    assert found(ITEM) == ()


def test_a_problem_names_its_line_or_page_and_its_item() -> None:
    bare = replace(ITEM, sources=())
    one, two = found(bare, replace(bare, number=2))
    assert (one.place, two.place) == (Place(line=7, item=1), Place(page=3, item=2))
    assert (one.kind, one.severity) == (ProblemKind.NO_SOURCE, Severity.WARNS)


def test_a_digest_without_items_blocks() -> None:
    (problem,) = found()
    assert (problem.kind, problem.severity) == (ProblemKind.NO_ITEMS, Severity.BLOCKS)


def test_a_missing_title_and_text_left_over_are_told() -> None:
    assert kinds(ITEM, title=None) == [ProblemKind.NO_TITLE]
    (problem,) = found(ITEM, left_over=("海", "山"))
    assert (problem.kind, problem.details) == (ProblemKind.TEXT_LEFT_OVER, {"count": "2"})


def test_an_undated_item_is_told_of_where_items_have_dates() -> None:
    undated = replace(ITEM, date=None)
    assert kinds(undated) == [ProblemKind.NO_DATE]
    links = replace(undated, printed_number=None)
    assert kinds(links, replace(links, number=2)) == []
    assert kinds(links, replace(links, number=2, date=DAY)) == [ProblemKind.NO_DATE]


def test_a_day_far_from_the_editions_is_told() -> None:
    for day in (date(2031, 5, 17), date(2031, 4, 1), date(2030, 5, 14)):
        (problem,) = found(replace(ITEM, date=day))
        assert (problem.kind, problem.details) == (ProblemKind.ODD_DATE, {"date": str(day)})
    assert found(replace(ITEM, date=date(2031, 5, 16))) == ()


def test_an_address_that_hardly_opens_is_told() -> None:
    url = "https://localhost/a"
    (problem,) = found(replace(ITEM, sources=(Source(url=url, raw=url),)))
    assert (problem.kind, problem.details) == (ProblemKind.SOURCE_SUSPECT, {"url": url})


def test_an_empty_item_and_a_very_long_one_are_told() -> None:
    empty = replace(ITEM, paragraphs=(), sources=())
    assert kinds(empty) == [ProblemKind.NO_SOURCE, ProblemKind.EMPTY_ITEM]
    (problem,) = found(replace(ITEM, paragraphs=(Paragraph(text="あ" * 10_001),)))
    assert (problem.kind, problem.details) == (ProblemKind.LONG_ITEM, {"count": "10001"})


def test_a_headline_with_a_link_is_not_empty() -> None:
    assert kinds(replace(ITEM, paragraphs=())) == []


def test_every_kind_of_problem_has_a_severity() -> None:
    for kind in ProblemKind:
        assert problem(kind).severity in Severity


def test_reading_tells_what_lint_finds() -> None:
    text = "①海(2031年5月14日)\n\n高い。\n\n②山(2031年5月14日)\n\nhttps://example.jp/1\n"
    kinds = [problem.kind for problem in parse("2031-05-15.txt", text.encode()).problems]
    assert ProblemKind.NO_SOURCE in kinds


# --- what shows that items were not told right -------------------------------------------------

LONG = ("海が荒れ、船は三日のあいだ港にとどまった。" * 30,)


def blocking(*items: Item, text: int = 100, links: int = 100, **changes: object) -> list[object]:
    coverage = Coverage(text=text, links=links)
    told = found(*items, coverage=coverage, **changes)
    return [(one.kind, one.details) for one in told if one.severity is Severity.BLOCKS]


def test_a_digest_whose_text_stands_beside_its_items_blocks() -> None:
    assert blocking(ITEM, text=59, afterword=LONG) == [(ProblemKind.LITTLE_READ, {"count": "59"})]
    assert blocking(ITEM, text=60, afterword=LONG) == []


def test_a_few_words_beside_the_items_block_nothing() -> None:
    assert blocking(ITEM, text=30, links=30, preface=("おはよう。",)) == []


def test_more_text_before_the_items_than_in_them_blocks() -> None:
    assert blocking(ITEM, preface=LONG) == [(ProblemKind.LONG_PREFACE, {})]


def test_a_digest_whose_links_stand_beside_its_items_blocks() -> None:
    sources = tuple(Source(url=f"https://example.jp/{n}", raw="") for n in range(9))
    item = replace(ITEM, sources=sources)
    assert blocking(item, links=50) == [(ProblemKind.LINKS_OUTSIDE, {"count": "50"})]
    assert blocking(item, links=60) == []


def test_an_item_of_very_many_links_blocks() -> None:
    def item(count: int) -> Item:
        sources = tuple(Source(url=f"https://example.jp/{n}", raw="") for n in range(count))
        return replace(ITEM, sources=sources)

    assert blocking(item(15)) == []
    assert blocking(item(16)) == [(ProblemKind.MANY_LINKS, {"count": "16"})]


def test_coverage_counts_the_text_and_links_in_items() -> None:
    text = "① 知らせ\n本文が続く。\nhttps://example.jp/1\n\n② 次\n続く。\nhttps://example.jp/2\n"
    whole = parse("a.txt", text.encode()).digest
    assert whole.coverage == Coverage(text=100, links=100)
    half = parse(
        "a.md", b"# A\n\n[x](https://e.org/1) greets.\n\n## B\n\ngreets. [y](https://e.org/2)\n"
    )
    assert half.digest.coverage is not None
    assert (half.digest.coverage.text, half.digest.coverage.links) == (47, 50)
