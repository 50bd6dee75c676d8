/** One message as it stands in a chat. */

import { el, icon, iconButton } from "../dom.js";
import { nameOf } from "../select.js";
import { avatar } from "./avatar.js";
import { renderText } from "./entities.js";
import { inlineKeyboard } from "./keyboard.js";
import { media } from "./media.js";
import { preview, serviceText } from "./preview.js";
import { renderRich } from "./rich.js";

/**
 * @typedef {import("../types.js").Message} Message
 * @typedef {import("../words.js").Words} Words
 *
 * What can be done with a message.
 * @typedef {object} BubbleActions
 * @property {import("./entities.js").TextActions} text
 * @property {(message: Message) => import("./keyboard.js").ButtonActions} button
 * @property {(message: Message) => void} reply
 * @property {(message: Message, at: {x: number, y: number}) => void} menu
 * @property {(messageId: number) => void} jump
 * @property {(fileId: string) => void} openPhoto
 *
 * @typedef {{words: Words, person: number, chatType: string, actions: BubbleActions}} Setting
 */

const COLOURS = 8;

/**
 * @param {Message} message
 * @param {Setting} setting
 * @returns {HTMLElement}
 */
export function bubble(message, setting) {
  const notice = serviceText(message, setting.words);
  if (notice !== null) return service(message, notice);
  const outgoing = message.from?.id === setting.person;
  const faces = !outgoing && setting.chatType.endsWith("group");
  const node = el(
    "article",
    {
      class: ["message", outgoing ? "out" : "in", message.deleted && "deleted"]
        .filter(Boolean)
        .join(" "),
      data: { id: String(message.message_id) },
      "aria-label": spokenLabel(message, setting),
      tabindex: -1,
    },
    faces && avatar(authorId(message), authorName(message), { size: "small" }),
    el(
      "div",
      { class: "message-column" },
      el("div", { class: bodyClasses(message) }, ...body(message, setting, faces)),
      message.reply_markup?.inline_keyboard &&
        !message.deleted &&
        inlineKeyboard(message.reply_markup.inline_keyboard, setting.actions.button(message)),
    ),
    hoverTools(message, setting),
  );
  node.addEventListener("contextmenu", (event) => openMenu(event, message, setting));
  return node;
}

/**
 * @param {Message} message
 * @param {string} notice
 */
function service(message, notice) {
  const data = { id: String(message.message_id) };
  return el("div", { class: "service", data, role: "note" }, el("span", { text: notice }));
}

/** @param {Message} message */
function bodyClasses(message) {
  const wide = message.rich_message ? "rich-body" : "";
  const bare = message.sticker && !message.text ? "bare" : "";
  const picture = message.photo || message.video || message.animation ? "picture" : "";
  const captioned = message.caption ? "captioned" : "";
  const keyed = message.reply_markup?.inline_keyboard && !message.deleted ? "keyed" : "";
  return ["bubble", wide, bare, picture, captioned, keyed].filter(Boolean).join(" ");
}

/**
 * @param {Message} message
 * @param {Setting} setting
 * @param {boolean} faces whether several people write here
 * @returns {(Node|null)[]}
 */
function body(message, setting, faces) {
  const { words, actions } = setting;
  const shown = media(message, words, actions.openPhoto);
  const text = writtenPart(message, setting);
  const head = [
    faces ? sender(message) : null,
    forwarded(message, words),
    via(message, words),
    quoted(message, setting),
  ];
  const parts = message.show_caption_above_media ? [text, shown] : [shown, text];
  return [...head, ...parts, reactions(message), text ? null : meta(message, words)];
}

/**
 * @param {Message} message
 * @param {Setting} setting
 */
function writtenPart(message, { words, actions }) {
  if (message.rich_message) {
    const rich = renderRich(message.rich_message.blocks ?? [], {
      ...actions.text,
      photo: actions.openPhoto,
    });
    if (message.rich_message.is_rtl) rich.dir = "rtl";
    return el(
      "div",
      { class: "text", lang: languageOf(rich.textContent ?? "") },
      rich,
      meta(message, words),
    );
  }
  const text = message.text ?? message.caption;
  if (!text) return null;
  const entities = message.text ? message.entities : message.caption_entities;
  const classes = onlyEmoji(text) && !entities?.length ? "text big-emoji" : "text";
  const nodes = renderText(text, entities ?? [], actions.text);
  return el(
    "div",
    { class: classes, dir: "auto", lang: languageOf(text) },
    nodes,
    meta(message, words),
  );
}

/**
 * Han characters look Japanese or Chinese by the language the browser is told; kana tell.
 *
 * @param {string} text
 */
function languageOf(text) {
  return /[\u3040-\u30ff]/.test(text) ? "ja" : null;
}

/** @param {string} text */
function onlyEmoji(text) {
  return /^(?:\p{Extended_Pictographic}(?:\u200d|\ufe0f|\p{Emoji_Modifier})*){1,3}$/u.test(text);
}

/**
 * @param {Message} message
 * @param {Words} words
 */
function meta(message, words) {
  const marks = [
    message.receiver_user && words.say("only_you"),
    message.deleted && words.say("deleted"),
    (message.edited || message.edit_date) && words.say("edited"),
  ];
  const sign = message.author_signature;
  return el(
    "span",
    { class: "meta", title: words.moment(message.date) },
    ...marks.filter(Boolean).map((mark) => el("span", { class: "mark", text: String(mark) })),
    sign && el("span", { text: sign }),
    el("time", {
      datetime: new Date(message.date * 1000).toISOString(),
      text: words.time(message.date),
    }),
  );
}

/** @param {Message} message */
function authorId(message) {
  return message.sender_chat?.id ?? message.from?.id ?? message.chat.id;
}

/** @param {Message} message */
function authorName(message) {
  return (
    message.sender_chat?.title ?? (message.from ? nameOf(message.from) : (message.chat.title ?? ""))
  );
}

/** @param {Message} message */
function sender(message) {
  const classes = `sender ink-${Math.abs(authorId(message)) % COLOURS}`;
  return el("div", { class: classes, text: authorName(message) });
}

/**
 * @param {Message} message
 * @param {Words} words
 */
function forwarded(message, words) {
  const origin = message.forward_origin;
  if (!origin) return null;
  const known = origin.sender_user ? nameOf(origin.sender_user) : origin.sender_user_name;
  const name = known ?? origin.sender_chat?.title ?? origin.chat?.title ?? "";
  return el("div", { class: "forwarded" }, icon("forward"), words.say("forwarded_from", { name }));
}

/**
 * @param {Message} message
 * @param {Words} words
 */
function via(message, words) {
  if (!message.via_bot) return null;
  return el("div", {
    class: "forwarded",
    text: words.say("via", { name: `@${message.via_bot.username}` }),
  });
}

/**
 * @param {Message} message
 * @param {Setting} setting
 */
function quoted(message, { words, actions }) {
  const original = message.reply_to_message;
  if (!original || original.forum_topic_created) return null;
  return el(
    "button",
    {
      type: "button",
      class: `reply-quote ink-${Math.abs(authorId(original)) % COLOURS}`,
      on: { click: () => actions.jump(original.message_id) },
    },
    el("span", { class: "reply-name", text: authorName(original) }),
    el("span", { class: "reply-text", text: message.quote?.text ?? preview(original, words) }),
  );
}

/** @param {Message} message */
function reactions(message) {
  if (!message.reaction?.length) return null;
  const chips = message.reaction.map((reaction) =>
    el("span", { class: "reaction", text: reaction.emoji ?? "★" }),
  );
  return el("div", { class: "reactions" }, ...chips);
}

/**
 * @param {Message} message
 * @param {Setting} setting
 */
function hoverTools(message, { words, actions }) {
  const more = iconButton("more", words.say("more"), (event) => {
    const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
    actions.menu(message, { x: box.left, y: box.bottom });
  });
  const reply = iconButton("reply", words.say("reply"), () => actions.reply(message));
  return el("div", { class: "message-tools" }, message.deleted ? null : reply, more);
}

/**
 * @param {MouseEvent} event
 * @param {Message} message
 * @param {Setting} setting
 */
function openMenu(event, message, { actions }) {
  const onLink = event.target instanceof Element && event.target.closest("a, img");
  if (onLink || String(document.getSelection() ?? "")) return;
  event.preventDefault();
  actions.menu(message, { x: event.clientX, y: event.clientY });
}

/**
 * @param {Message} message
 * @param {Setting} setting
 */
function spokenLabel(message, { words }) {
  return words.say("message_from", { name: authorName(message), time: words.time(message.date) });
}
