"""XML of strangers, parsed without anything from outside the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, cast

from lxml import etree  # type: ignore[import-untyped]

from digests.errors import ReadingError, ReadingFault


class XmlNode(Protocol):
    """What is used of an lxml element; its `tag` is no string where it is a comment."""

    tag: object
    text: str | None
    tail: str | None

    def get(self, key: str) -> str | None: ...  # noqa: D102 - lxml's own

    def find(self, path: str) -> XmlNode | None: ...  # noqa: D102

    def findall(self, path: str) -> list[XmlNode]: ...  # noqa: D102

    def iter(self, *tags: str) -> Iterator[XmlNode]: ...  # noqa: D102

    def itertext(self) -> Iterator[str]: ...  # noqa: D102

    def __iter__(self) -> Iterator[XmlNode]: ...

    def __len__(self) -> int: ...


def xml_tree(data: bytes, *, lenient: bool = False) -> XmlNode:
    """The root of a document; `lenient` reads on where somebody forgot to close or to escape.

    Nothing is loaded, entities that swell are refused, and so is what nests deeper than 256
    (libxml2's own limits). Raises ReadingError(DAMAGED).
    """
    parser = etree.XMLParser(
        recover=lenient, no_network=True, load_dtd=False, resolve_entities="internal"
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadingError(ReadingFault.DAMAGED) from error
    if root is None:
        raise ReadingError(ReadingFault.DAMAGED)
    return cast("XmlNode", root)


def attribute(node: XmlNode, key: str) -> str:
    """An attribute of an element, empty where it has none."""
    return node.get(key) or ""


def text_of(node: XmlNode | None) -> str:
    """All text below an element, its white space as one space each; empty for None."""
    return " ".join("".join(node.itertext()).split()) if node is not None else ""


def local_name(node: XmlNode) -> str:
    """A tag without its namespace; empty for comments."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
