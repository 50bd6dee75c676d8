/** The panel's tab of whoever serves the simulator: their figures and buttons, if they have any. */

import { el } from "../dom.js";

/**
 * @typedef {import("../main.js").App} App
 * @typedef {import("../types.js").HostTab} HostTab
 */

/** How often the figures are asked for while the tab is open. */
const ASK_MS = 700;

/**
 * @param {App} app
 * @returns {Node[]}
 */
export function hostTab(app) {
  const { store, words } = app;
  const note = el("p", { class: "note" });
  const line = el("p", { class: "host-line", role: "status" });
  const figures = el("dl", { class: "figures" });
  const buttons = el("div", { class: "host-buttons" });
  let made = "";
  const show = () => {
    const { host } = store.state;
    if (host === null) return;
    note.textContent = words.of(host.note);
    if (line.textContent !== words.of(host.line)) line.textContent = words.of(host.line);
    figures.replaceChildren(...host.figures.flatMap((figure) => figureRows(app, figure)));
    const names = host.buttons.map(({ name }) => name).join();
    if (names === made) return; // a button must not go from under a pointer
    made = names;
    buttons.replaceChildren(...host.buttons.map((button) => hostButton(app, button)));
  };
  store.on(["world"], show);
  app.repeat(() => {
    const open = store.state.route.panel === "host" && store.state.online;
    if (open && !document.hidden) void ask(app);
  }, ASK_MS);
  return [line, figures, buttons, note];
}

/** @param {App} app */
async function ask(app) {
  const { host } = await app.api.host().catch(() => ({ host: app.store.state.host }));
  app.store.change(["world"], (state) => (state.host = host));
}

/**
 * @param {App} app
 * @param {HostTab["figures"][number]} figure
 */
function figureRows(app, figure) {
  const { value, out_of: whole } = figure;
  const told = whole === null ? String(value) : `${value} / ${whole}`;
  const bad = figure.is_bad && value > 0;
  const rows = [
    el("dt", { text: app.words.of(figure.label) }),
    el("dd", { class: bad ? "bad" : "", text: told }),
  ];
  if (whole === null) return rows;
  const bar = el("progress", { max: Math.max(whole, 1), value });
  bar.setAttribute("aria-label", app.words.of(figure.label));
  return [...rows, el("dd", { class: "figure-bar" }, bar)];
}

/**
 * @param {App} app
 * @param {HostTab["buttons"][number]} button
 */
function hostButton(app, { name, label }) {
  const press = () => void app.attemptAndRefresh(() => app.api.pressHost(name));
  return el("button", {
    type: "button",
    class: "button",
    text: app.words.of(label),
    on: { click: press },
  });
}
