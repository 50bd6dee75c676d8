"""Which names have to stand in a translation as they were written, and which need not."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.translation.kept_names import has_same_names


@pytest.mark.parametrize(
    ("original", "said"),
    [
        ("Finch氏が港を視察", "The minister tours the harbour"),
        ("船会社のBlue Lanternが新造船", "Shipping line Blue Lamp has a new ship"),
        ("新聞『Harbour Post』によると", "According to a newspaper"),
        ("Saltmarsh PointでNATOが会合", "NATO meets in the marshes"),
        ("ＮＡＴＯが会合", "The alliance meets"),
        ("Alice FinchとBlue Lanternが握手", "Alice Finch shakes hands with a company"),
        ("Финч и NATO встретились", "Finch met the alliance"),
        ("Finch가 항구를 방문", "The minister visits the harbour"),
        ("AIが天気を予報", "A machine tells the weather"),
    ],
)
def test_a_latin_name_in_another_script_that_is_gone_is_missed(original: str, said: str) -> None:
    assert not has_same_names(original, said)


@pytest.mark.parametrize(
    ("original", "said"),
    [
        ("Finch氏が港を視察", "Finch tours the harbour"),
        ("ＮＡＴＯが会合", "NATO meets"),
        ("SNSで話題の灯台", "A lighthouse that is the talk of social media"),
        ("IT企業のOBら", "Former employees of a technology company"),
        ("沖合10kmでM7.3の地震", "Earthquake of magnitude 7.3 ten kilometres off the coast"),
        ("港 vs 山の綱引き", "Harbour against hills in a tug of war"),
        ("埠頭No.3を閉鎖", "Pier number 3 closed"),
        ("AIが潮を予報", "Artificial intelligence tells the tide"),
        ("ＷＨＯが警告", "The World Health Organization warns"),
        ("Webサイトを公開", "A website opens"),
        ("Zoé O’Brien氏が来港", "Zoe O'Brien comes to the harbour"),
        ("資料は https://example.org/3 に", "Papers are at https://example.org/3."),
    ],
)
def test_what_names_nothing_or_is_spelled_out_is_not_missed(original: str, said: str) -> None:
    assert has_same_names(original, said)


@pytest.mark.parametrize(
    ("original", "said", "is_same"),
    [
        ("Finch tours the harbour, Reuters says", "フィンチ氏が港を視察、ロイター", True),
        ("Finch tours the harbour", "Finch氏が港を視察", True),
        ("Finch tours the harbour", "フィンチ氏が港を視察、Reuters通信", False),
        ("A video of the harbour", "港の動画がYouTubeで話題", False),
        ("The UN meets", "国連が会合", True),
        ("The website of the harbour", "港のWebサイト", True),
        ("FERRY RESUMES AFTER STORM", "嵐のあと渡し船が再開", True),
        ("The 豊洲 market reopens", "豊洲の市場が再開", True),
    ],
)
def test_no_name_in_latin_letters_comes_in(original: str, said: str, is_same: bool) -> None:
    assert has_same_names(original, said) is is_same


@pytest.mark.parametrize(
    ("original", "said", "is_same"),
    [
        (
            "Le port rouvre, selon La Gazette",
            "Harbour reopens, La Gazette says",
            True,
        ),
        (
            "Le port rouvre, selon La Gazette",
            "Harbour reopens, the Quay Gazette says",
            False,
        ),
        ("Le port rouvre", "The harbour reopens", True),
        ("La Gazette : le port rouvre", "埠頭新聞：港が再開", True),
        ("Der Kai ist auf WhatsApp", "The quay is on WhatsApp", True),
        ("Der Kai hat einen Kanal", "The quay has a channel on WhatsApp", False),
        ("Der Doktor misst zehn Kilowattstunden", "The PhD measures ten kWh", True),
    ],
)
def test_an_outlet_keeps_its_name_where_both_are_in_latin_letters(
    original: str, said: str, is_same: bool
) -> None:
    assert has_same_names(original, said, "La Gazette") is is_same


@pytest.mark.parametrize(
    ("original", "said"),
    [
        ("田中氏が港を視察", "The minister tours the harbour"),
        ("アリスが港へ", "She is at the harbour"),
    ],
)
def test_of_names_in_kanji_and_katakana_nothing_is_known(original: str, said: str) -> None:
    assert has_same_names(original, said)


@given(original=st.text(max_size=80), said=st.text(max_size=80))
def test_any_two_texts_are_compared_without_an_error(original: str, said: str) -> None:
    has_same_names(original, said, original[:9])


@pytest.mark.parametrize(
    "endless", [5_000 * "a.a@", 20_000 * "「", 10_000 * "a-", 20_000 * "(", 20_000 * "A."]
)
def test_letters_without_end_are_compared_at_once(endless: str) -> None:
    begun = process_time()
    has_same_names(endless, endless)
    assert process_time() - begun < 2
