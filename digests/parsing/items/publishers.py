"""Tells who published news where no line says it: by its dateline, a picture's words, its host.

Hosts are those of publishers that everybody knows; who collects others' news is none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from urllib.parse import urlsplit

from digests.text.lexicon import LEXICON, Lexicon, alternatives, is_dense

_OPENING = re.compile(
    r"[\[［【(（〔](?P<inside>[^\[\]［］【】()（）〔〕\n]{2,60})[\]］】)）〕]"
    r"|[^\W\d_][\w .,'’/／-]{1,50}[(（](?P<agency>[^()（）\n]{2,30})[)）]\s*[-–—―]"
)
_CLOSING = re.compile(r"[(（](?P<inside>[^()（）\n]{2,30})[)）]\s*$")
_LAST = re.compile(r"[^\s、，,/／＝=・]+$")
_PREFIXES = ("www.", "www3.", "m.", "mobile.", "amp.", "edition.")

_OTHERS = ("聯合報", "明報", "信報", "蘋果日報", "自由時報", "NNN", "JNN", "FNN", "ANN")
"""Names that no host is of, or that bear another in their archive."""

_OUTLETS: Mapping[str, str] = MappingProxyType(
    {
        "jp.reuters.com": "ロイター",
        "nhk.or.jp": "NHK",
        "news.web.nhk": "NHK",
        "asahi.com": "朝日新聞",
        "yomiuri.co.jp": "読売新聞",
        "mainichi.jp": "毎日新聞",
        "nikkei.com": "日本経済新聞",
        "sankei.com": "産経新聞",
        "tokyo-np.co.jp": "東京新聞",
        "chunichi.co.jp": "中日新聞",
        "hokkaido-np.co.jp": "北海道新聞",
        "nishinippon.co.jp": "西日本新聞",
        "okinawatimes.co.jp": "沖縄タイムス",
        "ryukyushimpo.jp": "琉球新報",
        "jiji.com": "時事通信",
        "news.ntv.co.jp": "日テレNEWS NNN",
        "newsdig.tbs.co.jp": "TBS NEWS DIG",
        "fnn.jp": "FNNプライムオンライン",
        "news.tv-asahi.co.jp": "テレ朝NEWS",
        "afpbb.com": "AFPBB News",
        "newsweekjapan.jp": "ニューズウィーク日本版",
        "toyokeizai.net": "東洋経済オンライン",
        "gendai.media": "現代ビジネス",
        "diamond.jp": "ダイヤモンド・オンライン",
        "bunshun.jp": "文春オンライン",
        "itmedia.co.jp": "ITmedia",
        "gigazine.net": "GIGAZINE",
        "natalie.mu": "ナタリー",
        "reuters.com": "Reuters",
        "apnews.com": "AP",
        "afp.com": "AFP",
        "bbc.com": "BBC",
        "bbc.co.uk": "BBC",
        "cnn.com": "CNN",
        "cnn.co.jp": "CNN",
        "bloomberg.com": "Bloomberg",
        "bloomberg.co.jp": "Bloomberg",
        "nytimes.com": "The New York Times",
        "washingtonpost.com": "The Washington Post",
        "wsj.com": "The Wall Street Journal",
        "ft.com": "Financial Times",
        "theguardian.com": "The Guardian",
        "economist.com": "The Economist",
        "latimes.com": "Los Angeles Times",
        "usatoday.com": "USA Today",
        "npr.org": "NPR",
        "politico.com": "Politico",
        "axios.com": "Axios",
        "theatlantic.com": "The Atlantic",
        "newyorker.com": "The New Yorker",
        "time.com": "TIME",
        "newsweek.com": "Newsweek",
        "aljazeera.com": "Al Jazeera",
        "independent.co.uk": "The Independent",
        "telegraph.co.uk": "The Telegraph",
        "irishtimes.com": "The Irish Times",
        "theverge.com": "The Verge",
        "arstechnica.com": "Ars Technica",
        "techcrunch.com": "TechCrunch",
        "wired.com": "WIRED",
        "theregister.com": "The Register",
        "zdnet.com": "ZDNET",
        "lwn.net": "LWN.net",
        "nature.com": "Nature",
        "science.org": "Science",
        "scientificamerican.com": "Scientific American",
        "dw.com": "DW",
        "spiegel.de": "DER SPIEGEL",
        "zeit.de": "DIE ZEIT",
        "faz.net": "FAZ",
        "sueddeutsche.de": "Süddeutsche Zeitung",
        "tagesschau.de": "tagesschau",
        "heise.de": "heise online",
        "nzz.ch": "NZZ",
        "derstandard.at": "DER STANDARD",
        "lemonde.fr": "Le Monde",
        "lefigaro.fr": "Le Figaro",
        "liberation.fr": "Libération",
        "elpais.com": "EL PAÍS",
        "elmundo.es": "El Mundo",
        "corriere.it": "Corriere della Sera",
        "repubblica.it": "la Repubblica",
        "nrc.nl": "NRC",
        "folha.uol.com.br": "Folha de S.Paulo",
        "tass.ru": "ТАСС",
        "tass.com": "TASS",
        "ria.ru": "РИА Новости",
        "rbc.ru": "РБК",
        "kommersant.ru": "Коммерсантъ",
        "interfax.ru": "Интерфакс",
        "meduza.io": "Meduza",
        "habr.com": "Хабр",
        "pravda.com.ua": "Українська правда",
        "ukrinform.ua": "Укрінформ",
        "yna.co.kr": "연합뉴스",
        "chosun.com": "조선일보",
        "joongang.co.kr": "중앙일보",
        "donga.com": "동아일보",
        "hani.co.kr": "한겨레",
        "khan.co.kr": "경향신문",
        "news.cn": "新华社",
        "xinhuanet.com": "新华社",
        "people.com.cn": "人民网",
        "thepaper.cn": "澎湃新闻",
        "caixin.com": "财新",
        "36kr.com": "36氪",
        "ithome.com": "IT之家",
        "sspai.com": "少数派",
        "infoq.cn": "InfoQ",
        "infoq.com": "InfoQ",
        "cna.com.tw": "中央社",
        "udn.com": "聯合新聞網",
        "scmp.com": "South China Morning Post",
    }
)


def publisher_of(texts: Sequence[str], captions: Iterable[str], urls: Iterable[str]) -> str | None:
    """Who published an item of these texts, captions and sources; None where nothing tells.

    A dateline opens the first text, a caption may close with a name, hosts count where they are of
    one publisher.
    """
    named = _in_dateline(texts[0]) if texts else None
    named = named or next(filter(None, map(closing_name, captions)), None)
    if named:
        return named
    hosts = {_of_host(url) for url in urls}
    return hosts.pop() if len(hosts) == 1 else None


def closing_name(text: str) -> str | None:
    """The publisher in the bracket that closes a text; None where it holds anything else."""
    match = _CLOSING.search(text)
    return _known(match["inside"]) if match else None


def _in_dateline(text: str) -> str | None:
    """`[ロンドン 12日 ロイター]`, `（ワシントン共同）`, `LONDON, March 13 (Reuters) —`."""
    match = _OPENING.match(text)
    if match is None:
        return None
    inside = match["inside"] or match["agency"]
    last = _LAST.search(inside.strip())
    name = _known(inside) or (_known(last[0]) if last else None)
    signed = _signed(LEXICON).search(inside) if name is None else None
    return name or (signed[0] if signed else None)


def _known(name: str) -> str | None:
    """The name as printed, where it is a publisher's, or ends as publishers' names do."""
    bare = name.strip()
    if bare.casefold() in _names(LEXICON) or _publisher(LEXICON).fullmatch(bare):
        return bare
    return None


def _of_host(url: str) -> str | None:
    try:
        host = (urlsplit(url).hostname or "").casefold()
    except ValueError:
        return None
    for prefix in _PREFIXES:
        host = host.removeprefix(prefix)
    return _OUTLETS.get(host)


@cache
def _names(lexicon: Lexicon) -> frozenset[str]:
    agencies = lexicon.words(lambda one: one.cues.agencies)
    return frozenset(name.casefold() for name in (*_OUTLETS.values(), *_OTHERS, *agencies))


@cache
def _publisher(lexicon: Lexicon) -> re.Pattern[str]:
    """How names of publishers end, with a word before: 港日報, Harbour Daily."""
    words = lexicon.words(lambda one: one.labels.publisher_endings)
    dense = alternatives(word for word in words if is_dense(word))
    spaced = alternatives(word for word in words if not is_dense(word))
    word = r"(?![a-z])[^\W\d_][\w.&'’-]*"
    return re.compile(rf"[^\W\d][\w・]{{0,12}}?(?:{dense})|(?:{word} ){{1,4}}(?:{spaced})")


@cache
def _signed(lexicon: Lexicon) -> re.Pattern[str]:
    """An agency glued to the place that it reports from: ワシントン共同."""
    agencies = alternatives(lexicon.words(lambda one: one.cues.agencies))
    return re.compile(rf"(?:{agencies})$", re.IGNORECASE)
