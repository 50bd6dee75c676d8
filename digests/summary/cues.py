"""Phrases that tell what a sentence does to the one before it, in the languages we know.

A language that is missing here loses a refinement, never its summary.
"""

from __future__ import annotations

import re
from functools import cache

from digests.text.characters import HAN, KANA, THAI

_CONNECTIVES = """
しかし だが ただし ただ、 もっとも、 一方 また、 さらに そして それで そのため このため これに
その後 その上 なお、 つまり ところが だから しかも では、 でも それでも こうした
それに加え 加えて ちなみに 他方 逆に 同時に
但是 但 不过 然而 此外 另外 同时 另一方面 因此 所以 而且 其中 對此 对此 不過 同時 與此同時
하지만 그러나 그런데 또 또한 한편 이에 이어 그래서 따라서 반면 다만 특히
however but and also meanwhile moreover furthermore besides still yet so therefore thus then
later nevertheless nonetheless although though instead additionally separately earlier afterwards
for_example
но однако а также кроме_того при_этом между_тем поэтому затем тем_не_менее в_то_же_время ранее
але однак проте також крім_того при_цьому тим_часом
aber doch jedoch allerdings und auch außerdem zudem dennoch deshalb daher dagegen dabei dann
mais cependant toutefois et aussi pourtant en_outre par_ailleurs donc ainsi puis en_revanche
pero sin_embargo no_obstante y también además mientras por_eso por_otra_parte entonces
mas porém no_entanto contudo e também além_disso enquanto por_isso
ma però tuttavia e anche inoltre intanto quindi poi
maar echter en ook daarnaast intussen daarom toch
ama ancak fakat ve ayrıca bununla_birlikte öte_yandan ise
nhưng tuy_nhiên và ngoài_ra trong_khi_đó do_đó
namun tetapi tapi dan selain_itu sementara_itu karena_itu
men dock samt också dessutom derfor dog og også
ale jednak oraz także ponadto tymczasem dlatego však také navíc
لكن ولكن غير_أن كما وفي بينما إلا_أن
लेकिन मगर और वहीं हालांकि इसके_अलावा
แต่ อย่างไรก็ตาม และ นอกจากนี้
"""

_LIMITING_OPENINGS = """
ただし ただ、 もっとも、 しかし だが とはいえ でも 但し 但是 但 不过 不過 然而 다만 하지만 그러나
however but still yet although though nevertheless nonetheless even_so that_said
но однако тем_не_менее впрочем але однак проте
aber doch jedoch allerdings mais cependant toutefois pero sin_embargo no_obstante
mas porém no_entanto contudo ma però tuttavia maar echter ama ancak fakat
nhưng tuy_nhiên namun tetapi men dock ale jednak však لكن ولكن लेकिन हालांकि แต่
"""

_DOUBT = re.compile(
    r"証拠|根拠|裏付け|裏づけ|不明|未定|未確認|かもしれない|分からない|わからない|保証(?:は|も)ない|という保証"
    r"|確認(?:され|でき|し)て(?:い)?ない|確認が取れ|(?:分か|わか|決ま)ってい?ない|認めて(?:い)?ない"
    r"|明らか(?:に|で)(?:され|なって)?(?:い)?ない|とは限らない|とは言い切れ|とは言えない"
    r"|证据|證據|证实|證實|未经|未經|尚未|不清楚|不确定|不確定|无法确认|無法確認"
    r"|증거|확인되지|확인하지|불분명|알려지지|밝히지 않"
    r"|\bno (?:\w+ )?(?:evidence|proof|guarantee|indication|sign)\b"
    r"|\bnot (?:yet )?(?:been )?(?:\w+ )?(?:confirmed|verified|proven|known|clear|certain"
    r"|tested|compared|decided|settled|said)"
    r"|\bunclear\b|\bunproven\b|\bunverified\b|\bunconfirmed\b|\bunknown\b|\buncertain\b"
    r"|\b(?:could|cannot|can't|couldn't) (?:not )?(?:be )?(?:\w+ )?(?:verif\w+|confirm\w*)"
    r"|доказательств|не подтвер|не доказ|неизвестн|неясн|не установлен|нет уверенности|не провер"
    r"|не підтвердж|доказів|невідом"
    r"|\bBeweise?\b|nicht bestätigt|unklar|nicht bewiesen|nicht überprüf|unbekannt"
    r"|preuve|pas (?:été )?(?:confirmé|vérifié)|incertain|inconnu"
    r"|pruebas?\b|no (?:se )?ha sido confirmad|no está claro|se desconoce|sin confirmar"
    r"|\bprovas?\b|não (?:foi )?confirmad|não está claro"
    r"|prove\b|non è (?:stato )?(?:chiaro|confermat)"
    r"|kanıt|doğrulanmadı|belirsiz|bilinmiyor|bằng chứng|chưa (?:được )?(?:xác|rõ)"
    r"|belum (?:jelas|dikonfirmasi|diketahui|ada bukti)|dowod|niepotwierdz|nie potwierdz"
    r"|دليل|لم يتأكد|لم تؤكد|غير واضح|सबूत|पुष्टि नहीं|स्पष्ट नहीं|หลักฐาน|ยังไม่",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    r"(?:[以次]下?の(?:通り|とおり)(?:だ|です|である)?|如下|다음과 같다)[。．.：:]?$"
    r"|[:：]$|\b(?:as follows|in short|in brief|следующее|wie folgt|comme suit)[.:]?$",
    re.IGNORECASE,
)
_ALWAYS_LIMITS = re.compile("ただし|但し|다만")
_POINTS_BACK = re.compile(
    r"(?:それ|これ|そのこと|このこと|こうした|その|この)(?:を|が|は|に|ら|主張|説|情報|憶測)"
    r"|\b(?:that|this|these|those|such|it|so)\b|этого|этому|это|эти|dafür|das"
    r"|cela|ce|esto|eso|isso|questo",
    re.IGNORECASE,
)
_UNSPACED = re.compile(f"[{THAI}{KANA}{HAN}]")
_OPENING_SIGNS = "\"'“‘«„「『（( "


def opens_with_connective(sentence: str) -> bool:
    """Whether it leans on the sentence before it: However, … / しかし、…."""
    return _one_of(_CONNECTIVES).match(sentence.lstrip(_OPENING_SIGNS)) is not None


def limits_the_former(sentence: str, *, same_paragraph: bool) -> bool:
    """Whether it takes back part of what the sentence before it claims.

    ただし、証拠はない / However, there is no evidence. Outside the claim's own paragraph it has to
    say both that it limits and what is doubtful.
    """
    if same_paragraph and _ALWAYS_LIMITS.match(sentence):
        return True
    if not _DOUBT.search(sentence):
        return False
    if _one_of(_LIMITING_OPENINGS).match(sentence.lstrip(_OPENING_SIGNS)):
        return True
    return same_paragraph and _POINTS_BACK.search(sentence) is not None


def introduces_a_list(sentence: str) -> bool:
    """Whether it only says that something follows: 以下の通り。 / as follows:."""
    return _INTRODUCES.search(sentence) is not None


@cache
def _one_of(openings: str) -> re.Pattern[str]:
    """Any of the phrases, as whole words where the script has words; `_` stands for a space."""
    phrases = sorted(openings.split(), key=len, reverse=True)
    return re.compile("|".join(_whole(phrase) for phrase in phrases), re.IGNORECASE)


def _whole(phrase: str) -> str:
    spaced = re.escape(phrase).replace("_", r"\s+")
    return spaced if _UNSPACED.match(phrase) else spaced + r"\b"
