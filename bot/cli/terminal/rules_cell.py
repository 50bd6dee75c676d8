"""What somebody follows and mutes, as one cell of the CSV file: a list in JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from digests.values.rules import ReadingRule, RuleSaid, RuleSubject, Stance, Subject

_RINGS = "ring"
"""What stands last in a rule for which editions ring."""


def written(rules: Iterable[ReadingRule]) -> str:
    """The cell of somebody's rules, the oldest first; empty where there are none."""
    said = [
        [
            one.stance,
            one.about.subject,
            one.about.label,
            *_of_story(one.about),
            *([_RINGS] if one.rings else []),
        ]
        for one in rules
    ]
    return json.dumps(said[::-1], ensure_ascii=False) if said else ""


def _of_story(about: RuleSubject) -> list[object]:
    is_story = about.subject is Subject.STORY
    return [list(about.words), about.edition, about.number] if is_story else []


def read(cell: str) -> tuple[RuleSaid, ...]:
    """The rules of a cell; raises `ValueError` for what `written` does not write."""
    found = json.loads(cell)
    if not isinstance(found, list):
        raise ValueError("no list")  # noqa: TRY004 - a cell has one kind of fault
    return tuple(_said(one) for one in found)


def _said(written: object) -> RuleSaid:
    match written:
        case [str(Stance.FOLLOW), _, _, *_, str(last)] if last == _RINGS:
            return replace(_said(written[:-1]), rings=True)
        case [str(stance), str(subject), str(label)] if subject != Subject.STORY:
            about = RuleSubject(subject=Subject(subject), label=label, words=(label,))
        case [str(stance), Subject.STORY, str(label), [*words], int(edition), int(number)]:
            about = RuleSubject(
                subject=Subject.STORY,
                label=label,
                words=tuple(map(str, words)),
                edition=edition,
                number=number,
            )
        case _:
            raise ValueError("no rule")
    return RuleSaid(stance=Stance(stance), about=about)
