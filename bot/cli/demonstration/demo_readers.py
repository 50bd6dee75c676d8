"""Who is subscribed in the demo: a dozen people in five zones, each at an hour of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from bot.cli.demonstration.samples import PAPERS
from digests.delivery.schedule import instant_of, local_day
from digests.model import ChatKind, Form, Preferences, Subscriber
from digests.values.papers import paper_in
from simulator.state.people import Contact
from simulator.world import World

_DAY: Final = timedelta(days=1)


class _Wish(NamedTuple):
    name: str
    language: str
    timezone: str
    hour: str
    form: Form = Form.SUMMARIES


_WISHES: Final = (
    _Wish("美咲", "ja", "Asia/Tokyo", "06:30"),
    _Wish("健太", "ja", "Asia/Tokyo", "07:00", Form.HEADLINES),
    _Wish("さくら", "ja", "Asia/Tokyo", "12:15"),
    _Wish("大輔", "ja", "Asia/Tokyo", "21:00", Form.RICH),
    _Wish("Aroha", "en", "Pacific/Auckland", "06:45"),
    _Wish("Wiremu", "en", "Pacific/Auckland", "08:00", Form.HEADLINES),
    _Wish("Asha", "en", "Asia/Kolkata", "07:30"),
    _Wish("Rohan", "en", "Asia/Kolkata", "18:00", Form.RICH),
    _Wish("Claire", "en", "Europe/Paris", "07:00"),
    _Wish("悠人", "ja", "Europe/Paris", "22:30", Form.HEADLINES),
    _Wish("Maya", "en", "America/New_York", "06:00"),
    _Wish("Theo", "en", "America/New_York", "17:20"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReader:
    """One of them, who reads the paper in their language."""

    chat_id: int
    preferences: Preferences

    def latest(self, now: datetime) -> tuple[date, datetime]:
        """The last day whose paper was due to them, and the instant at which it was."""
        zone, minute = ZoneInfo(self.preferences.timezone), self.preferences.minute
        day = local_day(zone, now)
        if instant_of(day, minute, zone) > now:
            day -= _DAY
        return day, instant_of(day, minute, zone)

    def subscriber(self, now: datetime) -> Subscriber:
        """As the bot knows them: subscribed just in time for the last paper, and for no earlier."""
        _, due = self.latest(now)
        return Subscriber(
            id=0,
            chat_id=self.chat_id,
            kind=ChatKind.PRIVATE,
            preferences=self.preferences,
            joined_at=due - timedelta(minutes=1),
        )


def settle(world: World) -> tuple[DemoReader, ...]:
    """Let them all live in a world, where they have started the bot before."""
    return tuple(_settled(world, wish) for wish in _WISHES)


def _settled(world: World, wish: _Wish) -> DemoReader:
    person = world.person(wish.name, language_code=wish.language)
    person.contact = Contact.STARTED
    hour, minute = map(int, wish.hour.split(":"))
    preferences = Preferences(
        language=wish.language,
        timezone=wish.timezone,
        minute=hour * 60 + minute,
        form=wish.form,
        paper=paper_in(PAPERS, wish.language).key,
    )
    return DemoReader(chat_id=person.id, preferences=preferences)
