"""Files that the tests make themselves: archives and office documents in memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest

Zipped = Callable[[dict[str, bytes]], bytes]


def _zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture(scope="session")
def zipped() -> Zipped:
    """Packs named members into a zip."""
    return _zipped


@pytest.fixture(scope="session")
def small_docx() -> bytes:
    document = docx.Document()
    document.add_heading("みなと便り", level=1)
    document.add_paragraph("港の倉庫で火災がありました。")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
