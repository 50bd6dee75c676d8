"""English."""

from __future__ import annotations

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

ENGLISH = Language(
    code="en",
    common_words=(
        "the a and of to in that is for was with on by from has it as are at be an not were"
        " after says said will its this but or more new"
    ),
    stemmer="english",
    consonants="bcdfghjklmnpqrstvwxz",
    calendar=CalendarWords(
        months=(
            *("january jan", "february feb", "march mar", "april apr", "may", "june jun"),
            *("july jul", "august aug", "september sep sept", "october oct"),
            *("november nov", "december dec"),
        ),
        weekdays=(
            "mon monday",
            "tue tues tuesday",
            "wed wednesday",
            "thu thurs thursday",
            "fri friday",
            "sat saturday",
            "sun sunday",
        ),
        before_month="of",
        ordinals="st nd rd th",
        days_ago=("today", "yesterday", "day_before_yesterday the_day_before_yesterday"),
    ),
    labels=Labels(
        title="title subject",
        date="date published posted issue issued updated",
        author="author editor by written_by edited_by compiled_by curated_by",
        byline="by",
        source=(
            "source sources link url via more see_more read_more read_on read_story read_article"
            " read_full_story read_full_article read_the_story read_the_article"
            " read_the_full_story read_the_full_article full_story full_text full_article"
            " continue_reading details"
        ),
        source_endings="here",
        invitations=(
            "watch read see view try get download listen join register sign_up learn check click"
            " visit browse play apply buy order find follow event mirror slides video videos"
            " recording repo code docs documentation demo section_written meetup"
        ),
        publisher_endings=(
            "News Times Post Daily Journal Gazette Herald Tribune Press Weekly Chronicle Observer"
        ),
        related=(
            "related related_news related_stories related_articles related_links see_also also_read"
        ),
        caption="photo picture image photo_credit picture_credit image_credit",
        caption_endings="_by",
        credit_openings="photo image credit",
        credit_words="handout",
        credit_phrases="courtesy_of",
        credit_by="via",
        credit_shared="pool",
    ),
    counting=Counting(numbers="No. No Item Story", item="item", issues="no. no # edition number"),
    phrases=Phrases(
        greetings="hello welcome dear_ hi_ hi,",
        sign_offs="end",
        joins="and",
        services=(
            "subscribe unsubscribe contribute contributing contact feedback imprint colophon"
            " sponsors sponsor advertisement sponsored sponsored_link sponsored_links our_sponsor"
            " our_sponsors todays_sponsor disclaimer digest_footer contents"
            " table_of_contents in_this_issue contribute_to_ subscribe_to_ about_us about_this_"
            " follow_us_ contact_us_ how_to_contribute_ how_to_subscribe_ support_us_ share_this_"
            " copyright_ references footnotes endnotes until_next_ see_you_ thats_all_ that's_all_"
            " that’s_all_ want_to_ how_to_help"
        ),
        service_lines=(
            r"(?:to\s|click\shere\sto\s|want\sto\s)?unsubscribe\b"
            r"|you(?:'re|’re|\sare)?\s(?:receiv(?:e|ing)|get(?:ting)?|got)\sthis"
            r"|you\sjust\sread\s(?:issue|this)|(?:sign\sup|advertise|share)\s?[|·•\[]"
            r"|want\sto\s(?:support|sponsor|advertise|contribute|help\sus|get\sthis)"
            r"|(?:view|read)\s(?:this|it|online)\s?(?:(?:e-?mail|issue|newsletter|post|message)\s)?"
            r"(?:in|on)\s(?:the\s)?(?:your\s)?(?:web|browser|site)|(?:view|read)\sonline\b"
            r"|read\son\sthe\sweb\b|forwarded\sthis\s(?:e-?mail|message|newsletter)\b"
            r"|(?:(?:twitter|facebook|instagram|linkedin|youtube|mastodon|bluesky|website|rss|discord"
            r"|telegram|github)[\s|·•,/]+){1,8}(?:twitter|facebook|instagram|linkedin|youtube|mastodon"
            r"|bluesky|website|rss|discord|telegram|github|e-?mail)$"
            r"|become\sa\s(?:sponsor|patron|member)\b"
            r"|view\sin\s(?:your\s)?browser|(?:manage|update)\s(?:your\s)?(?:email\s|subscription\s)?pref"
            r"|brought\sto\syou\sby|(?:copyright|\(c\)|©).{0,12}[0-9]{4}|all\srights\sreserved"
            r"|was\sthis\s(?:email|message)\sforwarded|thanks\sfor\sreading[!.,]?\s*(?:subs|$)"
            r"|sent\s(?:with|via|by)\s(?:mailchimp|substack|buttondown)|updates\sfrom\b"
        ),
        no_names="news digest weekly daily edition issue contents update",
    ),
    files=FileWords(
        heading_styles="heading",
        title_styles="title",
        caption_styles="caption",
        quote_styles="quote intense_quote block_text",
        page="page p. p",
        page_of="of",
        untitled="anonymous unspecified untitled unknown",
        subject_openings="re fw fwd",
    ),
    columns=Columns(
        number="number no. no # item",
        section="section category topic",
        headline="headline title subject",
        outlet="outlet source publisher media newspaper",
        date="date published day",
        text="text summary body content description abstract article",
        link="link url links source_url address",
    ),
    filters=Filters(since="since from", until="until to", outlet="outlet source"),
    asking=Asking(
        latest=(
            "latest newest the_latest latest_edition the_latest_edition latest_issue what's_new"
            " what’s_new whats_new"
        ),
        sources="sources source links the_sources",
        contents=(
            "contents list headlines the_headlines all_items items all_headlines index summary"
            " summaries"
            " again once_more"
        ),
        archive="archive back_issues past_editions past_issues old_editions older",
        settings=(
            "settings setting preferences options it_didn't_come it_didn't_arrive i_didn't_get_it"
            " i_didn't_get_it_today nothing_came nothing_came_today i_got_nothing"
        ),
        help="help how_does_this_work what_can_you_do what_can_i_do commands help_me",
        about=(
            "who_writes_this who_made_this who_makes_this who_runs_this who_are_you"
            " who_is_behind_this"
            " what_is_this"
        ),
        privacy="privacy",
        my_data="my_data",
        errata="corrections errata what_was_corrected",
        saved="saved my_saved saved_items what_i_saved bookmarks",
        reminding="remind_me remind_me_of_it remind_me_of_this please_remind_me",
        tonight="tonight this_evening",
        on_saturday="on_saturday this_saturday",
        saturday="saturday sat",
        following="follow please_follow i_want_to_follow keep_me_posted_on keep_me_posted_about",
        muting=(
            "mute please_mute hide i_don't_want_to_see i_don’t_want_to_see don't_show_me"
            " no_more_news_about stop_showing_me"
        ),
        forget="delete_my_data delete_my_account erase_my_data forget_me delete_everything",
        paper="news paper newspaper edition digest issue",
        this_one="this this_item this_story this_article this_one it",
        ranks=(
            "first 1st",
            "second 2nd",
            "third 3rd",
            "fourth 4th",
            "fifth 5th",
            "sixth 6th",
            "seventh 7th",
            "eighth 8th",
            "ninth 9th",
            "tenth 10th",
        ),
        seeking=(
            "anything_about anything_on something_about something_on news_about news_on more_about"
            " tell_me_about what_about search_for look_for find"
        ),
        next_one="next the_next_one the_next next_one next_item",
        previous_one="previous prev back previous_one the_previous_one previous_item",
        subscribe="subscribe subscribe_me sign_me_up sign_up start_again",
        stop="stop unsubscribe unsubscribe_me quit stop_it stop_sending cancel_subscription",
        of="of from",
        openings=(
            "show_me show give_me open read please can_i_have can_i_see i_want just go go_to"
            " what_happened"
            " in speak send_it_at send_at deliver_at deliver_it_at every_day_at at i_live_in"
            " i'm_in i_am_in"
        ),
        endings="please one story",
        issue="issue issue_no. vol. vol volume",
        at="at on",
        mornings="am a.m.",
        evenings="pm p.m.",
        days_ahead=("tomorrow", "day_after_tomorrow the_day_after_tomorrow"),
        last="last past",
        last_month="last_month",
        courtesies=(
            "thanks thank_you thx ty cheers great ok okay many_thanks thank_you_very_much hi hey"
            " hello hi_there good_morning good_evening good_afternoon good_night"
        ),
    ),
    cues=Cues(
        connectives=(
            "however but and also meanwhile moreover furthermore besides still yet so therefore"
            " thus then later nevertheless nonetheless although though instead additionally"
            " separately earlier afterwards for_example"
        ),
        limits=("however but still yet although though nevertheless nonetheless even_so that_said"),
        doubts=(
            r"\bno (?:\w+ )?(?:evidence|proof|guarantee|indication|sign)\b"
            r"|\bnot (?:yet )?(?:been )?(?:\w+ )?(?:confirmed|verified|proven|known|clear|certain"
            r"|tested|compared|decided|settled|said)"
            r"|\bunclear\b|\bunproven\b|\bunverified\b|\bunconfirmed\b|\bunknown\b|\buncertain\b"
            r"|\b(?:could|cannot|can't|couldn't) (?:not )?(?:be )?(?:\w+ )?(?:verif\w+|confirm\w*)"
        ),
        denials=(
            r"\bden(?:y|ies|ied)\b|\b(?:dismiss|reject)(?:s|es|ed)? (?:the|these|those|all)"
            r" (?:\w+ )?(?:claims?|charges?|accusations?|allegations?|reports?)"
        ),
        introductions=r"\b(?:as follows|in short|in brief)",
        notices=(
            r"\b(?:subscribe|sign up) (?:to|for) (?:our|my|the)\b|\bfollow us\b|\bclick here\b"
            r"|\bin the comments\b|\beditor['’]s note\b|\bmore (?:stories|posts) like\b"
            r"|^read more\b|^thank(?:s| you)(?:[!.]|,? (?:to (?:all|everyone)|for)\b)"
            r"|^(?:hello|hi|welcome|dear) (?:everyone|all|and|back|to|readers?)\b"
            r"|^happy \w+ing\b|\ball rights reserved\b|\ban earlier version of this\b"
            r"|\b(?:this|the) (?:story|article) (?:was|has been) (?:updated|corrected)\b"
        ),
        reports=(
            r"\b(?:said|says|announced|confirmed|decided|voted|ruled|agreed|reported|published|found"
            r"|according to)\b"
        ),
        backgrounds=(
            r"^(?:once|for (?:\w+ )?(?:years|decades|centuries)|until now|in the past"
            r"|last (?:month|year|spring|summer|autumn|winter)|(?:years|months|decades) ago)\b"
            r"|^there (?:was|were|used to) (?:once|be)\b"
            r"|^in (?:january|february|march|april|may|june|july|august|september|october|november"
            r"|december|\d{4}),?\s"
        ),
        points=(
            r"\b(?:in )?this (?:post|article|essay|paper|piece|note|guide)\b"
            r"|\b(?:I|we) (?:propose|argue|suggest)\b"
        ),
        back_references=r"\b(?:that|this|these|those|such|it|so)\b",
    ),
)
