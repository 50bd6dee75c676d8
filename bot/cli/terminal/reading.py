"""What comes after a file was parsed: its items are shortened, and what was understood is told.

To load it takes about as long as to parse, so `read` does both at once.
"""

from __future__ import annotations

import json
import sys

from bot.composition.summarising import summariser
from bot.i18n.translator import Translator
from bot.settings import OfflineSettings
from bot.views.desk.posting.reading_report import reading_report
from bot.views.desk.problems import plain_sentence
from digests.export.json import json_of
from digests.model import Reading
from digests.summary import Summariser, cues


def summariser_as_set() -> Summariser:
    """Whoever shortens items by the settings, with what it looks for; raises `SettingsError`."""
    found = summariser(OfflineSettings.load())
    cues.prepare()
    return found


def told(reading: Reading, translator: Translator, *, as_json: bool) -> str:
    """What is understood, for programs or for people."""
    if not as_json:
        return reading_report(translator, reading)
    said = json_of(reading, lambda problem: plain_sentence(translator, problem))
    return json.dumps(said, ensure_ascii=not _knows_all_characters(), indent=1)


def _knows_all_characters() -> bool:
    return sys.stdout.encoding.lower().startswith("utf")
