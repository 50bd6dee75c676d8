"""Which language the command line speaks, and that all it may say is there in each."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.terminal.argument_parser import translated
from bot.composition.store_errors import STORE_MESSAGES
from bot.i18n import po_file, user_locale
from bot.i18n.user_locale import likely_language, user_language

STORE = Path(__file__).parents[3] / "digests" / "store"
_OF_THE_STORE = {"StoreError", "StoreReleaseError", "BackupError"}
_FAULTS = {
    "a write within a transaction's block goes past the transaction",
    "the database is closed",
    "{said}",
}
"""What only a mistake of ours leads to, and what others say."""


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, None),
        ({"LANG": ""}, None),
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "ja"}, "ja"),
        ({"LANG": "ja_JP.eucJP@x"}, "ja"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "tlh_KL.UTF-8"}, "en"),
        ({"LANG": "ja_JP.UTF-8", "LC_MESSAGES": "C"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "ja_JP"}, "ja"),
        ({"LC_MESSAGES": "ja_JP", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "ja_JP"}, "ja"),
    ],
)
def test_the_locale_says_which_language(
    nowhere: pytest.MonkeyPatch, variables: dict[str, str], language: str | None
) -> None:
    for name, value in variables.items():
        nowhere.setenv(name, value)
    assert user_language() == language


@pytest.mark.parametrize(
    ("locale", "language"),
    [("zh_TW.UTF-8", "zh_Hant"), ("zh_CN", "zh_Hans"), ("pt_PT", "pt_BR"), ("de_AT", "de")],
)
def test_of_several_scripts_or_regions_the_nearest_is_spoken(
    nowhere: pytest.MonkeyPatch, locale: str, language: str
) -> None:
    spoken = ("de", "en", "pt_BR", "zh_Hans", "zh_Hant")
    nowhere.setattr(user_locale, "languages", lambda: spoken)
    nowhere.setenv("LANG", locale)
    assert user_language() == language


def test_without_a_locale_the_setting_counts(nowhere: pytest.MonkeyPatch) -> None:
    assert likely_language() == "ja"
    nowhere.setenv("BOT_LANGUAGE", "EN")
    assert likely_language() == "en"
    nowhere.setenv("LANG", "ja_JP.UTF-8")
    assert likely_language() == "ja"


def test_what_nobody_has_confirmed_of_a_catalogue_is_not_said(tmp_path: Path) -> None:
    file = tmp_path / "kawaraban.po"
    file.write_text(
        'msgid ""\nmsgstr "Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
        '#, fuzzy\nmsgid "A"\nmsgstr "1"\n'
        '#~ msgid "B"\n#~ msgstr "2"\n'
        'msgid ""\n"C \\"d\\"\\n"\n"e"\nmsgstr ""\n"3"\n" 4"\n'
        'msgid "F"\nmsgstr ""\n'
    )
    said = po_file.read(file)
    told = [said.gettext(message) for message in ("A", "B", 'C "d"\ne', "F")]
    assert told == ["A", "B", "3 4", "F"]


def test_what_argparse_complains_of_is_translated_and_else_stays_as_it_is() -> None:
    said = {"argument {name}: expected one argument": "{name} → 1", "usage: ": "→ "}

    def say(message: str) -> str:
        return said.get(message, message)

    assert translated(say, "argument --at: expected one argument") == "--at → 1"
    assert translated(say, "something that it says since today") == (
        "something that it says since today"
    )


def test_all_that_the_store_says_to_operators_is_marked() -> None:
    assert set(_said_by_the_store()) == set(STORE_MESSAGES)


def _said_by_the_store() -> Iterator[str]:
    for file in (*STORE.glob("upkeep/*.py"), STORE / "store.py", STORE / "database.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id in _OF_THE_STORE:
                said = node.args[0]
                if isinstance(said, ast.Constant) and said.value not in _FAULTS:
                    yield str(said.value)
