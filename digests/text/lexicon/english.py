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
        " what which who how why when where"
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
    counting=Counting(
        numbers="No. No Item Story", item="item number no", issues="no. no # edition number"
    ),
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
            " what’s_new whats_new breaking_news"
        ),
        sources="sources source links the_sources",
        pictures=(
            "pictures picture photos photo images image the_pictures the_photos all_pictures"
            " all_photos the_picture the_photo"
        ),
        file=(
            "file the_file pdf the_pdf a_pdf print printout print_it print_this by_email"
            " this_by_email by_mail email_this"
        ),
        aloud=(
            "listen listen_to listen_to_it hear audio read_aloud read_it_aloud read_out read_it_out"
            " read_to_me read_it_to_me read_this_aloud as_audio"
        ),
        contents=(
            "contents list headlines the_headlines all_items items all_headlines index summary"
            " summaries"
            " again once_more all everything top_stories how_many_items how_many_items_today"
            " first_page the_first_page short_version the_short_version surprise_me random"
            " something_interesting"
        ),
        archive=(
            "archive back_issues past_editions past_issues old_editions older this_week last_week"
            " this_month what_did_i_miss something_else the_other_day the_other_day's_paper"
            " the_other_day’s_paper"
        ),
        settings=(
            "settings setting preferences options it_didn't_come it_didn't_arrive i_didn't_get_it"
            " time_zone timezone tz delivery_time"
            " i_didn't_get_it_today nothing_came nothing_came_today i_got_nothing"
            " when_does_it_come when_will_it_come"
            " what_time_does_it_come what_time_is_it_delivered change_the_time change_time"
            " too_early"
            " too_late it's_too_early it’s_too_early too_many_messages which_days"
            " is_there_an_edition_on_sundays is_there_an_edition_on_weekends"
            " does_it_come_on_sundays does_it_come_on_weekends"
            " translate translate_this translate_it"
        ),
        help="help how_does_this_work what_can_you_do what_can_i_do commands help_me",
        about=(
            "who_writes_this who_made_this who_makes_this who_runs_this who_are_you"
            " who_is_behind_this"
            " what_is_this are_you_a_bot are_you_human who_is_the_editor who_are_the_editors"
            " is_it_free"
            " is_this_free how_much_is_it how_much_does_it_cost"
        ),
        privacy="privacy",
        my_data="my_data",
        errata="corrections errata what_was_corrected",
        again=(
            "full_text the_full_text whole_article the_whole_article full_article read_more"
            " tell_me_more more_about_this share share_this share_it forward_this forward_it"
            " forward_this_to_a_friend forward_this_to_my_wife forward_this_to_my_husband"
            " forward_this_to_somebody send_this_to_a_friend"
        ),
        beginning="menu main_menu start_over from_the_start",
        look=(
            "bigger_text larger_text bigger_font larger_font bigger_letters larger_letters"
            " large_print text_size font_size bigger larger bigger_please too_small"
            " make_the_text_bigger make_text_bigger make_it_bigger make_the_letters_bigger"
            " make_the_font_bigger increase_font_size increase_the_font_size increase_text_size"
            " it's_too_small it’s_too_small the_text_is_too_small text_too_small"
            " too_small_to_read i_can't_read_it can't_read_it dark_mode night_mode dark_theme"
        ),
        tell_editors=(
            "report_a_mistake report_an_error report_error this_is_wrong that's_wrong that’s_wrong"
            " there's_a_mistake there_is_a_mistake contact contact_the_editor contact_the_editors"
            " contact_editor write_to_the_editor write_to_the_editors feedback"
        ),
        saved=(
            "saved my_saved my_saved_items saved_items what_i_saved bookmarks my_bookmarks"
            " reminders my_reminders"
        ),
        reminding="remind_me remind_me_of_it remind_me_of_this please_remind_me",
        tonight="tonight this_evening",
        on_saturday="on_saturday this_saturday",
        saturday="saturday sat",
        following="follow please_follow i_want_to_follow keep_me_posted_on keep_me_posted_about",
        muting=(
            "mute please_mute hide i_don't_want_to_see i_don’t_want_to_see don't_show_me"
            " no_more_news_about stop_showing_me"
        ),
        unfollowing="unfollow unmute stop_following stop_muting",
        surely_followed="follow mute please_follow please_mute i_want_to_follow",
        this_story="that these this_topic this_news",
        deliveries=(
            "notification notifications push_notifications alerts extra extras the_extras"
            " evening_edition the_evening_edition morning_edition the_morning_edition delivery"
            " sound sounds reminders the_digest everything all us me list you the_bot bot"
            " today tomorrow the_news the_pictures the_photos"
        ),
        forget="delete_my_data delete_my_account erase_my_data forget_me delete_everything",
        paper="news paper newspaper edition digest issue",
        morning_edition="morning_edition morning_paper",
        evening_edition="evening_edition evening_paper",
        extra="extra extra_edition",
        this_one="this this_item this_story this_article this_one it",
        ranks=(
            "first 1st number_one item_one",
            "second 2nd number_two item_two",
            "third 3rd number_three item_three",
            "fourth 4th number_four item_four",
            "fifth 5th number_five item_five",
            "sixth 6th number_six item_six",
            "seventh 7th number_seven item_seven",
            "eighth 8th number_eight item_eight",
            "ninth 9th number_nine item_nine",
            "tenth 10th number_ten item_ten",
        ),
        seeking=(
            "anything_about anything_on something_about something_on news_about news_on more_about"
            " tell_me_about what_about search_for look_for find"
        ),
        next_one="more continue go_on next the_next_one the_next next_one next_item",
        previous_one="previous prev back previous_one the_previous_one previous_item",
        edition_before=(
            "previous_edition the_previous_edition edition_before the_edition_before"
            " previous_issue the_previous_issue previous_day the_previous_day the_day_before"
        ),
        edition_behind=(
            "next_edition the_next_edition the_edition_after next_issue the_next_issue"
            " next_day the_next_day the_day_after"
        ),
        last_items=(
            "last the_last last_one the_last_one last_item the_last_item",
            "second_to_last the_second_to_last",
        ),
        story=(
            "story_so_far the_story_so_far timeline the_timeline background the_background"
            " how_it_began how_did_it_begin"
        ),
        story_before=(
            "story_so_far_of the_story_so_far_of story_so_far_on the_story_so_far_on"
            " story_of the_story_of timeline_of the_timeline_of background_of the_background_of"
        ),
        saving=(
            "save save_this save_it save_this_item save_this_one save_this_article bookmark"
            " bookmark_this bookmark_it bookmark_this_item read_later read_it_later"
            " keep_this_for_later"
        ),
        searching="search find look_up search_for look_for",
        rules=(
            "follow mute following muted what_i_follow what_do_i_follow what_i_mute"
            " what_do_i_mute follow_list mute_list"
        ),
        ago="days_ago day_ago",
        weeks_ago="weeks_ago week_ago",
        few="one two three four five six seven eight nine ten",
        subscribe="subscribe subscribe_me sign_me_up sign_up start_again",
        stop="stop unsubscribe unsubscribe_me quit stop_it stop_sending cancel_subscription",
        of="of from",
        openings=(
            "can_you could_you send_me send can_i_get show_me show give_me open read please"
            " can_i_have can_i_see i_want just go go_to"
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
        coming="this coming the_coming",
        coming_week="next",
        every_day="every_day daily each_day",
        weekdays="weekdays weekday on_weekdays every_weekday monday_to_friday mon–fri mon-fri",
        weekends="weekends weekend on_weekends on_the_weekend at_the_weekend sat–sun sat-sun",
        weekly="weekly once_a_week every_week weekly_round-up a_weekly_round-up",
        only="only just",
        gathered="as_a_round-up in_a_round-up as_one_message",
        pausing="pause stop hold suspend away vacation holiday on_vacation on_holiday",
        lasting="for",
        days_long="day days",
        weeks_long="week weeks",
        one="a one",
        since="from",
        up_to="until till to",
        rhythms=(
            "daily weekday weekend weekends weekly silent quiet pause hold suspend"
            " away vacation holiday going_on_holiday i'm_going_on_holiday i’m_going_on_holiday"
            " i_am_going_on_holiday going_on_vacation i'm_going_on_vacation i’m_going_on_vacation"
            " i_am_going_on_vacation pause_for_a_while"
        ),
        resume="resume unpause end_the_pause end_pause",
        silently="silent silently quiet quietly without_sound no_sound",
        with_sound="with_sound sound_on",
        extras="extra extras the_extras extra_editions the_extra_editions",
        unwanted="no no_more without stop don't_send don’t_send not_at_all",
        each="on every each",
        both="and",
        courtesies=(
            "thanks thank_you thx ty cheers great ok okay many_thanks thank_you_very_much hi hey"
            " good_job well_done nice_work i_love_this i_love_it i_like_it nice awesome hello_there"
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
        sure_limits="Unfortunately Admittedly That_said Critics_say Opponents_say",
        doubts=(
            r"\bno (?:\w+ )?(?:evidence|proof|guarantee|indication|sign)\b"
            r"|\bnot (?:yet )?(?:been )?(?:\w+ )?(?:confirmed|verified|proven|known|clear|certain"
            r"|tested|compared|decided|settled|said)"
            r"|\bunclear\b|\bunproven\b|\bunverified\b|\bunconfirmed\b|\bunknown\b|\buncertain\b"
            r"|\b(?:could|cannot|can't|couldn't) (?:not )?(?:be )?(?:\w+ )?(?:verif\w+|confirm\w*)"
        ),
        denials=(
            r"\bden(?:y|ies|ied)\b|\bdisagree[sd]?\b|\bdisput(?:es|ed) (?:this|that|the)\b"
            r"|\bcaution(?:s|ed)? that\b|, (?:however|though),"
            r"|\b(?:dismiss|reject)(?:s|es|ed)? (?:the|these|those|all)"
            r" (?:\w+ )?(?:claims?|charges?|accusations?|allegations?|reports?)"
        ),
        introductions=r"\b(?:as follows|in short|in brief)",
        notices=(
            r"\b(?:subscribe|sign up) (?:to|for) (?:our|my|the)\b|\bfollow us\b|\bclick here\b"
            r"|\bin the comments\b|\beditor['’]s note\b|\bmore (?:stories|posts) like\b"
            r"|^read more\b|^thank(?:s| you)(?:[!.]|,? (?:to (?:all|everyone)|for)\b)"
            r"|^(?:hello|hi|welcome|dear) (?:everyone|all|and|back|to|readers?)\b"
            r"|^happy \w+ing\b|^that(?:['’]s| is) (?:all|it) (?:from|for)\b"
            r"|^(?:see you|until next|yours|kind regards|best wishes|sincerely)\b"
            r"|\b(?:our|yesterday's|\w+day's) (?:\w+ ){0,3}(?:report|article|story|edition|paper"
            r"|issue)\b.*\b(?:error|mistake)\b"
            r"|\b(?:our|yesterday's|\w+day's|earlier) (?:\w+ ){0,3}(?:report|article|story|edition"
            r"|paper|issue)\b.*\b(?:misstated|misspelled|misidentified|wrongly|incorrectly|wrong"
            r"|incorrect)\b(?!.*\b(?:not|rather)\b)"
            r"|\bwe (?:apologi[sz]e|regret (?:the|this|any))\b|\ball rights reserved\b"
            r"|\ban earlier version of this\b"
            r"|\b(?:this|the) (?:story|article) (?:was|has been) (?:updated|corrected)\b"
        ),
        reports=(
            r"\b(?:said|says|announced|confirmed|decided|voted|ruled|agreed|reported|published"
            r"|found|according to|told|warned|approved|rejected|adopted|discovered|shows|revealed"
            r"|banned|cancelled|sentenced|convicted|cleared|resigned"
            r"|plans? to|(?:is|are) to|will (?:be|close|open|begin|start|end))\b"
        ),
        histories=(
            r"\b1[5-9]\d{2}s?\b(?! \w+s\b)|\bcentur(?:y|ies)\b|\b(?:before|during|after) the war\b"
        ),
        demands=(
            r"\b(?:should|must|ought to|needs? to|has to|have to)\b(?! have)"
            r"|\b(?:I|we) (?:ask|urge|call on|want|demand|appeal)\b|\bit is time\b"
        ),
        opinions=r"(?:editorial|opinion|comment|commentary|column|leader|letters?|op-ed|a case)\b",
        today=(
            r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:today|yesterday|tonight)\b"
            r"|\b(?:this|next) (?:week|month|year|spring|summer|autumn|fall|winter)\b"
            r"|\b\d{1,2} {month}\b(?! \d{4})|\b{month} \d{1,2}\b(?!, \d{4})"
            r"|\b(?:has|have) (?:now|just)\b|\bfrom now on\b"
        ),
        backgrounds=(
            r"^(?:once|originally|back in|in those days|at first|generations of"
            r"|for (?:more than|over|almost|nearly) (?:\w+ ){1,2}(?:years|decades|centuries)"
            r"|(?:\w+ ){1,2}(?:years|decades|centuries)"
            r" (?:ago|later|earlier)|for (?:\w+ )?(?:years|decades|centuries)|until now|in the past"
            r"|last (?:month|year|spring|summer|autumn|winter)|(?:years|months|decades) ago)\b"
            r"|^there (?:was|were|used to) (?:once|be)\b"
            r"|^in (?:{month}|\d{4}),?\s"
        ),
        points=(
            r"\bin this (?:post|article|essay|paper|piece|note|guide)\b"
            r"|^(?:\w+ )?this (?:post|article|essay|paper|piece|note|guide) \w+s\b"
            r"|\b(?:I|we) (?:propose|argue|suggest)\b"
        ),
        back_references=r"\b(?:that|this|these|those|such|it|so)\b",
    ),
)
