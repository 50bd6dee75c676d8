"""What holds for every test."""

from __future__ import annotations

import os

from hypothesis import settings

from bot.settings import ENV_FILE
from tests.support.surroundings import is_proxy, is_setting

# The machines that run these tests are shared and noisy: a slow example is not a wrong one, and
# the same commit tries the same examples everywhere. `--hypothesis-profile=wander` tries others.
settings.register_profile("shared machine", deadline=None, derandomize=True)
settings.register_profile("wander", deadline=None)
settings.load_profile("shared machine")


def pytest_configure() -> None:
    """Keep the settings of whoever runs the tests out of them: they may name a real database."""
    for name in [*os.environ]:
        if is_setting(name) or is_proxy(name):
            del os.environ[name]
    os.environ[ENV_FILE] = ""
