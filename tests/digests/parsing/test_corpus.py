"""Whole digests of every shape, read as their expected files say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from digests.model import Digest, Item, ParagraphKind, ProblemKind, Reading
from digests.parsing.parser import parse
from tests.support.corpus import INVENTED, NO_REAL_FILES, REAL, Corpus, corpora

ITEMS = range(10)
READ = {".txt", ".md", ".html"}
LONGEST_RUN = 18
"""Letters that an invented text may have in common with a real one: a turn of speech, no more."""


@pytest.fixture(scope="module", params=corpora(), ids=lambda corpus: corpus.name)
def corpus(request: pytest.FixtureRequest) -> Corpus:
    """The digests of our own making, and the real ones where they are."""
    found: Corpus = request.param
    return found


def texts(item: Item, *kinds: ParagraphKind) -> list[str]:
    return [paragraph.text for paragraph in item.paragraphs if paragraph.kind in kinds]


def numbers_of(reading: Reading, kind: ProblemKind) -> list[str]:
    return [problem.details["number"] for problem in reading.problems if problem.kind is kind]


# --- the numbered digest ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def numbered(corpus: Corpus) -> Reading:
    return corpus.read(corpus.digest)


@pytest.fixture(scope="module")
def wanted(corpus: Corpus) -> Any:
    return corpus.expected(corpus.digest)


def test_the_digest_has_its_title_author_and_day(numbered: Reading, wanted: Any) -> None:
    digest = numbered.digest
    assert digest.title == wanted["title_normalised"]
    assert digest.author == wanted["author"]
    assert str(digest.date) == wanted["edition_date"]
    assert digest.language == wanted["language"]
    assert len(digest.items) == wanted["n_items"]
    assert digest.preface == digest.left_over == ()


@pytest.mark.parametrize("index", ITEMS)
def test_an_item_has_its_headline_and_sources(numbered: Reading, wanted: Any, index: int) -> None:
    item, one = numbered.digest.items[index], wanted["items"][index]
    assert item.number == one["number"]
    assert item.printed_number == "①②③④⑤⑥⑦⑧⑨⑩"[index]
    assert item.headline == one["headline"]
    assert str(item.date) == one["date"]
    assert item.outlet in {one["outlet"], one.get("outlet_inferred")}
    assert [source.url for source in item.sources] == [one["source_url"]]
    assert [source.raw for source in item.sources] == [one["source_url_raw"]]


@pytest.mark.parametrize("index", ITEMS)
def test_an_item_has_its_body(numbered: Reading, wanted: Any, index: int) -> None:
    item, one = numbered.digest.items[index], wanted["items"][index]
    told = texts(item, ParagraphKind.PROSE, ParagraphKind.BULLET)
    assert len(texts(item, ParagraphKind.PROSE)) == one["n_paragraphs"]
    assert texts(item, ParagraphKind.BULLET) == one["bullets"]
    labels = one["subheadings"] + one["speaker_labels"]
    assert texts(item, ParagraphKind.SUBHEADING) == labels
    assert list(item.captions) == one["captions"]
    dateline = f"{one['dateline']} - " if one["dateline"] else ""
    assert told[0].startswith(dateline + one["first_sentence"])
    assert told[-1].endswith(one["last_sentence"])


def test_the_words_that_pages_cut_in_two_are_whole_again(
    corpus: Corpus, numbered: Reading, wanted: Any
) -> None:
    assert len(corpus.rejoined) == sum(one["page_breaks_rejoined"] for one in wanted["items"])
    whole = "\n".join(
        paragraph.text for item in numbered.digest.items for paragraph in item.paragraphs
    )
    for words in corpus.rejoined:
        assert words in whole


def test_the_attribution_in_a_headline_is_known(numbered: Reading, wanted: Any) -> None:
    attributed = (one["headline"].partition("＝")[2] or None for one in wanted["items"])
    assert [item.attribution for item in numbered.digest.items] == list(attributed)


def test_a_damaged_link_is_told(corpus: Corpus, numbered: Reading, wanted: Any) -> None:
    last = wanted["items"][-1]
    lines = corpus.data(corpus.digest).decode().splitlines()
    # Told at the item's first line, which is where an editor looks for it.
    headline = next(at for at, line in enumerate(lines, start=1) if last["headline"] in line)
    repaired = [p for p in numbered.problems if p.kind is ProblemKind.SOURCE_REPAIRED]
    assert [(p.place.item, p.place.line) for p in repaired] == [(last["number"], headline)]


@pytest.mark.parametrize("suffix", [".md", ".pdf"])
def test_the_digest_reads_the_same_under_other_names(
    corpus: Corpus, numbered: Reading, suffix: str
) -> None:
    renamed = corpus.digest.removesuffix(".txt") + suffix
    found = parse(renamed, corpus.data(corpus.digest)).digest
    assert without_raw(found) == without_raw(numbered.digest)


def without_raw(digest: Digest) -> list[tuple[Any, ...]]:
    return [
        (item.number, item.headline, item.date, item.paragraphs, item.captions, item.sources)
        for item in digest.items
    ]


# --- the letter -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def letter(corpus: Corpus) -> Reading:
    return corpus.read(corpus.letter)


def test_the_items_of_the_letter_are_as_expected(corpus: Corpus, letter: Reading) -> None:
    wanted = corpus.expected(corpus.letter)
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
        assert bool(item.paragraphs) is not one.get("body_empty", False)


def related(aside: Any) -> dict[str, Any]:
    sources = [source.url for source in aside.sources]
    return {"headline": aside.headline, "date": str(aside.date), "sources": sources}


def test_the_gaps_and_contradictions_of_the_letter_are_told(
    corpus: Corpus, letter: Reading
) -> None:
    wanted = corpus.expected(corpus.letter)
    assert numbers_of(letter, ProblemKind.NUMBER_GAP) == [str(n) for n in wanted["gaps_to_report"]]
    conflicts = [p for p in letter.problems if p.kind is ProblemKind.EDITION_DATE_CONFLICT]
    assert tuple(problem.details["found"] for problem in conflicts) == corpus.letter_conflicts


def test_the_lines_of_the_letter_are_joined_and_its_marks_kept_apart(
    corpus: Corpus, letter: Reading
) -> None:
    item = letter.digest.items[1]
    assert [paragraph.kind for paragraph in item.paragraphs] == [
        ParagraphKind.SUBHEADING,
        ParagraphKind.PROSE,
        ParagraphKind.SUBHEADING,
        ParagraphKind.PROSE,
    ]
    for paragraph, end in zip(item.paragraphs[1::2], corpus.letter_ends, strict=True):
        assert paragraph.text.endswith(end)


def test_an_address_glued_to_a_sentence_leaves_the_body(letter: Reading) -> None:
    item = letter.digest.items[2]
    assert item.paragraphs
    assert not any("http" in paragraph.text for paragraph in item.paragraphs)


def test_the_opening_of_the_letter_is_its_preface(corpus: Corpus, letter: Reading) -> None:
    assert any(text.startswith(corpus.letter_greeting) for text in letter.digest.preface)
    assert letter.digest.left_over == ()


# --- the others -------------------------------------------------------------------------------


def test_a_list_of_links_gives_an_item_a_link(corpus: Corpus) -> None:
    wanted, digest = corpus.expected_of_other(corpus.links), corpus.read(corpus.links).digest
    assert digest.title == wanted["title"]
    assert str(digest.date) == wanted["edition_date"]
    assert len(digest.items) == wanted["n_link_bullets"]
    assert all(item.sources for item in digest.items)
    assert corpus.commented in corpus.data(corpus.links).decode()
    assert not any(corpus.commented in item.headline for item in digest.items)
    assert corpus.sections <= sections(digest)


def sections(digest: Digest) -> set[str | None]:
    return {item.section for item in digest.items}


def test_quotations_below_links_are_their_bodies(corpus: Corpus) -> None:
    wanted = corpus.expected_of_other(corpus.quotations)
    digest = corpus.read(corpus.quotations).digest
    assert (digest.title, digest.date) == (wanted["title"], wanted["edition_date"])
    assert len(digest.items) == wanted["n_items"]
    assert all(len(item.paragraphs) == 1 and item.outlet for item in digest.items)
    assert sections(digest) == set(wanted["h2"])


def test_bold_openings_are_headlines_and_nested_entries_body(corpus: Corpus) -> None:
    wanted, digest = corpus.expected_of_other(corpus.openings), corpus.read(corpus.openings).digest
    assert digest.title == wanted["title"]
    assert digest.date == corpus.days[corpus.openings]
    assert len(digest.items) == wanted["n_bold_bullets"] + wanted["n_link_bullets"]
    assert digest.items[0].headline == corpus.opening
    assert len(texts(digest.items[0], ParagraphKind.BULLET)) == 3
    whole = "\n".join(paragraph.text for item in digest.items for paragraph in item.paragraphs)
    assert "][" not in whole
    assert "<!--" not in whole
    assert corpus.opening_rejoined in whole


def test_headings_open_the_items_of_a_page(corpus: Corpus) -> None:
    wanted, digest = corpus.expected_of_other(corpus.headings), corpus.read(corpus.headings).digest
    assert digest.title == wanted["title"]
    assert str(digest.date) == wanted["edition_date"]
    assert [item.headline for item in digest.items] == wanted["heads"]
    assert len(texts(digest.items[5], ParagraphKind.BULLET)) == corpus.entries


def test_a_labelled_title_and_a_range_of_days_are_understood(corpus: Corpus) -> None:
    wanted, digest = corpus.expected_of_other(corpus.labelled), corpus.read(corpus.labelled).digest
    assert digest.title == wanted["title"]
    assert digest.date == corpus.days[corpus.labelled]
    assert digest.language == "ru"
    assert len(digest.items) == wanted["n_bullets"]
    assert sections(digest) == set(wanted["h2"][1:])


@pytest.mark.xfail(
    reason="a day in the last column of an event is taken for the day of the news", strict=True
)
def test_the_day_of_an_event_does_not_contradict_the_editions() -> None:
    told = {problem.kind for problem in INVENTED.read(INVENTED.links).problems}
    assert ProblemKind.EDITION_DATE_CONFLICT not in told


# --- the invented ones ------------------------------------------------------------------------


@pytest.mark.skipif(not REAL.folder.is_dir(), reason=NO_REAL_FILES)
def test_nothing_of_the_real_digests_is_in_the_invented_ones() -> None:
    real = "".join(letters(one) for one in REAL.folder.iterdir() if one.suffix in READ)
    shared = [
        run for path in INVENTED.folder.iterdir() for run in runs(letters(path)) if run in real
    ]
    assert shared == []


def runs(text: str) -> list[str]:
    return [text[at : at + LONGEST_RUN] for at in range(len(text) - LONGEST_RUN + 1)]


def letters(path: Path) -> str:
    """What a person reads of a file: no addresses, tags, includes or signs."""
    text = path.read_text(encoding="utf-8")
    unread = r"https?://[!-~]+|<[^>]*>|\{%.*?(?=\n|[q0-9]+=|%\})|%3D\S*|^[a-z]+:.*$|\w+=\"?"
    return re.sub(r"\W|_", "", re.sub(unread, "", text, flags=re.MULTILINE))
