"""How drafts are to be published: what editors decided, and why it can't be so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class OrderKind(StrEnum):
    """How a draft is to be published."""

    NOW = "now"  # at once, or as soon as it can't be undone any more
    AT = "at"  # at a moment
    ARCHIVE = "archive"  # into the archive alone, sent to nobody
    REPLACE = "replace"  # in the place of the edition that its day has
    TELL = "tell"  # the same, and whoever has that edition is told what was changed


CORRECTS = frozenset({OrderKind.REPLACE, OrderKind.TELL})
"""What takes the place of a published edition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishOrder:
    """What an editor decided about publishing a draft, until it is carried out.

    `by` is the editor's Telegram user id, `at` when they decided, `moment` when it shall appear,
    None for at once. It is about that `revision` of the draft. One that `is_waiting` is carried out
    once another editor agrees.
    """

    edition_id: int
    kind: OrderKind
    by: int | None
    at: datetime
    revision: int
    moment: datetime | None = None
    is_waiting: bool = False


class Obstacle(StrEnum):
    """Why what is to be published can't appear as it was decided."""

    DAY_TAKEN = "day_taken"  # its day has another edition
    PASSED = "passed"  # its moment has come and gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """How a draft is to be published, None where nobody decided that, and why it can't be so.

    `extras` are the slots of the extras that its day has, whose place it may take.
    """

    order: PublishOrder | None = None
    obstacle: Obstacle | None = None
    extras: tuple[str, ...] = ()

    @property
    def is_waiting(self) -> bool:
        """Whether another editor has to agree."""
        return self.order is not None and self.order.is_waiting

    @property
    def is_at_once(self) -> bool:
        """Whether it is to be published, or to take another's place, at once."""
        return self.order is not None and (self.order.kind is OrderKind.NOW or self.is_correction)

    @property
    def is_correction(self) -> bool:
        """Whether it is to take the place of a published edition."""
        return self.order is not None and self.order.kind in CORRECTS
