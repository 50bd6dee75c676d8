"""The real digests of the corpus, read as their expected files say."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from digests.model import Digest, Item, Paragraph, ParagraphKind, ProblemKind, Reading
from digests.reading.reader import read

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not on this machine")

SEED_ITEMS = range(10)


def corpus_file(name: str) -> Reading:
    return read(name, (CORPUS / name).read_bytes())


def expected(name: str) -> Any:
    return json.loads((CORPUS / name).read_text(encoding="utf-8"))


def texts(item: Item, *kinds: ParagraphKind) -> list[str]:
    return [paragraph.text for paragraph in item.paragraphs if paragraph.kind in kinds]


def numbers_of(reading: Reading, kind: ProblemKind) -> list[str]:
    return [problem.details["number"] for problem in reading.problems if problem.kind is kind]


# --- the seed ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seed() -> Reading:
    return corpus_file("seed.ja.txt")


def test_the_seed_has_its_title_author_and_day(seed: Reading) -> None:
    wanted = expected("seed.ja.expected.json")
    assert seed.digest.title == wanted["title_normalised"]
    assert seed.digest.author == wanted["author"]
    assert str(seed.digest.date) == wanted["edition_date"]
    assert seed.digest.language == wanted["language"]
    assert len(seed.digest.items) == wanted["n_items"]
    assert seed.digest.preface == seed.digest.left_over == ()


@pytest.mark.parametrize("index", SEED_ITEMS)
def test_an_item_of_the_seed_has_its_headline_and_sources(seed: Reading, index: int) -> None:
    item, wanted = seed.digest.items[index], expected("seed.ja.expected.json")["items"][index]
    assert item.number == wanted["number"]
    assert item.printed_number == "①②③④⑤⑥⑦⑧⑨⑩"[index]
    assert item.headline == wanted["headline"]
    assert str(item.date) == wanted["date"]
    assert item.outlet == wanted["outlet"]
    assert [source.url for source in item.sources] == [wanted["source_url"]]
    assert [source.raw for source in item.sources] == [wanted["source_url_raw"]]


@pytest.mark.parametrize("index", SEED_ITEMS)
def test_an_item_of_the_seed_has_its_body(seed: Reading, index: int) -> None:
    item, wanted = seed.digest.items[index], expected("seed.ja.expected.json")["items"][index]
    told = texts(item, ParagraphKind.PROSE, ParagraphKind.BULLET)
    assert len(texts(item, ParagraphKind.PROSE)) == wanted["n_paragraphs"]
    assert texts(item, ParagraphKind.BULLET) == wanted["bullets"]
    labels = wanted["subheadings"] + wanted["speaker_labels"]
    assert texts(item, ParagraphKind.SUBHEADING) == labels
    assert list(item.captions) == wanted["captions"]
    dateline = f"{wanted['dateline']} - " if wanted["dateline"] else ""
    assert told[0].startswith(dateline + wanted["first_sentence"])
    assert told[-1].endswith(wanted["last_sentence"])


def test_the_words_that_pages_cut_in_two_are_whole_again(seed: Reading) -> None:
    whole = "\n".join(paragraph.text for item in seed.digest.items for paragraph in item.paragraphs)
    for words in (
        "コメントに",
        "不可欠だと",
        "欧州再軍備拡張",
        "によってブロック",
        "ウクライナ軍にとって",
    ):
        assert words in whole


def test_the_attribution_in_a_headline_of_the_seed_is_known(seed: Reading) -> None:
    assert [item.attribution for item in seed.digest.items if item.attribution] == [
        "関係筋",
        "ウクライナ高官",
        "ラブロフ外相",
    ]


def test_the_damaged_link_of_the_seed_is_told(seed: Reading) -> None:
    repaired = [p for p in seed.problems if p.kind is ProblemKind.SOURCE_REPAIRED]
    assert [(problem.place.item, problem.place.line) for problem in repaired] == [(10, 270)]


@pytest.mark.parametrize("name", ["seed.ja.md", "seed.ja.pdf"])
def test_the_seed_reads_the_same_under_other_names(seed: Reading, name: str) -> None:
    data = (CORPUS / "seed.ja.txt").read_bytes()
    assert without_raw(read(name, data).digest) == without_raw(seed.digest)


def without_raw(digest: Digest) -> list[tuple[Any, ...]]:
    return [
        (item.number, item.headline, item.date, item.paragraphs, item.captions, item.sources)
        for item in digest.items
    ]


# --- the letter -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def letter() -> Reading:
    return corpus_file("letter-style.ja.txt")


def test_the_items_of_the_letter_are_as_expected(letter: Reading) -> None:
    wanted = expected("letter-style.ja.expected.json")
    assert letter.digest.title == wanted["title_raw"]
    assert letter.digest.author == wanted["author"]
    assert str(letter.digest.date) == wanted["edition_date"]
    assert [item.number for item in letter.digest.items] == wanted["numbers"]
    for item, one in zip(letter.digest.items, wanted["items"], strict=True):
        assert item.headline == one["headline"]
        assert str(item.date) == one["date"]
        assert item.outlet == one["outlet"]
        assert [source.url for source in item.sources] == one["sources"]
        assert [related(aside) for aside in item.related] == one.get("related", [])


def related(aside: Any) -> dict[str, Any]:
    sources = [source.url for source in aside.sources]
    return {"headline": aside.headline, "date": str(aside.date), "sources": sources}


def test_the_gaps_and_contradictions_of_the_letter_are_told(letter: Reading) -> None:
    wanted = expected("letter-style.ja.expected.json")
    assert numbers_of(letter, ProblemKind.NUMBER_GAP) == [str(n) for n in wanted["gaps_to_report"]]
    conflicts = [p for p in letter.problems if p.kind is ProblemKind.EDITION_DATE_CONFLICT]
    assert [problem.details["found"] for problem in conflicts] == ["2025-02-06", "2025-02-04"]


def test_the_lines_of_the_letter_are_joined_and_its_marks_kept_apart(letter: Reading) -> None:
    item = letter.digest.item(2)
    assert item is not None
    assert [paragraph.kind for paragraph in item.paragraphs] == [
        ParagraphKind.SUBHEADING,
        ParagraphKind.PROSE,
        ParagraphKind.SUBHEADING,
        ParagraphKind.PROSE,
    ]
    assert item.paragraphs[1].text.endswith("128 億円を見込む。")
    assert item.paragraphs[3].text.endswith("予定している。")


def test_an_address_glued_to_a_sentence_leaves_the_body(letter: Reading) -> None:
    item = letter.digest.item(3)
    assert item is not None
    assert not any("http" in paragraph.text for paragraph in item.paragraphs)


def test_the_opening_of_the_letter_is_its_preface(letter: Reading) -> None:
    assert any(text.startswith("みなさん、") for text in letter.digest.preface)
    assert letter.digest.left_over == ()


# --- the others -------------------------------------------------------------------------------


def test_a_list_of_links_gives_an_item_a_link() -> None:
    name = "02_twir_590.en.md"
    wanted, digest = expected("others.expected.json")[name], corpus_file(name).digest
    assert digest.title == wanted["title"]
    assert str(digest.date) == wanted["edition_date"]
    assert len(digest.items) == wanted["n_link_bullets"]
    assert all(item.sources for item in digest.items)
    assert not any("Title of the Linked Page" in item.headline for item in digest.items)
    assert {"Official", "Miscellaneous", "Virtual", "Asia", "Approved RFCs"} <= sections(digest)


def sections(digest: Digest) -> set[str | None]:
    return {item.section for item in digest.items}


def test_quotations_below_links_are_their_bodies() -> None:
    name = "06_haskell_weekly_463.en.md"
    wanted, digest = expected("others.expected.json")[name], corpus_file(name).digest
    assert (digest.title, digest.date) == (wanted["title"], wanted["edition_date"])
    assert len(digest.items) == wanted["n_items"]
    assert all(len(item.paragraphs) == 1 and item.outlet for item in digest.items)
    assert sections(digest) == set(wanted["h2"])


def test_bold_openings_are_headlines_and_nested_entries_body() -> None:
    name = "07_optech_345.ja.md"
    wanted, digest = expected("others.expected.json")[name], corpus_file(name).digest
    assert digest.title == wanted["title"]
    assert digest.date == date(2025, 3, 14)
    assert len(digest.items) == wanted["n_bold_bullets"] + wanted["n_link_bullets"]
    assert digest.items[0].headline == "P2Pトラフィックの分析"
    assert len(texts(digest.items[0], ParagraphKind.BULLET)) == 3
    whole = "\n".join(paragraph_texts(digest))
    assert "][" not in whole
    assert "<!--" not in whole
    assert "分析をDelving" in whole


def paragraph_texts(digest: Digest) -> list[str]:
    return [paragraph.text for item in digest.items for paragraph in all_of(item)]


def all_of(item: Item) -> tuple[Paragraph, ...]:
    return item.paragraphs


def test_headings_open_the_items_of_a_page() -> None:
    name = "08_debian_dpn_2013-15.ja.html"
    wanted, digest = expected("others.expected.json")[name], corpus_file(name).digest
    assert digest.title == wanted["title"]
    assert str(digest.date) == wanted["edition_date"]
    assert [item.headline for item in digest.items] == wanted["heads"]
    assert len(texts(digest.items[5], ParagraphKind.BULLET)) == 10


def test_a_labelled_title_and_a_range_of_days_are_understood() -> None:
    name = "11_cpp_digest_0.ru.md"
    wanted, digest = expected("others.expected.json")[name], corpus_file(name).digest
    assert digest.title == wanted["title"]
    assert digest.date == date(2023, 8, 6)
    assert digest.language == "ru"
    assert len(digest.items) == wanted["n_bullets"]
    assert sections(digest) == set(wanted["h2"][1:])
