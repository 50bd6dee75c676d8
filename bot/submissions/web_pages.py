"""Pages and feeds that are read once a day, at an hour, and become drafts when they changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from hashlib import sha256
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import structlog

from bot.fetch.fetcher import Fetched, Fetcher, NotFetched, Unchanged, Validators
from bot.submissions.submitter import Submitter
from bot.views.desk.posting.link_faults import fetch_fault_sentence
from bot.views.desk.posting.submissions import Arrival, Origin, SubmissionWay
from bot.views.desk.problems import fault_sentence
from digests.errors import ReadingError
from digests.newsroom import Upload
from digests.store.submissions.followed_pages import FollowedPageStore, PageState
from digests.values.roles import AuditWay

log = structlog.get_logger()

_AGAIN = timedelta(minutes=10)
_TRIES = 3


@dataclass(frozen=True, slots=True)
class _Failure:
    """How often a page could not be had today, and when it is tried again."""

    tries: int
    again: datetime


@dataclass(slots=True, kw_only=True)
class FollowedPages:
    """Reads pages at an `hour` of each day in a `zone`, by their addresses.

    One that can't be had is tried three times, then the editors are told, and it has its next turn
    on the next day.
    """

    addresses: Sequence[str]
    hour: time
    zone: ZoneInfo
    fetcher: Fetcher
    pages: FollowedPageStore
    submitter: Submitter
    clock: Callable[[], datetime]
    _failures: dict[str, _Failure] = field(default_factory=dict)

    async def look(self) -> None:
        """Read the pages that are due; raises `StoreError`."""
        for address in self.addresses:
            state = await self.pages.find(address)
            if self._is_due(address, state):
                await self._read(address, state or PageState(read_at=self.clock()))

    def _is_due(self, address: str, state: PageState | None) -> bool:
        now, failure = self.clock(), self._failures.get(address)
        if failure and now < failure.again:
            return False
        return state is None or state.read_at < last_moment(now, self.hour, self.zone)

    async def _read(self, address: str, state: PageState) -> None:
        known = Validators(etag=state.etag, modified=state.modified)
        match await self.fetcher.fetch(address, known):
            case NotFetched() as missing:
                await self._failed(address, state, missing)
            case Unchanged():
                await self._keep(address, known, state.fingerprint)
            case Fetched() as found:
                await self._changed(address, state, found)

    async def _changed(self, address: str, state: PageState, found: Fetched) -> None:
        fingerprint = sha256(found.data).hexdigest()
        if fingerprint != state.fingerprint:
            await self._submit(address, found)
        await self._keep(address, found.validators, fingerprint)

    async def _submit(self, address: str, found: Fetched) -> None:
        origin = _origin(address)
        try:
            upload = Upload(name=found.name, data=found.data, posted=self.clock())
            accepted = await self.submitter.accept(upload, AuditWay.PAGE)
        except ReadingError as error:
            log.info("page_unreadable", fault=error.fault)
            fault = error  # the name of the exception ends with its block
            await self.submitter.complain(origin, lambda words: fault_sentence(words, fault))
        else:
            await self.submitter.show(accepted.edition.id, origin, Arrival.DRAFT)

    async def _failed(self, address: str, state: PageState, missing: NotFetched) -> None:
        before = self._failures.get(address)
        tries = before.tries + 1 if before else 1
        log.info("page_not_fetched", fault=missing.fault, tries=tries)
        if tries < _TRIES:
            self._failures[address] = _Failure(tries, self.clock() + _AGAIN)
            return
        await self.submitter.complain(
            _origin(address), lambda words: fetch_fault_sentence(words, missing)
        )
        known = Validators(etag=state.etag, modified=state.modified)
        await self._keep(address, known, state.fingerprint)

    async def _keep(self, address: str, validators: Validators, fingerprint: str) -> None:
        """Note that the page has had its turn."""
        self._failures.pop(address, None)
        await self.pages.keep(
            address,
            PageState(
                etag=validators.etag,
                modified=validators.modified,
                fingerprint=fingerprint,
                read_at=self.clock(),
            ),
        )


def last_moment(now: datetime, hour: time, zone: ZoneInfo) -> datetime:
    """When it was that hour of a day in a zone last."""
    local = now.astimezone(zone)
    today = datetime.combine(local.date(), hour, zone)
    return (
        today if today <= local else datetime.combine(local.date() - timedelta(days=1), hour, zone)
    )


def _origin(address: str) -> Origin:
    """A page as it is named to editors: without what may be a key."""
    parts = urlsplit(address)
    return Origin(way=SubmissionWay.PAGE, name=f"{parts.hostname}{parts.path.rstrip('/')}")
