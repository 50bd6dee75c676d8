"""Owners give roles by a link and take them back; what somebody may do follows at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from telegram import BotCommandScopeChat

from bot.views.desk.roles.staff_callbacks import JoinStaff, TakeBackRole
from digests.values.roles import Grant, StaffRole
from simulator.state.people import Person
from tests.support.desk import Desk, given_role, labels, texts

USED = "This invite was used, withdrawn, or has expired. Please ask for another one."
EDITORS_ONLY = "Only the editors of this bot can do that."


async def invite(desk: Desk, role: str = "an editor") -> str:
    """The owner makes an invite; what its link has the app say to the bot."""
    (listed,) = await desk.said(desk.editor, "/roles")
    said = (await desk.pressed(desk.editor, listed, f"➕ Invite {role}")).last
    link = said.text.splitlines()[-1]
    assert link.startswith(f"https://t.me/{desk.bot.application.bot.username}?start=r_")
    return f"/start {link.partition('?start=')[2]}"


async def commands_of(desk: Desk, who: Person) -> list[str]:
    menu = await desk.bot.application.bot.get_my_commands(BotCommandScopeChat(who.id))
    return [one.command for one in menu]


async def test_who_opens_an_invite_and_accepts_is_an_editor(desk: Desk, wren: Person) -> None:
    (question,) = await desk.said(wren, await invite(desk))
    assert await desk.services.staff.grant_of(wren.id) is None  # a link alone gives nothing
    pressed = await desk.pressed(wren, question, "✔ Accept")
    assert pressed.last.text.startswith("You are an editor now")
    told = desk.world.news(desk.editor)[-1]
    assert told.text.startswith("Wren has accepted your invite and is editor now")
    preview = (await desk.posted(who=wren))[-1]
    assert (await desk.pressed(wren, preview, "📣 Publish now")).toast == "📣 Published."
    menu = await commands_of(desk, wren)
    assert "drafts" in menu
    assert "roles" not in menu


async def test_an_invite_gives_its_role_once(desk: Desk, wren: Person) -> None:
    link, other = await invite(desk), desk.world.person("Other")
    questions = [(await desk.said(who, link))[0] for who in (wren, other)]
    await desk.pressed(wren, questions[0], "✔ Accept")
    pressed = await desk.pressed(other, questions[1], "✔ Accept")
    assert (pressed.toast, pressed.alert) == (USED, True)
    assert await desk.told(other, link) == USED
    assert await desk.services.staff.grant_of(other.id) is None


async def test_an_invite_expires_after_a_day(desk: Desk, wren: Person) -> None:
    link = await invite(desk)
    (question,) = await desk.said(wren, link)
    desk.now += timedelta(hours=24)
    assert (await desk.pressed(wren, question, "✔ Accept")).toast == USED
    assert await desk.told(wren, link) == USED
    assert await desk.services.staff.invites() == []


async def test_an_invite_can_be_withdrawn(desk: Desk, wren: Person) -> None:
    link = await invite(desk)
    (listed,) = await desk.said(desk.editor, "/roles")
    pressed = await desk.pressed(desk.editor, listed, "✖ Withdraw: editor")
    assert pressed.toast.startswith("Withdrawn")
    assert await desk.told(wren, link) == USED


async def test_an_invite_of_who_is_no_owner_any_more_gives_nothing(
    desk: Desk, wren: Person
) -> None:
    link = await invite(desk)
    staff = replace(desk.services.staff, owners=frozenset({1}))
    desk.bot.application.bot_data = replace(desk.services, staff=staff)
    assert await desk.told(wren, link) == USED


async def test_the_token_is_long_and_kept_only_as_its_hash(desk: Desk) -> None:
    token = await desk.services.staff.invite(Grant(role=StaffRole.VIEWER), by=desk.editor.id)
    assert len(token) == 32
    held = (desk.folder / "kawaraban.db").read_bytes()
    log = desk.folder / "kawaraban.db-wal"
    assert token.encode() not in held + (log.read_bytes() if log.exists() else b"")
    assert len(JoinStaff(token).pack().encode()) <= 64


async def test_whoever_has_the_role_keeps_the_invite_for_another(desk: Desk, wren: Person) -> None:
    link = await invite(desk, "a viewer")
    assert await desk.told(desk.editor, link) == "You have that role already."
    (question,) = await desk.said(wren, link)
    pressed = await desk.pressed(wren, question, "✔ Accept")
    assert pressed.last.text.startswith("You are a viewer now")
    (question,) = await desk.said(wren, await invite(desk))
    await desk.pressed(wren, question, "✔ Accept")
    assert await desk.services.staff.grant_of(wren.id) == Grant(role=StaffRole.EDITOR)


async def test_a_role_that_is_taken_back_is_gone_at_once(desk: Desk, wren: Person) -> None:
    desk.world.unblock(wren)
    await given_role(desk, wren.id, StaffRole.EDITOR)
    preview = (await desk.posted(who=wren))[-1]
    (listed,) = await desk.said(desk.editor, "/roles")
    assert f"• editor: Wren ({wren.id})" in listed.text
    pressed = await desk.pressed(desk.editor, listed, "✖ Take back: Wren")
    assert pressed.toast == "Taken back."
    assert "Wren" not in pressed.last.text
    assert "was taken back" in texts(desk.world.news(wren))[-1]
    refused = await desk.pressed(wren, preview, "📣 Publish now")
    assert (refused.toast, refused.messages) == (EDITORS_ONLY, [])
    assert await desk.told(wren, "/drafts") == EDITORS_ONLY
    (declined,) = await desk.posted("Another.\n", who=wren)
    assert declined.text.startswith("Thank you, but")
    assert "drafts" not in await commands_of(desk, wren)
    again = await desk.pressed_of_old(desk.editor, TakeBackRole(wren.id).pack())
    assert again.toast == "That role was taken back before."


@pytest.mark.parametrize("is_taken_back", [False, True])
async def test_the_card_of_a_broadcast_is_brought_up_to_date_for_who_has_a_role(
    desk: Desk, wren: Person, *, is_taken_back: bool
) -> None:
    desk.world.unblock(wren)
    await given_role(desk, wren.id, StaffRole.EDITOR)
    await desk.subscriber("Reader")
    preview = (await desk.posted(who=wren))[-1]
    await desk.pressed(wren, preview, "📣 Publish now")
    if is_taken_back:
        await desk.services.staff.take_back(wren.id, by=desk.editor.id)
    await desk.deliver()
    was_told = any("1 delivered" in one.text for one in desk.world.news(wren))
    assert was_told is not is_taken_back


async def test_a_viewer_sees_drafts_and_changes_nothing(desk: Desk, wren: Person) -> None:
    desk.world.unblock(wren)
    await given_role(desk, wren.id, StaffRole.VIEWER)
    await desk.draft()
    (listed,) = await desk.said(wren, "/drafts")
    card = (await desk.pressed(wren, listed, "Fri, Nov 20")).last
    seen = await desk.pressed(wren, card, "👁")
    assert seen.messages
    for button in ("📣 Publish now", "✏️ Change"):
        assert (await desk.pressed(wren, card, button)).toast == EDITORS_ONLY
    assert "Subscribed" in texts(await desk.said(wren, "/status"))[0]
    (declined,) = await desk.posted("Another.\n", who=wren)
    assert declined.text.startswith("Thank you, but")


async def test_only_owners_see_the_roles(desk: Desk, wren: Person) -> None:
    await given_role(desk, wren.id, StaffRole.EDITOR)
    for command in ("/roles", "/audit"):
        said = await desk.told(wren, command)
        assert said == "Only the owners of this bot can do that."
    assert "/roles" not in await desk.told(wren, "/help")
    assert "/roles" in await desk.told(desk.editor, "/help")


async def test_who_is_named_in_the_settings_can_not_be_removed(desk: Desk) -> None:
    (listed,) = await desk.said(desk.editor, "/roles")
    assert f"• owner: Editor ({desk.editor.id})" in listed.text
    assert labels(listed) == ["➕ Invite an editor", "➕ Invite a viewer"]


@pytest.mark.parametrize(
    ("owners", "role"), [("", StaffRole.OWNER), ("5000000099", StaffRole.EDITOR)]
)
async def test_editors_of_the_settings_are_owners_where_none_is_named(
    desk: Desk, owners: str, role: StaffRole
) -> None:
    settings = desk.services.settings.model_copy()
    given = type(settings).given(token=settings.token, admin_ids=str(desk.editor.id), owners=owners)
    staff = replace(desk.services.staff, owners=given.owner_ids, editors=given.editor_ids)
    assert await staff.grant_of(desk.editor.id) == Grant(role=role)
    assert given.owner_ids <= given.editor_ids


async def test_who_is_forgotten_has_no_role(desk: Desk, wren: Person) -> None:
    (question,) = await desk.said(wren, await invite(desk))
    await desk.pressed(wren, question, "✔ Accept")
    (sure,) = await desk.said(wren, "/forget")
    await desk.pressed(wren, sure, "Delete everything")
    assert await desk.told(wren, "/drafts") == EDITORS_ONLY
    done = await desk.services.staff.done(10)
    assert wren.id not in {one.actor for one in done} | {one.person for one in done}
    assert "join_staff" in {one.action for one in done}
