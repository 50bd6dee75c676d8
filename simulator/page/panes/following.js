/** Where a history is scrolled to: its end, a long message's beginning, or where the reader went. */

import { el } from "../dom.js";

/** @typedef {import("../types.js").Message} Message */

/** Nearer to the end than this, the newest message is followed. */
const NEAR = 80;
/** Nearer to the beginning than this, the past is asked for. */
const EARLY = 200;
/** The floating date covers this much. */
const DAY_ROOM = 40;

/** Follows the newest message until the reader scrolls away, and counts what comes meanwhile. */
export class Following {
  #scroller;
  #list;
  #down;
  #badge = el("span", { class: "badge", hidden: true });
  #newest = 0;
  #below = 0;
  #pinned = true;
  #awaiting = false;
  #opening = true;
  #top = 0;

  /**
   * @param {{scroller: HTMLElement, list: HTMLElement, down: HTMLElement}} parts `down` is the
   *   button that leads to the end
   * @param {() => void} early called when the beginning of what is loaded comes near
   */
  constructor({ scroller, list, down }, early) {
    this.#scroller = scroller;
    this.#list = list;
    this.#down = down;
    down.append(this.#badge);
    down.addEventListener("click", () => this.#toEnd());
    scroller.addEventListener("scroll", () => this.#look(early), { passive: true });
    new ResizeObserver(() => this.#pinned && this.#follow()).observe(scroller);
  }

  /** Another chat is shown. */
  begin() {
    this.#newest = 0;
    this.#below = 0;
    this.#pinned = true;
    this.#awaiting = false;
    this.#opening = true;
  }

  /** The bot was asked something: what it says next is to be seen. */
  expect() {
    this.#awaiting = true;
  }

  /** Stay where the reader is led to. */
  release() {
    this.#pinned = false;
  }

  /**
   * Rebuild the list and leave the reader where they were, or show what is new.
   *
   * @param {() => void} rebuild
   * @param {Message[]} messages
   * @param {number|null} person whose own words always show
   */
  keep(rebuild, messages, person) {
    const { scrollHeight, scrollTop } = this.#scroller;
    // The reader may have scrolled in this very frame, which no event has told yet.
    if (scrollTop !== this.#top) this.#look();
    const first = this.#list.querySelector("[data-id]");
    rebuild();
    this.#hear(messages, person);
    if (this.#pinned) this.#follow();
    else if (first?.isConnected && first !== this.#list.querySelector("[data-id]")) {
      this.#scroller.scrollTop = scrollTop + this.#scroller.scrollHeight - scrollHeight;
    }
    this.#look();
    if (messages.length > 0) this.#opening = false;
  }

  /**
   * @param {Message[]} messages
   * @param {number|null} person
   */
  #hear(messages, person) {
    const fresh = messages.filter((message) => message.message_id > this.#newest);
    const own = fresh.some((message) => message.from?.id === person);
    if (own || (this.#awaiting && fresh.length > 0)) {
      this.#pinned = true;
      this.#awaiting = false;
    }
    if (this.#newest > 0) this.#below += fresh.length;
    this.#newest = messages.at(-1)?.message_id ?? 0;
  }

  /**
   * Show the newest message: its end, or its beginning where it is longer than the window; in a
   * chat just opened, the first unread one.
   */
  #follow() {
    this.#toEnd();
    const last = this.#list.lastElementChild;
    const mark = this.#opening ? this.#list.querySelector(".unread-mark") : null;
    const start = mark ?? (last?.classList.contains("in") ? last : null);
    if (!start) return;
    const above = start.getBoundingClientRect().top - this.#scroller.getBoundingClientRect().top;
    if (above < DAY_ROOM) this.#scroller.scrollTop += above - DAY_ROOM;
  }

  #toEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  /** @param {() => void} [early] */
  #look(early) {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    this.#top = scrollTop;
    this.#pinned = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.#pinned) this.#below = 0;
    this.#badge.textContent = String(this.#below);
    this.#badge.hidden = this.#below === 0;
    this.#down.classList.toggle("shown", !this.#pinned);
    showOneDay(this.#list);
    if (scrollTop < EARLY && scrollHeight > clientHeight) early?.();
  }
}

/** Of the days that float at the same place show the last one alone. @param {HTMLElement} list */
function showOneDay(list) {
  const days = [...list.querySelectorAll(".day")];
  const places = days.map((day) => day.getBoundingClientRect());
  for (const [index, day] of days.entries()) {
    const next = places[index + 1];
    day.classList.toggle("passed", next !== undefined && next.top < places[index].bottom);
  }
}
