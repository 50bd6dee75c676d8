"""The same digest in every format is the same Digest."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import EmailMessage
from html import escape
from pathlib import Path

import docx
import pytest
from fpdf import FPDF
from openpyxl import Workbook  # type: ignore[import-untyped]
from PIL import Image
from reportlab.lib.pagesizes import A5  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
from reportlab.platypus import (  # type: ignore[import-untyped]
    Image as PlacedImage,
)
from reportlab.platypus import Paragraph, SimpleDocTemplate

from digests.model import Digest, ProblemKind
from digests.parsing.parser import parse
from digests.parsing.sandbox.runner import Sandbox
from tests.digests.parsing.formats.papers import ENGLISH, JAPANESE, Paper

MINCHO = "HeiseiMin-W3"


def photo() -> io.BytesIO:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((240, 120)).save(buffer, "PNG")
    buffer.seek(0)
    return buffer


def as_text(paper: Paper) -> bytes:
    rows = [paper.title, paper.author]
    for story in paper.stories:
        rows += [story.headline, *story.paragraphs]
        rows += ["\n".join(f"・{bullet}" for bullet in story.bullets), story.caption, story.address]
    return "\n\n".join(filter(None, rows)).encode()


def as_old_text(paper: Paper) -> bytes:
    encoding = "cp932" if paper.language == "ja" else "cp1252"
    text = as_text(paper).decode()
    return text.replace("・", "- " if paper.language == "en" else "・").encode(encoding)


def as_markdown(paper: Paper) -> bytes:
    rows = [f"# {paper.title}", paper.author]
    for story in paper.stories:
        rows += [f"## {story.headline}", *story.paragraphs]
        rows += ["\n".join(f"- {bullet}" for bullet in story.bullets), story.caption]
        rows.append(f"<{story.address}>")
    return "\n\n".join(filter(None, rows)).encode()


def as_page(paper: Paper) -> bytes:
    head = f"<!DOCTYPE html><html lang='{paper.language}'><head><meta charset='utf-8'></head>"
    return (head + f"<body>{''.join(_tags(paper))}</body></html>").encode()


def _tags(paper: Paper) -> Iterator[str]:
    yield f"<h1>{escape(paper.title)}</h1>\n<p>{escape(paper.author)}</p>\n"
    for story in paper.stories:
        yield f"<h2>{escape(story.headline)}</h2>\n"
        yield from (f"<p>{escape(text)}</p>\n" for text in story.paragraphs)
        if story.bullets:
            yield f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in story.bullets)}</ul>\n"
        if story.caption:
            yield f"<figure><img src='p.png'><figcaption>{story.caption}</figcaption></figure>\n"
        yield f"<p><a href='{story.address}'>{story.address}</a></p>\n"


def as_zip(paper: Paper) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("digest/page.html", as_page(paper))
        archive.writestr("digest/p.png", photo().getvalue())
    return buffer.getvalue()


def as_docx(paper: Paper) -> bytes:
    document = docx.Document()
    document.add_heading(paper.title, 0)
    document.add_paragraph(paper.author)
    for story in paper.stories:
        document.add_heading(story.headline, 1)
        for text in story.paragraphs:
            document.add_paragraph(text)
        for text in story.bullets:
            document.add_paragraph(text, style="List Bullet")
        if story.caption:
            document.add_picture(photo())
            document.add_paragraph(story.caption, style="Caption")
        document.add_paragraph(story.address)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def as_reportlab(paper: Paper) -> bytes:
    """Small pages: sentences are cut by page ends, with a folio and a running head around them."""
    if MINCHO not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(MINCHO))
    japanese = paper.language == "ja"
    font = MINCHO if japanese else "Times-Roman"
    wrap = {"wordWrap": "CJK"} if japanese else {}
    body = ParagraphStyle("body", fontName=font, fontSize=11, leading=18, spaceAfter=9, **wrap)
    head = ParagraphStyle("head", parent=body, fontSize=14, leading=20, spaceBefore=6)
    title = ParagraphStyle("title", parent=body, fontSize=18, leading=26)
    small = ParagraphStyle("small", parent=body, fontSize=8.5, leading=12)
    bullet = "・" if japanese else "• "

    def furniture(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont(font, 8)
        canvas.drawString(60, A5[1] - 30, paper.title)
        canvas.drawCentredString(A5[0] / 2, 24, f"- {document.page} -")

    flow = [Paragraph(escape(paper.title), title), Paragraph(paper.author, body)]
    for story in paper.stories:
        flow.append(Paragraph(escape(story.headline), head))
        flow += [Paragraph(escape(text), body) for text in story.paragraphs]
        flow += [Paragraph(bullet + escape(text), body) for text in story.bullets]
        if story.caption:
            flow += [PlacedImage(photo(), 160, 80), Paragraph(story.caption, small)]
        flow.append(Paragraph(f"<a href='{story.address}'>{story.address}</a>", body))
    buffer = io.BytesIO()
    template = SimpleDocTemplate(buffer, pagesize=A5, topMargin=50, bottomMargin=50)
    template.build(flow, onFirstPage=furniture, onLaterPages=furniture)
    return buffer.getvalue()


class _Sheets(FPDF):
    """Pages with a folio at the foot."""

    def footer(self) -> None:
        self.set_y(-12)
        self.set_font_size(8)
        self.cell(0, 5, f"{self.page_no()}", align="C")


def as_fpdf(paper: Paper) -> bytes:
    """One size of letters; paragraphs follow each other without gaps."""
    pdf = _Sheets(format=(148, 210))
    family = "helvetica"
    if paper.language == "ja":
        family = "gothic"
        pdf.add_font(family, fname=_gothic())
    pdf.add_page()
    pdf.set_font(family, size=11)

    def row(text: str) -> None:
        pdf.set_font(family, size=11)
        pdf.multi_cell(0, 6, text, align="L", new_x="LMARGIN", new_y="NEXT")

    row(paper.title)
    row(paper.author)
    for story in paper.stories:
        pdf.ln(6)
        for text in (story.headline, *story.paragraphs):
            row(text)
        for text in story.bullets:
            row(("・" if paper.language == "ja" else "- ") + text)
        if story.caption:
            pdf.image(photo(), w=50)
            row(story.caption)
        row(story.address)
    return bytes(pdf.output())


def _gothic() -> Path | None:
    folders = (Path("/usr/share/fonts"), Path("/Library/Fonts"), Path("/System/Library/Fonts"))
    found = (path for folder in folders for path in folder.rglob("NotoSansCJK-Regular.ttc"))
    return next(found, None)


_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_ODT_HEAD = (
    f"<office:document-content xmlns:office='{_ODF}office:1.0' xmlns:text='{_ODF}text:1.0' "
    f"xmlns:draw='{_ODF}drawing:1.0' xmlns:style='{_ODF}style:1.0' "
    "xmlns:xlink='http://www.w3.org/1999/xlink'><office:automatic-styles>"
    "<text:list-style style:name='L1'><text:list-level-style-bullet text:level='1' "
    "text:bullet-char='•'/></text:list-style></office:automatic-styles><office:body><office:text>"
)


def as_odt(paper: Paper) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        tail = "</office:text></office:body></office:document-content>"
        archive.writestr("content.xml", _ODT_HEAD + "".join(_odt_rows(paper)) + tail)
        archive.writestr("Pictures/1.png", photo().getvalue())
    return buffer.getvalue()


def _odt_rows(paper: Paper) -> Iterator[str]:
    yield f"<text:p text:style-name='Title'>{escape(paper.title)}</text:p>"
    yield f"<text:p>{escape(paper.author)}</text:p>"
    for story in paper.stories:
        yield f"<text:h text:outline-level='2'>{escape(story.headline)}</text:h>"
        yield from (f"<text:p>{escape(text)}</text:p>" for text in story.paragraphs)
        entries = (
            f"<text:list-item><text:p>{text}</text:p></text:list-item>" for text in story.bullets
        )
        yield f"<text:list text:style-name='L1'>{''.join(entries)}</text:list>"
        if story.caption:
            picture = "<draw:image xlink:href='Pictures/1.png'/>"
            yield f"<text:p><draw:frame>{picture}</draw:frame></text:p>"
            yield f"<text:p text:style-name='Figure'>{story.caption}</text:p>"
        yield f"<text:p><text:a xlink:href='{story.address}'>{story.address}</text:a></text:p>"


def as_rtf(paper: Paper) -> bytes:
    rows = [
        r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Times;}}",
        r"{\stylesheet{\s1\outlinelevel0 heading 1;}{\s2\outlinelevel1 heading 2;}}",
        rf"\pard\s1 {_rtf(paper.title)}\par\pard {_rtf(paper.author)}\par",
    ]
    for story in paper.stories:
        rows.append(rf"\pard\s2\b {_rtf(story.headline)}\b0\par\pard")
        rows += [rf"{_rtf(text)}\par" for text in story.paragraphs]
        for text in story.bullets:
            rows.append(rf"{{\listtext\pard\plain \'b7\tab}}\ilvl0\ls1 {_rtf(text)}\par")
        if story.caption:
            rows.append(rf"{{\*\shppict{{\pict\pngblip {photo().getvalue().hex()}}}}}\par")
            rows.append(rf"\pard {_rtf(story.caption)}\par")
        rows.append(
            rf'\pard{{\field{{\*\fldinst{{HYPERLINK "{story.address}"}}}}'
            rf"{{\fldrslt {story.address}}}}}\par"
        )
    return "\n".join([*rows, "}"]).encode("ascii")


def _rtf(text: str) -> str:
    """A text in ASCII, each other sign as RTF spells it."""
    units = (int.from_bytes(pair.encode("utf-16-be"), "big") for pair in text)
    return "".join(chr(u) if u < 128 else rf"\u{u - 0x10000 * (u > 0x7FFF)}?" for u in units)


def as_epub(paper: Paper) -> bytes:
    head = "<html xmlns='http://www.w3.org/1999/xhtml'><head><title>x</title></head><body>"
    title, *rows = _tags(paper)
    pages = {"1.xhtml": [title], "2.xhtml": rows}
    package = (
        "<package xmlns='http://www.idpf.org/2007/opf'><manifest>"
        + "".join(
            f"<item id='{name[0]}' href='text/{name}' media-type='application/xhtml+xml'/>"
            for name in pages
        )
        + "</manifest><spine><itemref idref='1'/><itemref idref='2'/></spine></package>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr(
            "META-INF/container.xml",
            "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles>"
            "<rootfile full-path='OEBPS/book.opf'/></rootfiles></container>",
        )
        archive.writestr("OEBPS/book.opf", package)
        archive.writestr("OEBPS/text/p.png", photo().getvalue())
        for name, tags in pages.items():
            archive.writestr(f"OEBPS/text/{name}", f"{head}{''.join(tags)}</body></html>")
    return buffer.getvalue()


def as_mail(paper: Paper) -> bytes:
    """With the text as it is, and as a page with its picture, as mail programs send both."""
    message = EmailMessage()
    message["Subject"] = f"Fwd: {paper.title}"
    message["From"] = "somebody@example.org"
    message.set_content(as_text(paper).decode())
    page = as_page(paper).decode().replace("p.png", "cid:p@example.org")
    message.add_alternative(page, subtype="html")
    (_, shown) = message.iter_parts()
    assert isinstance(shown, EmailMessage)
    shown.add_related(photo().getvalue(), "image", "png", cid="<p@example.org>")
    return message.as_bytes()


def as_saved_page(paper: Paper) -> bytes:
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message.set_content(as_page(paper).decode(), subtype="html", cte="quoted-printable")
    message.add_related(photo().getvalue(), "image", "png")
    page, picture = message.iter_parts()
    page["Content-Location"] = "https://example.org/2025/page.html"
    picture["Content-Location"] = "https://example.org/2025/p.png"
    return message.as_bytes()


def _table(paper: Paper) -> list[list[str]]:
    """Title and author above, then a row an item below the names of the columns."""
    names = {"ja": ["見出し", "本文", "リンク"], "en": ["Headline", "Text", "Link"]}
    rows = [[paper.title], [paper.author], names[paper.language]]
    for story in paper.stories:
        bullets = (f"・{bullet}" for bullet in story.bullets)
        text = "\n".join(filter(None, [*story.paragraphs, *bullets, story.caption]))
        rows.append([story.headline, text, story.address])
    return rows


def as_csv(paper: Paper) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(_table(paper))
    return buffer.getvalue().encode("cp932" if paper.language == "ja" else "utf-8")


def as_xlsx(paper: Paper) -> bytes:
    book = Workbook()
    for row in _table(paper):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _contents(paper: Paper) -> Iterator[str]:
    """Of each item what stands below its headline, as HTML."""
    whole = "".join(_tags(paper))
    for part in whole.split("<h2>")[1:]:
        yield part.partition("</h2>")[2].rpartition("<p><a")[0]


def as_rss(paper: Paper) -> bytes:
    author = paper.author.removeprefix("By ")
    rows = ["<?xml version='1.0'?><rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'>"]
    rows.append(f"<channel><title>{paper.title}</title><dc:creator>{author}</dc:creator>")
    rows.append(f"<language>{paper.language}</language>")
    for story, content in zip(paper.stories, _contents(paper), strict=True):
        rows.append(f"<item><title>{escape(story.headline)}</title><link>{story.address}</link>")
        rows.append(f"<description>{escape(content)}</description></item>")
    return "".join([*rows, "</channel></rss>"]).encode()


def as_json_feed(paper: Paper) -> bytes:
    items = [
        {"title": story.headline, "url": story.address, "content_html": content}
        for story, content in zip(paper.stories, _contents(paper), strict=True)
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": paper.title,
        "authors": [{"name": paper.author.removeprefix("By ")}],
        "items": items,
    }
    return json.dumps(feed).encode()


def as_rst(paper: Paper) -> bytes:
    rule = "=" * 2 * len(paper.title)
    rows = [f"{rule}\n{paper.title}\n{rule}", paper.author]
    for story in paper.stories:
        rows += [f"{story.headline}\n{'-' * 2 * len(story.headline)}", *story.paragraphs]
        rows += ["\n".join(f"- {bullet}" for bullet in story.bullets), story.caption, story.address]
    return "\n\n".join(filter(None, rows)).encode()


def as_asciidoc(paper: Paper) -> bytes:
    return _marked(paper, "=", "== ", "* ")


def as_org(paper: Paper) -> bytes:
    return _marked(paper, "#+TITLE:", "* ", "- ")


def _marked(paper: Paper, title: str, heading: str, bullet: str) -> bytes:
    rows = [f"{title} {paper.title}", paper.author]
    for story in paper.stories:
        rows += [f"{heading}{story.headline}", *story.paragraphs]
        rows += ["\n".join(f"{bullet}{text}" for text in story.bullets), story.caption]
        rows.append(story.address)
    return "\n\n".join(filter(None, rows)).encode()


FORMATS: dict[str, tuple[str, Callable[[Paper], bytes]]] = {
    "old text": ("a.txt", as_old_text),
    "markdown": ("a.md", as_markdown),
    "page": ("a.html", as_page),
    "zip": ("a.zip", as_zip),
    "word": ("a.docx", as_docx),
    "odt": ("a.odt", as_odt),
    "rtf": ("a.rtf", as_rtf),
    "epub": ("a.epub", as_epub),
    "mail": ("a.eml", as_mail),
    "saved page": ("a.mht", as_saved_page),
    "csv": ("a.csv", as_csv),
    "xlsx": ("a.xlsx", as_xlsx),
    "rss": ("a.xml", as_rss),
    "json feed": ("a.json", as_json_feed),
    "rst": ("a.rst", as_rst),
    "asciidoc": ("a.adoc", as_asciidoc),
    "org": ("a.org", as_org),
    "reportlab": ("a.pdf", as_reportlab),
    "fpdf": ("a.pdf", as_fpdf),
}


_BARE = {
    "old text",
    "markdown",
    "page",
    "csv",
    "xlsx",
    "rss",
    "json feed",
    "rst",
    "asciidoc",
    "org",
}
_WITH_PICTURES = sorted({*FORMATS} - _BARE)


def bare(digest: Digest) -> Digest:
    """The digest without what a format can't hold: pictures, and how an address was written."""
    items = (
        replace(
            item,
            pictures=(),
            sources=tuple(replace(source, raw="") for source in item.sources),
        )
        for item in digest.items
    )
    return replace(digest, items=tuple(items))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("paper", [JAPANESE, ENGLISH], ids=["japanese", "english"])
def test_every_format_gives_the_digest_of_the_plain_text(paper: Paper, name: str) -> None:
    if name == "fpdf" and paper.language == "ja" and _gothic() is None:
        pytest.skip("no font with kanji to embed")
    file, write = FORMATS[name]
    expected = parse("a.txt", as_text(paper)).digest
    found = parse(file, write(paper))
    assert bare(found.digest) == bare(expected)
    told = {problem.kind for problem in found.problems} - {ProblemKind.CAPTION_WITHOUT_PICTURE}
    assert told == set()


@pytest.mark.parametrize("paper", [JAPANESE, ENGLISH], ids=["japanese", "english"])
def test_the_plain_text_gives_the_digest_that_was_written(paper: Paper) -> None:
    digest = parse("a.txt", as_text(paper)).digest
    assert len(digest.items) == len(paper.stories)
    for item, story in zip(digest.items, paper.stories, strict=True):
        assert item.headline in story.headline
        assert item.date is not None
        assert [source.url for source in item.sources] == [story.address]
        assert [each.text for each in item.paragraphs] == [*story.paragraphs, *story.bullets]
        assert list(item.captions) == [story.caption] * bool(story.caption)
    assert digest.left_over == ()


@pytest.mark.parametrize("name", sorted({*FORMATS} - {"fpdf"}))
async def test_a_child_that_may_read_no_files_reads_every_format(name: str) -> None:
    file, write = FORMATS[name]
    found = await Sandbox().parse(file, write(ENGLISH))
    assert len(found.digest.items) == len(ENGLISH.stories)


@pytest.mark.parametrize("name", _WITH_PICTURES)
def test_the_picture_comes_with_its_item(name: str) -> None:
    file, write = FORMATS[name]
    items = parse(file, write(ENGLISH)).digest.items
    assert [len(item.pictures) for item in items] == [1, 0, 0]
    assert (items[0].pictures[0].width, items[0].pictures[0].height) == (240, 120)
