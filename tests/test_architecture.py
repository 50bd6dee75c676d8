"""The house rules, measured on the source; each failure names who breaks one, and where."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from pathlib import Path
from statistics import median, quantiles

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "digests")

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

    def within(self, *packages: str) -> bool:
        return any(self.name == one or self.name.startswith(f"{one}.") for one in packages)


def all_modules() -> list[Module]:
    paths = chain.from_iterable(sorted((ROOT / package).rglob("*.py")) for package in PACKAGES)
    return [Module.of(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in paths]


@pytest.fixture(scope="module")
def modules() -> list[Module]:
    return all_modules()


# --- size ------------------------------------------------------------------------------------


def is_written(function: Function) -> bool:
    """Whether a function does anything; those of protocols only say what is to be done."""
    return not all(
        isinstance(node, ast.Pass)
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for node in function.body
    )


def length(function: Function) -> int:
    """Lines from `def` to the end, without the docstring."""
    whole = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is None:
        return whole
    return whole - ((first.end_lineno or first.lineno) - first.lineno + 1)


def long_functions(module: Module) -> Iterator[str]:
    for function in module.functions():
        if length(function) > 60:
            yield module.at(function, f"{function.name} has {length(function)} lines, 60 at most")


def many_parameters(module: Module) -> Iterator[str]:
    """Who takes more than five has another library's signature to fill, and says so."""
    for function in module.functions():
        taken = parameters(function)
        excused = "PLR0913" in module.line(function.lineno) or is_override(function)
        if len(taken) > 5 and not excused:
            yield module.at(function, f"{function.name} takes {len(taken)} parameters, 5 at most")


def parameters(function: Function) -> list[str]:
    given = function.args
    names = [arg.arg for arg in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return [name for name in names if name not in {"self", "cls"}]


def is_override(function: Function) -> bool:
    return any(
        isinstance(one, ast.Name) and one.id == "override" for one in function.decorator_list
    )


def long_file(module: Module) -> Iterator[str]:
    lines = len(module.source.splitlines())
    if lines > 600:
        yield f"{module.path} has {lines} lines, 600 at most"


def test_most_functions_are_small(modules: list[Module]) -> None:
    measured = [
        (length(function), module.at(function, function.name))
        for module in modules
        for function in module.functions()
        if is_written(function)
    ]
    lengths = [lines for lines, _ in measured]
    longest = "\n".join(f"{lines:4} {where}" for lines, where in sorted(measured)[-20:])
    assert median(lengths) <= 7, f"the median function has {median(lengths)} lines:\n{longest}"
    most = quantiles(lengths, n=20)[-1]
    assert most <= 40, f"the 95th percentile has {most} lines:\n{longest}"


# --- state -----------------------------------------------------------------------------------

_MUTABLE = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)

_CONSTANT_MAKERS = frozenset(
    {
        "tuple", "frozenset", "MappingProxyType", "compile", "TypeVar", "ParamSpec", "NewType",
        "get_logger", "TypeAdapter", "timedelta", "date", "time", "datetime", "Path", "ZoneInfo",
        "len", "max", "min", "sum", "ord", "chr", "range", "str", "int", "float", "bytes",
        "escape", "join", "encode", "strip", "maketrans", "removesuffix", "files",
        "with_name", "joinpath",
        # of sqlalchemy: a schema is declared once, in `digests.store.tables`
        "MetaData", "Table", "Index", "Identity", "with_variant", "tuple_",
        # of sqlalchemy too: a statement never changes, each of these gives another one
        "select", "update", "exists", "where", "order_by", "limit", "returning",
    }
)  # fmt: skip

_STATEFUL = frozenset({"Lock", "Event", "Queue", "Semaphore", "Counter", "OrderedDict", "Random"})


def module_state(module: Module) -> Iterator[str]:
    """Module-level values that could change, or that take work to make."""
    for node in module.tree.body:
        value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
        if value is None or is_dunder(node):
            continue
        if isinstance(value, _MUTABLE):
            yield module.at(node, "a module-level value that can change; use tuple or a proxy")
        elif isinstance(value, ast.Call) and not is_constant(value):
            yield module.at(node, f"calls {called(value)} when the module is imported")
    for inner in ast.walk(module.tree):
        if isinstance(inner, ast.Global):
            yield module.at(inner, f"changes {', '.join(inner.names)} of the module")


def is_dunder(node: ast.AST) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return any(isinstance(one, ast.Name) and one.id.startswith("__") for one in targets)


def called(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ast.unparse(function)


def is_constant(call: ast.Call) -> bool:
    """A call of something that makes values which nobody can change.

    Classes by their name: a value of ours is a frozen dataclass, which another rule of the house
    sees to.
    """
    name = called(call)
    is_class = re.fullmatch(r"_?[A-Z][A-Za-z]+", name) is not None
    return name in _CONSTANT_MAKERS or (is_class and name not in _STATEFUL)


def work_at_import(module: Module) -> Iterator[str]:
    if module.within("digests.store.migrations"):
        return  # Alembic runs these as scripts
    for node in module.tree.body:
        if isinstance(node, (ast.For, ast.While, ast.With, ast.Try)):
            yield module.at(node, "works when the module is imported")
        call = node.value if isinstance(node, ast.Expr) else None
        if isinstance(call, ast.Call) and called(call) not in _CONSTANT_MAKERS:
            yield module.at(node, f"calls {called(call)} when the module is imported")


# --- words -----------------------------------------------------------------------------------

_EMPTY_NAMES = frozenset(
    {"utils", "util", "helpers", "helper", "common", "base", "manager", "service"}
)


def empty_name(module: Module) -> Iterator[str]:
    if module.name.rpartition(".")[2] in _EMPTY_NAMES:
        yield f"{module.path} is named after nothing it does"


def undocumented(module: Module) -> Iterator[str]:
    if not is_sentence(ast.get_docstring(module.tree)):
        yield f"{module.path} opens without a sentence that says what it is"
    classes = (node for node in module.tree.body if isinstance(node, ast.ClassDef))
    for node in classes:
        if not (node.name.startswith("_") or is_sentence(ast.get_docstring(node))):
            yield module.at(node, f"{node.name} opens without a sentence that says what it is")


def is_sentence(docstring: str | None) -> bool:
    """A first paragraph that ends as sentences do."""
    first = (docstring or "").split("\n\n")[0].rstrip()
    return first.endswith((".", "?", ":"))


_LEVELS = frozenset({"debug", "info", "warning", "error", "exception", "critical"})


def wordy_logs(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and is_log_call(node.func):
            event = node.args[0] if node.args else None
            if not (isinstance(event, ast.Constant) and is_event(event.value)):
                yield module.at(node, "logs something else than a literal snake_case event")


def is_log_call(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and function.attr in _LEVELS
        and isinstance(function.value, ast.Name)
        and function.value.id in {"log", "_log", "logger"}
    )


def is_event(value: object) -> bool:
    return (
        isinstance(value, str) and re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", value) is not None
    )


# --- layers ----------------------------------------------------------------------------------


def imports(module: Module) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node, node.module


def foreign_imports(module: Module) -> Iterator[str]:
    for node, name in imports(module):
        package = name.partition(".")[0]
        for allowed, wanted in _HOMES:
            if package in wanted and not module.within(*allowed):
                yield module.at(node, f"imports {package}; only {' and '.join(allowed)} may")


_HOMES = (
    (("digests.store",), frozenset({"sqlalchemy", "alembic", "aiosqlite", "psycopg"})),
    (("bot",), frozenset({"telegram", "apscheduler", "aiohttp", "pydantic_settings", "bot"})),
)


def simulator_imports(module: Module) -> Iterator[str]:
    """The local Telegram stands for Telegram, so it may not know who talks to it."""
    if not module.within("simulator"):
        return
    for node, name in imports(module):
        ours = name in PACKAGES or name.startswith(tuple(f"{one}." for one in PACKAGES))
        if name.partition(".")[0] == "telegram" or (ours and not name.startswith("simulator")):
            yield module.at(node, f"imports {name}")


def environment(module: Module) -> Iterator[str]:
    if module.name == "bot.settings":
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "putenv"}:
            yield module.at(node, "reads the environment; only bot.settings may")
        taken = {alias.name for alias in node.names} if isinstance(node, ast.ImportFrom) else set()
        if taken & {"environ", "getenv"}:
            yield module.at(node, "reads the environment; only bot.settings may")


def test_modules_import_each_other_in_one_direction(modules: list[Module]) -> None:
    names = {module.name for module in modules}
    graph = {module.name: set(imported(module, names)) - {module.name} for module in modules}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"modules import each other in a circle: {' → '.join(error.args[1])}")


def imported(module: Module, names: set[str]) -> Iterator[str]:
    """Which of `names` a module imports; a package is one only where nothing inside it is meant."""
    for node, name in imports(module):
        inside = [alias.name for alias in getattr(node, "names", ())]
        within = {f"{name}.{one}" for one in inside} & names
        yield from within or ({name} & names)


# --- the rules, and that they bite -------------------------------------------------------------

Rule = Callable[[Module], Iterable[str]]

RULES: tuple[tuple[Rule, str, str], ...] = (
    (long_functions, "bot/x.py", "def f():\n" + "    f()\n" * 60),
    (many_parameters, "bot/x.py", "def f(a, b, c, *, d, e, g): ..."),
    (long_file, "bot/x.py", "\n" * 601),
    (module_state, "bot/x.py", "seen = []"),
    (module_state, "bot/x.py", "def f():\n    global seen"),
    (module_state, "bot/x.py", "settings = load()"),
    (module_state, "bot/x.py", "lock = asyncio.Lock()"),
    (work_at_import, "bot/x.py", "for one in (1, 2): f(one)"),
    (work_at_import, "bot/x.py", "register(1)"),
    (empty_name, "digests/reading/utils.py", ""),
    (undocumented, "bot/x.py", '"""No sentence"""'),
    (undocumented, "bot/x.py", '"""A sentence."""\nclass X: ...'),
    (wordy_logs, "bot/x.py", 'log.info(f"sent {text}")'),
    (wordy_logs, "bot/x.py", 'log.info("Sent it")'),
    (foreign_imports, "digests/newsroom.py", "import sqlalchemy.ext"),
    (foreign_imports, "digests/store/editions.py", "from telegram import Bot"),
    (foreign_imports, "digests/model.py", "from bot.views import letter"),
    (simulator_imports, "simulator/x.py", "from digests import model"),
    (simulator_imports, "simulator/x.py", "import bot.settings"),
    (environment, "bot/x.py", "import os\nos.environ['X']"),
    (environment, "digests/x.py", "from os import getenv"),
)


@pytest.mark.parametrize("rule", dict.fromkeys(rule for rule, _, _ in RULES))
def test_the_house_keeps(rule: Rule, modules: list[Module]) -> None:
    offenders = list(chain.from_iterable(map(rule, modules)))
    assert not offenders, "\n" + "\n".join(offenders)


@pytest.mark.parametrize(("rule", "path", "source"), RULES)
def test_a_breach_is_caught_by(rule: Rule, path: str, source: str) -> None:
    assert list(rule(Module.of(path, source)))
