"""Whether a summary would pass an editor: the rubric of `tests/data/summaries/README.md`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from statistics import fmean

from digests.model import Item, Paragraph, ParagraphKind

_DATA = Path(__file__).parents[2] / "tests" / "data" / "summaries"
_UNSPACED = frozenset({"ja", "zh"})
_BULLET, _PARAGRAPH_END = "• ", "|"
_MOST_HARMLESS, _FULL_LIST = 1, 5
PARTS = ("open", "held")
"""Those that may be looked at while the summariser is changed, and those kept aside."""


class Mark(StrEnum):
    """What an editor says of a sentence."""

    NEWS = "*"
    WORTHY = "+"
    HARMLESS = "."
    UNFIT = "-"
    LIMIT = "!"
    LABEL = ":"
    HEADING = "#"


_HEADINGS = frozenset({Mark.LABEL, Mark.HEADING})
_WANTED = frozenset({Mark.NEWS, Mark.WORTHY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sentence, an entry or a heading with its mark; `paragraph` counts from 0."""

    mark: Mark
    text: str
    is_entry: bool
    paragraph: int

    @property
    def is_sentence(self) -> bool:
        """Whether it is more than a heading."""
        return self.mark not in _HEADINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedItem:
    """An item and what an editor says of each of its sentences."""

    language: str
    item: Item
    lines: tuple[Line, ...]


def marked_items(part: str) -> Iterator[MarkedItem]:
    """The items of a part of the set: `open`, or `held` for those that were kept aside."""
    for path in sorted((_DATA / part).glob("*.txt")):
        for text in path.read_text(encoding="utf-8").split("\n\n"):
            yield marked_item(text, path.stem)


def marked_item(text: str, language: str) -> MarkedItem:
    """One item from its headline and marked lines."""
    headline, *raw = text.strip().split("\n")
    lines = tuple(_lines(raw))
    space = "" if language in _UNSPACED else " "
    item = Item(number=1, headline=headline, paragraphs=tuple(_paragraphs(lines, space)))
    return MarkedItem(language=language, item=item, lines=lines)


def _lines(raw: Sequence[str]) -> Iterator[Line]:
    paragraph = 0
    for one in raw:
        if one == _PARAGRAPH_END:
            paragraph += 1
            continue
        sign, text = one.split(" ", 1)
        is_entry = text.startswith(_BULLET)
        yield Line(
            mark=Mark(sign),
            text=text.removeprefix(_BULLET),
            is_entry=is_entry,
            paragraph=paragraph,
        )


def _paragraphs(lines: Sequence[Line], space: str) -> Iterator[Paragraph]:
    prose: list[Line] = []
    for line in lines:
        if prose and (
            _kind(line) is not ParagraphKind.PROSE or prose[0].paragraph < line.paragraph
        ):
            yield Paragraph(text=space.join(one.text for one in prose))
            prose = []
        if _kind(line) is ParagraphKind.PROSE:
            prose.append(line)
        else:
            yield Paragraph(text=line.text, kind=_kind(line))
    if prose:
        yield Paragraph(text=space.join(one.text for one in prose))


def _kind(line: Line) -> ParagraphKind:
    if line.mark in _HEADINGS:
        return ParagraphKind.SUBHEADING
    return ParagraphKind.BULLET if line.is_entry else ParagraphKind.PROSE


def accepted_share(
    every: Sequence[MarkedItem], tell: Callable[[MarkedItem], Sequence[str]]
) -> float:
    """How many of the summaries pass, in per cent."""
    return 100 * fmean(not list(faults(one, tell(one))) for one in every)


def faults(marked: MarkedItem, told: Sequence[str]) -> Iterator[str]:
    """What an editor would find wrong with a summary, rule by rule; nothing if it passes."""
    taken = [line for line in marked.lines if any(_is_told(line, text) for text in told)]
    if not taken:
        yield "it says nothing"
        return
    yield from _wrong_sentences(taken)
    yield from _parted_claims(marked.lines, taken)
    yield from _parted_labels(marked.lines, taken)
    yield from _torn_lists(marked.lines, taken)
    wanted = [line for line in marked.lines if line.mark in _WANTED]
    entries = sum(line.is_entry for line in taken)
    kept = sum(line.mark in _WANTED for line in taken)
    if 2 * kept < len(wanted) and entries < _FULL_LIST:
        yield "it leaves out most of what is worth telling"


def _is_told(line: Line, text: str) -> bool:
    return line.text in text or text in line.text


def _wrong_sentences(taken: Sequence[Line]) -> Iterator[str]:
    opening = next((line for line in taken if line.is_sentence), taken[0])
    if opening.mark is not Mark.NEWS:
        yield f"it opens with {opening.text}"
    for line in taken:
        if line.mark is Mark.UNFIT:
            yield f"unfit: {line.text}"
    if sum(line.mark is Mark.HARMLESS for line in taken) > _MOST_HARMLESS:
        yield "more than one sentence that nobody would miss"


def _parted_claims(lines: Sequence[Line], taken: Sequence[Line]) -> Iterator[str]:
    for at, line in enumerate(lines):
        if line.mark is not Mark.LIMIT:
            continue
        claims = [one for one in lines[:at] if one.paragraph == line.paragraph and one in taken]
        if bool(claims) != (line in taken):
            yield f"parted from its claim: {line.text}"


def _parted_labels(lines: Sequence[Line], taken: Sequence[Line]) -> Iterator[str]:
    for at, label in enumerate(lines):
        if label.mark is not Mark.LABEL:
            continue
        below = _entries_from(lines, at + 1)
        if any(one in taken for one in below) != (label in taken):
            yield f"parted from its entries: {label.text}"


def _torn_lists(lines: Sequence[Line], taken: Sequence[Line]) -> Iterator[str]:
    if lines[0].is_entry:
        entries = _entries_from(lines, 0)
        if any(one not in taken for one in entries[:_FULL_LIST]):
            yield "a list without an introduction is torn"


def _entries_from(lines: Sequence[Line], start: int) -> list[Line]:
    end = start
    while end < len(lines) and lines[end].is_entry:
        end += 1
    return list(lines[start:end])
