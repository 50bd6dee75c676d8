"""The command line: each command as an operator runs it, in a process of its own."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import digests
from bot.cli.main import main
from tests.bot.cli.shell import Shell
from tests.support.corpus import Corpus, corpora
from tests.support.surroundings import surroundings

TOKEN = "4242:abcdefghijkl"  # noqa: S105 - it opens nothing
ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "bot" / "cli" / "samples" / "2026-11-20.en.md"


@pytest.mark.parametrize("words", [["read", str(SAMPLE)], ["status"], ["run"]])
def test_a_command_ends_as_it_does_where_python_is_started_for_it(
    shell: Shell, words: list[str]
) -> None:
    started = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "bot", *words],
        env=surroundings() | {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"},
        cwd=shell.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    forked = shell.run(*words)
    assert forked.stdout == started.stdout
    assert (forked.returncode, forked.stderr) == (started.returncode, started.stderr)


def test_a_file_is_read_without_any_bot(shell: Shell) -> None:
    report = shell.prints("read", SAMPLE)
    assert "The Lantern, 20 November 2026" in report
    assert "② Dunmallow bakers agree on what a Dunmallow bun is" in report
    assert "https://example.com/ferry-gazette/2026/11/buns" in report


def test_a_terminal_without_japanese_shows_what_it_can(tmp_path: Path) -> None:
    def printed_as_ascii(*words: str | Path) -> str:
        # A forked process has its terminal's encoding from the one that forked it.
        told = {**surroundings(), "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
        return subprocess.check_output(  # noqa: S603 - our own command
            [sys.executable, "-m", "bot", *map(str, words)], env=told, cwd=tmp_path, text=True
        )

    japanese = SAMPLE.with_name("2026-11-22.ja.txt")
    printed = printed_as_ascii("read", japanese)
    assert "11?22?" in printed
    assert "https://example.jp/itoguchi/2026-11/gingaza" in printed
    told = printed_as_ascii("read", japanese, "--json")
    assert json.loads(told)["title"] == "11月22日の瓦版だより"


def test_a_reading_is_printed_for_programs(shell: Shell) -> None:
    told = json.loads(shell.prints("read", SAMPLE, "--json"))
    assert list(told) == [
        *("title", "author", "date", "issue", "preface", "items", "afterword", "left_over"),
        *("coverage", "problems"),
    ]
    assert told["date"] == "2026-11-20"
    second = told["items"][1]
    assert second["headline"] == "Dunmallow bakers agree on what a Dunmallow bun is"
    assert second["outlet"] == "The Ferry Gazette"
    assert second["sources"] == ["https://example.com/ferry-gazette/2026/11/buns"]
    assert set(second) == {
        "number", "printed_number", "headline", "date", "outlet", "attribution", "sources",
        "paragraphs", "captions", "related", "section", "summary", "summary_gaps", "summary_by",
    }  # fmt: skip
    assert second["summary"]


def test_a_file_that_can_not_be_read_is_told_in_a_sentence(shell: Shell) -> None:
    (shell.folder / "empty.txt").write_bytes(b"")
    for file, told in (("empty.txt", "The file is empty"), ("none.txt", "can't be opened")):
        done = shell.run("read", file)
        assert done.returncode == 1
        assert told in done.stderr
        assert "Traceback" not in done.stderr


def test_why_no_process_could_start_to_read_a_file_is_told_where_no_log_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    package = tmp_path / "digests" / "__init__.py"
    package.parent.mkdir()
    package.write_text("import what_nobody_has\n")
    monkeypatch.setattr(digests, "__file__", str(package))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(["read", str(SAMPLE)])
    assert ended.value.code == 1
    told = capsys.readouterr().err
    assert "the process that reads files could not start. It said:" in told
    assert told.endswith("No module named 'what_nobody_has'\n")
    assert "in the log" not in told


@pytest.mark.parametrize("command", ["run", "status"])
def test_a_wrong_setting_stops_the_start_with_a_sentence_that_names_it(
    shell: Shell, command: str
) -> None:
    done = shell.run(command, BOT_TOKEN=TOKEN, BOT_TIMEZONE="Tokyo")
    assert done.returncode == 1
    assert "BOT_TIMEZONE is wrong" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [("run",), ("status",), ("read", SAMPLE)])
def test_a_wrong_setting_in_the_file_is_told_in_a_sentence(
    shell: Shell, command: tuple[str | Path, ...]
) -> None:
    (shell.folder / "wrong.env").write_text(f"BOT_TOKEN={TOKEN}\nBOT_RATE=wrong\n")
    done = shell.run(*command, BOT_ENV_FILE="wrong.env")
    assert done.returncode == 1
    assert done.stderr.startswith("kawaraban: BOT_RATE is wrong: ")
    assert done.stderr.count("\n") == 1


def test_a_misspelt_setting_stops_nothing_and_is_told(shell: Shell) -> None:
    done = shell.run("status", BOT_TIMEZON="UTC")
    assert done.returncode == 0
    told = "kawaraban: BOT_TIMEZON is no setting; BOT_TIMEZONE is probably meant.\n"
    assert done.stderr == told


def test_commands_speak_the_language_of_the_locale(shell: Shell) -> None:
    (shell.folder / "readers.csv").write_text("chat_id,timezone\n5,Tokyo\n6,UTC\n5,UTC\n")
    for settings in ({"LC_ALL": "ja_JP.UTF-8"}, {"LC_ALL": "", "LANG": "", "BOT_LANGUAGE": "ja"}):
        assert "読者をCSVファイルから" in shell.prints("--help", **settings)
        assert "購読中：0" in shell.prints("status", **settings)
        done = shell.run("readers", "import", "readers.csv", **settings)
        assert done.stderr == (
            "kawaraban: 2行目：TokyoはAsia/TokyoのようなIANAのタイムゾーンではありません。\n"
            "誰も取り込んでいません。\n"
        )
        wrong = shell.run("status", BOT_HOUR="7", **settings).stderr
        assert wrong.startswith("kawaraban: BOT_HOURが正しくありません。07:00のような時刻に")
    done = shell.run("status", "--helth", LC_ALL="ja_JP.UTF-8")
    assert done.returncode == 2
    assert "次の引数は使えません：--helth" in done.stderr
    english = shell.run("status", LC_ALL="C", BOT_LANGUAGE="ja", BOT_HOUR="7").stderr
    assert english.startswith("kawaraban: BOT_HOUR is wrong")


def test_a_python_without_the_packages_is_told_how_to_get_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setitem(sys.modules, "bot.i18n.translator", None)
    with pytest.raises(SystemExit) as ended:
        main(["status"])
    assert ended.value.code == 1
    told = capsys.readouterr().err
    assert told.startswith(f"kawaraban: {sys.executable} doesn't have the package ")
    assert ". .venv/bin/activate" in told


def test_the_bot_does_not_start_without_a_token(shell: Shell) -> None:
    done = shell.run("run")
    assert done.returncode == 1
    assert "BOT_TOKEN is not set" in done.stderr


def test_readers_are_taken_in_and_written_out(shell: Shell) -> None:
    rows = [
        ["chat_id", "language", "timezone", "hour", "state", "form"],
        ["5", "en", "Europe/Berlin", "06:45", "active", "full"],
        ["6", "", "", "", "", ""],
        ["-100123", "ja", "Asia/Tokyo", "21:00", "left", "headlines"],
    ]
    with (shell.folder / "readers.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    assert "3 readers taken in" in shell.prints("readers", "import", "readers.csv")
    assert "Subscribed: 2" in shell.prints("status")
    shell.prints("readers", "export", "out.csv")
    written = list(csv.reader((shell.folder / "out.csv").read_text().splitlines()))
    rows[2] = ["6", "en", "Asia/Tokyo", "07:00", "active", "summaries"]
    assert [row[:6] for row in written] == rows
    printed = shell.prints("readers", "import", "--dry-run", "out.csv")
    assert "3 readers would be taken in from out.csv: 0 new, 0 changed, 3 as they were" in printed
    assert "--dry-run is for" in shell.run("readers", "export", "--dry-run", "out.csv").stderr


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("x,en,Asia/Tokyo,07:00,active", "Line 3"),
        ("7,en,Tokyo,07:00,active", "Tokyo is no IANA time zone"),
        ("7,en,Asia/Tokyo,07:00,keen", "Line 3"),
        ("7,en,Asia/Tokyo,7 o'clock,active", "Line 3"),
    ],
)
def test_a_wrong_line_takes_nobody_in(shell: Shell, line: str, told: str) -> None:
    head = "chat_id,language,timezone,hour,state\n5,en,Asia/Tokyo,07:00,active\n"
    (shell.folder / "readers.csv").write_text(head + line + "\n")
    done = shell.run("readers", "import", "readers.csv")
    assert done.returncode == 1
    assert told in done.stderr
    assert "Subscribed: 0" in shell.prints("status")


def test_a_file_of_readers_without_its_columns_is_refused(shell: Shell) -> None:
    (shell.folder / "readers.csv").write_text("1,en\n")
    done = shell.run("readers", "import", "readers.csv")
    assert "no column chat_id" in done.stderr
    assert "can't be opened" in shell.run("readers", "import", "none.csv").stderr


def test_the_tables_are_made_and_brought_up_to_date(shell: Shell) -> None:
    assert "up to date" in shell.prints("migrate")
    assert "up to date" in shell.prints("migrate")
    assert (shell.folder / "data" / "kawaraban.db").exists()


@pytest.mark.parametrize("corpus", corpora(), ids=lambda corpus: corpus.name)
def test_a_whole_digest_is_read_from_the_command_line(shell: Shell, corpus: Corpus) -> None:
    told = json.loads(shell.prints("read", corpus.folder / corpus.digest, "--json"))
    expected = corpus.expected(corpus.digest)
    assert told["title"] == expected["title_normalised"]
    assert told["date"] == expected["edition_date"]
    for item, wanted in zip(told["items"], expected["items"], strict=True):
        assert {name: item[name] for name in ("number", "headline", "date")} == {
            name: wanted[name] for name in ("number", "headline", "date")
        }
        assert item["outlet"] in {wanted["outlet"], wanted.get("outlet_inferred")}
        assert item["sources"] == [wanted["source_url"]]
        assert item["captions"] == wanted["captions"]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that takes no files")
def test_a_data_folder_that_takes_no_files_is_named_with_who_can_t_write(shell: Shell) -> None:
    done = shell.run("migrate", BOT_DATA_DIR="/proc")
    assert done.returncode == 1
    (sentence,) = done.stderr.splitlines()
    assert f"BOT_DATA_DIR is wrong: user {os.getuid()} can't write in /proc" in sentence
    assert f"chown {os.getuid()}" in sentence
