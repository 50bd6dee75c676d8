"""Searching the past editions, in a town of its own."""

from __future__ import annotations

from tests.support.town import Town


async def test_a_reader_finds_items_by_their_words_and_turns_pages(town: Town) -> None:
    hanako = town.world.person("Hanako", language_code="ja")
    await town.has_published("*.ja.txt")
    await town.start()

    only = await town.ask(hanako, "/search 鳴る欄干", answer="鳴る欄干")
    assert only.text.startswith("④")

    every = await town.ask(hanako, "/search は", answer="見つかりました")
    assert every.text.startswith("🔎 は")
    label = next(button.text for button in every.buttons)
    item = await town.press(hanako, every, label)
    assert item.text.startswith(label[0])
    if any(button.text == "古い号 ▶" for button in every.buttons):
        older = await town.press(hanako, every, "古い号 ▶", answer="6〜")
        assert older.id == every.id

    await town.ask(hanako, "/search 恐竜", answer="合う記事は見つかりませんでした")
    await town.ask(hanako, "/search", answer="何をお探しですか")
    await town.ask(hanako, "/search !!!", answer="何をお探しですか")
    await town.ask(hanako, "/search since:2026-13", answer="「2026-13」は")
    await town.ask(hanako, "/search 鐘 since:2026-11-23", answer="鐘")
    await town.ask(hanako, "/search 鐘 until:2026-11-01", answer="合う記事は見つかりませんでした")
