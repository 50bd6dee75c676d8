"""What Telegram finds in a text by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.text.detection import find_entities, find_spans
from simulator.text.entities import units


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/item 3", ["bot_command:/item"]),
        ("/item@kawaraban_bot 3", ["bot_command:/item@kawaraban_bot"]),
        ("see /help, /start", ["bot_command:/help", "bot_command:/start"]),
        ("a/b x//y </z> /ok/", []),
        ("参照/help", []),
        ("参照 /help", ["bot_command:/help"]),
        ("@someone a@b @abc", ["mention:@someone"]),
        ("#tag #123 #日本 a#b #x#y", ["hashtag:#tag", "hashtag:#日本"]),
        ("$USD $usd", ["cashtag:$USD"]),
        ("mail a.b@example.com now", ["email:a.b@example.com"]),
        ("https://example.com/a?b=c#d.", ["url:https://example.com/a?b=c#d"]),
        ("(https://example.com/a_(b))", ["url:https://example.com/a_(b)"]),
        ("example.com example.txt README.md v1.2", ["url:example.com", "url:README.md"]),
        ("127.0.0.1:8080/x 1.2.3 999.1.1.1", ["url:127.0.0.1:8080/x"]),
        ("詳細は https://例え.jp/道 です", ["url:https://例え.jp/道"]),
        ("詳細はhttps://example.com/道です", ["url:https://example.com/道です"]),
        ("詳細はexample.comです", []),
        ("http://localhost/x https://nodot", []),
        ("tg://resolve?domain=x.", ["url:tg://resolve?domain=x"]),
        ("shttp://a.com", []),
        ("https://a_b.example.com https://a.b_c.com", ["url:https://a_b.example.com"]),
        ("end of a sentence.Next", []),
        ("https://example.com.", ["url:https://example.com"]),
    ],
)
def test_links_commands_and_the_like_are_found(text: str, found: list[str]) -> None:
    assert [f"{kind}:{text[start:end]}" for kind, start, end in find_spans(text)] == found


def test_offsets_are_counted_in_utf_16_units() -> None:
    (entity,) = find_entities("🏟🏟 /go")
    assert (entity.offset, entity.length) == (5, 3)


@given(st.text("a/@#$.:日🏟 \n()http-_0", max_size=60))
def test_whatever_is_found_lies_inside_the_text_and_apart(text: str) -> None:
    last = 0
    for entity in find_entities(text):
        assert last <= entity.offset < entity.end <= units(text)
        last = entity.end
