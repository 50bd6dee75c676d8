"""The map and the glossary speak of what there is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

from tests.support.modules import PACKAGES, Module, all_modules, identifiers, snake

ROOT = Path(__file__).parents[1]
MAP = (ROOT / "docs" / "architecture.md").read_text("utf-8")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")
WORDS = re.findall(r"^- \*\*([a-z ]+)\*\*: ", GLOSSARY, re.MULTILINE)


@cache
def modules() -> dict[str, Module]:
    return {module.name: module for module in all_modules(*PACKAGES)}


# --- what stands in backticks ----------------------------------------------------------------


def named(page: str) -> list[str]:
    """The paths and the dotted names that a page has in backticks."""
    prose = re.sub(r"^```.*?^```", "", page, flags=re.MULTILINE | re.DOTALL)
    return [one for one in re.findall(r"`([^`\s]+)`", prose) if is_path(one) or is_dotted(one)]


def is_path(word: str) -> bool:
    return re.fullmatch(r"[\w.]+(/[\w.]+)+/?", word) is not None


def is_dotted(word: str) -> bool:
    return re.fullmatch(rf"({'|'.join(PACKAGES)})(\.\w+)+", word) is not None


def exists(word: str) -> bool:
    """Whether there is a file or folder of that path, or a module, class or member of that name."""
    if is_path(word):
        return (ROOT / word).exists()
    parts = word.split(".")
    for count in range(len(parts), 0, -1):
        if module := modules().get(".".join(parts[:count])):
            return has(module.tree, parts[count:])
    return False


def has(tree: ast.Module | ast.ClassDef, path: list[str]) -> bool:
    """Whether a module or class gives a name, and what has that name gives the next one."""
    if not path:
        return True
    first, *rest = path
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == first:
            return has(node, rest)
        if not rest and first in given(node):
            return True
    return False


def given(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return {one.id for one in targets if isinstance(one, ast.Name)}


@pytest.mark.parametrize("word", sorted({*named(MAP), *named(GLOSSARY)}))
def test_what_the_map_and_the_glossary_name_exists(word: str) -> None:
    assert exists(word)


@pytest.mark.parametrize(
    "word",
    [
        "bot/nothing.py",
        "bot.nothing",
        "digests.model.Nothing",
        "digests.model.Item.nothing",
        "digests.newsroom.Newsroom.nothing",
    ],
)
def test_what_does_not_exist_would_be_found(word: str) -> None:
    assert named(f"See `{word}`.") == [word]
    assert not exists(word)


def test_paths_in_the_picture_exist() -> None:
    (picture,) = re.findall(r"^```\n(.*?)^```", MAP, re.MULTILINE | re.DOTALL)
    paths = re.findall(r"\b(?:bot|digests)/[\w/]+(?:\.py)?", picture)
    assert len(paths) > 10
    assert [path for path in paths if not (ROOT / path).exists()] == []


# --- the map ---------------------------------------------------------------------------------


def packages() -> Iterator[str]:
    for module in modules().values():
        if module.stem == "__init__":
            yield module.name


def test_every_package_has_its_part_of_the_map_and_no_other() -> None:
    parts = re.findall(r"^### ([a-z0-9.]+)$", MAP, re.MULTILINE)
    assert len(parts) == len(set(parts))
    assert set(parts) == set(packages())


def test_each_part_says_what_the_package_must_never_do() -> None:
    parts = re.split(r"^#{2,3} ", MAP, flags=re.MULTILINE)
    packaged = [part for part in parts if part.splitlines()[0] in set(packages())]
    assert [part.splitlines()[0] for part in packaged if "\nNever: " not in part] == []


# --- the glossary ----------------------------------------------------------------------------


@cache
def spoken() -> str:
    """Every identifier of the bot and of the digests, as words."""
    ours = (module for module in modules().values() if module.package != "simulator")
    names = chain.from_iterable(identifiers(module.tree) for module in ours)
    return "\n".join({f"_{snake(name)}_" for _, name in names})


def is_spoken(word: str) -> bool:
    return re.search(rf"_{word.replace(' ', '_')}s?_", spoken()) is not None


@pytest.mark.parametrize("word", WORDS)
def test_a_word_of_the_glossary_is_one_that_the_code_uses(word: str) -> None:
    assert is_spoken(word)


def test_a_word_that_the_code_does_not_use_would_be_found() -> None:
    assert not is_spoken("logbook")


def test_the_glossary_has_each_word_once_and_names_where_it_stands() -> None:
    assert len(WORDS) == len(set(WORDS)) >= 25
    entries = re.findall(r"^- .*$", GLOSSARY, re.MULTILINE)
    assert len(entries) == len(WORDS)


def test_the_picture_of_the_readme_names_what_there_is() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    picture = text.partition("## How it works\n```\n")[2].partition("```")[0]
    named = re.findall(r"\b([A-Z][a-z]+)(?:\.([a-z]+))?", picture)
    ours = [module for module in modules().values() if module.package == "digests"]
    names = {name for module in ours for _, name in identifiers(module.tree)}
    assert len(named) >= 6
    assert {word for pair in named for word in pair if word} - {f"{one}s" for one in names} <= names
