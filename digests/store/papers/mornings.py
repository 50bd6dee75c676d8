"""Which editions are of the morning: those whose day has one of the evening beside them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists

from digests.model import SLOT, EditionState
from digests.store.tables import editions
from digests.values.slots import EVENING


def is_morning() -> ColumnElement[bool]:
    """Whether an edition is that of its day, and its day has one of the evening as well."""
    others = editions.alias()
    is_of_evening = and_(others.c.slot == EVENING, others.c.state == EditionState.PUBLISHED)
    of_day = and_(others.c.date == editions.c.date, others.c.paper == editions.c.paper)
    has_evening = exists().where(of_day, is_of_evening).correlate(editions)
    return and_(editions.c.slot == SLOT, has_evening)
