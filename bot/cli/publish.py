"""`publish`: files as editions, now, at a time or as back issues; as an editor does in a chat."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.composition.store import newsroom, now, opened
from bot.errors import CommandError
from bot.i18n.marking import mark
from bot.i18n.translator import Translator
from bot.settings import OfflineSettings
from bot.views.desk.problems import fault_sentence, problem_sentence
from bot.views.reading.issues import with_issue
from digests.editing import Editing
from digests.errors import ReadingError
from digests.model import Edition, EditionState, Severity
from digests.newsroom import Accepted, Newsroom, Upload
from digests.revisions import SetSlot
from digests.text import references
from digests.values.roles import AuditEntry, AuditWay
from digests.values.slots import SlotKind, kind_of, slot_for


def carry_out(arguments: argparse.Namespace, translator: Translator) -> None:
    """Publish files as editions, all of them or none; a running bot sends them."""
    settings = OfflineSettings.load()
    if arguments.at and arguments.archive:
        raise CommandError(
            mark("--at is for what is sent, --archive for what isn't; give one of them.")
        )
    at = _moment(arguments.at, settings) if arguments.at else None
    uploads = [
        Upload(name=file.name, data=file.read_bytes(), posted=now()) for file in arguments.file
    ]
    asyncio.run(_publish(settings, translator, uploads, arguments, at))


def _moment(text: str, settings: OfflineSettings) -> datetime:
    moment = references.moment(text, now().astimezone(ZoneInfo(settings.timezone)))
    if moment is None:
        raise CommandError(
            mark("{text} is no time; write it as 2026-11-24T07:00 or 07:00."), text=text
        )
    if moment <= now():
        raise CommandError(
            mark("{moment} has passed; choose a later time."),
            moment=moment.isoformat(" ", "minutes"),
        )
    return moment


async def _publish(
    settings: OfflineSettings,
    translator: Translator,
    uploads: Sequence[Upload],
    arguments: argparse.Namespace,
    at: datetime | None,
) -> None:
    async with opened(settings) as store:
        press = _Press(
            desk=newsroom(settings, store),
            translator=translator,
            at=at,
            is_archive=arguments.archive,
            is_sure=arguments.yes,
            kind=SlotKind(arguments.slot) if arguments.slot else None,
        )
        drafts = await press.look_at(uploads)
        async for line in press.publish(drafts):
            print(line)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Press:
    """How the command publishes: at a time, into the archive, in spite of what looks wrong.

    `kind` is that of the slot of what is published, None where that is left as it is.
    """

    desk: Newsroom
    translator: Translator
    at: datetime | None
    is_archive: bool
    is_sure: bool
    kind: SlotKind | None

    async def look_at(self, uploads: Sequence[Upload]) -> Sequence[Edition]:
        """Read all files and print what looks wrong; raises `CommandError` if one can't go out."""
        accepted: list[Accepted] = []
        refusals: list[str] = []
        for upload in uploads:
            try:
                accepted.append(await self._accepted(upload))
            except ReadingError as error:
                refusals.append(f"{upload.name}: {fault_sentence(self.translator, error)}")
                continue
            print("\n".join(self._report(accepted[-1].edition)))
            refusals += [f"{upload.name}: {why}" for why in self._refusals(accepted)]
        if refusals:
            for one in accepted:
                if one.is_new:
                    await self.desk.discard(one.edition.id)
            raise CommandError(
                mark("nothing was published.\n{reasons}"), reasons="\n".join(refusals)
            )
        return [one.edition for one in accepted]

    async def _accepted(self, upload: Upload) -> Accepted:
        """Read a file, for the slot that was named; what is decided about keeps its own."""
        accepted = await self.desk.accept(upload)
        if self.kind is None:
            return accepted
        editing = Editing(newsroom=self.desk)
        await editing.decide(accepted.edition.id, SetSlot(slot=slot_for(self.kind)))
        edition = await self.desk.edition(accepted.edition.id) or accepted.edition
        return await self.desk.look(edition, is_new=accepted.is_new)

    def _report(self, edition: Edition) -> Iterator[str]:
        digest = edition.digest
        title = with_issue(self.translator, digest.title, digest.issue)
        title = title or self.translator.gettext("no title")
        items = self.translator.ngettext("{count} item", "{count} items", len(digest.items))
        yield f"{edition.date}: {title} ({items})"
        for problem in edition.problems:
            yield f"   {problem_sentence(self.translator, problem)}"

    def _refusals(self, accepted: Sequence[Accepted]) -> Iterator[str]:
        """Why the last of them can't be published."""
        *earlier, last = accepted
        edition = last.edition
        is_extra = kind_of(edition.slot) is SlotKind.EXTRA
        if edition.state is EditionState.PUBLISHED:
            yield self.translator.gettext("it is out already.")
        elif not edition.is_undecided:
            yield self.translator.gettext("it was taken back.")
        elif last.same_day:
            yield self.translator.gettext(
                "its day has another edition; post it to the bot to put it in that one's place."
            )
        elif not is_extra and edition.key in {one.edition.key for one in earlier}:
            yield self.translator.gettext("another of these files is of the same day.")
        if never := self._never(edition):
            yield never
            return
        if self.is_sure:
            return
        if any(problem.severity is Severity.BLOCKS for problem in edition.problems):
            yield self.translator.gettext(
                "something blocks it, see above; --yes publishes it all the same."
            )
        if not self.is_archive and self.desk.is_old(edition, self.at):
            yield self.translator.gettext(
                "it is more than two days old; --archive puts it into the archive without sending"
                " it, --yes sends it to everybody."
            )
        if self.desk.is_far_ahead(edition, self.at):
            yield self.translator.gettext(
                "its day is more than a week ahead, and nobody is sent it before;"
                " --yes publishes it."
            )

    def _never(self, edition: Edition) -> str | None:
        """Why an edition can't be published by a command, however sure one is."""
        if self.desk.needs_approval:
            return self.translator.gettext(
                "another editor has to agree to it (BOT_APPROVALS); post it to the bot."
            )
        if self.desk.excesses(edition):
            return self.translator.gettext(
                "it is too large to be published, see above; --yes does not help."
            )
        return None

    async def publish(self, drafts: Sequence[Edition]) -> AsyncIterator[str]:
        """Publish what was looked at; what became of each."""
        for edition in drafts:
            done = await self._publish_one(edition)
            if done is None:
                raise CommandError(
                    mark("{day}: somebody else has decided about it meanwhile."), day=edition.date
                )
            yield f"{edition.date}: {done}"

    def _entry(self, edition: Edition) -> AuditEntry:
        """What the command does, as the audit is told."""
        action = "archive" if self.is_archive else "schedule" if self.at else "publish"
        return AuditEntry(at=now(), way=AuditWay.CLI, action=action, edition=edition.id)

    async def _readers(self, edition: Edition) -> int:
        """How many get an edition, as of now, at the moment it goes out."""
        at, kind = self.at or self.desk.clock(), kind_of(edition.slot)
        minutes = await self.desk.store.subscribers.minutes(at, kind, edition.paper)
        return sum(minutes.values())

    async def _publish_one(self, edition: Edition) -> str | None:
        entry = self._entry(edition)
        if self.is_archive:
            archived = await self.desk.archive(edition.id, entry=entry)
            return self.translator.gettext("in the archive") if archived else None
        if self.at:
            readers = await self._readers(edition)
            scheduled = await self.desk.schedule(edition.id, self.at, entry=entry)
            said = self.translator.ngettext(
                "scheduled for {moment}, to {count} reader as of now",
                "scheduled for {moment}, to {count} readers as of now",
                readers,
                moment=self.at.isoformat(),
            )
            return said if scheduled else None
        readers = await self._readers(edition)
        published = await self.desk.publish(edition.id, entry=entry)
        said = self.translator.ngettext(
            "published, to {count} reader", "published, to {count} readers", readers
        )
        return said if published else None
