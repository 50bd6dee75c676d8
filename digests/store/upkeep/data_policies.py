"""What each table does with people's data: whether it is forgotten, handed out and tidied away."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class DataPolicy:
    """What is done about people with what a table keeps; None where it is done, else why not.

    `forgotten`: whether `SubscriberStore.forget` deletes what concerns a person who asks for it.
    `exported`: whether a person can get what concerns them. `tidied`: whether what is old goes.
    """

    forgotten: str | None
    exported: str | None
    tidied: str | None


_NOBODY = "concerns nobody"
_SUMS = "sums, which say nothing about anybody"
_EDITOR = "the work of an editor; it says nothing about readers"
_ABOUT_TO_BE_HANDLED = "what waits is about to be answered, what can't be goes after two days"
_OWNER = "`invited_by` says for a day which owner answers for it"
_WAY = "how far a broadcast came, by places; ids in `flying` until the next turn settles them"
_ANSWERS = "`posted_by` and `opened_by` say which editor answers for it"

DATA_POLICIES = MappingProxyType(
    {
        "subscribers": DataPolicy(
            forgotten=None,
            exported=None,
            tidied="kept: who left finds their settings again when they come back",
        ),
        "papers": DataPolicy(forgotten=_NOBODY, exported=_NOBODY, tidied="a row a paper"),
        "receipts": DataPolicy(
            forgotten=None,
            exported=None,
            tidied=None,
        ),
        "openings": DataPolicy(
            forgotten=None,
            exported=None,
            tidied=None,
        ),
        "opening_sums": DataPolicy(
            forgotten=_SUMS,
            exported=_SUMS,
            tidied="kept: a short row an item that was opened",
        ),
        "movements": DataPolicy(forgotten=_SUMS, exported=_SUMS, tidied=None),
        "undelivered": DataPolicy(
            forgotten=None,
            exported=None,
            tidied=None,
        ),
        "editions": DataPolicy(
            forgotten=f"{_EDITOR}; {_ANSWERS}",
            exported=_EDITOR,
            tidied="the archive is kept; discarded drafts go",
        ),
        "uploads": DataPolicy(
            forgotten=_EDITOR,
            exported=_EDITOR,
            tidied=None,
        ),
        "draft_cards": DataPolicy(
            forgotten=None,
            exported=None,
            tidied=None,
        ),
        "publish_orders": DataPolicy(
            forgotten=f"{_EDITOR}; `ordered_by` says whose decision it is, until it is carried out",
            exported=_EDITOR,
            tidied="goes when the edition is published or thrown away",
        ),
        "structure_choices": DataPolicy(
            forgotten=None,
            exported=None,
            tidied=None,
        ),
        "pictures": DataPolicy(
            forgotten=_EDITOR,
            exported=_EDITOR,
            tidied="the archive is kept; pictures that no edition has go",
        ),
        "search": DataPolicy(
            forgotten=_EDITOR,
            exported=_EDITOR,
            tidied="repeats what is published, and is made again with it",
        ),
        "story_links": DataPolicy(
            forgotten=_EDITOR,
            exported=_EDITOR,
            tidied="the archive is kept; those of discarded drafts go",
        ),
        "file_ids": DataPolicy(
            forgotten=_NOBODY,
            exported=_NOBODY,
            tidied="kept: a short row a picture or posted file, without which it is uploaded again",
        ),
        "narrations": DataPolicy(
            forgotten=_NOBODY,
            exported=_NOBODY,
            tidied="kept: a short row an edition that was read out, without which it is again",
        ),
        "translations": DataPolicy(
            forgotten=_EDITOR,
            exported=_EDITOR,
            tidied="a short row an item and language, which goes when its edition is recalled",
        ),
        "inbox": DataPolicy(
            forgotten=None,  # what was set aside; what waits is about to be handled
            exported=_ABOUT_TO_BE_HANDLED,
            tidied=None,
        ),
        "submissions": DataPolicy(forgotten=_NOBODY, exported=_NOBODY, tidied=None),
        "followed_pages": DataPolicy(
            forgotten=_NOBODY,
            exported=_NOBODY,
            tidied="a short row a page that the operator named",
        ),
        "misunderstood": DataPolicy(
            forgotten=None,
            exported=None,
            tidied=None,
        ),
        "letters": DataPolicy(forgotten=None, exported=None, tidied=None),
        "letter_cards": DataPolicy(forgotten=None, exported=None, tidied=None),
        "blocked_senders": DataPolicy(
            forgotten=None, exported=None, tidied="kept until an editor lets them write again"
        ),
        "barred_senders": DataPolicy(
            forgotten="made of who is forgotten, by a key that is not kept here",
            exported="says of a block and a number of letters, of nobody who could be named",
            tidied=None,
        ),
        "votes": DataPolicy(forgotten=None, exported=None, tidied=None),
        "saved_items": DataPolicy(
            forgotten=None, exported=None, tidied="kept until the reader takes it out"
        ),
        "reading_rules": DataPolicy(
            forgotten=None, exported=None, tidied="kept until the reader takes it out"
        ),
        "staff": DataPolicy(forgotten=None, exported=None, tidied="until it is taken back"),
        "invites": DataPolicy(forgotten=_OWNER, exported=_OWNER, tidied=None),
        "audit": DataPolicy(forgotten="stays, without their number", exported=None, tidied=None),
        "broadcasts": DataPolicy(
            forgotten=f"counts and states; {_ANSWERS}",
            exported="counts and states",
            tidied="kept: a row each time an edition goes out or is changed",
        ),
        "announcements": DataPolicy(forgotten=_EDITOR, exported=_EDITOR, tidied=None),
        "plans": DataPolicy(
            forgotten="places in a zone's order, of nobody in particular",
            exported="places in a zone's order, of nobody in particular",
            tidied=None,
        ),
        "chunks": DataPolicy(
            forgotten=_WAY,
            exported=_WAY,
            tidied=None,
        ),
        "planner": DataPolicy(
            forgotten=_NOBODY, exported=_NOBODY, tidied="a single row, to be locked"
        ),
        "pace": DataPolicy(
            forgotten=_NOBODY, exported=_NOBODY, tidied="a single row, the rate limit"
        ),
        "processes": DataPolicy(
            forgotten=_NOBODY,
            exported=_NOBODY,
            tidied="a row goes with its process, or an hour after it was last heard of",
        ),
        "leader": DataPolicy(
            forgotten=_NOBODY, exported=_NOBODY, tidied="a single row, the leader's lease"
        ),
    }
)
"""Every table, the index for search too: a new one says here how it treats people's data."""
