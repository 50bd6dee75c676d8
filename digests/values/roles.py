"""The values in which it is said who may do what with editions, and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class StaffRole(StrEnum):
    """What somebody may do with editions; each may do what those before it may."""

    VIEWER = "viewer"  # see drafts, queue and figures
    EDITOR = "editor"  # change and publish them
    OWNER = "owner"  # say who else may; only the settings name owners


_RANKS = tuple(StaffRole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role, for what is of one paper, by its key; for that of all papers where it is None."""

    role: StaffRole
    paper: str | None = None

    @property
    def can_edit(self) -> bool:
        """Whether it lets somebody change and publish what it is for."""
        return self.role in {StaffRole.EDITOR, StaffRole.OWNER}

    def covers(self, paper: str | None) -> bool:
        """Whether it is for what is of a paper; None is what concerns the readers of all."""
        return self.paper is None or self.paper == paper

    def includes(self, other: Grant) -> bool:
        """Whether whoever has it may do what another lets somebody do."""
        is_as_high = _RANKS.index(self.role) >= _RANKS.index(other.role)
        return is_as_high and self.covers(other.paper)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """Somebody who was invited, by their Telegram user id; `granted_by` is the owner's."""

    user_id: int
    grant: Grant
    granted_by: int
    granted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """A link that gives a role to whoever opens it first, until it expires."""

    id: int
    grant: Grant
    invited_by: int
    expires_at: datetime


class AuditWay(StrEnum):
    """By which way something was changed."""

    CHAT = "chat"  # a press, a command, a reply or an upload of a person's
    CLI = "cli"  # the command line
    CLOCK = "clock"  # the scheduled minute came
    FOLDER = "folder"  # the watched folder
    ENDPOINT = "endpoint"  # a program's request
    PAGE = "page"  # a page or feed that is followed


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Something that was done, without anybody's words.

    `actor` is the Telegram user id of who did it, None where it was no person or they had
    themselves forgotten. `action` is its name; `edition`, `broadcast` and `person` are what it was
    done to. `detail` is one word: the state that came of it, the role, or `refused`. `paper` is the
    key of that which a role is for, None where it is for all.
    """

    at: datetime
    way: AuditWay
    action: str
    actor: int | None = None
    edition: int | None = None
    broadcast: int | None = None
    person: int | None = None
    detail: str = ""
    paper: str | None = None
