"""What an editor is told of a file that can't be read."""

from __future__ import annotations

import re

import pytest

from bot.i18n.translator import Translations
from bot.views.desk.problems import fault_sentence
from digests.errors import ReadingError, ReadingFault
from digests.parsing.formats.registry import offered


@pytest.mark.parametrize("language", ["en", "ja"])
def test_who_sends_a_strange_file_is_told_every_format_that_is_offered(language: str) -> None:
    translator = Translations.load(language).translator(language)
    said = fault_sentence(translator, ReadingError(ReadingFault.UNKNOWN_FORMAT))
    named = [word for word in re.findall(r"[a-z]+", said) if word in {*offered(), "zip", "rtf"}]
    assert named == [*offered()]
