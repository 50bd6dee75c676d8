"""Who is active, said so that SQLite looks for them by zone and place.

Without statistics it takes few for active, and goes through all of them by an index that begins
with the state.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import NullType

from digests.store.tables import IS_ACTIVE


class likely(GenericFunction[Any]):  # noqa: N801 - SQL functions are lower case
    """What holds of nearly all rows."""

    # Of a boolean it would be asked whether it is 1, and SQLite would not know its index again.
    type = NullType()
    inherit_cache = True


@compiles(likely, "postgresql")
def _postgresql_likely(element: likely, compiler: SQLCompiler, **how: Any) -> str:
    # It counts rows, and needs no such word.
    return compiler.process(element.clauses, **how)


def are_most_active() -> ColumnElement[bool]:
    """Whether a subscriber is active, as most are."""
    return likely(IS_ACTIVE)
