"""The page that readers of the file get where the editor posted none."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

from digests.export.html import Wording, page_of
from digests.model import Digest, Item, Paragraph, ParagraphKind, Related, Source
from digests.parsing.parser import parse

DAY = date(2031, 5, 14)
WORDING = Wording(related="関連", day=lambda day: f"{day.month}月{day.day}日")
VOID = {"meta", "br", "hr"}
ITEM = Item(
    number=3,
    headline="港に<橋>が架かる & 開通",
    date=DAY,
    outlet="港新聞",
    section="市政",
    sources=(Source(url="https://www.example.com/1?a=1&b=2", raw=""),),
    paragraphs=(
        Paragraph(text="\ufff9鐘\ufffaかね\ufffbが鳴った。\nまた鳴った。"),
        Paragraph(text="全長は百メートル", kind=ParagraphKind.BULLET),
        Paragraph(text="幅は十メートル", kind=ParagraphKind.BULLET),
        Paragraph(text="これから", kind=ParagraphKind.SUBHEADING),
    ),
    captions=("橋の写真",),
    related=(Related(headline="橋の歌", sources=(Source(url="javascript:x", raw="mail us"),)),),
)
DIGEST = Digest(
    title="港だより", author="編集部", preface=("おはよう。",), items=(ITEM,), afterword=("では。",)
)


class Elements(HTMLParser):
    """Fails where a tag is not closed in its turn."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.opened: list[str] = []
        self.found: Counter[str] = Counter()
        self.links: list[str] = []
        self.said = ""
        self.feed(html)
        self.close()
        assert not self.opened

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[tag] += 1
        self.links += [value for name, value in attrs if name == "href" and value]
        if tag not in VOID:
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said += data


def page(digest: Digest, wording: Wording = WORDING) -> Elements:
    return Elements(page_of(digest, digest.title or "", DAY, wording))


def test_the_page_tells_everything_in_its_place() -> None:
    shown = page(DIGEST)
    for text in (
        "5月14日 · 編集部",
        "おはよう。",
        "市政",
        "3. 港に<橋>が架かる & 開通",
        "港新聞 · 5月14日",
    ):
        assert shown.said.count(text) == 1
    assert (shown.found["ul"], shown.found["li"], shown.found["ruby"]) == (1, 2, 1)
    assert shown.said.index("橋の写真") < shown.said.index("橋の歌") < shown.said.index("では。")


def test_only_pages_can_be_opened() -> None:
    shown = page(DIGEST)
    assert shown.links == ["https://www.example.com/1?a=1&b=2"]
    assert "港新聞（example.com）" in shown.said
    assert "mail us" in shown.said


def test_what_was_corrected_stands_at_the_top_and_at_the_item() -> None:
    wording = replace(
        WORDING, changes=("三 → 四",), changes_of=lambda item: (f"訂正 {item.number}",)
    )
    shown = page(DIGEST, wording)
    assert shown.said.index("三 → 四") < shown.said.index("おはよう。") < shown.said.index("訂正 3")


def test_a_long_page_begins_with_its_contents() -> None:
    items = tuple(replace(ITEM, number=number, sources=(), related=()) for number in range(1, 30))
    assert page(replace(DIGEST, items=items)).links == [f"#item-{n}" for n in range(1, 30)]
    assert not page(replace(DIGEST, items=items[:2])).found["nav"]


def test_the_page_reads_back_as_the_same_items() -> None:
    reading = parse(
        "2031-05-14.html", page_of(DIGEST, "港だより", DAY, WORDING).encode(), posted=DAY
    )
    (item,) = reading.digest.items
    assert (item.number, item.headline) == (ITEM.number, ITEM.headline)
