"""Ukrainian, Belarusian, Serbian, Polish and Czech; Russian has a module of its own."""

from __future__ import annotations

from digests.text.characters import CYRILLIC
from digests.text.lexicon.language import CalendarWords, Cues, Language

UKRAINIAN = Language(
    code="uk",
    script=CYRILLIC,
    own_letters="іїєґ",
    calendar=CalendarWords(
        months=(
            *("січня січень", "лютого лютий", "березня березень", "квітня квітень"),
            *("травня травень", "червня червень", "липня липень", "серпня серпень"),
            *("вересня вересень", "жовтня жовтень", "листопада листопад", "грудня грудень"),
        ),
        short_months=(
            "січ",
            "лют",
            "бер",
            "квіт",
            "трав",
            "черв",
            "лип",
            "серп",
            "вер",
            "жовт",
            "лист",
            "груд",
        ),
        weekdays=(
            "понеділок",
            "вівторок",
            "середа",
            "четвер",
            "пʼятниця п'ятниця п’ятниця",
            "субота",
            "неділя",
        ),
        short_weekdays="пн вт ср чт пт сб нд",
        days_ago=("сьогодні", "вчора учора", "позавчора"),
        year_words="р. року",
    ),
    cues=Cues(
        connectives="але однак проте також крім_того при_цьому тим_часом",
        limits="але однак проте",
        doubts="не підтвердж|доказів|невідом",
    ),
)
BELARUSIAN = Language(code="be", script=CYRILLIC, own_letters="ў")
SERBIAN = Language(code="sr", script=CYRILLIC, own_letters="ђћџљњј", stemmer="serbian")
POLISH = Language(
    code="pl",
    own_letters="ąćęłńśźż",
    common_words="i w nie się na jest do że z to jak po przez dla o a od za są oraz został",
    stemmer="polish",
    consonants="łńśźż",
    calendar=CalendarWords(
        months=(
            *("stycznia styczeń", "lutego luty", "marca marzec", "kwietnia kwiecień"),
            *("maja maj", "czerwca czerwiec", "lipca lipiec", "sierpnia sierpień"),
            *("września wrzesień", "października październik", "listopada listopad"),
            "grudnia grudzień",
        ),
        short_months=(
            "sty",
            "lut",
            "mar",
            "kwi",
            "maj",
            "cze",
            "lip",
            "sie",
            "wrz",
            "paź",
            "lis",
            "gru",
        ),
        weekdays=("poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"),
        short_weekdays="pon wt śr czw pt sob niedz",
        days_ago=("dzisiaj dziś", "wczoraj", "przedwczoraj"),
    ),
    cues=Cues(
        connectives="ale jednak oraz także ponadto tymczasem dlatego",
        limits="ale jednak",
        doubts="dowod|niepotwierdz|nie potwierdz",
    ),
)
CZECH = Language(
    code="cs",
    own_letters="čďěňřšťůž",
    common_words="a se je na že v to s z o do ale jako po pro byl byla ve při které podle jsou",
    stemmer="czech",
    consonants="čďňřšťž",
    cues=Cues(connectives="ale však také navíc", limits="ale však"),
)
