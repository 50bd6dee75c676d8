"""A second editor is invited, publishes, and is an editor no more; all of it is on record."""

from __future__ import annotations

from tests.support.town import DEADLINE, SAMPLES, Town

EDITORS_ONLY = "Only the editors of this bot can do that."


async def test_an_invited_editor_publishes_until_the_role_is_taken_back(town: Town) -> None:
    owner, wren = town.editor, town.world.person("Wren")
    await town.start()
    listed = await town.ask(owner, "/roles", answer="Who may do what")
    said = await town.press(owner, listed, "➕ Invite an editor", answer="first can become editor")
    token = said.text.partition("?start=")[2].strip()

    question = await town.ask(wren, f"/start {token}", answer="You are invited")
    await town.press(wren, question, "✔ Accept", answer="You are an editor now")
    await town.world.wait_for_message(owner, containing="Wren has accepted", timeout=DEADLINE)

    # As the desk's editor would: a file, its card, and out it goes.
    town.editor = wren
    card = await town.publish_draft(await town.post("2026-11-23.ja.txt", answer="11月23日"))
    assert "Delivered" in card.text
    town.world.upload(wren, "later.md", (SAMPLES / "2026-11-20.en.md").read_bytes())
    waiting = await town.world.wait_for_message(wren, containing="item", timeout=DEADLINE)

    listed = await town.ask(owner, "/roles", answer="• editor: Wren")
    pressed = town.world.press(owner, listed, "✖ Take back: Wren")
    answer = await town.world.wait_for_answer(pressed, timeout=DEADLINE)
    assert answer.text("text") == "Taken back."
    refused = town.world.press(wren, waiting, "📣 Publish now")
    answer = await town.world.wait_for_answer(refused, timeout=DEADLINE)
    assert answer.text("text") == EDITORS_ONLY

    shown = await town.ask(owner, "/audit", answer="What was done")
    told = [line.split(" · ")[1:3] for line in shown.text.splitlines()[1:]]
    assert told[0] == [str(owner.id), "took a role back"]
    assert [str(wren.id), "posted a digest"] in told
    assert [str(wren.id), "took a role"] in told
    assert any(who == str(wren.id) and "publish" in what for who, what in told)
    printed = await town.command("audit", "--csv")
    assert printed.splitlines()[0] == "at,way,action,actor,edition,broadcast,person,detail,paper"
    assert f"chat,take_back_role,{owner.id},,,{wren.id},," in printed
    assert not town.world.violations
