"""How much each thing that can be wrong with a digest matters."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from digests.model import Place, Problem, ProblemKind, Severity

_SEVERITIES: Mapping[ProblemKind, Severity] = MappingProxyType(
    {
        ProblemKind.NO_ITEMS: Severity.BLOCKS,
        ProblemKind.NO_TITLE: Severity.NOTES,
        ProblemKind.NUMBER_GAP: Severity.WARNS,
        ProblemKind.NUMBER_REPEATED: Severity.WARNS,
        ProblemKind.NO_SOURCE: Severity.WARNS,
        ProblemKind.SOURCE_REPAIRED: Severity.NOTES,
        ProblemKind.SOURCE_SUSPECT: Severity.WARNS,
        ProblemKind.NO_DATE: Severity.NOTES,
        ProblemKind.ODD_DATE: Severity.WARNS,
        ProblemKind.NO_EDITION_DATE: Severity.BLOCKS,
        ProblemKind.EDITION_DATE_CONFLICT: Severity.WARNS,
        ProblemKind.EDITION_DATE_GUESSED: Severity.NOTES,
        ProblemKind.NEAR_COPY: Severity.WARNS,
        ProblemKind.CAPTION_WITHOUT_PICTURE: Severity.NOTES,
        ProblemKind.PICTURE_UNREADABLE: Severity.WARNS,
        ProblemKind.TEXT_LEFT_OVER: Severity.WARNS,
        ProblemKind.LONG_ITEM: Severity.NOTES,
        ProblemKind.EMPTY_ITEM: Severity.WARNS,
        ProblemKind.PAGES_SKIPPED: Severity.WARNS,
    }
)


def problem(kind: ProblemKind, place: Place | None = None, /, **details: object) -> Problem:
    """A problem of its kind's severity; dates among the details become ISO 8601."""
    told = {key: str(value) for key, value in details.items()}
    return Problem(kind=kind, severity=_SEVERITIES[kind], place=place or Place(), details=told)
