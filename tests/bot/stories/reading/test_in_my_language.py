"""A Japanese paper reaches a reader in English, checked and marked, and corrected anew."""

from __future__ import annotations

import pytest

from simulator.state.messages import Message
from tests.support.models.chat_server import ChatServer
from tests.support.models.harbour import TEXT, Interpreter
from tests.support.town import DEADLINE, Town

pytest.importorskip("openai")

FERRY = "The ferry to the island runs again after 3 weeks"


async def post(town: Town, text: str) -> Message:
    town.world.upload(town.editor, "letter.txt", text.encode())
    return await town.world.wait_for_message(town.editor, containing="item", timeout=DEADLINE)


async def test_an_edition_is_read_in_ones_own_language_and_the_original_is_a_tap_away(
    town: Town,
) -> None:
    interpreter = Interpreter()
    interpreter.known["図書館、4万冊を夜まで開放"] = "Library opens its 4,000 books until late"
    server = ChatServer(answer_to=interpreter)
    async with server.opened() as url:
        town.settings |= {
            "BOT_LANGUAGE": "ja",
            "BOT_LLM_URL": url,
            "BOT_LLM_MODEL": "small",
            "BOT_TRANSLATIONS": "true",
        }
        await town.start()
        bob = town.world.person("Bob", language_code="en")
        await town.ask(bob, "/subscribe", answer="")
        card = await town.ask(bob, "/settings", answer="In my language: off")
        await town.press(bob, card, "🌐 In my language: turn on", answer="In my language: on")

        await town.publish_draft(await post(town, TEXT))
        message = await town.world.wait_for_message(bob, containing=FERRY, timeout=DEADLINE)
        assert "machine translation" in message.text
        assert "② 図書館、4万冊を夜まで開放" in message.text  # the model changed its number
        assert "without a translation that passed the check: ②" in message.text

        await town.press(bob, message, "🌐 Original", answer="島への渡し船")
        await town.press(bob, message, "🌐 Translation", answer=FERRY)

        corrected = "島への渡し船、4週間ぶりに再開"
        interpreter.known[corrected] = "The ferry to the island runs again after 4 weeks"
        draft = await post(town, TEXT.replace("、3週間ぶり", "、4週間ぶり"))
        town.world.press(town.editor, draft, "✏️ Correct silently")
        await town.world.wait_until(
            lambda: "runs again after 4 weeks" in message.text, timeout=DEADLINE
        )
