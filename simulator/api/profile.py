"""The bot's own account: what it is, what it is called, which commands it shows."""

from __future__ import annotations

import re
from typing import Final

from simulator.api.targets import chat_of
from simulator.protocol.wire import Fields, JsonObject, Request, bad_request
from simulator.state.cloud import Cloud
from simulator.state.menus import MenuKey

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
COMMANDS: Final = 100
DESCRIPTION_LIMIT: Final = 256


def get_me(cloud: Cloud, _request: Request) -> JsonObject:
    """https://core.telegram.org/bots/api#getme."""
    return cloud.bot.as_user() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(cloud: Cloud, request: Request) -> bool:
    """https://core.telegram.org/bots/api#setmycommands: at most 100."""
    commands = [_command(entry) for entry in request.fields.objects("commands")]
    if len(commands) > COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    _set_commands(cloud, request, commands)
    return True


def delete_my_commands(cloud: Cloud, request: Request) -> bool:
    """https://core.telegram.org/bots/api#deletemycommands."""
    _set_commands(cloud, request, [])
    return True


def get_my_commands(cloud: Cloud, request: Request) -> list[JsonObject]:
    """https://core.telegram.org/bots/api#getmycommands."""
    return cloud.menus.get(_key(cloud, request))


def _set_commands(cloud: Cloud, request: Request, commands: list[JsonObject]) -> None:
    cloud.menus.set(_key(cloud, request), commands)
    cloud.events.add("commands", dict)


def _command(fields: Fields) -> JsonObject:
    name, description = fields.text("command"), fields.text("description")
    name = name.removeprefix("/").lower()
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description.strip():
        raise bad_request("command description must be non-empty")
    if len(description) > DESCRIPTION_LIMIT:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _key(cloud: Cloud, request: Request) -> MenuKey:
    language = _language(request.fields)
    scope = request.fields.nested("scope")
    if scope is None:
        return ("default", 0, 0, language)
    chat_id = chat_of(cloud, scope, write=False).id if "chat_id" in scope else 0
    return (scope.text("type"), chat_id, scope.integer("user_id"), language)


def _language(fields: Fields) -> str:
    """A two-letter code, or nothing for everybody without a list of their own."""
    language = fields.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def _keep(texts: dict[str, str], fields: Fields, name: str, limit: int) -> bool:
    text = fields.text(name)
    if len(text) > limit:
        raise bad_request(f"{name.replace('_', ' ')} is too long")
    language = _language(fields)
    if text:
        texts[language] = text
    else:
        texts.pop(language, None)
    return True


def _kept(texts: dict[str, str], fields: Fields, default: str = "") -> str:
    return texts.get(_language(fields), texts.get("", default))


def set_my_name(cloud: Cloud, request: Request) -> bool:
    """https://core.telegram.org/bots/api#setmyname: at most 64 characters."""
    return _keep(cloud.bot.names, request.fields, "name", 64)


def get_my_name(cloud: Cloud, request: Request) -> JsonObject:
    """https://core.telegram.org/bots/api#getmyname."""
    return {"name": _kept(cloud.bot.names, request.fields, cloud.bot.first_name)}


def set_my_description(cloud: Cloud, request: Request) -> bool:
    """https://core.telegram.org/bots/api#setmydescription: at most 512 characters."""
    return _keep(cloud.bot.descriptions, request.fields, "description", 512)


def get_my_description(cloud: Cloud, request: Request) -> JsonObject:
    """https://core.telegram.org/bots/api#getmydescription."""
    return {"description": _kept(cloud.bot.descriptions, request.fields)}


def set_my_short_description(cloud: Cloud, request: Request) -> bool:
    """https://core.telegram.org/bots/api#setmyshortdescription: at most 120 characters."""
    return _keep(cloud.bot.short_descriptions, request.fields, "short_description", 120)


def get_my_short_description(cloud: Cloud, request: Request) -> JsonObject:
    """https://core.telegram.org/bots/api#getmyshortdescription."""
    return {"short_description": _kept(cloud.bot.short_descriptions, request.fields)}


def set_chat_menu_button(cloud: Cloud, request: Request) -> bool:
    """https://core.telegram.org/bots/api#setchatmenubutton."""
    button = request.fields.nested("menu_button")
    chat_id = request.fields.integer("chat_id")
    cloud.bot.menu_buttons[chat_id] = button.as_json() if button else {"type": "default"}
    return True


def get_chat_menu_button(cloud: Cloud, request: Request) -> JsonObject:
    """https://core.telegram.org/bots/api#getchatmenubutton."""
    buttons = cloud.bot.menu_buttons
    default = buttons.get(0, {"type": "commands"})
    return buttons.get(request.fields.integer("chat_id"), default)
