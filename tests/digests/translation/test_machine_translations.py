"""Editions are translated once, for those who want it, and nobody waits long for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from digests.model import Edition, EditionState
from digests.translation import ItemText, ItemTranslation, ModelError
from digests.translation.machine_translations import Asked, MachineTranslations, TranslationLimits
from tests.support.models.harbour import Interpreter, harbour

NOW = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
EDITION = Edition(
    id=7,
    date=NOW.date(),
    state=EditionState.PUBLISHED,
    digest=harbour(NOW.date()),
    problems=(),
    fingerprint="",
    posted_by=None,
    created_at=NOW,
)


@dataclass
class Model:
    """Translates as it should, unless the test says otherwise."""

    interpreter: Interpreter = field(default_factory=Interpreter)
    asked: list[str] = field(default_factory=list)
    fails: bool = False
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def translate(self, text: ItemText, language: str) -> ItemText | None:
        self.asked.append(f"{language} {text.headline}")
        await self.goes_on.wait()
        if self.fails:
            raise ModelError("away")
        known = self.interpreter.known
        return ItemText(
            headline=known[text.headline], summary=tuple(known[one] for one in text.summary)
        )

    async def close(self) -> None:
        pass


@dataclass
class Kept:
    """Translations in memory."""

    made: dict[tuple[int, str, int], ItemTranslation] = field(default_factory=dict)
    wanted: Sequence[str] = ("en",)

    async def of(self, edition_id: int, language: str) -> Sequence[ItemTranslation]:
        return [one for key, one in self.made.items() if key[:2] == (edition_id, language)]

    async def keep(self, edition_id: int, language: str, made: Sequence[ItemTranslation]) -> None:
        self.made |= {(edition_id, language, one.number): one for one in made}

    async def languages(self, paper: str) -> Sequence[str]:
        assert not paper
        return self.wanted


@dataclass
class Bench:
    """What is under test, and what stands around it."""

    model: Model = field(default_factory=Model)
    kept: Kept = field(default_factory=Kept)
    edition: Edition = EDITION
    now: float = 0.0
    translations: MachineTranslations = field(init=False)

    def __post_init__(self) -> None:
        self.model.goes_on.set()
        limits = TranslationLimits(of_broadcast=20.0, failures=2, rest=600.0)
        self.translations = MachineTranslations(
            self.model, self.kept, self.find, limits=limits, clock=lambda: self.now
        )

    async def find(self, _edition_id: int) -> Edition | None:
        await asyncio.sleep(0)
        return self.edition

    async def headlines(self, language: str = "en") -> list[str]:
        shown = await self.translations.shown(self.edition, language)
        return [item.headline for item in shown.digest.items]

    async def numbers_left(self) -> tuple[int, ...]:
        shown = await self.translations.shown(self.edition, "en")
        assert shown.machine_translation
        return shown.machine_translation.untranslated


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    made = Bench()
    yield made
    await made.translations.close()


async def test_who_waits_gets_it_in_their_language_and_it_is_asked_for_once(bench: Bench) -> None:
    await bench.translations.wait(EDITION, "en")
    await bench.translations.wait(EDITION, "en")
    assert (await bench.headlines())[0] == "The ferry to the island runs again after 3 weeks"
    assert await bench.numbers_left() == ()
    assert len(bench.model.asked) == 3
    original = await bench.translations.shown(EDITION, "en", is_shown=False)
    assert original.digest == EDITION.digest
    assert original.machine_translation


async def test_what_does_not_pass_stays_as_it_is_and_is_not_asked_again(bench: Bench) -> None:
    known = bench.model.interpreter.known
    known["図書館、4万冊を夜まで開放"] = "Library opens its 4,000 books until late"
    await bench.translations.wait(EDITION, "en")
    assert (await bench.headlines())[1] == "図書館、4万冊を夜まで開放"
    assert await bench.numbers_left() == (2,)
    refused = await bench.translations.text(EDITION, EDITION.digest.items[1], "en")
    assert refused
    assert refused.text is None
    assert await bench.translations.ask(EDITION, "en") is Asked.NOTHING
    assert len(bench.model.asked) == 3


async def test_the_outlet_of_an_item_keeps_its_name(bench: Bench) -> None:
    ferry, library, bell = EDITION.digest.items
    gazette = replace(
        ferry, headline="Le bac repart, dit La Gazette", summary=(), outlet="La Gazette"
    )
    bench.model.interpreter.known[gazette.headline] = "Ferry resumes, the Gazette says"
    digest = replace(EDITION.digest, items=(gazette, library, bell))
    bench.edition = replace(EDITION, digest=digest)
    await bench.translations.wait(bench.edition, "en")
    assert await bench.numbers_left() == (1,)


async def test_an_answer_that_nobody_understands_is_refused_and_costs_no_other(
    bench: Bench,
) -> None:
    whole = [item.headline for item in EDITION.digest.items]
    del bench.model.interpreter.known[whole[1]]
    await bench.translations.wait(EDITION, "en")
    told = await bench.headlines()
    assert [one in whole for one in told] == [False, True, False]
    assert await bench.numbers_left() == (2,)


async def test_of_a_correction_only_what_says_something_else_is_translated_anew(
    bench: Bench,
) -> None:
    await bench.translations.wait(EDITION, "en")
    first, *others = EDITION.digest.items
    changed = replace(first, headline="島への渡し船、4週間ぶりに再開")
    digest = replace(EDITION.digest, items=(changed, *others))
    bench.edition = replace(EDITION, digest=digest, corrected_at=NOW)
    assert (await bench.headlines())[0] == "島への渡し船、4週間ぶりに再開"
    bench.model.interpreter.known[changed.headline] = "The ferry runs again after 4 weeks"
    await bench.translations.wait(bench.edition, "en")
    assert (await bench.headlines())[0] == "The ferry runs again after 4 weeks"
    assert bench.model.asked[3:] == ["en 島への渡し船、4週間ぶりに再開"]


async def test_it_is_prepared_for_the_languages_that_readers_chose_but_its_own(
    bench: Bench,
) -> None:
    bench.kept.wanted = ("en", "ja")
    await bench.translations.prepare(EDITION)
    await bench.translations.wait(EDITION, "en")
    assert {asked[:2] for asked in bench.model.asked} == {"en"}
    assert await bench.translations.shown(EDITION, "ja") is EDITION


@pytest.mark.parametrize("state", [EditionState.DRAFT, EditionState.RECALLED])
async def test_only_what_is_published_goes_to_the_model(bench: Bench, state: EditionState) -> None:
    bench.edition = replace(EDITION, state=state)
    assert await bench.translations.ask(bench.edition, "en") is Asked.NOTHING
    assert await bench.translations.shown(bench.edition, "en") is bench.edition
    await bench.translations.wait(EDITION, "en")  # which it was when it began to wait
    assert not bench.model.asked


async def test_nobody_waits_once_the_bound_of_an_edition_is_over(bench: Bench) -> None:
    bench.model.goes_on.clear()
    begun = asyncio.create_task(bench.translations.wait(EDITION, "en"))
    while not bench.model.asked:  # noqa: ASYNC110 - the fake tells nobody
        await asyncio.sleep(0)
    bench.now = 21.0
    async with asyncio.timeout(10):
        await bench.translations.wait(EDITION, "en")
    assert not begun.done()
    assert await bench.headlines() == [item.headline for item in EDITION.digest.items]
    bench.model.goes_on.set()
    await begun
    assert (await bench.headlines())[0].startswith("The ferry")


async def test_a_model_that_is_away_rests_and_is_asked_again_afterwards(bench: Bench) -> None:
    bench.model.fails = True
    await bench.translations.wait(EDITION, "en")
    assert bench.translations.is_resting
    assert not bench.kept.made
    asked = len(bench.model.asked)
    assert await bench.translations.ask(EDITION, "en") is Asked.NOT_NOW
    assert len(bench.model.asked) == asked
    bench.now, bench.model.fails = 601.0, False
    assert await bench.translations.ask(EDITION, "en") is Asked.BEGUN
    await bench.translations.wait(replace(EDITION, corrected_at=NOW), "en")
    assert await bench.numbers_left() == ()


async def test_what_is_lacking_is_asked_for_also_once_the_bound_of_a_broadcast_is_over(
    bench: Bench,
) -> None:
    bench.model.fails = True
    await bench.translations.wait(EDITION, "en")
    bench.now, bench.model.fails = 700.0, False
    await bench.translations.wait(EDITION, "en")
    async with asyncio.timeout(10):
        while await bench.numbers_left():  # noqa: ASYNC110 - the fake tells nobody
            await asyncio.sleep(0)
