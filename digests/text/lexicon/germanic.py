"""German, Dutch and the languages of Scandinavia."""

from __future__ import annotations

from digests.text.lexicon.language import (
    Asking,
    CalendarWords,
    Columns,
    Counting,
    Cues,
    FileWords,
    Labels,
    Language,
    Phrases,
)

GERMAN = Language(
    code="de",
    own_letters="äöü",
    common_words=(
        "der die und das ist nicht mit von ein den auf dem im in an am sich eine für zu des"
        " wird nach wurde sind auch bei aus als über hat vor um"
    ),
    stemmer="german",
    calendar=CalendarWords(
        months=(
            *("januar", "februar", "märz", "april", "mai", "juni", "juli", "august"),
            *("september", "oktober", "november", "dezember"),
        ),
        short_months=(
            "jan",
            "feb",
            "mär",
            "apr",
            "mai",
            "jun",
            "jul",
            "aug",
            "sept sep",
            "okt",
            "nov",
            "dez",
        ),
        weekdays=(
            "montag",
            "dienstag",
            "mittwoch",
            "donnerstag",
            "freitag",
            "samstag sonnabend",
            "sonntag",
        ),
        short_weekdays="mo di mi do fr sa so",
        days_ago=("heute", "gestern", "vorgestern"),
    ),
    labels=Labels(
        byline="von",
        source="quelle quellen mehr weiterlesen zum_artikel",
        publisher_endings="Zeitung Anzeiger Tageblatt Nachrichten Rundschau Kurier",
        invitations="lesen ansehen zum zur hier mehr video anmelden",
    ),
    counting=Counting(numbers="Nr. Nr", issues="nr. nr ausgabe"),
    phrases=Phrases(
        services="impressum abmelden abonnieren kontakt inhalt über_uns feedback",
        service_lines=r"(?:newsletter\s)?(?:abmelden|abbestellen)\b|sie\serhalten\sdiese|alle\srechte",
        name_particles="von der",
    ),
    files=FileWords(page="seite", page_of="von", quotes="„“", subject_openings="aw wg"),
    columns=Columns(
        number="nummer nr.",
        section="rubrik ressort",
        headline="titel überschrift schlagzeile",
        outlet="quelle medium zeitung",
        date="datum",
        text="text zusammenfassung inhalt",
        link="link url",
    ),
    asking=Asking(
        latest="neueste aktuell aktuelle_ausgabe neueste_ausgabe",
        sources="quellen quelle links",
        contents="inhalt liste schlagzeilen",
        archive="archiv ältere frühere_ausgaben",
        settings="einstellungen",
        help="hilfe",
        next_one="nächste nächster weiter",
        previous_one="vorige vorherige zurück",
        subscribe="abonnieren anmelden",
        stop="stopp abbestellen abmelden",
        of="von vom",
        openings="zeig zeige",
        endings="bitte",
        issue="ausgabe",
        at="um am",
        mornings="morgens früh",
        evenings="abends",
        days_ahead=("morgen", "übermorgen"),
        last="letzten letzter letzte letztes",
        last_month="letzten_monat letzter_monat",
        courtesies="danke vielen_dank",
    ),
    cues=Cues(
        connectives=(
            "aber doch jedoch allerdings und auch außerdem zudem dennoch deshalb daher dagegen"
            " dabei dann"
        ),
        limits="aber doch jedoch allerdings",
        sure_limits="Leider Freilich Kritiker",
        doubts=(r"\bBeweise?\b|nicht bestätigt|unklar|nicht bewiesen|nicht überprüf|unbekannt"),
        denials=(
            r"\bbestreite[nt]\b|\bdementier|\bweis(?:t|en) .* zurück\b|\bwiderspr(?:icht|ach)\b"
            r"|\bwarn(?:t|en|te|ten) (?:aber|jedoch|allerdings)\b|\bzweifel[nt] (?:aber )?daran\b"
        ),
        introductions=r"\bwie folgt",
        back_references="dafür|das",
        notices=(
            r"\b(?:Anmerkung|Hinweis) der Redaktion\b|\babonnier(?:t|en Sie)\b|\bfolgen Sie uns\b"
            r"|\bin (?:die|den) Kommentare|\blesen Sie\b|\bNewsletter\b|^danke (?:an|für)\b"
            r"|^(?:hallo|willkommen|liebe[rs]? \w+(?:innen|e|er|n)\b|sehr geehrte)"
            r"|\bFehler (?:unterlaufen|eingeschlichen|zu entschuldigen)|\bwir bedauern\b"
            r"|\b(?:bitten|bittet) (?:\w+ )?um (?:Entschuldigung|Nachsicht)"
            r"|^(?:im|in (?:der|unserer|unserem)) (?:\w+ ){0,2}(?:\w*ausgabe|Artikel|Bericht"
            r"|Beitrag|Meldung)\b(?!.*\b(?:richtig|sondern|korrekt)\b)"
            r".*\b(?:falsch\w*|irrtümlich|versehentlich|Fehler|verwechselt)\b|^(?:viele|liebe"
            r"|herzliche) Grüße|^der Ticker (?:ist|wird)"
            r"|^bis (?:bald|zum nächsten)\b"
            r"|^mit (?:freundlichen|herzlichen|besten) Grüßen|^viel (?:Spaß|Freude|Erfolg)\b"
            r"|\bin einer früheren (?:Fassung|Version)\b"
        ),
        reports=(
            r"\b(?:sagte|teilte|mitteilte|meldete|erklärte|beschlossen|entschieden|bekannt|laut)\b"
            r"|\b(?:beschloss|entschied|verkündete|berichtete|kündigte|warnte|bestätigte"
            r"|veröffentlichte)n?\b"
            r"|\b(?:angekündigt|bestätigt|herausgefunden|entdeckt|festgestellt|gefunden"
            r"|nachgewiesen|verurteilt|freigesprochen|genehmigt|abgelehnt|abgesagt|verboten|vereinbart)\b"
            r"|\bnach Angaben\b|\bheißt es\b|\b(?:so|wie) (?:der|die|das) \w+ (?:mitteilte"
            r"|berichtet)"
        ),
        histories=(
            r"(?<![.,\d])\b1[5-9]\d{2}\b(?! [A-ZÄÖÜ]\w+(?:e|en|er)\b)|\bJahrhundert"
            r"|\b(?:vor|im|nach dem) Krieg\b|\bin den \w+ger Jahren\b"
        ),
        demands=(
            r"\b(?:muss|müssen|müsste[nt]?|soll(?:te|ten)|dürfen? nicht|darf nicht"
            r"|gehört abgeschafft)\b"
            r"|\b(?:ich|wir) (?:bitte|bitten|fordern|fordere|wünsche|wünschen|rufe|appelliere)\b"
            r"|\bes (?:ist|wird) (?:höchste )?Zeit\b"
        ),
        opinions=r"(?:Kommentar|Leserbrief|Meinung|Leitartikel|Glosse|Kolumne|Gastbeitrag)\b",
        today=(
            r"\b(?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag)"
            r"(?:morgen|mittag|nachmittag|abend)?\b|\b(?:heute|gestern|künftig)\b|\bnun\b|^jetzt\b"
            r"|^(?:von|ab) (?:\w+ an|{month})\b"
            r"|\bvergangene[mnr]? (?:Woche|Montag|Wochenende)|\bwill\b"
            r"|\b\d{1,2}\. {month}\b(?! \d{4})"
            r"|\b(?:dieses?|diese[mnr]|nächste[mnrs]?|kommende[mnrs]?) (?:Woche|Monat|Jahr|Frühjahr"
            r"|Frühling|Sommer|Herbst|Winter)"
        ),
        backgrounds=(
            r"^(?:einst|damals|ursprünglich|seit (?:(?:mehr als|über|fast) \w+ )?(?:Jahren"
            r"|Jahrzehnten|Generationen|jeher|alters her)"
            r"|vor (?:\w+ ){1,2}(?:Jahren|Jahrzehnten|Jahrhunderten)|\w+ Jahre später|lange Zeit"
            r"|früher|bisher|bislang|im (?:vorigen|letzten|vergangenen) (?:Monat|Jahr)"
            r"|im {month})\b|^(?:jahrelang|jahrzehntelang|jahrhundertelang|\w+ (?:Jahre"
            r"|Jahrzehnte) lang)\b|\bgab es einmal\b"
        ),
        points=(
            r"\bin dies(?:em|er) (?:Beitrag|Artikel|Text|Aufsatz)\b"
            r"|\b(?:ich|wir) schlagen? .*\bvor\b"
        ),
    ),
)
DUTCH = Language(
    code="nl",
    common_words=(
        "de het een en van is dat niet op voor zijn te aan met in wordt naar ook heeft na"
        " bij uit door over er werd om"
    ),
    stemmer="dutch",
    calendar=CalendarWords(
        months=(
            *("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus"),
            *("september", "oktober", "november", "december"),
        ),
        short_months=(
            "jan",
            "feb",
            "mrt",
            "apr",
            "mei",
            "jun",
            "jul",
            "aug",
            "sep",
            "okt",
            "nov",
            "dec",
        ),
        weekdays=("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
        short_weekdays="ma di wo do vr za zo",
        days_ago=("vandaag", "gisteren", "eergisteren"),
    ),
    phrases=Phrases(name_particles="van der de"),
    cues=Cues(
        connectives="maar echter en ook daarnaast intussen daarom toch", limits="maar echter"
    ),
)
SWEDISH = Language(
    code="sv",
    calendar=CalendarWords(
        months=(
            *("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti"),
            *("september", "oktober", "november", "december"),
        ),
        weekdays=("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    ),
    own_letters="åäö",
    common_words=(
        "och att det som är en på för med av inte har till den ett i de om från efter vid"
        " eller mot blir under över vill ny"
    ),
    stemmer="swedish",
    cues=Cues(connectives="men dock samt också dessutom", limits="men dock"),
)
DANISH = Language(
    code="da",
    calendar=CalendarWords(
        months=(
            *("januar", "februar", "marts", "april", "maj", "juni", "juli", "august"),
            *("september", "oktober", "november", "december"),
        ),
        weekdays=("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
    ),
    own_letters="åæø",
    common_words=(
        "og at det er en på for med af ikke har til der den et i de som fra efter blev ved"
        " mod vil bliver"
    ),
    stemmer="danish",
    cues=Cues(connectives="men derfor dog og også", limits="men"),
)
NORWEGIAN = Language(
    code="no",
    calendar=CalendarWords(
        months=(
            *("januar", "februar", "mars", "april", "mai", "juni", "juli", "august"),
            *("september", "oktober", "november", "desember"),
        ),
        weekdays=("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
    ),
    own_letters="åæø",
    common_words=(
        "og å det er en på for med av ikke har til som fra den et i de etter ble ved mot vil"
        " blir ny"
    ),
    stemmer="norwegian",
    cues=Cues(connectives="men derfor og også", limits="men"),
)
BOKMAL = Language(code="nb", stemmer="norwegian")
NYNORSK = Language(code="nn", stemmer="norwegian")
