"""Texts that were made to take long: whatever is done with one item takes a moment.

What takes the square of a text's length, or worse, would take far longer here. The limit is in
seconds of this process, and many times what any of them takes.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest

from bot.i18n.translator import Translations
from bot.views.desk.drafts import preview_messages
from bot.views.editions import edition_messages, source_messages
from bot.views.inline_results import offer
from bot.views.items import item_messages
from digests.model import Digest, Edition, EditionState, Form, Item, ItemKey, Paragraph, Source
from digests.search.index_terms import item_terms
from digests.search.query import parse_query
from digests.search.snippets import snippet
from digests.stories.linking import Comparison
from digests.summary.extractive import summary_of
from digests.values.stories import PublishedItem

LENGTH = 50_000
MOST = 5.0
TEXTS = {
    "one sentence": "the harbour of linnet and ",
    "short sentences": "Ab cd. ",
    "short sentences in Japanese": "港開く。",
    "one word": "a",
    "one word of ideographs": "港",
    "open quotes": '"',
    "open brackets": "「",
    "dots": ". ",
    "dashes in words": "a-",
    "signs to escape": "&",
    "accents": "\u0301",
    "families": "👩\u200d👩\u200d👧\u200d👦",
    "from right to left": "قال الميناء إن الجسر سيفتح. ",
    "lines": "a\n",
    "addresses": "https://example.org/a ",
}


@pytest.mark.parametrize("repeated", TEXTS.values(), ids=TEXTS)
def test_no_text_takes_long(repeated: str) -> None:
    text = (repeated * LENGTH)[:LENGTH]
    url = "https://example.org/" + text.replace("\n", "")
    item = Item(
        number=1,
        headline="The harbour",
        paragraphs=(Paragraph(text=text),),
        sources=(Source(url=url, raw=url),),
    )
    digest = Digest(title="Letter", language="en", preface=(text,), items=(item,))
    edition = Edition(
        id=1,
        date=date(2031, 5, 1),
        state=EditionState.DRAFT,
        digest=digest,
        problems=(),
        fingerprint="",
        posted_by=None,
        created_at=datetime(2031, 5, 1, tzinfo=UTC),
    )
    translator = Translations.load("en").of(None)
    began = time.process_time()
    messages = [one for form in Form for one in edition_messages(translator, edition, form)]
    messages += preview_messages(translator, edition, same_day=None, zone="UTC")
    messages += item_messages(translator, edition, item)
    messages += source_messages(translator, edition)
    offer(translator, edition, item, "kawaraban_bot")
    summary_of(item, "en")
    item_terms(item)
    snippet(text, parse_query("harbour 港"), 90)
    before = PublishedItem(key=ItemKey(1, 1), date=date(2031, 4, 1), item=item)
    comparison = Comparison(digest, date(2031, 4, 2), [before])
    assert len(comparison.repeats()) + len(comparison.links()) <= 2
    assert time.process_time() - began < MOST
    assert all(len(one.text.encode()) < 32_768 for one in messages)
    assert all(len(one.rich_html or "") <= 32_768 for one in messages)
