"""Small digests in the forms that newsletters have: each is read as its expected values say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from digests.model import Digest
from digests.parsing.parser import parse

FORMS = Path(__file__).parents[2] / "data" / "forms"
EXPECTED: dict[str, Any] = json.loads((FORMS / "expected.json").read_text("utf-8"))
ANY = "any"


def told(digest: Digest) -> dict[str, tuple[str, int]]:
    """The day and the number of sources of each headline."""
    items = digest.items
    found = {item.headline: (str(item.date), len(item.sources)) for item in items}
    assert len(found) == len(items)
    return found


def wanted(one: Any, found: Mapping[str, tuple[str, int]]) -> dict[str, tuple[str, int]]:
    """What is expected of a file, what isn't judged taken from what was found."""
    asked: dict[str, tuple[str, int]] = {}
    for item in one["items"]:
        headline, day, sources = item["headline"], item.get("date"), item.get("sources", 1)
        read = found.get(headline, ("", 0))
        if headline in found or not item.get("optional"):
            day = read[0] if day == ANY else str(day)
            asked[headline] = (day, read[1] if sources == ANY else sources)
    return asked


@pytest.mark.parametrize("name", EXPECTED)
def test_each_form_is_read_as_expected(name: str) -> None:
    digest = parse(name, (FORMS / name).read_bytes()).digest
    one, found = EXPECTED[name], told(digest)
    assert found == wanted(one, found)
    assert one["title"] in {ANY, digest.title}
    assert one["date"] in {ANY, str(digest.date)}
