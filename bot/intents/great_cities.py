"""Great cities that no time zone is named after, and clocks that people call by their letters."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

_CITIES: tuple[tuple[str, str], ...] = (
    (
        "Asia/Tokyo",
        (
            "osaka/大阪 kyoto/京都 nagoya/名古屋 yokohama/横浜 kobe/神戸 fukuoka/福岡"
            " sapporo/札幌 sendai/仙台 hiroshima/広島 kawasaki/川崎 saitama/さいたま"
            " chiba/千葉 niigata/新潟 kitakyushu/北九州 okayama/岡山 kumamoto/熊本"
            " kagoshima/鹿児島 nagasaki/長崎 kanazawa/金沢 shizuoka/静岡 matsuyama/松山"
            " naha/那覇"
        ),
    ),
    (
        "Asia/Shanghai",
        (
            "beijing/北京 shenzhen/深圳/深セン guangzhou/広州/广州 chengdu/成都"
            " tianjin/天津 wuhan/武漢/武汉 hangzhou/杭州 nanjing/南京 xi'an/xian/西安"
            " shenyang/瀋陽/沈阳 qingdao/青島/青岛 dalian/大連/大连 harbin/ハルビン/哈尔滨"
            " suzhou/蘇州/苏州 dongguan/東莞/东莞"
        ),
    ),
    (
        "Asia/Seoul",
        "busan/釜山/プサン incheon/仁川 daegu/大邱 daejeon/大田",
    ),
    (
        "Asia/Taipei",
        "kaohsiung/高雄 taichung/台中 tainan/台南",
    ),
    (
        "Asia/Kolkata",
        (
            "delhi/デリー new_delhi/ニューデリー mumbai/ムンバイ bombay"
            " bangalore/bengaluru/バンガロール/ベンガルール chennai/チェンナイ"
            " hyderabad/ハイデラバード ahmedabad/アーメダバード pune/プネー surat jaipur"
            " lucknow"
        ),
    ),
    (
        "Asia/Karachi",
        "lahore/ラホール islamabad/イスラマバード faisalabad",
    ),
    (
        "Asia/Dhaka",
        "chittagong/チッタゴン",
    ),
    (
        "Asia/Ho_Chi_Minh",
        "hanoi/ハノイ da_nang/ダナン",
    ),
    (
        "Asia/Jakarta",
        "surabaya/スラバヤ bandung/バンドン medan/メダン",
    ),
    (
        "Asia/Makassar",
        "denpasar/デンパサール bali/バリ",
    ),
    (
        "Asia/Manila",
        "quezon_city/ケソン cebu/セブ davao/ダバオ",
    ),
    (
        "Asia/Bangkok",
        "chiang_mai/チェンマイ",
    ),
    (
        "Asia/Dubai",
        "abu_dhabi/アブダビ sharjah",
    ),
    (
        "Asia/Riyadh",
        "jeddah/ジッダ mecca/メッカ medina/メディナ",
    ),
    (
        "Asia/Jerusalem",
        "tel_aviv/テルアビブ haifa/ハイファ",
    ),
    (
        "Asia/Tehran",
        "mashhad/マシュハド isfahan/イスファハン",
    ),
    (
        "Europe/Istanbul",
        "ankara/アンカラ izmir/イズミル",
    ),
    (
        "Europe/Moscow",
        "st._petersburg/saint_petersburg/サンクトペテルブルク kazan/カザン",
    ),
    (
        "Europe/London",
        (
            "manchester/マンチェスター birmingham/バーミンガム edinburgh/エディンバラ"
            " glasgow/グラスゴー"
        ),
    ),
    (
        "Europe/Berlin",
        (
            "munich/münchen/ミュンヘン hamburg/ハンブルク frankfurt/フランクフルト"
            " cologne/köln/ケルン stuttgart/シュトゥットガルト"
            " düsseldorf/dusseldorf/デュッセルドルフ leipzig/ライプツィヒ"
        ),
    ),
    (
        "Europe/Paris",
        ("lyon/リヨン marseille/マルセイユ toulouse/トゥールーズ strasbourg/ストラスブール"),
    ),
    (
        "Europe/Rome",
        (
            "milan/milano/ミラノ naples/napoli/ナポリ turin/torino/トリノ"
            " florence/firenze/フィレンツェ venice/venezia/ベネチア"
        ),
    ),
    (
        "Europe/Madrid",
        "barcelona/バルセロナ valencia/バレンシア seville/sevilla/セビリア",
    ),
    (
        "Europe/Lisbon",
        "porto/ポルト",
    ),
    (
        "Europe/Amsterdam",
        "rotterdam/ロッテルダム the_hague/ハーグ",
    ),
    (
        "Europe/Zurich",
        "geneva/genève/ジュネーブ basel/バーゼル bern/ベルン",
    ),
    (
        "Europe/Warsaw",
        "krakow/kraków/クラクフ gdansk/gdańsk/グダニスク",
    ),
    (
        "Africa/Cairo",
        "alexandria/アレクサンドリア giza/ギザ",
    ),
    (
        "Africa/Lagos",
        "abuja/アブジャ kano/カノ ibadan",
    ),
    (
        "Africa/Johannesburg",
        "cape_town/ケープタウン durban/ダーバン pretoria/プレトリア",
    ),
    (
        "Africa/Casablanca",
        "rabat/ラバト marrakesh/marrakech/マラケシュ",
    ),
    (
        "America/New_York",
        (
            "washington/ワシントン washington_dc washington,_d.c. boston/ボストン"
            " philadelphia/フィラデルフィア miami/マイアミ atlanta/アトランタ"
            " baltimore/ボルチモア orlando/オーランド"
        ),
    ),
    (
        "America/Chicago",
        (
            "houston/ヒューストン dallas/ダラス austin/オースティン"
            " san_antonio/サンアントニオ minneapolis/ミネアポリス"
            " new_orleans/ニューオーリンズ st._louis/セントルイス"
        ),
    ),
    (
        "America/Denver",
        "salt_lake_city/ソルトレークシティ",
    ),
    (
        "America/Los_Angeles",
        (
            "san_francisco/サンフランシスコ seattle/シアトル san_diego/サンディエゴ"
            " san_jose/サンノゼ las_vegas/ラスベガス portland/ポートランド"
            " sacramento/サクラメント"
        ),
    ),
    (
        "America/Toronto",
        "montreal/montréal/モントリオール ottawa/オタワ quebec/ケベック",
    ),
    (
        "America/Edmonton",
        "calgary/カルガリー",
    ),
    (
        "America/Mexico_City",
        "guadalajara/グアダラハラ puebla",
    ),
    (
        "America/Sao_Paulo",
        ("rio_de_janeiro/rio/リオデジャネイロ brasilia/brasília/ブラジリア belo_horizonte"),
    ),
    (
        "America/Guayaquil",
        "quito/キト",
    ),
    (
        "America/Bogota",
        "medellin/medellín/メデジン cali/カリ",
    ),
    (
        "Australia/Sydney",
        "canberra/キャンベラ",
    ),
    (
        "Australia/Brisbane",
        "gold_coast/ゴールドコースト",
    ),
    (
        "Pacific/Auckland",
        "wellington/ウェリントン christchurch/クライストチャーチ",
    ),
)
"""Each zone with cities by its clock: a city's names with strokes between, `_` is a space."""

CLOCKS: Mapping[str, str] = MappingProxyType(
    {
        "jst": "Asia/Tokyo",
        "kst": "Asia/Seoul",
        "hkt": "Asia/Hong_Kong",
        "sgt": "Asia/Singapore",
        "pht": "Asia/Manila",
        "wib": "Asia/Jakarta",
        "npt": "Asia/Kathmandu",
        "msk": "Europe/Moscow",
        "cest": "Europe/Berlin",
        "eest": "Europe/Athens",
        "edt": "America/New_York",
        "pdt": "America/Los_Angeles",
        "akst": "America/Anchorage",
        "akdt": "America/Anchorage",
        "brt": "America/Sao_Paulo",
        "sast": "Africa/Johannesburg",
        "aest": "Australia/Sydney",
        "aedt": "Australia/Sydney",
        "awst": "Australia/Perth",
        "nzst": "Pacific/Auckland",
        "nzdt": "Pacific/Auckland",
        "日本時間": "Asia/Tokyo",
    }
)
"""Zones by what their clocks are called; IST, CST, BST and PST are each the name of several."""

OFFSETS: Mapping[int, str] = MappingProxyType(
    {
        -570: "Pacific/Marquesas",
        -210: "America/St_Johns",
        210: "Asia/Tehran",
        270: "Asia/Kabul",
        330: "Asia/Kolkata",
        345: "Asia/Kathmandu",
        390: "Asia/Yangon",
        525: "Australia/Eucla",
        570: "Australia/Darwin",
        630: "Australia/Lord_Howe",
        765: "Pacific/Chatham",
    }
)
"""Zones by their minutes east of UTC, where that is no full hour."""


@cache
def great_cities() -> Mapping[str, str]:
    """The zone of each city, by its names in small letters."""
    return MappingProxyType(
        {
            name.replace("_", " "): zone
            for zone, cities in _CITIES
            for city in cities.split()
            for name in city.split("/")
        }
    )
