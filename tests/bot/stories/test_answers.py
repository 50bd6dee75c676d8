"""Many ask at once, and Telegram keeps its limits."""

from __future__ import annotations

from simulator.protocol.faults import FaultKind
from tests.support.town import DEADLINE, Town

_ASKERS = 100


async def test_a_hundred_who_ask_at_once_are_each_answered_once_and_nobody_is_refused(
    town: Town,
) -> None:
    await town.start()
    people = [town.world.person(f"Reader {number}") for number in range(_ASKERS)]
    for person in people:
        town.world.say(person, "/about")
    await town.world.wait_until(lambda: all(map(town.world.inbox, people)))
    assert [len(town.world.inbox(person)) for person in people] == [1] * _ASKERS
    assert town.world.statuses.get(429, 0) == 0
    assert not town.world.violations


async def test_a_token_that_is_rejected_in_passing_keeps_nobody_from_being_answered(
    town: Town,
) -> None:
    world, reader = town.world, town.world.person("Reader")
    await town.start()
    await town.ask(reader, "/about", answer="A free bot")
    passing = world.fault(FaultKind.UNAUTHORIZED, method="getUpdates", count=2)
    await town.ask(reader, "/help", answer="Just write to me")
    await world.wait_until(lambda: passing.struck == 2, timeout=DEADLINE)
    await town.ask(reader, "/about", answer="A free bot")
    assert len(world.inbox(reader)) == 3
    assert await town.end() == 0
