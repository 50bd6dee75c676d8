"""Which characters belong to which script, and that one module alone says so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from digests.text.characters import DENSE, HAN, KANA, count_cjk, full_width, is_cjk, is_hangul

SOURCES = Path(__file__).parents[3] / "digests"
SPELLED_OUT = re.compile(
    r"\\u(?:30[4-9a-f]|3[4-9]|4e|9ff|ac0|d7[abf])[0-9a-f]*-|-\\u(?:30[4-9a-f]|9f|d7)|[ぁァ一]-"
)


def test_every_ideograph_and_kana_is_written_without_spaces() -> None:
    letters = re.compile(f"[{HAN}{KANA}]")
    chars = [chr(code) for code in range(0x30000) if letters.match(chr(code))]
    assert len(chars) > 70_000
    assert [char for char in chars if not is_cjk(char)] == []
    dense = re.compile(f"[{DENSE}]")
    assert [char for char in chars if not dense.match(char)] == []


@pytest.mark.parametrize("char", ["a", "щ", "한", "1", "é", " ", "ก"])
def test_letters_of_scripts_with_spaces_and_thai_are_not_of_it(char: str) -> None:
    assert not is_cjk(char)


def test_a_korean_syllable_is_hangul() -> None:
    assert [char for char in "한a漢か" if is_hangul(char)] == ["한"]


def test_signs_do_not_count_as_letters() -> None:
    assert count_cjk("港、は「橋」Ａ。・々ー") == 5


def test_no_other_module_spells_out_a_range_of_kana_ideographs_or_syllables() -> None:
    files = [*SOURCES.rglob("*.py")]
    found = [path.name for path in files if SPELLED_OUT.search(path.read_text())]
    assert found == ["characters.py"]


def test_every_sign_has_a_full_width_form() -> None:
    assert full_width("0 9/a(?") == "０\u3000９／ａ（？"
    assert full_width("港") == "港"
