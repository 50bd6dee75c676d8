/** The panel's live list of what the bot asks of the Bot API. */

import { el } from "../dom.js";

/**
 * @typedef {import("../main.js").App} App
 * @typedef {import("../types.js").Call} Call
 */

const POLLING = "getUpdates";

/**
 * @param {App} app
 * @returns {Node[]}
 */
export function callsTab(app) {
  const { words, store } = app;
  const filter = el("input", {
    type: "search",
    class: "search",
    placeholder: words.say("filter"),
    "aria-label": words.say("filter"),
  });
  const polling = el("input", { type: "checkbox", checked: true });
  const pause = el("button", {
    type: "button",
    class: "button",
    "aria-pressed": "false",
    text: words.say("pause"),
  });
  const list = el("ol", { class: "calls", role: "list" });
  const none = el("p", { class: "note", text: words.say("calls_empty") });
  const rows = new CallRows(list);
  const show = () => {
    if (pause.getAttribute("aria-pressed") === "true") return;
    const wanted = filter.value.trim().toLowerCase();
    const shown = store.state.calls.filter(
      (call) =>
        !(polling.checked && call.method === POLLING) &&
        `${call.method} ${call.status} ${call.chat_id ?? ""} ${call.description ?? ""}`
          .toLowerCase()
          .includes(wanted),
    );
    rows.show(shown);
    none.hidden = shown.length > 0;
  };
  const clear = el("button", {
    type: "button",
    class: "button",
    text: words.say("clear"),
    on: { click: () => store.change(["calls"], (state) => state.calls.splice(0)) },
  });
  pause.addEventListener("click", () => {
    const paused = pause.getAttribute("aria-pressed") !== "true";
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = words.say(paused ? "resume" : "pause");
    show();
  });
  filter.addEventListener("input", show);
  polling.addEventListener("change", show);
  store.on(["calls"], show);
  return [
    el("div", { class: "call-tools" }, filter, pause, clear),
    el("label", { class: "check" }, polling, words.say("hide_polling")),
    none,
    list,
  ];
}

/** The rows of the list, each built once, the newest on top. */
class CallRows {
  #list;
  /** @type {Map<number, HTMLElement>} */
  #rows = new Map();

  /** @param {HTMLElement} list */
  constructor(list) {
    this.#list = list;
  }

  /** @param {Call[]} calls newest last */
  show(calls) {
    const wanted = new Set(calls.map((call) => call.seq));
    for (const [seq, row] of this.#rows) {
      if (wanted.has(seq)) continue;
      row.remove();
      this.#rows.delete(seq);
    }
    /** @type {HTMLElement|null} */
    let below = null;
    for (const call of calls) {
      const row = this.#rows.get(call.seq) ?? callRow(call);
      this.#rows.set(call.seq, row);
      if (row.nextElementSibling !== below || !row.isConnected) this.#list.insertBefore(row, below);
      below = row;
    }
  }
}

/** @param {Call} call */
function callRow(call) {
  const good = call.status >= 200 && call.status < 300;
  const status = call.status ? String(call.status) : "✕";
  const head = el(
    "summary",
    {},
    el("span", { class: good ? "status good" : "status bad", text: status }),
    el("span", { class: "call-method", text: call.method }),
    el("span", {
      class: "call-chat",
      text: call.chat_id === undefined || call.chat_id === null ? "" : String(call.chat_id),
    }),
    el("span", {
      class: "call-ms",
      text: `${call.milliseconds < 10 ? call.milliseconds.toFixed(1) : Math.round(call.milliseconds)} ms`,
    }),
  );
  const details = el(
    "details",
    { class: "call" },
    head,
    call.description && !good && el("p", { class: "call-error", text: call.description }),
  );
  // Most requests are never looked at: their JSON is written out when one is.
  details.addEventListener(
    "toggle",
    () =>
      details.append(el("pre", { tabindex: 0, text: JSON.stringify(call.request ?? {}, null, 2) })),
    { once: true },
  );
  return el("li", {}, details);
}
