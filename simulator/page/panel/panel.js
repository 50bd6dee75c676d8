/** The side panel: tabs for the people, the clock, the faults and the bot's calls. */

import { el, icon, iconButton } from "../dom.js";
import { callsTab } from "./calls.js";
import { clockTab } from "./clock.js";
import { faultsTab } from "./faults.js";
import { hostTab } from "./host.js";
import { peopleTab } from "./people.js";

/** @typedef {import("../main.js").App} App */

const TABS = Object.freeze(
  /** @type {const} */ ([
    ["people", "person", peopleTab],
    ["clock", "clock", clockTab],
    ["faults", "fault", faultsTab],
    ["calls", "code", callsTab],
    ["host", "plug", hostTab],
  ]),
);

/** The tabs' names, as they stand in the address. @type {readonly string[]} */
export const TAB_NAMES = Object.freeze(TABS.map(([name]) => name));

/**
 * @param {App} app
 * @returns {HTMLElement}
 */
export function panelPane(app) {
  const tabs = TABS.map(([name, sign]) => tabButton(app, name, sign));
  const bodies = TABS.map(([name, , build]) =>
    el(
      "section",
      {
        class: `panel-body panel-${name}`,
        role: "tabpanel",
        id: `panel-${name}`,
        "aria-label": app.words.say(name),
      },
      ...build(app),
    ),
  );
  const row = el(
    "div",
    {
      class: "panel-tabs",
      role: "tablist",
      on: { keydown: (/** @type {KeyboardEvent} */ event) => walk(event, tabs) },
    },
    ...tabs,
  );
  const close = iconButton("close", app.words.say("close"), () => app.togglePanel(), {
    class: "panel-close",
  });
  const pane = el(
    "aside",
    { class: "panel", "aria-label": app.words.say("open_panel") },
    el("header", { class: "panel-head" }, row, close),
    ...bodies,
  );
  app.store.on(["route", "world"], () => {
    const { host, route } = app.store.state;
    const hosted = app.words.of(host?.title ?? {});
    const own = TAB_NAMES.indexOf("host");
    tabs[own].hidden = host === null;
    tabs[own].lastChild?.replaceWith(el("span", { text: hosted }));
    bodies[own].setAttribute("aria-label", hosted);
    const asked = route.panel ?? "people";
    const open = asked === "host" && host === null ? "people" : asked;
    TABS.forEach(([name], index) => {
      bodies[index].hidden = name !== open;
      tabs[index].setAttribute("aria-selected", String(name === open));
      tabs[index].tabIndex = name === open ? 0 : -1;
    });
  });
  return pane;
}

/**
 * @param {App} app
 * @param {"people"|"clock"|"faults"|"calls"|"host"} name
 * @param {Parameters<typeof icon>[0]} sign
 */
function tabButton(app, name, sign) {
  return el(
    "button",
    {
      type: "button",
      role: "tab",
      class: "panel-tab",
      "aria-controls": `panel-${name}`,
      on: { click: () => app.openPanel(name) },
    },
    icon(sign),
    el("span", { text: app.words.say(name) }),
  );
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLButtonElement[]} tabs
 */
function walk(event, tabs) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const shown = tabs.filter((tab) => !tab.hidden);
  const at = shown.findIndex((tab) => tab === document.activeElement);
  if (step === undefined || at < 0) return;
  const next = shown[(at + step + shown.length) % shown.length];
  next.click();
  next.focus();
}
