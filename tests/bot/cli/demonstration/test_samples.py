"""The samples, as if written today: every day that they name moves with them."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.cli.demonstration.daily_papers import DAYS_BACK
from bot.cli.demonstration.samples import PAPERS, SAMPLES, Sample, sample_of
from digests.parsing.parser import parse
from digests.values.papers import Paper

FILES = sorted(file for file in SAMPLES.iterdir() if file.is_file())
TODAY = date(2027, 3, 2)


def text_of(sample: Sample, day: date) -> str:
    data = sample.dated(day).data
    if sample.file.suffix != ".html":
        return data.decode()
    return zipfile.ZipFile(io.BytesIO(data)).read("index.html").decode()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_sample_for_its_own_day_is_the_file(file: Path) -> None:
    sample = Sample(file)
    assert text_of(sample, sample.day) == file.read_text("utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_day_stays_where_it_was(file: Path) -> None:
    text = text_of(Sample(file), TODAY)
    assert re.findall(r".*(?:2026|11月|Nov\.|November 2|[-/]11/).*", text) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_is_read_of_it_is_as_old_as_it_was(file: Path) -> None:
    sample = Sample(file)
    move = TODAY - sample.day
    before, after = (
        parse(dated.name, dated.data, posted=day).digest
        for day in (sample.day, TODAY)
        for dated in (sample.dated(day),)
    )
    assert after.date == TODAY
    assert after.title == sample.dated(TODAY).title
    assert [item.date for item in after.items] == [
        item.date and item.date + move for item in before.items
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("潮里港湾事務所は20日、", "潮里港湾事務所は1日、"),
        ("[潮里 20日 みなと通信]", "[潮里 1日 みなと通信]"),
        ("①…(みなと通信、2026年11月20日)", "①…(みなと通信、2027年3月1日)"),
        ("布は12月5日から", "布は3月16日から"),
        ("見ごろは11月末まで", "見ごろは3月末まで"),
        ("年に 2 日だけ", "年に 2 日だけ"),
        ("voted on Friday to", "voted on Monday to"),
        ("welcome on Thursdays", "welcome on Thursdays"),
        ("Nov. 17 (", "Feb. 26 ("),
        ("18 November 2026", "27 February 2027"),
        ("/2026/11/18/x", "/2027/02/27/x"),
        ("/20261120/x", "/20270301/x"),
        ("/2026-11/x", "/2027-03/x"),
    ],
)
def test_days_move_however_they_are_written(before: str, after: str, tmp_path: Path) -> None:
    file = tmp_path / "2026-11-21.ja.txt"
    file.write_text(before, "utf-8")
    assert text_of(Sample(file), TODAY) == after


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.language)
def test_a_paper_s_newest_sample_is_today_s_and_the_days_around_it_have_its_others(
    paper: Paper,
) -> None:
    its = [file for file in FILES if file.name.split(".")[1] == paper.language]
    # Those that are out, and the draft of tomorrow.
    days = [TODAY + timedelta(days=away) for away in range(-DAYS_BACK, 2)]
    around = [sample_of(paper, day, today=TODAY).file for day in days]
    assert around[-2] == its[-1]
    assert sorted(around) == its
    again = TODAY + timedelta(days=len(its))
    assert sample_of(paper, again, today=TODAY).file == its[-1]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.language)
def test_today_s_have_pictures_and_are_called_like_their_paper(paper: Paper) -> None:
    dated = sample_of(paper, TODAY, today=TODAY).dated(TODAY)
    digest = parse(dated.name, dated.data, posted=TODAY).digest
    assert sum(len(item.pictures) for item in digest.items) == 2
    assert paper.title in dated.title
    assert digest.language == paper.language
