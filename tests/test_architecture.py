"""The house rules, measured on the source; each failure names who breaks one, and where."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from statistics import median, quantiles

import pytest

from tests.same_concepts import SAME_CONCEPT
from tests.support.modules import (
    PACKAGES,
    Function,
    Module,
    all_modules,
    called,
    identifiers,
    snake,
)


@pytest.fixture(scope="module")
def modules() -> list[Module]:
    return all_modules(*PACKAGES)


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


# --- rooms -----------------------------------------------------------------------------------

_ROOM = 15
_ROOM_FOR_TESTS = 20


def crowded_folders(modules: Sequence[Module]) -> Iterator[str]:
    found = defaultdict(list)
    for module in modules:
        if module.stem != "__init__":
            found[module.folder].append(module.stem)
    for folder, names in found.items():
        if folder.endswith("migrations/versions"):
            continue  # a file for each change of the tables, which Alembic looks for in one place
        most = _ROOM_FOR_TESTS if folder.partition("/")[0] == "tests" else _ROOM
        if len(names) > most:
            yield f"{folder} has {len(names)} modules, {most} at most; give some a folder"


def homonymous_files(modules: Sequence[Module]) -> Iterator[str]:
    """The local Telegram counts by itself: it is a distribution of its own."""
    found = defaultdict(list)
    for module in modules:
        if not module.stem.startswith("__"):
            found[module.package == "simulator", module.stem].append(module)
    for (_, name), those in found.items():
        others = [one for one in those if one.folder not in SAME_CONCEPT.get(name, ())]
        if len(those) > 1 and others:
            yield f"{' and '.join(one.path for one in those)} have the same name"


def test_a_name_that_several_layers_share_is_still_there_several_times(
    modules: list[Module],
) -> None:
    stems = [module.stem for module in modules if module.package != "simulator"]
    assert [name for name in SAME_CONCEPT if stems.count(name) < 2] == []


def homonymous_classes(modules: Sequence[Module]) -> Iterator[str]:
    found = defaultdict(list)
    for module in modules:
        for node in module.classes:
            if not node.name.startswith("_"):
                found[module.package, node.name].append(module.at(node, ""))
    for (package, name), places in found.items():
        if len(places) > 1:
            yield f"{package} has a class {name} at {'and at '.join(places)}"


# --- state -----------------------------------------------------------------------------------

_MUTABLE = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)

_CONSTANT_MAKERS = frozenset(
    {
        "tuple", "frozenset", "MappingProxyType", "compile", "TypeVar", "ParamSpec", "NewType",
        "get_logger", "TypeAdapter", "timedelta", "date", "time", "datetime", "Path", "ZoneInfo",
        "len", "max", "min", "sum", "ord", "chr", "range", "str", "int", "float", "bytes",
        "mark", "escape", "join", "encode", "strip", "maketrans", "removesuffix", "files",
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


_OLD_CLASSES = frozenset(
    {
        "Act", "Alarm", "Answers", "Ask", "BotVitals", "Catalogues", "Circumstances", "Division",
        "Drive", "Fate", "Flight", "FlightLog", "Front", "Gate", "Head", "Letter",
        "Logbook", "Means", "Measures", "Opening", "Order", "Pace", "Piece", "Placed", "Press",
        "RollError", "Runner", "Seen", "Sheet", "Sorted", "Speech", "Styled", "Unsure",
    }
)  # fmt: skip
_OLD_MODULES = frozenset(
    {
        "admin", "answers", "ask", "asking", "attachments", "bodies", "buttons", "cards", "choices",
        "claims", "confined", "copies", "division", "drive", "findings", "flights", "fronts",
        "gate", "gathering", "imprints", "joining", "letter", "line", "lint", "logbook", "loops",
        "marks", "measures", "offers", "ordinals", "outline", "pace", "page", "parcels", "pasting",
        "pieces", "previews", "reader", "reflow", "roll", "seams", "settling", "sheets", "sorting",
        "speech", "styled", "trouble", "vitals",
    }
)  # fmt: skip
_OLD_WORDS = frozenset(
    {"gate", "flight_log", "logbook", "hang", "sheet", "catalogue", "catalogues"}
)
"""What no identifier of the bot and of the digests has in it."""


def old_words(module: Module) -> Iterator[str]:
    """Metaphors, and words of our own where the field has its own: `docs/glossary.md` has those.

    The local Telegram is written for others' code too, and keeps to the words of the Bot API.
    """
    if module.package == "simulator":
        return
    if module.stem in _OLD_MODULES:
        yield f"{module.path} is called {module.stem}, which is no term of the field"
    for node in module.classes:
        if node.name in _OLD_CLASSES:
            yield module.at(node, f"{node.name} is no term of the field")
    for where, name in identifiers(module.tree):
        if _holds_old_word(snake(name)):
            yield module.at(where, f"{name} has a word in it that is no term of the field")


def _holds_old_word(name: str) -> bool:
    return any(f"_{word}_" in f"_{name}_" for word in _OLD_WORDS)


def undocumented(module: Module) -> Iterator[str]:
    if not is_sentence(ast.get_docstring(module.tree)):
        yield f"{module.path} opens without a sentence that says what it is"
    for node in module.classes:
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
    (("bot", "simulator"), frozenset({"aiohttp"})),
    (("bot",), frozenset({"telegram", "apscheduler", "pydantic_settings", "bot"})),
)


def private_imports(module: Module) -> Iterator[str]:
    """What another module keeps to itself changes without asking, python-telegram-bot's too."""
    for node, name in imports(module):
        taken = {alias.name for alias in node.names} if isinstance(node, ast.ImportFrom) else set()
        if name.startswith(("telegram._", "telegram.ext._")) or (
            name in {"telegram", "telegram.ext"} and any(one.startswith("_") for one in taken)
        ):
            yield module.at(node, f"imports {name}, which is python-telegram-bot's own")
        if name.partition(".")[0] in PACKAGES:
            private = [one for one in taken if one.startswith("_") and not one.endswith("__")]
            yield from (module.at(node, f"imports {one}, which is {name}'s own") for one in private)


_SENDS = frozenset(
    {
        "do_api_request", "send_message", "send_photo", "send_document", "send_media_group",
        "copy_message", "forward_message", "edit_message_text", "edit_message_caption",
        "edit_message_media", "edit_message_reply_markup", "delete_message", "delete_messages",
        "reply_text", "reply_html", "reply_photo", "reply_document", "edit_text", "edit_caption",
        "edit_media", "edit_reply_markup",
    }
)  # fmt: skip
"""How python-telegram-bot sends, edits and deletes, with its shortcuts."""


def other_senders(module: Module) -> Iterator[str]:
    """`bot.botapi.client` is the only way out; else pauses and lanes hold for some only."""
    if not module.within("bot"):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in _SENDS:
            yield module.at(node, f"has {node.attr} send; only BotClient may")


def simulator_imports(module: Module) -> Iterator[str]:
    """The local Telegram stands for Telegram, so it may not know who talks to it."""
    if not module.within("simulator"):
        return
    for node, name in imports(module):
        if name.partition(".")[0] in {"telegram", *PACKAGES} - {"simulator"}:
            yield module.at(node, f"imports {name}")


def environment(module: Module) -> Iterator[str]:
    if module.name in {"bot.settings", "bot.i18n.user_locale"}:
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


# --- decisions that stand in one place ----------------------------------------------------------

_SCRIPT_RANGE = re.compile(
    r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7ff]-[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7ff]"
    r"|\\u(?:30|4e|ac)[0-9a-f]{2}-"
)
_CLOCK = re.compile(re.escape("2[0-3]"))


def script_ranges(module: Module) -> Iterator[str]:
    """What is kana, Han or Hangul is asked of `digests.text.characters`."""
    if module.name != "digests.text.characters" and not module.within("simulator"):
        for node in spelled(module, _SCRIPT_RANGE):
            yield module.at(node, "spells out the range of a script")


def clock_patterns(module: Module) -> Iterator[str]:
    """What is a time of day is asked of `digests.text.clock_times`."""
    if module.name != "digests.text.clock_times" and not module.within("simulator"):
        for node in spelled(module, _CLOCK):
            yield module.at(node, "has a pattern of its own for times of day")


def spelled(module: Module, pattern: re.Pattern[str]) -> Iterator[ast.AST]:
    """The string constants in which the pattern is found as they are written, raw or not."""
    if not pattern.search(module.source):  # cutting each constant out of the source is slow
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            written = ast.get_source_segment(module.source, node) or node.value
            if pattern.search(written):
                yield node


_TELLING = frozenset({"common_words", "own_letters"})


def language_detectors(module: Module) -> Iterator[str]:
    """Which language a text is in is asked of `digests.text.languages`."""
    if module.name == "digests.text.languages" or not module.within("digests", "bot"):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in _TELLING:
            yield module.at(node, "tells languages by what the lexicon holds for that")


def own_languages(module: Module) -> Iterator[str]:
    """Which language a chat is spoken to in, `Translations.of` decides of all that is known.

    By which clock somebody lives is another question, which `guessed_zone` answers.
    """
    asked = {
        node
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call) and called(call) in {"of", "guessed_zone"}
        for node in ast.walk(call)
    }
    for node in ast.walk(module.tree):
        is_read = isinstance(node, ast.Attribute) and node.attr == "language_code"
        if is_read and node not in asked and module.within("bot"):
            yield module.at(node, "takes the language of an app for the chat's")


_PAST = re.compile(
    r"\b(formerly|used to (be|call)|renamed|(was|were) called|legacy|deprecated|old name)",
    re.IGNORECASE,
)


def talk_of_the_past(module: Module) -> Iterator[str]:
    """The code says what is; what was is in the history."""
    for number, line in enumerate(module.source.splitlines(), start=1):
        if _PAST.search(line):
            yield f"{module.path}:{number} speaks of what was"


def second_names(module: Module) -> Iterator[str]:
    """Nothing is imported or assigned only to be had under another name."""
    for node in module.tree.body:
        if isinstance(node, ast.ImportFrom) and any(one.asname == one.name for one in node.names):
            yield module.at(node, "hands on what it imports")
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name | ast.Attribute):
            target = node.targets[0]
            if isinstance(target, ast.Name) and ast.unparse(node.value)[-1:].isalpha():
                given, own = ast.unparse(node.value).rpartition(".")[2], target.id
                if given[:1].isupper() and own[:1].isupper() and not own.isupper():
                    yield module.at(node, f"has a second name for {given}")


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
    (empty_name, "digests/parsing/utils.py", ""),
    (script_ranges, "digests/x.py", 'X = "[ぁ-ん]"'),
    (script_ranges, "bot/x.py", r'X = "[\u4e00-\u9fff]"'),
    (clock_patterns, "bot/x.py", 'X = r"([01]?[0-9]|2[0-3]):[0-5][0-9]"'),
    (language_detectors, "digests/x.py", "found = [one.common_words for one in LEXICON.languages]"),
    (own_languages, "bot/x.py", "translations.translator(user.language_code)"),
    (talk_of_the_past, "bot/x.py", "# formerly a pace\n"),
    (second_names, "bot/x.py", "from bot.y import Z as Z"),
    (second_names, "bot/x.py", "from bot import y\nOldName = y.Name"),
    (old_words, "digests/delivery/gate.py", ""),
    (old_words, "digests/x.py", "class Pace: ..."),
    (old_words, "bot/x.py", "def sent(the_gate): ..."),
    (old_words, "bot/x.py", "self._logbook.close()"),
    (undocumented, "bot/x.py", '"""No sentence"""'),
    (undocumented, "bot/x.py", '"""A sentence."""\nclass X: ...'),
    (wordy_logs, "bot/x.py", 'log.info(f"sent {text}")'),
    (wordy_logs, "bot/x.py", 'log.info("Sent it")'),
    (foreign_imports, "digests/newsroom.py", "import sqlalchemy.ext"),
    (foreign_imports, "digests/store/editions.py", "from telegram import Bot"),
    (foreign_imports, "digests/model.py", "from bot.views import message"),
    (private_imports, "bot/x.py", "from telegram._utils.types import JSONDict"),
    (private_imports, "bot/x.py", "import telegram.ext._extbot"),
    (private_imports, "bot/x.py", "from telegram import _utils"),
    (private_imports, "digests/x.py", "from digests.search.query import Query, _phrase"),
    (other_senders, "bot/handlers/x.py", "async def f(bot): await bot.send_message(1, 'x')"),
    (other_senders, "bot/botapi/x.py", "async def f(m): await m.reply_text('x')"),
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


HouseRule = Callable[[Sequence[Module]], Iterable[str]]

HOUSE_RULES: tuple[tuple[HouseRule, dict[str, str]], ...] = (
    (crowded_folders, {f"bot/room/m{number}.py": "" for number in range(16)}),
    (crowded_folders, {f"tests/room/test_{number}.py": "" for number in range(21)}),
    (homonymous_files, {"bot/views/lists.py": "", "digests/parsing/lists.py": ""}),
    (homonymous_files, {"bot/views/desk/drafts.py": "", "digests/drafts.py": ""}),
    (homonymous_files, {"simulator/a/lists.py": "", "simulator/b/lists.py": ""}),
    (homonymous_classes, {"bot/a.py": "class Page: ...", "bot/b.py": "class Page: ..."}),
)


@pytest.mark.parametrize("rule", dict.fromkeys(rule for rule, _ in HOUSE_RULES))
def test_the_house_as_a_whole_keeps(rule: HouseRule, modules: list[Module]) -> None:
    everything = [*modules, *all_modules("tests")] if rule is crowded_folders else modules
    offenders = list(rule(everything))
    assert not offenders, "\n" + "\n".join(offenders)


@pytest.mark.parametrize(("rule", "sources"), HOUSE_RULES)
def test_a_breach_of_the_whole_is_caught_by(rule: HouseRule, sources: dict[str, str]) -> None:
    assert list(rule([Module.of(path, source) for path, source in sources.items()]))


def test_a_folder_and_a_name_may_be_as_full_and_as_shared_as_the_rules_say() -> None:
    full = [Module.of(f"bot/room/m{number}.py", "") for number in range(15)]
    assert not list(crowded_folders([*full, Module.of("bot/room/__init__.py", "")]))
    shared = [
        Module.of("bot/handlers/desk/drafts.py", ""),
        Module.of("bot/views/desk/drafts.py", ""),
    ]
    assert not list(homonymous_files(shared))
