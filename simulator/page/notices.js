/** What is laid over the page: toasts, dialogs, menus, the lightbox. */

import { el, icon, iconButton, present } from "./dom.js";
import { fileUrl } from "./api.js";
import { safeUrl, telegramLink } from "./render/entities.js";

/**
 * @typedef {import("./words.js").Words} Words
 * @typedef {{label: string, icon?: Parameters<typeof icon>[0], bad?: boolean, choose: () => void}} MenuItem
 */

const TOAST_MS = 4200;

/** Shows short-lived things over the page; each takes itself away. */
export class Notices {
  #words;
  #toasts = el("div", { class: "toasts", role: "status", "aria-live": "polite" });

  /** @param {() => Words} words */
  constructor(words) {
    this.#words = words;
  }

  /** @returns {HTMLElement} where toasts appear */
  get root() {
    return this.#toasts;
  }

  /**
   * @param {string} text
   * @param {"plain"|"bad"} [kind]
   */
  toast(text, kind = "plain") {
    const toast = el("div", { class: `toast ${kind}`, text });
    this.#toasts.append(toast);
    const leave = () => toast.remove();
    toast.addEventListener("click", leave);
    setTimeout(() => toast.classList.add("leaving"), TOAST_MS);
    setTimeout(leave, TOAST_MS + 300);
  }

  /** @param {string} text */
  alert(text) {
    const words = this.#words();
    this.dialog({ label: text, class: "alert" }, (close) => [
      el("p", { class: "alert-text", text }),
      el("div", { class: "dialog-buttons" }, mainButton(words.say("ok"), close)),
    ]);
  }

  /**
   * @param {string} text
   * @returns {Promise<boolean>}
   */
  confirm(text) {
    const words = this.#words();
    return new Promise((resolve) => {
      const dialog = this.dialog({ label: text, class: "alert" }, (close) => [
        el("p", { class: "alert-text", text }),
        el(
          "div",
          { class: "dialog-buttons" },
          quietButton(words.say("cancel"), close),
          mainButton(words.say("ok"), () => (resolve(true), close())),
        ),
      ]);
      dialog.addEventListener("close", () => resolve(false));
    });
  }

  /**
   * A modal dialog; Esc, a press outside and `close` end it.
   *
   * @param {{label: string, class?: string}} look
   * @param {(close: () => void) => (Node|string|null|undefined|false)[]} content
   * @returns {HTMLDialogElement}
   */
  dialog(look, content) {
    const dialog = el("dialog", { class: `dialog ${look.class ?? ""}`, "aria-label": look.label });
    dialog.append(...present(content(() => dialog.close())));
    dialog.addEventListener("close", () => dialog.remove());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    document.body.append(dialog);
    dialog.showModal();
    return dialog;
  }

  /** @param {string} fileId */
  lightbox(fileId) {
    const words = this.#words();
    const label = words.say("photo");
    this.dialog({ label, class: "lightbox" }, (close) => [
      el("img", { src: fileUrl(fileId), alt: label, on: { click: close } }),
      el(
        "div",
        { class: "lightbox-tools" },
        el(
          "a",
          {
            class: "icon-button",
            href: fileUrl(fileId),
            download: "photo.jpg",
            "aria-label": words.say("media_download"),
          },
          icon("download"),
        ),
        iconButton("close", words.say("close"), close),
      ),
    ]);
  }

  /**
   * Show anything as indented JSON.
   *
   * @param {string} label
   * @param {unknown} value
   */
  json(label, value) {
    const words = this.#words();
    this.dialog({ label, class: "json" }, (close) => [
      el(
        "header",
        { class: "dialog-head" },
        el("h2", { text: label }),
        iconButton("close", words.say("close"), close),
      ),
      el("pre", { tabindex: 0, text: JSON.stringify(value, null, 2) }),
    ]);
  }

  /**
   * Open a link of the web in its own tab, one of Telegram here.
   *
   * @param {string} address
   * @param {(link: {username: string, start: string|null}) => void} follow
   */
  openLink(address, follow) {
    const url = safeUrl(address);
    const inside = url && telegramLink(url);
    if (inside) follow(inside);
    else if (url) window.open(url.href, "_blank", "noopener,noreferrer");
  }

  /**
   * Let one of several be chosen from a list.
   *
   * @template T
   * @param {string} label
   * @param {{label: string, face: Node, value: T}[]} choices
   * @returns {Promise<T|null>} null when none was
   */
  choose(label, choices) {
    return new Promise((resolve) => {
      const dialog = this.dialog({ label, class: "chooser" }, (close) => [
        el(
          "header",
          { class: "dialog-head" },
          el("h2", { text: label }),
          iconButton("close", this.#words().say("close"), close),
        ),
        el(
          "ul",
          { class: "choices", role: "list" },
          ...choices.map((choice) => {
            const take = () => (resolve(choice.value), close());
            const button = el(
              "button",
              { type: "button", class: "choice", on: { click: take } },
              choice.face,
              el("span", { text: choice.label }),
            );
            return el("li", {}, button);
          }),
        ),
      ]);
      dialog.addEventListener("close", () => resolve(null));
    });
  }

  /**
   * A menu at a point of the window.
   *
   * @param {{x: number, y: number}} at
   * @param {MenuItem[]} items
   */
  menu(at, items) {
    const back = document.activeElement;
    const close = () => {
      menu.remove();
      veil.remove();
      if (back instanceof HTMLElement) back.focus();
    };
    const veil = el("div", {
      class: "menu-veil",
      on: {
        click: close,
        contextmenu: (/** @type {Event} */ event) => (event.preventDefault(), close()),
      },
    });
    const menu = el(
      "div",
      { class: "menu", role: "menu" },
      ...items.map((item) => menuItem(item, close)),
    );
    menu.addEventListener("keydown", (event) => moveInMenu(event, menu, close));
    document.body.append(veil, menu);
    place(menu, at);
    menu.querySelector("button")?.focus();
  }
}

/**
 * @param {MenuItem} item
 * @param {() => void} close
 */
function menuItem(item, close) {
  const choose = () => (close(), item.choose());
  const classes = item.bad ? "menu-item bad" : "menu-item";
  return el(
    "button",
    { type: "button", role: "menuitem", class: classes, on: { click: choose } },
    item.icon && icon(item.icon),
    item.label,
  );
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement} menu
 * @param {() => void} close
 */
function moveInMenu(event, menu, close) {
  const items = [...menu.querySelectorAll("button")];
  const at = items.findIndex((item) => item === document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape" || event.key === "Tab") close();
  else if (step !== undefined) items[(at + step + items.length) % items.length]?.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/**
 * Keep a box near a point and inside the window.
 *
 * @param {HTMLElement} box
 * @param {{x: number, y: number}} at
 */
function place(box, at) {
  const { width, height } = box.getBoundingClientRect();
  const fit = (
    /** @type {number} */ start,
    /** @type {number} */ size,
    /** @type {number} */ room,
  ) => Math.max(8, Math.min(start, room - size - 8));
  box.style.left = `${fit(at.x, width, innerWidth)}px`;
  box.style.top = `${fit(at.y, height, innerHeight)}px`;
}

/**
 * @param {string} label
 * @param {() => void} press
 */
export function mainButton(label, press) {
  return el("button", { type: "button", class: "button main", text: label, on: { click: press } });
}

/**
 * @param {string} label
 * @param {() => void} press
 */
export function quietButton(label, press) {
  return el("button", { type: "button", class: "button", text: label, on: { click: press } });
}
