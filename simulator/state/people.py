"""People who talk to the bot, and the bot's own account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from simulator.protocol.wire import JsonObject

# Above 2**32, as today's ids are: a bot that keeps ids in 32 bits shows here.
FIRST_PERSON_ID = 5_000_000_001


class Contact(StrEnum):
    """How a person stands to the bot."""

    STRANGER = "stranger"  # never wrote to it; it may not write first
    STARTED = "started"  # wrote to it, so it may write back
    BLOCKED = "blocked"  # stopped it
    DEACTIVATED = "deactivated"  # deleted their account


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody with a Telegram account."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_admin_hint: bool = False
    contact: Contact = Contact.STRANGER

    def as_user(self) -> JsonObject:
        """The API's User object."""
        user: JsonObject = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if (value := getattr(self, name)) is not None:
                user[name] = value
        return user


@dataclass(slots=True, kw_only=True)
class BotAccount:
    """The one bot of this server: the account its token belongs to.

    `names`, `descriptions` and `short_descriptions` are keyed by language, "" being the default;
    `menu_buttons` by chat, 0 being the default.
    """

    id: int
    token: str
    username: str
    first_name: str
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    menu_buttons: dict[int, JsonObject] = field(default_factory=dict)

    @classmethod
    def from_token(cls, token: str, username: str) -> BotAccount:
        """The account of a token, whose first part is the bot's id."""
        number, colon, secret = token.partition(":")
        if not (number.isdecimal() and colon and secret):
            raise ValueError("a token looks like 4242:secret")
        return cls(id=int(number), token=token, username=username, first_name=username)

    def as_user(self) -> JsonObject:
        """The API's User object, as it stands in messages."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.names.get("", self.first_name),
            "username": self.username,
        }


@dataclass(slots=True)
class People:
    """Everybody, found by id or by username."""

    _by_id: dict[int, Person] = field(default_factory=dict)
    _by_username: dict[str, Person] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Person]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, person_id: int) -> Person | None:
        """The person with this id."""
        return self._by_id.get(person_id)

    def named(self, username: str) -> Person | None:
        """The person with this username, upper or lower case."""
        return self._by_username.get(username.lower())

    def next_id(self) -> int:
        """The id a new person will get."""
        return FIRST_PERSON_ID + len(self._by_id)

    def add(self, person: Person) -> Person:
        """Take somebody in."""
        self._by_id[person.id] = person
        if person.username:
            self._by_username[person.username.lower()] = person
        return person

    def add_crowd(self, count: int, language_code: str) -> range:
        """Take in `count` people who all started the bot; returns their ids."""
        ids = range(self.next_id(), self.next_id() + count)
        self._by_id.update(
            (
                number,
                Person(
                    id=number,
                    first_name=f"Reader {number - FIRST_PERSON_ID + 1}",
                    language_code=language_code,
                    contact=Contact.STARTED,
                ),
            )
            for number in ids
        )
        return ids
