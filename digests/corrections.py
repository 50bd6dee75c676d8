"""What a corrected digest says differently."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from digests.model import Digest, Item


class ChangeKind(StrEnum):
    """What happened to an item."""

    ADDED = "added"  # it is new
    REMOVED = "removed"  # it is gone
    CHANGED = "changed"  # it says something else


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A difference: the item as it is now, or as it was where it is gone."""

    kind: ChangeKind
    item: Item


def differences(before: Digest, after: Digest) -> tuple[Change, ...]:
    """The changes by item number; summaries, which follow from the rest, don't count."""
    old, new = ({one.number: one for one in digest.items} for digest in (before, after))
    changes = (_change(old.get(number), new.get(number)) for number in sorted({*old, *new}))
    return tuple(change for change in changes if change)


def _change(before: Item | None, after: Item | None) -> Change | None:
    if after is None:
        return Change(kind=ChangeKind.REMOVED, item=before) if before else None
    if before is None:
        return Change(kind=ChangeKind.ADDED, item=after)
    if replace(before, summary=()) == replace(after, summary=()):
        return None
    return Change(kind=ChangeKind.CHANGED, item=after)
