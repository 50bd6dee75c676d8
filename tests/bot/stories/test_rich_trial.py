"""The rich form is tried before it is chosen, as not every app shows it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from simulator.state.messages import Message
from simulator.state.people import Person
from tests.support.town import DEADLINE, Town


@dataclass(frozen=True)
class Words:
    """What a reader and the bot say to each other, in one language."""

    language: str
    samples: str
    form: str
    colon: str
    rich: str
    former: str
    question: str
    yes: str
    no: str
    refusal: str

    @property
    def chosen(self) -> str:
        return f"{self.form}{self.colon}{self.rich}"

    @property
    def kept(self) -> str:
        return f"{self.form}{self.colon}{self.former}"


ENGLISH = Words(
    language="en",
    samples="2026-11-20.en.md",
    form="Layout",
    colon=": ",
    rich="One rich message (new apps only)",
    former="Headlines with summaries",
    question="Can you read the message above?",
    yes="Yes, use this layout",
    no="No, leave it as it was",
    refusal="isn't available here",
)
JAPANESE = Words(
    language="ja",
    samples="2026-11-22.ja.txt",
    form="形式",
    colon="：",
    rich="リッチ表示（新しいアプリのみ）",
    former="見出しと要約",
    question="上のメッセージは読めますか。",
    yes="読める（この形式にする）",
    no="読めない（前の形式のまま）",
    refusal="ここでは使えません",
)

pytestmark = pytest.mark.parametrize("words", [ENGLISH, JAPANESE], ids=lambda words: words.language)


async def pick_rich(town: Town, reader: Person, words: Words, *, answer: str) -> Message:
    """Go to the forms and pick the rich one."""
    card = await town.ask(reader, "/settings", answer=words.kept)
    forms = await town.press(reader, card, f"📄 {words.form}")
    return await town.press(reader, forms, words.rich, answer=answer)


def rich_messages(town: Town, reader: Person) -> list[Message]:
    return [message for message in town.world.inbox(reader) if "rich_message" in message.content]


async def test_the_rich_form_is_chosen_by_who_can_read_a_sample(town: Town, words: Words) -> None:
    await town.has_published(words.samples)
    await town.start()
    reader = town.world.person("Kestrel", language_code=words.language)

    question = await pick_rich(town, reader, words, answer=words.question)
    (sample,) = rich_messages(town, reader)
    assert sample.id < question.id
    assert "①" in sample.text
    assert "②" not in sample.text
    await town.ask(reader, "/settings", answer=words.kept)

    await town.press(reader, question, words.no, answer=words.kept)
    await town.ask(reader, "/settings", answer=words.kept)

    question = await pick_rich(town, reader, words, answer=words.question)
    await town.press(reader, question, words.yes, answer=words.chosen)
    before = len(rich_messages(town, reader))
    town.world.say(reader, "/today")
    await town.world.wait_until(lambda: len(rich_messages(town, reader)) > before, timeout=DEADLINE)
    assert "②" in rich_messages(town, reader)[-1].text
    assert not town.world.violations


async def test_before_the_first_edition_the_sample_is_invented(town: Town, words: Words) -> None:
    await town.start()
    reader = town.world.person("Kestrel", language_code=words.language)
    question = await pick_rich(town, reader, words, answer=words.question)
    (sample,) = rich_messages(town, reader)
    assert "①" in sample.text
    await town.press(reader, question, words.yes, answer=words.chosen)


async def test_a_server_without_rich_messages_leaves_the_former_form(
    town: Town, words: Words
) -> None:
    town.world.cloud.settings.older_api = True
    await town.start()
    reader = town.world.person("Kestrel", language_code=words.language)
    refusal = await pick_rich(town, reader, words, answer=words.refusal)
    assert not refusal.buttons
    await town.ask(reader, "/settings", answer=words.kept)
