"""Markdown as blocks: metadata, lists, links, raw HTML, what site generators add."""

from __future__ import annotations

import pytest

from digests.parsing.blocks import Block, BlockKind, ItemHeadings, Link
from digests.parsing.formats.markdown import parse_markdown


def blocks(text: str) -> tuple[Block, ...]:
    return parse_markdown(text).blocks


def test_front_matter_is_metadata() -> None:
    document = parse_markdown(
        "---\ntitle: 'The Gull: 12'\nauthor: Ann Tern\ndate: 2031-05-15\nlang: en\n---\n\nText.\n"
    )
    assert (document.title, document.author) == ("The Gull: 12", "Ann Tern")
    assert (document.date, document.language) == ("2031-05-15", "en")
    assert [block.text for block in document.blocks] == ["Text."]
    assert document.blocks[0].place.line == 8


def test_key_and_value_lines_on_top_are_metadata() -> None:
    document = parse_markdown("Title: The Gull 12\nDate: 2031-05-15\nTags: sea\n\nText.\n")
    assert (document.title, document.date) == ("The Gull 12", "2031-05-15")
    assert document.blocks[0].place.line == 5


def test_labelled_text_is_no_metadata() -> None:
    assert len(blocks("Note: the sea is high.\nMood: good.\n\nText.\n")) == 2


def test_text_between_rules_is_no_front_matter() -> None:
    assert [block.text for block in blocks("---\nText alone.\n---\n\nMore.\n")] == [
        "Text alone.",
        "More.",
    ]


def test_a_date_may_stand_in_the_files_link_or_name() -> None:
    assert parse_markdown("---\nname: 2031-05-15-gull\n---\nText").date == "2031-05-15-gull"


def test_our_own_form_says_what_its_headings_are() -> None:
    assert parse_markdown("---\nitems: numbered\n---\n").items is ItemHeadings.NUMBERED


def test_in_our_own_form_a_heading_may_say_that_it_prints_no_number() -> None:
    own = "---\nitems: numbered\n---\n### {}\n"
    for heading, text, unnumbered in [
        ("② *Terns* {-}", "② Terns", True),
        ("② Terns \\{-}", "② Terns {-}", False),
        ("② Terns {-\\}", "② Terns {-}", False),
        ("② {-} Terns", "② {-} Terns", False),
        ("② `{-}`", "② {-}", False),
    ]:
        (block,) = parse_markdown(own.format(heading)).blocks
        assert (block.text, block.unnumbered) == (text, unnumbered)
    assert blocks("### ② Terns {-}")[0].text == "② Terns {-}"


def test_links_keep_their_words_and_their_targets_to_the_message() -> None:
    (block,) = blocks("See [the *Gull*](https://example.com/a%3Db_c) and <https://example.com/x>.")
    assert block.text == "See the Gull and https://example.com/x."
    assert block.links == (Link(text="the Gull", target="https://example.com/a%3Db_c"),)


def test_reference_links_are_resolved_and_dangling_ones_keep_their_words() -> None:
    (block,) = blocks("[Gull][a] and [Tern][b] and [Auk][].\n\n[a]: https://example.com/a\n")
    assert block.text == "Gull and Tern and Auk."
    assert Link(text="Gull", target="https://example.com/a") in block.links
    assert {link.text for link in block.links if not link.target} == {"Tern", "Auk"}


def test_an_index_into_a_table_is_no_reference() -> None:
    (block,) = blocks("Take cells[i][j] of it.")
    assert block.text == "Take cells[i][j] of it."


def test_entries_have_depths_and_the_marks_that_lists_print() -> None:
    found = blocks("1. One\n   - Inner\n\n   Below.\n2. Two\n\nOutside.\n")
    assert [(b.kind.value, b.text, b.mark, b.level, b.inside) for b in found] == [
        ("entry", "One", "1.", 1, 1),
        ("entry", "Inner", None, 2, 2),
        ("paragraph", "Below.", None, 1, 1),
        ("entry", "Two", "2.", 1, 1),
        ("paragraph", "Outside.", None, 1, 0),
    ]


def test_bold_openings_are_known() -> None:
    whole, part, none = blocks("**All of it**\n\n**First:** rest\n\nrest **last**\n")
    assert (whole.bold, part.bold, none.bold) == ("All of it", "First:", "")


def test_hard_wrapped_lines_are_joined_by_script() -> None:
    cjk, latin, mixed = blocks("海を\n見る。\n\nThe sea\nis high.\n\n海は Gull\n紙が伝えた。\n")
    assert cjk.text == "海を見る。"
    assert latin.text == "The sea is high."
    assert mixed.text == "海は Gull 紙が伝えた。"


def test_lines_with_marks_links_or_meant_breaks_stay_lines() -> None:
    for text in ("①海\n本文です", "海\nhttps://example.jp/1", "海  \n山", "海<br>山", "海\n・山"):
        assert [block.kind for block in blocks(text)] == [BlockKind.LINE, BlockKind.LINE]


def test_comments_are_dropped_and_raw_html_is_read() -> None:
    found = blocks(
        "<!-- * [no](https://example.com) -->\n\n<div><p>Yes.</p></div>\n\nA <b>B</b> C\n"
    )
    assert [block.text for block in found] == ["Yes.", "A B C"]


def test_code_keeps_its_lines_and_a_table_is_one_block() -> None:
    code, table = blocks("```\na = 1\nb = 2\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    assert (code.kind, code.text) == (BlockKind.CODE, "a = 1\nb = 2")
    assert (table.kind, table.text) == (BlockKind.CODE, "a | b\n1 | 2")


def test_a_pictures_words_are_a_caption_and_a_rule_is_kept() -> None:
    caption, below = blocks("![The white lighthouse](a.jpg)\n\n***\n\nText.\n")
    assert (caption.kind, caption.text) == (BlockKind.CAPTION, "The white lighthouse")
    assert below.ruled


def test_sentences_handed_to_templates_are_kept_and_tags_are_not() -> None:
    (block,) = blocks('{% include note.md title="The sea is high today." width="3" %}\n\n{{ x }}\n')
    assert block.text == "The sea is high today."


def test_quotations_are_quotes() -> None:
    (block,) = blocks("> Text\n> more.\n")
    assert (block.kind, block.text) == (BlockKind.QUOTE, "Text more.")


@pytest.mark.parametrize("text", ["> " * 500 + "a", "- " * 300 + "a", "[" * 5000, "*" * 5000])
def test_deep_nesting_is_survived(text: str) -> None:
    assert isinstance(blocks(text), tuple)
