from __future__ import annotations

import pytest

from digests.model import SLOT
from digests.values.slots import (
    EVENING,
    NEW_EXTRA,
    SlotKind,
    in_order,
    kind_of,
    next_extra,
    number_of,
    slot_for,
)


@pytest.mark.parametrize("kind", SlotKind)
def test_what_is_to_be_of_a_kind_has_a_slot_of_it(kind: SlotKind) -> None:
    assert kind_of(slot_for(kind)) is kind


def test_extras_are_numbered_in_their_order() -> None:
    slots = [SLOT, EVENING]
    for _ in range(12):
        slots.append(next_extra(slots))
    assert [number_of(slot) for slot in slots[2:]] == list(range(1, 13))
    assert {kind_of(slot) for slot in slots[2:]} == {SlotKind.EXTRA}
    slots.reverse()
    assert sorted(slots, key=in_order) == slots[::-1]


@pytest.mark.parametrize("slot", [SLOT, EVENING, NEW_EXTRA, "extra-7"])
def test_a_slot_is_told_by_its_kind_and_number(slot: str) -> None:
    assert slot_for(kind_of(slot), number_of(slot)) == slot
