"""Telegram's HTML, against vectors of what its parser makes of it."""

from __future__ import annotations

import contextlib
import html
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.text.entities import units
from simulator.text.html_text import MarkupError, parse_html

TESTS = Path(__file__).parents[1]
VECTORS = (
    TESTS / "data/telegram/entity-vectors.json",
    TESTS.parents[1] / "shared/telegram/entity-vectors.json",  # of Telegram's own parser
)
TAGS = ["b", "i", "u", "s", "code", "pre", "blockquote", "tg-spoiler", "a"]
# Surrogates can't be sent at all; a NUL ends the text for Telegram's parser.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def vectors() -> list[Any]:
    """Texts and what becomes of them; those beside the repository only where they are."""
    found = (json.loads(path.read_text("utf-8"))["html"] for path in VECTORS if path.exists())
    return [vector for one in found for vector in one]


@pytest.mark.parametrize(("source", "expected"), vectors())
def test_html_is_parsed_as_telegram_parses_it(source: str, expected: dict[str, Any]) -> None:
    if "error" in expected:
        with pytest.raises(MarkupError) as caught:
            parse_html(source)
        assert str(caught.value) == expected["error"]
        return
    marked = parse_html(source)
    assert marked.text == expected["text"]
    entities = [entity.as_json() for entity in marked.entities]
    assert len(entities) == len(expected["entities"])
    for found, wanted in zip(entities, expected["entities"], strict=True):
        assert wanted.items() <= found.items()


@pytest.mark.parametrize(
    ("source", "details"),
    [
        ('<a href="tg://user?id=42">x</a>', {"type": "text_mention", "user": {"id": 42}}),
        ('<tg-emoji emoji-id="5">x</tg-emoji>', {"custom_emoji_id": "5"}),
        ('<tg-time unix="9" format="wDT">x</tg-time>', {"unix_time": 9, "date_time_format": "wDT"}),
        ('<pre><code class="language-c">x</code></pre>', {"type": "pre", "language": "c"}),
    ],
)
def test_what_an_entity_needs_besides_its_place_is_kept(
    source: str, details: dict[str, Any]
) -> None:
    (entity,) = parse_html(source).entities
    assert details.items() <= entity.as_json().items()


@pytest.mark.parametrize("source", ["<a href='http://x'>y</a>", "<a href='ftp://a.b'>y</a>"])
def test_a_link_that_can_not_be_leaves_its_text(source: str) -> None:
    assert parse_html(source).entities == []
    assert parse_html(source).text == "y"


@given(TEXTS)
def test_an_escaped_text_is_itself_again(text: str) -> None:
    assert parse_html(html.escape(text, quote=False)).text == text


@given(
    st.recursive(
        TEXTS.map(html.escape),
        lambda inner: st.builds(
            lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
            st.sampled_from(TAGS),
            st.lists(inner),
        ),
    )
)
def test_entities_never_leave_the_text(source: str) -> None:
    marked = parse_html(source)
    length = units(marked.text)
    for entity in marked.entities:
        assert 0 <= entity.offset < entity.end <= length


@given(st.text("<>/&;#x0 abpre=\"'\0\n🏟", max_size=40))
def test_any_text_is_parsed_or_refused(source: str) -> None:
    with contextlib.suppress(MarkupError):
        assert units(parse_html(source).text) <= units(source)
