"""What `.ci` runs, and that it says what it leaves out."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PYTHON = """#!/bin/sh
case "$*" in
*sys.executable*) echo "$0" ;;
"-m venv .venv") mkdir -p .venv/bin; ln -s "$0" .venv/bin/python ;;
-m*) echo "$*" ;;
esac
"""
# Another user, who may not run what lies in the folder of programs.
RUNUSER = """#!/bin/sh
shift 3
case "$1" in
*/programs/python3.11 | /usr/local/*) exit 1 ;;
/usr/bin/python3.11) test "$2" = -c && exit {reach} ;;
esac
echo "as nobody: $*"
"""


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder of programs that stand for the machine's; whoever asks is root."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name, text in {
        "python3.11": PYTHON,
        "id": "#!/bin/sh\necho 0\n",
        "chown": "#!/bin/sh\n",
        "make": '#!/bin/sh\necho make "$*"\n',
    }.items():
        put(folder / name, text)
    return folder


def put(file: Path, text: str) -> None:
    file.write_text(text)
    file.chmod(0o755)


def fresh(programs: Path) -> str:
    """What `.ci/fresh` says beside these programs, from a repository that holds nothing else."""
    main = programs.parent / "main"
    (main / ".ci").mkdir(parents=True)
    script = shutil.copy(ROOT / ".ci" / "fresh", main / ".ci")
    _commit(main)
    variables = {"PATH": f"{programs}:{os.environ['PATH']}", "TMPDIR": str(programs.parent)}
    done = subprocess.run([script], env=variables, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert done.returncode == 0, done.stderr
    return done.stdout


def _commit(folder: Path) -> None:
    """Make a folder a repository in which all is committed but what is called `untracked`."""
    who = ["-c", "user.name=Wren", "-c", "user.email=wren@example.org"]
    for words in (["init", "-q"], ["add", ".", ":!untracked"], [*who, "commit", "-q", "-m", "All"]):
        subprocess.run(["git", *words], cwd=folder, check=True)  # noqa: S603, S607 - git, in a folder of ours


def test_who_can_not_be_another_user_says_so(programs: Path) -> None:
    put(programs / "runuser", RUNUSER.format(reach=1))
    said = fresh(programs)
    assert "Skipped: as another user" in said
    assert f"make setup LOCK=dev PYTHON={programs / 'python3.11'}" in said
    assert "as nobody" not in said


def test_another_user_takes_the_system_s_python_where_ours_is_out_of_reach(programs: Path) -> None:
    put(programs / "runuser", RUNUSER.format(reach=0))
    said = fresh(programs)
    assert "Skipped" not in said
    assert "make setup LOCK=dev PYTHON=/usr/bin/python3.11\n" in said
    assert all(line.startswith("as nobody: env ") for line in said.splitlines())


def test_what_is_not_committed_is_left_out_and_told(programs: Path) -> None:
    put(programs / "runuser", RUNUSER.format(reach=1))
    put(programs / "make", "#!/bin/sh\necho installs from: $(ls -A)\n")
    (programs.parent / "main").mkdir()
    (programs.parent / "main" / "untracked").touch()
    said = fresh(programs)
    assert "Left out, as it is not committed:\n?? untracked\n" in said
    assert "installs from: .ci .venv\n" in said


@pytest.mark.parametrize(
    ("answer", "target"),
    [("echo True", "coverage"), ("echo False", "test"), ("exit 1", "coverage")],
)
def test_ci_measures_unless_it_is_told_that_it_can_not_be(
    programs: Path, answer: str, target: str
) -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    asked = script[script.index('case "$(.venv/bin/python -c') :]
    put(programs / "python", f"#!/bin/sh\n{answer}\n")
    asked = asked.replace(".venv/bin/python", str(programs / "python"))
    words = ["bash", "-euo", "pipefail", "-c", asked]
    path = f"{programs}:{os.environ['PATH']}"
    said = subprocess.check_output(words, env={"PATH": path}, text=True)  # noqa: S603 - our script
    assert said.splitlines()[-1] == f"make {target}"
    assert ("Skipped" in said) is (target == "test")
