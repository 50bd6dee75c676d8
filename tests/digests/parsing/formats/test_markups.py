"""reStructuredText, AsciiDoc and Org: what their signs mean, and that nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.errors import ReadingError
from digests.parsing.blocks import BlockKind, Document
from digests.parsing.formats.markup.asciidoc import parse_asciidoc
from digests.parsing.formats.markup.org import parse_org
from digests.parsing.formats.markup.restructured_text import parse_rst

ASCIIDOC = """= みなと便り
架空花子 <hanako@example.jp>
v1.0, 2025-04-02
:lang: ja
:paper: みなと通信

// comment
== 橋が *完成*
*太字* は https://example.jp/1[詳細] と _強調_ と {paper}。
続き +
次の行

* a
** b
. x
. y

.橋の写真
image::a.png[橋]
____
引用
____
----
code  as is
----
[cols="1,2"]
|===
|a |b
|===
////
hidden
////
include::other.adoc[]
"""
ORG = """#+TITLE: みなと便り
#+AUTHOR: 架空花子
#+DATE: <2025-04-02 Wed>
#+LANGUAGE: ja
* TODO [#A] 橋が完成 :news:
SCHEDULED: <2025-04-01>
:PROPERTIES:
:ID: x
:END:
# comment
*太字* は [[https://example.jp/1][詳細]] と /強調/。
続き
- a
  - [X] b
1. x
2. y
#+CAPTION: 橋の写真
#+BEGIN_QUOTE
引用
#+END_QUOTE
#+BEGIN_SRC sh
code  as is
#+END_SRC
| a | b |
|---+---|
#+INCLUDE: "other.org"
"""
RST = """みなと便り
==========
:Author: 架空花子
:Date: 2025-04-02

橋が完成
--------
**太字** は `詳細 <https://example.jp/1>`_ と *強調*。
続き

- a

  - b

1. x
2. y

.. unknown:: 題
   中身

.. include:: /etc/passwd
.. raw:: html

   <b>生</b>

  引用

::

  code  as is
"""


def told(document: Document) -> list[tuple[str, int, str | None, str]]:
    return [(block.kind.value, block.level, block.mark, block.text) for block in document.blocks]


def test_asciidoc_says_what_it_means() -> None:
    found = parse_asciidoc(ASCIIDOC)
    assert told(found) == [
        ("heading", 1, None, "みなと便り"),
        ("heading", 2, None, "橋が 完成"),
        ("line", 1, None, "太字 は 詳細 と 強調 と みなと通信。続き"),
        ("line", 1, None, "次の行"),
        ("entry", 1, None, "a"),
        ("entry", 2, None, "b"),
        ("entry", 1, "1.", "x"),
        ("entry", 1, "2.", "y"),
        ("caption", 1, None, "橋の写真"),
        ("caption", 1, None, "橋"),
        ("quote", 1, None, "引用"),
        ("code", 1, None, "code  as is"),
        ("paragraph", 1, None, "a | b"),
    ]
    told_of_itself = (found.author, found.date, found.language, found.unread)
    assert told_of_itself == ("架空花子", "2025-04-02", "ja", ("other.adoc",))
    assert found.blocks[2].bold == "太字"
    assert [link.target for link in found.blocks[2].links] == ["https://example.jp/1"]
    assert [found.blocks[at].place.line for at in (0, 1, 2)] == [1, 8, 9]


def test_org_says_what_it_means() -> None:
    found = parse_org(ORG)
    assert told(found) == [
        ("heading", 1, None, "みなと便り"),
        ("heading", 2, None, "橋が完成"),
        ("paragraph", 1, None, "太字 は 詳細 と 強調。続き"),
        ("entry", 1, None, "a"),
        ("entry", 2, None, "b"),
        ("entry", 1, "1.", "x"),
        ("entry", 1, "2.", "y"),
        ("caption", 1, None, "橋の写真"),
        ("quote", 1, None, "引用"),
        ("code", 1, None, "code  as is"),
        ("paragraph", 1, None, "a | b"),
    ]
    told_of_itself = (found.title, found.author, found.date, found.language, found.unread)
    assert told_of_itself == ("みなと便り", "架空花子", "2025-04-02", "ja", ('"other.org"',))
    assert [link.target for link in found.blocks[2].links] == ["https://example.jp/1"]


def test_a_heading_whose_line_is_as_long_as_its_letters_is_told_once() -> None:
    found = parse_rst("港だより\n====\n\n渡し船\n------\n\n動く。\n\n橋の完成\n----\n\n渡れる。\n")
    assert [block.text for block in found.blocks] == [
        "港だより",
        *("渡し船", "動く。"),
        *("橋の完成", "渡れる。"),
    ]


def test_rst_says_what_it_means_and_reaches_nothing_outside() -> None:
    found = parse_rst(RST)
    texts = [block.text for block in found.blocks]
    assert (found.title, found.author, found.date) == ("みなと便り", "架空花子", "2025-04-02")
    assert texts[:4] == ["みなと便り", "橋が完成", "太字 は 詳細 と 強調。続き", "a"]
    entries = [block for block in found.blocks if block.kind is BlockKind.ENTRY]
    assert [(block.level, block.mark, block.text) for block in entries] == [
        (1, None, "a"), (2, None, "b"), (1, "1.", "x"), (1, "2.", "y")
    ]  # fmt: skip
    assert "架空花子" not in texts
    assert any("題" in text and "中身" in text for text in texts)
    assert any("/etc/passwd" in text for text in texts)
    assert any("<b>生</b>" in text for text in texts)
    assert not any("root:" in text for text in texts)


@pytest.mark.parametrize("parse_markup", [parse_asciidoc, parse_org])
@given(st.text(alphabet="=*-.#|_/+:[]{}ab 橋\n", max_size=80))
def test_any_signs_are_read(parse_markup: object, text: str) -> None:
    assert callable(parse_markup)
    parse_markup(text)


@given(st.text(alphabet="=*-.#|_/+:[]{}`ab 橋\n", max_size=60))
def test_any_signs_are_read_or_refused(text: str) -> None:
    try:
        parse_rst(text)
    except ReadingError:
        return
