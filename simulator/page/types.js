/**
 * The shapes that travel between the control API and the page; typedefs only.
 *
 * Objects of the Bot API (Message, User, …) are named as in its documentation and hold the fields
 * that the page reads.
 *
 * @typedef {{id: number, first_name: string, last_name?: string, username?: string,
 *   language_code?: string, is_bot?: boolean}} User
 * @typedef {User & {is_admin_hint?: boolean, contact?: string}} Person
 * @typedef {{id: number, type: string, title?: string, first_name?: string,
 *   username?: string}} Chat
 * @typedef {{type: string, offset: number, length: number, url?: string, language?: string,
 *   user?: User, unix_time?: number}} Entity
 * @typedef {{file_id: string, file_name?: string, mime_type?: string, file_size?: number,
 *   width?: number, height?: number, duration?: number, title?: string, emoji?: string}} Media
 * @typedef {{text: string, callback_data?: string, url?: string, switch_inline_query?: string,
 *   switch_inline_query_current_chat?: string, switch_inline_query_chosen_chat?: {query?: string},
 *   copy_text?: {text: string}, web_app?: {url: string}, login_url?: {url: string},
 *   style?: string}} Button
 * @typedef {{inline_keyboard?: Button[][], keyboard?: (Button|string)[][], remove_keyboard?: boolean,
 *   force_reply?: boolean, one_time_keyboard?: boolean, is_persistent?: boolean,
 *   input_field_placeholder?: string}} Markup
 * @typedef {{type: string, emoji?: string}} Reaction
 * @typedef {{type: string, sender_user?: User, sender_user_name?: string, sender_chat?: Chat,
 *   chat?: Chat}} Origin
 *
 * @typedef {object} Message
 * @property {number} message_id
 * @property {number} date unix seconds
 * @property {Chat} chat
 * @property {User} [from]
 * @property {User} [receiver_user] who alone sees it
 * @property {Chat} [sender_chat]
 * @property {number} [message_thread_id]
 * @property {boolean} [is_topic_message]
 * @property {string} [text]
 * @property {Entity[]} [entities]
 * @property {string} [caption]
 * @property {Entity[]} [caption_entities]
 * @property {boolean} [show_caption_above_media]
 * @property {Media[]} [photo]
 * @property {Media} [document]
 * @property {Media} [video]
 * @property {Media} [animation]
 * @property {Media} [audio]
 * @property {Media} [voice]
 * @property {Media} [sticker]
 * @property {boolean} [has_media_spoiler]
 * @property {{blocks?: Block[], is_rtl?: boolean}} [rich_message]
 * @property {Message} [reply_to_message]
 * @property {{text: string, entities?: Entity[], position: number}} [quote]
 * @property {Markup} [reply_markup]
 * @property {Origin} [forward_origin]
 * @property {User} [via_bot]
 * @property {string} [author_signature]
 * @property {number} [edit_date]
 * @property {boolean} [edited]
 * @property {boolean} [deleted]
 * @property {Reaction[]} [reaction]
 * @property {Markup} [keyboard] the keyboard sent with it that is no part of it: reply keys, their
 *   removal, a forced reply
 * @property {User[]} [new_chat_members]
 * @property {User} [left_chat_member]
 * @property {string} [new_chat_title]
 * @property {boolean} [group_chat_created]
 * @property {boolean} [supergroup_chat_created]
 * @property {boolean} [channel_chat_created]
 * @property {number} [migrate_to_chat_id]
 * @property {number} [migrate_from_chat_id]
 * @property {Message} [pinned_message]
 * @property {{name: string}} [forum_topic_created]
 * @property {{name?: string}} [forum_topic_edited]
 * @property {object} [forum_topic_closed]
 * @property {object} [forum_topic_reopened]
 *
 * A text of a rich message: a string, a list of them, or one with a `type` of its own.
 * @typedef {string|RichMark|RichTexts} RichText
 * @typedef {RichText[]} RichTexts
 * @typedef {{type: string, text?: RichText, url?: string, email_address?: string,
 *   phone_number?: string, bot_command?: string, username?: string, expression?: string,
 *   alternative_text?: string, name?: string, anchor_name?: string, reference_name?: string,
 *   user?: User, unix_time?: number}} RichMark
 * @typedef {{text?: RichText, credit?: RichText}} RichCaption
 * @typedef {{text?: RichText, is_header?: boolean, colspan?: number, rowspan?: number,
 *   align?: string, valign?: string}} Cell
 * @typedef {{label?: string, value?: number, type?: string, blocks: Block[],
 *   has_checkbox?: boolean, is_checked?: boolean}} ListItem
 * @typedef {{type: string, text?: RichText, size?: number, language?: string, items?: ListItem[],
 *   blocks?: Block[], credit?: RichText, cells?: Cell[][], caption?: RichText|RichCaption,
 *   summary?: RichText, is_open?: boolean, is_bordered?: boolean, is_striped?: boolean,
 *   expression?: string, name?: string, photo?: Media[], video?: Media, animation?: Media,
 *   audio?: Media, voice_note?: Media,
 *   location?: {latitude: number, longitude: number}}} Block
 *
 * @typedef {{command: string, description: string}} Command
 * @typedef {{id: number, name: string, closed?: boolean}} Topic
 * @typedef {{id: number, type: string, title?: string, members: number[], topics?: Topic[],
 *   is_forum?: boolean, migrated_to?: number|null, pinned?: number[], commands?: Record<string, Command[]>, blocked_by?: number[],
 *   started_by?: number[]}} ChatInfo
 * @typedef {{id?: string|number, kind: string, method?: string, chat_id?: number, text?: string,
 *   count?: number, probability?: number, seconds?: number, delay?: number}} Fault
 * @typedef {{now: number, offset: number}} Clock
 * A text by language.
 * @typedef {Partial<Record<string, string>>} HostWords
 * What whoever serves the simulator adds to the page.
 * @typedef {{title: HostWords, note: HostWords, line: HostWords,
 *   buttons: {name: string, label: HostWords}[],
 *   figures: {label: HostWords, value: number, out_of: number|null, is_bad: boolean}[]}} HostTab
 * @typedef {{bot: User, people: Person[], people_total?: number, chats: ChatInfo[], clock: Clock, faults: Fault[],
 *   older_api: boolean, host?: HostTab|null}} World
 * @typedef {{seq: number, method: string, chat_id?: number, status: number, milliseconds: number,
 *   description?: string, request?: unknown}} Call
 * @typedef {{type: string, id: string, title?: string, description?: string,
 *   input_message_content?: {message_text?: string}}} InlineResult
 * @typedef {{answered: boolean, text?: string, show_alert?: boolean, url?: string}} CallbackAnswer
 *
 * One line of the event stream; which fields it has depends on `type`.
 * @typedef {{seq: number, type: string, chat_id?: number, message?: Message,
 *   message_ids?: number[], message_id?: number, action?: string,
 *   reaction?: Reaction[]}} StreamEvent
 *
 * Where the page is: whose eyes, which chat, which topic of it, which tab of the panel.
 * @typedef {{person: number|null, chat: number|null, topic: number|null,
 *   panel: string|null}} Route
 *
 * What the page knows of one chat's messages, ascending by id.
 * `told` counts the events that changed it.
 * @typedef {{messages: Message[], loaded: boolean, complete: boolean, told: number}} Room
 *
 * @typedef {object} State
 * @property {User} bot
 * @property {Map<number, Person>} people
 * @property {number} peopleTotal with those whom the simulator does not list
 * @property {Map<number, ChatInfo>} chats
 * @property {Map<number, Room>} rooms
 * @property {Clock} clock
 * @property {number} clockSeen local milliseconds at which `clock` was true
 * @property {Fault[]} faults
 * @property {boolean} olderApi
 * @property {HostTab|null} host
 * @property {Route} route
 * @property {Map<string, number>} read "person:chat" to the newest id that the person has seen
 * @property {Map<string, string>} drafts "person:chat" to what was typed and not sent
 * @property {Message|null} replyingTo
 * @property {Map<number, {action: string, until: number}>} actions what the bot does in a chat
 * @property {Call[]} calls newest last
 * @property {boolean} online whether the event stream is open
 * @property {boolean} ready whether the first state has come
 */

export {};
