"""Korean."""

from __future__ import annotations

from digests.text.characters import HANGUL
from digests.text.lexicon.language import (
    Asking,
    CalendarWords,
    Counting,
    Cues,
    Labels,
    Language,
    Phrases,
)

KOREAN = Language(
    code="ko",
    script=HANGUL,
    calendar=CalendarWords(
        date_signs=("년", "월", "일"),
        weekdays=("월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"),
        halves="오전 오후",
        time_signs=("시", "분"),
        days_ago=("오늘", "어제", "그제 그저께"),
        weekday_signs="월화수목금토일",
    ),
    labels=Labels(
        title="제목",
        date="날짜 발행일",
        author="글쓴이 편집 작성자 기자",
        source="출처 원문 원문_보기 원문보기 링크 기사 기사_원문 자세히 자세히_보기 더_보기 더보기",
        invitations="보기 바로가기 읽기 영상 신청 다운로드",
        publisher_endings="일보 신문 뉴스 방송 통신 타임스 경제",
        related="관련 관련_기사 관련기사",
        caption="사진",
    ),
    counting=Counting(ordinals="제", counters="호회장"),
    phrases=Phrases(
        greetings="안녕하세요",
        services="구독 구독_신청 수신거부 문의 목차 광고",
        service_lines=r"(?:수신\s?거부|구독\s?(?:취소|해지|신청)|무단\s?전재|저작권)",
        no_names="뉴스 소식 신문 일보 통신 위클리 목차",
    ),
    asking=Asking(
        latest="최신 최신호",
        sources="출처",
        contents="목록 목차",
        archive="지난_호 지난호",
        settings="설정",
        help="도움말 도움",
        next_one="다음",
        previous_one="이전",
        subscribe="구독",
        stop="구독_취소 구독취소 해지",
        of="의",
        issue="제",
        issue_endings="호",
        mornings="오전 아침",
        evenings="오후 저녁",
        half="반",
        days_ahead=("내일", "모레"),
        last="지난",
        last_week="지난주",
        last_month="지난달",
        courtesies="감사합니다 고마워 고맙습니다",
    ),
    cues=Cues(
        connectives=("하지만 그러나 그런데 또 또한 한편 이에 이어 그래서 따라서 반면 다만 특히"),
        limits="다만 하지만 그러나",
        sure_limits="다만 아쉽게도 아쉬운_점은 그렇지만",
        doubts="증거|확인되지|확인하지|불분명|알려지지|밝히지 않|시험을 거치지|증명되지",
        denials="동의하지 않|의문을 제기|이견을|이의를 제기|부인했|부인하|반박했|반박하",
        introductions="다음과 같다",
        notices=(
            r"편집자 ?주|무단 ?(?:전재|복제)|(?:문의는|댓글로|댓글에|구독)(?= )|좋아요"
            r"|감사(?:합니다|드립니다)|만나 ?보세요|^안녕하세요|^(?:본지|본보).*(?:틀렸|잘못|오류)"
            r"|기사에 (?:잘못|오류)|바로잡습니다"
            r"|사과(?:드립니다|의 말씀)|(?:건강|행복)하시기|^안녕히|(?:드림|올림)\.?$"
            r"|^(?:이 )?(?:속보|기사)는 .{0,8}(?:마칩|업데이트|고칩)"
            r"|^(?:친애하는|존경하는)"
        ),
        reports=(
            "밝혔|밝힌|발표|알렸|결정(?:했|됐|하)|통과(?:시켰|됐|했)|전했|드러났|나타났|공개(?:됐"
            "|했)|확인(?:됐|했)"
            "|밝혀(?:냈|졌)|발견|합의했|승인|선고|판결|의결|확정|취소|기로 (?:했|결정|합의)"
            "|예정이다|방침"
        ),
        histories=r"(?<!\d)1\d{3}년|(?:조선|일제|대한제국) ?(?:시대|강점기|때|말|초)|\d세기|광복",
        demands=(
            r"(?:해|어|아|여|워|돼|되어|줘|춰)야 (?:한다|합니다|할 것)|지 말아야|안 (?:된다|됩니다)"
            r"|(?:주셨으|줬으|했으)면 (?:한다|합니다|좋겠)|바란다|바랍니다"
        ),
        opinions="사설|칼럼|기고|시론|논평|오피니언|독자 ?(?:편지|투고|의견)|기자수첩",
        grammar="다$|습니|[있었했겠였았]습|[입합]니|^(?:에서|으로|에게|부터|까지|하는|하고|라고|지만|면서|가운|운데|따르|르면)$",
        questions=r"(?:니까|[을를할될볼]까|[는은인]가|나요|[은는]요)[.]?$",
        today=(
            r"(?<!\d)\d{1,2}일(?! ?(?:동안|간|째|에 한))|[월화수목금토일]요일|오늘|어제|최근"
            r"|올(?:해|봄|여름|가을|겨울)|이번|내년|다음 ?(?:달|주)|오는"
        ),
        backgrounds=(
            r"^(?:오랫동안|오래전|수십 ?년|과거|당시|본래|처음에는|몇 해 전|\S{1,5} ?년 전|한때"
            r"|예전|그동안|지난해|지난달|옛날|원래)|^지난 \d{1,2}월(?! \d)|^\S{1,6}년 동안"
        ),
        points="이 (?:글|기사)에서는?|(?:필자는|나는) .*(?:제안|주장)한다",
        report_particles="이라고 라고 이라며 라며 이라는 라는 고 며 는 면서",
    ),
)
