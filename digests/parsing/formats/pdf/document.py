"""PDF files as documents: what pdfium finds on each page, put back into paragraphs."""

from __future__ import annotations

import ctypes
import io
import math
import struct
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pypdf
import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # ships no types
from pypdf.errors import PyPdfError

from digests.errors import ReadingError, ReadingFault
from digests.model import Place
from digests.parsing.blocks import Block, Document
from digests.parsing.formats.block_builder import told
from digests.parsing.formats.pdf.layout import Area, Glyph, Page, PlacedImage, set_lines, with_dots
from digests.parsing.formats.pdf.paragraphs import reflowed
from digests.parsing.formats.pdf.running_heads import without_running_heads
from digests.parsing.formats.plain_text import parse_text

MAX_PAGES = 300
_MOST_PICTURES = 200
_MOST_PIXELS = 50_000_000
_LEAST_DOT, _MOST_DOT = 1.0, 12.0  # points
_LEAST_SIDE = 24.0  # points: smaller pictures are icons and rules
_WHOLE_PAGE = 0.8  # of its area: a picture behind the text of a page
_REPEATED = 3  # times at the same place: a letterhead
_LEAST_TEXT = 20  # characters in all; a scan may carry a stamp or a number
_BOLD_WEIGHT = 600
_SPACES = frozenset("\u00a0\u2002\u2003\u2009\u200a\t")
# pdfium's sign for a hyphen that only divides a word.
_DIVIDERS = frozenset({0x02, 0xFFFE})
_SOFT_HYPHEN = "\u00ad"
# What pypdf raises for malformed files, besides its own errors.
_MALFORMED = (
    PyPdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


def parse_pdf(data: bytes, *, max_pages: int = MAX_PAGES) -> Document:
    """A PDF as blocks: paragraphs reflowed, running heads dropped, pictures where they stand.

    Pages beyond `max_pages` are skipped and counted. Raises ReadingError(ENCRYPTED, SCANNED or
    DAMAGED). A hostile file may abort the process: call it in one that may die.
    """
    try:
        with pypdfium2.PdfDocument(data) as pdf:
            return _document(pdf, max_pages)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise ReadingError(ReadingFault.ENCRYPTED) from error
        return _plain_document(data, max_pages)


def _document(pdf: pypdfium2.PdfDocument, max_pages: int) -> Document:
    count = len(pdf)
    pages = [_parsed_page(pdf, index) for index in range(min(count, max_pages))]
    text = sum(len(line.text.strip()) for page in pages for line in page.lines)
    if text < _LEAST_TEXT and any(page.pictures for page in pages):
        raise ReadingError(ReadingFault.SCANNED)
    pages = _without_backgrounds(without_running_heads(pages))
    properties = pdf.get_metadata_dict()
    return Document(
        blocks=reflowed(pages),
        title=told(properties.get("Title")),
        author=told(properties.get("Author")),
        skipped_pages=max(0, count - max_pages),
    )


def _parsed_page(pdf: pypdfium2.PdfDocument, index: int) -> Page:
    page = pdf[index]
    try:
        links = tuple(_links(pdf, page))
        text = page.get_textpage()
        try:
            lines = set_lines(_printed_runs(_glyphs(text, links)), index + 1)
        finally:
            text.close()
        return Page(
            number=index + 1,
            width=page.get_width(),
            height=page.get_height(),
            lines=with_dots(lines, tuple(_dots(page))),
            pictures=tuple(_pictures(page)),
        )
    finally:
        page.close()


# --- text ---------------------------------------------------------------------------------------

_LinkArea = tuple[Area, str]


def _printed_runs(glyphs: Iterator[Glyph | None]) -> Iterator[list[Glyph]]:
    """The glyphs between the line ends that pdfium makes out."""
    run: list[Glyph] = []
    for glyph in glyphs:
        if glyph is not None:
            run.append(glyph)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _glyphs(text: pypdfium2.PdfTextPage, links: Sequence[_LinkArea]) -> Iterator[Glyph | None]:
    """The characters of a page in the order of its content; None where a line ends."""
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    faces = _Faces(text)
    for index, code in _codes(text):
        if code in (0x0A, 0x0D):
            yield None
            continue
        pdfium.FPDFText_GetLooseCharBox(text, index, box)
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        size, bold = faces.face(index)
        yield Glyph(
            char=_char(code),
            left=_finite(box.left),
            right=_finite(box.right),
            baseline=_finite(y.value),
            size=size,
            bold=bold,
            target=_target(links, (box.left + box.right) / 2, y.value + size / 3),
        )


def _codes(text: pypdfium2.PdfTextPage) -> Iterator[tuple[int, int]]:
    """Each character's index and code; pdfium tells one beyond U+FFFF as two of UTF-16."""
    high = 0
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if high and 0xDC00 <= code < 0xE000:
            yield index - 1, 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00
            high = 0
            continue
        if high:
            yield index - 1, high
        high = code if 0xD800 <= code < 0xDC00 else 0
        if not high:
            yield index, code
    if high:
        yield text.count_chars() - 1, high


def _finite(number: float) -> float:
    """The number; zero for what a damaged matrix made of one."""
    return number if math.isfinite(number) else 0.0


class _Faces:
    """The size and boldness of characters, asked of pdfium once for each run of text."""

    def __init__(self, text: pypdfium2.PdfTextPage) -> None:
        self._text = text
        self._run = 0
        self._matrix = pdfium.FS_MATRIX()
        self._face = (10.0, False)

    def face(self, index: int) -> tuple[float, bool]:
        """The size in points, and whether it is bold."""
        run = pdfium.FPDFText_GetTextObject(self._text, index)
        address = ctypes.cast(run, ctypes.c_void_p).value or 0
        if address and address != self._run:
            self._run = address
            self._face = (self._size(index), self._is_bold(run))
        return self._face

    def _size(self, index: int) -> float:
        size = pdfium.FPDFText_GetFontSize(self._text, index)
        if pdfium.FPDFText_GetMatrix(self._text, index, self._matrix):
            size *= math.hypot(self._matrix.c, self._matrix.d)
        return abs(_finite(size)) or 1.0

    def _is_bold(self, run: object) -> bool:
        font = pdfium.FPDFTextObj_GetFont(run)
        if not font:
            return False
        name = ctypes.create_string_buffer(128)
        pdfium.FPDFFont_GetBaseFontName(font, name, len(name))
        bold = b"bold" in name.value.lower() or b"heavy" in name.value.lower()
        return bold or pdfium.FPDFFont_GetWeight(font) >= _BOLD_WEIGHT


def _char(code: int) -> str:
    if code in _DIVIDERS:
        return _SOFT_HYPHEN
    if not 0 < code <= 0x10FFFF or 0xD800 <= code < 0xE000:
        return "\ufffd"
    char = chr(code)
    return " " if char in _SPACES else _as_ideograph(char)


def _as_ideograph(char: str) -> str:
    """Some programs map a glyph back to the radical of the same shape: ⽇ for 日."""
    if "\u2e80" <= char <= "\u2fdf":
        return unicodedata.normalize("NFKC", char)
    return char


def _target(links: Sequence[_LinkArea], x: float, y: float) -> str | None:
    for (left, bottom, right, top), target in links:
        if left <= x <= right and bottom <= y <= top:
            return target
    return None


def _links(pdf: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> Iterator[_LinkArea]:
    """The areas of a page that lead to the web."""
    position, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    while pdfium.FPDFLink_Enumerate(page, position, link):
        action = pdfium.FPDFLink_GetAction(link)
        target = _address(pdf, action) if action else ""
        if target.startswith(("http://", "https://")):
            yield from ((area, target) for area in _areas(link))


def _address(pdf: pypdfium2.PdfDocument, action: object) -> str:
    length = pdfium.FPDFAction_GetURIPath(pdf, action, None, 0)
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFAction_GetURIPath(pdf, action, buffer, length)
    return buffer.raw.rstrip(b"\0").decode("utf-8", "replace").strip()


def _areas(link: object) -> Iterator[Area]:
    quad, rect = pdfium.FS_QUADPOINTSF(), pdfium.FS_RECTF()
    count = pdfium.FPDFLink_CountQuadPoints(link)
    for index in range(count):
        if pdfium.FPDFLink_GetQuadPoints(link, index, quad):
            xs = (quad.x1, quad.x2, quad.x3, quad.x4)
            ys = (quad.y1, quad.y2, quad.y3, quad.y4)
            yield min(xs), min(ys), max(xs), max(ys)
    if not count and pdfium.FPDFLink_GetAnnotRect(link, rect):
        low, high = sorted((rect.bottom, rect.top))
        yield rect.left, low, rect.right, high


def _dots(page: pypdfium2.PdfPage) -> Iterator[Area]:
    """Where small round or square marks are drawn."""
    for path in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=2):
        left, bottom, right, top = path.get_bounds()
        width, height = right - left, top - bottom
        if _LEAST_DOT < width < _MOST_DOT and abs(width - height) < 0.3 * width:
            yield left, bottom, right, top


# --- pictures -----------------------------------------------------------------------------------


def _pictures(page: pypdfium2.PdfPage) -> Iterator[PlacedImage]:
    found = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])
    for number, image in enumerate(found):
        if number >= _MOST_PICTURES:
            return
        left, bottom, right, top = image.get_bounds()
        is_placed = all(map(math.isfinite, (left, bottom, right, top)))
        if not is_placed or min(right - left, top - bottom) < _LEAST_SIDE:
            continue
        data = _picture(image)
        if data:
            yield PlacedImage(left=left, bottom=bottom, right=right, top=top, data=data)


def _picture(image: pypdfium2.PdfImage) -> bytes:
    width, height = image.get_px_size()
    if width * height > _MOST_PIXELS:
        return b""
    buffer = io.BytesIO()
    try:
        image.extract(buffer, fb_format="png")
    except (pypdfium2.PdfiumError, ValueError, OSError, TypeError):
        return b""
    return buffer.getvalue()


def _without_backgrounds(pages: Sequence[Page]) -> list[Page]:
    """The pages without pictures behind their text and without letterheads."""
    count_at = Counter(_position(image) for page in pages for image in page.pictures)
    return [
        replace(
            page,
            pictures=tuple(
                image
                for image in page.pictures
                if count_at[_position(image)] < _REPEATED
                and image.area < _WHOLE_PAGE * page.width * page.height
            ),
        )
        for page in pages
    ]


def _position(image: PlacedImage) -> tuple[int, int, int]:
    return round(image.left), round(image.bottom), round(image.right)


# --- without geometry ---------------------------------------------------------------------------


def _plain_document(data: bytes, max_pages: int) -> Document:
    """What another, more patient library makes of a file: lines, and where pages end."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadingError(ReadingFault.ENCRYPTED)
        pages = [page.extract_text() for page in reader.pages[:max_pages]]
        count = len(reader.pages)
    except _MALFORMED as error:
        raise ReadingError(ReadingFault.DAMAGED) from error
    blocks = tuple(block for number, text in enumerate(pages, 1) for block in _page(text, number))
    if not blocks:
        raise ReadingError(ReadingFault.DAMAGED)
    return Document(blocks=blocks, skipped_pages=max(0, count - max_pages))


def _page(text: str, number: int) -> list[Block]:
    blocks = [replace(block, place=Place(page=number)) for block in parse_text(text).blocks]
    return [*blocks[:-1], *(replace(block, page_end=True) for block in blocks[-1:])]
