"""Whoever is invited for one paper decides about its editions alone, whatever they press or say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.handlers.callbacks import ROUTES
from bot.handlers.desk.letters import show_letter
from bot.handlers.permissions import Role
from bot.views.callbacks import OpenItem
from bot.views.desk.decisions import ChoosePaper
from bot.views.desk.readership.figure_callbacks import DrawFigures, SendFigures, ShowFigures
from digests.model import PAPER, EditionState
from digests.values.feedback import LetterKind, ReaderLetter
from digests.values.papers import Paper
from digests.values.roles import Grant, StaffRole
from simulator.state.messages import Message
from simulator.state.people import Person
from tests.bot.handlers.test_permissions import button_of
from tests.support.desk import DAY, DIGEST, Desk, digest_of, given_role, labels, texts

ELSEWHERE = "That is of another paper: your role is for あかり新聞."
FOR_ALL = "Announcements go to the readers of every paper, and your role is for あかり新聞."
FIGURES = {DrawFigures, SendFigures, ShowFigures}
OTHER = DIGEST.replace("ferry", "tram")


@pytest.fixture
async def wren(desk: Desk) -> Person:
    """The editor of one of two papers, who can be written to."""
    assert await desk.store.papers.change(Paper(title="The Lantern", language="en"))
    assert await desk.store.papers.add(Paper(key="akari", title="あかり新聞", language="ja"))
    person = desk.world.person("Wren")
    desk.world.unblock(person)
    await given_role(desk, person.id, StaffRole.EDITOR, paper="akari")
    return person


async def letter(desk: Desk, edition: int) -> int:
    """A reader's letter about an edition, known to the bot."""
    reader = await desk.subscriber("Reader")
    written = ReaderLetter(
        kind=LetterKind.LETTER,
        edition=edition,
        number=1,
        words="Thank you.",
        chat_id=reader.id,
        topic_id=None,
        user_id=reader.id,
        below=1,
        written=2,
    )
    return (await desk.services.letters.keep(written)).id


async def moved(desk: Desk, wren: Person) -> Message:
    """The card of a draft of theirs, which an editor of all papers made one of the other paper."""
    card = (await desk.posted(who=wren))[-1]
    draft = (await desk.services.newsroom.drafts())[0]
    pressed = await desk.pressed_of_old(desk.editor, ChoosePaper(draft.id, 0, PAPER).pack())
    assert pressed.toast == "✓ Changed."
    return card


async def test_no_button_about_another_papers_edition_has_an_effect(
    desk: Desk, wren: Person
) -> None:
    await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
    assert await letter(desk, 1) == 1
    for kind, route in ROUTES.items():
        if route.role in {Role.VIEWER, Role.EDITOR, Role.ANNOUNCER}:
            pressed = await desk.pressed_of_old(wren, button_of(kind).pack())
            refusal = FOR_ALL if route.role is Role.ANNOUNCER else ELSEWHERE
            if kind in FIGURES:
                assert pressed.messages, kind
            else:
                assert (pressed.toast, pressed.alert, pressed.messages) == (refusal, True, []), kind
    edition = await desk.services.newsroom.edition(1)
    assert edition
    assert edition.state is EditionState.PUBLISHED


async def test_what_they_post_is_a_draft_of_their_paper_which_they_publish(
    desk: Desk, wren: Person
) -> None:
    await desk.draft()
    card = (await desk.posted(who=wren))[-1]  # the same text is another edition of theirs
    papers = [one.paper for one in await desk.services.newsroom.drafts()]
    assert sorted(papers) == [PAPER, "akari"]
    assert not [one for one in labels(card) if "Lantern" in one or "あかり" in one]
    desk.now += timedelta(minutes=1)
    again = await desk.posted(who=wren)
    assert again[0].text.startswith("This text was posted before")
    assert (await desk.pressed(wren, card, "📣 Publish now")).toast == "📣 Published."
    latest = await desk.store.editions.latest()
    assert latest
    assert latest.paper == "akari"


async def test_they_can_not_give_their_draft_to_another_paper(desk: Desk, wren: Person) -> None:
    await desk.posted(who=wren)
    (draft,) = await desk.services.newsroom.drafts()
    pressed = await desk.pressed_of_old(wren, ChoosePaper(draft.id, 0, PAPER).pack())
    assert pressed.toast == ELSEWHERE


async def test_lists_show_what_is_of_their_paper(desk: Desk, wren: Person) -> None:
    await desk.subscriber("Bob")
    await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
    await desk.draft(OTHER)
    assert (await desk.told(wren, "/drafts")).startswith("No drafts")
    assert len(await desk.said(wren, "/status")) == 1
    assert "item" not in " ".join(texts(await desk.said(wren, "/queue")))
    await desk.posted(who=wren)
    (listed,) = await desk.said(wren, "/drafts")
    assert len(labels(listed)) == 1
    (listed,) = await desk.said(desk.editor, "/drafts")
    assert len(labels(listed)) == 2


async def test_they_read_no_draft_of_another_paper(desk: Desk, wren: Person) -> None:
    await desk.draft()
    pressed = await desk.pressed_of_old(wren, OpenItem(1, 1).pack())
    assert "ferry" not in " ".join(texts(pressed.messages))
    pressed = await desk.pressed_of_old(desk.editor, OpenItem(1, 1).pack())
    assert "ferry" in pressed.last.text


async def test_a_reply_to_what_is_of_another_paper_now_changes_nothing(
    desk: Desk, wren: Person
) -> None:
    card = await moved(desk, wren)
    assert await desk.told(wren, "1 headline: Nothing", reply_to=card) == ELSEWHERE
    (draft,) = await desk.services.newsroom.drafts()
    assert draft.digest.items[0].headline != "Nothing"
    assert (await desk.pressed(wren, card, "🗑")).toast == ELSEWHERE


async def test_a_moment_for_what_is_of_another_paper_now_schedules_nothing(
    desk: Desk, wren: Person
) -> None:
    card = (await desk.posted(who=wren))[-1]
    question = (await desk.pressed(wren, card, "🕖 Schedule")).last
    (draft,) = await desk.services.newsroom.drafts()
    await desk.pressed_of_old(desk.editor, ChoosePaper(draft.id, 0, PAPER).pack())
    assert await desk.told(wren, "tomorrow 07:30") == ELSEWHERE
    assert await desk.told(wren, "tomorrow 07:30", reply_to=question) == ELSEWHERE
    (draft,) = await desk.services.newsroom.drafts()
    assert draft.state is EditionState.DRAFT


async def test_an_edit_of_a_text_whose_draft_is_of_another_paper_now_is_a_draft_of_theirs(
    desk: Desk, wren: Person
) -> None:
    said = desk.world.say(wren, DIGEST)
    await desk.handled()
    (draft,) = await desk.services.newsroom.drafts()
    await desk.pressed_of_old(desk.editor, ChoosePaper(draft.id, 0, PAPER).pack())
    desk.world.edit(wren, said, OTHER)
    await desk.handled()
    drafts = {one.paper: one for one in await desk.services.newsroom.drafts()}
    assert drafts[PAPER].digest == draft.digest
    assert "tram" in drafts["akari"].digest.items[0].headline


async def test_they_announce_nothing(desk: Desk, wren: Person) -> None:
    assert await desk.told(wren, "/announce We move.") == FOR_ALL
    assert "/announce" not in await desk.told(wren, "/help")
    await given_role(desk, wren.id, StaffRole.EDITOR)
    (question,) = await desk.said(wren, "/announce")
    await given_role(desk, wren.id, StaffRole.EDITOR, paper="akari")
    assert await desk.told(wren, "We move.", reply_to=question) == FOR_ALL


async def test_letters_go_to_the_editors_of_the_paper_and_are_answered_by_them(
    desk: Desk, wren: Person
) -> None:
    edition = await desk.publish()
    number = await letter(desk, edition.id)
    kept = await desk.services.letters.find(number)
    assert kept
    assert await show_letter(desk.services, kept, edition)
    assert not desk.world.news(wren)
    await given_role(desk, wren.id, StaffRole.EDITOR)
    assert await show_letter(desk.services, kept, edition)
    (shown,) = desk.world.news(wren)
    await given_role(desk, wren.id, StaffRole.EDITOR, paper="akari")
    assert await desk.told(wren, "You are welcome.", reply_to=shown) == ELSEWHERE


async def test_the_card_of_a_broadcast_is_shown_to_the_editors_of_its_paper(
    desk: Desk, wren: Person
) -> None:
    hana = await desk.subscriber("Hana", paper="akari")
    await desk.subscriber("Bob")
    for paper in (PAPER, "akari"):
        draft = await desk.store.editions.add(
            digest_of(DAY),
            (),
            date=DAY,
            paper=paper,
            fingerprint=paper,
            posted_by=None,
            created_at=desk.now,
        )
        assert await desk.services.newsroom.publish(draft.id)
    await desk.deliver()
    assert len(desk.world.received(hana.id)) == 1
    assert len([one for one in desk.world.news(wren) if "elivered" in one.text]) == 1
    mine = [one for one in desk.world.news(desk.editor) if "elivered" in one.text]
    assert len(mine) == 2


async def test_an_invite_is_for_the_paper_that_the_owner_chooses(desk: Desk, wren: Person) -> None:
    await desk.services.staff.take_back(wren.id, by=desk.editor.id)
    (listed,) = await desk.said(desk.editor, "/roles")
    asked = (await desk.pressed(desk.editor, listed, "➕ Invite an editor")).last
    assert labels(asked) == ["All papers", "📰 The Lantern", "📰 あかり新聞"]
    said = (await desk.pressed(desk.editor, asked, "📰 あかり新聞")).last
    assert "can become editor of あかり新聞" in said.text
    token = said.text.partition("?start=")[2]
    (question,) = await desk.said(wren, f"/start {token}")
    assert "for the editions of あかり新聞 only" in question.text
    joined = await desk.pressed(wren, question, "✔ Accept")
    assert "for the editions of あかり新聞 only" in joined.last.text
    assert await desk.services.staff.grant_of(wren.id) == Grant(
        role=StaffRole.EDITOR, paper="akari"
    )
    assert "is editor of あかり新聞 now" in desk.world.news(desk.editor)[-1].text
    (listed,) = await desk.said(desk.editor, "/roles")
    assert f"• editor of あかり新聞: Wren ({wren.id})" in listed.text
    (done,) = await desk.said(desk.editor, "/audit")
    assert "took a role · paper akari · editor" in done.text


async def test_whoever_the_settings_name_is_for_all_papers_whatever_they_accepted(
    desk: Desk, wren: Person
) -> None:
    staff = replace(desk.services.staff, editors=frozenset({wren.id}))
    assert await staff.grant_of(wren.id) == Grant(role=StaffRole.EDITOR)
