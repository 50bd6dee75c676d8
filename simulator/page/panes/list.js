/** The left pane: the faces one can be, and the chats of the one that is chosen. */

import { el, iconButton, keepingFocus } from "../dom.js";
import { FACES, wide } from "../actions.js";
import { avatar } from "../render/avatar.js";
import { isService, preview } from "../render/preview.js";
import { chatsOf, me, nameOf, newest, now, titleOf, unread, unreadOf } from "../select.js";

/**
 * @typedef {import("../types.js").Person} Person
 * @typedef {import("../types.js").ChatInfo} ChatInfo
 * @typedef {import("../main.js").App} App
 */

/**
 * @param {App} app
 * @returns {HTMLElement}
 */
export function listPane(app) {
  const faces = el("div", { class: "faces", role: "group", "aria-label": app.words.say("people") });
  const title = el("h1", { class: "list-name" });
  const chats = el("ul", { class: "chat-list", role: "list" });
  const pane = el(
    "nav",
    { class: "list-pane", "aria-label": app.words.say("chats") },
    el(
      "header",
      { class: "list-head" },
      el("div", { class: "list-title" }, el("p", { text: app.words.say("acting_as") }), title),
      ...switches(app),
    ),
    faces,
    chats,
  );
  app.store.on(["world", "route", "rooms", "reading"], () => {
    const person = me(app.store.state);
    title.textContent = person ? nameOf(person) : app.words.say("app_title");
    showFaces(app, faces);
    showChats(app, chats);
  });
  return pane;
}

/** @param {App} app */
function switches(app) {
  const { words } = app;
  return [
    iconButton("help", words.say("show_hint"), () => app.showHint()),
    el("button", {
      type: "button",
      class: "language-button",
      lang: words.language === "ja" ? "en" : "ja",
      text: words.say("to_language"),
      "aria-label": `${words.say("language")}: ${words.say("to_language")}`,
      on: { click: () => app.switchLanguage() },
    }),
    iconButton("moon", words.say("switch_theme"), () => app.switchTheme(), {
      class: "theme-button",
    }),
    iconButton("panel", words.say("open_panel"), () => app.togglePanel(), {
      class: "list-panel-button",
    }),
  ];
}

/**
 * @param {App} app
 * @param {HTMLElement} row
 */
function showFaces(app, row) {
  const { state } = app.store;
  const everybody = [...state.people.values()];
  const current = me(state);
  const shown = everybody.slice(0, FACES);
  if (current && !shown.includes(current)) shown.push(current);
  const rest = everybody.length - shown.length;
  keepingFocus(row, "person", () => {
    row.replaceChildren(
      ...shown.map((person) => face(app, person)),
      ...(rest > 0 ? [moreFaces(app, rest)] : []),
    );
  });
}

/**
 * @param {App} app
 * @param {Person} person
 */
function face(app, person) {
  const { state } = app.store;
  const name = nameOf(person);
  const current = state.route.person === person.id;
  const count = current ? 0 : unreadOf(state, person.id);
  const label = [
    app.words.say("act_as", { name }),
    person.is_admin_hint && app.words.say("admin"),
    count > 0 && app.words.say("unread", { count }),
  ]
    .filter(Boolean)
    .join(", ");
  return el(
    "button",
    {
      type: "button",
      class: current ? "face current" : "face",
      data: { person: String(person.id) },
      "aria-pressed": String(current),
      "aria-label": label,
      title: label,
      on: { click: () => app.actions.actAs(person.id) },
    },
    el(
      "span",
      { class: "face-disc" },
      avatar(person.id, name),
      person.is_admin_hint && el("span", { class: "face-sign", text: "✎" }),
      count > 0 && el("span", { class: "badge", text: count > 99 ? "99+" : String(count) }),
    ),
    el("span", { class: "face-name", text: name.split(" ")[0] }),
  );
}

/**
 * @param {App} app
 * @param {number} count
 */
function moreFaces(app, count) {
  return el(
    "button",
    { type: "button", class: "face", on: { click: () => app.openPanel("people") } },
    el(
      "span",
      { class: "face-disc" },
      el("span", { class: "avatar avatar-medium rest", text: `+${shortCount(count)}` }),
    ),
    el("span", { class: "face-name", text: app.words.say("more") }),
  );
}

/** @param {number} count */
const shortCount = (count) => (count < 1000 ? String(count) : `${Math.floor(count / 1000)}k`);

/**
 * @param {App} app
 * @param {HTMLElement} list
 */
function showChats(app, list) {
  const { state } = app.store;
  const { person } = state.route;
  if (person === null || !state.people.has(person)) return list.replaceChildren();
  keepingFocus(list, "chat", () => {
    list.replaceChildren(...chatsOf(state, person).map((entry) => chatRow(app, entry, person)));
  });
}

/**
 * @param {App} app
 * @param {ChatInfo} chat
 * @param {number} person
 */
function chatRow(app, chat, person) {
  const { state } = app.store;
  const open = state.route.chat === chat.id;
  const title = titleOf(state, chat);
  const last = newest(state, person, chat.id);
  const count = open && wide() && !document.hidden ? 0 : unread(state, person, chat.id);
  const disc = chat.type === "private" ? avatar(state.bot.id, title) : avatar(chat.id, title);
  return el(
    "li",
    {},
    el(
      "button",
      {
        type: "button",
        class: open ? "chat-row current" : "chat-row",
        data: { chat: String(chat.id) },
        "aria-current": open ? "page" : null,
        on: { click: () => app.actions.open(chat.id) },
      },
      disc,
      el(
        "span",
        { class: "chat-row-words" },
        el(
          "span",
          { class: "chat-row-title" },
          el("span", { class: "chat-row-name", text: title }),
          " ",
          chat.type === "private" && el("span", { class: "tag-bot", text: app.words.say("bot") }),
        ),
        el("span", { class: "chat-row-last" }, ...lastLine(app, chat, person)),
      ),
      el(
        "span",
        { class: "chat-row-side" },
        el("time", { text: last ? app.words.when(last.date, now(state)) : "" }),
        count > 0 &&
          el("span", {
            class: "badge",
            "aria-label": app.words.say("unread", { count }),
            text: count > 99 ? "99+" : String(count),
          }),
      ),
    ),
  );
}

/**
 * @param {App} app
 * @param {ChatInfo} chat
 * @param {number} person
 * @returns {(Node|string)[]}
 */
function lastLine(app, chat, person) {
  const { state } = app.store;
  if (doing(app, chat.id)) return [el("span", { class: "doing", text: `${doing(app, chat.id)}…` })];
  const last = newest(state, person, chat.id);
  if (!last) return [app.words.say("later_none")];
  const line = preview(last, app.words);
  const from = isService(last) ? "" : authorIn(app, chat, last);
  return from ? [el("span", { class: "chat-row-from", text: `${from}: ` }), line] : [line];
}

/**
 * Who wrote, where that isn't plain: in a private chat it is the bot or oneself.
 *
 * @param {App} app
 * @param {ChatInfo} chat
 * @param {import("../types.js").Message} message
 */
function authorIn(app, chat, message) {
  if (message.from?.id === app.store.state.route.person) return app.words.say("you");
  return chat.type === "private" ? "" : (message.from?.first_name ?? "");
}

/**
 * What the bot is doing in a chat just now, null when nothing.
 *
 * @param {App} app
 * @param {number} chat
 * @returns {string|null}
 */
export function doing(app, chat) {
  const action = app.store.state.actions.get(chat);
  if (!action || action.until < Date.now()) return null;
  const word = `doing_${action.action}`;
  return app.words.say(app.words.knows(word) ? word : "doing_typing");
}
