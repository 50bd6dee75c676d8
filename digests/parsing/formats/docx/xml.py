"""The XML of an office document: typed access to elements and the names used in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V = "{urn:schemas-microsoft-com:vml}"


class Element(Protocol):
    """What is used of an lxml element; its `tag` is no string where it is a comment."""

    tag: object
    text: str | None

    def get(self, key: str) -> str | None: ...  # noqa: D102 - lxml's own

    def find(self, path: str) -> Element | None: ...  # noqa: D102

    def findall(self, path: str) -> list[Element]: ...  # noqa: D102

    def iter(self, tag: str) -> Iterator[Element]: ...  # noqa: D102

    def __iter__(self) -> Iterator[Element]: ...


def value(element: Element | None, path: str) -> str | None:
    """The `w:val` of the element at a path, None where there is none."""
    found = element.find(path) if element is not None else None
    return found.get(f"{W}val") if found is not None else None


def number(element: Element | None, path: str) -> int | None:
    """The `w:val` at a path as a number, None where it is none."""
    text = value(element, path)
    return int(text) if text and text.removeprefix("-").isdecimal() and len(text) < 10 else None


def is_on(element: Element | None, path: str) -> bool:
    """Whether a switch like `w:b` is set; present without a value means yes (17.17.4)."""
    found = element.find(path) if element is not None else None
    return found is not None and found.get(f"{W}val") not in ("0", "false", "off")
