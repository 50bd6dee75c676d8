"""Digests and problems as JSON text; the bytes of pictures are kept apart, by their key."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from digests.model import (
    Alternatives,
    Aspect,
    Change,
    ChangeKind,
    Correction,
    Coverage,
    Digest,
    Edit,
    Item,
    Paragraph,
    ParagraphKind,
    Picture,
    Place,
    Problem,
    ProblemKind,
    Related,
    Severity,
    Source,
    Structure,
    SummaryMaker,
)

# Not pydantic's TypeAdapter: it resolves `date: date | None` to the field instead of the type.


def written_digest(digest: Digest) -> str:
    """The digest as JSON, without the bytes of its pictures."""
    return _written(asdict(digest))


def written_problems(problems: Sequence[Problem]) -> str:
    """The problems as JSON."""
    return _written(
        [
            {
                "kind": problem.kind,
                "severity": problem.severity,
                "place": asdict(problem.place),
                "details": dict(problem.details),
            }
            for problem in problems
        ]
    )


def written_corrections(corrections: Sequence[Correction]) -> str:
    """The corrections as JSON; each keeps the editor's offset from UTC."""
    return _written([asdict(correction) for correction in corrections])


def read_digest(text: str) -> Digest:
    """The digest that `written_digest` wrote; `Picture.data` is empty."""
    raw = json.loads(text)
    return Digest(
        **raw
        | {
            "date": _day(raw["date"]),
            "preface": tuple(raw["preface"]),
            "items": tuple(map(_item, raw["items"])),
            "left_over": tuple(raw["left_over"]),
            "afterword": tuple(raw.get("afterword", ())),
            "preface_pictures": _pictures(raw.get("preface_pictures", ())),
            "afterword_pictures": _pictures(raw.get("afterword_pictures", ())),
            "coverage": _coverage(raw.get("coverage")),
        }
    )


def read_problems(text: str) -> tuple[Problem, ...]:
    """The problems that `written_problems` wrote."""
    return tuple(map(_problem, json.loads(text)))


def read_corrections(text: str) -> tuple[Correction, ...]:
    """The corrections that `written_corrections` wrote."""
    return tuple(
        Correction(
            at=datetime.fromisoformat(raw["at"]), changes=tuple(map(_change, raw["changes"]))
        )
        for raw in json.loads(text)
    )


def written_alternatives(alternatives: Alternatives) -> str:
    """The alternatives as JSON."""
    return _written(asdict(alternatives))


def read_alternatives(text: str) -> Alternatives:
    """The alternatives that `written_alternatives` wrote."""
    raw = json.loads(text)
    return Alternatives(
        structure=Structure(**raw["structure"]) if raw["structure"] else None,
        structures=tuple(Structure(**one) for one in raw["structures"]),
        day=_day(raw["day"]),
        days=tuple(map(date.fromisoformat, raw["days"])),
        title=raw["title"],
        titles=tuple(raw["titles"]),
    )


def _written(value: object) -> str:
    return json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":"))


def _plain(value: object) -> str:
    match value:
        case date():
            return value.isoformat()
        case bytes():
            return ""
        case _:
            raise TypeError(f"{type(value).__name__} has no place in a document")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _coverage(raw: dict[str, int] | None) -> Coverage | None:
    return Coverage(**raw) if raw else None


def _item(raw: dict[str, Any]) -> Item:
    return Item(
        **raw
        | {
            "date": _day(raw["date"]),
            "sources": tuple(Source(**source) for source in raw["sources"]),
            "paragraphs": tuple(map(_paragraph, raw["paragraphs"])),
            "captions": tuple(raw["captions"]),
            "pictures": _pictures(raw["pictures"]),
            "related": tuple(map(_related, raw["related"])),
            "summary": tuple(map(_paragraph, raw["summary"])),
            "summary_by": SummaryMaker(raw["summary_by"]) if raw.get("summary_by") else None,
        }
    )


def _pictures(raw: Sequence[dict[str, Any]]) -> tuple[Picture, ...]:
    return tuple(Picture(**one | {"data": b""}) for one in raw)


def _paragraph(raw: dict[str, Any]) -> Paragraph:
    return Paragraph(text=raw["text"], kind=ParagraphKind(raw["kind"]))


def _related(raw: dict[str, Any]) -> Related:
    sources = tuple(Source(**source) for source in raw["sources"])
    return Related(**raw | {"date": _day(raw["date"]), "sources": sources})


def _problem(raw: dict[str, Any]) -> Problem:
    return Problem(
        kind=ProblemKind(raw["kind"]),
        severity=Severity(raw["severity"]),
        place=Place(**raw["place"]),
        details=raw["details"],
    )


def _change(raw: dict[str, Any]) -> Change:
    edits = tuple(Edit(**one | {"aspect": Aspect(one["aspect"])}) for one in raw["edits"])
    return Change(**raw | {"kind": ChangeKind(raw["kind"]), "edits": edits})
