"""E-books: their chapters are pages in a zip, and a list says in which order they are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote

from digests.errors import ReadingError, ReadingFault
from digests.parsing.blocks import Block, Document
from digests.parsing.formats.block_builder import told
from digests.parsing.formats.encoding import decode_file
from digests.parsing.formats.html.document import packed_picture, parse_with_pictures
from digests.parsing.formats.registry import MAX_MARKUP
from digests.parsing.formats.xml_tree import XmlNode, attribute, text_of, xml_tree
from digests.parsing.formats.zip_archive import ZipArchive

_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CONTAINER = "META-INF/container.xml"
_ROOT_FILE = ".//{urn:oasis:names:tc:opendocument:xmlns:container}rootfile"
_METHOD = "{http://www.w3.org/2001/04/xmlenc#}EncryptionMethod"
# Fonts are scrambled with these in books that anybody may read.
_OF_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_PAGES = frozenset({"application/xhtml+xml", "text/html"})


def parse_epub(data: bytes) -> Document:
    """A book's chapters one after the other, without its cover and table of contents.

    Raises ReadingError: DAMAGED, ENCRYPTED, TOO_BIG.
    """
    archive = ZipArchive(data)
    if _is_protected(archive):
        raise ReadingError(ReadingFault.ENCRYPTED)
    book = _book(archive)
    metadata = {
        name: text_of(book.root.find(f"{_OPF}metadata/{_DC}{name}"))
        for name in ("title", "creator", "date", "language")
    }
    return Document(
        blocks=tuple(block for path in book.chapters() for block in _blocks(archive, path)),
        title=told(metadata["title"]),
        author=told(metadata["creator"]),
        date=metadata["date"] or None,
        language=metadata["language"] or None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """The package document of a book, and the folder that its addresses are relative to."""

    root: XmlNode
    folder: PurePosixPath

    def chapters(self) -> Iterator[str]:
        """The members that are read, in order, each once."""
        members = {attribute(one, "id"): one for one in self.root.iter(f"{_OPF}item")}
        for place in self.root.iter(f"{_OPF}itemref"):
            one = members.pop(attribute(place, "idref"), None)
            listed = one is not None and "nav" in attribute(one, "properties").split()
            if one is None or listed or attribute(one, "media-type") not in _PAGES:
                continue
            yield str(self.folder / unquote(attribute(one, "href").split("#", maxsplit=1)[0]))


def _book(archive: ZipArchive) -> _Book:
    container = xml_tree(_required(archive, _CONTAINER))
    found = container.find(_ROOT_FILE)
    path = attribute(found, "full-path") if found is not None else ""
    return _Book(root=xml_tree(_required(archive, path)), folder=PurePosixPath(path).parent)


def _required(archive: ZipArchive, name: str) -> bytes:
    if name not in archive.names:
        raise ReadingError(ReadingFault.DAMAGED)
    return archive.read(name)


def _blocks(archive: ZipArchive, path: str) -> tuple[Block, ...]:
    folder = PurePosixPath(path).parent
    text = decode_file(_required(archive, path), most=MAX_MARKUP)

    def picture(address: str) -> bytes:
        return packed_picture(archive, folder, address)

    return parse_with_pictures(text, picture, whole=True).blocks


def _is_protected(archive: ZipArchive) -> bool:
    name = "META-INF/encryption.xml"
    if name not in archive.names:
        return False
    methods = xml_tree(archive.read(name)).iter(_METHOD)
    return any(attribute(method, "Algorithm") not in _OF_FONTS for method in methods)
