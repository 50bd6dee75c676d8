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
from digests.export.link_names import link_names
from digests.model import Digest, Edition, Form, Item
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
