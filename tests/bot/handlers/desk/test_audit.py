"""What editors do is found in the audit: every action that changes something, by every way."""

from __future__ import annotations

from datetime import timedelta
from typing import get_type_hints

import pytest

from bot.handlers.callbacks import ROUTES
from bot.handlers.permissions import Role, changes_something
from bot.submissions.submitter import Submitter
from bot.views.callbacks import ArchiveOnly, Callback, DiscardDraft, PublishOld, ReplaceEdition
from bot.views.desk.roles.audit import action_name, audit_message
from bot.views.desk.roles.staff_callbacks import (
    InviteForAll,
    InviteForPaper,
    InviteStaff,
    TakeBackRole,
    WithdrawInvite,
)
from bot.views.keyboards import CALLBACKS
from bot.views.message import OutgoingMessage
from digests.errors import StoreBusyError
from digests.model import EditionState
from digests.newsroom import Upload
from digests.store.staff.audit import AuditStore
from digests.values.roles import AuditEntry, AuditWay, Grant, StaffRole
from simulator.state.people import Person
from tests.bot.handlers.test_permissions import button_of
from tests.support.desk import DIGEST, NOON, Desk, given_role, labels

OF_EDITORS = [kind for kind in CALLBACKS if changes_something(ROUTES[kind].role, kind)]
OF_OWNERS: dict[type[Callback], str] = {
    InviteStaff: "invite_staff",
    WithdrawInvite: "withdraw_invite",
    TakeBackRole: "take_back_role",
}


async def actions(desk: Desk) -> list[tuple[str, str]]:
    """What was done and what came of it, oldest first."""
    return [(one.action, one.detail) for one in reversed(await desk.services.staff.done(100))]


@pytest.fixture
async def wren(desk: Desk) -> Person:
    """An editor by invite; and there is a draft, an edition that is out, and its broadcast."""
    person = desk.world.person("Wren")
    desk.world.unblock(person)
    await given_role(desk, person.id, StaffRole.EDITOR)
    preview = await desk.draft()
    await desk.pressed(desk.editor, preview, "📣 Publish now")
    return person


@pytest.mark.parametrize("kind", OF_EDITORS, ids=action_name)
async def test_every_press_that_changes_something_has_an_entry(
    desk: Desk, wren: Person, kind: type[Callback]
) -> None:
    await desk.pressed_of_old(wren, button_of(kind).pack())
    (entry,) = await desk.services.staff.done(1)
    assert (entry.way, entry.actor, entry.action) == (AuditWay.CHAT, wren.id, action_name(kind))
    assert entry.at == desk.now
    about = get_type_hints(kind)
    assert (entry.edition, entry.broadcast) == (
        1 if "edition" in about else None,
        1 if "broadcast" in about else None,
    )
    assert entry.detail or not {"edition", "broadcast"} & {*about}


@pytest.mark.parametrize("kind", OF_OWNERS, ids=action_name)
async def test_every_press_of_an_owner_that_changes_something_has_an_entry(
    desk: Desk, wren: Person, kind: type[Callback]
) -> None:
    await desk.services.staff.invite(Grant(role=StaffRole.VIEWER), by=desk.editor.id)
    number = {TakeBackRole: wren.id, WithdrawInvite: 2}.get(kind)
    button = kind(number) if number else button_of(kind)  # type: ignore[call-arg]  # its one value
    await desk.pressed_of_old(desk.editor, button.pack())
    (entry,) = await desk.services.staff.done(1)
    assert (entry.actor, entry.action) == (desk.editor.id, OF_OWNERS[kind])


def test_each_button_of_an_owner_changes_something_or_only_turns_a_page() -> None:
    of_owners = {kind for kind in CALLBACKS if ROUTES[kind].role is Role.OWNER}
    written_as_invite = {InviteForAll, InviteForPaper}
    others = of_owners - set(OF_OWNERS) - written_as_invite
    assert {kind.__name__ for kind in others} == {"TurnAudit"}


async def test_who_only_looks_leaves_no_entry(desk: Desk, wren: Person) -> None:
    before = await actions(desk)
    for kind in CALLBACKS:
        if not changes_something(ROUTES[kind].role, kind) and ROUTES[kind].role is Role.EDITOR:
            await desk.pressed_of_old(wren, button_of(kind).pack())
    await desk.said(wren, "/drafts")
    await desk.said(wren, "/status")
    assert await actions(desk) == before


async def test_what_is_not_permitted_leaves_no_entry(desk: Desk, wren: Person) -> None:
    await desk.services.staff.take_back(wren.id, by=desk.editor.id)
    before = await actions(desk)
    for kind in OF_EDITORS:
        await desk.pressed_of_old(wren, button_of(kind).pack())
    assert await actions(desk) == before


async def test_an_upload_a_change_by_reply_and_a_schedule_by_reply_have_one(desk: Desk) -> None:
    preview = await desk.draft()
    await desk.said(desk.editor, "1 headline: Ferries", reply_to=preview)
    asked = (await desk.pressed(desk.editor, preview, "🕖")).last
    await desk.said(desk.editor, "23:30", reply_to=asked)
    assert await actions(desk) == [
        ("post_upload", "draft"),
        ("change_by_reply", "draft"),
        ("schedule_by_reply", "scheduled"),
    ]
    assert {one.edition for one in await desk.services.staff.done(9)} == {1}
    desk.now += timedelta(days=1)
    await desk.services.newsroom.publish_due()
    (entry,) = await desk.services.staff.done(1)
    assert (entry.way, entry.action, entry.actor) == (AuditWay.CLOCK, "publish", None)


async def test_an_entry_has_nobodys_words(desk: Desk) -> None:
    preview = await desk.draft()
    await desk.said(desk.editor, "title: A secret", reply_to=preview)
    done = await desk.services.staff.done(9)
    assert not any("secret" in str(entry) or "Ferry" in str(entry) for entry in done)


async def test_what_was_refused_says_so(desk: Desk) -> None:
    preview = await desk.draft()
    await desk.pressed(desk.editor, preview, "🗑 Discard")
    pressed = await desk.pressed_of_old(desk.editor, "publish:1")
    assert pressed.alert
    assert (await actions(desk))[-2:] == [
        ("discard_draft", "discarded"),
        ("publish_draft", "refused"),
    ]


async def test_owners_turn_the_pages_of_it(desk: Desk) -> None:
    assert await desk.told(desk.editor, "/audit") == "Nothing was done yet."
    for number in range(12):
        await desk.services.staff.note(
            AuditEntry(at=NOON, way=AuditWay.CLI, action="publish", edition=number)
        )
    (shown,) = await desk.said(desk.editor, "/audit")
    assert labels(shown) == ["Older ▶"]
    assert "edition 11" in shown.text.splitlines()[1]
    older = (await desk.pressed(desk.editor, shown, "Older ▶")).last
    assert older.id == shown.id
    assert [line.rpartition("· ")[2] for line in older.text.splitlines()[1:]] == [
        "edition 1",
        "edition 0",
    ]
    assert labels(older) == ["◀ Newer"]
    newest = (await desk.pressed(desk.editor, older, "◀ Newer")).last
    assert newest.text == shown.text


async def test_an_action_of_another_release_is_shown_by_its_name(desk: Desk) -> None:
    entry = AuditEntry(at=NOON, way=AuditWay.CHAT, action="sing", detail="sung")
    message = audit_message(desk.services.translations.of(None), [entry], "UTC", page=5)
    assert "somebody · sing · sung" in message.text


@pytest.fixture
def submitter(desk: Desk) -> Submitter:
    services = desk.services

    async def tell(_chat_id: int, _message: OutgoingMessage) -> None:
        """Nobody is told here."""

    return Submitter(
        newsroom=services.newsroom,
        audience=services.audience,
        translations=services.translations,
        editors=services.staff.publishers,
        tell=tell,
        show_card=services.draft_cards.send,
    )


async def test_what_comes_by_other_ways_is_written_down_as_theirs(
    desk: Desk, submitter: Submitter
) -> None:
    upload = Upload(name="letter.txt", data=DIGEST.encode(), posted=NOON)
    accepted = await submitter.accept(upload, AuditWay.ENDPOINT)
    desk.now += timedelta(minutes=1)
    await submitter.accept(upload, AuditWay.FOLDER)  # the same again is no new edition
    await submitter.publish(accepted, AuditWay.FOLDER)
    done = [(one.way, one.actor, one.detail) for one in await desk.services.staff.done(9)]
    assert done == [
        (AuditWay.FOLDER, None, "published"),
        (AuditWay.ENDPOINT, None, "draft"),
    ]


async def test_what_could_not_be_written_down_was_not_done(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = await desk.draft()

    async def busy(*_: object) -> None:
        raise StoreBusyError("locked")

    with monkeypatch.context() as patch:
        patch.setattr(AuditStore, "add", busy)
        for one in (PublishOld(1), DiscardDraft(1), ArchiveOnly(1), ReplaceEdition(1)):
            await desk.pressed_of_old(desk.editor, one.pack())
        await desk.said(desk.editor, "1 headline: A bell", reply_to=preview)
    edition = await desk.store.editions.get(1)
    assert edition
    assert edition.state is EditionState.DRAFT
    assert edition.digest.items[0].headline == "The ferry runs again"
    assert not await desk.store.ledger.unfinished()
