"""Texts as they are kept: cleaned, trimmed, counted after parsing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.protocol.wire import Fields, RefusalError
from simulator.text.entities import SPLITTABLE, Entity, settle, units
from simulator.text.formatting import FormattedText, format_caption, format_text


def shape(formatted: FormattedText) -> list[tuple[str, int, int]]:
    return [(e.kind, e.offset, e.length) for e in formatted.entities]


def html(text: str) -> FormattedText:
    return format_text(text, "HTML")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("  \n x \n ", "x"),
        ("a\tb\x07c", "a b c"),
        ("a\r\nb", "a\nb"),
        ("a\u2028b\u202ec", "abc"),
        ("<b> x </b>", " x"),
        ("日本\u3000", "日本\u3000"),
    ],
)
def test_a_text_is_cleaned_and_trimmed(source: str, text: str) -> None:
    assert html(source).text == text


@pytest.mark.parametrize("source", [" ", "\n\n", "<b> </b>", "\u200b", "\u2800", "\t"])
def test_a_text_that_shows_nothing_is_refused(source: str) -> None:
    with pytest.raises(RefusalError, match="text must be non-empty"):
        html(source)


def test_the_limit_counts_characters_after_parsing() -> None:
    assert len(html(f"<b>{'漢' * 4096}</b>  ").text) == 4096
    with pytest.raises(RefusalError, match="message is too long"):
        html("🏟" * 4097)
    with pytest.raises(RefusalError, match="text is too long"):
        html("<b></b>" * 5000 + "x")
    assert len(format_caption("x" * 1024, "").text) == 1024
    with pytest.raises(RefusalError, match="message caption is too long"):
        format_caption("x" * 1025, "")


def test_entities_follow_what_is_removed_before_them() -> None:
    assert shape(html("\r\r<b>a\rb</b>")) == [("bold", 0, 2)]
    assert shape(html("\n\n<b>ab</b>\n")) == [("bold", 0, 2)]
    assert shape(html("<i>a \n</i>")) == [("italic", 0, 1)]


@pytest.mark.parametrize(
    ("source", "entities"),
    [
        ("<b>a</b><b>b</b>", [("bold", 0, 2)]),
        ("<b>a<b>b</b></b>", [("bold", 0, 2)]),
        ("<b>a<code>b</code>c</b>", [("bold", 0, 1), ("code", 1, 1), ("bold", 2, 1)]),
        ("<code>a<b>b</b></code>", [("code", 0, 2)]),
        (
            "<blockquote>a<blockquote>b</blockquote></blockquote>",
            [("blockquote", 0, 2)],
        ),
        ('<a href="x.jp">a<b>b</b></a>', [("text_link", 0, 2), ("bold", 1, 1)]),
        ("<b>a<i>b</i>c</b>", [("bold", 0, 1), ("bold", 1, 2), ("italic", 1, 1)]),
        ("<u>a<s>b</s></u>", [("underline", 0, 1), ("underline", 1, 1), ("strikethrough", 1, 1)]),
        ("<u><s>a</s>b</u>", [("underline", 0, 2), ("strikethrough", 0, 1)]),
        ("<b>x https://e.com</b>", [("bold", 0, 2), ("url", 2, 13), ("bold", 2, 13)]),
        ("<code>https://e.com /x</code> /y", [("code", 0, 16), ("bot_command", 17, 2)]),
        (
            "<blockquote expandable>https://e.com</blockquote>",
            [("expandable_blockquote", 0, 13), ("url", 0, 13)],
        ),
    ],
)
def test_entities_are_made_to_fit_together(
    source: str, entities: list[tuple[str, int, int]]
) -> None:
    assert shape(html(source)) == entities


def given_entity(**fields: object) -> Fields:
    return Fields(fields)


def test_entities_can_be_given_instead_of_a_parse_mode() -> None:
    link = given_entity(type="text_link", offset=2, length=1, url="Example.com")
    formatted = format_text("🏟x", "", [link, given_entity(type="url", offset=0, length=1)])
    (entity,) = formatted.entities
    assert entity.as_json() == {
        "type": "text_link",
        "offset": 2,
        "length": 1,
        "url": "http://example.com/",
    }


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"type": "bold", "offset": 0, "length": 9}, "ends after the end of the text"),
        ({"type": "bold", "offset": 9, "length": 1}, "begins after the end of the text"),
        ({"type": "loud", "offset": 0, "length": 1}, "Unsupported type"),
        (
            {"type": "date_time", "offset": 0, "length": 1, "date_time_format": "x"},
            "Invalid date-time format",
        ),
    ],
)
def test_entities_that_can_not_be_are_refused(fields: dict[str, object], sentence: str) -> None:
    with pytest.raises(RefusalError, match=sentence):
        format_text("abc", "", [given_entity(**fields)])


def test_other_parse_modes_are_told_apart() -> None:
    with pytest.raises(RefusalError) as lacking:
        format_text("x", "MarkdownV2")
    assert lacking.value.status == 501
    with pytest.raises(RefusalError, match="unsupported parse_mode"):
        format_text("x", "BBCode")


KINDS = ["bold", "italic", "underline", "code", "pre", "text_link", "blockquote", "spoiler"]
ENTITIES = st.builds(Entity, st.sampled_from(KINDS), st.integers(0, 20), st.integers(1, 10))


@given(st.lists(ENTITIES, max_size=8))
def test_settled_entities_never_cross(entities: list[Entity]) -> None:
    settled = settle(entities)
    for first in settled:
        for second in settled:
            crossing = first.offset < second.offset < first.end < second.end
            assert not crossing or {first.kind, second.kind} <= set(SPLITTABLE)
    assert settle(settled) == settled


@given(st.lists(ENTITIES, max_size=8))
def test_what_bold_covered_stays_bold_outside_of_code(entities: list[Entity]) -> None:
    def covered(some: list[Entity], kinds: set[str]) -> set[int]:
        return {at for e in some if e.kind in kinds for at in range(e.offset, e.end)}

    settled = settle(entities)
    verbatim = covered(settled, {"code", "pre"})
    assert covered(settled, {"bold"}) == covered(entities, {"bold"}) - verbatim


def test_units_count_signs_beyond_the_first_plane_twice() -> None:
    assert units("a漢🏟") == 4
