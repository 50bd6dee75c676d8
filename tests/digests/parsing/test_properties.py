"""What holds for any text: nothing raises, no word is lost or doubled, writing down is stable."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from digests.errors import ReadingError
from digests.export.markdown import render
from digests.model import Digest, Item, Source
from digests.parsing.assemble import assemble
from digests.parsing.blocks import Document
from digests.parsing.edition_date import FileHints
from digests.parsing.formats.markdown import parse_markdown
from digests.parsing.formats.plain_text import parse_text
from digests.parsing.parser import parse

RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# Words that no rule knows: three characters of these, or nonsense in Latin letters.
SIGNS = "桜海岩川谷沢峰湖浜丘松竹"
KANJI_WORDS = ["".join(signs) for signs in itertools.permutations(SIGNS, 3)]
LATIN_WORDS = ["".join(letters) for letters in itertools.permutations("bdfgkvz", 5)]
WORD = re.compile(f"[{SIGNS}]{{3}}|[bdfgkvz]{{5}}")

MARKS = (
    *("①", "②", "③", "④", "❶", "❷", "1. ", "2. ", "3. ", "1)", "2)", "（1）"),
    *("■", "◆", "一、", "第1 ", "I. "),
)
OPENINGS = (
    "",
    "",
    "",
    "・",
    "- ",
    "- ・",
    "〈関連情報〉",
    "写真：",
    "「",
    "【",
    "　",
    "# ",
    "## ",
    "※",
)
ENDINGS = (
    *("", "", "", "。", "。」", "？", "】", "、", "：", ".", "＝"),
    *("(2031年5月14日)", "（通信、2031年5月13日）", "【5月12日】", " (14 May 2031)"),
    *(" https://example.jp/{n}", "https://example.jp/{n}"),
)
WHOLE_LINES = (
    *("", "", "", "---", "(2031年5月14日)", "〈関連情報〉", "2031-05-15"),
    *("https://example.jp/{n}", "<https://example.jp/{n}?utm_source=x>"),
)


@st.composite
def edition(draw: st.DrawFn, *, longest: int = 25) -> str:
    """An edition of invented words in any order of marks, bullets, links, headings and gaps."""
    words = iter(draw(st.permutations(KANJI_WORDS[:200])) + LATIN_WORDS)
    latin = iter(LATIN_WORDS)
    lines = [draw(line(words, latin, number)) for number in range(draw(st.integers(1, longest)))]
    return "\n".join(lines)


def line(words: Iterator[str], latin: Iterator[str], number: int) -> st.SearchStrategy[str]:
    def told(count: int, parts: tuple[str, str, str], *, in_latin: bool) -> str:
        source, gap = (latin, " ") if in_latin else (words, "の")
        text = gap.join(itertools.islice(source, count))
        return parts[0] + parts[1] + text + parts[2].format(n=number)

    parts = st.tuples(
        st.sampled_from(("", "", *MARKS)), st.sampled_from(OPENINGS), st.sampled_from(ENDINGS)
    )
    whole = st.sampled_from(WHOLE_LINES).map(lambda text: text.format(n=number))
    return st.one_of(st.builds(told, st.integers(1, 14), parts, in_latin=st.booleans()), whole)


# What one format or another gives a meaning, all of it plain text in a text file.
SIGNS_OF_FORMATS = (
    *"*_[]<>&~{}#+-=|:.)(!`\\\"'/@^$%,;?",
    *("[x]", "](", "**", "__", "~~", "&amp;", "<b>", "</b>", "<br>", "{%", "{{", "://", "..."),
    *("--", "1.", "・", "ー", "々", "」", "「", "。", "、"),
)


@st.composite
def spiced(draw: st.DrawFn) -> str:
    """An edition with signs of formats between its words."""
    text = draw(edition(longest=10))
    borders = [at for match in WORD.finditer(text) for at in match.span()]
    places = sorted(draw(st.lists(st.sampled_from(borders), max_size=6))) if borders else []
    parts = [text[one:other] for one, other in itertools.pairwise((0, *places, len(text)))]
    signs = draw(st.lists(st.sampled_from(SIGNS_OF_FORMATS), min_size=6, max_size=6))
    gaps = draw(st.lists(st.sampled_from(("", " ")), min_size=6, max_size=6))
    between = (sign + gap for sign, gap in zip(signs, gaps, strict=True))
    return "".join(
        itertools.chain.from_iterable(
            itertools.zip_longest(parts, [*between][: len(places)], fillvalue="")
        )
    )


PIECES = (
    "# {a}", "## {a} {b}", "### {a}", "- [{a}](https://example.jp/{n})", "- **{a}:** {b}。{c}",
    "  - [{a}](https://example.jp/{n})", "  - {a} {b}", "1. {a} [{b}](https://example.jp/{n})",
    "2. {a}。{b}。", "{a} {b} [{c}](https://example.jp/{n}) {d}。", "> {a}\n> {b}", "  > {a} {b}。",
    "```\n{a}\n{b}\n```", "| {a} | {b} |\n|---|---|\n| {c} | {d} |", "![{a}](a.jpg)", "***",
    "**{a}**", "*{a}* {b}", "{a}  \n{b}", "<div><p>{a}</p></div>", "<!-- no -->", "[{a}][x]",
    "[{a}](https://example.jp/{n})", "<https://example.jp/{n}>", "- {a} — {b}",
    "- [{a}](https://example.jp/{n}) by {b}",
)  # fmt: skip


@st.composite
def listing(draw: st.DrawFn) -> str:
    """Markdown of invented words: headings, nested lists, quotations, tables, code, raw HTML."""
    words = iter(draw(st.permutations(KANJI_WORDS[:150])))
    chosen = draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=20))
    gaps = draw(st.lists(st.booleans(), min_size=20, max_size=20))
    lines = (
        fragment.format(
            n=number, **{key: next(words) for key in "abcd" if f"{{{key}}}" in fragment}
        )
        for number, fragment in enumerate(chosen)
    )
    return "".join(line + ("\n\n" if gap else "\n") for line, gap in zip(lines, gaps, strict=False))


def words_of(digest: Digest) -> Counter[str]:
    texts = [
        digest.title or "",
        digest.author or "",
        *digest.preface,
        *digest.left_over,
        *digest.afterword,
    ]
    texts += {item.section for item in digest.items if item.section}
    for item in digest.items:
        texts += texts_of(item)
    return Counter(WORD.findall("\n".join(texts)))


def texts_of(item: Item) -> list[str]:
    return [
        item.headline,
        item.outlet or "",
        *(paragraph.text for paragraph in item.paragraphs),
        *item.captions,
        *(related.headline for related in item.related),
    ]


def digest_of(text: str, parser: Callable[[str], Document]) -> Digest:
    document = parser(text)
    return assemble(document, FileHints(declared=document.date)).digest


@given(edition())
@RELAXED
def test_no_word_of_a_text_is_lost_or_doubled(text: str) -> None:
    assert words_of(digest_of(text, parse_text)) == Counter(WORD.findall(text))


@example("---\n- 桜海岩\n---")
@given(edition())
@RELAXED
def test_no_word_of_markdown_is_lost_or_doubled(text: str) -> None:
    assert words_of(digest_of(text, parse_markdown)) == Counter(WORD.findall(text))


@given(listing())
@RELAXED
def test_no_word_of_nested_markdown_is_lost_or_doubled(text: str) -> None:
    assert words_of(digest_of(text, parse_markdown)) == Counter(WORD.findall(text))


@example("# 桜海岩\n```\n桜海川\n桜海谷\n```\n## 桜海沢 桜海峰\n")
@example("<div><p>桜海岩</p></div>\n[桜海川][x]\n")
@example("[桜海岩][x]\n```\n桜海川\n桜海谷\n```\n")
@given(listing())
@RELAXED
def test_writing_down_a_list_of_links_and_reading_it_gives_it_again(text: str) -> None:
    first = clean(digest_of(text, parse_markdown))
    assert clean(digest_of(render(first), parse_markdown)) == first


@given(spiced())
@RELAXED
def test_no_word_between_signs_of_formats_is_lost_or_doubled(text: str) -> None:
    assert words_of(digest_of(text, parse_text)) == Counter(WORD.findall(text))


@example("桜海岩\n写真：*桜海川 https://example.jp/1", parse_text)
@example("①桜海岩*  bdfgv？\n2031-05-15\n---\n桜海川", parse_markdown)
@example("①*://桜海岩", parse_text)
@example("桜海岩\n---\nhttps://example.jp/2\n---", parse_markdown)
@example("①桜海岩\n桜海川。\n〈関連情報〉* 桜谷湖\n", parse_text)
@example("①桜海岩\n\n〈関連情報〉\n〈関連情報〉桜海川", parse_markdown)
@example("https://example.jp/0\n〈関連情報〉\n---\n①桜海岩", parse_markdown)
@example("桜海岩\n①# <br>桜岩松", parse_markdown)
@example(
    "https://example.jp/0\n〈関連情報〉\n(2031年5月14日)\n桜海岩\n桜海川。\n\n"
    "桜海谷の桜海沢の桜海峰の桜海湖の桜海浜の桜海丘の桜海松の桜海竹。",
    parse_text,
)
@example("桜海岩：\n■〈関連情報〉\n桜海川のhttps://example.jp/6桜海谷", parse_markdown)
@example("桜海岩https://example.jp/1\n\n■桜海谷(2031年5月14日)\n---", parse_markdown)
@example("桜海岩https://example.jp/1\n\n■(2031年5月14日)\n---", parse_markdown)
@example("桜海岩：\n\n〈関連情報〉https://example.jp/6桜海谷", parse_markdown)
@example("<https://example.jp/9", parse_markdown)
@example("__桜海岩__ 桜海谷__", parse_text)
@example("- https://example.jp/1\n- https://example.jp/2", parse_markdown)
@example(
    f"# 桜海岩\n# {'の'.join(KANJI_WORDS[:16])}。{'の'.join(KANJI_WORDS[16:32])}【5月12日】",
    parse_markdown,
)
@example("①・\n2031-05-14\n②桜海岩", parse_text)
@example("❶\n〈関連情報〉〈関連情報〉", parse_markdown)
@example("①https://example.jp/3■桜海岩", parse_markdown)
@example("①桜海岩\n〈関連情報〉桜海川\n\n桜海谷https://example.jp/10 桜海沢。", parse_text)
@example("①・、桜海岩", parse_text)
@example("①桜海岩。\n◆-桜海川", parse_markdown)
@example("1. 桜海岩 https://example.jp/0\n\n②桜海川\n---\n桜海谷", parse_markdown)
@given(spiced(), st.sampled_from((parse_text, parse_markdown)))
@RELAXED
def test_writing_signs_of_formats_down_and_reading_them_gives_them_again(
    text: str, parser: Callable[[str], Document]
) -> None:
    first = clean(digest_of(text, parser))
    assert clean(digest_of(render(first), parse_markdown)) == first


@given(edition())
@RELAXED
def test_numbers_are_unique(text: str) -> None:
    numbers = [item.number for item in digest_of(text, parse_text).items]
    assert len(numbers) == len({*numbers})


@example(
    "①桜海岩\n\n桜海川\n(2031年5月14日)\nhttps://example.jp/4\n"
    "・桜海谷の桜海沢の桜海峰の桜海湖の桜海浜の桜海丘の桜海松の桜海竹の桜岩海"
)
@example("①桜海岩**【5月12日】\n桜海川")
@example("---\nhttps://example.jp/1\n---\n桜海岩")
@example("桜海岩(2031年5月14日)\n(2031年5月14日)\nhttps://example.jp/2")
@example("・桜海岩の桜海川の桜海谷の桜海沢 https://example.jp/0\n桜海峰。\n桜海湖。")
@given(edition())
@RELAXED
def test_writing_a_digest_down_and_reading_it_gives_it_again(text: str) -> None:
    first = clean(digest_of(text, parse_text))
    written = render(first)
    assert clean(digest_of(written, parse_markdown)) == first
    assert render(clean(digest_of(written, parse_markdown))) == written


def clean(digest: Digest) -> Digest:
    """The digest with raw addresses made equal to the clean ones, as writing down does."""
    items = tuple(
        replace(
            item,
            sources=bare(item.sources),
            related=tuple(replace(r, sources=bare(r.sources)) for r in item.related),
        )
        for item in digest.items
    )
    return replace(digest, items=items)


def bare(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    return tuple(Source(url=source.url, raw=source.url) for source in sources)


@given(st.text(), st.sampled_from(("a.txt", "a.md", "a.html", "a", "2031-05-15.md")))
@RELAXED
def test_no_text_raises_anything_but_a_reading_error(text: str, name: str) -> None:
    assert_read(name, text.encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=400), st.sampled_from(("a.txt", "a.md", "a.html", "a.docx", "a")))
@RELAXED
def test_no_bytes_raise_anything_but_a_reading_error(data: bytes, name: str) -> None:
    assert_read(name, data)


@given(edition(), st.data())
@RELAXED
def test_no_torn_edition_raises_anything(text: str, data: st.DataObject) -> None:
    start, end = data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))))
    assert_read("a.md", text[start:end].encode())


def assert_read(name: str, data: bytes) -> None:
    try:
        reading = parse(name, data)
    except ReadingError:
        return
    assert reading.digest.language
