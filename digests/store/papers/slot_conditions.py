"""Which of its day's editions one is, as conditions on the table."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from sqlalchemy import ColumnElement, and_, exists, not_, or_

from digests.model import SLOT, EditionState
from digests.store.tables import editions
from digests.values.slots import EVENING, NEW_EXTRA, SlotKind


def is_of(kinds: Collection[SlotKind]) -> ColumnElement[bool]:
    """Whether an edition is of one of those kinds."""
    is_evening = editions.c.slot == EVENING
    is_extra = editions.c.slot.startswith(NEW_EXTRA)
    conditions = {
        SlotKind.DAY: not_(or_(is_evening, is_extra)),
        SlotKind.EVENING: is_evening,
        SlotKind.EXTRA: is_extra,
    }
    return or_(*(conditions[kind] for kind in kinds))


@cache
def is_morning() -> ColumnElement[bool]:
    """Whether an edition is that of its day, and its day has one of the evening as well."""
    others = editions.alias()
    is_of_evening = and_(others.c.slot == EVENING, others.c.state == EditionState.PUBLISHED)
    of_day = and_(others.c.date == editions.c.date, others.c.paper == editions.c.paper)
    has_evening = exists().where(of_day, is_of_evening).correlate(editions)
    return and_(editions.c.slot == SLOT, has_evening)
