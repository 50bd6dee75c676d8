/** The panel's clock: what time the simulator believes it is, and ways to change its mind. */

import { el } from "../dom.js";
import { now } from "../select.js";
import { field, form } from "./form.js";

/** @typedef {import("../main.js").App} App */

/** Below this many seconds two clocks are the same. */
const SAME = 2;
const LEAPS = Object.freeze(
  /** @type {const} */ ([
    ["advance_minute", 60],
    ["advance_minutes", 600],
    ["advance_hour", 3600],
    ["advance_day", 86400],
  ]),
);

/**
 * @param {App} app
 * @returns {Node[]}
 */
export function clockTab(app) {
  const { words, store } = app;
  const time = el("time", { class: "clock-time", role: "timer" });
  const day = el("p", { class: "clock-day" });
  const offset = el("p", { class: "note" });
  const reset = el("button", {
    type: "button",
    class: "button",
    text: words.say("clock_reset"),
    on: { click: () => void move(app, { advance: -store.state.clock.offset }) },
  });
  const show = () => {
    const unix = now(store.state);
    time.textContent = words.clock(unix);
    day.textContent = `${words.date(unix)} · ${zone()}`;
    offset.textContent = distance(app);
    reset.hidden = Math.abs(store.state.clock.offset) < SAME;
  };
  app.store.on(["world"], show);
  app.repeat(show, 1000);
  return [
    el("div", { class: "clock-face" }, time, day, offset),
    el(
      "div",
      { class: "leaps" },
      ...LEAPS.map(([word, seconds]) =>
        el("button", {
          type: "button",
          class: "button",
          text: words.say(word),
          on: { click: () => void move(app, { advance: seconds }) },
        }),
      ),
    ),
    setForm(app),
    reset,
    el("p", { class: "note", text: words.say("clock_note") }),
  ];
}

/** @param {App} app */
function setForm(app) {
  const moment = el("input", { type: "datetime-local", required: true, step: 1 });
  const send = async () =>
    Boolean(await move(app, { set: new Date(moment.value).getTime() / 1000 }));
  return form(app.words.say("clock_set"), send, [field(app.words.say("clock_set_to"), moment)]);
}

/**
 * @param {App} app
 * @param {{advance: number}|{set: number}} change
 */
function move(app, change) {
  return app.attemptAndRefresh(() => app.api.clock(change));
}

/** @param {App} app */
function distance(app) {
  const { offset } = app.store.state.clock;
  if (Math.abs(offset) < SAME) return app.words.say("clock_real");
  return app.words.say(offset > 0 ? "clock_ahead" : "clock_behind", {
    time: app.words.span(offset),
  });
}

function zone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
