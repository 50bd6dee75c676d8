"""E-books: their order, what they say of themselves, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from digests.errors import ReadingError, ReadingFault
from digests.parsing.blocks import Document
from digests.parsing.formats.html.epub import parse_epub

Zipped = Callable[[dict[str, bytes]], bytes]
CONTAINER = (
    b"<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles>"
    b"<rootfile full-path='book.opf'/></rootfiles></container>"
)
PACKAGE = """<package xmlns='http://www.idpf.org/2007/opf'>
<metadata xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title>みなと便り</dc:title>
<dc:creator>架空花子</dc:creator><dc:date>2025-04-02</dc:date><dc:language>ja</dc:language>
</metadata><manifest>
<item id='n' href='nav.xhtml' media-type='application/xhtml+xml' properties='nav'/>
<item id='b' href='b%20b.xhtml' media-type='application/xhtml+xml'/>
<item id='a' href='a.xhtml' media-type='application/xhtml+xml'/>
<item id='s' href='a.css' media-type='text/css'/></manifest>
<spine><itemref idref='n'/><itemref idref='b'/><itemref idref='a'/><itemref idref='b'/>
<itemref idref='s'/><itemref idref='nothing'/></spine></package>"""


def page(text: str) -> bytes:
    return f"<html><body><div class='menu'><p>{text}</p></div></body></html>".encode()


MEMBERS = {
    "META-INF/container.xml": CONTAINER,
    "book.opf": PACKAGE.encode(),
    "nav.xhtml": page("目次"),
    "a.xhtml": page("後"),
    "b b.xhtml": page("先"),
}


@pytest.fixture
def book(zipped: Zipped) -> Callable[..., Document]:
    return lambda **members: parse_epub(zipped({**MEMBERS, **members}))


def test_chapters_come_in_the_order_of_reading_each_once(book: Callable[..., Document]) -> None:
    assert [block.text for block in book().blocks] == ["先", "後"]


def test_what_the_book_says_of_itself_is_told(book: Callable[..., Document]) -> None:
    found = book()
    told = (found.title, found.author, found.date, found.language)
    assert told == ("みなと便り", "架空花子", "2025-04-02", "ja")


def encryption(algorithm: str) -> dict[str, bytes]:
    method = (
        f"<e:EncryptionMethod xmlns:e='http://www.w3.org/2001/04/xmlenc#' Algorithm='{algorithm}'/>"
    )
    return {"META-INF/encryption.xml": f"<a>{method}</a>".encode()}


def test_a_protected_book_is_encrypted_and_scrambled_fonts_are_no_protection(
    book: Callable[..., Document],
) -> None:
    assert book(**encryption("http://www.idpf.org/2008/embedding")).blocks
    with pytest.raises(ReadingError) as caught:
        book(**encryption("http://www.w3.org/2001/04/xmlenc#aes256-cbc"))
    assert caught.value.fault is ReadingFault.ENCRYPTED


@pytest.mark.parametrize("lacking", ["META-INF/container.xml", "book.opf", "a.xhtml"])
def test_a_book_that_lacks_a_part_is_damaged(lacking: str, zipped: Zipped) -> None:
    members = {name: data for name, data in MEMBERS.items() if name != lacking}
    with pytest.raises(ReadingError) as caught:
        parse_epub(zipped(members))
    assert caught.value.fault is ReadingFault.DAMAGED
