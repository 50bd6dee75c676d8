"""French, Spanish, Portuguese, Italian, Romanian and Catalan."""

from __future__ import annotations

from digests.text.lexicon.language import (
    Asking,
    CalendarWords,
    Counting,
    Cues,
    FileWords,
    Labels,
    Language,
    Phrases,
)

FRENCH = Language(
    code="fr",
    own_letters="çèêëîïùœ",
    common_words=(
        "le les des et est une dans pour que qui sur pas au du la un par en de ont sont à"
        " après avec ce se plus ne aux"
    ),
    stemmer="french",
    calendar=CalendarWords(
        months=(
            *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août"),
            *("septembre", "octobre", "novembre", "décembre"),
        ),
        ordinals="er",
        short_months=(
            "janv",
            "févr",
            "mars",
            "avr",
            "mai",
            "juin",
            "juil",
            "août",
            "sept",
            "oct",
            "nov",
            "déc",
        ),
        weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        short_weekdays="lun mar mer jeu ven sam dim",
        days_ago=("aujourd'hui aujourd’hui", "hier", "avant-hier"),
    ),
    labels=Labels(
        byline="par",
        source="source sources lien lire_la_suite en_savoir_plus lire_l'article lire_plus",
        invitations="lire voir regarder écouter télécharger",
        related="à_lire_aussi",
    ),
    counting=Counting(issues="n° n.o n. núm. edição edição_n.o"),
    phrases=Phrases(
        services="s'abonner se_désabonner désinscription contact mentions_légales sommaire",
        service_lines=(
            r"(?:pour\s)?(?:vous\s|se\s|me\s)?d[ée]s(?:abonner|inscrire|inscription)|s['’]abonner\b"
            r"|vous\srecevez\sc|tous\sdroits\sr|voir\s(?:cet?\s|la\s)?(?:e-?mail|lettre|version)"
        ),
        name_particles="de la",
    ),
    files=FileWords(page_of="sur", quotes="«»", subject_openings="tr réf"),
    asking=Asking(
        latest="dernière dernier dernière_édition",
        sources="sources source liens",
        contents="liste sommaire titres",
        archive="archives anciens_numéros",
        settings="réglages paramètres",
        help="aide",
        next_one="suivant suivante",
        previous_one="précédent précédente",
        subscribe="abonner m’abonner abonnement",
        stop="désabonner me_désabonner arrêter arrête",
        of="de du",
        openings="montre montre-moi",
        endings="s’il_vous_plaît s'il_vous_plaît svp",
        issue="numéro",
        at="à le",
        mornings="du_matin",
        evenings="du_soir",
        days_ahead=("demain", "après-demain"),
        last_month="le_mois_dernier mois_dernier",
        courtesies="merci",
    ),
    cues=Cues(
        connectives=(
            "mais cependant toutefois et aussi pourtant en_outre par_ailleurs donc ainsi puis"
            " en_revanche"
        ),
        limits="mais cependant toutefois",
        doubts="preuve|pas (?:été )?(?:confirmé|vérifié)|incertain|inconnu",
        introductions=r"\bcomme suit",
        back_references="cela|ce",
    ),
)
SPANISH = Language(
    code="es",
    labels=Labels(
        source="fuente fuentes enlace leer_más más_información ver_más",
        invitations="leer ver descargar",
    ),
    own_letters="ñ¿¡",
    common_words=(
        "el los las y una es por con para que del se no su un en de a la al tras fue más"
        " como sobre entre hasta desde ha"
    ),
    stemmer="spanish",
    calendar=CalendarWords(
        months=(
            *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto"),
            *("septiembre", "octubre", "noviembre", "diciembre"),
        ),
        before_month="de",
        before_year="de del",
        ordinals="º",
        short_months=(
            "ene",
            "feb",
            "mar",
            "abr",
            "may",
            "jun",
            "jul",
            "ago",
            "sept sep",
            "oct",
            "nov",
            "dic",
        ),
        weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
        short_weekdays="lun mar mié jue vie sáb dom",
        days_ago=("hoy", "ayer", "anteayer antes_de_ayer"),
    ),
    phrases=Phrases(
        services="suscripción suscríbete contacto aviso_legal sumario",
        service_lines=(
            r"(?:para\s)?(?:darse|date|cancelar|anular)\s(?:de\sbaja|(?:la|tu|su)\ssuscri)"
            r"|suscr[íi]bete\b|recibes?\seste|todos\slos\sderechos|ver\s(?:este|en\sel\sn)"
        ),
        name_particles="de la",
    ),
    asking=Asking(
        latest="último última última_edición",
        sources="fuentes fuente enlaces",
        contents="lista índice titulares",
        archive="archivo ediciones_anteriores",
        settings="ajustes configuración",
        help="ayuda",
        next_one="siguiente",
        previous_one="anterior",
        subscribe="suscribir suscribirme suscripción",
        stop="darse_de_baja baja parar",
        of="de del",
        openings="muéstrame",
        endings="por_favor",
        issue="número edición",
        mornings="de_la_mañana",
        evenings="de_la_tarde de_la_noche",
        days_ahead=("mañana", "pasado_mañana"),
        last="pasado",
        last_month="mes_pasado el_mes_pasado",
        courtesies="gracias",
    ),
    cues=Cues(
        connectives=(
            "pero sin_embargo no_obstante y también además mientras por_eso por_otra_parte entonces"
        ),
        limits="pero sin_embargo no_obstante",
        doubts=(
            r"pruebas?\b|no (?:se )?ha sido confirmad|no está claro|se desconoce|sin confirmar"
        ),
        back_references="esto|eso",
    ),
)
PORTUGUESE = Language(
    code="pt",
    labels=Labels(source="fonte fontes leia_mais saiba_mais", invitations="leia veja baixe"),
    own_letters="ãõçê",
    common_words=(
        "o os as e é uma por com para que do da não em um na no dos das foi a ao se mais"
        " após pelo pela à sobre"
    ),
    stemmer="portuguese",
    calendar=CalendarWords(
        months=(
            *("janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto"),
            *("setembro", "outubro", "novembro", "dezembro"),
        ),
        before_month="de",
        before_year="de",
        ordinals="º",
        short_months=(
            "jan",
            "fev",
            "mar",
            "abr",
            "mai",
            "jun",
            "jul",
            "ago",
            "set",
            "out",
            "nov",
            "dez",
        ),
        weekdays=(
            "segunda-feira",
            "terça-feira",
            "quarta-feira",
            "quinta-feira",
            "sexta-feira",
            "sábado",
            "domingo",
        ),
        short_weekdays="seg ter qua qui sex sáb dom",
        days_ago=("hoje", "ontem", "anteontem"),
    ),
    phrases=Phrases(
        services="assine inscreva-se contato expediente sumário",
        service_lines=r"(?:para\s)?cancelar\s(?:a\s|sua\s)?(?:inscri|assina)|você\srecebe|todos\sos\sdir",
        name_particles="de",
    ),
    cues=Cues(
        connectives=("mas porém no_entanto contudo e também além_disso enquanto por_isso"),
        limits="mas porém no_entanto contudo",
        doubts=r"\bprovas?\b|não (?:foi )?confirmad|não está claro",
        back_references="isso",
    ),
)
ITALIAN = Language(
    code="it",
    labels=Labels(source="fonte fonti leggi_tutto continua_a_leggere", invitations="leggi guarda"),
    own_letters="ìò",
    common_words=(
        "il gli della e è una per con che di non del sono nel dei le un la a ha alla dopo più"
        " al in si da nella dal lo"
    ),
    stemmer="italian",
    calendar=CalendarWords(
        months=(
            *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto"),
            *("settembre", "ottobre", "novembre", "dicembre"),
        ),
        ordinals="º",
        short_months=(
            "gen",
            "feb",
            "mar",
            "apr",
            "mag",
            "giu",
            "lug",
            "ago",
            "set",
            "ott",
            "nov",
            "dic",
        ),
        weekdays=("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"),
        short_weekdays="lun mar mer gio ven sab dom",
        days_ago=("oggi", "ieri", "l'altro_ieri l’altro_ieri altro_ieri"),
    ),
    phrases=Phrases(
        services="iscriviti disiscriviti contatti sommario",
        service_lines=r"(?:per\s)?(?:disiscriv|cancellar|annulla\sl['’]iscr)|ricevi\squesta|tutti\si\sdiritti",
        name_particles="di la",
    ),
    cues=Cues(
        connectives="ma però tuttavia e anche inoltre intanto quindi poi",
        limits="ma però tuttavia",
        doubts=r"prove\b|non è (?:stato )?(?:chiaro|confermat)",
        back_references="questo",
    ),
)
ROMANIAN = Language(
    code="ro",
    own_letters="ăâîșțşţ",
    common_words=("și în de la nu este pe cu un care din mai să pentru o a au al fost după"),
    stemmer="romanian",
)
CATALAN = Language(code="ca", stemmer="catalan")
