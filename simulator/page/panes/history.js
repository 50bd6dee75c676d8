/** The messages of the open chat: kept in step with the store, read from the bottom, loaded upwards. */

import { el, iconButton, icon } from "../dom.js";
import { bubble } from "../render/bubble.js";
import { avatar } from "../render/avatar.js";
import { isService, preview } from "../render/preview.js";
import { chatsOf, now, openChat, seenUpTo, shownMessages, titleOf } from "../select.js";
import { dayKey } from "../words.js";
import { Following } from "./following.js";
import { hintCard } from "./hint.js";
import { swipeToReply } from "./swipe.js";

/**
 * @typedef {import("../main.js").App} App
 * @typedef {import("../types.js").Message} Message
 * @typedef {{key: string, message: Message|null, build: () => HTMLElement}} Entry
 */

/** Messages of one sender within this time stand together. */
const TOGETHER_SECONDS = 600;
/** How many pages are fetched to find a quoted message. */
const PAGES_BACK = 20;

/** The scrolling part of the chat pane. */
export class History {
  #app;
  #list = el("div", { class: "history-list", role: "log" });
  #scroller = el("div", { class: "history", tabindex: 0 }, this.#list);
  #following;
  /** @type {Map<string, {message: Message|null, node: HTMLElement}>} */
  #nodes = new Map();
  #shown = "";
  #loading = false;
  #unreadAfter = 0;

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
    const down = iconButton("down", app.words.say("jump_down"), () => undefined, {
      class: "jump-down",
    });
    this.root = el("div", { class: "history-frame" }, this.#scroller, down);
    const parts = { scroller: this.#scroller, list: this.#list, down };
    this.#following = new Following(parts, () => void this.#older());
    app.store.on(["rooms", "route", "world"], () => this.#show());
    document.addEventListener("visibilitychange", () => this.#show(), { signal: app.ended });
    swipeToReply(this.#list, (id) => this.#reply(id));
  }

  #show() {
    const { state } = this.#app.store;
    const chat = openChat(state);
    if (!chat) return this.#close();
    const { person, topic } = state.route;
    const place = `${person}:${chat.id}:${topic}`;
    if (place !== this.#shown) this.#enter(place, chat.id);
    if (!state.rooms.get(chat.id)?.loaded) void this.#app.actions.loadRoom(chat.id);
    const name = titleOf(state, chat);
    this.#list.setAttribute("aria-label", this.#app.words.say("messages_label", { name }));
    const rebuild = () => this.#place(this.#entries(chat));
    this.#following.keep(rebuild, shownMessages(state), person);
    this.#list.removeAttribute("aria-busy");
    if (!document.hidden) this.#app.actions.markRead(chat.id);
  }

  #close() {
    this.#shown = "";
    this.#nodes.clear();
    this.#list.replaceChildren();
  }

  /**
   * @param {string} place
   * @param {number} chat
   */
  #enter(place, chat) {
    this.#close();
    this.#shown = place;
    this.#following.begin();
    this.#list.setAttribute("aria-busy", "true");
    const { state } = this.#app.store;
    const seen = state.route.person === null ? 0 : seenUpTo(state, state.route.person, chat);
    const messages = shownMessages(state);
    this.#unreadAfter = messages.some((message) => message.message_id <= seen) ? seen : 0;
  }

  /**
   * Days, the unread mark and messages, in order.
   *
   * @param {import("../types.js").ChatInfo} chat
   * @returns {Entry[]}
   */
  #entries(chat) {
    const { state } = this.#app.store;
    const messages = shownMessages(state);
    /** @type {Entry[]} */
    const entries = [];
    let day = "";
    let marked = this.#unreadAfter === 0;
    for (const message of messages) {
      if (dayKey(message.date) !== day) {
        day = dayKey(message.date);
        entries.push({ key: `day ${day}`, message: null, build: () => this.#day(message.date) });
      }
      if (
        !marked &&
        message.message_id > this.#unreadAfter &&
        message.from?.id !== state.route.person
      ) {
        marked = true;
        entries.push({ key: "unread", message: null, build: () => this.#unreadMark() });
      }
      entries.push({
        key: `m${message.message_id}`,
        message,
        build: () => this.#bubble(message, chat.type),
      });
    }
    if (messages.length === 0 && state.ready) entries.push(this.#hint());
    return entries;
  }

  /** @returns {Entry} */
  #hint() {
    const { people, route } = this.#app.store.state;
    const key = `hint ${route.person} ${people.size} ${this.#app.hintSeen()}`;
    return { key, message: null, build: () => hintCard(this.#app) };
  }

  /**
   * Put the nodes of these entries into the list, building only what is new or changed.
   *
   * @param {Entry[]} entries
   */
  #place(entries) {
    /** @type {Map<string, {message: Message|null, node: HTMLElement}>} */
    const kept = new Map();
    let at = this.#list.firstChild;
    for (const [index, { key, message, build }] of entries.entries()) {
      const known = this.#nodes.get(key);
      const node = known && known.message === message ? known.node : build();
      if (known && known.node !== node && known.node.parentNode === this.#list) {
        if (at === known.node) at = known.node.nextSibling;
        known.node.remove();
      }
      kept.set(key, { message, node });
      group(node, entries[index - 1]?.message, message, entries[index + 1]?.message);
      if (node === at) at = at.nextSibling;
      else this.#list.insertBefore(node, at);
    }
    while (at) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
    this.#nodes = kept;
  }

  /** @param {number} unix */
  #day(unix) {
    return el(
      "div",
      { class: "day" },
      el("span", { text: this.#app.words.day(unix, now(this.#app.store.state)) }),
    );
  }

  #unreadMark() {
    return el(
      "div",
      { class: "unread-mark" },
      el("span", { text: this.#app.words.say("unread_below") }),
    );
  }

  /**
   * @param {Message} message
   * @param {string} chatType
   */
  #bubble(message, chatType) {
    const person = this.#app.store.state.route.person ?? 0;
    const actions = {
      text: this.#app.textActions,
      button: (/** @type {Message} */ pressed) => this.#buttons(pressed),
      reply: (/** @type {Message} */ answered) => this.#app.actions.replyTo(answered),
      menu: (/** @type {Message} */ chosen, /** @type {{x: number, y: number}} */ at) =>
        this.#menu(chosen, at),
      jump: (/** @type {number} */ id) => void this.jump(id),
      openPhoto: (/** @type {string} */ fileId) => this.#app.notices.lightbox(fileId),
    };
    const node = bubble(message, { words: this.#app.words, person, chatType, actions });
    if (this.#nodes.size > 0 && !isService(message)) node.classList.add("arriving");
    return node;
  }

  /**
   * @param {Message} message
   * @returns {import("../render/keyboard.js").ButtonActions}
   */
  #buttons(message) {
    const { actions, words, notices } = this.#app;
    return {
      callback: (data) => {
        this.#following.expect();
        return actions.press(message, data);
      },
      open: (url) => actions.openLink(url),
      inline: (query, here) => void this.#app.writeInline(query, here),
      copy: (text) => void actions.copy(text),
      unsupported: () => notices.toast(words.say("unsupported_button")),
    };
  }

  /**
   * @param {Message} message
   * @param {{x: number, y: number}} at
   */
  #menu(message, at) {
    const { words, actions, notices } = this.#app;
    const text = message.text ?? message.caption ?? preview(message, words);
    /** @type {import("../notices.js").MenuItem[]} */
    const living = [
      { label: words.say("reply"), icon: "reply", choose: () => actions.replyTo(message) },
      { label: words.say("forward"), icon: "forward", choose: () => void this.#forward(message) },
    ];
    notices.menu(at, [
      ...(message.deleted ? [] : living),
      { label: words.say("copy_text"), icon: "copy", choose: () => void actions.copy(text) },
      {
        label: words.say("show_json"),
        icon: "code",
        choose: () => notices.json(words.say("message"), message),
      },
    ]);
  }

  /** @param {Message} message */
  async #forward(message) {
    const { store, words, notices, api, actions } = this.#app;
    const { person, chat } = store.state.route;
    if (person === null || chat === null) return;
    const choices = chatsOf(store.state, person).map((entry) => {
      const label = titleOf(store.state, entry);
      const id = entry.type === "private" ? store.state.bot.id : entry.id;
      return { label, face: avatar(id, label), value: entry.id };
    });
    const target = await notices.choose(words.say("forward"), choices);
    if (target === null) return;
    const which = { person, from_chat_id: chat, message_id: message.message_id, chat_id: target };
    await actions.attempt(() => api.forward(which));
    actions.open(target);
  }

  /** @param {number} id */
  #reply(id) {
    const message = shownMessages(this.#app.store.state).find((one) => one.message_id === id);
    if (message && !message.deleted) this.#app.actions.replyTo(message);
  }

  /**
   * Show a message of this chat and light it up, fetching the past until it is found.
   *
   * @param {number} id
   */
  async jump(id) {
    const chat = openChat(this.#app.store.state);
    for (let page = 0; chat && page < PAGES_BACK && !this.#nodes.has(`m${id}`); page += 1) {
      if (!(await this.#app.actions.loadOlder(chat.id))) break;
      this.#following.release();
      this.#show();
    }
    const node = this.#nodes.get(`m${id}`)?.node;
    if (!node) return;
    node.scrollIntoView({ block: "center" });
    node.classList.remove("lit");
    requestAnimationFrame(() => node.classList.add("lit"));
    node.focus({ preventScroll: true });
  }

  async #older() {
    const chat = openChat(this.#app.store.state);
    const room = chat && this.#app.store.state.rooms.get(chat.id);
    if (!chat || !room?.loaded || room.complete || this.#loading) return;
    this.#loading = true;
    await this.#app.actions.loadOlder(chat.id);
    this.#loading = false;
  }
}

/**
 * Mark where a run of one sender's messages begins and ends.
 *
 * @param {HTMLElement} node
 * @param {Message|null|undefined} before
 * @param {Message|null} message
 * @param {Message|null|undefined} after
 */
function group(node, before, message, after) {
  if (!message) return;
  node.classList.toggle("first", !together(before, message));
  node.classList.toggle("last", !together(message, after));
}

/**
 * Whether two neighbours are of one run: of one sender, soon after one another, and neither a
 * service message nor one with buttons between them.
 *
 * @param {Message|null|undefined} one
 * @param {Message|null|undefined} next
 */
function together(one, next) {
  if (!one || !next || senderOf(one) !== senderOf(next)) return false;
  const soon = next.date - one.date < TOGETHER_SECONDS;
  return soon && !one.reply_markup?.inline_keyboard && !isService(one) && !isService(next);
}

/** @param {Message} message */
const senderOf = (message) => message.sender_chat?.id ?? message.from?.id;

/** What stands where no chat is open. @param {App} app */
export function noChat(app) {
  return el(
    "div",
    { class: "no-chat" },
    el("span", { class: "no-chat-sign" }, icon("topic")),
    el("p", { text: app.words.say("select_chat") }),
  );
}
