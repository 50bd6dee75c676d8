from __future__ import annotations

import pytest

from digests.delivery.outcomes import Held, HeldChat, Outcome, Sent, Unknown, label


@pytest.mark.parametrize(
    ("outcome", "name"),
    [(Sent(1), "sent"), (Held(1), "held"), (HeldChat(1), "held_chat"), (Unknown("?"), "unsure")],
)
def test_outcomes_have_names_that_figures_keep(outcome: Outcome, name: str) -> None:
    assert label(outcome) == name
