"""What a block says is worked out once, and is what the parts of it say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import fields, replace
from typing import TypeVar

import pytest

from digests.parsing.assemble import assemble
from digests.parsing.blocks import Block, BlockKind, Document, Link
from digests.parsing.edition_date import FileHints
from digests.parsing.lexical import annotate as annotating
from digests.parsing.lexical.annotate import AnnotatedBlock, Annotation, annotate

DIGEST = """\
5月14日の港だより
① 橋が開通した(2031年5月13日)
港の橋が二年の工事を経て開通した。
https://example.org/bridge
② 市場が移転する(2031年5月12日)
市場は来年、埠頭の倉庫に移る。
https://example.org/market
③ 灯台を公開(2031年5月11日)
灯台の内部が初めて公開された。
https://example.org/light"""

T = TypeVar("T")


def line(text: str) -> AnnotatedBlock:
    return AnnotatedBlock(kind=BlockKind.LINE, text=text)


def entry(text: str, mark: str | None) -> AnnotatedBlock:
    return AnnotatedBlock(kind=BlockKind.ENTRY, text=text, mark=mark)


def test_an_annotated_block_is_the_block() -> None:
    block = Block(kind=BlockKind.ENTRY, text="① 橋", gap=True, links=(Link(text="a", target="b"),))
    (annotated,) = annotate([block])
    for field in fields(Block):
        assert getattr(annotated, field.name) == getattr(block, field.name), field.name


def test_a_block_with_another_text_says_something_else() -> None:
    block = line("① 橋が開通した")
    assert block.said.mark is not None
    assert replace(block, text="橋が開通した").said.mark is None


def test_what_encloses_a_text_is_not_what_it_says() -> None:
    said = Annotation("**橋の話**")
    assert said.bare.text == "橋の話"
    assert said.bare.bare is said.bare


def test_a_part_of_a_block_says_what_the_block_does_only_if_it_is_all_of_it() -> None:
    block = line("橋が開通した https://example.org/bridge")
    assert block.said_in(block.text) is block.said
    assert block.said_in("橋が開通した").links == ()


@pytest.mark.parametrize(
    ("block", "printed"),
    [
        (entry("橋が開通した", "3."), "3."),
        (entry("① 橋が開通した", "3."), "①"),
        (entry("■ 橋が開通した", "3."), "3."),
        (entry("■ 橋が開通した", "・"), "■"),
        (entry("橋が開通した", None), None),
        (line("❷ 橋が開通した"), "❷"),
        (replace(line("橋が開通した"), mark="3."), None),
    ],
)
def test_the_mark_of_an_entry_is_its_own_number_or_else_the_one_of_its_list(
    block: AnnotatedBlock, printed: str | None
) -> None:
    mark = block.mark_or_listed
    assert (mark.printed if mark else None) == printed


@pytest.mark.parametrize(
    ("links", "text", "has_link"),
    [
        ((), "https://example.org/", True),
        ((), "橋が開通した", False),
        ((Link(text="橋", target="https://example.org/"),), "橋", True),
        ((Link(text="橋", target=""),), "橋", True),
        ((Link(text="橋", target="#bridge"),), "橋", False),
    ],
)
def test_a_link_leads_to_a_page(links: tuple[Link, ...], text: str, *, has_link: bool) -> None:
    assert replace(line(text), links=links).has_link is has_link


@pytest.mark.parametrize(
    ("text", "alone"),
    [("出典：https://example.org/", True), ("橋 https://example.org/", False), ("出典：", False)],
)
def test_a_label_does_not_make_a_link_more_than_a_link(text: str, *, alone: bool) -> None:
    assert Annotation(text).is_only_link is alone


def test_a_day_without_brackets_is_a_tail_only_on_a_line_of_its_own() -> None:
    assert Annotation("2031年5月13日 港日報").line_tail is not None
    assert Annotation("2031年5月13日、橋が開通した。").line_tail is None


def test_nothing_is_looked_for_twice_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Counter[tuple[str, str]] = Counter()

    def counted(name: str, ask: Callable[..., T]) -> Callable[..., T]:
        def answer(text: str, *rest: object, **options: object) -> T:
            asked[f"{name}{options}", text] += 1
            return ask(text, *rest, **options)

        return answer

    for name in ("mark_of", "tail_of", "find_days", "find_links", "ends_sentence", "is_credit"):
        monkeypatch.setattr(annotating, name, counted(name, getattr(annotating, name)))
    blocks = tuple(Block(kind=BlockKind.LINE, text=text) for text in DIGEST.splitlines())
    found = assemble(Document(blocks=blocks), FileHints(name="14.txt"))
    assert [item.number for item in found.digest.items] == [1, 2, 3]
    assert [(what, text) for (what, text), times in asked.items() if text and times > 1] == []
    assert len(asked) > len(blocks)
