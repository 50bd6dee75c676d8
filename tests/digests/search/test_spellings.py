"""How many of the spellings that mean the same are found, each by the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.text import variants, words
from digests.text.han_variants import han_variants
from tests.digests.search.test_query import is_found

TABLE = Path(__file__).parents[2] / "data" / "spellings.txt"
LEAST_SHARE = 0.85
SIGNS = "渡邊辺リりー・ｶﾞヴァ한국 은행éßİıЁ1,'.U-+#س\u064eى\u0301々"


def directions() -> list[tuple[str, str]]:
    """Each pair of the table in both directions: what stands in the text, what is typed."""
    lines = TABLE.read_text("utf-8").splitlines()
    pairs = [line.split(" = ") for line in lines if line and not line.startswith("#")]
    return [both for one, other in pairs for both in ((one, other), (other, one))]


def says_something(text: str) -> bool:
    """Whether it has a letter or digit; an accent alone is none."""
    return any(words.runs(variants.unified(words.fold(text))))


def test_most_spellings_are_found_by_the_other() -> None:
    every = directions()
    missed = [pair for pair in every if not is_found(pair[1], f"X: {pair[0]} / Y.")]
    assert len(every) >= 78
    assert 1 - len(missed) / len(every) >= LEAST_SHARE, missed


def test_no_form_of_a_character_stands_in_two_groups() -> None:
    forms = han_variants()
    assert not forms.keys() & set(forms.values())
    assert all(words.fold(form) == form for form in [*forms, *forms.values()])


@given(st.text(st.sampled_from(SIGNS), max_size=20))
def test_every_sign_of_a_unified_text_is_known_by_where_it_stood(text: str) -> None:
    unified, origin = variants.unified_with_origin(text)
    assert len(unified) == len(origin)
    assert all(0 <= start < end <= len(text) for start, end in origin)
    assert origin == sorted(origin)


@given(st.text(st.sampled_from(SIGNS), min_size=1, max_size=12))
def test_what_is_typed_is_found_where_it_stands_in_the_text(text: str) -> None:
    parts = [part for part in text.split() if part[0] != "-" and says_something(part)]
    assert all(is_found(part, f"前。 {text} 。後") for part in parts)


@given(st.text(st.sampled_from(SIGNS + "abc港橋"), min_size=1, max_size=12), st.data())
def test_what_is_excluded_is_not_found(text: str, data: st.DataObject) -> None:
    parts = [part for part in text.split() if says_something(part)]
    if parts:
        excluded = data.draw(st.sampled_from(parts)).lstrip("-")
        assert not is_found(f"-{excluded}", f"前。 {text} 。後")


@pytest.mark.parametrize(
    ("typed", "text", "expected"),
    [
        ("C++", "C is old, C++ is not", True),
        ("C++", "C is old", False),
        ("C#", "F# and C", False),
        ('"tariff"', "Tariffs rise", False),
        ('"last ferry"', "the last ferryman", False),
        ("橋 -港", "橋と川", True),
        ("橋 -港", "橋と港", False),
        ("橋 −港", "橋と港", False),
        ("橋 NOT 港", "橋と港", False),
        ('橋 -"the quay"', "橋 The Quay", False),
        ("橋 OR 港", "港と川", True),
        ("橋|港 川", "港と川", True),
        ("橋 OR 港 雪", "港と川", False),
        ("ferry AND quay", "quay, ferry", True),
        ("OR", "either or neither", True),
        ("キー", "きのこ", False),
        ("りんご", "リンゴの木", True),
        ("blue", "Blut", False),
    ],
)
def test_what_is_typed_is_what_is_meant(typed: str, text: str, *, expected: bool) -> None:
    assert is_found(typed, text) is expected
