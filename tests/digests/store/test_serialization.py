"""Digests as rows of the store: what was written long ago is still read."""

from __future__ import annotations

import json

from digests.model import Coverage, Digest, Item, Paragraph, SummaryMaker
from digests.store.serialization import read_digest, written_digest

DIGEST = Digest(
    title="町だより",
    preface=("おはよう。",),
    left_over=("残り",),
    afterword=("またあした。",),
    coverage=Coverage(text=94, links=90),
)


def test_a_digest_is_read_as_it_was_written() -> None:
    again = read_digest(written_digest(DIGEST))
    assert again == DIGEST
    assert again.coverage == Coverage(text=94, links=90)


def test_a_digest_written_before_there_were_afterwords_is_read() -> None:
    raw = json.loads(written_digest(DIGEST))
    del raw["afterword"], raw["coverage"]
    again = read_digest(json.dumps(raw))
    assert (again.preface, again.left_over) == (("おはよう。",), ("残り",))
    assert again.afterword == ()
    assert again.coverage is None


def test_a_summary_written_before_its_maker_was_is_read() -> None:
    told = (Paragraph(text="橋が架かった。"),)
    item = Item(number=1, headline="橋", summary=told, summary_by=SummaryMaker.MODEL)
    raw = json.loads(written_digest(Digest(title=None, items=(item,))))
    assert raw["items"][0].pop("summary_by") == "model"
    (again,) = read_digest(json.dumps(raw)).items
    assert (again.summary, again.summary_by) == (told, None)
