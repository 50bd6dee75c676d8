"""What every bot reads as it starts and no test changes, read once for all of a process.

Or of those that are forked from it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from bot.i18n import po_file
from bot.i18n.catalogs import catalogs
from bot.i18n.translator import Translations
from bot.intents.labels import Vocabulary


def read_once(replace: Callable[[object, str, object], None] = setattr) -> None:
    """Keep the catalogues and the words in them, as long as they are as they were."""
    read, load, words = po_file.read, Translations.load, Vocabulary.of

    @cache
    def kept(file: Path, changed: int, size: int) -> po_file.CatalogMessages:
        del changed, size
        return read(file)

    def read_again(file: Path) -> po_file.CatalogMessages:
        stands = file.stat()
        return kept(file, stands.st_mtime_ns, stands.st_size)

    @cache
    def loaded(default: str, stands: frozenset[tuple[Path, int, int]]) -> Translations:
        del stands
        return load(default)

    def load_again(default: str, folder: Path | None = None) -> Translations:
        if folder:
            return load(default, folder)
        files = [(file, file.stat()) for file in catalogs().values()]
        return loaded(default, frozenset((f, at.st_mtime_ns, at.st_size) for f, at in files))

    vocabularies: dict[int, tuple[Translations, Vocabulary]] = {}

    def words_again(translations: Translations) -> Vocabulary:
        of_it = vocabularies.get(id(translations)) or (translations, words(translations))
        return vocabularies.setdefault(id(translations), of_it)[1]

    replace(po_file, "read", read_again)
    replace(Translations, "load", load_again)
    replace(Vocabulary, "of", words_again)
