"""What ends a command with a sentence: errors that whoever runs the bot can put right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from digests.errors import StoreError

Say = Callable[..., str]
"""Says a message in some language, with the values of its placeholders as keywords."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What will be said in a language that is not known here: a message, marked, and its values.

    Values may be sentences. What is no marked message is said as it is.
    """

    message: str
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def quoted(cls, words: str) -> Sentence:
        """Words that are said in every language as they are, whatever signs are in them."""
        return cls("{said}", {"said": words})

    @classmethod
    def of_store(cls, error: StoreError) -> Sentence:
        """What the store says: a message of ours, or words of the database."""
        if not error.details and "{" in error.said:
            return cls.quoted(error.said)
        values = {
            name: cls.of_store(value) if isinstance(value, StoreError) else value
            for name, value in error.details.items()
        }
        return cls(error.said, values)

    def said(self, say: Say) -> str:
        """The sentence in a language."""
        values = {
            name: value.said(say) if isinstance(value, Sentence) else value
            for name, value in self.values.items()
        }
        return say(self.message, **values)

    def __str__(self) -> str:
        """The sentence in the language of the messages, English."""
        return self.said(str.format)


class OperatorError(Exception):
    """Something that the operator can put right; the message says what is wrong and what to do.

    It is a marked message with its values, or several sentences. As a text it is English. `code`
    is what the process ends with.
    """

    code = 1

    def __init__(self, told: str | Iterable[Sentence], /, **values: object) -> None:
        self.sentences = (Sentence(told, values),) if isinstance(told, str) else tuple(told)
        super().__init__("\n".join(map(str, self.sentences)))

    def said(self, say: Say) -> str:
        """The sentences in a language, a line each."""
        return "\n".join(one.said(say) for one in self.sentences)


class CommandError(OperatorError):
    """A command can't be carried out."""
