"""Languages of which little is known so far: how to tell them, how their sentences end."""

from __future__ import annotations

from digests.text.characters import ARABIC, THAI
from digests.text.lexicon.language import CalendarWords, Counting, Cues, Labels, Language

GREEK = Language(
    code="el", script="\u0370-\u03ff", stemmer="greek", stops="\N{GREEK QUESTION MARK}"
)
MODERN_ARABIC = Language(
    code="ar",
    script=ARABIC,
    stemmer="arabic",
    stops="؟",
    calendar=CalendarWords(
        months=(
            *("يناير كانون_الثاني", "فبراير شباط", "مارس آذار", "أبريل ابريل نيسان"),
            *("مايو أيار", "يونيو حزيران", "يوليو تموز", "أغسطس اغسطس آب"),
            *("سبتمبر أيلول", "أكتوبر اكتوبر تشرين_الأول", "نوفمبر تشرين_الثاني"),
            "ديسمبر كانون_الأول",
        ),
        weekdays=("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    ),
    labels=Labels(source="المصدر", author="بقلم"),
    cues=Cues(
        connectives="لكن ولكن غير_أن كما وفي بينما إلا_أن",
        limits="لكن ولكن",
        doubts="دليل|لم يتأكد|لم تؤكد|غير واضح",
    ),
)
PERSIAN = Language(code="fa", script=ARABIC, own_letters="پچژگ", stemmer="persian")
URDU = Language(code="ur", script=ARABIC, stops="۔")
HEBREW = Language(code="he", script="\u0590-\u05ff")
CENTRAL_THAI = Language(
    code="th",
    script=THAI,
    cues=Cues(connectives="แต่ อย่างไรก็ตาม และ นอกจากนี้", limits="แต่", doubts="หลักฐาน|ยังไม่"),
)
HINDI = Language(
    code="hi",
    script="\u0900-\u097f",
    stemmer="hindi",
    stops="।॥",
    cues=Cues(
        connectives="लेकिन मगर और वहीं हालांकि इसके_अलावा",
        limits="लेकिन हालांकि",
        doubts="सबूत|पुष्टि नहीं|स्पष्ट नहीं",
    ),
)
NEPALI = Language(code="ne", script="\u0900-\u097f", stemmer="nepali")
TAMIL = Language(code="ta", script="\u0b80-\u0bff", stemmer="tamil")
ARMENIAN = Language(code="hy", script="\u0530-\u058f", stemmer="armenian", stops="։")
AMHARIC = Language(code="am", script="\u1200-\u137f", stops="።")
KHMER = Language(code="km", script="\u1780-\u17ff", stops="។៕")
BURMESE = Language(code="my", script="\u1000-\u109f", stops="။")
FINNISH = Language(
    code="fi",
    own_letters="äö",
    common_words=(
        "ja on ei että se hän oli kun mutta myös ovat sen joka mukaan jälkeen tai sekä kanssa"
        " ennen vuoden vuonna"
    ),
    stemmer="finnish",
)
HUNGARIAN = Language(
    code="hu",
    own_letters="őűöü",
    common_words=("a az és hogy nem is egy van meg ez de volt csak után szerint lesz már"),
    stemmer="hungarian",
)
TURKISH = Language(
    code="tr",
    own_letters="ğışöü",
    common_words="ve bir bu için ile da de olarak çok daha ne gibi olan var sonra yeni göre",
    stemmer="turkish",
    calendar=CalendarWords(
        months=(
            *("ocak", "şubat", "mart", "nisan", "mayıs", "haziran", "temmuz", "ağustos"),
            *("eylül", "ekim", "kasım", "aralık"),
        ),
        weekdays=("pazartesi", "salı", "çarşamba", "perşembe", "cuma", "cumartesi", "pazar"),
    ),
    counting=Counting(issues="sayı"),
    labels=Labels(
        source="kaynak kaynaklar haberin_devamı devamı", publisher_endings="Gazetesi Haber"
    ),
    cues=Cues(
        connectives="ama ancak fakat ve ayrıca bununla_birlikte öte_yandan ise",
        limits="ama ancak fakat",
        doubts="kanıt|doğrulanmadı|belirsiz|bilinmiyor",
    ),
)
INDONESIAN = Language(
    code="id",
    common_words="yang dan di dari dengan untuk ini itu tidak pada dalam akan ke telah oleh",
    stemmer="indonesian",
    cues=Cues(
        connectives="namun tetapi tapi dan selain_itu sementara_itu karena_itu",
        limits="namun tetapi",
        doubts="belum (?:jelas|dikonfirmasi|diketahui|ada bukti)",
    ),
)
VIETNAMESE = Language(
    code="vi",
    calendar=CalendarWords(
        months=tuple(f"tháng_{month}" for month in range(1, 13)),
        weekdays=(*("thứ_hai", "thứ_ba", "thứ_tư", "thứ_năm", "thứ_sáu", "thứ_bảy", "chủ_nhật"),),
        before_year="năm",
    ),
    counting=Counting(issues="số"),
    labels=Labels(source="nguồn xem_thêm đọc_thêm", date="ngày"),
    cues=Cues(
        connectives="nhưng tuy_nhiên và ngoài_ra trong_khi_đó do_đó",
        limits="nhưng tuy_nhiên",
        doubts="bằng chứng|chưa (?:được )?(?:xác|rõ)",
    ),
)
BASQUE = Language(code="eu", stemmer="basque")
ESPERANTO = Language(code="eo", stemmer="esperanto")
ESTONIAN = Language(code="et", stemmer="estonian")
IRISH = Language(code="ga", stemmer="irish")
LITHUANIAN = Language(code="lt", stemmer="lithuanian")
