"""What each block says by itself, worked out once for all who ask.

Structure, header and items look at the same lines: is there a mark, a dated tail, a link, does a
sentence close? Each answer is found when it is first asked, and kept with the block or fragment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property

from digests.parsing.blocks import Block, BlockKind
from digests.parsing.lexical.headline import Tail, line_tail, tail_of, unwrapped
from digests.parsing.lexical.links import (
    FoundLink,
    find_links,
    half_width_addresses,
    is_label,
    linked,
    without_addresses,
)
from digests.parsing.lexical.list_marks import BULLET, Mark, mark_of, tight_mark_of
from digests.text.credits import is_credit
from digests.text.dates import Day, day_alone, find_days
from digests.text.sentence_ends import ends_sentence, ends_with_full_stop, first_sentence_end


@dataclass(frozen=True, eq=False)  # without slots, which leave no room for what is kept
class Annotation:
    """What a text says by itself."""

    text: str

    @cached_property
    def bare(self) -> Annotation:
        """The same without the emphasis that encloses it."""
        text = unwrapped(self.text)
        return self if text == self.text else Annotation(text)

    @cached_property
    def mark(self) -> Mark | None:
        """The mark it opens with."""
        return mark_of(self.text)

    @cached_property
    def tight_mark(self) -> Mark | None:
        """The mark it may open with, right before a number."""
        return tight_mark_of(self.text)

    @cached_property
    def bullet(self) -> str:
        """The bullet it opens with, with the space behind; empty where there is none."""
        match = BULLET.match(self.text)
        return match[0] if match else ""

    @cached_property
    def tail(self) -> Tail | None:
        """Its dated tail."""
        return tail_of(self.text)

    @cached_property
    def headline_tail(self) -> Tail | None:
        """Its dated tail, taken for a headline: a space may set off the day."""
        return tail_of(self.text, spaced=True)

    @cached_property
    def line_tail(self) -> Tail | None:
        """What it says of day and outlet, if it says nothing else."""
        return line_tail(self.text, self.tail, self.days)

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """The days it spells."""
        return find_days(self.text)

    @cached_property
    def only_day(self) -> Day | None:
        """The day, if it is nothing but one."""
        return day_alone(self.text, self.days)

    @cached_property
    def links(self) -> tuple[FoundLink, ...]:
        """The links it spells out."""
        return find_links(self.text)

    @cached_property
    def is_only_link(self) -> bool:
        """Whether it holds a link and at most a label beside it."""
        return bool(self.links) and is_label(without_addresses(self.text, self.links))

    @cached_property
    def is_closed(self) -> bool:
        """Whether a sentence closes at its end."""
        return ends_sentence(self.text)

    @cached_property
    def is_told(self) -> bool:
        """Whether it is running text: more than one sentence, the last of them closed."""
        text = without_addresses(self.text, self.links).strip()
        end = first_sentence_end(text)
        return 0 < end < len(text) and ends_with_full_stop(text)

    @cached_property
    def is_credit(self) -> bool:
        """Whether it names who gave a picture."""
        return is_credit(self.text)


@dataclass(frozen=True, kw_only=True, eq=False)
class AnnotatedBlock(Block):
    """A block with what it says."""

    @cached_property
    def said(self) -> Annotation:
        """What its text says."""
        return Annotation(self.text)

    @cached_property
    def mark_or_listed(self) -> Mark | None:
        """The mark it opens with: its text's own, or the one its list prints."""
        own = self.said.mark
        listed = self.listed_mark
        if listed is None or listed.value is None or (own and own.value is not None):
            return own
        return replace(listed, rest=self.text)

    @cached_property
    def listed_mark(self) -> Mark | None:
        """The mark that its list prints."""
        return mark_of(f"{self.mark} ") if self.kind is BlockKind.ENTRY and self.mark else None

    @cached_property
    def has_link(self) -> bool:
        """Whether it leads to a page."""
        # A link without a target is one whose definition is kept in another file.
        led = any(link.target.startswith("http") or not link.target for link in self.links)
        return led or bool(self.said.links)

    @cached_property
    def linked(self) -> tuple[FoundLink, ...]:
        """What the links lead to that its format keeps apart from its text."""
        found = (linked(link.text, link.target) for link in self.links)
        return tuple(one for one in found if one is not None)

    def said_in(self, text: str) -> Annotation:
        """What a part of its text says, or all of it."""
        return self.said if text == self.text else Annotation(text)


Blocks = Sequence[AnnotatedBlock]


def annotate(blocks: Iterable[Block]) -> tuple[AnnotatedBlock, ...]:
    """The blocks with what they say."""
    names = [field.name for field in fields(Block) if field.name != "text"]
    return tuple(
        AnnotatedBlock(
            text=half_width_addresses(block.text),
            **{name: getattr(block, name) for name in names},
        )
        for block in blocks
    )
