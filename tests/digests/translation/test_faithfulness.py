"""A translation that tells something else than the original is refused."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digests.translation import ItemText
from digests.translation.faithfulness import Fault, fault_of
from tests.support.models.harbour import ENGLISH, JAPANESE


def fault(original: str, said: str, language: str = "en") -> Fault | None:
    return fault_of(ItemText(headline=original), ItemText(headline=said), language)


@pytest.mark.parametrize("at", range(len(JAPANESE)))
def test_what_tells_the_same_passes_in_both_directions(at: int) -> None:
    (headline, summary), (other, told) = JAPANESE[at], ENGLISH[at]
    one, translation = (
        ItemText(headline=headline, summary=(summary,)),
        ItemText(headline=other, summary=(told,)),
    )
    assert fault_of(one, translation, "en") is None
    assert fault_of(translation, one, "ja") is None


@given(number=st.integers(2, 10**9), other=st.integers(2, 10**9))
@example(number=2, other=2_000)
@example(number=2_000, other=2)
@example(number=3_000_000, other=3_000)
def test_another_number_never_passes(number: int, other: int) -> None:
    expected = None if number == other else Fault.NUMBER
    assert fault(f"議会は{number}円の支出を決めた", f"Council spends {other:,} yen") is expected
    assert fault(f"Council spends {number:,} yen", f"議会が{other}円を支出へ", "ja") is expected


@pytest.mark.parametrize(
    ("original", "said", "language", "expected"),
    [
        ("3月14日の投票", "Vote on March 14", "en", None),
        ("3月14日の投票", "Vote on April 14", "en", Fault.NUMBER),
        ("3月14日の投票", "Vote on the 14th", "en", Fault.NUMBER),
        ("昨年の投票", "Vote of 2024", "en", Fault.NUMBER),
        ("渡し船が再開", "Ferry resumes with 2 boats", "en", Fault.NUMBER),
        ("Vote nine to four", "9対4で可決", "ja", None),
        ("Vote nine to four", "9対5で可決", "ja", Fault.NUMBER),
        ("NATOが会合", "NATO meets", "en", None),
        ("NATOが会合", "The alliance meets", "en", Fault.NAME),
        ("iPhone factory closes", "iPhoneの工場が閉鎖", "ja", None),
        ("iPhone factory closes", "携帯電話の工場が閉鎖", "ja", Fault.NAME),
        ("Ferry “Blue Lantern” sails", "渡し船「Blue Lantern」が出港", "ja", None),
        ("Ferry “Blue Lantern” sails", "渡し船「青い灯」が出港", "ja", Fault.NAME),
        ("資料は https://example.org/3 に", "Papers at https://example.org/3", "en", None),
        ("資料は https://example.org/3 に", "Papers at https://example.org/4", "en", Fault.NAME),
        ("渡し船が再開", "See https://example.org/ on the ferry", "en", Fault.NAME),
        ("連絡は tide@example.org へ", "Write to tide@example.org", "en", None),
        ("Write to tide@example.org", "連絡は harbour@example.org へ", "ja", Fault.NAME),
        ("@harbour_newsで発表", "Announced by @harbour_news", "en", None),
        ("Announced by @harbour_news", "公式アカウントで発表", "ja", Fault.NAME),
        ("渡し船が再開", "", "en", Fault.EMPTY),
        ("渡し船が再開", "…", "en", Fault.EMPTY),
        ("渡し船が再開", "Ferry again. " * 20, "en", Fault.SIZE),
        ("渡し船が修理を終えて島との間の運航を再開した", "Go", "en", Fault.SIZE),
        ("渡し船が再開", "**Ferry** resumes", "en", Fault.MARKUP),
        ("渡し船が再開", "<b>Ferry</b> resumes", "en", Fault.MARKUP),
        ("渡し船が再開", "Here it is:\nFerry resumes", "en", Fault.MARKUP),
        ("渡し船が再開", "渡し船が再開", "en", Fault.LANGUAGE),
        ("Ferry resumes", "Ferry resumes", "ja", Fault.LANGUAGE),
    ],
)
def test_what_is_wrong_is_told(
    original: str, said: str, language: str, expected: Fault | None
) -> None:
    assert fault(original, said, language) is expected


def test_a_piece_more_or_less_is_refused() -> None:
    one = ItemText(headline="渡し船が再開", summary=("運航は毎日。",))
    assert fault_of(one, ItemText(headline="Ferry resumes"), "en") is Fault.EMPTY


@given(said=st.text(max_size=200))
def test_any_answer_is_judged_without_an_error(said: str) -> None:
    fault("4万人が“Blue Lantern”で https://example.org/3 へ", said)
    fault("Forty thousand sail on “Blue Lantern”", said, "ja")


@pytest.mark.parametrize("endless", ["7" * 20_000, "1." * 9_000, "十" * 9_000])
def test_digits_without_end_are_refused_at_once(endless: str) -> None:
    said = ItemText(headline=f"議会が{endless}円を支出")
    begun = process_time()
    assert fault_of(said, said, "ja") is Fault.NUMBER
    assert process_time() - begun < 2  # and not the minutes that to compare them takes
