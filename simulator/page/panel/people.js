/** The panel's people: who one is, new people, new groups, blocking the bot. */

import { el, keepingFocus } from "../dom.js";
import { avatar } from "../render/avatar.js";
import { hasBlocked, hasStarted, me, nameOf } from "../select.js";
import { field, form, group } from "./form.js";

/**
 * @typedef {import("../main.js").App} App
 * @typedef {import("../types.js").Person} Person
 */

/** How many people the list shows; the rest are found by typing. */
const SHOWN = 40;
/** Below this a list needs no search. */
const FEW = 8;

/**
 * @param {App} app
 * @returns {Node[]}
 */
export function peopleTab(app) {
  const { words } = app;
  const search = el("input", {
    type: "search",
    class: "search",
    placeholder: words.say("find_people"),
    "aria-label": words.say("find_people"),
  });
  const list = el("ul", { class: "people", role: "list" });
  const count = el("p", { class: "note" });
  const own = el("div", { class: "own-tools" });
  const show = () => {
    showPeople(app, { list, count, search });
    own.replaceChildren(...ownTools(app));
  };
  search.addEventListener("input", show);
  app.store.on(["world", "route"], show);
  return [search, list, count, own, newPerson(app), newGroup(app), manyPeople(app)];
}

/**
 * @param {App} app
 * @param {{list: HTMLElement, count: HTMLElement, search: HTMLInputElement}} parts
 */
function showPeople(app, { list, count, search }) {
  const everybody = [...app.store.state.people.values()];
  const wanted = search.value.trim().toLowerCase();
  const found = everybody.filter((person) =>
    `${nameOf(person)} ${person.username ?? ""} ${person.id}`.toLowerCase().includes(wanted),
  );
  const shown = found.slice(0, SHOWN);
  search.hidden = everybody.length < FEW;
  count.hidden = found.length === shown.length;
  count.textContent = app.words.say("person_count", { count: found.length, shown: shown.length });
  keepingFocus(list, "act", () => {
    list.replaceChildren(...shown.map((person) => el("li", {}, personRow(app, person))));
  });
}

/**
 * @param {App} app
 * @param {Person} person
 */
function personRow(app, person) {
  const { state } = app.store;
  const current = state.route.person === person.id;
  const chat = state.chats.get(person.id);
  const gone = person.contact === "deactivated";
  const standing = gone
    ? "deactivated"
    : hasBlocked(chat, person.id)
      ? "blocked"
      : chat && hasStarted(chat, person.id)
        ? "started"
        : "not_started";
  const facts = [
    app.words.say(person.is_admin_hint ? "admin" : "reader"),
    app.words.say(standing),
    person.language_code,
  ];
  return el(
    "button",
    {
      type: "button",
      class: current ? "person current" : "person",
      data: { act: String(person.id) },
      "aria-pressed": String(current),
      on: { click: () => app.actions.actAs(person.id) },
    },
    avatar(person.id, nameOf(person), { size: "small" }),
    el(
      "span",
      { class: "person-words" },
      el("span", { class: "person-name", text: nameOf(person) }),
      el("span", { class: "person-facts", text: facts.filter(Boolean).join(" · ") }),
    ),
    current && el("span", { class: "person-you", text: app.words.say("you") }),
  );
}

/**
 * @param {App} app
 * @returns {Node[]}
 */
function ownTools(app) {
  const { words, api, notices } = app;
  const person = me(app.store.state);
  if (!person) return [];
  const blocked = hasBlocked(app.store.state.chats.get(person.id), person.id);
  const block = () =>
    void app.attemptAndRefresh(() => api.standing(blocked ? "unblock" : "block", person.id));
  const leave = async () => {
    const sure = await notices.confirm(words.say("deactivate_sure", { name: nameOf(person) }));
    if (sure) await app.attemptAndRefresh(() => api.standing("deactivate", person.id));
  };
  return [
    el("button", {
      type: "button",
      class: "button",
      text: words.say(blocked ? "unblock_bot" : "block_bot"),
      on: { click: block },
    }),
    el("button", {
      type: "button",
      class: "button bad",
      text: words.say("deactivate"),
      on: { click: () => void leave() },
    }),
  ];
}

/** @param {App} app */
function newPerson(app) {
  const { words } = app;
  const first = el("input", { type: "text", required: true, maxlength: 64 });
  const last = el("input", { type: "text", maxlength: 64 });
  const user = el("input", { type: "text", maxlength: 32, pattern: "[A-Za-z]\\w{3,31}" });
  const language = languageChoice();
  const send = async () => {
    const person = {
      first_name: first.value.trim(),
      last_name: last.value.trim() || undefined,
      username: user.value.trim() || undefined,
      language_code: language.value,
    };
    const made = await app.attemptAndRefresh(() => app.api.addPerson(person));
    if (made) app.actions.actAs(made.id);
    return Boolean(made);
  };
  return group(
    words.say("add_person"),
    form(words.say("add"), send, [
      field(words.say("first_name"), first),
      field(words.say("last_name"), last),
      field(words.say("username"), user),
      field(words.say("language"), language),
    ]),
  );
}

function languageChoice() {
  const names = new Intl.DisplayNames(undefined, { type: "language" });
  const codes = ["ja", "en", "de", "fr", "es", "pt", "ru", "uk", "zh", "ko", "ar"];
  return el(
    "select",
    {},
    ...codes.map((code) => el("option", { value: code, text: `${names.of(code)} (${code})` })),
  );
}

/** @param {App} app */
function newGroup(app) {
  const { words } = app;
  const title = el("input", { type: "text", required: true, maxlength: 128 });
  const kinds = /** @type {const} */ (["group", "supergroup", "channel"]);
  const type = el(
    "select",
    {},
    ...kinds.map((kind) => el("option", { value: kind, text: words.say(kind) })),
  );
  const forum = el("input", { type: "checkbox" });
  const members = el("div", { class: "members" });
  const label = el("label", { class: "check", hidden: true }, forum, words.say("forum"));
  type.addEventListener("change", () => (label.hidden = type.value !== "supergroup"));
  app.store.on(["world", "route"], () => showMembers(app, members));
  const send = async () => {
    const chosen = [...members.querySelectorAll("input:checked")].map((box) =>
      Number(/** @type {HTMLInputElement} */ (box).value),
    );
    const chat = {
      type: type.value,
      title: title.value.trim(),
      is_forum: !label.hidden && forum.checked,
      members: chosen,
    };
    const made = await app.attemptAndRefresh(() => app.api.addChat(chat));
    if (made && chosen.includes(app.store.state.route.person ?? 0)) app.actions.open(made.id);
    return Boolean(made);
  };
  return group(
    words.say("add_group"),
    form(words.say("add"), send, [
      field(words.say("name"), title),
      field(words.say("type"), type),
      label,
      el("fieldset", {}, el("legend", { text: words.say("members") }), members),
    ]),
  );
}

/**
 * @param {App} app
 * @param {HTMLElement} box
 */
function showMembers(app, box) {
  const { people } = app.store.state;
  const own = me(app.store.state);
  const same = box.dataset.person === String(own?.id);
  box.dataset.person = String(own?.id);
  const known = [...box.querySelectorAll("input:checked")];
  const kept = known.map((input) => Number(/** @type {HTMLInputElement} */ (input).value));
  const chosen = new Set(same ? kept : [own?.id]);
  const offered = new Set([...(own ? [own] : []), ...[...people.values()].slice(0, SHOWN)]);
  const choices = [...offered].map((person) => {
    const checked = chosen.has(person.id);
    return el(
      "label",
      { class: "check" },
      el("input", { type: "checkbox", value: person.id, checked }),
      nameOf(person),
    );
  });
  box.replaceChildren(...choices);
}

/** @param {App} app */
function manyPeople(app) {
  const { words } = app;
  const count = el("input", { type: "number", min: 1, max: 100000, value: 200, required: true });
  const language = languageChoice();
  const send = async () => {
    const crowd = { count: Number(count.value), language_code: language.value };
    return Boolean(await app.attemptAndRefresh(() => app.api.addPeople(crowd)));
  };
  return group(
    words.say("add_people"),
    form(words.say("add"), send, [
      field(words.say("count"), count),
      field(words.say("language"), language),
    ]),
  );
}
