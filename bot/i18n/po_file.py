"""Reads a catalogue: a PO file of GNU gettext's, in UTF-8.

By itself, because a command is to speak its user's language at once: Babel's reader takes longer
to load than all the rest of `--help`.
https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from gettext import NullTranslations, c2py
from pathlib import Path

_TEXT = json.JSONDecoder(strict=False)
_LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d+)\])?)?\s*(".*")')
_FLAGS, _FUZZY = "#,", "fuzzy"
_PLURALS = re.compile(r"\bnplurals\s*=\s*(\d+)\s*;\s*plural\s*=\s*([^;\n]+)")
_USUAL_PLURALS = (2, "n != 1")  # of a catalogue that says nothing of it


@dataclass(slots=True)
class _Entry:
    """A message and how it is said, as far as it was read."""

    is_fuzzy: bool = False
    parts: dict[str, str] = field(default_factory=dict)

    @property
    def is_said(self) -> bool:
        return any(part.startswith("msgstr") for part in self.parts)

    @property
    def forms(self) -> Sequence[str]:
        return [said for part, said in self.parts.items() if part.startswith("msgstr")]


class CatalogMessages(NullTranslations):
    """What a catalogue says; what it lacks, or not in all plural forms, is said as it is."""

    def __init__(
        self, said: Mapping[str, Sequence[str]], form_of: Callable[[int], int] = lambda _: 0
    ) -> None:
        super().__init__()
        self._said = said
        self._form_of = form_of

    def gettext(self, message: str) -> str:
        """Say a message; see `gettext.NullTranslations`."""
        forms = self._said.get(message)
        return forms[0] if forms else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Say a message that depends on how many; see `gettext.NullTranslations`."""
        forms = self._said.get(msgid1)
        return forms[self._form_of(n)] if forms else super().ngettext(msgid1, msgid2, n)


def read(file: Path) -> CatalogMessages:
    """Read a catalogue."""
    entries = list(_entries(file.read_text(encoding="utf-8-sig").splitlines()))
    header = next((one.forms[0] for one in entries if not one.parts.get("msgid")), "")
    found = _PLURALS.search(header)
    count, rule = (int(found[1]), found[2]) if found else _USUAL_PLURALS
    said = {
        one.parts["msgid"]: one.forms
        for one in entries
        if one.parts.get("msgid") and not one.is_fuzzy and _is_whole(one, count)
    }
    return CatalogMessages(said, c2py(rule))


def _is_whole(entry: _Entry, plurals: int) -> bool:
    expected = plurals if "msgid_plural" in entry.parts else 1
    return len(entry.forms) == expected and all(entry.forms)


def _entries(lines: Iterable[str]) -> Iterator[_Entry]:
    entry, part = _Entry(), ""
    for line in map(str.strip, lines):
        found = _LINE.fullmatch(line)
        begins = line.startswith(_FLAGS) or (found and found[1] in {"msgctxt", "msgid"})
        if begins and entry.is_said:
            yield entry
            entry = _Entry()
        if line.startswith(_FLAGS):
            entry.is_fuzzy = _FUZZY in line
        elif found:
            part = f"{found[1]}{found[2] or ''}" if found[1] else part
            entry.parts[part] = entry.parts.get(part, "") + _TEXT.decode(found[3])
    if entry.is_said:
        yield entry
