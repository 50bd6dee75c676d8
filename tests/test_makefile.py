"""The environment is set up once, and again where its Python is gone or not the one asked for."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PYTHON = """#!/bin/sh
case "$*" in
*"import pip"*) test -d "$(dirname "$0")/../lib/python{version}" && echo {version} ;;
*print*) echo {version} ;;
"-m venv"*)
  for venv; do :; done
  rm -rf "$venv"; mkdir -p "$venv/bin" "$venv/lib/python{version}"; touch "$venv/pyvenv.cfg"
  ln -s "{file}" "$venv/bin/python"; echo made with {version} ;;
"-m requirements.install"*) echo "installed $3${{PYTHONSAFEPATH:+, from elsewhere}}" ;;
esac
"""
"""As much of a Python as the Makefile asks for."""


OURS = frozenset({"PYTHON", "LOCK", "MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MFLAGS"})
"""What the test's own `make` may have set, and the one under test must not see."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """A folder with the Makefile and locks, and programs in front of those of the machine."""

    folder: Path

    def put(self, name: str, version: str) -> Path:
        """Lay a Python under a name, over what was there."""
        file = self.folder / "programs" / name
        file.write_text(PYTHON.format(version=version, file=file))
        file.chmod(0o755)
        return file

    def make(self, *words: str, **variables: str) -> list[str]:
        """The lines that `make` prints."""
        kept = {name: value for name, value in os.environ.items() if name not in OURS}
        found = {"PATH": f"{self.folder / 'programs'}:{os.environ['PATH']}"}
        done = subprocess.run(  # noqa: S603 - our own words
            ["make", *words],  # noqa: S607 - whichever there is
            cwd=self.folder, env={**kept, **found, **variables},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """One that was set up with Python 3.11; there is a 3.13 as well."""
    (tmp_path / "requirements").mkdir()
    (tmp_path / "programs").mkdir()
    for name in ("run", "dev"):
        (tmp_path / "requirements" / f"{name}.lock").touch()
    shutil.copy(ROOT / "Makefile", tmp_path)
    here = Checkout(tmp_path)
    here.put("python3", "3.11")
    here.put("python3.13", "3.13")
    assert here.make("setup") == ["made with 3.11", "installed requirements/run.lock"]
    return here


def nothing(said: list[str]) -> bool:
    return all("Nothing to be done" in line for line in said)


def test_what_is_set_up_stays(checkout: Checkout) -> None:
    assert nothing(checkout.make("setup"))
    assert checkout.make("setup", LOCK="dev") == ["installed requirements/dev.lock"]
    assert nothing(checkout.make("setup", "PYTHON=python3"))


def test_python_finds_the_modules_of_the_checkout_though_it_shuns_the_folder(
    checkout: Checkout,
) -> None:
    said = checkout.make("setup", LOCK="dev", PYTHONSAFEPATH="1")
    assert said == ["installed requirements/dev.lock"]


def test_a_python_that_is_asked_for_is_taken_and_stays(checkout: Checkout) -> None:
    anew = ["made with 3.13", "installed requirements/run.lock"]
    assert checkout.make("setup", "PYTHON=python3.13") == anew
    assert nothing(checkout.make("setup", PYTHON="python3.13"))
    assert nothing(checkout.make("setup"))


def test_a_python_that_became_another_version_in_place_is_set_up_again(checkout: Checkout) -> None:
    checkout.put("python3", "3.12")
    assert checkout.make("setup") == ["made with 3.12", "installed requirements/run.lock"]
    assert nothing(checkout.make("setup"))


@pytest.mark.parametrize("version", ["3.11", "3.12"])
def test_an_environment_whose_python_is_gone_is_set_up_again(
    checkout: Checkout, version: str
) -> None:
    checkout.make("setup", "PYTHON=python3.13")
    (checkout.folder / "programs" / "python3.13").unlink()
    checkout.put("python3", version)
    anew = [f"made with {version}", "installed requirements/run.lock"]
    assert checkout.make("setup") == anew


def test_a_python_that_came_back_elsewhere_is_set_up_again(checkout: Checkout) -> None:
    (checkout.folder / "programs" / "python3").unlink()
    python = checkout.put("python3.11", "3.11")
    anew = ["made with 3.11", "installed requirements/run.lock"]
    assert checkout.make("setup", f"PYTHON={python}") == anew


def test_a_lock_that_changed_is_installed_again(checkout: Checkout) -> None:
    lock = checkout.folder / "requirements" / "run.lock"
    later = (checkout.folder / ".venv" / "pyvenv.cfg").stat().st_mtime + 60
    os.utime(lock, (later, later))
    assert checkout.make("setup") == ["installed requirements/run.lock"]
