"""Which subscribers an edition, or an announcement, is for: the one condition of each.

For queries, and of an edition for a known subscriber. Planning, delivery and the numbers that
editors are told all ask it.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, literal, select

from digests.model import Extras, Subscriber
from digests.store.readers.active import are_most_active
from digests.store.tables import IS_ACTIVE, announcements, subscribers
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


def is_announced(announcement_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether an announcement is for a subscriber, who is active."""
    is_it = announcements.c.id == announcement_id
    language = select(announcements.c.language).where(is_it).scalar_subquery()
    paper = select(announcements.c.paper).where(is_it).scalar_subquery()
    return is_addressed(language, paper)


def is_addressed(language: ColumnElement[str], paper: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a subscriber is active and among the addressees of that language and paper.

    As `Addressees` has them: the paper is NULL where it may be any.
    """
    speaks_it = language.in_(["", subscribers.c.language])
    reads_it = func.coalesce(paper, subscribers.c.paper) == subscribers.c.paper
    return and_(IS_ACTIVE, speaks_it, reads_it)
