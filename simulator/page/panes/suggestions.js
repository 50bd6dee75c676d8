/** The list over the composer from which a command or an inline result is chosen. */

import { el } from "../dom.js";

/**
 * @typedef {{title: string, detail: string, complete?: string, choose: () => void}} Suggestion
 */

/** A listbox steered from a text field, which keeps the focus. */
export class Suggestions {
  #field;
  /** @type {Suggestion[]} */
  #offered = [];
  #at = 0;

  /**
   * @param {HTMLTextAreaElement} field
   * @param {string} label
   */
  constructor(field, label) {
    this.#field = field;
    this.root = el("ul", {
      class: "suggestions",
      role: "listbox",
      id: "suggestions",
      "aria-label": label,
      hidden: true,
    });
    field.setAttribute("aria-controls", "suggestions");
    field.setAttribute("aria-autocomplete", "list");
    this.offer([]);
  }

  get open() {
    return !this.root.hidden;
  }

  /** @param {Suggestion[]} offered an empty list closes it */
  offer(offered) {
    this.#offered = offered;
    this.#at = 0;
    this.root.hidden = offered.length === 0;
    this.root.replaceChildren(
      ...offered.map((suggestion, index) => this.#option(suggestion, index)),
    );
    this.#point();
  }

  /**
   * @param {Suggestion} suggestion
   * @param {number} index
   */
  #option({ title, detail, choose }, index) {
    const option = el(
      "li",
      { class: "suggestion", role: "option", id: `suggestion-${index}` },
      el("span", { class: "suggestion-title", text: title }),
      el("span", { class: "suggestion-detail", text: detail }),
    );
    // A press must not take the focus from the field.
    option.addEventListener("mousedown", (event) => event.preventDefault());
    option.addEventListener("click", choose);
    return option;
  }

  #point() {
    const options = [...this.root.children];
    options.forEach((option, index) =>
      option.setAttribute("aria-selected", String(index === this.#at)),
    );
    if (this.open) this.#field.setAttribute("aria-activedescendant", `suggestion-${this.#at}`);
    else this.#field.removeAttribute("aria-activedescendant");
    options[this.#at]?.scrollIntoView({ block: "nearest" });
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the key was for the list
   */
  key(event) {
    if (!this.open) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = this.#offered[this.#at];
    if (step !== undefined)
      this.#at = (this.#at + step + this.#offered.length) % this.#offered.length;
    else if (event.key === "Escape") this.offer([]);
    else if (event.key === "Enter" && !event.shiftKey) chosen.choose();
    else if (event.key === "Tab" && chosen.complete !== undefined) this.#complete(chosen.complete);
    else return false;
    this.#point();
    event.preventDefault();
    return true;
  }

  /** @param {string} text */
  #complete(text) {
    this.#field.value = text;
    this.offer([]);
  }
}
