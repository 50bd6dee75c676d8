"""Russian."""

from __future__ import annotations

from digests.text.characters import CYRILLIC
from digests.text.lexicon.language import (
    Asking,
    CalendarWords,
    Columns,
    Cues,
    FileWords,
    Labels,
    Language,
    Phrases,
)

RUSSIAN = Language(
    code="ru",
    script=CYRILLIC,
    stemmer="russian",
    consonants="бвгджзклмнпрстфхцчшщ",
    calendar=CalendarWords(
        months=(
            *("января январь янв", "февраля февраль февр фев", "марта март мар"),
            *("апреля апрель апр", "мая май", "июня июнь июн", "июля июль июл"),
            *("августа август авг", "сентября сентябрь сент сен", "октября октябрь окт"),
            *("ноября ноябрь нояб ноя", "декабря декабрь дек"),
        ),
        year_words="г. года",
        short_months=(
            "янв",
            "февр фев",
            "мар",
            "апр",
            "мая",
            "июн",
            "июл",
            "авг",
            "сент",
            "окт",
            "нояб",
            "дек",
        ),
        weekdays=(
            "понедельник",
            "вторник",
            "среда",
            "четверг",
            "пятница",
            "суббота",
            "воскресенье",
        ),
        short_weekdays="пн вт ср чт пт сб вс",
        days_ago=("сегодня", "вчера", "позавчера"),
    ),
    labels=Labels(
        title="название заголовок тема",
        date="дата",
        author="автор составитель редактор",
        byline="от по",
        source=(
            "источник ссылка подробнее подробности читать читать_далее читать_дальше"
            " читать_полностью полный_текст"
        ),
        related="по_теме читайте_также см._также",
        caption="фото снимок иллюстрация",
        credit_openings="фото",
    ),
    phrases=Phrases(
        greetings="привет здравствуй",
        sign_offs="конец",
        joins="и",
        no_names="новости дайджест выпуск обзор сводка",
    ),
    files=FileWords(heading_styles="заголовок", page="стр. стр", page_of="из", quotes="«»"),
    columns=Columns(
        number="№ номер",
        section="раздел рубрика",
        headline="заголовок",
        outlet="издание источник",
        date="дата",
        text="текст кратко содержание",
        link="ссылка",
    ),
    asking=Asking(
        latest="последний последний_выпуск свежий_выпуск",
        sources="источники источник ссылки",
        contents="содержание список заголовки",
        archive="архив прошлые_выпуски",
        settings="настройки",
        help="помощь справка",
        next_one="следующая следующий дальше",
        previous_one="предыдущая предыдущий назад",
        subscribe="подписаться подписка",
        stop="отписаться стоп хватит",
        of="от из за",
        openings="покажи",
        endings="пожалуйста",
        issue="выпуск",
        mornings="утра",
        evenings="вечера",
        days_ahead=("завтра", "послезавтра"),
        last="прошлая прошлый прошлое в_прошлый в_прошлую",
        last_month="прошлый_месяц",
        courtesies="спасибо",
    ),
    cues=Cues(
        connectives=(
            "но однако а также кроме_того при_этом между_тем поэтому затем тем_не_менее"
            " в_то_же_время ранее"
        ),
        limits="но однако тем_не_менее впрочем",
        doubts=(
            "доказательств|не подтвер|не доказ|неизвестн|неясн|не установлен|нет уверенности"
            "|не провер"
        ),
        introductions=r"\bследующее",
        back_references="этого|этому|это|эти",
    ),
)
