"""Sentences and summaries of a whole edition: of an invented one, and of a real one where it is."""

from __future__ import annotations

import pytest

from digests.model import Digest, ParagraphKind
from digests.summary.extractive import summarise_sentences, summary_of
from digests.text.sentences import sentences
from tests.support.corpus import Corpus, corpora


@pytest.fixture(scope="module", params=corpora(), ids=lambda corpus: corpus.name)
def corpus(request: pytest.FixtureRequest) -> Corpus:
    """The digests of our own making, and the real ones where they are."""
    found: Corpus = request.param
    return found


@pytest.fixture(scope="module")
def edition(corpus: Corpus) -> Digest:
    return corpus.read(corpus.digest).digest


def test_every_sentence_of_the_edition_is_cut_where_it_ends(
    corpus: Corpus, edition: Digest
) -> None:
    wanted = corpus.expected(corpus.digest)
    found = {
        item.number: sum(
            len(sentences(paragraph.text, "ja"))
            for paragraph in item.paragraphs
            if paragraph.kind is not ParagraphKind.SUBHEADING
        )
        for item in edition.items
    }
    assert found == {item["number"]: item["n_sentences"] for item in wanted["items"]}
    assert sum(found.values()) == corpus.sentences


def test_every_item_of_the_edition_has_a_summary_of_its_own_words(edition: Digest) -> None:
    for item in edition.items:
        summary = summary_of(item, "ja")
        assert 2 <= sum(one.kind is not ParagraphKind.SUBHEADING for one in summary) <= 5
        for one in summary:
            assert any(one.text in paragraph.text for paragraph in item.paragraphs)


def test_the_rumour_stands_with_what_takes_it_back(edition: Digest) -> None:
    item = edition.item(5)
    assert item
    texts = [one.text for one in summary_of(item, "ja")]
    assert any(text.startswith("ただし") and text.endswith("証拠はない。") for text in texts)


@pytest.mark.parametrize("number", [7, 9, 10])
def test_items_made_of_bullets_give_bullets(edition: Digest, number: int) -> None:
    item = edition.item(number)
    assert item
    kinds = [one.kind for one in summary_of(item, "ja")]
    assert kinds.count(ParagraphKind.BULLET) >= 4


def test_the_dateline_is_no_part_of_the_summary(edition: Digest) -> None:
    item = edition.item(1)
    assert item
    (first,) = summarise_sentences(item, "ja", 1)
    assert "[" not in first.text
