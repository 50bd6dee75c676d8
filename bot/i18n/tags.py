"""Which of the languages at hand suits a language tag best.

Tags are those of IETF BCP 47, as Telegram gives them (`pt-br`, `zh-hans`). What a tag leaves out is
filled in by CLDR's likely subtags: who writes `zh-TW` reads the traditional script.
https://www.unicode.org/reports/tr35/#Likely_Subtags
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from babel.core import get_global, parse_locale


@dataclass(frozen=True, slots=True)
class _Tag:
    language: str
    script: str | None
    territory: str | None

    @classmethod
    def read(cls, tag: str) -> _Tag | None:
        """A tag in its parts; None for what is none."""
        try:
            language, territory, script, *_ = parse_locale(tag.replace("-", "_"))
        except ValueError:
            return None
        return cls(get_global("language_aliases").get(language, language), script, territory)

    def filled(self) -> _Tag:
        """With the likeliest script and territory where it names none."""
        known = get_global("likely_subtags")
        asked = (
            _joined(self.language, self.script, self.territory),
            _joined(self.language, self.territory),
            _joined(self.language, self.script),
            self.language,
        )
        likely = next((known[name] for name in asked if name in known), self.language)
        _, territory, script, *_ = parse_locale(likely)
        return _Tag(self.language, self.script or script, self.territory or territory)

    def names(self) -> Iterable[str]:
        """What a catalogue for it may be looked up by, the best first."""
        full = self.filled()
        yield _joined(self.language, self.script, self.territory)
        yield _joined(full.language, full.script, full.territory)
        yield _joined(full.language, full.script)


def _joined(*parts: str | None) -> str:
    return "_".join(filter(None, parts))


def likely_territory(tag: str) -> str | None:
    """The country of a tag (ISO 3166-1), else the one where most speak its language, by CLDR."""
    read = _Tag.read(tag)
    return read.filled().territory if read else None


def index(languages: Iterable[str]) -> Mapping[str, str]:
    """The languages by every name they answer to; the less one says of a region, the sooner."""
    found: dict[str, str] = {}
    by_parts = sorted(languages, key=lambda name: (name.count("_"), name))
    tags = [(name, tag) for name in by_parts if (tag := _Tag.read(name))]
    for name, tag in tags:
        found[_joined(tag.language, tag.script, tag.territory)] = name
    for name, tag in tags:
        for other in tag.names():
            found.setdefault(other, name)
    return found


def best(tag: str, known: Mapping[str, str]) -> str | None:
    """The language of an `index` for a tag: its region's, its script's, its own; else None."""
    read = _Tag.read(tag)
    if read is None:
        return None
    return next((known[name] for name in (*read.names(), read.language) if name in known), None)
