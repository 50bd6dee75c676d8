"""What an editor is told of a file that can't be read."""

from __future__ import annotations

import pytest

from bot.i18n.translator import Translations
from bot.views.desk.problems import fault_sentence
from digests.errors import ReadingError, ReadingFault
from digests.parsing.formats import detect
from digests.parsing.formats.registry import offered


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("formats", [offered(), ("txt", "xyz")])
def test_who_sends_a_strange_file_is_told_every_format_that_is_offered(
    language: str, formats: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detect, "offered", lambda: formats)
    with pytest.raises(ReadingError) as caught:
        detect.detect("a.ps", b"%!PS x")
    assert caught.value.fault is ReadingFault.UNKNOWN_FORMAT
    said = fault_sentence(Translations.load(language).translator(language), caught.value)
    assert ", ".join(formats) in said
