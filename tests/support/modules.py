"""The source files of the project, parsed, for tests that look at how it is written."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "digests", "simulator")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """A source file, parsed."""

    name: str
    path: str
    source: str
    tree: ast.Module

    @classmethod
    def of(cls, path: str, source: str) -> Module:
        name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        return cls(name, path, source, ast.parse(source))

    def at(self, node: ast.AST, what: str) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)} {what}"

    def functions(self) -> Iterator[Function]:
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node

    def line(self, number: int) -> str:
        return self.source.splitlines()[number - 1]

    @property
    def package(self) -> str:
        """The top-level package."""
        return self.name.partition(".")[0]

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def stem(self) -> str:
        """The name of the file; `__init__` and `__main__` are names that Python gives."""
        return self.path.rpartition("/")[2].removesuffix(".py")

    @property
    def classes(self) -> list[ast.ClassDef]:
        return [node for node in self.tree.body if isinstance(node, ast.ClassDef)]

    def within(self, *packages: str) -> bool:
        return any(self.name == one or self.name.startswith(f"{one}.") for one in packages)


def all_modules(*folders: str) -> list[Module]:
    paths = chain.from_iterable(sorted((ROOT / folder).rglob("*.py")) for folder in folders)
    return [Module.of(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in paths]


def called(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ast.unparse(function)


def identifiers(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Every name that a module gives or uses."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node, node.id
        elif isinstance(node, ast.Attribute):
            yield node, node.attr
        elif isinstance(node, ast.arg | ast.keyword) and node.arg:
            yield node, node.arg
        elif isinstance(node, Function | ast.ClassDef):
            yield node, node.name


def snake(name: str) -> str:
    """`JournalFile`, `_journal_file` and `JOURNAL_FILE` as `journal_file`."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)
    return "_".join(parts).lower()
