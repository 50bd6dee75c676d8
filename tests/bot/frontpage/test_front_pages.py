"""What stands on a front page, and that each is drawn once, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from bot.frontpage import broadsheet, drawing, font_choice, front_pages
from bot.frontpage.contents import Contents, contents_of
from bot.frontpage.front_pages import FrontPages
from bot.i18n.translator import Translations
from digests.model import ChatKind, Edition, Form, Item, Paragraph, ParagraphKind
from digests.values.papers import Paper
from digests.values.rules import EditionMarks, EditionView
from tests.bot.frontpage.pages import VERA, edition
from tests.support.desk import Desk

TRANSLATIONS = Translations.load("en")
ENGLISH, JAPANESE = TRANSLATIONS.translator("en"), TRANSLATIONS.translator("ja")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The pictures that were drawn."""
    made: list[bytes] = []
    draw = drawing.png

    def counted(*given: object) -> bytes:
        made.append(draw(*given))  # type: ignore[arg-type]  # handed on
        return made[-1]

    monkeypatch.setattr(drawing, "png", counted)
    return made


@pytest.fixture
def logs() -> Iterator[list[dict[str, object]]]:
    with capture_logs() as told:
        yield told  # type: ignore[misc]  # structlog's are mutable


def numbered(one: Edition, number: int) -> Edition:
    return replace(one, digest=replace(one.digest, issue=number))


def test_a_japanese_day_stands_in_the_seal_and_is_written_in_kanji() -> None:
    told = contents_of(JAPANESE, numbered(edition("橋が開通", language="ja"), 12), None)
    assert told.is_vertical
    assert told.name == "瓦版"
    assert told.seal == ("三月", "十四日")
    assert told.facts == ("二〇三一年", "金曜日", "第12号")


def test_an_english_day_stands_below_the_name_that_the_operator_gave() -> None:
    told = contents_of(ENGLISH, numbered(edition("Rain"), 12), "The Herald")
    assert (told.name, told.seal) == ("The Herald", ())
    assert told.facts == ("Fri, March 14, 2031", "No. 12")


def test_what_it_is_called_among_those_of_its_day_stands_beside_the_number() -> None:
    english = replace(numbered(edition("Rain"), 12), slot="evening")
    assert contents_of(ENGLISH, english, None).facts[1:] == ("No. 12, evening edition",)
    japanese = replace(edition("雨", language="ja"), slot="extra-2")
    assert contents_of(JAPANESE, japanese, None).facts[2:] == ("号外2",)


def test_eight_stories_stand_on_it_and_how_many_more_there_are() -> None:
    told = contents_of(ENGLISH, edition(*["Rain"] * 11), None)
    assert [one.number for one in told.items] == [*range(1, 9)]
    assert told.more == "and 3 more items"
    assert not contents_of(ENGLISH, edition(*["Rain"] * 8), None).more


def test_a_story_is_told_by_its_summary_sentence_by_sentence_without_readings() -> None:
    item = Item(
        number=1,
        headline="\ufff9鐘\ufffaかね\ufffbが鳴る",
        paragraphs=(Paragraph(text="鳴った。鐘は重い。人が来た。"),),
        summary=(
            Paragraph(text="鳴った。"),
            Paragraph(text="人が来た。"),
            Paragraph(text="晴れ", kind=ParagraphKind.BULLET),
        ),
    )
    one = edition(language="ja")
    (told,) = contents_of(
        JAPANESE, replace(one, digest=replace(one.digest, items=(item,))), None
    ).items
    assert told.headline == "鐘が鳴る"
    assert told.openings == ("鳴った。", "鳴った。……人が来た。")


async def test_a_page_is_drawn_once_and_anew_when_it_is_corrected(drawn: list[bytes]) -> None:
    pages = FrontPages(TRANSLATIONS, font=VERA)
    first = await pages.of(edition("Rain"))
    assert first is not None
    assert await pages.of(edition("Rain")) is first
    corrected = await pages.of(edition("Sun"))
    assert drawn == [first, corrected]
    assert first != corrected


async def test_of_many_editions_the_last_few_are_kept(
    drawn: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front_pages, "_KEPT", 2)
    pages = FrontPages(TRANSLATIONS, font=VERA)
    for headline in ("One", "Two", "Three", "Two", "One"):
        await pages.of(edition(headline))
    assert len(drawn) == 4


async def test_without_a_font_there_is_none_and_the_log_says_so_once(
    monkeypatch: pytest.MonkeyPatch, logs: list[dict[str, object]]
) -> None:
    monkeypatch.setattr(font_choice, "font_pairs", lambda *_: iter(()))
    pages = FrontPages(TRANSLATIONS)
    assert await pages.of(edition("雨", language="ja")) is None
    assert await pages.of(edition("雪", language="ja")) is None
    assert not await pages.has(edition("雨", language="ja"))
    (told,) = logs
    assert (told["event"], told["language"], told["lack"]) == ("front_page_not_drawn", "ja", "font")


async def test_what_no_font_has_is_left_out_unless_it_is_much(drawn: list[bytes]) -> None:
    pages = FrontPages(TRANSLATIONS, font=VERA)
    assert await pages.of(edition("Rain 🌧")) == await pages.of(edition("Rain"))
    assert await pages.of(edition("港に橋が架かる")) is None
    assert len(drawn) == 2
    assert await pages.has(edition("Rain 🌧"))
    assert not await pages.has(edition("港に橋が架かる"))
    assert len(drawn) == 2


async def test_each_paper_has_its_own_name_and_else_that_which_the_operator_gave(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names: list[str] = []

    def noted(told: Contents, *_: object) -> tuple[()]:
        names.append(told.name)
        return ()

    async def papers() -> tuple[Paper, ...]:
        return Paper(), Paper(key="tide", title="The Tide")

    monkeypatch.setattr(broadsheet, "shapes", noted)
    pages = FrontPages(TRANSLATIONS, paper="The Herald", papers=papers, font=VERA)
    await pages.of(edition("Rain"))
    await pages.of(replace(edition("Rain"), paper="tide"))
    assert names == ["The Herald", "The Tide"]


async def test_whatever_somebodys_rules_mark_the_picture_is_the_same_and_the_caption_theirs(
    desk: Desk, drawn: list[bytes]
) -> None:
    kept = await desk.publish()
    pages = FrontPages(TRANSLATIONS, font=VERA)
    renderer = replace(desk.services.renderer, front_pages=pages)
    for marks in (
        EditionMarks(followed=frozenset({1})),
        EditionMarks(followed=frozenset({2})),
        EditionMarks(muted=((3, "ferry"),)),
    ):
        view = EditionView(marks=marks)
        told = await renderer.parts(kept.id, "en", Form.FRONT_PAGE, ChatKind.PRIVATE, view)
        assert ("★" in told[0].text) is bool(marks.followed)
    assert len(drawn) == 1
