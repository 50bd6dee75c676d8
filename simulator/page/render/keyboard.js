/** The buttons under a message. */

import { el, icon } from "../dom.js";

/**
 * @typedef {import("../types.js").Button} Button
 *
 * What a pressed button asks for; `callback` resolves when the bot has answered.
 * @typedef {object} ButtonActions
 * @property {(data: string) => Promise<void>} callback
 * @property {(url: string) => void} open
 * @property {(query: string, here: boolean) => void} inline write the query into this chat, or
 *   into one that is chosen first
 * @property {(text: string) => void} copy
 * @property {() => void} unsupported
 */

const STYLES = Object.freeze(["primary", "success", "danger"]);

/**
 * @param {Button[][]} rows
 * @param {ButtonActions} actions
 */
export function inlineKeyboard(rows, actions) {
  const lines = rows.map((row) =>
    el("div", { class: "keyboard-row" }, ...row.map((button) => inlineButton(button, actions))),
  );
  return el("div", { class: "inline-keyboard" }, ...lines);
}

/**
 * @param {Button} button
 * @param {ButtonActions} actions
 */
function inlineButton(button, actions) {
  const style = STYLES.includes(button.style ?? "") ? ` style-${button.style}` : "";
  const node = el(
    "button",
    { type: "button", class: `inline-button${style}` },
    el("span", { text: button.text }),
  );
  const sign = signOf(button);
  if (sign) node.append(icon(sign));
  node.addEventListener("click", () => press(button, node, actions));
  return node;
}

/** @param {Button} button */
function signOf(button) {
  if (button.url !== undefined || button.login_url) return "link";
  if (button.copy_text) return "copy";
  return queryOf(button) === null ? null : "share";
}

/** @param {Button} button */
function queryOf(button) {
  const chosen = button.switch_inline_query_chosen_chat;
  return (
    button.switch_inline_query_current_chat ??
    button.switch_inline_query ??
    (chosen ? (chosen.query ?? "") : null)
  );
}

/**
 * @param {Button} button
 * @param {HTMLButtonElement} node
 * @param {ButtonActions} actions
 */
function press(button, node, actions) {
  const query = queryOf(button);
  if (button.callback_data !== undefined) return wait(node, actions.callback(button.callback_data));
  if (button.url !== undefined) return actions.open(button.url);
  if (button.login_url) return actions.open(button.login_url.url);
  if (query !== null)
    return actions.inline(query, button.switch_inline_query_current_chat !== undefined);
  if (button.copy_text) return actions.copy(button.copy_text.text);
  return actions.unsupported();
}

/**
 * Show that the bot has been asked, until it answers.
 *
 * @param {HTMLButtonElement} node
 * @param {Promise<void>} answered
 */
async function wait(node, answered) {
  node.classList.add("waiting");
  node.setAttribute("aria-busy", "true");
  try {
    await answered;
  } finally {
    node.classList.remove("waiting");
    node.removeAttribute("aria-busy");
  }
}
