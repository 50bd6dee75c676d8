"""The last searches, for whoever can hold a key but not the words."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from hashlib import sha256

_MOST = 1_000


@dataclass(slots=True)
class RecentSearches:
    """The words of the last searches, in this process and in no order that names anybody."""

    _words: OrderedDict[str, str] = field(default_factory=OrderedDict)

    def keep(self, words: str) -> str:
        """Remember words; the key under which they are found."""
        key = sha256(words.encode()).hexdigest()[:16]
        self._words[key] = words
        self._words.move_to_end(key)
        if len(self._words) > _MOST:
            self._words.popitem(last=False)
        return key

    def find(self, key: str) -> str | None:
        """The words, None where they are no longer remembered."""
        return self._words.get(key)
