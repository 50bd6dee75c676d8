"""Every table says how it treats what it keeps of people, and it is true."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from digests.store.readers.personal_data import CONCERNING, CONCERNING_CHATS
from digests.store.search import search
from digests.store.tables import metadata
from digests.store.upkeep.data_policies import DATA_POLICIES, DataPolicy
from tests.support.modules import PACKAGES, Module, all_modules, called


@pytest.fixture(scope="module")
def modules() -> list[Module]:
    return all_modules(*PACKAGES)


_PERSONAL = frozenset({"chat_id", "subscriber_id", "user_id"})
"""Columns that say whom a row concerns."""


def unanswered(tables: Iterable[Table], policies: Mapping[str, DataPolicy]) -> Iterator[str]:
    """Tables of which nobody says how they treat people's data, or not truly."""
    columns = {table.name: set(table.c.keys()) for table in tables}
    for name in columns.keys() ^ policies.keys():
        yield f"{name} is either no table or has no entry in DATA_POLICIES"
    for name in columns.keys() & policies.keys():
        policy = policies[name]
        if "" in asdict(policy).values():
            yield f"{name} gives no reason"
        if columns[name] & _PERSONAL and policy.forgotten:
            yield f"{name} has a person's chat or number, and is not deleted from"
        if columns[name] & _PERSONAL and policy.exported:
            yield f"{name} has a person's chat or number, and is not handed out"


def test_every_table_says_how_it_treats_what_it_keeps_of_people() -> None:
    offenders = list(unanswered([*metadata.tables.values(), search], DATA_POLICIES))
    assert not offenders, "\n" + "\n".join(offenders)


_DONE = DataPolicy(forgotten=None, exported=None, tidied=None)


@pytest.mark.parametrize(
    "policies",
    [
        {},
        {"people": _DONE, "places": _DONE},
        {"people": replace(_DONE, tidied="")},
        {"people": replace(_DONE, forgotten="they are many")},
        {"people": replace(_DONE, exported="they are many")},
    ],
)
def test_a_table_without_a_policy_is_caught(policies: dict[str, DataPolicy]) -> None:
    people = Table("people", MetaData(), Column("chat_id", Integer))
    assert list(unanswered([people], policies))
    assert not list(unanswered([people], {"people": _DONE}))
    assert not list(unanswered([people], {"people": _DONE}))


def deleted_by(modules: Iterable[Module], name: str) -> set[str]:
    """The tables that functions of this name in the store delete from."""
    return {
        ast.unparse(call.args[0])
        for module in modules
        if module.within("digests.store")
        for function in module.functions()
        if function.name == name
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and called(call) == "delete" and call.args
    }


def is_called(modules: Iterable[Module], name: str) -> bool:
    """Whether anybody outside of the store calls a function of this name."""
    return any(
        isinstance(node, ast.Call) and called(node) == name
        for module in modules
        if not module.within("digests.store")
        for node in ast.walk(module.tree)
    )


def test_what_is_kept_of_a_person_is_deleted_when_they_ask(modules: list[Module]) -> None:
    forgotten = {name for name, policy in DATA_POLICIES.items() if policy.forgotten is None}
    assert deleted_by(modules, "_forget") == forgotten
    assert is_called(modules, "forget")


def test_what_is_kept_of_a_person_is_handed_out_when_they_ask(modules: list[Module]) -> None:
    exported = {name for name, policy in DATA_POLICIES.items() if policy.exported is None}
    assert {table.name for table in (*CONCERNING, *CONCERNING_CHATS)} == exported
    assert is_called(modules, "personal_data")


def test_what_is_said_to_be_tidied_is_deleted_by_a_tidying_that_is_called(
    modules: list[Module],
) -> None:
    tidied = {name for name, policy in DATA_POLICIES.items() if policy.tidied is None}
    of_archive = {
        name
        for name, policy in DATA_POLICIES.items()
        if (policy.tidied or "").startswith("the archive is kept; ")
    }
    tidying = [module for module in modules if module.within("digests.store.upkeep.tidying")]
    functions = {function.name for module in tidying for function in module.functions()}
    deleted = set[str]().union(*(deleted_by(tidying, name) for name in functions))
    own = deleted_by(modules, "_tidy")  # of a table that is tidied each minute
    assert deleted | own == tidied | of_archive
    assert {"receipts", "pictures"} < deleted
    assert is_called(modules, "tidy")
