"""Messages of mail and pages saved as such: what of them is read, and what is told as unread."""

from __future__ import annotations

import io
from contextlib import suppress
from email.message import EmailMessage

import docx
import pytest
from PIL import Image

from digests.errors import ReadingError, ReadingFault
from digests.model import ProblemKind
from digests.parsing.blocks import BlockKind, Document
from digests.parsing.formats.mail.eml import parse_mail
from digests.parsing.formats.mail.saved_page import parse_saved_page
from digests.parsing.parser import parse


def message(text: str = "", subject: str = "みなと便り") -> EmailMessage:
    one = EmailMessage()
    one["Subject"] = subject
    one["From"] = "架空花子 <hanako@example.jp>"
    one["Date"] = "Wed, 02 Apr 2025 07:30:00 +0900"
    if text:
        one.set_content(text)
    return one


def document(one: EmailMessage) -> Document:
    return parse_mail(one.as_bytes())


def texts(one: EmailMessage) -> list[str]:
    return [block.text for block in document(one).blocks]


def photo() -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize("before", ["", "Re: ", "Fwd: Fwd: ", "転送：", "AW: ", "FW:"])
def test_the_header_tells_title_author_and_day(before: str) -> None:
    found = document(message("本文", f"{before}みなと便り"))
    assert (found.title, found.author) == ("みなと便り", "架空花子")
    assert found.date == "Wed, 02 Apr 2025 07:30:00 +0900"


@pytest.mark.parametrize("charset", ["utf-8", "iso-2022-jp", "shift_jis", "euc-jp"])
def test_text_is_read_in_its_own_encoding(charset: str) -> None:
    one = message()
    one.set_content("港の倉庫で火災", charset=charset)
    assert texts(one) == ["港の倉庫で火災"]


def test_a_page_is_read_before_the_text_that_says_the_same() -> None:
    one = message("text")
    one.add_alternative("<p>the <b>page</b></p>", subtype="html")
    assert texts(one) == ["the page"]
    empty = message("text")
    empty.add_alternative("<p> </p>", subtype="html")
    assert texts(empty) == ["text"]


def test_all_parts_that_are_shown_are_read_in_order() -> None:
    one = message("first")
    one.make_mixed()
    for body in ("second", "third"):
        part = EmailMessage()
        part.set_content(f"<p>{body}</p>", subtype="html")
        one.attach(part)
    assert texts(one) == ["first", "second", "third"]


def test_quoted_lines_are_quotations_unless_the_whole_is_one() -> None:
    found = document(message("He wrote:\n\n> a bell\n\nIt rang.\nAnd rang.\n")).blocks
    assert [(block.kind, block.text) for block in found] == [
        (BlockKind.LINE, "He wrote:"), (BlockKind.QUOTE, "a bell"), (BlockKind.LINE, "It rang."),
        (BlockKind.LINE, "And rang."),
    ]  # fmt: skip
    passed_on = document(message("> 1. A bell\n>\n> > rang\n> here\n")).blocks
    assert [block.text for block in passed_on] == ["1. A bell", "rang", "here"]


def test_flowed_lines_are_one_and_a_signature_is_set_off() -> None:
    one = message()
    one.set_content("a long \nline\n> quoted \n> too\n-- \nHanako\n")
    one.set_param("format", "flowed")
    found = document(one).blocks
    assert [block.text for block in found] == ["a long line", "quoted too", "Hanako"]
    assert [block.ruled for block in found] == [False, False, True]


def test_pictures_are_kept_in_their_place_and_each_once() -> None:
    one = message()
    one.set_content("<p>a</p><img src='cid:p@x'><p>b</p>", subtype="html")
    one.add_related(photo(), "image", "png", cid="<p@x>")
    one.add_attachment(photo(), "image", "png", filename="other.png")
    kinds = [block.kind for block in document(one).blocks]
    assert kinds == [
        BlockKind.PARAGRAPH, BlockKind.PICTURE, BlockKind.PARAGRAPH, BlockKind.PICTURE
    ]  # fmt: skip


def test_what_is_attached_is_told_as_unread() -> None:
    one = message("みなと便り\n\n① 橋が完成(2025年4月1日)\n\n本文。\n")
    one.add_attachment(b"%PDF-1.7", "application", "pdf", filename="別冊.pdf")
    one.add_attachment(message("inner", "The Lantern"))
    assert document(one).unread == ("The Lantern",)
    problems = parse("a.eml", one.as_bytes()).problems
    (unread,) = (each for each in problems if each.kind is ProblemKind.PARTS_UNREAD)
    assert unread.details == {"names": "The Lantern, 別冊.pdf"}


def digest_file() -> bytes:
    written = docx.Document()
    written.add_heading("みなと便り 第7号", 0)
    for number, news in enumerate(("橋が完成", "鐘が鳴る", "船が出る"), start=1):
        written.add_paragraph(f"{number}. {news}(2025年4月{number}日)")
        written.add_paragraph("朝から多くの人が集まり、広場はにぎわった。" * 3)
    data = io.BytesIO()
    written.save(data)
    return data.getvalue()


def test_a_file_that_a_message_only_covers_is_the_digest() -> None:
    one = message("今週号を送ります。\nよろしくお願いします。\n")
    one.add_attachment(digest_file(), "application", "msword", filename="便り.docx")
    one.add_attachment(b"%PDF-1.7", "application", "pdf", filename="別冊.pdf")
    found = parse("a.eml", one.as_bytes())
    digest = found.digest
    assert [item.headline for item in digest.items] == ["橋が完成", "鐘が鳴る", "船が出る"]
    assert (digest.title, digest.issue) == ("みなと便り 第7号", 7)
    assert digest.left_over == ("今週号を送ります。", "よろしくお願いします。")
    (unread,) = (each for each in found.problems if each.kind is ProblemKind.PARTS_UNREAD)
    assert unread.details == {"names": "別冊.pdf"}


def test_a_message_that_is_a_digest_stays_one_beside_a_longer_file() -> None:
    items = "".join(f"{n}. Bell {n} rings\nhttps://example.org/{n}\n\n" for n in (1, 2, 3))
    one = message(items)
    one.add_attachment(digest_file(), "application", "msword", filename="annex.docx")
    found = parse("a.eml", one.as_bytes())
    assert [item.headline for item in found.digest.items] == [f"Bell {n} rings" for n in (1, 2, 3)]
    (unread,) = (each for each in found.problems if each.kind is ProblemKind.PARTS_UNREAD)
    assert unread.details == {"names": "annex.docx"}


def test_what_is_attached_to_what_is_attached_is_not_read() -> None:
    inner = message("See the file.")
    inner.add_attachment(digest_file(), "application", "msword", filename="deep.docx")
    one = message("Look.")
    one.add_attachment(inner.as_bytes(), "application", "octet-stream", filename="inner.eml")
    found = parse("a.eml", one.as_bytes())
    (unread,) = (each for each in found.problems if each.kind is ProblemKind.PARTS_UNREAD)
    assert "deep.docx" in unread.details["names"] or "inner.eml" in unread.details["names"]
    assert not any("橋" in item.headline for item in found.digest.items)


def test_a_message_that_only_passes_another_on_is_that_other() -> None:
    inner = message("inner", "The Lantern")
    for _ in range(3):
        outer = message(subject="Fwd")
        outer.make_mixed()
        outer.add_attachment(inner)
        inner = outer
    found = document(inner)
    assert (found.title, [block.text for block in found.blocks]) == ("The Lantern", ["inner"])


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        ("multipart/encrypted; boundary=x", ReadingFault.ENCRYPTED),
        ("application/pkcs7-mime; smime-type=enveloped-data", ReadingFault.ENCRYPTED),
    ],
)
def test_a_protected_message_is_encrypted(header: str, fault: ReadingFault) -> None:
    data = f"From: a@x\r\nMIME-Version: 1.0\r\nContent-Type: {header}\r\n\r\n--x\r\n\r\na\r\n--x--"
    with pytest.raises(ReadingError) as caught:
        parse_mail(data.encode())
    assert caught.value.fault is fault


@pytest.mark.parametrize("kind", ["multipart/mixed", "message/rfc822"])
def test_messages_in_messages_without_end_are_refused_or_read(kind: str) -> None:
    data = "MIME-Version: 1.0\nFrom: a@x\n"
    for depth in range(3000):
        data += f'Content-Type: {kind}; boundary="{depth}"\n\n'
        data += f"--{depth}\n" if kind == "multipart/mixed" else ""
    with suppress(ReadingError):
        parse_mail(data.encode())


def test_a_message_of_too_many_parts_is_a_bomb() -> None:
    data = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n" + "--x\n\na\n" * 2001
    with pytest.raises(ReadingError) as caught:
        parse_mail(data.encode())
    assert caught.value.fault is ReadingFault.BOMB


def test_a_saved_page_has_its_menu_left_out_and_its_pictures_by_their_addresses() -> None:
    one = EmailMessage()
    body = "<p>The bell rang in the harbour for an hour.</p>" * 3
    menu = "<div class='menu'><a href='/a'>News</a></div>"
    one.set_content(f"<body>{menu}{body}<img src='img/b%20c.png'></body>", subtype="html")
    one.add_related(photo(), "image", "png")
    page, picture = one.iter_parts()
    page["Content-Location"] = "https://example.org/a/"
    picture["Content-Location"] = "https://example.org/a/img/b%20c.png"
    blocks = parse_saved_page(one.as_bytes()).blocks
    assert [block.kind for block in blocks] == [BlockKind.PARAGRAPH] * 3 + [BlockKind.PICTURE]


def test_a_saved_page_without_a_page_is_damaged() -> None:
    with pytest.raises(ReadingError) as caught:
        parse_saved_page(message("text").as_bytes())
    assert caught.value.fault is ReadingFault.DAMAGED
