"""An editor is invited for one of two papers, publishes its edition, and no other."""

from __future__ import annotations

from tests.support.town import DEADLINE, Town


async def test_an_editor_of_one_paper_publishes_its_edition_and_no_other(town: Town) -> None:
    owner, wren = town.editor, town.world.person("Wren")
    bob, hana = town.world.person("Bob"), town.world.person("Hana", language_code="ja")
    await town.command("papers", "change", "main", "--title", "The Lantern", "--language", "en")
    await town.command("papers", "add", "akari", "--title", "あかり新聞", "--language", "ja")
    await town.start()
    await town.ask(bob, "/subscribe", answer="Subscribed")
    await town.ask(hana, "/subscribe", answer="購読")
    listed = await town.ask(owner, "/roles", answer="Who may do what")
    asked = await town.press(owner, listed, "➕ Invite an editor", answer="Of which paper")
    said = await town.press(owner, asked, "📰 あかり新聞", answer="become editor of あかり新聞")
    token = said.text.partition("?start=")[2].strip()
    question = await town.ask(wren, f"/start {token}", answer="of あかり新聞 only")
    await town.press(wren, question, "✔ Accept", answer="You are an editor now")

    # A draft of theirs is one of their paper, until an editor of all papers moves it.
    town.editor = wren
    theirs = await town.post("2026-11-19.en.md", answer="item")
    town.world.say(owner, "/drafts")
    listed = await town.world.wait_for_message(owner, containing="Drafts", timeout=DEADLINE)
    card = await town.press(owner, listed, listed.buttons[0].text, answer="item")
    await town.press(owner, card, "📰 The Lantern", answer="1 reader")
    refused = town.world.press(wren, theirs, "📣 Publish now")
    answer = await town.world.wait_for_answer(refused, timeout=DEADLINE)
    assert answer.text("text") == "That is of another paper: your role is for あかり新聞."

    card = await town.publish_draft(await town.post("2026-11-23.ja.txt", answer="11月23日"))
    assert "• 1 delivered" in card.text
    assert any("11月23日" in one.text for one in town.world.received(hana.id))
    assert not any("11月23日" in one.text for one in town.world.received(bob.id))
    shown = await town.ask(owner, "/audit", answer="What was done")
    assert "took a role · paper akari · editor" in shown.text
    assert not town.world.violations
