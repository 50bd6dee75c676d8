"""What reads files; loads neither settings, the store nor Telegram."""

from __future__ import annotations

from digests.parsing.sandbox.confinement import conceal
from digests.parsing.sandbox.runner import FailureLog, Sandbox


def parser(log: FailureLog | None = None) -> Sandbox:
    """What parses files: each in a child process of its own; `log` is told of what fails.

    From now on this process hides from its children.
    """
    conceal()
    return Sandbox(log=log)
