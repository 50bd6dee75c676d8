"""Whose updates are whose, among all processes that receive."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from secrets import token_hex


async def _nobody_else() -> Collection[str]:
    return ()


async def _nobody_tells(_: Callable[[], None]) -> None:
    return


def _always() -> bool:
    return True


def _never() -> int:
    return 0


def _new_name() -> str:
    return token_hex(8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ownership:
    """The name that this process owns updates by, a new one at each start.

    `living` gives the names of the processes that go on handling theirs; what all others have left
    is taken over. `listen` calls what it is given once it listens, and whenever another process
    received something for this one; it returns where nobody tells, and raises `StoreError` where
    they no longer can. `owns` is asked before an update begins: False where this process stood
    still for so long that others may have taken its updates over. `lapses` counts how often that
    was so, as it may be over before anybody asked.
    """

    name: str = field(default_factory=_new_name)
    living: Callable[[], Awaitable[Collection[str]]] = _nobody_else
    listen: Callable[[Callable[[], None]], Awaitable[None]] = _nobody_tells
    owns: Callable[[], bool] = _always
    lapses: Callable[[], int] = _never
