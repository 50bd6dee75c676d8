"""Rich Text: its code pages, its marks, and what is no text of it."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from digests.errors import ReadingError, ReadingFault
from digests.parsing.blocks import Block, BlockKind
from digests.parsing.formats.office.rtf import parse_rtf

FONTS = r"{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset128 MS Mincho;}{\f2\fcharset204 Times;}}"


def written(body: str) -> bytes:
    return rf"{{\rtf1\ansi\ansicpg1252\deff0{FONTS}{body}}}".encode("latin-1")


def blocks(body: str) -> tuple[Block, ...]:
    return parse_rtf(written(body)).blocks


def texts(body: str) -> list[str]:
    return [block.text for block in blocks(body)]


def hexed(text: str, encoding: str) -> str:
    return "".join(rf"\'{byte:02x}" for byte in text.encode(encoding))


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rf"{{\f1 {hexed('港の倉庫', 'cp932')}}}", "港の倉庫"),
        (r"{\f1 \'83A\'83\'5c}", "アソ"),  # second bytes that are ASCII, as they stand and not
        (rf"{{\f2 {hexed('мост', 'cp1251')}}} x", "мост x"),
        (r"caf\'e9 \u27211?", "caf\xe9 橋"),
        (r"\uc2 \u27211??\uc1 \u28207?", "橋港"),
        (r"{\uc0 \u27211 x}\u28207?", "橋x港"),
        (r"a\ldblquote b\rdblquote\~c\emdash d\{\}\\", "a“b” c—d{}\\"),
    ],
)
def test_text_is_spelled_in_any_encoding(body: str, text: str) -> None:
    assert texts(body) == [text]


def test_a_pair_of_surrogates_is_one_character() -> None:
    high, low = (int.from_bytes("𠮷".encode("utf-16-be")[at : at + 2], "big") for at in (0, 2))
    assert texts(rf"\u{high - 65536}?\u{low - 65536}? \u{high - 65536}? x") == ["𠮷 x"]


def test_headings_are_known_by_their_style_or_level() -> None:
    styles = r"{\stylesheet{\s1\outlinelevel0 Anything;}{\s2 heading 2;}{\s3 Normal;}}"
    found = blocks(
        styles + r"\pard\s1 A\par\pard\s2 B\par\pard\s3 C\par\pard\outlinelevel2 D\par\pard E\par"
    )
    assert [(block.kind, block.level, block.text) for block in found] == [
        (BlockKind.HEADING, 1, "A"), (BlockKind.HEADING, 2, "B"), (BlockKind.PARAGRAPH, 1, "C"),
        (BlockKind.HEADING, 3, "D"), (BlockKind.PARAGRAPH, 1, "E"),
    ]  # fmt: skip


def test_list_entries_have_the_marks_that_are_printed() -> None:
    found = blocks(
        r"{\listtext\pard\plain 1.\tab}\ilvl0 A\par{\listtext \'95\tab}\ilvl1 B\par\pard C\par"
        r"{\pntext 2)\tab}{\*\pn\pnlvlbody{\pntxta )}}\pard D\par"
    )
    assert [(block.kind, block.level, block.mark, block.text) for block in found] == [
        (BlockKind.ENTRY, 1, "1.", "A"), (BlockKind.ENTRY, 2, None, "B"),
        (BlockKind.PARAGRAPH, 1, None, "C"), (BlockKind.ENTRY, 1, "2)", "D"),
    ]  # fmt: skip


def test_links_and_bold_openings_are_kept() -> None:
    link = r'{\field{\*\fldinst {\rtlch HYPERLINK "https://example.jp/1"}}{\fldrslt {\ul here}}}'
    (block,) = blocks(rf"{{\b Bold}} and {link}.\par")
    assert (block.text, block.bold) == ("Bold and here.", "Bold")
    assert [(link.text, link.target) for link in block.links] == [("here", "https://example.jp/1")]


def test_a_broken_line_is_two_lines_and_an_empty_paragraph_a_gap() -> None:
    found = blocks(r"a\line b\par\par c\par")
    assert [(block.kind, block.text, block.gap) for block in found] == [
        (BlockKind.LINE, "a", True), (BlockKind.LINE, "b", False), (BlockKind.PARAGRAPH, "c", True)
    ]  # fmt: skip


def test_a_row_of_a_table_is_a_line_of_cells() -> None:
    assert texts(r"\trowd\intbl a\cell\intbl b\cell\row\pard c\par") == ["a | b", "c"]


def test_what_nobody_sees_is_left_out_and_notes_stand_at_the_end() -> None:
    assert texts(
        r"{\info{\title The Lantern}{\company X}{\creatim\yr2025}}{\header H}{\*\unknown U}"
        r"a{\v hidden}{\footnote \chftn{\b Note} one.\par}b{\*\annotation no}\par{\colortbl;}c"
    ) == ["a[1]b", "c", "[1] Note one."]


def test_what_the_file_says_of_itself_is_told() -> None:
    found = parse_rtf(written(r"{\info{\title The Lantern}{\author Ada}}a"))
    assert (found.title, found.author) == ("The Lantern", "Ada")


@pytest.mark.parametrize("binary", [False, True])
def test_pictures_are_kept_in_both_spellings(*, binary: bool) -> None:
    buffer = io.BytesIO()
    Image.linear_gradient("L").save(buffer, "PNG")
    data = buffer.getvalue()
    said = rf"\bin{len(data)} {data.decode('latin-1')}" if binary else data.hex()
    properties = r"{\*\picprop{\sp{\sn shapeType}{\sv 75}}}"
    found = blocks(
        rf"a\par{{\*\shppict{{\pict{properties}\pngblip {said}}}}}{{\nonshppict{{\pict 00}}}}\par b"
    )
    assert [(block.kind, block.picture) for block in found] == [
        (BlockKind.PARAGRAPH, b""), (BlockKind.PICTURE, data), (BlockKind.PARAGRAPH, b"")
    ]  # fmt: skip


def test_groups_without_end_are_damaged_or_read_as_far_as_they_go() -> None:
    with pytest.raises(ReadingError) as caught:
        parse_rtf(b"{\\rtf1" + b"{" * 5000)
    assert caught.value.fault is ReadingFault.DAMAGED
    assert texts("a{b") == ["ab"]


@given(st.text(alphabet="\\{}ubfa1 '*-;é\n", max_size=60))
def test_any_signs_are_read_or_refused(signs: str) -> None:
    try:
        parse_rtf(written(signs))
    except ReadingError:
        return
