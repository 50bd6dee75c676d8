"""The README names every command and setting there is, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.commands import Command, commands
from bot.settings import ENV_FILE, Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_is_in_the_readme_and_no_other() -> None:
    named = set(re.findall(r"`/([a-z]+)", README)) - {"healthz", "metrics"}
    assert named == {command.name for command in commands()}


def test_every_setting_is_in_the_readme_and_no_other() -> None:
    named = set(re.findall(r"BOT_[A-Z_]+", README))
    assert named == {f"BOT_{name.upper()}" for name in Settings.model_fields} | {ENV_FILE}


@pytest.mark.parametrize("target", re.findall(r"\]\((?!https?:)([^)#]+)\)", README))
def test_what_the_readme_links_to_is_there(target: str) -> None:
    assert (ROOT / target).exists()


def test_the_makefile_has_the_targets_that_the_readme_runs() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"make ([a-z]+)", README)) <= targets


@pytest.mark.parametrize("command", commands(), ids=lambda command: command.name)
def test_telegram_takes_every_command(command: Command) -> None:
    name, description = command.name, command.description
    assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
    assert 1 <= len(description) <= 256
