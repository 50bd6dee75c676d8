"""What undecided editions were read from, and what they said before their last change."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select, update

from digests.model import PAPER, SLOT, UNDECIDED, Alternatives, Digest, Draft, Problem
from digests.store.database import AnyRow, Query, Session, insert
from digests.store.editions import content_of, keep_pictures
from digests.store.serialization import (
    read_alternatives,
    read_digest,
    read_problems,
    written_alternatives,
    written_digest,
    written_problems,
)
from digests.store.tables import editions, uploads


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What an undecided edition says at a time: its digest, problems, place, alternatives.

    `is_revised` says that an editor changed its words, `settled` which repeats are no problem.
    """

    digest: Digest
    problems: tuple[Problem, ...]
    date: date
    alternatives: Alternatives
    paper: str = PAPER
    slot: str = SLOT
    is_revised: bool = False
    settled: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """What an edition was read from; `posted` is when its editor wrote that."""

    name: str
    data: bytes
    posted: datetime


class UploadStore:
    """Keeps what drafts were read from until they are published, archived or thrown away.

    Every method raises `StoreError` where the database did not do what was asked.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    async def keep(self, edition_id: int, original: Original, alternatives: Alternatives) -> None:
        """Keep what an edition was read from; what is kept of it already stays as it is."""
        row = {
            "edition_id": edition_id,
            "name": original.name,
            "data": original.data,
            "posted": original.posted,
            "alternatives": written_alternatives(alternatives),
        }
        await self._session.in_write(_keep, row)

    async def find(self, edition_id: int) -> Draft | None:
        """What an undecided edition can still be changed by; None where nothing of it is kept."""
        return await self._session.in_read(_draft, edition_id)

    async def original(self, edition_id: int) -> Original | None:
        """What an edition was read from."""
        return await self._session.in_read(_original, edition_id)

    async def before(self, edition_id: int) -> Digest | None:
        """What a draft said before its last change; None where it was not changed."""
        query = select(uploads.c.before).where(uploads.c.edition_id == edition_id)
        return await self._session.in_read(_before, query)

    async def revise(self, edition_id: int, revision: int, after: Version, at: datetime) -> bool:
        """Let a draft say something else, which can be undone.

        False where it is not in that revision any more, or is decided about.
        """
        return await self._session.in_write(_revise, edition_id, revision, after, at)

    async def undo(self, edition_id: int, revision: int, at: datetime) -> bool:
        """Let a draft say what it did before its last change; False where that can't be."""
        return await self._session.in_write(_undo, edition_id, revision, at)


def _keep(connection: Connection, row: dict[str, object]) -> None:
    is_it = editions.c.id == row["edition_id"]
    state = connection.execute(select(editions.c.state).where(is_it)).scalar_one_or_none()
    if state in UNDECIDED:
        connection.execute(insert(connection, uploads).values(row).on_conflict_do_nothing())


_DRAFT = (
    uploads.c.alternatives,
    uploads.c.revision,
    uploads.c.settled,
    uploads.c.before.is_not(None).label("is_changed"),
)


def _draft(connection: Connection, edition_id: int) -> Draft | None:
    row = connection.execute(select(*_DRAFT).where(uploads.c.edition_id == edition_id)).first()
    if row is None:
        return None
    return Draft(
        alternatives=read_alternatives(row.alternatives),
        revision=row.revision,
        is_changed=row.is_changed,
        settled=read_problems(row.settled),
    )


def _before(connection: Connection, query: Query) -> Digest | None:
    before = connection.execute(query).scalar_one_or_none()
    return _read(before).digest if before else None


def _original(connection: Connection, edition_id: int) -> Original | None:
    columns = (uploads.c.name, uploads.c.data, uploads.c.posted)
    row = connection.execute(select(*columns).where(uploads.c.edition_id == edition_id)).first()
    return Original(name=row.name, data=bytes(row.data), posted=row.posted) if row else None


def _revise(
    connection: Connection, edition_id: int, revision: int, after: Version, at: datetime
) -> bool:
    if not _turn(connection, edition_id, revision):
        return False
    before = _version(connection, edition_id)
    _set_upload(connection, edition_id, before=_written(before), after=after)
    _set_edition(connection, edition_id, after, at)
    return True


def _undo(connection: Connection, edition_id: int, revision: int, at: datetime) -> bool:
    query = select(uploads.c.before).where(uploads.c.edition_id == edition_id)
    before = connection.execute(query).scalar_one_or_none()
    if before is None or not _turn(connection, edition_id, revision):
        return False
    version = _read(before)
    _set_upload(connection, edition_id, before=None, after=version)
    _set_edition(connection, edition_id, version, at)
    return True


def _turn(connection: Connection, edition_id: int, revision: int) -> bool:
    """Take the next revision of an undecided edition; False where another has taken it."""
    is_undecided = select(editions.c.id).where(
        editions.c.id == edition_id, editions.c.state.in_(UNDECIDED)
    )
    is_next = (uploads.c.edition_id.in_(is_undecided), uploads.c.revision == revision)
    change = update(uploads).where(*is_next).values(revision=revision + 1)
    return connection.execute(change).rowcount == 1


def _set_upload(
    connection: Connection, edition_id: int, *, before: str | None, after: Version
) -> None:
    values = {
        "before": before,
        "alternatives": written_alternatives(after.alternatives),
        "settled": written_problems(after.settled),
    }
    connection.execute(update(uploads).where(uploads.c.edition_id == edition_id).values(values))


def _set_edition(connection: Connection, edition_id: int, version: Version, at: datetime) -> None:
    keep_pictures(connection, version.digest)
    values = content_of(connection, version.digest, version.problems)
    values |= {"date": version.date, "paper": version.paper, "slot": version.slot}
    values |= {"is_revised": version.is_revised, "marked_at": at}
    connection.execute(update(editions).where(editions.c.id == edition_id).values(values))


def _version(connection: Connection, edition_id: int) -> Version:
    said = (editions.c.digest, editions.c.problems, editions.c.is_revised)
    place = (editions.c.date, editions.c.paper, editions.c.slot)
    joined = editions.join(uploads, uploads.c.edition_id == editions.c.id)
    query = select(*said, *place, uploads.c.alternatives, uploads.c.settled).select_from(joined)
    query = query.where(editions.c.id == edition_id)
    return _version_of(connection.execute(query).one())


def _version_of(row: AnyRow) -> Version:
    return Version(
        digest=read_digest(row.digest),
        problems=read_problems(row.problems),
        date=row.date,
        alternatives=read_alternatives(row.alternatives),
        paper=row.paper,
        slot=row.slot,
        is_revised=row.is_revised,
        settled=read_problems(row.settled),
    )


def _written(version: Version) -> str:
    return json.dumps(
        {
            "digest": written_digest(version.digest),
            "problems": written_problems(version.problems),
            "date": version.date.isoformat(),
            "paper": version.paper,
            "slot": version.slot,
            "alternatives": written_alternatives(version.alternatives),
            "is_revised": version.is_revised,
            "settled": written_problems(version.settled),
        },
        ensure_ascii=False,
    )


def _read(text: str) -> Version:
    raw = json.loads(text)
    return Version(
        digest=read_digest(raw["digest"]),
        problems=read_problems(raw["problems"]),
        date=date.fromisoformat(raw["date"]),
        alternatives=read_alternatives(raw["alternatives"]),
        # None of these is known of what was changed by an earlier release.
        paper=raw.get("paper", PAPER),
        slot=raw.get("slot", SLOT),
        settled=read_problems(raw.get("settled", "[]")),
        is_revised=raw["is_revised"],
    )
