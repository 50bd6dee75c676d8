"""The marks that Word prints before list entries, counted as Word counts them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from digests.parsing.formats.docx.xml import Element, W, number, value
from digests.text.numerals import Numerals, printed

_LEVELS = 9
_PLACEHOLDER = re.compile(r"%([1-9])")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
BULLET = "•"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    """How a list prints one of its levels; `numerals` is None for bullets."""

    start: int
    numerals: Numerals | None
    pattern: str

    def mark(self, counts: list[int], numerals: list[Numerals | None]) -> str:
        if self.numerals is None:
            # Symbol fonts put their bullets where Unicode has nothing.
            return _PRIVATE_USE.sub(BULLET, self.pattern).strip()

        def count(found: re.Match[str]) -> str:
            level = int(found[1]) - 1
            return printed(counts[level], numerals[level] or Numerals.DECIMAL)

        return _PLACEHOLDER.sub(count, self.pattern).strip()


_PLAIN = _Level(start=1, numerals=None, pattern=BULLET)


class WordLists:
    """The numbering part of a document; `mark` must be asked once an entry, in reading order."""

    def __init__(self, numbering: Element | None) -> None:
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}  # a list's id -> the id of its definition
        self._restarts: dict[tuple[str, int], int] = {}
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        if numbering is not None:
            self._read(numbering)

    def mark(self, list_id: str, level: int) -> str | None:
        """The mark of the next entry of a list at a level from 0; None where it prints none."""
        definition = self._lists.get(list_id)
        if definition is None or not 0 <= level < _LEVELS:
            return None
        levels = self._abstract.get(definition, {})
        counts = self._counts[definition]
        self._advance(counts, levels, list_id, level)
        shown = [counts.get(each, levels.get(each, _PLAIN).start) for each in range(_LEVELS)]
        numerals = [levels.get(each, _PLAIN).numerals for each in range(_LEVELS)]
        return levels.get(level, _PLAIN).mark(shown, numerals) or None

    def _advance(
        self, counts: dict[int, int], levels: dict[int, _Level], list_id: str, level: int
    ) -> None:
        start = self._restarts.pop((list_id, level), None)
        if start is None and level in counts:
            counts[level] += 1
        else:
            counts[level] = levels.get(level, _PLAIN).start if start is None else start
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]

    def _read(self, numbering: Element) -> None:
        for definition in numbering.findall(f"{W}abstractNum"):
            levels = {_index(level): _level(level) for level in definition.findall(f"{W}lvl")}
            self._abstract[definition.get(f"{W}abstractNumId") or ""] = levels
        for each in numbering.findall(f"{W}num"):
            list_id = each.get(f"{W}numId") or ""
            self._lists[list_id] = value(each, f"{W}abstractNumId") or ""
            for override in each.findall(f"{W}lvlOverride"):
                start = number(override, f"{W}startOverride")
                if start is not None:
                    self._restarts[list_id, _index(override)] = start


def _index(level: Element) -> int:
    text = level.get(f"{W}ilvl") or ""
    return int(text) if len(text) == 1 and text.isdecimal() else 0


def _level(level: Element) -> _Level:
    start = number(level, f"{W}start")
    return _Level(
        start=1 if start is None else start,
        numerals=_numerals(value(level, f"{W}numFmt") or "decimal"),
        pattern=value(level, f"{W}lvlText") or "",
    )


def _numerals(name: str) -> Numerals | None:
    if name in ("bullet", "none"):
        return None
    try:
        return Numerals(name)
    except ValueError:
        return Numerals.DECIMAL
