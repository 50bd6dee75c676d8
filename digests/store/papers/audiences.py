"""Which subscribers an edition is for: the one condition, for queries and for a known subscriber.

Planning, delivery and the numbers that editors are told all ask it.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, literal

from digests.model import Extras, Subscriber
from digests.store.readers.active import are_most_active
from digests.store.tables import subscribers
from digests.values.slots import SlotKind

# Written out, not as a parameter, like `IS_ACTIVE`.
_TAKES_EXTRAS = subscribers.c.extras != literal(Extras.NONE, literal_execute=True)


def is_meant(paper: str | ColumnElement[str], kind: SlotKind) -> ColumnElement[bool]:
    """Whether a subscriber is sent editions of a kind: they are active, and want such."""
    reads_it = and_(are_most_active(), subscribers.c.paper == paper)
    return and_(reads_it, _TAKES_EXTRAS) if kind is SlotKind.EXTRA else reads_it


def wants(subscriber: Subscriber, paper: str, kind: SlotKind) -> bool:
    """Whether somebody wants editions of a kind, active or not."""
    takes_such = kind is not SlotKind.EXTRA or subscriber.preferences.extras is not Extras.NONE
    return takes_such and subscriber.preferences.paper == paper
