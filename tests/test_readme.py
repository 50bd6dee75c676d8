"""What the README says is so, and what there is stands in it."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from datetime import date, time
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from packaging.specifiers import SpecifierSet

from bot.cli import main
from bot.cli.demonstration import daily_papers, demonstration
from bot.cli.demonstration.demo_readers import settle
from bot.cli.terminal import subscriber_csv
from bot.handlers.commands import Command, commands
from bot.i18n.translator import Translations
from bot.intents.intent import ChooseZone, OfDay, ReadEdition, ReadItems, ReadSources
from bot.intents.labels import Vocabulary
from bot.intents.understanding import understand
from bot.monitoring import http
from bot.settings import ENV_FILE, Settings
from digests.delivery.model import UnknownPolicy
from digests.parsing.formats.registry import offered
from digests.search.query import parse_query
from simulator import World

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
JAPANESE = (ROOT / "README.ja.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
_PLACES = ("*.md", "docs/*.md", "requirements/*.md", "tests/data/**/README.md")
PAGES = sorted(page for place in _PLACES for page in ROOT.glob(place))
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def rows(heading: str, page: str = README) -> Iterator[list[str]]:
    """The cells of the table that opens with this heading, row by row."""
    _, _, below = page.partition(f"\n{heading}\n")
    table = below.split("\n\n", 1)[0].splitlines()
    return ([cell.strip() for cell in line.strip("|").split(" |")] for line in table[1:])


def code(cell: str) -> list[str]:
    """What a cell has in backticks."""
    return re.findall(r"`([^`]+)`", cell)


# --- commands of the bot ----------------------------------------------------------------------


def test_every_command_is_in_the_readme_and_no_other() -> None:
    named = set(re.findall(r"`/([a-z]+)", README)) - {"healthz", "metrics", "readyz"}
    assert named == {command.name for command in commands()}


@pytest.mark.parametrize("command", commands(), ids=lambda command: command.name)
def test_telegram_takes_every_command(command: Command) -> None:
    name, description = command.name, command.description
    assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
    assert 1 <= len(description) <= 256


def spoken(command: str) -> list[str]:
    """What the README writes behind a command, wherever it writes something."""
    found = re.findall(rf"`/{command} ([^`]+)`", README)
    assert found
    return found


def test_what_readers_say_is_meant_as_the_readme_says() -> None:
    today = date(2025, 3, 20)
    situation = Vocabulary.of(Translations.load("en")).situation(
        today, frozenset(command.name for command in commands())
    )
    told = README.partition("## What it does")[2].partition("From the command line")[0]
    said = {written: understand(written, situation) for written in code(told)}
    assert said["/item 3"] == said["3"] == said["③"] == ReadItems((3,))
    assert said["3と5"] == ReadItems((3, 5))
    assert said["昨日の2"] == ReadItems((2,), OfDay(date(2025, 3, 19)))
    assert said["3の出典"] == ReadSources((3,))
    assert said["/date 3/14"] == ReadEdition(OfDay(date(2025, 3, 14)))
    assert said["UTC+9"] == ChooseZone("Etc/GMT-9")


def test_searches_of_the_readme_are_understood() -> None:
    queries = [parse_query(asked) for asked in spoken("search")]
    assert all(query.wanted for query in queries)
    assert date(2025, 1, 1) in {query.since for query in queries}


# --- the command line -------------------------------------------------------------------------


def parser() -> Any:
    return main._parser()


def written(pattern: str) -> Iterator[list[str]]:
    """The words of a command line, with what may be left out and without it."""
    yield shlex.split(re.sub(r"\s*\[[^\]]*\]", "", pattern))
    if "[" in pattern:
        yield shlex.split(re.sub(r"[\[\]]", "", pattern))


def lines_of_the_command_table() -> list[str]:
    return [pattern for row in rows("| command | what |") for pattern in code(row[0])]


def test_every_command_of_the_command_line_is_in_its_table_and_no_other() -> None:
    (choices,) = (one.choices for one in parser()._actions if one.choices)
    assert {line.split()[0] for line in lines_of_the_command_table()} == set(choices)


@pytest.mark.parametrize("pattern", lines_of_the_command_table())
def test_the_command_line_takes_what_its_table_says(pattern: str) -> None:
    for words in written(pattern):
        assert parser().parse_args(words).command


def test_readers_are_the_columns_that_the_readme_names() -> None:
    (named,) = re.findall(r"readers as CSV: ([a-z_, ]+)", README)
    columns = (*subscriber_csv.COLUMNS.values(), subscriber_csv.RULES)
    headers = [column.header for column in columns]
    assert named.strip().split(", ") == headers


# --- settings ---------------------------------------------------------------------------------


def test_every_setting_is_in_the_readme_and_no_other() -> None:
    named = set(re.findall(r"BOT_[A-Z_]+", README))
    settings = {f"BOT_{name.upper()}" for name in Settings.model_fields}
    assert named == settings | {ENV_FILE}


def defaults() -> Iterator[tuple[str, str]]:
    """Each setting with the default that its row shows in backticks."""
    for names, shown, _ in rows("| setting | default | meaning |"):
        told = shown.split(", ")
        if len(told) == len(code(names)):
            yield from (
                (n, d.strip("`")) for n, d in zip(code(names), told, strict=True) if "`" in d
            )


@pytest.mark.parametrize(("name", "told"), list(defaults()))
def test_a_default_is_what_the_readme_says(name: str, told: str) -> None:
    default = Settings.model_fields[name.removeprefix("BOT_").lower()].default
    assert told == shown(default)


def shown(value: object) -> str:
    """A value as one writes it into `.env`."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value.value if isinstance(value, Enum) else value)


def test_every_default_is_shown_or_told_in_words() -> None:
    in_words = {"BOT_API_URL", "BOT_ADMIN_IDS", "BOT_OWNERS", "BOT_TOKEN"}
    fields = Settings.model_fields.items()
    there = {f"BOT_{name.upper()}" for name, field in fields if field.default is not None}
    assert {name for name, _ in defaults()} == there - in_words


def test_the_choices_of_a_setting_are_those_of_the_readme() -> None:
    (row,) = (row for row in rows("| setting | default | meaning |") if "BOT_DOUBT" in row[0])
    assert set(code(row[2])) == {policy.value for policy in UnknownPolicy}


# --- files and formats ------------------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    """The names by which a page's headings are linked to, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        prose = FENCED.sub("", page.read_text("utf-8"))
        linked = re.findall(r"\]\((?!https?:|mailto:)([^)]+)\)", prose)
        shown = re.findall(r'<(?:img|source)\b[^>]*?\bsrc(?:set)?="(?!https?:)([^"]+)"', prose)
        for target in (*linked, *shown):
            yield page.relative_to(ROOT).as_posix(), target


@pytest.mark.parametrize(("page", "target"), list(links()))
def test_what_a_page_links_to_is_there(page: str, target: str) -> None:
    path, _, anchor = target.partition("#")
    linked = (ROOT / page).parent / path if path else ROOT / page
    assert linked.exists()
    assert not anchor or anchor in anchors(linked)


def test_each_picture_of_the_docs_is_shown_by_a_page() -> None:
    there = {path for path in (ROOT / "docs").rglob("*") if path.suffix in {".png", ".svg"}}
    assert there
    assert there - {(ROOT / page).parent / target for page, target in links()} == set()


def test_the_files_that_the_readme_names_exist() -> None:
    named = set(re.findall(r"`([\w./-]+/[\w.-]+\.[a-z]{2,4})`", README))
    assert named
    assert [one for one in sorted(named) if not (ROOT / one).exists()] == []


@pytest.mark.parametrize(
    "page", ["README.md", "README.ja.md", "docs/editors.en.md", "docs/editors.ja.md"]
)
def test_the_readme_and_the_editors_guides_name_every_format_that_is_offered(page: str) -> None:
    told = re.search(r"txt(?:(?:, (?!up)|、| or )[a-z]+)+", (ROOT / page).read_text())
    assert told is not None
    assert re.split(r", |、| or ", told[0]) == [*offered()]


def test_the_demo_is_as_the_readme_says() -> None:
    numbers = {"two": 2, "five": 5, "Twelve": 12}
    (told,) = re.findall(
        r"(\w+) readers in (\w+) time\s+zones .* the (\w+) days before", README, re.DOTALL
    )
    there = settle(World())
    zones = {one.preferences.timezone for one in there}
    assert [numbers[word] for word in told] == [len(there), len(zones), daily_papers.DAYS_BACK]
    for label in ("Pull the plug", "Let the editor post a digest"):
        assert label in README
        assert label in Path(demonstration.__file__).read_text("utf-8")


# --- the same in Japanese ---------------------------------------------------------------------


def test_the_japanese_readme_has_the_sections_of_the_other_and_links_to_what_it_links_to() -> None:
    """The pictures and the links to one another are each its own."""

    def skeleton(text: str) -> list[str]:
        return re.findall(r"^#+(?= )", FENCED.sub("", text), re.MULTILINE)

    def linked(text: str) -> set[str]:
        found = re.findall(r"(?<!\!)\[[^]]*\]\(([^)]+)\)", text)
        return {target for target in found if not re.search(r"README|demo-", target)}

    assert skeleton(JAPANESE) == skeleton(README)
    assert linked(JAPANESE) == linked(README)
    assert "(README.ja.md)" in README
    assert "(README.md)" in JAPANESE
    pictures, ours = (re.findall(r"\]\((docs/[\w.-]*\.png)\)", one) for one in (README, JAPANESE))
    assert ours == [picture.replace(".en.", ".ja.") for picture in pictures]


def test_the_japanese_readme_names_the_same_commands_settings_and_values() -> None:
    def named(text: str) -> set[str]:
        words = set(re.findall(r"`([^`\n]+)`", FENCED.sub("", text)))
        return {word for word in words if word.isascii()}

    # What is typed at the demo is of the language.
    assert named(README) - {"today"} == named(JAPANESE)
    assert run_in(README)[:-1] == run_in(JAPANESE)[:-1]


def run_in(text: str) -> list[str]:
    """What is to be run, and the drawing at the end, which speaks the language."""
    return [block.strip("`\n") for block in FENCED.findall(text)]


def test_the_settings_of_the_japanese_readme_have_the_same_defaults() -> None:
    ours = [code(row[1]) for row in rows("| 設定 | 既定値 | 意味 |", JAPANESE)]
    assert ours == [code(row[1]) for row in rows("| setting | default | meaning |")]
    assert len(ours) > 10


def test_the_pages_for_machines_are_served() -> None:
    (row,) = (row for row in rows("| setting | default | meaning |") if "BOT_WEB_PORT" in row[0])
    source = Path(http.__file__).read_text("utf-8")
    for path in code(row[2]):
        assert f'add_get("{path}"' in source


# --- how to run it ----------------------------------------------------------------------------


def test_the_makefile_has_the_targets_that_the_pages_run() -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    run = {
        target
        for page in PAGES
        for target in re.findall(r"(?:^|`)make ([a-z]+)", page.read_text("utf-8"), re.MULTILINE)
    }
    assert {"demo", "test", "run"} <= run <= targets


def test_the_least_python_is_the_same_everywhere() -> None:
    (least,) = set(re.findall(r"Python (3\.\d+) or newer", README + MAKEFILE))
    assert PROJECT["requires-python"] == f">={least}"
    (checked,) = re.findall(r"version_info\[:2\] if sys\.version_info < \((\d+), (\d+)\)", MAKEFILE)
    assert ".".join(checked) == least
    recipe = (ROOT / "Dockerfile").read_text()
    (image,) = set(re.findall(r"^ARG PYTHON=(\d+\.\d+)", recipe, re.MULTILINE))
    assert image in SpecifierSet(PROJECT["requires-python"])


def test_the_volume_of_the_readme_is_where_the_image_keeps_its_data() -> None:
    (mounted,) = re.findall(r"docker run .*-v \w+:(/\w+)", README)
    recipe = (ROOT / "Dockerfile").read_text()
    assert f"VOLUME {mounted}" in recipe
    assert f"BOT_DATA_DIR={mounted}" in recipe


def test_the_licence_is_the_one_that_the_readme_names() -> None:
    (named,) = re.findall(r"^(\w+) licence\.", README, re.MULTILINE)
    assert PROJECT["license"] == named
    assert (ROOT / "LICENSE").read_text().startswith(f"{named} License")


def test_ci_runs_what_the_contributors_page_says() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    _, _, told = page.partition("## What every change must pass\n")
    named = {
        word for word in code(told.partition("\n## ")[0]) if word.startswith(("make ", ".ci/"))
    }
    script = re.sub(r"(?m)^ *(#|echo).*", "", (ROOT / ".ci" / "run").read_text("utf-8"))
    ran = set(re.findall(r"\bmake \w+|\.ci/\w+", script))
    assert {"make check", ".ci/fresh"} <= ran
    assert named == ran | {"make demo", ".ci/run"}
