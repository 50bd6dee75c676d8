"""What is told and what is refused while a lock is installed; by pip itself, without a registry."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from requirements.install import InstallError, Progress, advice, install, pinned
from requirements.locks import pins
from tests.support.wheels import write_wheel

REQUIREMENTS = Path(__file__).parents[1] / "requirements"


@pytest.fixture(autouse=True)
def _no_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves out what this machine tells pip of registries."""
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def offline(tmp_path: Path) -> list[str]:
    """Options by which pip knows the wheels beside the lock and installs into a folder."""
    return ["--no-index", "--find-links", str(tmp_path), "--target", str(tmp_path / "target")]


def test_what_is_locked_is_installed_and_nothing_else(tmp_path: Path, offline: list[str]) -> None:
    write_wheel(tmp_path, "unlocked")
    lock = tmp_path / "some.lock"
    lock.write_text(write_wheel(tmp_path, "one", ["unlocked"]) + write_wheel(tmp_path, "two"))
    install(lock, offline)
    assert {file.name for file in (tmp_path / "target").glob("*.py")} == {"one.py", "two.py"}


def test_who_likes_packages_in_a_home_gets_these_in_the_environment(
    tmp_path: Path, offline: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_USER", "1")
    lock = tmp_path / "some.lock"
    lock.write_text(write_wheel(tmp_path, "one"))
    install(lock, offline)
    assert (tmp_path / "target" / "one.py").exists()


def test_progress_is_told_where_the_output_takes_ascii_alone(
    tmp_path: Path, offline: list[str]
) -> None:
    lock = tmp_path / "some.lock"
    lock.write_text(write_wheel(tmp_path, "one"))
    settings = {"NO_INDEX": "1", "FIND_LINKS": offline[2], "TARGET": offline[4]}
    pip = {f"PIP_{name}": value for name, value in settings.items()}
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "requirements.install", "--unchecked", str(lock)],
        cwd=REQUIREMENTS.parent, env={**os.environ, **pip, "PYTHONIOENCODING": "ascii"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "a minute or two ?" in done.stdout


def test_a_file_that_is_not_the_locked_one_is_refused(tmp_path: Path, offline: list[str]) -> None:
    lock = tmp_path / "some.lock"
    lock.write_text(write_wheel(tmp_path, "one"))
    write_wheel(tmp_path, "one", ["changed"])
    with pytest.raises(InstallError, match="other files than those that were locked"):
        install(lock, offline)
    assert not (tmp_path / "target").exists()


@pytest.fixture
def mute() -> Iterator[str]:
    """The URL of a registry that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/simple"


def test_a_registry_that_does_not_answer_ends_in_a_sentence(
    tmp_path: Path, mute: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = tmp_path / "some.lock"
    lock.write_text(write_wheel(tmp_path, "one"))
    options = ["--index-url", mute, "--timeout", "1", "--retries", "1", "--no-cache-dir"]
    with pytest.raises(InstallError, match="registry could not be reached, or stopped answering"):
        install(lock, options, patience=0.25)
    told = capsys.readouterr().out
    assert "still asking the package registry" in told
    assert "doesn't answer; trying again" in told


# --- progress --------------------------------------------------------------------------------


def test_one_line_in_twenty_packages_is_told() -> None:
    progress = Progress(total=45)
    lines = [
        *(f"Collecting name{number}==1.0 (from -r some.lock)" for number in range(43)),
        "Processing /wheels/old_pip-1.0-py3-none-any.whl",
        "Processing /a folder/new_pip-1.0-py3-none-any.whl (from -r folder/some.lock (line 1))",
        "Installing collected packages: name1, name2",
    ]
    told = [line for line in map(progress.heard, lines) if line]
    assert told == ["  20 of 45", "  40 of 45", "  unpacking them …"]
    assert progress.seen == progress.total


def test_silence_names_what_it_is_about() -> None:
    progress = Progress(total=2)
    progress.heard("Collecting pillow==13.0.0 (from -r some.lock)")
    assert progress.silence() == "  still fetching pillow …"


def test_a_lock_s_packages_are_counted() -> None:
    for lock in REQUIREMENTS.glob("*.lock"):
        assert pinned(lock) == len(pins(lock.read_text("utf-8")))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("WARNING: Retrying (Retry(total=0)) after connection broken by …", "HTTPS_PROXY"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM …", "pip cache purge"),
        ("ERROR: No matching distribution found for one==1.0", "has no one==1.0 for Python 3."),
        ("ERROR: Could not install packages due to an OSError: No space left", "own words"),
    ],
)
def test_what_to_do_is_told_by_what_went_wrong(said: str, told: str) -> None:
    assert told in advice(said)


def test_a_trouble_that_passed_is_not_blamed() -> None:
    progress = Progress(total=40)
    progress.heard("WARNING: Retrying (Retry(total=4)) after connection broken by …")
    for number in range(20):
        progress.heard(f"Collecting name{number}==1.0 (from -r some.lock)")
    progress.heard("ERROR: No matching distribution found for one==1.0")
    assert "The registry has no one==1.0" in progress.failure()
