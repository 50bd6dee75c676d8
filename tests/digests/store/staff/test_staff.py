"""Roles by invite: given once, taken back, and how soon each process sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from digests.model import PAPER
from digests.staff import Staff
from digests.store.upkeep.tidying import Periods
from digests.values.roles import AuditEntry, AuditWay, Grant, StaffMember, StaffRole
from tests.digests.world import MORNING, World

OWNER, EDITOR, WREN = 1, 2, 3
DAY = timedelta(days=1)


class Ground:
    """What a process stands on: its seconds."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def elapsed(self) -> float:
        return self.seconds


@pytest.fixture
def ground() -> Ground:
    return Ground()


def staff_of(world: World, ground: Ground) -> Staff:
    """The staff as a process of its own knows it."""
    return Staff(
        store=world.store,
        owners=frozenset({OWNER}),
        editors=frozenset({OWNER, EDITOR}),
        clock=lambda: MORNING,
        elapsed=ground.elapsed,
    )


AN_EDITOR, A_VIEWER = Grant(role=StaffRole.EDITOR), Grant(role=StaffRole.VIEWER)
OF_AKARI = Grant(role=StaffRole.EDITOR, paper="akari")


async def joined(staff: Staff, user_id: int = WREN, grant: Grant = AN_EDITOR) -> None:
    assert await staff.join(await staff.invite(grant, by=OWNER), user_id) == grant


async def test_a_role_is_what_the_settings_or_an_invite_say(world: World, ground: Ground) -> None:
    staff = staff_of(world, ground)
    await joined(staff)
    found = [await staff.grant_of(user) for user in (OWNER, EDITOR, WREN, 99)]
    assert found == [Grant(role=StaffRole.OWNER), AN_EDITOR, AN_EDITOR, None]
    assert await staff.publishers() == {OWNER, EDITOR, WREN}
    assert await staff.take_back(OWNER, by=OWNER) is False


async def test_one_invite_of_many_presses_at_once_gives_one_role(
    world: World, ground: Ground
) -> None:
    staff = staff_of(world, ground)
    token = await staff.invite(A_VIEWER, by=OWNER)
    found = await asyncio.gather(*(staff.join(token, user) for user in range(10, 20)))
    assert list(filter(None, found)) == [A_VIEWER]
    assert len(await staff.members()) == 1


async def test_another_process_sees_a_role_taken_back_within_two_seconds(
    world: World, ground: Ground
) -> None:
    here, there = staff_of(world, ground), staff_of(world, ground)
    await joined(here)
    assert await there.grant_of(WREN) == await here.grant_of(WREN) == AN_EDITOR
    await here.take_back(WREN, by=OWNER)
    assert await here.grant_of(WREN) is None
    ground.seconds += 2.0
    assert await there.grant_of(WREN) is None


async def test_who_asks_often_asks_the_store_seldom(
    world: World, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff, asked = staff_of(world, ground), []
    members = world.store.staff.members

    async def counted() -> Sequence[StaffMember]:
        asked.append(1)
        return await members()

    monkeypatch.setattr(world.store.staff, "members", counted)
    for _ in range(100):
        await staff.grant_of(WREN)
    assert len(asked) == 1


async def test_a_copy_that_was_read_before_a_role_was_taken_back_is_not_kept(
    world: World, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = staff_of(world, ground)
    await joined(staff)
    members, is_read, goes_on = world.store.staff.members, asyncio.Event(), asyncio.Event()

    async def slowly() -> Sequence[StaffMember]:
        found = await members()
        if not is_read.is_set():  # to take a role back asks as well
            is_read.set()
            await goes_on.wait()
        return found

    monkeypatch.setattr(world.store.staff, "members", slowly)
    asking = asyncio.create_task(staff.grant_of(WREN))
    await is_read.wait()
    await staff.take_back(WREN, by=OWNER)
    goes_on.set()
    assert await asking is None
    assert await staff.grant_of(WREN) is None


async def test_each_change_and_its_entry_are_one(world: World, ground: Ground) -> None:
    staff = staff_of(world, ground)
    await joined(staff)
    await staff.invite(A_VIEWER, by=OWNER)
    (invite,) = await staff.invites()
    assert await staff.withdraw(invite.id, by=OWNER)
    assert not await staff.withdraw(invite.id, by=OWNER)
    assert await staff.take_back(WREN, by=OWNER)
    assert not await staff.take_back(WREN, by=OWNER)
    done = [(one.actor, one.action, one.person, one.detail) for one in await staff.done(9)]
    assert done == [
        (OWNER, "take_back_role", WREN, ""),
        (OWNER, "withdraw_invite", None, ""),
        (OWNER, "invite_staff", None, "viewer"),
        (WREN, "join_staff", WREN, "editor"),
        (OWNER, "invite_staff", None, "editor"),
    ]


async def test_old_entries_and_invites_are_tidied(world: World, ground: Ground) -> None:
    staff = staff_of(world, ground)
    await staff.invite(A_VIEWER, by=OWNER)
    for days in (31, 29):
        at = MORNING - days * DAY
        await staff.note(AuditEntry(at=at, way=AuditWay.CLOCK, action="publish"))
    periods = Periods(deliveries=90 * DAY, drafts=30 * DAY, audit=30 * DAY)
    assert await world.store.tidying.tidy(MORNING, periods) == {"audit": 1}
    assert await world.store.tidying.tidy(MORNING + 2 * DAY, periods) == {"invites": 1, "audit": 1}


async def test_entries_are_told_from_an_instant_on_oldest_first(
    world: World, ground: Ground
) -> None:
    staff = staff_of(world, ground)
    entries = [
        AuditEntry(at=MORNING + n * DAY, way=AuditWay.FOLDER, action="take_in", edition=n)
        for n in range(3)
    ]
    for entry in entries:
        await staff.note(entry)
    assert await world.store.audit.since(None) == entries
    assert await world.store.audit.since(MORNING + DAY) == entries[1:]
    assert await staff.done(1, 1) == [entries[1]]


def test_each_role_may_do_what_those_before_it_may() -> None:
    grants = [Grant(role=role) for role in StaffRole]
    assert [one.can_edit for one in grants] == [False, True, True]
    assert all(grants[-1].includes(one) for one in grants)
    assert not A_VIEWER.includes(AN_EDITOR)


def test_a_role_for_one_paper_is_none_for_another() -> None:
    assert OF_AKARI.covers("akari")
    assert not OF_AKARI.covers(PAPER)
    assert not OF_AKARI.covers(None)
    assert AN_EDITOR.includes(OF_AKARI)
    assert not OF_AKARI.includes(AN_EDITOR)
    assert not OF_AKARI.includes(Grant(role=StaffRole.VIEWER, paper=PAPER))


async def test_an_invite_gives_its_role_for_its_paper_alone(world: World, ground: Ground) -> None:
    staff = staff_of(world, ground)
    await joined(staff, grant=OF_AKARI)
    assert await staff.publishers("akari") == {OWNER, EDITOR, WREN}
    assert await staff.publishers(PAPER) == await staff.publishers() == {OWNER, EDITOR}
    assert await staff.sees(WREN, "akari")
    assert not await staff.sees(WREN, PAPER)
    await joined(staff, grant=Grant(role=StaffRole.VIEWER, paper=PAPER))
    assert await staff.sees(WREN, PAPER)
    assert not await staff.sees(WREN, "akari")
    papers = [one.paper for one in await staff.done(9) if one.action == "join_staff"]
    assert papers == [PAPER, "akari"]
