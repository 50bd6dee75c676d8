from __future__ import annotations

from dataclasses import replace

from digests.corrections import ChangeKind, differences
from digests.model import Digest, Item, Paragraph

ONE = Item(number=1, headline="橋", paragraphs=(Paragraph(text="架かった。"),))
TWO = Item(number=2, headline="駅")
THREE = Item(number=3, headline="港")


def test_a_digest_does_not_differ_from_itself() -> None:
    assert (
        differences(Digest(title="t", items=(ONE, TWO)), Digest(title="t", items=(ONE, TWO))) == ()
    )


def test_items_that_came_went_and_changed_are_told_in_their_order() -> None:
    before = Digest(title="t", items=(ONE, TWO))
    after = Digest(title="t", items=(replace(ONE, headline="新しい橋"), THREE))
    found = [(change.kind, change.item.number) for change in differences(before, after)]
    assert found == [(ChangeKind.CHANGED, 1), (ChangeKind.REMOVED, 2), (ChangeKind.ADDED, 3)]


def test_another_summary_of_the_same_text_is_no_change() -> None:
    before = Digest(title="t", items=(ONE,))
    after = Digest(title="t", items=(replace(ONE, summary=ONE.paragraphs),))
    assert differences(before, after) == ()
