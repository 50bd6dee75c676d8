"""PDF files: paragraphs as they were before the page broke them, and nothing of its furniture."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdf
import pytest
from fpdf import FPDF
from PIL import Image
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.pdfencrypt import StandardEncryption  # type: ignore[import-untyped]
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from digests.errors import ReadingError, ReadingFault
from digests.parsing.blocks import Block, BlockKind, Link
from digests.parsing.formats.block_builder import told
from digests.parsing.formats.pdf.document import parse_pdf
from digests.parsing.formats.pdf.layout import Line, Page
from digests.parsing.formats.pdf.paragraphs import reflowed
from digests.parsing.lexical.line_joining import glue
from digests.text.sentence_ends import ends_sentence

WIDTH, HEIGHT = A4
LEFT, TOP, BOTTOM = 70.0, 770.0, 90.0
SIZE, PITCH = 10.5, 17.0
MINCHO = "HeiseiMin-W3"
FORBIDDEN = "、。」）"

FIRE = (
    "港の倉庫で1日未明に火災が発生したが、消防によるとけが人はいなかったという。市長は「けが人が"
    "いなかったのは幸いだった」と述べ、原因の調査を急ぐ考えを示した。港湾局によると、倉庫には"
    "食料品が保管されていた。"
)
BRIDGE = (
    "新しい橋の建設計画について、市は総事業費が百二十八億円になると発表した。財源の三割はまだ"
    "決まっていない。市民からは歓迎の声と不安の声の両方が出ており、説明会は来月に開かれる。"
)
STORIES = [FIRE, BRIDGE, FIRE + BRIDGE, BRIDGE + FIRE + BRIDGE]
ENGLISH = (
    "The harbour authority said on Tuesday that a fire in a warehouse was put out before dawn and "
    "that nobody was hurt. “We were lucky,” the mayor told reporters, adding that a well-known "
    "carrier had stored food there."
)


class PageWriter:
    """Prints lines on pages, from top to bottom."""

    def __init__(self, *, chars: int = 40, rows: int = 40, encrypt: object = None) -> None:
        if MINCHO not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(UnicodeCIDFont(MINCHO))
        self._buffer = io.BytesIO()
        self.canvas = Canvas(self._buffer, pagesize=A4, encrypt=encrypt)
        self._chars = chars
        self._rows = rows
        self.y = TOP
        self.page = 1
        self.heads: list[Callable[[PageWriter], None]] = []

    def line(self, text: str, *, x: float = LEFT, size: float = SIZE, font: str = MINCHO) -> None:
        if self.y < TOP - self._rows * PITCH:
            self.turn()
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.y, text)
        self.y -= max(PITCH, 1.4 * size)

    def paragraph(self, text: str, *, indent: bool = False, gap: float = 0.0) -> None:
        for number, row in enumerate(wrapped(text, self._chars, int(indent))):
            self.line(row, x=LEFT + (SIZE if indent and number == 0 else 0))
        self.y -= gap

    def picture(self, colour: str = "red", *, width: float = 200, height: float = 120) -> None:
        image = Image.new("RGB", (80, 48), colour)
        self.y -= height
        self.canvas.drawImage(ImageReader(image), LEFT, self.y, width, height)
        self.y -= PITCH

    def link(self, target: str, rows: int = 1) -> None:
        """Lay a link over the last lines."""
        area = (LEFT - 1, self.y + PITCH - 4, WIDTH - LEFT, self.y + (rows + 1) * PITCH - 6)
        self.canvas.linkURL(target, area)

    def turn(self) -> None:
        for head in self.heads:
            head(self)
        self.canvas.showPage()
        self.page += 1
        self.y = TOP

    def data(self) -> bytes:
        self.turn()
        self.canvas.save()
        return self._buffer.getvalue()


def wrapped(text: str, chars: int, indent: int = 0) -> Iterator[str]:
    """Lines as wide as so many kanji; none opens with a sign that must not."""
    width = (chars - indent) * SIZE
    while text:
        end = len(text)
        while pdfmetrics.stringWidth(text[:end], MINCHO, SIZE) > width:
            end -= 1
        while end < len(text) and text[end] in FORBIDDEN:
            end += 1
        yield text[:end]
        text, width = text[end:], chars * SIZE


def wrapped_english(text: str, width: float) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if pdfmetrics.stringWidth(longer, "Times-Roman", SIZE) > width:
            yield line
            line = word
        else:
            line = longer
    yield line


def folio(writer: PageWriter) -> None:
    writer.canvas.setFont(MINCHO, 8)
    writer.canvas.drawCentredString(WIDTH / 2, 40, f"- {writer.page} -")


def running_head(writer: PageWriter) -> None:
    writer.canvas.setFont(MINCHO, 8)
    writer.canvas.drawString(LEFT, HEIGHT - 40, f"みなと便り 第{writer.page + 10}面")


def texts(data: bytes) -> list[str]:
    return [block.text for block in parse_pdf(data).blocks]


def whole(blocks: tuple[Block, ...]) -> list[str]:
    """The texts with those joined that a page end cut."""
    found: list[str] = []
    cut = False
    for block in blocks:
        found[-1:] = [glue(found[-1], block.text)] if cut else [*found[-1:], block.text]
        cut = block.page_end and not ends_sentence(block.text)
    return found


@pytest.mark.parametrize("habit", ["gap", "indent", "both"])
@pytest.mark.parametrize("chars", [25, 33, 40])
def test_paragraphs_come_back_whole(habit: str, chars: int) -> None:
    writer = PageWriter(chars=chars)
    stories = [f"その{number}。{story}" for number, story in enumerate(STORIES * 3)]
    for story in stories:
        gap = 0 if habit == "indent" else 0.6 * PITCH
        writer.paragraph(story, indent=habit != "gap", gap=gap)
    blocks = parse_pdf(writer.data()).blocks
    assert whole(blocks) == stories
    assert {block.place.page for block in blocks} > {1}


def test_paragraphs_without_gap_or_indent_end_where_a_line_is_short() -> None:
    writer = PageWriter()
    for story in STORIES:
        writer.paragraph(story)
    assert texts(writer.data()) == STORIES


def test_english_words_are_set_apart_and_divided_ones_joined() -> None:
    writer = PageWriter()
    for _ in range(6):
        for row in wrapped_english(ENGLISH, 300):
            writer.line(row, font="Times-Roman")
        writer.y -= PITCH / 2
    assert texts(writer.data()) == [ENGLISH] * 6
    writer = PageWriter()
    for _ in range(6):
        for row in (
            "The harbour authority said that a fire in a ware-",
            "house was put out before dawn",
        ):
            writer.line(row, font="Times-Roman")
        writer.y -= PITCH / 2
    divided = "The harbour authority said that a fire in a warehouse was put out before dawn"
    assert texts(writer.data()) == [divided] * 6


def test_running_heads_and_folios_are_dropped_and_text_beside_them_stays() -> None:
    writer = PageWriter(rows=42)
    writer.heads = [folio, running_head]
    for number in range(1, 20):
        writer.paragraph(f"{number}番目の話。{FIRE}", gap=0.6 * PITCH)
    found = whole(parse_pdf(writer.data()).blocks)
    assert found == [f"{number}番目の話。{FIRE}" for number in range(1, 20)]


def test_a_number_of_the_text_is_no_folio() -> None:
    writer = PageWriter()
    writer.paragraph(FIRE)
    writer.y = 60
    writer.line("2025")
    assert texts(writer.data())[-1] == "2025"


def test_a_page_end_is_told_only_where_text_may_go_on() -> None:
    writer = PageWriter(rows=9)
    writer.paragraph(FIRE + BRIDGE, gap=PITCH)
    writer.line("短い行")
    writer.turn()
    writer.paragraph(BRIDGE)
    found = parse_pdf(writer.data()).blocks
    assert [block.page_end for block in found] == [False, False, False]
    writer = PageWriter(rows=1)
    writer.paragraph(FIRE)
    found = parse_pdf(writer.data()).blocks
    assert [block.page_end for block in found] == [True, False]
    assert glue(found[0].text, found[1].text) == FIRE


def test_addresses_are_whole_again_over_lines_and_pages() -> None:
    address = "https://example.jp/20250401/" + "path/" * 22 + "?id=1&view=full"
    rows = [address[:75], address[75:150], address[150:]]
    writer = PageWriter(rows=10)
    writer.paragraph(FIRE, gap=PITCH)
    for row in rows:
        writer.line(row, font="Courier", size=10)
    writer.y -= PITCH
    writer.paragraph(BRIDGE)
    assert texts(writer.data()) == [FIRE, address, BRIDGE]
    writer = PageWriter(rows=4)
    writer.paragraph(FIRE)
    for row in rows:
        writer.line(row, font="Courier", size=10)
    assert texts(writer.data()) == [FIRE, address]


def test_link_annotations_are_used_where_the_text_does_not_say_it() -> None:
    writer = PageWriter()
    writer.line("みなと通信の記事")
    writer.link("https://example.jp/1")
    writer.y -= PITCH
    writer.line("https://example.jp/2")
    writer.link("https://example.jp/2")
    writer.y -= PITCH
    writer.line("住所")
    writer.link("mailto:a@example.jp")
    found = parse_pdf(writer.data()).blocks
    assert [block.links for block in found] == [
        (Link(text="みなと通信の記事", target="https://example.jp/1"),), (), (),
    ]  # fmt: skip


def test_a_link_over_two_lines_is_one() -> None:
    writer = PageWriter(chars=30)
    writer.paragraph(FIRE, gap=PITCH)
    writer.paragraph(BRIDGE[:45])
    writer.link("https://example.jp/1", rows=2)
    (link,) = parse_pdf(writer.data()).blocks[-1].links
    assert link == Link(text=BRIDGE[:45], target="https://example.jp/1")


def test_bigger_letters_are_headings_ranked_by_size() -> None:
    writer = PageWriter()
    writer.line("みなと便り", size=20)
    for head in ("① 港の倉庫で火災", "② 橋の計画"):
        writer.line(head, size=14)
        writer.paragraph(FIRE)
    found = [(b.kind.value, b.level, b.text) for b in parse_pdf(writer.data()).blocks]
    assert found == [
        ("heading", 1, "みなと便り"),
        ("heading", 2, "① 港の倉庫で火災"),
        ("paragraph", 1, FIRE),
        ("heading", 2, "② 橋の計画"),
        ("paragraph", 1, FIRE),
    ]


def test_a_heading_that_was_broken_by_hand_is_one() -> None:
    writer = PageWriter()
    for rows in (("港の倉庫で火災、", "けが人はなし"), ("橋の計画、費用は", "百二十八億円")):
        for row in rows:
            writer.line(row, size=14)
        writer.paragraph(FIRE, gap=20)
    found = [b.text for b in parse_pdf(writer.data()).blocks if b.kind is BlockKind.HEADING]
    assert found == ["港の倉庫で火災、けが人はなし", "橋の計画、費用は百二十八億円"]


def test_marks_and_bullets_open_their_own_paragraphs() -> None:
    rows = [
        "① 火災(2025年4月1日)",
        "・けが人なし",
        "・原因は調査中",
        "② 橋",
        "https://example.jp/1",
    ]
    writer = PageWriter()
    writer.paragraph(FIRE)
    for row in rows:
        writer.line(row)
    assert texts(writer.data()) == [FIRE, *rows]


def test_hanging_lines_belong_to_their_bullet_and_drawn_dots_are_bullets() -> None:
    writer = PageWriter(chars=40)
    writer.paragraph(FIRE)
    for drawn in (False, True):
        first, *rest = wrapped(BRIDGE, 38)
        if drawn:
            writer.canvas.circle(LEFT + 5, writer.y + 4, 1.5, fill=1)
        writer.line(first if drawn else "・" + first, x=LEFT + (SIZE if drawn else 0))
        for row in rest:
            writer.line(row, x=LEFT + SIZE)
    assert texts(writer.data()) == [FIRE, "・" + BRIDGE, "• " + BRIDGE]


def test_bold_that_opens_a_paragraph_is_told() -> None:
    writer = PageWriter()
    writer.canvas.setFont("Helvetica-Bold", SIZE)
    writer.canvas.drawString(LEFT, writer.y, "Harbour:")
    writer.line("the fire is out", x=LEFT + 60, font="Helvetica")
    (block,) = parse_pdf(writer.data()).blocks
    assert (block.text, block.bold) == ("Harbour: the fire is out", "Harbour:")


def test_pictures_stand_with_their_captions_between_the_paragraphs() -> None:
    writer = PageWriter()
    writer.paragraph(FIRE)
    writer.picture("red")
    writer.line("写真は倉庫の様子", size=8)
    writer.y -= PITCH
    writer.paragraph(BRIDGE)
    writer.picture("blue")
    found = parse_pdf(writer.data()).blocks
    assert [(block.kind, block.text) for block in found] == [
        (BlockKind.PARAGRAPH, FIRE),
        (BlockKind.PICTURE, ""),
        (BlockKind.CAPTION, "写真は倉庫の様子"),
        (BlockKind.PARAGRAPH, BRIDGE),
        (BlockKind.PICTURE, ""),
    ]
    colours = [Image.open(io.BytesIO(b.picture)).getpixel((5, 5)) for b in found if b.picture]
    assert colours == [(255, 0, 0), (0, 0, 255)]


def test_a_picture_beside_a_paragraph_does_not_cut_it() -> None:
    writer = PageWriter(chars=25)
    top = writer.y
    writer.paragraph(FIRE)
    image = ImageReader(Image.new("RGB", (40, 40), "red"))
    writer.canvas.drawImage(image, LEFT + 300, top - 50, 60, 60)
    assert texts(writer.data()) == [FIRE, ""]


@pytest.mark.parametrize("height", ["1" * 50 + ".5", "-" + "9" * 300])
def test_what_is_placed_nowhere_costs_no_words(height: str) -> None:
    pdf = FPDF()
    pdf.set_compression(compress=False)
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    pdf.multi_cell(0, 6, "The bridge was opened on Monday.")
    pdf.image(Image.new("RGB", (40, 40), "red"), x=20, y=40, w=60)
    whole = bytes(pdf.output())
    assert parse_pdf(whole).blocks[-1].kind is BlockKind.PICTURE
    broken = re.sub(rb"(q \S+ 0 0) \S+ ", rf"\1 {height} ".encode(), whole)
    assert texts(broken)[0] == "The bridge was opened on Monday."


def test_letterheads_and_backgrounds_are_no_pictures() -> None:
    writer = PageWriter(rows=5)
    image = ImageReader(Image.new("RGB", (40, 40), "red"))

    def adorn(writer: PageWriter) -> None:
        writer.canvas.drawImage(image, 30, HEIGHT - 60, 40, 40)
        writer.canvas.drawImage(image, LEFT, 300, 10, 10)

    writer.heads = [adorn]
    for _ in range(6):
        writer.paragraph(FIRE)
    writer.canvas.drawImage(image, 0, 0, WIDTH, HEIGHT)
    writer.line("裏に絵のある頁")
    assert not any(block.picture for block in parse_pdf(writer.data()).blocks)


def test_a_scan_without_text_says_so() -> None:
    writer = PageWriter()
    for _ in range(2):
        writer.picture("grey", width=WIDTH - 2 * LEFT, height=600)
        writer.turn()
    with pytest.raises(ReadingError) as caught:
        parse_pdf(writer.data())
    assert caught.value.fault is ReadingFault.SCANNED


def test_columns_are_read_one_after_the_other() -> None:
    writer = PageWriter(chars=18)
    for x, story in ((LEFT, FIRE), (LEFT + 250, BRIDGE)):
        writer.y = TOP
        for row in wrapped(story, 18):
            writer.line(row, x=x)
    assert texts(writer.data()) == [FIRE, BRIDGE]


def test_a_single_column_is_read_downwards_however_it_was_drawn() -> None:
    writer = PageWriter()
    for at in (2, 0, 1):
        writer.y = TOP - 2 * at * PITCH
        writer.line(f"{at}番目の行です。")
    assert texts(writer.data()) == ["0番目の行です。", "1番目の行です。", "2番目の行です。"]


def test_pages_beyond_the_cap_are_counted() -> None:
    writer = PageWriter(rows=2)
    for number in range(4):
        writer.paragraph(f"{number}{FIRE}")
    data = writer.data()
    pages = len(pypdf.PdfReader(io.BytesIO(data)).pages)
    found = parse_pdf(data, max_pages=2)
    assert {block.place.page for block in found.blocks} == {1, 2}
    assert found.skipped_pages == pages - 2


def test_the_properties_are_told_unless_a_program_made_them_up() -> None:
    writer = PageWriter()
    writer.paragraph(FIRE)
    writer.canvas.setTitle("みなと便り")
    writer.canvas.setAuthor("anonymous")
    found = parse_pdf(writer.data())
    assert (found.title, found.author) == ("みなと便り", None)
    assert [told(text) for text in ("report.docx", "Microsoft Word - a", "  架空  花子 ", "")] == [
        None, None, "架空 花子", None,
    ]  # fmt: skip


def test_a_password_to_open_is_asked_for_and_one_to_edit_is_not() -> None:
    for user, readable in (("secret", False), ("", True)):
        writer = PageWriter(encrypt=StandardEncryption(user, ownerPassword="owner", strength=128))
        writer.paragraph(FIRE)
        data = writer.data()
        if readable:
            assert texts(data) == [FIRE]
            continue
        with pytest.raises(ReadingError) as caught:
            parse_pdf(data)
        assert caught.value.fault is ReadingFault.ENCRYPTED


def test_what_pdfium_gives_up_on_is_read_without_geometry() -> None:
    writer = PageWriter()
    writer.line("Harbour news of today", font="Helvetica")
    data = writer.data()
    assert texts(data.replace(b"/Root 4 0 R", b"/Root 4 0 X")) == ["Harbour news of today"]


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4\ntrailer<</Root 1 0 R>>\n%%EOF"])
def test_what_nobody_can_read_is_damaged(data: bytes) -> None:
    with pytest.raises(ReadingError) as caught:
        parse_pdf(data)
    assert caught.value.fault is ReadingFault.DAMAGED


def _gothic() -> Path | None:
    folders = (Path("/usr/share/fonts"), Path("/Library/Fonts"), Path("/System/Library/Fonts"))
    found = (path for folder in folders for path in folder.rglob("NotoSansCJK-Regular.ttc"))
    return next(found, None)


@pytest.mark.skipif(_gothic() is None, reason="no font with kanji to embed")
def test_embedded_fonts_are_read_alike() -> None:
    pdf = FPDF()
    pdf.add_font("gothic", fname=_gothic())
    pdf.add_page()
    pdf.set_font("gothic", size=11)
    for story in STORIES:
        pdf.multi_cell(0, 6, "　" + story, new_x="LMARGIN", new_y="NEXT")
    pdf.cell(0, 6, "みなと通信", link="https://example.jp/1", new_x="LMARGIN", new_y="NEXT")
    blocks = parse_pdf(bytes(pdf.output())).blocks
    assert [block.text for block in blocks] == [*STORIES, "みなと通信"]
    assert blocks[-1].links == (Link(text="みなと通信", target="https://example.jp/1"),)


def _mathematical() -> Path | None:
    folder = Path("/usr/share/fonts")
    return next(folder.rglob("DejaVuMathTeXGyre.ttf"), None)


@pytest.mark.skipif(_mathematical() is None, reason="no font with letters beyond U+FFFF to embed")
def test_characters_beyond_two_bytes_are_read_whole() -> None:
    pdf = FPDF()
    pdf.add_font("math", fname=_mathematical())
    pdf.add_page()
    pdf.set_font("math", size=12)
    pdf.multi_cell(0, 8, "Harbour 𝔸𝐁 notes 𝛼")
    (block,) = parse_pdf(bytes(pdf.output())).blocks
    assert block.text == "Harbour 𝔸𝐁 notes 𝛼"


def test_voiced_kana_that_a_program_printed_in_two_are_one() -> None:
    line = Line(text="みなとか\u3099 開く", left=70, right=200, baseline=700, size=11)
    (block,) = reflowed([Page(number=1, width=WIDTH, height=HEIGHT, lines=(line,))])
    assert block.text == "みなとが 開く"


def as_it_maps(mapped: str) -> bytes:
    """A page that prints ABA in a font whose A and B stand for these units of UTF-16."""
    units = mapped.split()
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> "
        f"endcodespacerange 2 beginbfchar <41> <{units[0]}> <42> <{units[1]}> endbfchar endcmap end"
    )
    content = "BT /F 12 Tf 70 700 Td (ABA) Tj ET"
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
        "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
        f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream",
    )
    rows = [f"{number} 0 obj\n{body}\nendobj" for number, body in enumerate(objects, start=1)]
    return "\n".join(["%PDF-1.7", *rows, "trailer<</Root 1 0 R>>\n%%EOF"]).encode()


@pytest.mark.parametrize(
    ("mapped", "text"),
    [
        ("D842DFB7 91CE", "𠮷野𠮷"),
        ("D83CDF89 D867DE3D", "🎉𩸽🎉"),
        ("D842 91CE", "\ufffd野\ufffd"),
        ("DFB7 91CE", "\ufffd野\ufffd"),
    ],
)
def test_a_character_beyond_the_first_plane_is_whole(mapped: str, text: str) -> None:
    (block,) = parse_pdf(as_it_maps(mapped)).blocks
    assert block.text == text
