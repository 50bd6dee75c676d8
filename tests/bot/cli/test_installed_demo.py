"""The demo from installed wheels, without a checkout."""

from __future__ import annotations

import site
import subprocess
import sys
import tomllib
import venv
from email import message_from_string
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement

from tests.support.demo import Demo
from tests.support.surroundings import surroundings

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The wheels of both distributions, the bot's first."""
    folder = str(tmp_path_factory.mktemp("dist"))
    return [
        Path(wheel)
        for project in (ROOT, ROOT / "simulator")
        for wheel in WheelBuilder(str(project)).build(directory=folder, versions=["standard"])
    ]


@pytest.fixture(scope="module")
def installed(wheels: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with both wheels, and with the packages that they require."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    install = ["-m", "pip", "--python", str(python), "install", "--no-index", "--no-deps", "-q"]
    subprocess.run([sys.executable, *install, *map(str, wheels)], check=True)  # noqa: S603 - ours
    # What this one has stands for a registry; its own checkout is on no path there.
    (libraries,) = home.glob("lib/python*/site-packages")
    (libraries / "required.pth").write_text("\n".join(site.getsitepackages()))
    return python.parent


def test_the_extra_brings_the_local_telegram(wheels: list[Path]) -> None:
    archive = ZipFile(wheels[0])
    (described,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
    required = message_from_string(archive.read(described).decode()).get_all("Requires-Dist", [])
    brought = [
        one.name
        for one in map(Requirement, required)
        if one.marker
        and one.marker.evaluate({"extra": "demo"})
        and not one.marker.evaluate({"extra": ""})
    ]
    other = tomllib.loads((ROOT / "simulator" / "pyproject.toml").read_text("utf-8"))["project"]
    assert brought == [other["name"]]


def test_the_demo_answers_where_only_wheels_are_installed(installed: Path, tmp_path: Path) -> None:
    command = [str(installed / "kawaraban"), "demo", "--port", "0"]
    variables = {**surroundings(), "TMPDIR": str(tmp_path)}
    variables.pop("PYTHONPATH", None)
    with Demo.started(command, tmp_path, variables) as demo:
        demo.first_answer()
        demo.until(lambda: demo.figures()[0] == (12, 12))
        assert demo.end() == 0
    assert [*tmp_path.iterdir()] == []


def test_without_the_local_telegram_the_demo_says_what_to_install(
    installed: Path, tmp_path: Path
) -> None:
    hidden = "import sys; sys.modules['simulator'] = None; from bot.cli.main import main; main()"
    done = subprocess.run(  # noqa: S603 - ours
        [str(installed / "python"), "-P", "-c", hidden, "demo"],
        cwd=tmp_path, env=surroundings(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Install `kawaraban[demo]`" in done.stderr
