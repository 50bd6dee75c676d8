"""Digests in a few lines, and what reading makes of them."""

from __future__ import annotations

from datetime import date

from digests.model import Digest, Item, ParagraphKind, ProblemKind, Reading
from digests.parsing.parser import parse

HEADLINES = (
    "港の灯台が百年ぶりに塗り替え",
    "市立動物園でカワウソの三つ子",
    "山の分校に新しい鐘",
    "夜の市場、屋台が倍に",
)


def reading(text: str, name: str = "digest.txt", *, posted: date | None = None) -> Reading:
    """What reading makes of a file."""
    return parse(name, text.encode(), posted=posted)


def digest(text: str, name: str = "digest.txt", *, posted: date | None = None) -> Digest:
    """The digest that is read from a file."""
    return reading(text, name, posted=posted).digest


def prose(item: Item) -> list[str]:
    """An item's paragraphs without its headings and lists."""
    return [p.text for p in item.paragraphs if p.kind is ParagraphKind.PROSE]


def details(text: str, kind: ProblemKind, name: str = "digest.txt") -> list[dict[str, str]]:
    """What the problems of one kind say."""
    return [dict(p.details) for p in reading(text, name).problems if p.kind is kind]


def edition(marks: str | tuple[str, ...], tail: str = "(2031年5月{day}日)") -> str:
    """A digest of four items with these marks, with a day behind each headline."""
    items = (
        f"{mark}{headline}{tail.format(day=number + 10)}\n\n"
        f"2022 年、{number} 番目の知らせが町に届いた。\n\n"
        f"128 人が集まり、町長は「よい日だ」と話した。\n\n"
        f"https://example.jp/news/{number}\n"
        for number, (mark, headline) in enumerate(zip(marks, HEADLINES, strict=True), start=1)
    )
    return "5月15日の町だより\n\n白瀬 みなと\n\n" + "\n".join(items)


def one(body: str, name: str = "digest.txt") -> Item:
    """The first of two items, with this body."""
    filler = "\n\n②次の知らせ(2031年5月13日)\n\n続く。\n\nhttps://example.jp/2\n"
    return digest(f"①灯台を塗り替え(2031年5月14日)\n\n{body}{filler}", name).items[0]
