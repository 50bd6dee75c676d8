"""What a chat chooses: whether, when, in which form and language the digest comes."""

from __future__ import annotations

import pytest

from bot.views.callbacks import SetLanguage, SetZone
from digests.model import Form
from simulator.protocol.faults import FaultKind
from simulator.state.messages import Message
from simulator.state.people import Person
from tests.support.desk import Desk, labels


async def settings(desk: Desk, who: Person) -> Message:
    """The card of settings."""
    return (await desk.said(who, "/settings"))[-1]


async def offered(desk: Desk, who: Person, button: str) -> Message:
    """What a button below the settings offers, in their place."""
    card = await settings(desk, who)
    pressed = await desk.pressed(who, card, button)
    assert [message.id for message in pressed.messages] == [card.id]
    return card


# --- whether -------------------------------------------------------------------------------------


async def test_who_subscribes_is_told_when_it_comes_and_once_more_that_it_does(
    desk: Desk, wren: Person
) -> None:
    assert await desk.told(wren, "/subscribe") == (
        "🔔 Subscribed: the digest comes every day at 07:00 (UTC).\n"
        "The next edition comes tomorrow at 07:00.\n"
        "I think it's 12:00 where you are. If not, choose yours with 🌏."
    )
    assert await desk.told(wren, "/subscribe") == (
        "Already subscribed: the digest comes at 07:00 (UTC).\n"
        "The next edition comes tomorrow at 07:00."
    )
    assert "Subscribed: 1" in await desk.told(desk.editor, "/status")


async def test_who_unsubscribes_is_told_how_it_comes_back(desk: Desk, wren: Person) -> None:
    not_yet = "No edition is delivered here."
    assert await desk.told(wren, "/unsubscribe") == not_yet
    await desk.said(wren, "/subscribe")
    assert await desk.told(wren, "/unsubscribe") == (
        "🔕 Unsubscribed. You can still read every edition here."
    )
    assert await desk.told(wren, "/unsubscribe") == not_yet


async def test_the_buttons_below_the_settings_subscribe_and_unsubscribe(
    desk: Desk, wren: Person
) -> None:
    card = await settings(desk, wren)
    assert "Delivery: off" in card.text
    assert labels(card) == [
        *("🔔 Subscribe", "🕖 Time", "🌏 Time zone", "📄 Layout", "🗣 Language", "🚨 Extras"),
        *("★ Following and muted", "📆 Days and pauses"),
    ]
    pressed = await desk.pressed(wren, card, "🔔 Subscribe")
    assert pressed.last.text.startswith("🔔 Subscribed:")
    card = await settings(desk, wren)
    assert "Delivery: every day" in card.text
    pressed = await desk.pressed(wren, card, "🔕 Unsubscribe")
    assert pressed.last.text.startswith("🔕 Unsubscribed.")


# --- when ----------------------------------------------------------------------------------------


async def test_a_button_that_is_pressed_twice_at_once_shows_one_message(
    desk: Desk, wren: Person
) -> None:
    card = await settings(desk, wren)
    answers = [desk.world.press(wren, card, "🕖 Time") for _ in range(2)]
    await desk.handled()
    assert all(answer.given is not None for answer in answers)
    assert desk.world.inbox(wren) == [card]


async def test_an_hour_is_chosen_by_button_and_marked(desk: Desk, wren: Person) -> None:
    card = await offered(desk, wren, "🕖 Time")
    assert card.text == "When should the digest arrive?\nOr type any time: 06:45"
    usual = ["06:00", "✓ 07:00", "08:00", "12:00", "18:00", "21:00"]
    assert labels(card) == [*usual, "More hours", "↩ Back"]
    await desk.pressed(wren, card, "More hours")
    assert labels(card)[6:9] == ["06:00", "✓ 07:00", "08:00"]
    assert labels(card)[-2:] == ["23:00", "↩ Back"]
    pressed = await desk.pressed(wren, card, "21:00")
    assert pressed.toast == "Saved."
    assert "Time: 21:00\nYour clock: UTC 12:00 now" in card.text
    await desk.pressed(wren, card, "🕖 Time")
    await desk.pressed(wren, card, "↩ Back")
    assert card.text.startswith("⚙️ Settings")


@pytest.mark.parametrize("carried", ["hour:99999", "hour:1440", "hour:-5"])
async def test_an_hour_that_no_day_has_changes_nothing(
    desk: Desk, wren: Person, carried: str
) -> None:
    desk.world.unblock(wren)
    pressed = await desk.pressed_of_old(wren, carried)
    assert not pressed.messages
    assert "Time: 07:00" in await desk.told(wren, "/settings")


async def test_a_zone_is_chosen_by_button_and_marked(desk: Desk, wren: Person) -> None:
    card = await offered(desk, wren, "🌏 Time zone")
    assert card.text.endswith("Or send the name of your city, UTC+9, or your location (📎).")
    assert "Tokyo 21:00" in labels(card)
    await desk.pressed(wren, card, "Berlin 13:00")
    assert "Time: 07:00\nYour clock: Berlin 13:00 now" in card.text
    await desk.pressed(wren, card, "🌏 Time zone")
    assert labels(card)[0] == "✓ Berlin 13:00"


async def test_the_first_city_offered_is_that_of_the_language_of_their_app(
    desk: Desk, wren: Person
) -> None:
    wren.language_code = "ko"
    card = await offered(desk, wren, "🌏 Time zone")
    assert labels(card)[0] == "✓ Seoul 21:00"
    await desk.pressed(wren, card, "London 12:00")
    await desk.pressed(wren, card, "🌏 Time zone")
    assert labels(card)[:2] == ["✓ London 12:00", "Seoul 21:00"]


async def test_what_a_city_is_called_with_its_time_can_be_typed(desk: Desk, wren: Person) -> None:
    assert "Your clock: Tokyo 21:00 now" in await desk.told(wren, "Tokyo 21:00")
    assert "Your clock: Auckland 01:00 now" in await desk.told(wren, "オークランド 1:00")


async def test_of_a_place_that_is_shared_the_clocks_around_are_offered(
    desk: Desk, wren: Person
) -> None:
    desk.sends(wren, {"location": {"latitude": 39.9, "longitude": 116.4}})
    await desk.handled()
    (question,) = desk.world.news(wren)
    assert labels(question) == [
        *("Pyongyang 21:00", "Shanghai 20:00", "Vladivostok 22:00", "None of them"),
    ]
    await desk.pressed(wren, question, "Shanghai")
    assert "Your clock: Shanghai 20:00 now" in question.text


async def test_a_zone_that_is_none_changes_nothing(desk: Desk, wren: Person) -> None:
    desk.world.unblock(wren)
    pressed = await desk.pressed_of_old(wren, SetZone("Atlantis/Harbour").pack())
    assert "Your clock: UTC 12:00 now" in pressed.last.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("06:45", "Time: 06:45"),
        ("6:45", "Time: 06:45"),
        ("20時", "Time: 20:00"),
        ("20時05分", "Time: 20:05"),
        ("Europe/Paris", "Your clock: Paris 13:00 now"),
        ("america/new york", "Your clock: New York 07:00 now"),
    ],
)
async def test_a_time_or_a_zone_is_typed(desk: Desk, wren: Person, typed: str, told: str) -> None:
    assert told in await desk.told(wren, f"/settings {typed}")
    assert told in (await settings(desk, wren)).text


@pytest.mark.parametrize("typed", ["noonish", "24:00", "12:60", "Europe/Atlantis"])
async def test_what_is_neither_a_time_nor_a_zone_is_told_so(
    desk: Desk, wren: Person, typed: str
) -> None:
    assert await desk.told(wren, f"/settings {typed}") == (
        f"I couldn't read “{typed}” as a time (06:45) or a time zone (Europe/Paris)."
    )


async def test_of_a_long_word_that_is_none_only_the_beginning_is_repeated(
    desk: Desk, wren: Person
) -> None:
    told = await desk.told(wren, f"/settings {'x' * 41}")
    assert told.startswith(f"I couldn't read “{'x' * 40}” as")


# --- form ----------------------------------------------------------------------------------------


async def test_a_form_is_chosen_by_button_and_marked(desk: Desk, wren: Person) -> None:
    card = await offered(desk, wren, "📄 Layout")
    assert labels(card)[0] == "✓ Headlines with summaries"
    pressed = await desk.pressed(wren, card, "Headlines only")
    assert pressed.toast == "Saved."
    assert "Layout: Headlines only" in card.text


async def test_the_rich_form_is_tried_first_and_taken_with_a_yes(desk: Desk, wren: Person) -> None:
    await desk.publish()
    card = await offered(desk, wren, "📄 Layout")
    sample, trial = (await desk.pressed(wren, card, "One rich message")).messages
    assert "The ferry runs again" in sample.text
    assert "The library stays open" not in sample.text
    assert trial.text.startswith("Can you read the message above?")
    assert "Headlines with summaries" in (await settings(desk, wren)).text
    pressed = await desk.pressed(wren, trial, "Yes, use this layout")
    assert pressed.toast == "Saved."
    assert "Layout: One rich message" in trial.text
    await desk.pressed(wren, trial, "📄 Layout")
    again = await desk.pressed(wren, trial, "✓ One rich message")
    assert again.toast == "Saved."


async def test_before_any_edition_the_rich_sample_is_invented_and_a_no_changes_nothing(
    desk: Desk, wren: Person
) -> None:
    card = await offered(desk, wren, "📄 Layout")
    sample, trial = (await desk.pressed(wren, card, "One rich message")).messages
    assert "The lamp of the old lighthouse is lit again" in sample.text
    pressed = await desk.pressed(wren, trial, "No, leave it as it was")
    assert pressed.toast == "Nothing has changed."
    assert "Layout: Headlines with summaries" in trial.text


async def test_where_the_rich_form_can_not_be_had_the_former_one_stays(
    desk: Desk, wren: Person
) -> None:
    desk.world.cloud.settings.older_api = True
    card = await offered(desk, wren, "📄 Layout")
    pressed = await desk.pressed(wren, card, "One rich message")
    assert [m.text for m in pressed.messages] == [
        "That layout isn't available here, so nothing has changed."
    ]
    assert "Headlines with summaries" in (await settings(desk, wren)).text


async def test_a_sample_that_is_refused_for_another_reason_asks_nothing(
    desk: Desk, wren: Person
) -> None:
    card = await offered(desk, wren, "📄 Layout")
    desk.world.fault(FaultKind.BAD_REQUEST, method="sendRichMessage")
    pressed = await desk.pressed(wren, card, "One rich message")
    assert pressed.toast.startswith("Something went wrong here. Nothing is lost; please try again.")
    assert not pressed.messages


# --- language ------------------------------------------------------------------------------------


async def test_a_language_is_chosen_by_button_or_typed(desk: Desk, wren: Person) -> None:
    (choice,) = await desk.said(wren, "/language")
    assert choice.text == "Which language would you like?"
    assert labels(choice)[0] == "English"
    assert "日本語" in labels(choice)
    assert len(labels(choice)) == len(desk.services.translations.languages)
    pressed = await desk.pressed(wren, choice, "日本語")
    assert pressed.toast == "これからは日本語でお話しします。"
    assert choice.text.startswith("⚙️ 設定")
    assert "これからは" not in await desk.told(wren, "/about")
    assert await desk.told(wren, "/language EN") == "I'll speak English from now on."
    assert (await desk.told(wren, "/language tlh")) == "Which language would you like?"


async def test_the_languages_are_offered_below_the_settings_too(desk: Desk, wren: Person) -> None:
    card = await offered(desk, wren, "🗣 Language")
    assert card.text == "Which language would you like?"


async def test_a_language_that_nobody_speaks_changes_nothing(desk: Desk, wren: Person) -> None:
    desk.world.unblock(wren)
    pressed = await desk.pressed_of_old(wren, SetLanguage("tlh").pack())
    assert not pressed.toast
    assert not pressed.messages
    assert "Language: English" in (await settings(desk, wren)).text


async def test_a_newcomer_is_spoken_to_in_the_language_of_their_app_and_others_in_their_own(
    desk: Desk, wren: Person
) -> None:
    wren.language_code = "ja-JP"
    assert "プライバシー" in await desk.told(wren, "/privacy")
    await desk.said(wren, "/language en")
    assert "Privacy" in await desk.told(wren, "/privacy")


# --- forgetting ----------------------------------------------------------------------------------


async def test_everything_is_forgotten_only_after_a_second_word(desk: Desk) -> None:
    wren = await desk.subscriber("Wren", form=Form.HEADLINES)
    (question,) = await desk.said(wren, "/forget")
    assert question.text == (
        "Delete the subscription, the settings, all receipts, and what was saved, followed and "
        "muted in this chat?"
    )
    assert "Subscribed: 1" in await desk.told(desk.editor, "/status")
    pressed = await desk.pressed(wren, question, "Delete everything")
    assert pressed.toast == "Everything kept about this chat is deleted."
    assert question.text == pressed.toast
    assert not labels(question)
    told = await desk.told(desk.editor, "/status")
    assert "Subscribed: 0" in told
    assert "Not subscribed: 0" in told
    assert "Headlines with summaries" in (await settings(desk, wren)).text


async def test_where_nothing_is_kept_it_is_forgotten_all_the_same(desk: Desk, wren: Person) -> None:
    (question,) = await desk.said(wren, "/forget")
    pressed = await desk.pressed(wren, question, "Delete everything")
    assert pressed.toast == "Everything kept about this chat is deleted."
