"""Chinese, in simplified and traditional characters."""

from __future__ import annotations

from digests.text.characters import HAN
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

CHINESE = Language(
    code="zh",
    script=HAN,
    stops="。！？",
    calendar=CalendarWords(
        weekdays=(
            "周一 星期一 週一",
            "周二 星期二 週二",
            "周三 星期三 週三",
            "周四 星期四 週四",
            "周五 星期五 週五",
            "周六 星期六 週六",
            "周日 星期日 週日 星期天",
        ),
        date_signs=("年", "月", "日号號"),
        eras=(("民国", 1911), ("民國", 1911)),
        published="现在 发布 報 報道",
        halves="上午 下午",
        time_signs=("点點时時", "分"),
        days_ago=("今天 今日", "昨天 昨日", "前天"),
    ),
    labels=Labels(
        title="标题 標題",
        date="日期 发布日期",
        author="作者 编辑 編輯 整理",
        source=(
            "来源 出处 链接 阅读全文 阅读原文 阅读更多 查看全文 查看原文 查看更多 详情 全文"
            " 原文 原文链接"
        ),
        invitations=(
            "在线 线上 点击 點擊 下载 下載 查看 阅读 閱讀 试玩 試玩 尝试 演示 预览 预约 报名 中文"
            " 英文 文档 文檔 简介 介绍 翻译 读者 网友 用户 视频"
        ),
        publisher_endings=(
            "日报 晚报 时报 晨报 新闻 新闻网 日報 晚報 時報 新聞網 通讯社 通訊社 电视台 電視台"
        ),
        related="相关 相关新闻 相关报道 相关阅读 相关链接 延伸阅读 相關新聞 相關報導",
        caption="图 图片 配图 照片 图源 圖 摄影",
        credit_endings="摄 供图 撮",
    ),
    phrases=Phrases(
        greetings="大家好 您好",
        sign_offs="完毕 完",
        services=(
            "订阅 訂閱 关注我们 關注我們 声明 聲明 版权声明 目录 目錄 投稿 联系我们"
            " 聯絡我們 联系方式 赞助 赞助商 赞助者 贊助 来自赞助商 内推 关于我们 關於我們 关于本刊"
            " 说明 免责声明 广告"
        ),
        service_lines=(
            r"(?:编辑|編輯|责编|订阅(?:新闻)?|訂閱|归档|歸檔|招聘专区|投稿)\s*[:：]|(?:取消|退订|退訂)订?阅?"
            r"|版权所有|版權所有|(?:未经|未經)(?:授权|授權)|转载请|轉載請|(?:扫码|掃碼|长按)"
        ),
        no_names="简报 新闻 要闻 摘要 日报 周报 目录",
    ),
    files=FileWords(
        heading_styles="标题 標題",
        page_endings="页",
        quotes="“”",
        subject_openings="回复 答复 转发 回覆 轉寄",
    ),
    columns=Columns(
        number="编号 序号",
        section="分类 栏目",
        headline="标题 標題",
        outlet="来源 媒体 來源",
        date="日期",
        text="正文 摘要 内容 內容",
        link="链接 網址 网址",
    ),
    asking=Asking(
        latest="最新 最新一期 最新期",
        sources="来源 來源 出处 出處 链接",
        contents="目录 目錄 列表",
        archive="往期 过刊 存档 归档",
        settings="设置 設置 設定",
        help="帮助 幫助",
        next_one="下一条 下一个 下一則",
        previous_one="上一条 上一个 上一則",
        subscribe="订阅 訂閱",
        stop="退订 退訂 取消订阅 取消訂閱",
        of="的",
        issue="第",
        issue_endings="期",
        mornings="早上 上午",
        evenings="晚上 下午",
        half="半",
        days_ahead=("明天", "后天 後天"),
        last_week="上 上个 上個",
        last_month="上个月 上個月",
        courtesies="谢谢 謝謝",
    ),
    cues=Cues(
        connectives=(
            "但是 但 不过 然而 此外 另外 同时 另一方面 因此 所以 而且 其中 對此 对此"
            " 不過 同時 與此同時"
        ),
        limits="但是 但 不过 不過 然而",
        doubts="证据|證據|证实|證實|未经|未經|尚未|不清楚|不确定|不確定|无法确认|無法確認",
        denials="否认|否認|反驳|反駁|予以驳斥",
        introductions="如下",
        notices=(
            r"编者按|編者按|公众号|最终解释权|联系人[：:]|(?:感谢|感謝)(?:您|大家|各位)"
            r"|欢迎(?:留言|订阅|转载|点赞|关注)|歡迎(?:留言|訂閱)|未经授权|扫码|更多(?:内容|消息|精彩)"
            r"|^(?:大家好|各位读者|亲爱的|尊敬的)|^(?:本报|本刊|本站|本版).*(?:有误|有誤|错误|差错)|特此更正|^(?:此致|敬[礼禮]|祝(?:您|大家|各位))"
            r"|向(?:广大)?读者.{0,6}(?:致歉|道歉)|(?:本文|本页).{0,6}更新|下(?:期|次|回)再?[见聊]"
        ),
        reports="宣布|通报|通報|公布|裁定|回应|回應|决定|決定|发布|發布|表决|证实了|透露|统计显示|调查显示",
        histories=(
            r"(?<!\d)1\d{3}年|(?:唐|宋|元|明|清)(?:代|朝|末|初)|民[国國]|世[纪紀]|抗[战戰]|百年前"
        ),
        demands="应当|應當|应该|應該|更应|理应|应尽快|不应|不該|不该|必须|必須|有必要|别让|莫让|亟需|亟待",
        opinions="社[论論]|短[评評]|[时時][评評]|[评評][论論]|[观觀]点|[专專][栏欄]|[来來]信|[读讀]者之声|快[评評]",
        grammar="[的了]",
        today=(
            r"(?<!\d)\d{1,2}日(?!间)|[周週][一二三四五六日末]|星期[一二三四五六日天]|近日|日前|今天|昨天|今年|明年"
            r"|下个?月|本[周月]|如今|目前|即将|\d{1,2}月起"
        ),
        backgrounds=(
            r"^(?:曾经|曾經|过去|過去|以往|往年|去年|此前|上个?月|原本|.{1,4}年来)"
            r"|^(?:今年|去年)\w{1,2}月(?!\w{1,3}日)"
        ),
        points="本文(?:将(?!.{0,4}更新)|介绍|讨论|认为|分析)|这篇(?:文章|帖子)|(?:笔者|筆者|我们?)(?:建议|建議|认为应)",
        dispatch_signs="电電訊讯",
    ),
)
