/** What a person at the page can do: each method has its effect on the simulator or the address. */

import { Refusal } from "./api.js";
import { merge, roomOf, takeWorld } from "./reduce.js";
import { formatRoute } from "./route.js";
import { chatsOf, keyOf, nameOf } from "./select.js";

/**
 * @typedef {import("./types.js").Message} Message
 * @typedef {import("./types.js").Route} Route
 *
 * @typedef {object} Tools
 * @property {import("./store.js").Store} store
 * @property {import("./api.js").Api} api
 * @property {import("./memory.js").Memory} memory
 * @property {() => import("./words.js").Words} words
 * @property {import("./notices.js").Notices} notices
 */

/** How many people have their chats loaded at once, so that their unread marks show. */
export const FACES = 12;
const PAGE = 50;
const FIRST_LOOK = 30;
/** How often a page is asked for again while its chat keeps changing. */
const FETCHES = 3;
/** https://core.telegram.org/bots/api#senddocument: what a bot can be sent and fetch. */
const LARGEST_UPLOAD = 50_000_000;

/** The doings of whoever uses the page. Refusals are shown, not thrown. */
export class Actions {
  #tools;
  /** @type {Promise<void>|null} */
  #refreshing = null;
  #refreshAgain = false;

  /** @param {Tools} tools */
  constructor(tools) {
    this.#tools = tools;
  }

  get #state() {
    return this.#tools.store.state;
  }

  /**
   * Do something that may be refused, and say so if it is.
   *
   * @template T
   * @param {() => Promise<T>} doing
   * @returns {Promise<T|undefined>} nothing when it was refused
   */
  async attempt(doing) {
    try {
      return await doing();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const words = this.#tools.words();
      const sentence = error.status
        ? words.say("refused", { reason: error.message })
        : words.say("offline");
      this.#tools.notices.toast(sentence, "bad");
      return undefined;
    }
  }

  // --- where the page is ---------------------------------------------------------------------

  /** @param {Partial<Route>} change */
  go(change) {
    location.hash = formatRoute({ ...this.#state.route, ...change });
  }

  /**
   * Be somebody else; a chat they share stays open, else their own opens where there is room.
   *
   * @param {number} person
   */
  actAs(person) {
    const { chat } = this.#state.route;
    const shared = chat !== null && (this.#state.chats.get(chat)?.members ?? []).includes(person);
    const next = shared ? chat : wide() ? person : null;
    this.go({ person, chat: next, topic: shared ? this.#state.route.topic : null });
  }

  /**
   * @param {number} chat
   * @param {number|null} [topic]
   */
  open(chat, topic = null) {
    this.go({ chat, topic, panel: wide() ? this.#state.route.panel : null });
  }

  // --- what is known -------------------------------------------------------------------------

  /**
   * Fetch the simulator's state: one request at a time, and one more for those who asked meanwhile.
   *
   * @returns {Promise<void>} done when what was asked for is known
   */
  refresh() {
    this.#refreshAgain = this.#refreshing !== null;
    this.#refreshing ??= this.#refreshed().finally(() => (this.#refreshing = null));
    return this.#refreshing;
  }

  async #refreshed() {
    do {
      this.#refreshAgain = false;
      const world = await this.#tools.api.state().catch(ignoreRefusal);
      if (world) this.#tools.store.change(["world"], (state) => takeWorld(state, world));
    } while (this.#refreshAgain);
  }

  /** Load the newest messages of every chat whose unread mark may show. */
  async lookAround() {
    const people = [...this.#state.people.keys()].slice(0, FACES);
    const mine = this.#state.route.person;
    if (mine !== null && this.#state.people.has(mine)) people.push(mine);
    const pairs = people.flatMap((person) =>
      chatsOf(this.#state, person).map((chat) => [chat.id, person]),
    );
    const viewers = new Map(/** @type {[number, number][]} */ (pairs));
    const known = [...viewers].filter(([chat]) => this.#state.chats.has(chat));
    await Promise.all(known.map(([chat, viewer]) => this.#load(chat, viewer, FIRST_LOOK)));
  }

  /**
   * The history of a chat, as far as the first screen needs it.
   *
   * @param {number} chat
   */
  async loadRoom(chat) {
    const viewer = this.#state.route.person;
    if (viewer === null || !this.#state.chats.has(chat)) return;
    roomOf(this.#state, chat).loaded = true;
    await this.#load(chat, viewer, PAGE);
  }

  /**
   * @param {number} chat
   * @param {number} viewer
   * @param {number} limit
   */
  async #load(chat, viewer, limit) {
    const messages = await this.#fetch(chat, viewer, { limit }).catch(() => []);
    this.#takePage(chat, messages, limit);
  }

  /**
   * One more page of a chat's past.
   *
   * @param {number} chat
   * @returns {Promise<boolean>} whether there was any
   */
  async loadOlder(chat) {
    const room = roomOf(this.#state, chat);
    const viewer = this.#state.route.person;
    const before = room.messages[0]?.message_id;
    if (room.complete || viewer === null || before === undefined) return false;
    const messages = await this.attempt(() => this.#fetch(chat, viewer, { before, limit: PAGE }));
    if (messages) this.#takePage(chat, messages, PAGE);
    return Boolean(messages?.length);
  }

  /**
   * Messages that no event has outdated while they were on their way.
   *
   * @param {number} chat
   * @param {number} viewer
   * @param {{before?: number, limit: number}} page
   */
  async #fetch(chat, viewer, page) {
    const room = roomOf(this.#state, chat);
    for (let again = FETCHES; ; again -= 1) {
      const { told } = room;
      const messages = await this.#tools.api.messages(chat, viewer, page);
      if (room.told === told || again === 0) return messages;
    }
  }

  /**
   * @param {number} chat
   * @param {Message[]} messages
   * @param {number} asked how many there would be if there were more
   */
  #takePage(chat, messages, asked) {
    this.#tools.store.change(["rooms"], (state) => {
      merge(state, chat, messages);
      if (messages.length < asked) roomOf(state, chat).complete = true;
    });
  }

  /**
   * Note that the person has seen all of a chat.
   *
   * @param {number} chat
   */
  markRead(chat) {
    const person = this.#state.route.person;
    const last = this.#state.rooms.get(chat)?.messages.at(-1)?.message_id;
    if (person === null || last === undefined) return;
    if (this.#state.read.get(keyOf(person, chat)) === last) return;
    this.#tools.store.change(["reading"], (state) => state.read.set(keyOf(person, chat), last));
    this.#tools.memory.keep("read", JSON.stringify([...this.#state.read].slice(-500)));
  }

  // --- what is said --------------------------------------------------------------------------

  #here() {
    const { person, chat, topic } = this.#state.route;
    return {
      person: person ?? 0,
      chat_id: chat ?? person ?? 0,
      message_thread_id: topic ?? undefined,
    };
  }

  #takeReply() {
    const reply = this.#state.replyingTo?.message_id;
    if (reply !== undefined) this.replyTo(null);
    return reply;
  }

  /** @param {string} text */
  async say(text) {
    const words = { ...this.#here(), text, reply_to_message_id: this.#takeReply() };
    const said = await this.attempt(() => this.#tools.api.say(words));
    this.#tookPlace(words.chat_id, said?.message);
    return Boolean(said);
  }

  /**
   * Send a result of an inline query into the open chat.
   *
   * @param {string} query
   * @param {string} result
   */
  async choose(query, result) {
    const { chat_id, message_thread_id } = this.#here();
    const choice = { inline_query_id: query, result_id: result, chat_id, message_thread_id };
    const sent = await this.attempt(() => this.#tools.api.choose(choice));
    this.#tookPlace(chat_id, sent?.message);
  }

  /**
   * @param {File[]} files
   * @param {{caption?: string, asPhoto?: boolean}} options the caption goes with the first file
   */
  async upload(files, { caption, asPhoto }) {
    const where = { ...this.#here(), as_photo: asPhoto, reply_to_message_id: this.#takeReply() };
    const [small, large] = [
      files.filter((file) => file.size <= LARGEST_UPLOAD),
      files.filter((file) => file.size > LARGEST_UPLOAD),
    ];
    for (const { name } of large)
      this.#tools.notices.toast(this.#tools.words().say("file_too_big", { name }), "bad");
    for (const [index, file] of small.entries()) {
      const words = { ...where, caption: index === 0 ? caption : undefined };
      const sent = await this.attempt(() => this.#tools.api.upload(words, file));
      this.#tookPlace(where.chat_id, sent?.message);
    }
  }

  /**
   * Show what was just said without waiting for the stream to tell it.
   *
   * @param {number} chat
   * @param {Message|undefined} message
   */
  #tookPlace(chat, message) {
    if (message) this.#tools.store.change(["rooms"], (state) => merge(state, chat, [message]));
    if (!this.#state.chats.has(chat)) void this.refresh();
  }

  /** @param {Message|null} message */
  replyTo(message) {
    this.#tools.store.change(["reply"], (state) => {
      state.replyingTo = message;
    });
  }

  /**
   * Press a callback button, and show what the bot answers.
   *
   * @param {Message} message
   * @param {string} data
   */
  async press(message, data) {
    const { person, chat_id } = this.#here();
    const which = { person, chat_id, message_id: message.message_id, data };
    const answer = await this.attempt(() => this.#tools.api.press(which));
    if (answer === undefined) return;
    const { notices, words } = this.#tools;
    if (!answer.answered) notices.toast(words().say("no_answer"), "bad");
    else if (answer.url) this.openLink(answer.url);
    else if (answer.text && answer.show_alert) notices.alert(answer.text);
    else if (answer.text) notices.toast(answer.text);
  }

  /** @param {string} url */
  openLink(url) {
    this.#tools.notices.openLink(url, (link) => void this.follow(link));
  }

  /**
   * Go where a mention or a t.me link leads; a deep link starts the bot with its payload.
   *
   * @param {{username: string, start: string|null}} link
   */
  async follow({ username, start }) {
    const wanted = username.toLowerCase();
    const { bot, people, route } = this.#state;
    const person = [...people.values()].find((one) => one.username?.toLowerCase() === wanted);
    if (bot.username?.toLowerCase() === wanted && route.person !== null) {
      this.open(route.person);
      if (start !== null) await this.attempt(() => this.#start(route.person ?? 0, start));
    } else if (person) {
      this.#tools.notices.toast(`@${username} · ${nameOf(person)}`);
    } else
      this.#tools.notices.toast(this.#tools.words().say("web_only", { name: username }), "bad");
  }

  /**
   * @param {number} person
   * @param {string} payload
   */
  #start(person, payload) {
    return this.#tools.api.say({ person, chat_id: person, text: `/start ${payload}`.trim() });
  }

  /** @param {string} text */
  async copy(text) {
    await navigator.clipboard?.writeText(text).catch(() => undefined);
    this.#tools.notices.toast(this.#tools.words().say("copied"));
  }
}

/**
 * The event stream tells when the simulator is gone: what asks in the background need not.
 *
 * @param {unknown} error
 */
function ignoreRefusal(error) {
  if (!(error instanceof Refusal)) throw error;
}

/** Whether list and chat stand side by side. */
export function wide() {
  return matchMedia("(min-width: 800px)").matches;
}
