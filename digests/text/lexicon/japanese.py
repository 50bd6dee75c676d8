"""Japanese."""

from __future__ import annotations

from digests.text.characters import KANA
from digests.text.lexicon.language import (
    Asking,
    CalendarWords,
    Columns,
    Counting,
    Cues,
    FileWords,
    Filters,
    Labels,
    Language,
    Phrases,
)

JAPANESE = Language(
    code="ja",
    script=KANA,
    stops="。！？｡",
    never_opens="をんっゃゅょぁぃぅぇぉッャュョァィゥェォンー々",
    calendar=CalendarWords(
        weekdays=(
            "月曜日 月曜",
            "火曜日 火曜",
            "水曜日 水曜",
            "木曜日 木曜",
            "金曜日 金曜",
            "土曜日 土曜",
            "日曜日 日曜",
        ),
        weekday_signs="月火水木金土日・祝",
        date_signs=("年", "月", "日"),
        time_signs=("時", "分"),
        halves="午前 午後",
        eras=(
            *(("令和", 2018), ("㋿", 2018), ("R", 2018)),
            *(("平成", 1988), ("㍻", 1988), ("H", 1988)),
            *(("昭和", 1925), ("㍼", 1925), ("S", 1925)),
            *(("大正", 1911), ("㍽", 1911), ("T", 1911)),
            *(("明治", 1867), ("㍾", 1867), ("M", 1867)),
        ),
        duration_signs="間目",
        days_ago=("今日 本日 きょう", "昨日 きのう 前日", "一昨日 おととい"),
        published="付 付け 配信 更新 掲載 公開 発信 発表 発 号 報",
    ),
    labels=Labels(
        title="タイトル 題名 表題 件名",
        date="日付 日時 発行 発行日 配信 配信日 作成 作成日",
        author="著者 筆者 文責 編集 編集者 編者 作成 作成者 発行 発行者 発行人 執筆",
        source=(
            "出典 出所 引用 引用元 情報源 ソース 元記事 記事 リンク 参照 参照元 詳細 続き 全文 原文"
            " もっと読む 詳しく くわしく"
        ),
        source_endings=(
            "は を の も を読む をご覧ください こちら こちらから こちらまで こちらのリンクから"
            " こちらの記事から 下記 下記から 下記まで 下記のリンクから 下記の記事から"
            " 以下 以下から 以下まで 以下のリンクから 以下の記事から"
        ),
        related=(
            "関連 関連情報 関連記事 関連ニュース 関連リンク 関連報道 参考 参考情報 参考記事"
            " 参考資料 あわせて読みたい"
        ),
        note="注",
        caption="写真 画像 図 図表 資料写真 イメージ イメージ写真 イメージ画像",
        caption_endings="提供 説明 は、 は，",
        caption_topics="写真は",
        credit="提供 撮影 写真 画像 クレジット",
        credit_endings="撮影 提供 写真 資料",
    ),
    counting=Counting(
        numbers="その",
        item="番号 番 第 号 の",
        ordinals="第",
        counters="条章号回話項報",
        units="年月日時分秒人円％%万億兆",
    ),
    phrases=Phrases(
        greetings="みなさん 皆さん 皆様 みなさま こんにちは おはよう こんばんは 拝啓",
        sign_offs="以上 おわり 終わり 了 完",
        signed="文責",
        joins="と",
        no_names=(
            "ニュース 情報 新聞 通信 日報 週報 月報 速報 だより 便り ダイジェスト まとめ 目次"
            " 一覧 記事 国内 国際 海外 本日 今日 政治 経済 社会 科学 文化 芸能 生活 地域 町内"
            " スポーツ 特集 コラム"
        ),
        no_name_endings="号 版",
    ),
    files=FileWords(
        heading_styles="見出し",
        title_styles="表題",
        caption_styles="図表番号",
        page="ページ 頁 第",
        page_endings="ページ 頁",
        untitled="無題",
        untitled_openings="名称未設定",
        quotes="「」",
        subject_openings="転送 返信",
    ),
    columns=Columns(
        number="番号 No. No",
        section="分類 カテゴリ カテゴリー 区分 分野 セクション",
        headline="見出し タイトル 題名 表題 件名",
        outlet="媒体 媒体名 新聞 掲載紙 情報源 出典",
        date="日付 日時 掲載日 配信日 発行日",
        text="本文 要約 内容 概要 記事",
        link="リンク URL 出典URL 元記事 アドレス",
    ),
    filters=Filters(since="以降 から", until="以前 まで", outlet="媒体 出典"),
    asking=Asking(
        latest="最新号 最新 最新版 最新の号 最新ニュース 新着",
        sources="出典 出所 ソース 情報源 出典一覧 元記事",
        contents="一覧 目次 見出し 見出し一覧 項目 項目一覧 全項目",
        archive="バックナンバー 過去の号 過去号 アーカイブ 既刊 過去",
        settings="設定 設定変更 配信設定",
        help="ヘルプ 使い方 つかいかた 助けて 何ができる 何ができますか",
        next_one="次 次へ つぎ 次の 次の記事 次のニュース 次の項目",
        previous_one="前 前へ まえ 前の 前の記事 前のニュース 前の項目 ひとつ前",
        subscribe="購読 購読開始 購読する 購読したい 配信開始 配信再開 配信して 登録",
        stop=(
            "配信停止 配信中止 停止 停止して やめる やめて やめたい 止めて とめて 解除 購読解除"
            " 購読停止 購読中止 登録解除 退会 いらない"
        ),
        of="の",
        endings=(
            "を見せて を見せてください を見たい を読みたい を教えて を教えてください をください"
            " をお願いします をお願い を読む を見る を表示 見せて 見せてください ください"
            " お願いします は？ は に配信して に配信 に届けて にして に変更 に変更して に"
        ),
        issue="第",
        issue_endings="号",
        mornings="朝 午前 あさ",
        evenings="夜 晩 夕方 午後 よる",
        half="半",
        days_ahead=("明日 あした あす", "明後日 あさって"),
        last="前の この前の この間の",
        last_week="先週の 先週",
        last_month="先月",
        courtesies=(
            "ありがとう ありがとうございます ありがとうございました ありがと どうも サンクス 了解"
            " 了解です"
        ),
    ),
    cues=Cues(
        connectives=(
            "しかし だが ただし ただ、 もっとも、 一方 また、 さらに そして それで そのため"
            " このため これに その後 その上 なお、 つまり ところが だから しかも では、 でも"
            " それでも こうした それに加え 加えて ちなみに 他方 逆に 同時に"
        ),
        limits="ただし ただ、 もっとも、 しかし だが とはいえ でも 但し",
        sure_limits="ただし 但し",
        doubts=(
            r"証拠|根拠|裏付け|裏づけ|不明|未定|未確認|かもしれない|分からない|わからない|保証(?:は|も)ない"
            r"|という保証|確認(?:され|でき|し)て(?:い)?ない|確認が取れ|(?:分か|わか|決ま)ってい?ない"
            r"|認めて(?:い)?ない|明らか(?:に|で)(?:され|なって)?(?:い)?ない"
            r"|とは限らない|とは言い切れ|とは言えない"
        ),
        introductions=r"[以次]下?の(?:通り|とおり)(?:だ|です|である)?",
        back_references=(
            r"(?:それ|これ|そのこと|このこと|こうした|その|この)(?:を|が|は|に|ら|主張|説|情報|憶測)"
        ),
        agencies="共同 時事 通信 ロイター",
    ),
)
