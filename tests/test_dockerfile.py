"""The image's recipe, followed as far as a machine without Docker can follow it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path
from string import Template
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from sqlalchemy.engine import make_url

from bot.settings import Settings
from requirements.locks import pins
from simulator import DEMO_TOKEN, Simulator, World
from simulator.state.people import Person
from tests.support.surroundings import surroundings
from tests.support.town import DEADLINE
from tests.support.wheels import write_wheel

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
ARGS = dict(step.text.split("=", 1) for step in STEPS if step.name == "ARG")
"""What is built where nobody says otherwise."""

COMPOSE = ("compose.yaml", "compose.postgres.yaml", "compose.cluster.yaml")

IMAGE = tuple(step for step in STEPS if step.stage == STEPS[-1].stage)


def only(name: str) -> Step:
    """The one instruction of that name in the final image."""
    (step,) = (step for step in IMAGE if step.name == name)
    return step


def copied() -> list[tuple[str, str]]:
    """What is copied from the project into any stage: source and target."""
    steps = [step for step in STEPS if step.name == "COPY" and "--from=" not in step.text]
    return [(filled(source), step.words[-1]) for step in steps for source in step.words[:-1]]


def filled(text: str, **given: str) -> str:
    """An instruction's words with its build arguments in place."""
    return Template(text).safe_substitute({**ARGS, **given})


def locked() -> set[str]:
    """The packages that the image's lock would install on this machine."""
    found = pins((ROOT / "requirements/run.lock").read_text("utf-8"))
    markers = {pin.name: pin.requirement.marker for pin in found}
    return {name for name, marker in markers.items() if marker is None or marker.evaluate()}


def environment() -> dict[str, str]:
    """The variables that the image sets."""
    return dict(word.split("=", 1) for step in IMAGE if step.name == "ENV" for word in step.words)


# --- what goes in ----------------------------------------------------------------------------


def test_all_that_is_copied_exists_and_reaches_the_builder() -> None:
    for source, _ in copied():
        assert (ROOT / source).exists()
        assert source in sent()


def sent() -> set[str]:
    """What reaches the builder."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    return {line[1:] for line in lines if line[:1] == "!"}


def test_the_base_image_is_slim_and_one_release_of_a_python_the_project_supports() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    found = re.search(r'requires-python = "(.+)"', project)
    assert found
    for step in STEPS:
        if step.name == "FROM":
            image = re.match(r"python:(\d+\.\d+\.\d+)-slim\b", filled(step.text))
            assert image, step.text
            assert image[1] in SpecifierSet(found[1])


def test_either_lock_can_be_built_in_and_the_smaller_one_is_the_default() -> None:
    (copy,) = (
        step.words[0] for step in STEPS if "packages.lock" in step.text and step.name == "COPY"
    )
    assert filled(copy) == "requirements/run.lock"
    assert {filled(copy, LOCK=name) for name in ("run", "llm")} <= sent()


def test_the_image_has_neither_a_language_model_s_client_nor_an_installer() -> None:
    assert locked().isdisjoint({"openai", "pip", "setuptools", "wheel"})
    uninstalled = [step.text for step in IMAGE if "pip uninstall" in step.text]
    assert (
        "uninstall --yes --quiet --root-user-action ignore pip setuptools wheel" in uninstalled[0]
    )


def test_an_image_for_postgresql_has_the_client_of_the_server_beside_it() -> None:
    """A pg_dump that is older than its server refuses; Debian 13 has that of PostgreSQL 17."""
    compose = yaml.safe_load((ROOT / "compose.postgres.yaml").read_text("utf-8"))["services"]
    client = compose["bot"]["build"]["args"]["POSTGRES_CLIENT"]
    assert client.removeprefix("postgresql-client-") == compose["postgres"]["image"].split(":")[1]
    assert client == "postgresql-client-17"
    assert only("FROM").text.endswith("-slim-trixie")


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


@pytest.mark.parametrize("file", ["Dockerfile", *COMPOSE])
def test_every_setting_that_is_named_exists(file: str) -> None:
    named = set(re.findall(r"\bBOT_([A-Z_]+)", (ROOT / file).read_text("utf-8")))
    assert named <= {name.upper() for name in Settings.model_fields}


# --- its packages ----------------------------------------------------------------------------


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """A folder of wheels that stands for the registry."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    return folder


def built(wheels: Path, lock: str) -> subprocess.CompletedProcess[str]:
    """Carry out what makes the image's environment, with a lock and in a place of our own."""
    (text,) = (
        step.text
        for step in STEPS
        if step.name == "RUN" and "pip" in step.text and step not in IMAGE
    )
    file = wheels.parent / "packages.lock"
    file.write_text(lock)
    places = {"/venv": venv(wheels), only_lock(): file}
    for place, ours in places.items():
        assert place in text
        text = text.replace(place, shlex.quote(str(ours)))
    text = re.sub(r"(?<![\w/-])python(?= )", shlex.quote(sys.executable), text)
    pip = {"PIP_CONFIG_FILE": "/dev/null", "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels)}
    return subprocess.run(  # noqa: S602 - the recipe's own line
        text, shell=True, check=False, capture_output=True, text=True, env={**os.environ, **pip}
    )


def only_lock() -> str:
    """Where the lock lies while the environment is made."""
    (target,) = {target for source, target in copied() if source.endswith(".lock")}
    return target


def venv(wheels: Path) -> Path:
    return wheels.parent / "venv"


def test_the_environment_holds_what_is_locked_and_no_installer(wheels: Path) -> None:
    lock = write_wheel(wheels, "one", ["two"]) + write_wheel(wheels, "two")
    done = built(wheels, lock)
    assert done.returncode == 0, done.stderr
    inside = "import importlib.metadata as m; print(*sorted(d.name for d in m.distributions()))"
    python = venv(wheels) / "bin" / "python"
    told = subprocess.check_output([python, "-I", "-c", inside], text=True)  # noqa: S603 - ours
    assert told.split() == ["one", "two"]


def test_a_lock_that_lacks_a_package_builds_no_image(wheels: Path) -> None:
    write_wheel(wheels, "two")
    done = built(wheels, write_wheel(wheels, "one", ["two"]))
    assert done.returncode != 0
    assert "one 1.0 requires two, which is not installed" in done.stdout


def test_a_package_that_is_not_the_locked_one_builds_no_image(wheels: Path) -> None:
    lock = write_wheel(wheels, "one")
    write_wheel(wheels, "one", ["two"])
    done = built(wheels, lock)
    assert done.returncode != 0
    assert "DO NOT MATCH THE HASHES" in done.stderr


# --- compose ---------------------------------------------------------------------------------

SERVICES = {
    ("compose.yaml", "bot"),
    ("compose.postgres.yaml", "postgres"),
    ("compose.cluster.yaml", "proxy"),
}


def composed(file: str) -> dict[str, dict[str, Any]]:
    """The services of a compose file."""
    services = yaml.safe_load((ROOT / file).read_text("utf-8"))["services"]
    assert isinstance(services, dict)
    return services


@pytest.mark.parametrize(("file", "name"), sorted(SERVICES))
def test_no_service_can_fill_the_disk_the_memory_or_the_process_table(file: str, name: str) -> None:
    service = composed(file)[name]
    assert service["logging"]["driver"] == "json-file"
    assert set(service["logging"]["options"]) == {"max-size", "max-file"}
    assert all(isinstance(value, str) for value in service["logging"]["options"].values())
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])
    assert service["pids_limit"] > 0


def test_every_service_is_looked_at() -> None:
    named = {(file, name) for file in COMPOSE for name in composed(file)}
    assert named - SERVICES == {
        ("compose.postgres.yaml", "bot"),  # only adds to the other, as the next one
        ("compose.cluster.yaml", "bot"),
        ("compose.cluster.yaml", "deliver"),  # is the other with another command
    }


def test_the_cluster_is_three_bots_behind_a_proxy_and_one_that_delivers() -> None:
    services = composed("compose.cluster.yaml")
    bot, deliver = services["bot"], services["deliver"]
    assert bot["deploy"]["replicas"] == 3
    assert deliver["extends"] == {"file": "compose.yaml", "service": "bot"}
    assert deliver["command"] == [*only("CMD").command[:3], "deliver", "--name", "deliver"]
    postgres = composed("compose.postgres.yaml")["bot"]
    for name, value in postgres["environment"].items():
        assert deliver["environment"][name] == value
    assert deliver["depends_on"] == postgres["depends_on"]


def test_the_clusters_proxy_leads_to_where_its_bots_listen() -> None:
    text = (ROOT / "compose.cluster.yaml").read_text("utf-8")
    bot = composed("compose.cluster.yaml")["bot"]["environment"]
    caddyfile = yaml.safe_load(text)["configs"]["caddyfile"]["content"]
    host, path = re.fullmatch(
        r"https://(\$\{WEBHOOK_HOST:\?[^}]+\})(/\w+)", bot["BOT_WEBHOOK_URL"]
    ).groups()  # type: ignore[union-attr]
    assert caddyfile.startswith(f"{host} {{\n  handle {path} {{")
    assert f"dynamic a bot {bot['BOT_WEBHOOK_PORT']} {{" in caddyfile
    assert caddyfile.count("{") == caddyfile.count("}")


def test_without_postgresql_no_password_is_asked_for() -> None:
    assert "PASSWORD" not in (ROOT / "compose.yaml").read_text("utf-8")


def test_with_postgresql_a_password_must_be_given_and_the_bot_uses_it() -> None:
    services = composed("compose.postgres.yaml")
    bot, postgres = services["bot"]["environment"], services["postgres"]["environment"]
    url = make_url(
        Settings.model_validate(
            {"token": DEMO_TOKEN, "database_url": bot["BOT_DATABASE_URL"]}
        ).database
    )
    assert (url.host, url.username, url.database) == (
        "postgres",
        postgres["POSTGRES_USER"],
        postgres["POSTGRES_DB"],
    )
    assert (
        url.password is None
    )  # in a URL its special characters would have to be written otherwise
    assert bot["PGPASSWORD"] == postgres["POSTGRES_PASSWORD"]
    assert re.fullmatch(r"\$\{POSTGRES_PASSWORD:\?[^}]+\}", bot["PGPASSWORD"])
    assert services["bot"]["depends_on"]["postgres"]["condition"] == "service_healthy"


@pytest.mark.parametrize("file", COMPOSE)
def test_no_password_stands_in_a_compose_file(file: str) -> None:
    for service in composed(file).values():
        for name, value in service.get("environment", {}).items():
            assert "PASSWORD" not in name or value.startswith("${POSTGRES_PASSWORD:?")


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
        **surroundings(),
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
            assert await is_healthy(image, variables)
            bot.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(bot.wait(), DEADLINE) == 0


async def answers(world: World, reader: Person, bot: asyncio.subprocess.Process) -> None:
    """Wait until the bot greets somebody, or ends."""
    world.say(reader, "/start")
    greeted = asyncio.create_task(world.wait_for_message(reader, timeout=DEADLINE))
    ended = asyncio.create_task(bot.wait())
    await asyncio.wait({greeted, ended}, return_when=asyncio.FIRST_COMPLETED)
    if ended.done():
        greeted.cancel()
        pytest.fail(f"the bot ended with {bot.returncode}")
    ended.cancel()
    await greeted


async def test_where_nothing_is_served_health_is_that_of_the_database(image: Path) -> None:
    variables = {**settings(image, "http://127.0.0.1:9"), "BOT_WEB_PORT": ""}
    assert await is_healthy(image, variables)
    nowhere = f"sqlite+aiosqlite:///{image / 'nowhere' / 'kawaraban.db'}"
    assert not await is_healthy(image, {**variables, "BOT_DATABASE_URL": nowhere})


async def is_healthy(image: Path, variables: Mapping[str, str]) -> bool:
    health = await asyncio.create_subprocess_exec(
        *here(only("HEALTHCHECK").command), cwd=image, env=variables
    )
    return await asyncio.wait_for(health.wait(), DEADLINE) == 0


async def test_the_demo_says_that_the_image_has_no_local_telegram(image: Path) -> None:
    demo = await asyncio.create_subprocess_exec(
        *here(["python", "-m", "bot", "demo"]),
        cwd=image,
        env=surroundings(),
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await demo.communicate()
    assert demo.returncode == 1
    assert said.decode().startswith("kawaraban: The demo needs the local Telegram")


OF_THE_EXTRA = ("llm", "completions", "model_translator")
"""Modules that are loaded only where a language model is set; its library is in the extra `llm`."""


async def test_the_bot_needs_no_package_that_the_lock_lacks(image: Path) -> None:
    """What tests and checks install beside it must not be what makes it run."""
    owners = packages_distributions()
    lacking = [
        module
        for module, names in owners.items()
        if not {canonicalize_name(name) for name in names} & locked()
    ]
    asked = (
        "import sys\n"
        "sys.modules.update({name: None for name in sys.argv[1:] if name not in sys.modules})\n"
        "import bot, digests\n"
        "from importlib import import_module\n"
        "from pkgutil import walk_packages\n"
        "for package in (bot, digests):\n"  # all of it: what a command loads, it loads late
        "    for each in walk_packages(package.__path__, package.__name__ + '.'):\n"
        "        last = each.name.rpartition('.')[2]\n"
        "        demo = each.name.startswith('bot.cli.demonstration.')\n"
        f"        if not demo and last not in {('__main__', 'env', *OF_THE_EXTRA)}:\n"
        "            import_module(each.name)"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", asked, *lacking, cwd=image)
    assert {"pytest", "openai"} <= set(lacking)
    assert await process.wait() == 0
