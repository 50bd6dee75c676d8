/** What a newcomer is told: who they are, and what can be tried. */

import { el, icon } from "../dom.js";
import { me, nameOf } from "../select.js";
import { mainButton } from "../notices.js";

/** @typedef {import("../main.js").App} App */

/**
 * The card in an empty chat.
 *
 * @param {App} app
 * @returns {HTMLElement}
 */
export function hintCard(app) {
  const title = app.hintSeen() ? app.words.say("chat_empty") : app.words.say("hint_title");
  const lines = app.hintSeen() ? [app.words.say("chat_empty_hint")] : hintLines(app);
  const close = mainButton(app.words.say("hint_close"), () => app.closeHint());
  return el(
    "div",
    { class: "hint" },
    el("h3", { text: title }),
    steps(lines),
    !app.hintSeen() && close,
  );
}

/**
 * The same, over the page, whenever it is asked for.
 *
 * @param {App} app
 */
export function showHint(app) {
  const label = app.words.say("hint_title");
  app.notices.dialog({ label, class: "hint-dialog" }, (close) => [
    el("h2", { text: label }),
    steps(hintLines(app)),
    el(
      "div",
      { class: "dialog-buttons" },
      mainButton(app.words.say("hint_close"), () => (app.closeHint(), close())),
    ),
  ]);
}

const SIGNS = Object.freeze(/** @type {const} */ (["person", "group", "panel"]));

/** @param {string[]} lines */
function steps(lines) {
  const entries = lines.map((line, index) =>
    el("li", {}, icon(SIGNS[index] ?? "check"), el("span", { text: line })),
  );
  return el("ul", { class: "hint-lines", role: "list" }, ...entries);
}

/**
 * @param {App} app
 * @returns {string[]}
 */
function hintLines(app) {
  const { state } = app.store;
  const person = me(state);
  if (!person) return [];
  const other = [...state.people.values()].find(
    (one) => Boolean(one.is_admin_hint) !== Boolean(person.is_admin_hint),
  );
  return [
    app.words.say(person.is_admin_hint ? "hint_admin" : "hint_reader", { name: nameOf(person) }),
    ...(other ? [app.words.say("hint_switch", { name: nameOf(other) })] : []),
    app.words.say("hint_panel"),
  ];
}
