/** The panel's forms: a labelled field, a folded group, a form that locks itself while it sends. */

import { el, icon } from "../dom.js";

/**
 * @param {string} label
 * @param {HTMLElement} input
 */
export function field(label, input) {
  return el("label", { class: "form-field" }, el("span", { text: label }), input);
}

/**
 * A part of a tab that opens when pressed.
 *
 * @param {string} title
 * @param {...Node} content
 */
export function group(title, ...content) {
  return el("details", { class: "group" }, el("summary", {}, icon("plus"), title), ...content);
}

/**
 * @param {string} button
 * @param {() => Promise<boolean>} send resolves with whether it worked; the form is emptied then
 * @param {Node[]} fields
 */
export function form(button, send, fields) {
  const submit = el("button", { class: "button main", text: button });
  const node = el("form", { class: "form" }, ...fields, submit);
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    const done = await send().finally(() => (submit.disabled = false));
    if (!done) return;
    node.reset();
    node.closest("details")?.removeAttribute("open");
  });
  return node;
}
