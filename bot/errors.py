"""What ends a command with a sentence: errors that whoever runs the bot can put right."""

from __future__ import annotations


class OperatorError(Exception):
    """Something that the operator can put right; the message says what is wrong and what to do.

    `code` is what the process ends with.
    """

    code = 1


class CommandError(OperatorError):
    """A command can't be carried out."""
