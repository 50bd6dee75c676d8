"""Two invented papers, to be written in every format."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An item as its editor writes it."""

    headline: str
    paragraphs: tuple[str, ...]
    bullets: tuple[str, ...]
    caption: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A digest as its editor writes it."""

    language: str
    title: str
    author: str
    stories: tuple[Story, ...]


JAPANESE = Paper(
    language="ja",
    title="4月2日のみなと情報",
    author="架空花子",
    stories=(
        Story(
            headline="① 港の倉庫で火災、けが人なし＝消防当局(2025年4月1日)",
            paragraphs=(
                (
                    "港の倉庫で一日未明に火災が発生したが、消防によるとけが人はいなかったという。市長は"
                    "「けが人がいなかったのは幸いだった」と述べ、原因の調査を急ぐ考えを示した。倉庫には"
                    "近くの食品会社の荷物が保管されており、会社は被害の額を調べている。"
                ),
                (
                    "消防は午前五時に火を消し止めた。煙は対岸の住宅地まで流れ、学校は始業を一時間遅らせた。"
                    "近所の住民は「音がして外に出ると、もう屋根から炎が上がっていた」と話し、眠れぬ夜を"
                    "過ごしたと語った。"
                ),
            ),
            bullets=("原因はまだ分からない", "港の営業は三日に再開する見込み"),
            caption="写真は火災のあった倉庫(みなと通信)",
            address="https://example.jp/20250401/10001.html",
        ),
        Story(
            headline="② 新しい橋は来年に完成、市長が発表(みなと通信、2025年3月31日)",
            paragraphs=(
                (
                    "市長は三十一日の記者会見で、新しい橋が来年の秋に完成すると発表した。総事業費は当初の"
                    "計画より三割多い百二十八億円になる。財源の三割はまだ決まっておらず、議会は説明を"
                    "求めている。"
                ),
            ),
            bullets=(),
            caption="",
            address="https://example.jp/20250331/10002.html",
        ),
        Story(
            headline="③ 図書館の利用者が過去最多に(2025年3月30日)",
            paragraphs=(
                (
                    "市立図書館の利用者が昨年度は二十万人を超え、過去最多になった。夜間の開館と電子書籍の"
                    "貸し出しが好評で、若い世代の利用が大きく伸びたという。館長は「静かな場所を求める人が"
                    "増えている」と分析している。"
                ),
                "市は来年度に分館を二つ増やす計画だ。",
            ),
            bullets=("分館は駅前と港に置く", "夜間の開館は午後九時まで"),
            caption="",
            address="https://example.jp/20250330/10003.html",
        ),
    ),
)


ENGLISH = Paper(
    language="en",
    title="Harbour News, 2 April 2025",
    author="By Ada Example",
    stories=(
        Story(
            headline="1. Fire in a warehouse, nobody hurt (1 April 2025)",
            paragraphs=(
                (
                    "The harbour authority said on Tuesday that a fire in a warehouse was put out "
                    "before dawn and that nobody was hurt. The mayor told reporters that the town "
                    "had been lucky, and promised to find out how the fire could spread so fast."
                ),
                (
                    "Smoke drifted over the houses on the other side of the river, and the school "
                    "opened an hour late. A neighbour said she had been woken by a noise and saw "
                    "flames coming out of the roof when she looked outside."
                ),
            ),
            bullets=("The cause is not known yet", "The harbour opens again on Thursday"),
            caption="Photo: the warehouse on Tuesday (Harbour Wire)",
            address="https://example.org/2025/04/01/fire.html",
        ),
        Story(
            headline="2. New bridge to open next year, mayor says (Harbour Wire, 31 March 2025)",
            paragraphs=(
                (
                    "The new bridge will be finished in the autumn of next year, the mayor "
                    "announced at a press conference on Monday. It costs a third more than was "
                    "planned, and nobody knows yet who is going to pay for the difference."
                ),
            ),
            bullets=(),
            caption="",
            address="https://example.org/2025/03/31/bridge.html",
        ),
        Story(
            headline="3. Library has more readers than ever (30 March 2025)",
            paragraphs=(
                (
                    "More than two hundred thousand people used the town library last year, more "
                    "than ever before. It is open until late in the evening now, which many young "
                    "readers like, and it lends electronic books to everybody who has a card."
                ),
                "Two more branches are planned for next year.",
            ),
            bullets=("One at the station and one in the harbour", "Open until nine in the evening"),
            caption="",
            address="https://example.org/2025/03/30/library.html",
        ),
    ),
)
