"""Which language a text is in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.text.languages import language_of, language_of_words, languages_of_word

NEWS = {
    "en": "The harbour bridge was opened on Friday after two years of work, says the mayor.",
    "de": "Die Hafenbrücke ist nach zwei Jahren Bauzeit wieder offen, teilte die Stadt mit.",
    "fr": "Le pont du port est ouvert depuis vendredi, après deux ans de travaux dans la ville.",
    "es": "El puente del puerto se abrió el viernes tras dos años de obras, dijo la alcaldesa.",
    "pt": "A ponte do porto foi aberta na sexta-feira, após dois anos de obras, disse a câmara.",
    "it": "Il ponte del porto è stato aperto venerdì dopo due anni di lavori, dice il sindaco.",
    "nl": "De havenbrug is vrijdag na twee jaar werk geopend, en het verkeer rijdt weer.",
    "sv": "Hamnbron öppnades på fredagen efter två års arbete och trafiken är åter i gång.",
    "da": "Havnebroen blev åbnet fredag efter to års arbejde, og der er igen trafik på vejen.",
    "no": "Havnebrua ble åpnet fredag etter to års arbeid, og det er igjen trafikk på veien.",
    "fi": "Satamasilta avattiin perjantaina kahden vuoden työn jälkeen, ja liikenne on ennallaan.",
    "pl": "Most portowy został otwarty w piątek po dwóch latach prac i ruch wrócił na ulice.",
    "cs": "Přístavní most byl v pátek po dvou letech prací otevřen a doprava se vrátila do ulic.",
    "hu": "A kikötői hidat pénteken két év munka után megnyitották, és a forgalom is visszatért.",
    "ro": "Podul din port a fost deschis vineri după doi ani de lucrări, iar traficul este normal.",
    "tr": "Liman köprüsü iki yıllık çalışmanın ardından cuma günü açıldı ve trafik normale döndü.",
    "id": "Jembatan pelabuhan dibuka pada hari Jumat, dan lalu lintas di kota ini telah normal.",
    "ru": "Мост открыли для всех",
    "uk": "Міст відкрили для всіх",
    "be": "Мост адкрыўся ў горадзе",
    "sr": "Мост је отворен за све љубитеље шетње",
    "ar": "فتح الجسر أمس",
    "fa": "پل بندر دیروز گشایش یافت",
    "el": "Η γέφυρα άνοιξε",
    "he": "הגשר נפתח אתמול",
    "th": "สะพานเปิดแล้ว",
    "hi": "पुल कल खुला",
    "ta": "பாலம் திறக்கப்பட்டது",
    "hy": "Կամուրջը բացվեց",
    "ko": "등대를 다시 칠했다",
}


HEADLINES = {
    "sv": (
        "Regeringen vill höja skatten på bensin nästa år",
        "Tre personer skadades vid en brand i centrala Malmö",
        "Ny rapport: färre unga läser tidningar",
    ),
    "da": (
        "Regeringen vil hæve afgiften på benzin til næste år",
        "Tre mennesker kom til skade ved en brand i Aarhus",
        "Ny rapport: Færre unge læser aviser",
    ),
    "no": (
        "Regjeringen vil øke avgiften på bensin neste år",
        "Tre personer ble skadet i en brann i Bergen",
        "Ny rapport: Færre unge leser aviser",
    ),
    "fi": (
        "Hallitus aikoo nostaa bensiinin veroa ensi vuonna",
        "Kolme ihmistä loukkaantui tulipalossa Tampereella",
    ),
    "cs": (
        "Vláda chce příští rok zvýšit daň z benzinu",
        "Tři lidé byli zraněni při požáru v Brně",
    ),
    "pl": (
        "Rząd chce w przyszłym roku podnieść podatek od benzyny",
        "Trzy osoby zostały ranne w pożarze w Krakowie",
    ),
    "hu": (
        "A kormány jövőre emelné a benzin adóját",
        "Hárman megsérültek egy tűzben Szegeden",
    ),
    "ro": (
        "Guvernul vrea să crească taxa pe benzină anul viitor",
        "Trei persoane au fost rănite într-un incendiu la Cluj",
    ),
    "tr": (
        "Hükümet gelecek yıl benzin vergisini artırmak istiyor",
        "İzmir'de çıkan yangında üç kişi yaralandı",
    ),
    "id": (
        "Pemerintah akan menaikkan pajak bensin tahun depan",
        "Tiga orang terluka dalam kebakaran di Surabaya",
    ),
    "nl": (
        "De regering wil de accijns op benzine volgend jaar verhogen",
        "Drie gewonden bij brand in Utrecht",
    ),
    "de": (
        "Regierung will die Steuer auf Benzin im nächsten Jahr erhöhen",
        "Drei Verletzte bei Brand in Leipzig",
    ),
    "fr": (
        "Le gouvernement veut augmenter la taxe sur l'essence l'an prochain",
        "Trois blessés dans un incendie à Lyon",
    ),
    "es": (
        "El gobierno quiere subir el impuesto a la gasolina el próximo año",
        "Tres heridos en un incendio en Sevilla",
    ),
    "pt": (
        "Governo quer aumentar o imposto sobre a gasolina no próximo ano",
        "Três feridos em incêndio no Porto",
    ),
    "it": (
        "Il governo vuole aumentare la tassa sulla benzina il prossimo anno",
        "Tre feriti in un incendio a Torino",
    ),
    "en": (
        "Government wants to raise the petrol tax next year",
        "Three hurt in a fire in Leeds",
    ),
}


def test_most_headlines_tell_theirs_by_themselves() -> None:
    told = [language_of(text) == code for code, texts in HEADLINES.items() for text in texts]
    assert sum(told) >= 0.85 * len(told)


@pytest.mark.parametrize("language", NEWS)
def test_a_sentence_of_news_tells_its_language(language: str) -> None:
    assert language_of(NEWS[language]) == language


@pytest.mark.parametrize("language", NEWS)
def test_the_words_between_ideographs_tell_theirs(language: str) -> None:
    mixed = f"港の橋について、{NEWS[language]}と伝えた。"
    if language not in {"ko", "th"}:
        assert language_of_words(mixed) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("灯台を白く塗り替えた", "ja"),
        ("灯塔重新粉刷，市民纷纷合影。", "zh"),
        ("Маяк покрасили заново", "ru"),
        ("Маяк пофарбували знову, її видно", "uk"),
        ("The lighthouse was painted by the town", "en"),
        ("Der Leuchtturm ist nicht mehr grau und die Stadt freut sich", "de"),
        ("Le phare est blanc et les habitants sont contents", "fr"),
        ("등대를 다시 칠했다", "ko"),
        ("The word 灯台 means lighthouse in the text", "en"),
        ("GHC と HLS の新しい版が出た", "ja"),
    ],
)
def test_the_language_is_told_from_the_text(text: str, language: str) -> None:
    assert language_of(text) == language


def test_what_a_file_declares_counts_where_words_do_not() -> None:
    assert language_of("123", "fr-CA") == "fr"
    assert language_of("123") == "en"
    assert language_of("灯台を白く", "en") == "ja"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("the bridge over the river is open to all", "en"),
        ("die Brücke über den Fluss ist für alle offen", "de"),
        ("A bridge opens", "en"),
        ("xyzzy plugh", "en"),
        ("橋", "en"),
    ],
)
def test_few_words_are_enough_and_none_are_taken_for_english(text: str, language: str) -> None:
    assert language_of_words(text) == language


def test_a_word_in_latin_letters_may_be_of_many_languages_and_one_in_greek_of_one() -> None:
    assert {"en", "fi", "tr"} <= {*languages_of_word("köprü")}
    assert [*languages_of_word("γέφυρα")] == ["el"]


@given(st.text())
def test_any_text_is_given_a_code_of_two_letters(text: str) -> None:
    for code in (language_of(text), language_of_words(text)):
        assert len(code) == 2
        assert code.isascii()
