"""Bytes of every encoding an editor's tools write, from three lines to long texts."""

from __future__ import annotations

import codecs
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.errors import ReadingError, ReadingFault
from digests.parsing.formats.encoding import decode

JAPANESE = """\
4月2日のみなと情報
① 港の倉庫で火災、けが人なし(2025年4月1日)
港の倉庫で1日未明に火災が発生したが、消防によるとけが人はいなかったという。
② 市長「新しい橋は来年に完成」＝記者会見で(2025年3月31日)
総事業費は128億円を見込む。ただし財源の三割はまだ決まっていない。
・橋の長さは420メートル
https://example.jp/20250401/10001.html
"""
SIMPLIFIED = """\
港口新闻 4月2日
一、港口仓库发生火灾，无人受伤（2025年4月1日）
据消防部门介绍，1日凌晨港口的一座仓库起火，火已经被扑灭，没有人员受伤。
二、市长表示新桥将于明年完工（2025年3月31日）
总投资预计为128亿元，但是三成资金还没有落实。
https://example.cn/20250401/10001.html
"""
TRADITIONAL = """\
港口新聞 4月2日
一、港口倉庫發生火災，無人受傷（2025年4月1日）
據消防部門介紹，1日凌晨港口的一座倉庫起火，火已經被撲滅，沒有人員受傷。
二、市長表示新橋將於明年完工（2025年3月31日）
總投資預計為128億元，但是三成資金還沒有落實。
https://example.tw/20250401/10001.html
"""
RUSSIAN = """\
Новости порта, 2 апреля
1. Пожар на складе в порту, пострадавших нет (1 апреля 2025)
Ночью на складе «Северный» начался пожар; по данным спасателей, никто не пострадал.
2. Мэр: новый мост достроят через год (31 марта 2025)
Стоимость строительства — 128 млн рублей, но треть денег ещё не найдена.
https://example.ru/20250401/10001.html
"""
RUSSIAN_KOI8 = RUSSIAN.translate(dict(zip(map(ord, "«»—"), '""-', strict=True)))
FRENCH = """\
Nouvelles du port – 2 avril
1. Incendie dans un entrepôt, aucun blessé (1er avril 2025)
D’après les pompiers, le feu a été maîtrisé vers l’aube ; « personne n’est blessé ».
2. Le maire annonce la fin du chantier du pont pour l’été prochain (31 mars 2025)
https://example.fr/20250401/10001.html
"""
ENCODED = [
    *((JAPANESE, name) for name in ("utf-8", "cp932", "euc_jis_2004", "iso2022_jp_2004")),
    *(
        (JAPANESE, name)
        for name in ("iso2022_jp_3", "gb18030", "utf-16-le", "utf-16-be", "utf-32-le")
    ),
    *((SIMPLIFIED, name) for name in ("utf-8", "gb18030", "gb2312", "utf-16-le", "utf-32-be")),
    *((TRADITIONAL, name) for name in ("utf-8", "big5", "cp950", "utf-16-be")),
    *((RUSSIAN, name) for name in ("utf-8", "cp1251", "utf-16-le", "utf-16-be")),
    (RUSSIAN_KOI8, "koi8-r"),
    *((FRENCH, name) for name in ("utf-8", "cp1252", "utf-16-le")),
]
MARKED = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
]


def _lines(text: str, count: int) -> str:
    return "".join(text.splitlines(keepends=True)[:count])


@pytest.mark.parametrize("length", ["three lines", "whole", "long"])
@pytest.mark.parametrize(("text", "encoding"), ENCODED)
def test_every_encoding_is_found_at_every_length(text: str, encoding: str, length: str) -> None:
    text = {"three lines": _lines(text, 3), "whole": text, "long": text * 300}[length]
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(("text", "encoding"), ENCODED)
@pytest.mark.parametrize("first", [0, 1, 2, 3])
def test_any_three_lines_are_enough(text: str, encoding: str, first: int) -> None:
    text = "".join(text.splitlines(keepends=True)[first : first + 3])
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize(("text", "encoding"), ENCODED)
def test_line_ends_stay_as_they_are(text: str, encoding: str, ends: str) -> None:
    text = text.replace("\n", ends)
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(("mark", "encoding"), MARKED)
@pytest.mark.parametrize("text", [JAPANESE, RUSSIAN, "a", ""])
def test_a_byte_order_mark_decides_and_is_no_text(mark: bytes, encoding: str, text: str) -> None:
    assert decode(mark + text.encode(encoding)) == text


def test_circled_numbers_of_windows_are_read_in_mail_escapes() -> None:
    shift = b"\x1b$B"
    # ① stands in row 13, which ISO-2022-JP leaves empty and Windows fills.
    data = b"\x1b$B\x2d\x21\x4e\x3e\x1b(B tail " + shift + b"\x7c\x62\x1b(B\x1b(I1\x1b(B\n"
    assert decode(data) == "①両 tail 髙ｱ\n"


def test_half_width_kana_and_typing_errors_stay() -> None:
    text = "テレビの話題ｶﾞｲﾄﾞ\n番組表を更新しました。～と〜は別の字です。\nﾆｭｰｽもあります。\n"
    assert decode(text.encode()) == text
    text = text.replace("〜", "")
    assert decode(text.encode("cp932")) == text


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jis_2004", "cp1251", "gb18030"])
def test_mostly_ascii_with_a_few_words_is_read(encoding: str) -> None:
    words = {"cp1251": "Новости порта", "gb18030": "港口的新闻在这里"}.get(
        encoding, "みなとのお知らせです"
    )
    text = "see https://example.org/a/long/address/that/goes/on for more\n" * 40 + words
    assert decode(text.encode(encoding)) == text


def test_a_file_cut_inside_a_character_keeps_the_rest() -> None:
    for encoding in ("utf-8", "cp932", "utf-16-le", "gb18030"):
        data = JAPANESE.encode(encoding)
        cut = next(n for n in range(len(data) - 60, 0, -1) if _is_inside(data, n, encoding))
        assert JAPANESE.startswith(decode(data[:cut])), encoding


def _is_inside(data: bytes, at: int, encoding: str) -> bool:
    try:
        data[:at].decode(encoding)
    except UnicodeDecodeError:
        return True
    return False


def test_one_broken_byte_costs_one_sign() -> None:
    data = JAPANESE.encode()
    broken = data[:100] + b"\xff" + data[100:]
    assert len(decode(broken)) - len(JAPANESE) in range(5)


def test_a_stray_nul_or_bell_is_no_text() -> None:
    text = decode(JAPANESE.replace("火災", "火\0災\a").encode())
    assert text == JAPANESE


@pytest.mark.parametrize("label", ["Shift_JIS", "x-sjis", "windows-31j", "sjis"])
def test_a_declared_encoding_is_read_as_people_mean_it(label: str) -> None:
    assert decode(JAPANESE.encode("cp932"), declared=label) == JAPANESE


def test_a_declared_encoding_serves_where_no_guess_can() -> None:
    text = "항구 소식입니다.\n창고에서 불이 났지만 다친 사람은 없습니다.\n"
    assert decode(text.encode("cp949"), declared="euc-kr") == text


@pytest.mark.parametrize("declared", ["koi8-r", "shift_jis", "utf-8", "zip", "x-none", "\0", "hex"])
def test_a_false_declaration_is_not_believed(declared: str) -> None:
    assert decode(RUSSIAN.encode("cp1251"), declared=declared) == RUSSIAN
    assert decode(JAPANESE.encode("utf-8"), declared=declared) == JAPANESE


@pytest.mark.parametrize(
    "data",
    [
        random.Random(1).randbytes(4000),
        b"\0" * 4000,
        bytes(range(256)) * 8,
        b"\xff\xfe" + random.Random(2).randbytes(4001),
        b"\x7fELF\x02\x01\x01" + bytes(64) + random.Random(3).randbytes(500),
    ],
    ids=["noise", "nuls", "every byte", "noise behind a mark", "program"],
)
def test_what_is_not_text_is_refused(data: bytes) -> None:
    with pytest.raises(ReadingError) as caught:
        decode(data)
    assert caught.value.fault is ReadingFault.NOT_TEXT


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))).filter(lambda t: "\ufffd" not in t))
def test_utf_8_is_never_changed(text: str) -> None:
    assert decode(text.encode()) == text.removeprefix("\ufeff")


def test_a_few_odd_bytes_in_english_are_no_reason_to_refuse() -> None:
    text = "The harbour reopens on Monday, the mayor said at a press conference.\n" * 9
    assert decode(text.encode() + b"\x81\x8d\x90 done").startswith(text)


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = decode(data)
    except ReadingError:
        return
    assert "\0" not in text
