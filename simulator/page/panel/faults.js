/** The panel's faults: what the simulator does wrong on purpose. */

import { el, icon, iconButton } from "../dom.js";
import { field, form } from "./form.js";

/**
 * @typedef {import("../main.js").App} App
 * @typedef {import("../types.js").Fault} Fault
 */

/** The kinds, and whether their length in seconds matters. */
const KINDS = Object.freeze(
  /** @type {const} */ ([
    ["flood", true],
    ["server_error", false],
    ["bad_gateway", false],
    ["bad_json", false],
    ["cut_before", false],
    ["cut_after", false],
    ["hang", true],
    ["hang_after", true],
    ["slow", true],
    ["blocked", false],
    ["deactivated", false],
    ["kicked", false],
    ["not_member", false],
    ["cant_initiate", false],
    ["bad_request", false],
    ["chat_not_found", false],
    ["unauthorized", false],
    ["conflict", false],
  ]),
);
const METHODS = Object.freeze([
  "sendMessage",
  "sendRichMessage",
  "editMessageText",
  "answerCallbackQuery",
  "sendDocument",
  "sendPhoto",
  "sendAudio",
  "copyMessage",
  "getUpdates",
  "getFile",
  "download",
]);

/**
 * @param {App} app
 * @returns {Node[]}
 */
export function faultsTab(app) {
  const { words } = app;
  const list = el("ul", { class: "faults", role: "list" });
  const none = el("p", { class: "note", text: words.say("faults_none") });
  const clear = el("button", {
    type: "button",
    class: "button",
    text: words.say("faults_clear"),
    on: { click: () => void app.attemptAndRefresh(() => app.api.removeFault()) },
  });
  app.store.on(["world"], () => {
    const { faults } = app.store.state;
    none.hidden = faults.length > 0;
    clear.hidden = faults.length < 2;
    list.replaceChildren(...faults.map((fault) => faultRow(app, fault)));
  });
  return [newFault(app), list, none, clear, olderApi(app)];
}

/** @param {App} app */
function newFault(app) {
  const { words } = app;
  const kind = el(
    "select",
    {},
    ...KINDS.map(([name]) => el("option", { value: name, text: words.say(`fault_${name}`) })),
  );
  const known = el(
    "datalist",
    { id: "methods" },
    ...METHODS.map((name) => el("option", { value: name })),
  );
  const method = el("input", {
    type: "text",
    list: "methods",
    placeholder: words.say("any_method"),
    autocomplete: "off",
    spellcheck: false,
  });
  const count = el("input", {
    type: "number",
    min: 1,
    value: 1,
    placeholder: words.say("fault_any_count"),
  });
  const seconds = el("input", { type: "number", min: 1, value: 5, step: "any" });
  const chance = el("input", { type: "number", min: 1, max: 100, value: 100 });
  const length = field(words.say("fault_seconds"), seconds);
  kind.addEventListener("change", () => (length.hidden = !lasts(kind.value)));
  const send = async () => {
    const fault = {
      kind: kind.value,
      method: method.value.trim() || undefined,
      count: Number(count.value) || undefined,
      seconds: lasts(kind.value) ? Number(seconds.value) : undefined,
      probability: Number(chance.value) / 100,
    };
    return Boolean(await app.attemptAndRefresh(() => app.api.addFault(fault)));
  };
  const numbers = el(
    "div",
    { class: "form-row" },
    field(words.say("fault_count"), count),
    length,
    field(`${words.say("fault_probability")} %`, chance),
  );
  const node = form(words.say("fault_add"), send, [
    known,
    field(words.say("fault_kind"), kind),
    field(words.say("fault_method"), method),
    numbers,
  ]);
  node.addEventListener("reset", () => (length.hidden = !lasts(KINDS[0][0])));
  return node;
}

/** @param {string} kind */
const lasts = (kind) => KINDS.some(([name, long]) => name === kind && long);

/**
 * @param {App} app
 * @param {Fault} fault
 */
function faultRow(app, fault) {
  const { words } = app;
  const word = `fault_${fault.kind}`;
  const facts = [
    fault.method ?? words.say("any_method"),
    fault.count === undefined ? words.say("fault_any_count") : `× ${fault.count}`,
    lasts(fault.kind) && fault.seconds !== undefined ? words.span(fault.seconds) : "",
    fault.probability !== undefined && fault.probability < 1
      ? `${Math.round(fault.probability * 100)} %`
      : "",
  ];
  const remove = () => void app.attemptAndRefresh(() => app.api.removeFault(fault.id));
  return el(
    "li",
    { class: "fault" },
    icon("fault"),
    el(
      "span",
      { class: "fault-words" },
      el("span", { text: words.knows(word) ? words.say(word) : fault.kind }),
      el("span", { class: "note", text: facts.filter(Boolean).join(" · ") }),
    ),
    iconButton("close", words.say("remove"), remove),
  );
}

/** @param {App} app */
function olderApi(app) {
  const { words } = app;
  const box = el("input", { type: "checkbox", role: "switch" });
  box.addEventListener(
    "change",
    () => void app.attemptAndRefresh(() => app.api.settings({ older_api: box.checked })),
  );
  app.store.on(["world"], () => (box.checked = app.store.state.olderApi));
  return el(
    "div",
    { class: "switch-row" },
    el("label", { class: "check" }, box, words.say("older_api")),
    el("p", { class: "note", text: words.say("older_api_note") }),
  );
}
