"""Sentences and summaries of a real edition, which is not part of the repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from digests.model import Digest, ParagraphKind
from digests.reading.reader import read
from digests.summary.extractive import summarise_sentences, summary_of
from digests.summary.sentences import sentences

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")


@pytest.fixture(scope="module")
def seed() -> Digest:
    return read("seed.ja.txt", (CORPUS / "seed.ja.txt").read_bytes()).digest


def test_every_sentence_of_the_edition_is_cut_where_it_ends(seed: Digest) -> None:
    expected = json.loads((CORPUS / "seed.ja.expected.json").read_text(encoding="utf-8"))
    found = {
        item.number: sum(
            len(sentences(paragraph.text, "ja"))
            for paragraph in item.paragraphs
            if paragraph.kind is not ParagraphKind.SUBHEADING
        )
        for item in seed.items
    }
    assert found == {item["number"]: item["n_sentences"] for item in expected["items"]}
    assert sum(found.values()) == 164


def test_every_item_of_the_edition_has_a_summary_of_its_own_words(seed: Digest) -> None:
    for item in seed.items:
        summary = summary_of(item, "ja")
        assert 2 <= len(summary) <= 5
        for one in summary:
            assert any(one.text in paragraph.text for paragraph in item.paragraphs)


def test_the_rumour_stands_with_what_takes_it_back(seed: Digest) -> None:
    item = seed.item(5)
    assert item
    texts = [one.text for one in summary_of(item, "ja")]
    assert any(text.startswith("ただし") and text.endswith("証拠はない。") for text in texts)


@pytest.mark.parametrize("number", [7, 9, 10])
def test_items_made_of_bullets_give_bullets(seed: Digest, number: int) -> None:
    item = seed.item(number)
    assert item
    kinds = [one.kind for one in summary_of(item, "ja")]
    assert kinds.count(ParagraphKind.BULLET) >= 4


def test_the_dateline_is_no_part_of_the_summary(seed: Digest) -> None:
    item = seed.item(1)
    assert item
    (first,) = summarise_sentences(item, "ja", 1)
    assert "[" not in first.text
