"""What people follow and mute; whose subscriber says of itself that there is something.

So delivery, which reads subscribers anyway, asks for rules only where somebody has any.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, func, select, update

from digests.store.database import AnyRow, Session, insert
from digests.store.personal.personal_tables import reading_rules
from digests.store.tables import WHOLE_CHAT, subscribers
from digests.values.rules import ReadingRule, RuleSubject, Stance, Subject

_Values = Mapping[str, object]


class ReadingRuleStore:
    """Keeps rules; raises `StoreError` where the database did not do what was asked."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def put(  # noqa: PLR0913 - whose, about what, and how many there may be
        self,
        user_id: int,
        key: str,
        about: RuleSubject,
        stance: Stance,
        *,
        at: datetime,
        most: int,
    ) -> ReadingRule | None:
        """Keep a rule, instead of one of the same key; None where there are `most` others."""
        row = {
            "user_id": user_id,
            "key": key,
            "stance": stance,
            "subject": about.subject,
            "label": about.label,
            "words": json.dumps(about.words, ensure_ascii=False),
            "edition_id": about.edition,
            "number": about.number,
            "at": at,
        }
        return await self._session.in_write(_put, row, most)

    async def remove(self, user_id: int, key: str) -> None:
        """Delete somebody's rule of a key."""
        await self._session.in_write(_remove, user_id, reading_rules.c.key == key)

    async def drop(self, user_id: int, rule_id: int) -> None:
        """Delete somebody's rule by its id."""
        await self._session.in_write(_remove, user_id, reading_rules.c.id == rule_id)

    async def of(self, user_id: int) -> Sequence[ReadingRule]:
        """Somebody's rules, the newest first."""
        return await self._session.in_read(_rules, reading_rules.c.user_id == user_id)

    async def ring(self, user_id: int, rule_id: int, *, rings: bool) -> ReadingRule | None:
        """Let editions ring for what somebody follows, or not; None where it is none of theirs."""
        return await self._session.in_write(_ring, user_id, rule_id, rings)

    async def everybody(self) -> Mapping[int, Sequence[ReadingRule]]:
        """The rules of all who have any, by their ids, the newest first."""
        return await self._session.in_read(_everybody)

    async def stance(self, user_id: int, key: str) -> Stance | None:
        """What somebody's rule of a key wants; None where there is none."""
        found = await self._session.in_read(_rules, _is_rule(user_id, key))
        return found[0].stance if found else None

    async def renumber(self, edition_id: int, numbers: Mapping[int, int | None]) -> None:
        """Let rules on stories follow an edition's items to the numbers they have now.

        Those on a story of an item that is gone are deleted: it has no number any more.
        """
        await self._session.in_write(_renumber, edition_id, numbers)


def story_key(edition_id: int, number: int) -> str:
    """The key of a rule on the story of an item."""
    return f"{Subject.STORY}:{edition_id}:{number}"


def _is_rule(user_id: object, key: object) -> ColumnElement[bool]:
    return and_(reading_rules.c.user_id == user_id, reading_rules.c.key == key)


def _put(connection: Connection, row: _Values, most: int) -> ReadingRule | None:
    user_id = row["user_id"]
    is_other = and_(reading_rules.c.user_id == user_id, reading_rules.c.key != row["key"])
    others = select(func.count()).select_from(reading_rules).where(is_other)
    if connection.execute(others).scalar_one() >= most:
        return None
    added = insert(connection, reading_rules).values(row)
    key = [reading_rules.c.user_id, reading_rules.c.key]
    changed = {name: row[name] for name in ("stance", "label", "words", "at")}
    if row["stance"] is Stance.MUTE:
        changed["rings"] = False
    connection.execute(added.on_conflict_do_update(index_elements=key, set_=changed))
    _note(connection, user_id)
    return _rules(connection, _is_rule(user_id, row["key"]))[0]


def _ring(connection: Connection, user_id: int, rule_id: int, rings: bool) -> ReadingRule | None:
    is_it = and_(
        reading_rules.c.user_id == user_id,
        reading_rules.c.id == rule_id,
        reading_rules.c.stance == Stance.FOLLOW,
    )
    connection.execute(update(reading_rules).where(is_it).values(rings=rings))
    return next(iter(_rules(connection, is_it)), None)


def _remove(connection: Connection, user_id: int, is_it: ColumnElement[bool]) -> None:
    is_theirs = reading_rules.c.user_id == user_id
    connection.execute(delete(reading_rules).where(is_theirs, is_it))
    _note(connection, user_id)


def _renumber(connection: Connection, edition_id: int, numbers: Mapping[int, int | None]) -> None:
    is_of = and_(reading_rules.c.subject == Subject.STORY, reading_rules.c.edition_id == edition_id)
    followed = {old: new for old, new in numbers.items() if new is not None}
    is_gone = and_(is_of, reading_rules.c.number.not_in(followed))
    people = select(reading_rules.c.user_id).where(is_gone).distinct()
    theirs = connection.execute(people).scalars().all()
    connection.execute(delete(reading_rules).where(is_gone))
    for user_id in theirs:
        _note(connection, user_id)
    # Out of each other's way first: the number that one item leaves is maybe another's.
    moved = {old: new for old, new in followed.items() if old != new}
    away = [(old, -new) for old, new in moved.items()]
    for old, new in (*away, *((-new, new) for new in moved.values())):
        is_it = and_(is_of, reading_rules.c.number == old)
        renumbered = {"number": new, "key": story_key(edition_id, new)}
        connection.execute(update(reading_rules).where(is_it).values(renumbered))


def _note(connection: Connection, user_id: object) -> None:
    """Have the subscriber that is somebody's private chat say whether they have rules."""
    has_any = select(reading_rules.c.id).where(reading_rules.c.user_id == user_id).exists()
    is_chat = and_(subscribers.c.chat_id == user_id, subscribers.c.topic_id == WHOLE_CHAT)
    connection.execute(update(subscribers).where(is_chat).values(has_rules=has_any))


def _rules(connection: Connection, is_it: ColumnElement[bool]) -> Sequence[ReadingRule]:
    newest = (reading_rules.c.at.desc(), reading_rules.c.id.desc())
    query = select(reading_rules).where(is_it).order_by(*newest)
    return [_rule(row) for row in connection.execute(query)]


def _everybody(connection: Connection) -> Mapping[int, Sequence[ReadingRule]]:
    newest = (reading_rules.c.user_id, reading_rules.c.at.desc(), reading_rules.c.id.desc())
    found: dict[int, list[ReadingRule]] = {}
    for row in connection.execute(select(reading_rules).order_by(*newest)):
        found.setdefault(row.user_id, []).append(_rule(row))
    return found


def _rule(row: AnyRow) -> ReadingRule:
    about = RuleSubject(
        subject=row.subject,
        label=row.label,
        words=tuple(json.loads(row.words)),
        edition=row.edition_id,
        number=row.number,
    )
    return ReadingRule(id=row.id, stance=row.stance, about=about, rings=row.rings)
