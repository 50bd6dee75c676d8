"""Digests as editors write them, read and summarised: what a reader sees tells nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli.demonstration import samples
from bot.views.editions import edition_messages
from bot.views.items import item_messages
from bot.views.message import OutgoingMessage
from bot.views.reading.errata import errata_message, erratum_message
from digests.corrections import corrected
from digests.export.link_names import link_names
from digests.model import Digest, Edition, Form, Item, Paragraph
from digests.parsing.parser import parse
from digests.summary import summarised
from digests.summary.extractive import ExtractiveSummariser
from digests.text.characters import width
from digests.text.ruby import in_brackets
from digests.text.sentences import sentences
from tests.bot.views.test_long_editions import DAY, ENGLISH, Text, edition

ROOT = Path(__file__).parents[3]
FILES = sorted(
    path
    for folder in (ROOT / "tests/data/digests", Path(samples.__file__).parents[1] / "samples")
    for path in folder.iterdir()
    if path.suffix in {".txt", ".md", ".html"}
)


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.name)
def read(request: pytest.FixtureRequest) -> Edition:
    path: Path = request.param
    digest = parse(path.name, path.read_bytes(), posted=DAY).digest
    return replace(edition(1), digest=asyncio.run(summarised(digest, ExtractiveSummariser())))


def said(messages: Iterable[OutgoingMessage]) -> str:
    return "\n".join(Text(message.text).said for message in messages)


def own_words(item: Item) -> str:
    """All that an item has to tell, each thing once."""
    text = "\n".join([item.headline, *(in_brackets(one.text) for one in item.paragraphs)])
    beside = [*item.captions, *(one.headline for one in item.related)]
    return "\n".join([text, *(one for one in dict.fromkeys(beside) if one not in text)])


def sentences_of(items: Iterable[Item], language: str) -> Iterator[str]:
    """What is long enough to be noticed where it is told again."""
    for item in items:
        for line in own_words(item).splitlines():
            yield from (one for one in sentences(line, language) if width(one) >= 24)


def told_twice(told: str, items: Iterable[Item], digest: Digest) -> set[str]:
    """The sentences that are told more often than the editor says them."""
    items = [*items]
    own = "\n".join([*map(own_words, items), *digest.greeting])
    found = sentences_of(items, digest.language)
    return {one for one in found if told.count(one) > own.count(one)}


def test_an_item_that_is_not_folded_tells_nothing_twice(read: Edition) -> None:
    for item in read.digest.items:
        messages = item_messages(ENGLISH, read, item)
        if not any("blockquote" in message.text for message in messages):
            assert not told_twice(said(messages), [item], read.digest)


@pytest.mark.parametrize("form", [Form.HEADLINES, Form.SUMMARIES, Form.FULL])
def test_an_edition_tells_nothing_twice(read: Edition, form: Form) -> None:
    told = said(edition_messages(ENGLISH, read, form))
    assert not told_twice(told, read.digest.items, read.digest)


def test_an_author_is_named_once_at_the_top(read: Edition) -> None:
    top = said(edition_messages(ENGLISH, read, Form.HEADLINES)[:1]).partition("①")[0]
    author = read.digest.author
    assert author is None or [line.split(" · ")[-1] for line in top.splitlines()].count(author) == 1


def test_the_links_of_an_item_are_told_apart(read: Edition) -> None:
    for item in read.digest.items:
        names = [
            name for name in link_names([one.url for one in item.sources], item.outlet) if name
        ]
        assert len(names) == len(set(names))


# --- corrected -----------------------------------------------------------------------------------

KEPT = {"en": "The ferry runs again.", "ja": "渡し船はまた動いている。"}
FORMER = {
    "en": "The council voted on Wednesday to keep it after a long debate.",
    "ja": "市議会は水曜日、長い議論の末に存続を決めた。",
}
REWRITTEN = {
    "en": "On Thursday the mayor said that nobody wants to pay for boats at night.",
    "ja": "町長は木曜日になって、夜の船に払う金はどこにもないと述べた。",
}
ADDED = {"en": "A second landing opens in August.", "ja": "八月には二つ目の桟橋が開く。"}


def rewritten(language: str, headline: str = "The ferry") -> Edition:
    """An edition of one item, in which a sentence was written anew and another was added."""
    join = "".join if language == "ja" else " ".join
    before, after = (
        join([KEPT[language], *(said[language] for said in those)])
        for those in ((FORMER,), (REWRITTEN, ADDED))
    )
    item = Item(number=1, headline=headline, paragraphs=(Paragraph(text=before),))
    whole = edition(1)
    old = replace(whole, digest=replace(whole.digest, language=language, items=(item,)))
    new = replace(old.digest, items=(replace(item, paragraphs=(Paragraph(text=after),)),))
    return replace(old, digest=new, corrections=corrected(old, new, old.created_at))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_an_item_says_what_was_corrected_without_the_sentences_that_stand_below(
    language: str,
) -> None:
    one = rewritten(language)
    told = said(item_messages(ENGLISH, one, one.digest.items[0]))
    assert [told.count(words[language]) for words in (FORMER, REWRITTEN, ADDED)] == [1, 1, 1]
    above, _, below = told.partition(KEPT[language])
    was, put_in = (line for line in above.splitlines() if "→" in line or "＋" in line)
    beginnings = [was.split(" → ")[1].rstrip("…"), put_in.removeprefix("＋ ").rstrip("…")]
    assert was.startswith(f"{FORMER[language]} → ")
    assert all(5 <= len(one) <= 24 and one in below for one in beginnings)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_who_is_sent_a_correction_reads_all_of_it(language: str) -> None:
    sent = erratum_message(ENGLISH, rewritten(language), 0)
    whole = f"{FORMER[language]} → {REWRITTEN[language]} / ＋ {ADDED[language]}"
    assert whole in Text(sent.text).said


def test_a_list_of_corrections_tells_long_sentences_by_their_beginnings() -> None:
    long = "It rained on the pier, and " * 4
    one = rewritten("en")
    (made,) = one.corrections
    (change,) = made.changes
    told = replace(change, edits=(replace(change.edits[0], after=long),))
    listed = replace(one, corrections=(replace(made, changes=(told,)),))
    for message in (
        errata_message(ENGLISH, [listed]),
        *edition_messages(ENGLISH, listed, Form.RICH),
    ):
        text = message.text or message.rich_html or ""
        assert f"{long[:79]}…" in text
        assert long not in text
