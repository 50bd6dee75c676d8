"""What the buttons carry by which owners give and take back roles, and look at what was done."""

from __future__ import annotations

from dataclasses import dataclass

from bot.views.callbacks import Callback
from digests.values.roles import StaffRole


@dataclass(frozen=True, slots=True)
class AboutInvite(Callback):
    """About a link that gives a role."""

    role: StaffRole

    def __post_init__(self) -> None:
        """Refuse the role that only the settings give."""
        if self.role is StaffRole.OWNER:
            raise ValueError("nobody is invited to be an owner")


@dataclass(frozen=True, slots=True)
class InviteStaff(AboutInvite):
    """Make a link that gives a role; ask for which paper, where there are several."""

    word = "invite"


@dataclass(frozen=True, slots=True)
class InviteForAll(AboutInvite):
    """Make a link that gives a role for all papers."""

    word = "inviteall"


@dataclass(frozen=True, slots=True)
class InviteForPaper(AboutInvite):
    """Make a link that gives a role for the paper of that key."""

    word = "invitefor"
    paper: str


@dataclass(frozen=True, slots=True)
class WithdrawInvite(Callback):
    """Let a link give nothing any more."""

    word = "withdraw"
    invite: int


@dataclass(frozen=True, slots=True)
class TakeBackRole(Callback):
    """Take somebody's role."""

    word = "takeback"
    user: int


@dataclass(frozen=True, slots=True)
class JoinStaff(Callback):
    """Take the role that a link gives; `token` is what the link carried."""

    word = "join"
    token: str


@dataclass(frozen=True, slots=True)
class TurnAudit(Callback):
    """Show other entries of the audit in this message: those behind so many newer ones."""

    word = "audit"
    offset: int
