"""Web pages: what a browser shows, in its order, and nothing of the menus."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digests.errors import ReadingError
from digests.parsing.blocks import Block, BlockKind, Link
from digests.parsing.formats.html.document import parse_html, parse_html_zip

Zipped = Callable[[dict[str, bytes]], bytes]
PIXEL = base64.b64encode(b"not a picture, but bytes").decode()


def blocks(body: str) -> tuple[Block, ...]:
    return parse_html(f"<!DOCTYPE html><html lang='ja'><body>{body}</body></html>").blocks


def texts(body: str) -> list[str]:
    return [block.text for block in blocks(body)]


def shapes(body: str) -> list[tuple[str, int, str | None, str]]:
    return [(block.kind.value, block.level, block.mark, block.text) for block in blocks(body)]


def test_headings_and_paragraphs_keep_their_rank_and_order() -> None:
    assert shapes("<h1>便り</h1><p>前書き</p><h3>橋</h3><div>本文<p>続き</p>終わり</div>") == [
        ("heading", 1, None, "便り"),
        ("paragraph", 1, None, "前書き"),
        ("heading", 3, None, "橋"),
        ("paragraph", 1, None, "本文"),
        ("paragraph", 1, None, "続き"),
        ("paragraph", 1, None, "終わり"),
    ]


def test_line_breaks_of_the_source_vanish_inside_japanese_words() -> None:
    assert texts("<p>橋の建\n設が、\n   始まった。\nHarbour\nnews</p>") == [
        "橋の建設が、始まった。Harbour news"
    ]
    assert texts("<p>2013\n年に <a\nhref='https://example.jp/'>港\nの会</a>が</p>") == [
        "2013 年に 港の会が"
    ]
    assert texts("<p>“うわさ”\nは…\n本当</p>") == ["“うわさ”は…本当"]
    assert texts("<p>새 다리가\n열렸다</p>") == ["새 다리가 열렸다"]


def test_spaces_collapse_and_invisible_signs_go() -> None:
    assert texts("<p>  a \t b&nbsp;&nbsp;c<b> d</b>\u200be&shy;f　</p>") == ["a b c def"]


def test_a_break_makes_lines_and_two_make_a_gap() -> None:
    found = blocks("<p>① 見出し<br>本文<br><br>次の段</p>")
    assert [(block.kind, block.text, block.gap) for block in found] == [
        (BlockKind.LINE, "① 見出し", True),
        (BlockKind.LINE, "本文", False),
        (BlockKind.LINE, "次の段", True),
    ]


def test_a_break_inside_a_heading_is_a_blank() -> None:
    assert shapes("<h2>橋が<br>完成<br/>Bridge</h2>") == [("heading", 2, None, "橋が完成 Bridge")]


def test_lists_print_their_marks_and_depth() -> None:
    assert shapes(
        "<ol start=3><li>三<ul><li>内</li></ul></li><li><p>四</p><p>続き</p></li></ol>"
        "<ol type=a><li>x<li value=4>y</ol><ol type=I reversed><li>p<li>q</ol>"
    ) == [
        ("entry", 1, "3.", "三"),
        ("entry", 2, None, "内"),
        ("entry", 1, "4.", "四"),
        ("paragraph", 1, None, "続き"),
        ("entry", 1, "a.", "x"),
        ("entry", 1, "d.", "y"),
        ("entry", 1, "II.", "p"),
        ("entry", 1, "I.", "q"),
    ]


def test_what_stands_inside_an_entry_says_so() -> None:
    found = blocks("<p>前</p><ul><li>橋<p>続き</p><blockquote>声</blockquote></ul>")
    assert [(block.kind, block.inside) for block in found] == [
        (BlockKind.PARAGRAPH, 0),
        (BlockKind.ENTRY, None),
        (BlockKind.PARAGRAPH, 1),
        (BlockKind.QUOTE, 1),
    ]


def test_a_heading_inside_an_entry_is_the_entry() -> None:
    assert shapes("<ol><li><h3>橋が完成</h3><p>本文</p></li></ol>") == [
        ("entry", 1, "1.", "橋が完成"),
        ("paragraph", 1, None, "本文"),
    ]


def test_links_stand_beside_the_text_unless_it_spells_them() -> None:
    (block,) = blocks(
        "<p><a href='https://example.jp/1'>橋<b>の</b>件</a>と"
        "<a href='https://example.jp/2'>https://example.jp/2</a>と"
        "<a href='//example.jp/3'>相対</a><a href='#top'>上へ</a><a href='javascript:x()'>押す</a>"
        "<a href='http://['>壊</a></p>"
    )
    assert block.links == (Link(text="橋の件", target="https://example.jp/1"),)
    assert block.text == "橋の件とhttps://example.jp/2と相対上へ押す壊"


def test_relative_links_lead_from_where_the_page_was_saved() -> None:
    page = "<head>{}</head><p><a href='../2.html'>橋</a></p>"
    for told in (
        "<base href='https://example.jp/a/b/'>",
        "<link rel=canonical href='https://example.jp/a/b/c'>",
    ):
        (block,) = parse_html(page.format(told)).blocks
        assert block.links[0].target == "https://example.jp/a/2.html"
    saved = "<!-- saved from url=(0026)https://example.jp/a/b/c -->" + page.format("")
    assert parse_html(saved).blocks[0].links[0].target == "https://example.jp/a/2.html"


def test_a_link_over_two_lines_is_in_both() -> None:
    one, other = blocks("<p><a href='https://example.jp/1'>橋が<br>完成</a></p>")
    assert [one.links[0].text, other.links[0].text] == ["橋が", "完成"]


def test_quotations_code_rules_and_unknown_tags() -> None:
    assert shapes(
        "<intro issue=1 /><blockquote><p>声</p></blockquote><pre>a\n  b</pre><x-note>橋</x-note>"
        "<p>彼は<q>よい</q>と<ruby>港<rp>(</rp><rt>みなと</rt><rp>)</rp></ruby>で</p>"
    ) == [
        ("quote", 1, None, "声"),
        ("code", 1, None, "a\n  b"),
        ("paragraph", 1, None, "橋"),
        ("paragraph", 1, None, "彼は「よい」と\ufff9港\ufffaみなと\ufffbで"),
    ]
    below = blocks("<p>a</p><hr><p>b</p>")[1]
    assert below.gap
    assert below.ruled


def test_a_table_of_data_is_lines_and_a_table_of_layout_is_nothing() -> None:
    assert texts(
        "<table><caption>運賃</caption><tr><th>区間</th><th>円</th></tr>"
        "<tr><td><p>港\n前</p></td><td>200<br>まで</td></tr></table>"
    ) == ["運賃", "区間 | 円", "港前 | 200 まで"]
    assert texts("<table><tr><td>左</td><td><h2>橋</h2><p>一</p><p>二</p></td></tr></table>") == [
        "左", "橋", "一", "二",
    ]  # fmt: skip


def test_pictures_come_with_their_captions_in_order() -> None:
    found = blocks(
        f"<p>前<img src='data:image/png;base64,{PIXEL}' alt='橋'>後</p>"
        f"<figure><a href='https://example.jp/p'><img src='data:image/png;base64,{PIXEL}'></a>"
        "<figcaption>新しい橋</figcaption></figure>"
        f"<div><img src='data:image/gif;base64,{PIXEL}'><p class='wp-caption-text'>港</p></div>"
        "<img src='https://example.jp/tracker.gif'><img src='data:image/png;base64,***'>"
    )
    assert [(block.kind.value, block.text) for block in found] == [
        ("paragraph", "前後"),
        ("picture", "橋"),
        ("picture", ""),
        ("caption", "新しい橋"),
        ("picture", ""),
        ("caption", "港"),
    ]
    assert found[1].picture == b"not a picture, but bytes"
    assert found[2].links == (Link(text="", target="https://example.jp/p"),)


def test_bold_that_opens_a_block_is_told() -> None:
    one, other, third = blocks(
        "<p><b>橋:</b> 完成</p><p>今日 <b>橋</b></p><p><strong>港</strong></p>"
    )
    assert (one.bold, other.bold, third.bold) == ("橋:", "", "港")


def test_a_page_tells_about_itself() -> None:
    document = parse_html(
        "<html lang=ja><head><title> みなと\n便り </title><meta name=Author content='架空 花子'>"
        "<meta property='article:published_time' content='2025-04-02T07:00:00+09:00'></head>"
        "<body><p>本文</p></body></html>"
    )
    assert (document.title, document.author) == ("みなと 便り", "架空 花子")
    assert (document.date, document.language) == ("2025-04-02T07:00:00+09:00", "ja")
    assert parse_html("<p><time datetime='2025-04-02'>昨日</time></p>").date == "2025-04-02"
    linked = '<script type=\'application/ld+json\'>{"datePublished": "2025-04-02"}</script><p>a</p>'
    assert parse_html(linked).date == "2025-04-02"
    assert parse_html("<p>本文</p>").title is None


MENU = "".join(f"<li><a href='/{n}'>メニュー{n}</a></li>" for n in range(9))
STORY = "".join(f"<h2>第{n}の話</h2><p>{'港の橋の話が続きます。' * 20}</p>" for n in range(4))
FRAMES = {
    "main": "<header><h1>便り</h1></header><main>{}</main><aside>広告</aside>",
    "article": "<div id=wrap><h1>便り</h1><article>{}</article><section>関連の一覧</section></div>",
    "class": "<h1>便り</h1><div class='entry-content'>{}</div><div>前の記事へ</div>",
    "nothing": "<h1>便り</h1><div><div>{}</div></div>",
    "table": "<table><tr><td colspan=2><h1>便り</h1></td></tr><tr><td>{}</td></tr></table>",
}


@pytest.mark.parametrize("frame", FRAMES)
def test_the_content_is_found_in_a_saved_page(frame: str) -> None:
    page = (
        f"<body><div class='global-nav'><ul>{MENU}</ul></div><nav><ul>{MENU}</ul></nav>"
        f"<ul>{MENU}</ul>{FRAMES[frame].format(STORY)}"
        "<div class='sidebar'><p>プロフィール</p></div><div class='sns-share'>共有</div>"
        "<footer><p>© みなと</p></footer>"
        "<script>var a = '本文';</script><noscript>動きません</noscript></body>"
    )
    found = [block.text for block in parse_html(page).blocks]
    expected = texts("<h1>便り</h1>" + STORY)
    assert [text for text in found if text in expected] == expected
    left = set(found) - set(expected)
    assert left <= {"前の記事へ", "関連の一覧"}


def test_each_item_in_its_own_article_is_kept() -> None:
    items = "".join(f"<article><h2>話{n}</h2><p>{'橋の話。' * 30}</p></article>" for n in range(5))
    found = [block.text for block in parse_html(f"<body><div>{items}</div></body>").blocks]
    assert [text for text in found if text.startswith("話")] == [f"話{n}" for n in range(5)]


def test_a_digest_of_nothing_but_links_is_no_menu() -> None:
    entries = "".join(
        f"<li><a href='https://example.jp/{n}'>港の倉庫で火災、けが人はなし その{n}</a></li>"
        for n in range(9)
    )
    assert len(texts(f"<h1>便り</h1><ul>{entries}</ul>")) == 10


def test_a_footer_inside_a_quotation_is_content() -> None:
    assert texts("<blockquote><p>声</p><footer>— 市長</footer></blockquote>") == ["声", "— 市長"]


def test_a_zip_gives_the_page_and_its_pictures(zipped: Zipped) -> None:
    page = (
        "<meta charset=shift_jis><p>本文です。港の橋の話。</p><img src='%E6%A9%8B.png' alt=橋>"
        "<img src='./pics/2.png?v=1'><img src='gone.png'><img src='https://example.jp/x/3.png'>"
    ).encode("cp932")
    data = zipped(
        {
            "out/frame/index.html": b"<p>frame</p>",
            "out/便り.html": page,
            "out/橋.png": b"bridge",
            "out/pics/2.png": b"second",
            "out/files/3.png": b"third",
            "__MACOSX/out/._便り.html": b"\0",
        }
    )
    found = parse_html_zip(data).blocks
    assert [block.text for block in found] == ["本文です。港の橋の話。", "橋", "", ""]
    assert [block.picture for block in found] == [b"", b"bridge", b"second", b"third"]


def test_names_in_a_zip_from_windows_are_read(zipped: Zipped) -> None:
    name = "写真の説明.png".encode("cp932")
    data = zipped({"a.html": "<img src='写真の説明.png'>".encode(), "n" * len(name): b"bytes"})
    data = data.replace(b"n" * len(name), name)
    assert [block.picture for block in parse_html_zip(data).blocks] == [b"bytes"]


def test_a_page_may_nest_deeply() -> None:
    assert texts("<div>" * 5000 + "底" + "</div>" * 5000) == ["底"]


@given(st.text(alphabet="<>/=&;'\" \nabdhilopqrtu-!橋港1", max_size=300))
def test_any_markup_is_read(text: str) -> None:
    for block in parse_html(text).blocks:
        assert block.text.strip() or block.picture


@example(["p", "p", "p", "p", "a href=//x", "ul", "ul", "a href=//x"], 0)
@given(
    st.lists(st.sampled_from(["p", "ul", "li", "table", "tr", "td", "a href=//x", "b", "h2", "q"])),
    st.integers(0, 5),
)
def test_no_word_is_lost_or_doubled_however_tags_nest(tags: list[str], closed: int) -> None:
    words = [f"w{n}" for n in range(len(tags))]
    opened = "".join(f"<{tag}> {word} " for tag, word in zip(tags, words, strict=True))
    closing = "".join(f"</{tag.split()[0]}>" for tag in reversed(tags[closed:]))
    found = " ".join(block.text for block in blocks(opened + closing))
    assert sorted(w for w in found.replace("「", " ").replace("」", " ").split() if w != "|") == (
        sorted(words)
    )


def test_a_zip_whose_page_is_noise_is_refused(zipped: Zipped) -> None:
    with pytest.raises(ReadingError):
        parse_html_zip(zipped({"a.html": bytes(range(256)) * 9}))
