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


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """Somebody who was invited, by their Telegram user id; `granted_by` is the owner's."""

    user_id: int
    role: StaffRole
    granted_by: int
    granted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """A link that gives a role to whoever opens it first, until it expires."""

    id: int
    role: StaffRole
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
    done to. `detail` is one word: the state that came of it, the role, or `refused`.
    """

    at: datetime
    way: AuditWay
    action: str
    actor: int | None = None
    edition: int | None = None
    broadcast: int | None = None
    person: int | None = None
    detail: str = ""
