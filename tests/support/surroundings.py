"""What a process that a test starts gets of the environment of whoever runs the tests."""

from __future__ import annotations

import os

from bot.settings import ENV_FILE


def surroundings() -> dict[str, str]:
    """The environment without anybody's settings, and without a file of them.

    Settings are read whatever the case of their names.
    """
    kept = {name: value for name, value in os.environ.items() if not is_setting(name)}
    return kept | {ENV_FILE: ""}


def is_setting(name: str) -> bool:
    """Whether a variable is one of ours."""
    return name.upper().startswith("BOT_")


def is_proxy(name: str) -> bool:
    """Whether a variable names a proxy, which is no way to servers on this machine."""
    return name.lower().endswith("_proxy")
