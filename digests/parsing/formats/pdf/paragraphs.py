"""Printed lines to paragraphs: what the page's width broke is put together again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from digests.model import Place
from digests.parsing.blocks import Block, BlockKind, Link
from digests.parsing.formats.pdf.layout import Line, Page, PlacedImage
from digests.parsing.formats.pdf.metrics import PageMetrics, are_alike
from digests.parsing.lexical.line_joining import glue
from digests.parsing.lexical.list_marks import BULLET, is_strict, mark_of
from digests.text.characters import KANA, is_cjk
from digests.text.sentence_ends import ends_sentence
from digests.text.whitespace import visible

_ADDRESS_END = re.compile(r"(?:https?://|www\.)[!-~]*$")
_ADDRESS = re.compile(r"<?(?:https?://|www\.)")
_ADDRESS_PART = re.compile(r"[!-~]+")
_DIVIDED = re.compile(r"[^\W\d_]{2}[-\u2010]$")
_VOICED = re.compile(f"[{KANA}][\u3099\u309a]")
_SOFT_HYPHEN = "\u00ad"
_PAGE_END_SLACK = 3.0  # letters: pages end where a picture stands beside the text, too
_LONGEST_ADDRESS = 8  # lines
_LONGEST_HEADING = 200
_NOTE_SIZE = 0.85  # of running text; smaller print that opens with a number is a footnote
_NOTE = re.compile(r"([0-9]{1,2})[).]?\s+(?=\S)")
_CAPTION_SIZE = 0.95
_CAPTION_REACH = 2.5  # of the letters' size, below a picture


@dataclass(slots=True, kw_only=True)
class _Paragraph:
    """Lines that belong together; `below` is the picture right above the first of them."""

    lines: list[Line]
    gap: bool = False
    ends_page: bool = False
    below: PlacedImage | None = None


def reflowed(pages: Sequence[Page]) -> tuple[Block, ...]:
    """The text of pages as blocks, in reading order; sentences cut by a page end stay cut."""
    metrics = PageMetrics(pages)
    flow = _Flow(metrics)
    for page in pages:
        for printed in _in_order(page):
            if isinstance(printed, Line):
                flow.add_line(printed)
            else:
                flow.add_picture(printed, page.number)
    blocks = (
        _block(part, metrics) if isinstance(part, _Paragraph) else part for part in flow.finished()
    )
    return tuple(block for block in blocks if block.text or block.picture)


def _in_order(page: Page) -> Iterator[Line | PlacedImage]:
    """What is on a page, each picture before the first line that stands lower."""
    waiting = sorted(page.pictures, key=lambda image: -image.middle)
    for line in page.lines:
        beside = [each for each in waiting if each.middle > line.middle and _shares(each, line)]
        yield from beside
        waiting = [each for each in waiting if each not in beside]
        yield line
    yield from waiting


def _shares(image: PlacedImage, line: Line) -> bool:
    """Whether a picture stands in the line's column."""
    return image.left < line.right and line.left < image.right


class _Flow:
    """Gathers lines into paragraphs."""

    def __init__(self, metrics: PageMetrics) -> None:
        self._metrics = metrics
        self._parts: list[_Paragraph | Block] = []
        self._open: _Paragraph | None = None
        self._waiting: list[PlacedImage] = []  # beside or below the open paragraph

    def add_picture(self, image: PlacedImage, page: int) -> None:
        """Set a picture behind the paragraph that is open: text may flow around it."""
        self._waiting.append(image)
        block = Block(kind=BlockKind.PICTURE, text="", picture=image.data, place=Place(page=page))
        self._parts.append(block)

    def add_line(self, line: Line) -> None:
        """Go on with the open paragraph, or begin another one."""
        if self._open is not None and self._goes_on(self._open, line):
            self._open.lines.append(line)
            return
        last = self._open.lines[-1] if self._open else None
        below = self._waiting[-1] if self._waiting else None
        self._waiting = []
        self._open = _Paragraph(lines=[line], gap=self._is_gap(last, line), below=below)
        self._parts.append(self._open)

    def finished(self) -> list[_Paragraph | Block]:
        """The paragraphs and pictures, in order."""
        return self._parts

    def _is_gap(self, last: Line | None, line: Line) -> bool:
        return last is not None and last.page == line.page and self._metrics.is_apart(last, line)

    def _goes_on(self, paragraph: _Paragraph, line: Line) -> bool:
        last = paragraph.lines[-1]
        if _is_cut_address(paragraph, line):
            return self._metrics.is_full(last, line) or _same_target(last, line)
        if last.page != line.page or last.baseline <= line.baseline:
            full = self._metrics.is_full(last, line, slack=_PAGE_END_SLACK)
            paragraph.ends_page = full and not self._metrics.is_indented(last, line)
            return False
        return self._fits(paragraph, line) and self._is_wrapped(last, line)

    def _fits(self, paragraph: _Paragraph, line: Line) -> bool:
        """Whether size, distance and indent let a line belong to a paragraph."""
        last, metrics = paragraph.lines[-1], self._metrics
        if not are_alike(last.size, line.size) or metrics.is_apart(last, line):
            return False
        if metrics.is_indented(last, line):
            # The lines below a mark or bullet hang.
            return len(paragraph.lines) == 1 and _is_marked(last)
        return len(paragraph.lines) == 1 or not metrics.is_outdented(last, line)

    def _is_wrapped(self, last: Line, line: Line) -> bool:
        """Whether it was the margin that ended a line."""
        metrics = self._metrics
        closed = ends_sentence(last.text.strip())
        level = metrics.level(last)
        if level is not None and level == metrics.level(line) and not closed:
            return not _opens(line, closed=True)  # whoever sets a heading breaks it where it reads
        if _opens(line, closed=closed) or not metrics.is_full(last, line):
            return False
        tight = metrics.sets_apart or metrics.room(last) < 0.5 * last.size
        return tight or not closed


def _is_marked(line: Line) -> bool:
    text = line.text.strip()
    return BULLET.match(text) is not None or mark_of(text) is not None


def _opens(line: Line, *, closed: bool) -> bool:
    """Whether a line begins something new, whatever room there was above it."""
    text = line.text.strip()
    if _ADDRESS.match(text):
        return True
    mark = mark_of(text)
    # A number at the start of a line may just have been carried there: `2025 年` is no item.
    opened = mark is not None and (closed or not is_strict(mark.scheme))
    return opened or BULLET.match(text) is not None


def _is_cut_address(paragraph: _Paragraph, line: Line) -> bool:
    """Whether a line may go on with the address that the lines above it end with."""
    last, text = paragraph.lines[-1], line.text.strip()
    above = "".join(each.text.strip() for each in paragraph.lines[-_LONGEST_ADDRESS:])
    if _ADDRESS_END.search(above) is None or _ADDRESS.match(text):
        return False
    part = _ADDRESS_PART.match(text)
    if part is None or (last.page == line.page and last.baseline <= line.baseline):
        return False
    whole = part.end() == len(text) or is_cjk(text[part.end()])
    return _same_target(last, line) or whole or bool(re.search(r"[/=_%&?]", part[0]))


def _same_target(last: Line, line: Line) -> bool:
    if not last.spans or not line.spans:
        return False
    return last.spans[-1].target == line.spans[0].target


def _block(paragraph: _Paragraph, metrics: PageMetrics) -> Block:
    first = paragraph.lines[0]
    text, links = _text(paragraph.lines, metrics)
    if first.size < _NOTE_SIZE * metrics.size:
        text = _NOTE.sub(r"[\1] ", text, count=1)
    level = metrics.level(first)
    kind = BlockKind.PARAGRAPH
    if level is not None and len(text) <= _LONGEST_HEADING:
        kind = BlockKind.HEADING
    elif _is_caption(paragraph, metrics):
        kind = BlockKind.CAPTION
    return Block(
        kind=kind,
        text=text,
        level=level if kind is BlockKind.HEADING and level else 1,
        gap=paragraph.gap,
        links=tuple(link for link in links if link.text and link.target not in text),
        page_end=paragraph.ends_page,
        bold=_bold(paragraph.lines, metrics),
        place=Place(page=first.page),
    )


def _is_caption(paragraph: _Paragraph, metrics: PageMetrics) -> bool:
    """Small print right below a picture."""
    first, picture = paragraph.lines[0], paragraph.below
    if picture is None or first.size > _CAPTION_SIZE * metrics.size:
        return False
    return 0 <= picture.bottom - first.baseline < _CAPTION_REACH * first.size


def _bold(lines: Sequence[Line], metrics: PageMetrics) -> str:
    text = lines[0].bold
    for last, line in pairwise(lines):
        if last.bold != last.text.strip() or not line.bold:
            break
        text = _joined(text, line.bold, metrics)
    return text


def _text(lines: Sequence[Line], metrics: PageMetrics) -> tuple[str, list[Link]]:
    """The lines as one text, with the links that lie on it."""
    text = ""
    links: list[Link] = []
    for line in lines:
        for span in line.spans:
            words = _composed(visible(line.text[span.start : span.end]).strip())
            if links and span.start == 0 and text and links[-1].target == span.target:
                words = _joined(links.pop().text, words, metrics)
            links.append(Link(text=words, target=span.target))
        text = _joined(text, line.text, metrics)
    return _composed(visible(text).strip()), links


def _composed(text: str) -> str:
    """The text with voiced kana in one piece, which some programs print as two."""
    return _VOICED.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)


def _joined(former: str, latter: str, metrics: PageMetrics) -> str:
    """Two lines in one."""
    latter = latter.strip()
    kept_space = former.endswith(" ")
    former = former.rstrip()
    if not former or not latter:
        return former + latter
    if former.endswith(_SOFT_HYPHEN) or _ADDRESS_END.search(former):
        return former.removesuffix(_SOFT_HYPHEN) + latter
    if _DIVIDED.search(former) and latter[0].islower():
        return (former[:-1] if metrics.divides_words else former) + latter
    if is_cjk(former[-1]) != is_cjk(latter[0]) and (kept_space or metrics.is_spaced):
        beside = (former[-1], latter[0])
        return f"{former} {latter}" if all(char.isalnum() for char in beside) else former + latter
    return glue(former, latter)
