"""The command lists that people see when they type a slash.

https://core.telegram.org/bots/api#botcommandscope
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from simulator.protocol.wire import JsonObject
from simulator.state.chats import ADMINS, IN_CHAT, Chat, ChatType
from simulator.state.people import Person

MenuKey = tuple[str, int, int, str]  # scope, chat, person, language; zeros and "" where none
_DEFAULT: Final = ("default", 0, 0)


@dataclass(slots=True)
class CommandMenus:
    """Command lists by scope, chat, person and language, as setMyCommands left them."""

    _lists: dict[MenuKey, list[JsonObject]] = field(default_factory=dict)

    def set(self, key: MenuKey, commands: list[JsonObject]) -> None:
        """Keep a list; an empty one removes what was there."""
        if commands:
            self._lists[key] = commands
        else:
            self._lists.pop(key, None)

    def get(self, key: MenuKey) -> list[JsonObject]:
        """Exactly the list of this key."""
        return self._lists.get(key, [])

    def shown(self, chat: Chat, person: Person) -> list[JsonObject]:
        """What a person sees in a chat.

        https://core.telegram.org/bots/api#determining-list-of-commands
        """
        member = chat.members.get(person.id, IN_CHAT)
        language = (person.language_code or "").partition("-")[0]
        scopes = _scopes(chat, person, admin=member.standing in ADMINS)
        keys = [(*scope, tongue) for scope in scopes for tongue in (language, "")]
        return next((self._lists[key] for key in keys if key in self._lists), [])


def _scopes(chat: Chat, person: Person, *, admin: bool) -> list[tuple[str, int, int]]:
    """The scopes of a person in a chat, the narrowest first."""
    if chat.type is ChatType.PRIVATE:
        return [("chat", chat.id, 0), ("all_private_chats", 0, 0), _DEFAULT]
    here = [("chat_administrators", chat.id, 0)] if admin else []
    everywhere = [("all_chat_administrators", 0, 0)] if admin else []
    mine = ("chat_member", chat.id, person.id)
    return [mine, *here, ("chat", chat.id, 0), *everywhere, ("all_group_chats", 0, 0), _DEFAULT]
