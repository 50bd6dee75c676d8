"""Who works on editions: the owners and editors of the settings, and whom an owner invited."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from digests.store import Store
from digests.values.roles import AuditEntry, AuditWay, Grant, Invite, StaffMember, StaffRole

INVITE_HOURS = 24
_TOKEN_BYTES = 24
"""192 bits, in 32 characters: nobody finds one by trying."""
_FRESH = 2.0
"""Seconds for which a copy of the roles is believed: so late another process sees a change."""
_OWNER = Grant(role=StaffRole.OWNER)
_EDITOR = Grant(role=StaffRole.EDITOR)


@dataclass(slots=True, kw_only=True)
class Staff:
    """Who has which role; `owners` and `editors` are those of the settings, whom nobody can remove.

    Those are for all papers; whoever was invited is for all or for one. `elapsed` counts seconds.
    Every method raises `StoreError` where the store can't be asked, so that a role which can't be
    looked up is none.
    """

    store: Store
    owners: frozenset[int]
    editors: frozenset[int]
    clock: Callable[[], datetime]
    elapsed: Callable[[], float] = time.monotonic
    _copy: Mapping[int, Grant] = field(default_factory=dict)
    _read_at: float | None = None
    _changes: int = 0

    async def grant_of(self, user_id: int) -> Grant | None:
        """What somebody may do now, with what is of which paper; None for a reader."""
        if user_id in self.owners:
            return _OWNER
        if user_id in self.editors:
            return _EDITOR
        return (await self._grants()).get(user_id)

    async def sees(self, user_id: int, paper: str | None) -> bool:
        """Whether somebody has a role for what is of a paper; None is what concerns all."""
        grant = await self.grant_of(user_id)
        return grant is not None and grant.covers(paper)

    async def everybody(self) -> Mapping[int, Grant]:
        """Everybody who has a role, by their Telegram user ids."""
        named = dict.fromkeys(self.editors, _EDITOR)
        owners = dict.fromkeys(self.owners, _OWNER)
        return {**await self._grants(), **named, **owners}

    async def publishers(self, paper: str | None = None) -> frozenset[int]:
        """Everybody who may publish what is of a paper; None is what concerns all."""
        there = (await self.everybody()).items()
        return frozenset(one for one, grant in there if grant.can_edit and grant.covers(paper))

    async def members(self) -> Sequence[StaffMember]:
        """Those who were invited and have joined."""
        return [one for one in await self.store.staff.members() if self._is_invited(one.user_id)]

    def _is_invited(self, user_id: int) -> bool:
        return user_id not in self.owners | self.editors

    async def _grants(self) -> Mapping[int, Grant]:
        """The roles by invite, from a copy that is read again when it is old.

        A change here drops the copy, and one that is being read meanwhile is not kept: so a role
        that this process took back is gone for whoever asks next.
        """
        if self._read_at is not None and self.elapsed() - self._read_at < _FRESH:
            return self._copy
        began, changes = self.elapsed(), self._changes
        found = {one.user_id: one.grant for one in await self.store.staff.members()}
        if changes == self._changes:
            self._copy, self._read_at = found, began
            return found
        return await self._grants()

    def _drop_copy(self) -> None:
        self._changes += 1
        self._read_at = None

    async def invites(self) -> Sequence[Invite]:
        """The invites that can still be used."""
        return await self.store.staff.invites(self.clock())

    async def invite(self, grant: Grant, *, by: int) -> str:
        """Make an invite; the token for its link, which is kept nowhere."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        expires_at = self.clock() + timedelta(hours=INVITE_HOURS)
        entry = self._entry("invite_staff", actor=by, grant=grant)
        await self.store.staff.invite(token, grant, expires_at, entry)
        return token

    async def invited_by(self, token: str) -> Invite | None:
        """The invite of a token; None where it is used, withdrawn, expired, or of no owner."""
        found = await self.store.staff.invited_by(token, self.clock())
        return found if found and found.invited_by in self.owners else None

    async def join(self, token: str, user_id: int) -> Grant | None:
        """Give somebody the role of an invite, which is used up; None where it can't be used.

        It takes the place of the role that they had by another.
        """
        invite = await self.invited_by(token)
        if invite is None:
            return None
        entry = self._entry("join_staff", actor=user_id, person=user_id, grant=invite.grant)
        has_joined = await self.store.staff.join(token, user_id, entry)
        self._drop_copy()
        return invite.grant if has_joined else None

    async def withdraw(self, invite: int, *, by: int) -> bool:
        """Let an invite give nothing any more; False where there is none of that id."""
        return await self.store.staff.withdraw(invite, self._entry("withdraw_invite", actor=by))

    async def take_back(self, user_id: int, *, by: int) -> bool:
        """Take a role that an invite gave; False where there is none."""
        grant = (await self._grants()).get(user_id)
        paper = grant.paper if grant else None
        entry = replace(self._entry("take_back_role", actor=by, person=user_id), paper=paper)
        try:
            return await self.store.staff.take_back(user_id, entry)
        finally:
            self._drop_copy()

    def forgot(self) -> None:
        """Look the roles up anew: somebody had theirs deleted with all that is kept of them."""
        self._drop_copy()

    async def note(self, entry: AuditEntry) -> None:
        """Write down that something was done."""
        await self.store.audit.add(entry)

    async def done(self, count: int, offset: int = 0) -> Sequence[AuditEntry]:
        """What was done, newest first: so many entries behind the `offset` newest ones."""
        return await self.store.audit.latest(count, offset)

    def _entry(
        self, action: str, *, actor: int, person: int | None = None, grant: Grant | None = None
    ) -> AuditEntry:
        return AuditEntry(
            at=self.clock(),
            way=AuditWay.CHAT,
            action=action,
            actor=actor,
            person=person,
            detail=grant.role.value if grant else "",
            paper=grant.paper if grant else None,
        )
