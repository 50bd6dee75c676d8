"""Three editions: a reader follows what goes on through them, an editor cuts what does not."""

from __future__ import annotations

from simulator.state.messages import Message
from tests.support.town import DEADLINE, Town

DAYS = (
    """\
港だより 2026年11月18日

① 渡し船「かもめ丸」が港内で立ち往生(2026年11月18日)
渡し船「かもめ丸」が機関の故障で白浜港を出られなくなった。乗客42人にけがはなかった。
https://example.jp/ferry-1

② ミナト電機、扇風機12万台を回収(2026年11月18日)
ミナト電機は扇風機「そよかぜ」12万台を回収する。配線の不良で発火するおそれがある。
https://example.jp/fan-1
""",
    """\
港だより 2026年11月19日

① 星見橋が開通(2026年11月19日)
谷を渡る星見橋が開通し、式典に千人が集まった。集落の間が五分で結ばれる。
https://example.jp/bridge

② 白浜港の渡し船「かもめ丸」、冷却管の破れが故障の原因(2026年11月19日)
白浜汽船は、渡し船「かもめ丸」の機関の故障は冷却管の破れによると発表した。
https://example.jp/ferry-2
""",
    """\
港だより 2026年11月20日

① 渡し船「かもめ丸」が白浜港に戻る(2026年11月20日)
機関の故障で止まっていた渡し船「かもめ丸」が、白浜港での運航を再開した。
https://example.jp/ferry-3

② ミナト電機、扇風機の工場に桜を植える(2026年11月20日)
ミナト電機は扇風機「そよかぜ」の工場に桜を百本植えた。見学もできる。
https://example.jp/fan-2
""",
)


async def draft(town: Town, text: str) -> Message:
    """The editor posts a day; the card of the draft."""
    town.world.upload(town.editor, "港だより.txt", text.encode())
    return await town.world.wait_until(
        lambda: next((one for one in town.world.news(town.editor) if one.buttons), None),
        timeout=DEADLINE,
    )


async def test_a_story_is_followed_through_three_editions_and_cut_where_it_is_none(
    town: Town,
) -> None:
    world, reader = town.world, town.world.person("花子", language_code="ja")
    town.settings |= {"BOT_LANGUAGE": "ja"}
    await town.start()
    await town.ask(reader, "/subscribe", answer="購読を始めました")
    for text in DAYS[:2]:
        await town.press(
            town.editor,
            await draft(town, text),
            "🗄 Archive only",
            answer="Published",
        )

    # the editor sees what goes on with what, and cuts what does not
    card = await draft(town, DAYS[2])
    assert "① ← Thu, Nov 19 ②" in card.text
    assert "② ← Wed, Nov 18 ②" in card.text
    links = await town.press(town.editor, card, "📅 2 continuations", answer="What goes on")
    pressed = world.press(town.editor, links, "✂ ②")
    await world.wait_for_answer(pressed, timeout=DEADLINE)
    assert "✂ cut" in links.text
    assert "② ←" not in card.text
    await town.publish_draft(card)

    # the reader sees it in the edition and unfolds it from an item, and from a word
    edition = await world.wait_for_message(reader, containing="桜を植える", timeout=DEADLINE)
    assert "↪ 11月19日（木）の②の続き" in edition.text
    assert edition.text.count("↪") == 1
    item = await town.ask(reader, "1", answer="↪ 11月19日（木）の②の続き")
    story = await town.press(reader, item, "📅 これまで", answer="3件")
    told = [
        line for line in story.text.splitlines() if line.startswith(("渡し船", "白浜汽船", "機関"))
    ]
    assert told == [
        "渡し船「かもめ丸」が機関の故障で白浜港を出られなくなった。",
        "白浜汽船は、渡し船「かもめ丸」の機関の故障は冷却管の破れによると発表した。",
        "機関の故障で止まっていた渡し船「かもめ丸」が、白浜港での運航を再開した。",
    ]
    found = await town.ask(reader, "かもめ丸", answer="件見つかりました")
    assert "📅 これまで：3件" in [one.text for one in found.buttons]
