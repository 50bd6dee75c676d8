/** The line above a chat: whose it is, what the bot is doing, and what can be done with the chat. */

import { el, icon, iconButton } from "../dom.js";
import { avatar } from "../render/avatar.js";
import { hasBlocked, me, openChat, titleOf } from "../select.js";
import { doing } from "./list.js";

/**
 * @typedef {import("../main.js").App} App
 * @typedef {import("../types.js").ChatInfo} ChatInfo
 */

/**
 * @param {App} app
 * @returns {HTMLElement}
 */
export function headerPane(app) {
  const { words } = app;
  const face = el("span", { class: "header-face" });
  const title = el("h2", { class: "header-title" });
  const line = el("p", { class: "header-line", role: "status" });
  const more = iconButton("more", words.say("more"), (event) => chatMenu(app, event), {
    class: "header-more",
  });
  const header = el(
    "header",
    { class: "chat-head" },
    iconButton("back", words.say("back"), () => app.actions.go({ chat: null, topic: null }), {
      class: "back-button",
    }),
    face,
    el("div", { class: "header-words" }, title, line),
    more,
    iconButton("panel", words.say("open_panel"), () => app.togglePanel(), {
      class: "panel-button",
    }),
  );
  const show = () => {
    const chat = openChat(app.store.state);
    if (!chat) return;
    const name = titleOf(app.store.state, chat);
    const id = chat.type === "private" ? app.store.state.bot.id : chat.id;
    face.replaceChildren(avatar(id, name));
    title.textContent = name;
    const action = doing(app, chat.id);
    line.replaceChildren(
      ...(action ? [el("span", { class: "doing" }, action, dots())] : [subtitle(app, chat)]),
    );
  };
  app.store.on(["world", "route", "actions"], show);
  // An action ends by itself: nobody tells when.
  app.repeat(show, 1000);
  return header;
}

function dots() {
  return el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
}

/**
 * @param {App} app
 * @param {ChatInfo} chat
 */
function subtitle(app, chat) {
  if (chat.type === "private")
    return `${app.words.say("bot")} · @${app.store.state.bot.username ?? ""}`;
  const kind =
    chat.type === "channel" ? "channel" : chat.type === "supergroup" ? "supergroup" : "group";
  return `${app.words.say(kind)} · ${app.words.say("count_people", { count: chat.members.length })}`;
}

/**
 * @param {App} app
 * @param {MouseEvent} event
 */
function chatMenu(app, event) {
  const chat = openChat(app.store.state);
  const person = me(app.store.state);
  if (!chat || !person) return;
  const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
  const items =
    chat.type === "private" ? privateItems(app, chat, person.id) : groupItems(app, chat);
  app.notices.menu({ x: box.right - 220, y: box.bottom + 4 }, items);
}

/**
 * @param {App} app
 * @param {ChatInfo} chat
 * @param {number} person
 * @returns {import("../notices.js").MenuItem[]}
 */
function privateItems(app, chat, person) {
  const blocked = hasBlocked(chat, person);
  const what = blocked ? "unblock" : "block";
  const change = () => void app.attemptAndRefresh(() => app.api.standing(what, person));
  const label = app.words.say(blocked ? "unblock_bot" : "block_bot");
  return [inspect(app, chat), { label, icon: "block", bad: !blocked, choose: change }];
}

/**
 * @param {App} app
 * @param {ChatInfo} chat
 * @returns {import("../notices.js").MenuItem[]}
 */
function groupItems(app, chat) {
  if (!chat.is_forum) return [inspect(app, chat)];
  return [
    inspect(app, chat),
    { label: app.words.say("topic_new"), icon: "topic", choose: () => askTopic(app, chat) },
  ];
}

/**
 * @param {App} app
 * @param {ChatInfo} chat
 * @returns {import("../notices.js").MenuItem}
 */
function inspect(app, chat) {
  return {
    label: app.words.say("show_json"),
    icon: "code",
    choose: () => app.notices.json(titleOf(app.store.state, chat), chat),
  };
}

/**
 * @param {App} app
 * @param {ChatInfo} chat
 */
function askTopic(app, chat) {
  const { words } = app;
  const input = el("input", {
    type: "text",
    required: true,
    maxlength: 128,
    autofocus: true,
    "aria-label": words.say("topic_name"),
  });
  app.notices.dialog({ label: words.say("topic_new"), class: "ask" }, (close) => {
    const form = el(
      "form",
      { method: "dialog" },
      el("h2", { text: words.say("topic_new") }),
      input,
      el(
        "div",
        { class: "dialog-buttons" },
        el("button", { class: "button main", text: words.say("add") }),
      ),
    );
    form.addEventListener("submit", () => {
      void app.attemptAndRefresh(() => app.api.addTopic(chat.id, input.value.trim()));
      close();
    });
    return [form];
  });
}

/**
 * The topics of a forum as a row of tabs; empty elsewhere.
 *
 * @param {App} app
 * @returns {HTMLElement}
 */
export function topicRow(app) {
  const row = el("div", { class: "topics", role: "tablist" });
  app.store.on(["world", "route"], () => {
    const chat = openChat(app.store.state);
    const topics = chat?.is_forum ? (chat.topics ?? []) : [];
    row.hidden = !chat?.is_forum;
    if (!chat || row.hidden) return;
    const all = { id: null, name: app.words.say("all_topics"), closed: false };
    row.replaceChildren(...[all, ...topics].map((topic) => topicTab(app, chat.id, topic)));
  });
  return row;
}

/**
 * @param {App} app
 * @param {number} chat
 * @param {{id: number|null, name: string, closed?: boolean}} topic
 */
function topicTab(app, chat, topic) {
  const open = app.store.state.route.topic === topic.id;
  return el(
    "button",
    {
      type: "button",
      role: "tab",
      class: open ? "topic current" : "topic",
      "aria-selected": String(open),
      on: { click: () => app.actions.open(chat, topic.id) },
    },
    topic.closed && icon("block"),
    topic.name,
  );
}
