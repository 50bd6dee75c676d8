"""What a reader follows and mutes, and what that makes of an edition's items."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Stance(StrEnum):
    """What a reader wants of something."""

    FOLLOW = "follow"  # its items are marked
    MUTE = "mute"  # of its items only the headline is told


class Subject(StrEnum):
    """What a rule is about."""

    OUTLET = "outlet"  # whoever published an item
    WORD = "word"  # what an item speaks of
    STORY = "story"  # what began with an item, or goes on with it


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSubject:
    """What somebody follows or mutes.

    `label` is it as readers see it: a name, a word, of a story the headline. `words` are those that
    tell it: of an outlet or a word that one, of a story its main words. A story is that of an item,
    given by the `edition`'s id and its number; both are 0 of all others.
    """

    subject: Subject
    label: str
    words: tuple[str, ...]
    edition: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRule:
    """What somebody follows or mutes, until they take it out.

    Of what they follow they may choose that an edition `rings` for it, though theirs are silent.
    """

    id: int
    stance: Stance
    about: RuleSubject
    rings: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSaid:
    """A rule as a file says it of somebody, before it is kept."""

    stance: Stance
    about: RuleSubject
    rings: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionMarks:
    """What somebody's rules make of an edition: the numbers of items, with a muted one its rule.

    Whoever's rules make the same of it sees the same, whether or not it `rings` for an item of it.
    """

    followed: frozenset[int] = frozenset()
    muted: tuple[tuple[int, str], ...] = ()
    rings: bool = field(default=False, compare=False)

    @property
    def is_empty(self) -> bool:
        """Whether they see it as everybody does."""
        return not self.followed and not self.muted


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionView:
    """How somebody sees an edition otherwise than others do: with which marks, and `translated`.

    `wording` are the numbers of the items that are shown translated at most, None where all are.
    """

    marks: EditionMarks | None = None
    translated: bool = False
    wording: frozenset[int] | None = None
