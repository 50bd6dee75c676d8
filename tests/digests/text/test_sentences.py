"""Sentences: cut where they end, whole where they don't, and never a character lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.text.sentences import sentences


def cut(text: str, language: str) -> list[str]:
    return [sentence.strip() for sentence in sentences(text, language)]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "ja",
            ["町は21日、橋を開いた。", "「長かった。やっと渡れる！」と町長は話した。", "次は？"],
        ),
        ("ja", ["（工事は3年。費用は未公表。）としている。", "以上。"]),
        ("ja", ["伸び率は3.5%だった！！", "前年は2．8％。"]),
        ("zh", ["市长说：“桥开了。大家来吧！”", "随后雨停了。", "“太好了！”孩子们喊道。"]),
        ("zh-Hant", ["他表示「先等等。」才離開。", "風停了嗎？", "停了。"]),
        ("zh", ['他说："走吧。"', "然后雨停了。"]),
        (
            "en",
            ["Dr. A. B. Quill of St. Linnet paid $3.5 million.", "“Why? Ask the U.S.,” he said."],
        ),
        ("ru", ["В 2026 г. мост открыли.", "«Долго. Но дошли!» — сказал мэр.", "А. Б. Волк ушёл."]),
        (
            "de",
            [
                "Am 3. März kam er z. B. nach Nordhafen.",
                "Er sagte: „Gut. Endlich.“",
                "Dann ging er.",
            ],
        ),
        ("fr", ["M. Quill est parti.", "Il a dit : « Non. Pas ici ! »"]),
        ("tr", ["3. gün köprü açıldı.", "Herkes geldi."]),
        ("vi", ["TP. Hải Lam mở cầu mới.", "Ông Q. đã đến."]),
        ("ko", ["시장은 12일 밝혔다.", '그는 "왜? 아니."라고 말했다.', "비가 3.5mm 왔다."]),
        ("hi", ["पुल खुल गया।", "क्या यह सच है?", "हाँ।"]),
        ("ur", ["پل کھل گیا۔", "یہ سچ ہے؟"]),
        ("ar", ["فتح الجسر أمس.", "هل هذا صحيح؟", "نعم، قال العمدة."]),
        ("am", ["ድልድዩ ተከፈተ።", "እውነት ነው።"]),
        ("my", ["တံတား ဖွင့်ပြီ။", "မှန်သလား။"]),
        ("km", ["ស្ពានបានបើក។", "ពិតមែន។"]),
        ("hy", ["Կամուրջը բացվեց։", "Այո։"]),
        ("ka", ["ხიდი გაიხსნა.", "„წვიმდა“, ამბობს ნინო.", "ყველა მოვიდა."]),
        ("pl", ["Bilet kosztuje tyle, co dziś, tj. 4 zł.", "Rok 2031 był dobry."]),
        ("he", ["הגשר נפתח אתמול.", "מי בא?", "כולם."]),
        ("fa", ["پل باز شد.", "آیا درست است؟", "بله."]),
        ("bn", ["সেতু খুলেছে।", "সত্যি?", "হ্যাঁ।"]),
        ("ta", ["பாலம் திறக்கப்பட்டது.", "மழை பெய்தது."]),
        ("el", ["Η γέφυρα άνοιξε.", "Ποιος ήρθε;", "Ναι."]),
        ("xx", ["Foo bar went home.", "Baz stayed."]),
    ],
)
def test_a_text_is_cut_where_its_sentences_end(language: str, expected: list[str]) -> None:
    text = ("" if language.startswith(("ja", "zh")) else " ").join(expected)
    assert cut(text, language) == expected


def test_a_quote_that_is_never_closed_swallows_nothing() -> None:
    assert cut("彼は「橋だ。川だ。雨だ。", "ja") == ["彼は「橋だ。", "川だ。", "雨だ。"]


def test_the_letters_say_more_than_the_language() -> None:
    assert cut("橋が開いた。雨が降った。", "en") == ["橋が開いた。", "雨が降った。"]
    assert cut("The bridge opened. It rained.", "ja") == ["The bridge opened.", "It rained."]


def test_a_long_thai_paragraph_is_cut_at_spaces_between_clauses() -> None:
    clause = "สะพานใหม่ของเมืองเปิดให้ประชาชนใช้แล้วเมื่อเช้านี้หลังจากก่อสร้างมานานกว่าห้าปี"
    found = cut(" ".join([clause] * 6), "th")
    assert len(found) == 3
    assert found[0] == f"{clause} {clause}"


@given(
    st.text(alphabet=st.sampled_from('あ漢ア「」『』（）。！？…"“”：\n a.!B1 \u3000'), max_size=60)
)
def test_no_character_is_lost_in_quotes_gone_wrong(text: str) -> None:
    assert "".join(sentences(text, "ja")) == text


@given(
    st.text(max_size=200),
    st.sampled_from(["ja", "en", "th", "ar", "", "xx", "zh-Hant-TW", "pt_BR", "?", "日本語"]),
)
def test_any_text_in_any_language_comes_back_whole(text: str, language: str) -> None:
    found = sentences(text, language)
    assert "".join(found) == text
    assert all(found)


def test_a_sentence_across_two_portions_of_a_huge_text_stays_whole() -> None:
    sentence = "The ferry of Port Linnet leaves at noon and comes back at dusk. "
    assert set(sentences(sentence * 1_000, "en")) == {sentence}
