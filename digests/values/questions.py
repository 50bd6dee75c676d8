"""What editors were asked, while an answer is waited for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentQuestion:
    """When an editor was asked when a draft, by its id, shall appear, and in which revision."""

    edition: int
    revision: int
    at: datetime
