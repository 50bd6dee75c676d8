"""The image's recipe, followed as far as a machine without Docker can follow it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from bot.settings import Settings
from bot.simulator import DEMO_TOKEN, Simulator, World
from bot.simulator.people import Person

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Step:
    """An instruction of the recipe, in its stage."""

    stage: int
    name: str
    text: str

    @property
    def words(self) -> list[str]:
        return self.text.split()

    @property
    def command(self) -> list[str]:
        """The words of an exec form; fails for a shell form."""
        words = json.loads(self.text[self.text.index("[") :])
        assert all(isinstance(word, str) for word in words)
        return list(words)


def recipe() -> list[Step]:
    text = (ROOT / "Dockerfile").read_text("utf-8")
    lines = re.sub(r"\\\n", " ", re.sub(r"(?m)^#.*\n", "", text)).splitlines()
    steps: list[Step] = []
    for line in filter(str.strip, lines):
        name, _, rest = line.strip().partition(" ")
        before = steps[-1].stage if steps else -1
        steps.append(Step(before + (name == "FROM"), name, rest.strip()))
    return steps


STEPS = tuple(recipe())
IMAGE = tuple(step for step in STEPS if step.stage == STEPS[-1].stage)


def only(name: str) -> Step:
    """The one instruction of that name in the final image."""
    (step,) = (step for step in IMAGE if step.name == name)
    return step


def copied() -> list[tuple[str, str]]:
    """What is copied from the project into any stage: source and target."""
    steps = [step for step in STEPS if step.name == "COPY" and "--from=" not in step.text]
    return [(source, step.words[-1]) for step in steps for source in step.words[:-1]]


def pins() -> dict[str, Requirement]:
    """The locked packages that this machine would install."""
    lines = (ROOT / "requirements/run.lock").read_text("utf-8").splitlines()
    wanted = [Requirement(line.rstrip("\\ ")) for line in lines if re.match(r"[A-Za-z0-9]", line)]
    here = (one for one in wanted if one.marker is None or one.marker.evaluate())
    return {canonicalize_name(one.name): one for one in here}


def environment() -> dict[str, str]:
    """The variables that the image sets."""
    return dict(word.split("=", 1) for step in IMAGE if step.name == "ENV" for word in step.words)


# --- what goes in ----------------------------------------------------------------------------


def test_all_that_is_copied_exists_and_reaches_the_builder() -> None:
    sent = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    }
    for source, _ in copied():
        assert (ROOT / source).exists()
        assert source in sent


def test_the_base_image_is_slim_and_of_a_python_the_project_supports() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    found = re.search(r'requires-python = "(.+)"', project)
    assert found
    for step in STEPS:
        if step.name == "FROM":
            image = re.match(r"python:(\d+\.\d+)-slim\b", step.text)
            assert image, step.text
            assert image[1] in SpecifierSet(found[1])


def test_packages_come_from_the_lock_and_are_checked() -> None:
    installs = [step.text for step in STEPS if step.name == "RUN" and "pip install" in step.text]
    assert len(installs) == 1
    assert "--require-hashes" in installs[0]
    assert "--only-binary :all:" in installs[0]  # the image has no compiler


def test_this_environment_is_the_lock_s() -> None:
    wrong = {
        name: version(name) for name, pin in pins().items() if version(name) not in pin.specifier
    }
    assert wrong == {}


def test_nothing_of_the_image_can_be_changed_by_who_runs_it() -> None:
    names = [step.name for step in IMAGE]
    assert only("USER").text not in {"root", "0"}
    assert "RUN" not in names[names.index("USER") :]
    assert "COPY" not in names[names.index("USER") :]
    assert only("VOLUME").text == environment()["BOT_DATA_DIR"] == "/data"
    assert any(f"--owner {only('USER').text}" in step.text for step in IMAGE if step.name == "RUN")


def test_it_is_ended_politely() -> None:
    assert only("STOPSIGNAL").text == "SIGTERM"
    assert only("CMD").command == ["python", "-m", "bot", "run"]


@pytest.mark.parametrize("file", ["Dockerfile", "compose.yaml"])
def test_every_setting_that_is_named_exists(file: str) -> None:
    named = set(re.findall(r"\bBOT_([A-Z_]+)", (ROOT / file).read_text("utf-8")))
    assert named <= {name.upper() for name in Settings.model_fields}


# --- what comes out --------------------------------------------------------------------------


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """The image's `/app`, made by its own COPY instructions."""
    app = tmp_path / "app"
    app.mkdir()
    unwanted = shutil.ignore_patterns("__pycache__", "*.pyc")
    for source, target in copied():
        if target.startswith("/"):
            continue  # of another stage
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, app / target, ignore=unwanted)
        else:
            shutil.copy(ROOT / source, app / target)
    return app


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings(image: Path, url: str) -> Mapping[str, str]:
    """The image's variables and the operator's, with the machine's for Python itself."""
    data = image.parent / "data"
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("BOT_")},
        **{name: value for name, value in environment().items() if name.startswith("BOT_")},
        "BOT_DATA_DIR": str(data),
        "BOT_WEB_HOST": "127.0.0.1",
        "BOT_WEB_PORT": str(free_port()),
        "BOT_TOKEN": DEMO_TOKEN,
        "BOT_API_URL": url,
    }


def here(command: list[str]) -> list[str]:
    """A command of the image with this Python."""
    assert command[0] == "python"
    return [sys.executable, *command[1:]]


@asynccontextmanager
async def running(
    image: Path, variables: Mapping[str, str]
) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *here(only("CMD").command), cwd=image, env=variables
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_the_bot_runs_is_healthy_and_ends(image: Path) -> None:
    world = World()
    reader = world.person("Hanako")
    async with Simulator.serve(world) as telegram:
        variables = settings(image, telegram.url)
        async with running(image, variables) as bot:
            await answers(world, reader, bot)
            await is_healthy(image, variables)
            bot.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(bot.wait(), 30) == 0


async def answers(world: World, reader: Person, bot: asyncio.subprocess.Process) -> None:
    """Wait until the bot greets somebody, or ends."""
    world.say(reader, "/start")
    greeted = asyncio.create_task(world.wait_for_message(reader, timeout=60))
    ended = asyncio.create_task(bot.wait())
    await asyncio.wait({greeted, ended}, return_when=asyncio.FIRST_COMPLETED)
    if ended.done():
        greeted.cancel()
        pytest.fail(f"the bot ended with {bot.returncode}")
    ended.cancel()
    await greeted


async def is_healthy(image: Path, variables: Mapping[str, str]) -> None:
    health = await asyncio.create_subprocess_exec(
        *here(only("HEALTHCHECK").command), cwd=image, env=variables
    )
    assert await asyncio.wait_for(health.wait(), 60) == 0


async def test_the_bot_needs_no_package_that_the_lock_lacks(image: Path) -> None:
    """What tests and checks install beside it must not be what makes it run."""
    locked, owners = set(pins()), packages_distributions()
    lacking = [
        module
        for module, names in owners.items()
        if not {canonicalize_name(name) for name in names} & locked
    ]
    asked = (
        "import sys\n"
        "sys.modules.update({name: None for name in sys.argv[1:] if name not in sys.modules})\n"
        "import bot, digests\n"
        "from importlib import import_module\n"
        "from pkgutil import walk_packages\n"
        "for package in (bot, digests):\n"  # all of it: what a command loads, it loads late
        "    for each in walk_packages(package.__path__, package.__name__ + '.'):\n"
        "        if '__main__' not in each.name and '.migrations' not in each.name:\n"
        "            import_module(each.name)"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", asked, *lacking, cwd=image)
    assert "pytest" in lacking
    assert await process.wait() == 0
