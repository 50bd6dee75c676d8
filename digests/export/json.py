"""Writes a reading down for programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from digests.model import Coverage, Item, Place, Problem, Reading
from digests.summary.gaps import gaps
from digests.text.ruby import in_brackets


def json_of(reading: Reading, sentence: Callable[[Problem], str]) -> dict[str, object]:
    """The reading as `read --json` prints it; `sentence` words a problem for the editor."""
    digest = reading.digest
    return {
        "title": digest.title,
        "author": digest.author,
        "date": _iso(digest.date),
        "issue": digest.issue,
        "preface": [*digest.preface],
        "items": [_json_item(item) for item in digest.items],
        "afterword": [*digest.afterword],
        "left_over": [*digest.left_over],
        "coverage": _json_coverage(digest.coverage),
        "problems": [
            {
                "severity": problem.severity.value,
                "place": _json_place(problem.place),
                "message": sentence(problem),
            }
            for problem in reading.problems
        ],
    }


def _json_coverage(coverage: Coverage | None) -> dict[str, int] | None:
    return {"text": coverage.text, "links": coverage.links} if coverage else None


def _json_item(item: Item) -> dict[str, object]:
    return {
        "number": item.number,
        "printed_number": item.printed_number,
        "headline": item.headline,
        "date": _iso(item.date),
        "outlet": item.outlet,
        "attribution": item.attribution,
        "sources": [source.url for source in item.sources],
        "paragraphs": [in_brackets(paragraph.text) for paragraph in item.paragraphs],
        "captions": [*item.captions],
        "related": [
            {
                "headline": related.headline,
                "date": _iso(related.date),
                "sources": [source.url for source in related.sources],
            }
            for related in item.related
        ],
        "section": item.section,
        "summary": [paragraph.text for paragraph in item.summary],
        "summary_by": item.summary_by.value if item.summary_by else None,
        "summary_gaps": [place for place, is_gap in enumerate(gaps(item)) if is_gap],
    }


def _json_place(place: Place) -> dict[str, object]:
    return {"line": place.line, "page": place.page, "item": place.item}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
