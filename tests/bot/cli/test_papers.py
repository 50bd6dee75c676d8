from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.cli.main import main


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, template: Path) -> None:
    shutil.copy(template, tmp_path / "kawaraban.db")
    monkeypatch.setenv("BOT_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    main(["papers", *words])
    return capsys.readouterr().out.splitlines()


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as end:
        main(["papers", *words])
    assert end.value.code == 1
    return capsys.readouterr().err


def test_papers_are_listed_added_and_changed(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "list") == ["main"]
    assert "say first" in refused(capsys, "add", "akari", "--title", "灯", "--language", "ja")
    lantern = ("change", "main", "--title", "The Lantern", "--language", "en")
    assert printed(capsys, *lantern) == ["main  The Lantern  en"]
    akari = ("add", "akari", "--title", "灯", "--language", "ja", "--hour", "8:00")
    assert printed(capsys, *akari, "--timezone", "Asia/Tokyo") == [
        "main  The Lantern  en",
        "akari  灯  ja  08:00  Asia/Tokyo",
    ]
    assert "already" in refused(capsys, *akari)
    assert printed(capsys, "change", "akari", "--hour", "9:15")[1].split()[3] == "09:15"


def test_what_can_not_be_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    printed(capsys, "change", "main", "--title", "The Lantern", "--language", "en")
    said = ("--title", "T", "--language", "ja")
    assert "can't be the key" in refused(capsys, "add", "Akari!", *said)
    assert "needs --title" in refused(capsys, "add", "akari")
    assert "already" in refused(capsys, "add", "main", *said)
    assert "no time" in refused(capsys, "add", "akari", *said, "--hour", "soon")
    assert "no IANA" in refused(capsys, "add", "akari", *said, "--timezone", "Mars")
    assert "there is no paper" in refused(capsys, "change", "other", *said)
    assert "name the paper" in refused(capsys, "change")
