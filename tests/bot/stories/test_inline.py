"""Items sent to any chat from where they are typed: `@bot 停戦`, in a town of its own."""

from __future__ import annotations

from typing import Any

from simulator.state.cloud import Answer
from simulator.state.people import Person
from tests.support.town import DEADLINE, Town


async def offered(town: Town, who: Person, query: str, offset: str = "") -> Answer:
    """Type the bot's name and a query; what it offers."""
    answer = town.world.ask_inline(who, query, offset)
    await town.world.wait_for_answer(answer, timeout=DEADLINE)
    return answer


def told(answer: Answer) -> list[dict[str, Any]]:
    assert answer.given is not None
    return [dict(result.as_json()) for result in answer.given.objects("results")]


def titles(answer: Answer) -> list[str]:
    return [result["title"] for result in told(answer)]


async def test_a_reader_sends_a_friend_an_item_of_the_digest(town: Town) -> None:
    await town.has_published("*.en.md")
    await town.start()
    bob = town.world.person("Bob")
    wren = town.world.person("Wren")
    friends = town.world.group("Friends", [bob, wren])

    latest = await offered(town, bob, "")
    assert titles(latest)[0].startswith("① Saltmarsh Point lighthouse keeper's diary")
    assert len(titles(latest)) > 1
    assert "settled where the steamer" in told(latest)[0]["description"]

    (third,) = titles(await offered(town, bob, " ③ "))
    assert third.startswith("③ Cheap paper sensor")
    of_day = titles(await offered(town, bob, "2026-11-19"))
    assert of_day[0].startswith("①")
    assert of_day != titles(latest)
    assert titles(await offered(town, bob, "2 2026-11-19")) == [of_day[1]]

    buns = await offered(town, bob, "dunmallow raisins")
    assert titles(buns) == ["② Dunmallow bakers agree on what a Dunmallow bun is"]
    sent = town.world.choose(buns, told(buns)[0]["id"], chat=friends)
    assert sent.text.startswith("② Dunmallow bakers agree on what a Dunmallow bun is\nThe Ferry")
    assert "Wed, November 18, 2026" in sent.text
    assert "(example.com)" in sent.text
    assert [button.text for button in sent.buttons] == ["📖 Read it in full"]
    assert not titles(await offered(town, bob, "dinosaurs"))
    assert not town.world.violations


async def test_an_item_sent_into_the_bots_own_chat_is_no_question(town: Town) -> None:
    await town.has_published("*.en.md")
    await town.start()
    bob = town.world.person("Bob")
    await town.ask(bob, "/start", answer="Subscribe")
    latest = await offered(town, bob, "")
    town.world.choose(latest, told(latest)[0]["id"])
    await town.ask(bob, "/help", answer="type @kawaraban_demo_bot")
    await town.end()  # after the last answer
    assert len(town.world.received(bob.id)) == 2


async def test_each_is_answered_in_the_language_they_chose(town: Town) -> None:
    await town.has_published("2026-11-22.ja.txt")
    await town.start()
    hanako = town.world.person("Hanako", language_code="ja")
    bob = town.world.person("Bob", language_code="en")

    async def sent(who: Person) -> str:
        answer = await offered(town, who, "時刻表")
        assert answer.given is not None
        assert answer.given.flag("is_personal")
        return town.world.choose(answer, told(answer)[0]["id"]).text

    assert "やまびこ新聞 · 2026年11月21日（土）" in await sent(hanako)
    assert "やまびこ新聞 · Sat, November 21, 2026" in await sent(bob)
    await town.ask(bob, "/language ja", answer="日本語")
    assert "2026年11月21日（土）" in await sent(bob)


async def test_what_is_not_published_is_offered_to_nobody(town: Town) -> None:
    await town.start()
    draft = await town.post("2026-11-20.en.md", answer="item")
    for query in ("", "1", "2026-11-20", "lighthouse", "!"):
        assert not titles(await offered(town, town.editor, query)), query
    await town.publish_draft(draft)
    assert titles(await offered(town, town.editor, "lighthouse"))
