/** Where one writes: the field, the command menu, the reply it answers, files, the bot's keyboard. */

import { el, icon, iconButton } from "../dom.js";
import { preview } from "../render/preview.js";
import {
  commandsHere,
  hasBlocked,
  hasStarted,
  keyOf,
  nameOf,
  openChat,
  replyKeyboard,
  shownMessages,
} from "../select.js";
import { Suggestions } from "./suggestions.js";

/**
 * @typedef {import("../main.js").App} App
 * @typedef {import("../types.js").Message} Message
 */

const TALLEST = 200;
const INLINE_WAIT_MS = 250;

/** The lower part of the chat pane. */
export class Composer {
  #app;
  #field;
  #send;
  #suggestions;
  #menuButton;
  #keysButton;
  #reply = el("div", { class: "reply-bar", hidden: true });
  #keys = el("div", { class: "reply-keyboard", hidden: true });
  #gate = el("div", { class: "gate", hidden: true });
  #row;
  #place = "";
  /** @type {Message|undefined} */
  #keyboard;
  #keysHidden = false;
  #forced = 0;
  #inlineRound = 0;

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
    const { words } = app;
    this.#field = el("textarea", {
      class: "field",
      rows: 1,
      placeholder: words.say("message"),
      "aria-haspopup": "listbox",
      "aria-label": words.say("message"),
      autocomplete: "off",
      enterkeyhint: "send",
    });
    this.#suggestions = new Suggestions(this.#field, words.say("command_menu"));
    this.#menuButton = el(
      "button",
      { type: "button", class: "menu-button", on: { click: () => this.#toggleMenu() } },
      icon("menu"),
      el("span", { text: words.say("commands") }),
    );
    this.#keysButton = iconButton(
      "keyboard",
      words.say("keyboard_hide"),
      () => this.#toggleKeys(),
      { hidden: true },
    );
    this.#send = iconButton("send", words.say("send"), () => void this.#submit(), {
      class: "send-button",
      disabled: true,
    });
    this.#row = el(
      "div",
      { class: "composer-row" },
      this.#menuButton,
      this.#attachButton(),
      this.#field,
      this.#keysButton,
      this.#send,
    );
    this.root = el(
      "div",
      { class: "composer" },
      this.#suggestions.root,
      this.#reply,
      this.#gate,
      this.#row,
      this.#keys,
    );
    this.#listen();
  }

  #listen() {
    this.#field.addEventListener("input", () => this.#typed());
    this.#field.addEventListener("keydown", (event) => this.#key(event));
    this.#field.addEventListener("blur", () => this.#suggestions.offer([]));
    // A press on the menu button must not take the focus, or the blur would close what it opens.
    this.#menuButton.addEventListener("mousedown", (event) => event.preventDefault());
    document.addEventListener("pointerdown", (event) => this.#pressedElsewhere(event), {
      signal: this.#app.ended,
    });
    this.#app.store.on(["route", "world"], () => this.#show());
    this.#app.store.on(["reply"], () => this.#showReply());
    this.#app.store.on(["rooms", "route"], () => this.#showKeys());
  }

  #attachButton() {
    const input = el("input", { type: "file", multiple: true, hidden: true, tabindex: -1 });
    input.addEventListener("change", () => {
      this.#app.offerFiles([...(input.files ?? [])]);
      input.value = "";
    });
    const label = this.#app.words.say("attach");
    return el(
      "span",
      { class: "attach" },
      input,
      iconButton("attach", label, () => input.click()),
    );
  }

  focus() {
    if (matchMedia("(pointer: fine)").matches) this.#field.focus();
  }

  /**
   * Put words into the field, as if typed.
   *
   * @param {string} text
   */
  write(text) {
    this.#field.value = text;
    this.#field.focus();
    this.#typed();
  }

  // --- what is typed -------------------------------------------------------------------------

  #typed() {
    const { value } = this.#field;
    this.#send.disabled = value.trim() === "";
    this.#app.store.state.drafts.set(this.#place, value);
    this.#grow();
    this.#inlineRound += 1;
    if (/^\/\w*$/.test(value)) this.#offerCommands(value);
    else if (this.#inlineQuery() !== null) void this.#offerInline();
    else this.#suggestions.offer([]);
  }

  #grow() {
    this.#field.style.height = "auto";
    this.#field.style.height = `${Math.min(this.#field.scrollHeight, TALLEST)}px`;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    // While an input method composes, Enter chooses its word.
    if (event.isComposing || event.keyCode === 229) return;
    if (this.#suggestions.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      void this.#submit();
    } else if (event.key === "Escape") this.#leave(event);
    else if (event.key === "ArrowUp" && this.#field.value === "") this.#answerNewest(event);
  }

  /** @param {KeyboardEvent} event */
  #leave(event) {
    if (!this.#app.store.state.replyingTo) return;
    event.preventDefault();
    this.#app.actions.replyTo(null);
  }

  /** @param {KeyboardEvent} event */
  #answerNewest(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    const { state } = this.#app.store;
    const messages = state.rooms.get(openChat(state)?.id ?? 0)?.messages ?? [];
    const last = messages.findLast(
      (message) => !message.deleted && message.from?.id !== state.route.person,
    );
    if (last) this.#app.actions.replyTo(last);
  }

  async #submit() {
    const text = this.#field.value.trim();
    if (text === "") return;
    this.#empty();
    const said = await this.#app.actions.say(text);
    if (!said && this.#field.value === "") this.write(text);
  }

  #empty() {
    this.#field.value = "";
    this.#typed();
    this.#field.focus();
  }

  // --- commands and inline results -----------------------------------------------------------

  #toggleMenu() {
    if (this.#suggestions.open) return this.#suggestions.offer([]);
    this.focus();
    this.#offerCommands("/");
  }

  /** @param {Event} event */
  #pressedElsewhere(event) {
    const inside = event.target instanceof Node && this.root.contains(event.target);
    if (this.#suggestions.open && !inside) this.#suggestions.offer([]);
  }

  /** @param {string} typed */
  #offerCommands(typed) {
    const matching = commandsHere(this.#app.store.state).filter(({ command }) =>
      `/${command}`.startsWith(typed.toLowerCase()),
    );
    this.#suggestions.offer(
      matching.map(({ command, description }) => ({
        title: `/${command}`,
        detail: description,
        complete: `/${command} `,
        choose: () => this.#say(`/${command}`),
      })),
    );
  }

  /** @param {string} text */
  #say(text) {
    this.#empty();
    void this.#app.actions.say(text);
  }

  /** @returns {string|null} what is asked of the bot inline */
  #inlineQuery() {
    const prefix = `@${this.#app.store.state.bot.username} `;
    const { value } = this.#field;
    return value.toLowerCase().startsWith(prefix.toLowerCase()) ? value.slice(prefix.length) : null;
  }

  async #offerInline() {
    const round = this.#inlineRound;
    await new Promise((resolve) => setTimeout(resolve, INLINE_WAIT_MS));
    const query = this.#inlineQuery();
    const { person } = this.#app.store.state.route;
    if (round !== this.#inlineRound || query === null || person === null) return;
    const answer = await this.#app.actions.attempt(() => this.#app.api.inline({ person, query }));
    if (round !== this.#inlineRound || !answer) return;
    const results = answer.results ?? [];
    if (results.length === 0) this.#app.notices.toast(this.#app.words.say("no_results"));
    this.#suggestions.offer(
      results.map((result) => ({
        title: result.title ?? result.id,
        detail: result.description ?? "",
        choose: () => this.#choose(answer.inline_query_id, result.id),
      })),
    );
  }

  /**
   * @param {string} query
   * @param {string} result
   */
  #choose(query, result) {
    this.#empty();
    void this.#app.actions.choose(query, result);
  }

  // --- what shows ----------------------------------------------------------------------------

  #show() {
    const { state } = this.#app.store;
    const chat = openChat(state);
    const { person } = state.route;
    if (!chat || person === null) return;
    const place = keyOf(person, chat.id);
    if (place !== this.#place) this.#enter(place);
    this.#menuButton.hidden = commandsHere(state).length === 0;
    const own = chat.type === "private";
    const blocked = own && hasBlocked(chat, person);
    const strange = own && !blocked && !hasStarted(chat, person);
    this.#showGate(blocked, strange);
  }

  /** @param {string} place */
  #enter(place) {
    this.#place = place;
    this.#app.actions.replyTo(null);
    this.#field.value = this.#app.store.state.drafts.get(place) ?? "";
    this.#keysHidden = false;
    this.#typed();
    this.focus();
  }

  /**
   * The one big button in place of the field, for those who never wrote or don't want to be written to.
   *
   * @param {boolean} blocked
   * @param {boolean} strange
   */
  #showGate(blocked, strange) {
    const { words, actions, api } = this.#app;
    this.#gate.hidden = !blocked && !strange;
    this.#row.hidden = !this.#gate.hidden;
    if (this.#gate.hidden) return;
    const press = blocked
      ? () =>
          void this.#app.attemptAndRefresh(() =>
            api.standing("unblock", this.#app.store.state.route.person ?? 0),
          )
      : () => void actions.say("/start").then(() => actions.refresh());
    const label = words.say(blocked ? "unblock_bot" : "start");
    this.#gate.replaceChildren(
      ...(blocked ? [el("p", { text: words.say("blocked_here") })] : []),
      el("button", {
        type: "button",
        class: "button main gate-button",
        text: label,
        on: { click: press },
      }),
    );
  }

  #showReply() {
    const message = this.#app.store.state.replyingTo;
    this.#reply.hidden = !message;
    if (!message) return;
    const { words, actions } = this.#app;
    const name = message.from ? nameOf(message.from) : "";
    this.#reply.replaceChildren(
      icon("reply"),
      el(
        "div",
        { class: "reply-words" },
        el("span", { class: "reply-name", text: words.say("reply_to", { name }) }),
        el("span", { class: "reply-text", text: preview(message, words) }),
      ),
      iconButton("close", words.say("cancel"), () => actions.replyTo(null)),
    );
    this.#field.focus();
  }

  // --- the bot's keyboard --------------------------------------------------------------------

  #showKeys() {
    const { state } = this.#app.store;
    const message = replyKeyboard(state);
    if (message?.message_id !== this.#keyboard?.message_id) this.#keysHidden = false;
    this.#keyboard = message;
    const markup = message?.keyboard;
    this.#field.placeholder = markup?.input_field_placeholder ?? this.#app.words.say("message");
    this.#keysButton.hidden = !message;
    this.#keys.hidden = !message || this.#keysHidden;
    const label = this.#app.words.say(this.#keys.hidden ? "keyboard_show" : "keyboard_hide");
    this.#keysButton.title = label;
    this.#keysButton.setAttribute("aria-label", label);
    this.#force(state);
    const rows = (markup?.keyboard ?? []).map((row) =>
      el("div", { class: "keyboard-row" }, ...row.map((key) => this.#keyButton(key, message))),
    );
    this.#keys.replaceChildren(...rows);
  }

  /**
   * Answer a message that asks for it, once.
   *
   * @param {import("../types.js").State} state
   */
  #force(state) {
    const last = shownMessages(state).at(-1);
    if (!last?.keyboard?.force_reply || last.message_id === this.#forced) return;
    this.#forced = last.message_id;
    this.#app.actions.replyTo(last);
  }

  /**
   * @param {import("../types.js").Button|string} key
   * @param {Message|undefined} message
   */
  #keyButton(key, message) {
    const text = typeof key === "string" ? key : key.text;
    const press = () => {
      this.#keysHidden = Boolean(message?.keyboard?.one_time_keyboard);
      this.#showKeys();
      void this.#app.actions.say(text);
    };
    return el("button", { type: "button", class: "key", text, on: { click: press } });
  }

  #toggleKeys() {
    this.#keysHidden = !this.#keysHidden;
    this.#showKeys();
  }
}
