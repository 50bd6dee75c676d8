/** A text and its entities as DOM nodes; offsets are UTF-16 units, as JavaScript counts. */

import { el, icon, onControl, selecting } from "../dom.js";

/**
 * @typedef {import("../types.js").Entity} Entity
 *
 * What a pressed piece of text asks for.
 * @typedef {object} TextActions
 * @property {(command: string) => void} command a bot command was pressed
 * @property {(link: {username: string, start: string|null}) => void} mention a person, group or
 *   bot was pressed; `start` is a deep link's payload
 * @property {(text: string) => void} copy
 * @property {(key: string) => string} word
 */

/** Kinds that are an HTML element and nothing more. */
const PLAIN = Object.freeze(
  /** @type {Record<string, keyof HTMLElementTagNameMap>} */ ({
    bold: "strong",
    italic: "em",
    underline: "u",
    strikethrough: "s",
  }),
);
/** Kinds that stand on lines of their own. */
const BLOCKS = Object.freeze(["blockquote", "expandable_blockquote", "pre"]);
const SAFE_PROTOCOLS = Object.freeze(["http:", "https:", "tg:", "mailto:", "tel:"]);

/**
 * Build the nodes of a text.
 *
 * Entities may nest. Those that cross are cut at the border of the outer one, as Telegram's own
 * clients show them.
 *
 * @param {string} text
 * @param {readonly Entity[]} entities
 * @param {TextActions} actions
 * @returns {DocumentFragment}
 */
export function renderText(text, entities, actions) {
  const ordered = entities
    .filter((entity) => entity.length > 0 && entity.offset < text.length)
    .map((entity) => ({
      entity,
      start: entity.offset,
      end: Math.min(entity.offset + entity.length, text.length),
    }))
    .sort(
      (one, other) => one.start - other.start || other.end - one.end || rank(one) - rank(other),
    );
  const fragment = document.createDocumentFragment();
  fragment.append(...renderSpan({ text, start: 0, end: text.length }, ordered, actions));
  return fragment;
}

/** @typedef {{entity: Entity, start: number, end: number}} Span */

/** Blocks hold the inline kinds that cover the same text, never the other way round. */
const rank = (/** @type {Span} */ span) => (BLOCKS.includes(span.entity.type) ? 0 : 1);

/**
 * @param {{text: string, start: number, end: number}} range
 * @param {Span[]} spans those that begin inside the range, in order
 * @param {TextActions} actions
 * @returns {(Node|string)[]}
 */
function renderSpan({ text, start, end }, spans, actions) {
  /** @type {(Node|string)[]} */
  const nodes = [];
  let at = start;
  let queue = spans;
  while (queue.length > 0) {
    const [outer, ...rest] = queue;
    if (outer.start > at) nodes.push(text.slice(at, outer.start));
    const inside = rest.filter((span) => span.start < outer.end);
    const children = inside.map((span) => ({ ...span, end: Math.min(span.end, outer.end) }));
    const cut = inside.filter((span) => span.end > outer.end);
    queue = [...cut.map((span) => ({ ...span, start: outer.end })), ...rest.slice(inside.length)];
    const content = renderSpan({ text, start: outer.start, end: outer.end }, children, actions);
    nodes.push(wrap(outer.entity, content, text.slice(outer.start, outer.end), actions));
    at = outer.end;
    // A block ends its own line: the line break after it would show as an empty line.
    if (BLOCKS.includes(outer.entity.type) && text[at] === "\n" && at < end) at += 1;
    queue = queue
      .filter((span) => span.end > at)
      .map((span) => ({ ...span, start: Math.max(span.start, at) }));
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

/**
 * @param {Entity} entity
 * @param {(Node|string)[]} content
 * @param {string} covered the plain text that the entity covers
 * @param {TextActions} actions
 * @returns {Node}
 */
function wrap(entity, content, covered, actions) {
  const plain = PLAIN[entity.type];
  if (plain) return el(plain, {}, ...content);
  const special = SPECIAL[entity.type];
  if (special) return special({ entity, content, covered, actions });
  return el("span", { class: `entity-${entity.type}` }, ...content);
}

/**
 * @typedef {{entity: Entity, content: (Node|string)[], covered: string, actions: TextActions}} Piece
 * @type {Readonly<Record<string, (piece: Piece) => Node>>}
 */
const SPECIAL = Object.freeze({
  code: ({ content, covered, actions }) => copyable(content, covered, actions),
  pre: ({ entity, content, covered, actions }) =>
    codeBlock(content, { language: entity.language, covered }, actions),
  spoiler: ({ content, actions }) => spoiler(content, actions),
  blockquote: ({ content }) => el("blockquote", { class: "quote" }, ...content),
  expandable_blockquote: ({ content, actions }) => expandable(content, actions),
  url: ({ content, covered, actions }) => link(covered, content, actions),
  text_link: ({ entity, content, actions }) => link(entity.url ?? "", content, actions),
  email: ({ content, covered, actions }) => link(`mailto:${covered}`, content, actions),
  phone_number: ({ content, covered, actions }) =>
    link(`tel:${covered.replace(/[^+\d]/g, "")}`, content, actions),
  mention: ({ content, covered, actions }) => mention(content, covered.slice(1), actions),
  text_mention: ({ entity, content }) =>
    el("span", { class: "mention", title: entity.user?.first_name }, ...content),
  bot_command: ({ content, covered, actions }) => command(content, covered, actions),
  hashtag: ({ content }) => el("span", { class: "tag" }, ...content),
  cashtag: ({ content }) => el("span", { class: "tag" }, ...content),
});

/**
 * The address a link may open, or null: nothing but web, mail, telephone and tg.
 *
 * @param {string} address as written; `example.org` means https
 * @returns {URL|null}
 */
export function safeUrl(address) {
  const trimmed = address.trim();
  for (const candidate of [trimmed, `https://${trimmed}`]) {
    const url = URL.canParse(candidate) ? new URL(candidate) : null;
    if (url && SAFE_PROTOCOLS.includes(url.protocol)) return url;
    if (url && !/^[^:/]+\.[^:/]+:\d/.test(trimmed)) return null;
  }
  return null;
}

/**
 * Whom a t.me or tg:// link leads to, null for any other address.
 *
 * @param {URL} url
 * @returns {{username: string, start: string|null}|null}
 */
export function telegramLink(url) {
  if (url.protocol === "tg:" && `${url.host}${url.pathname}`.replace(/\//g, "") === "resolve") {
    return { username: url.searchParams.get("domain") ?? "", start: url.searchParams.get("start") };
  }
  if (!["t.me", "telegram.me"].includes(url.host)) return null;
  const [username, ...rest] = url.pathname.split("/").filter(Boolean);
  return username && rest.length === 0 ? { username, start: url.searchParams.get("start") } : null;
}

/**
 * @param {string} address
 * @param {(Node|string)[]} content
 * @param {TextActions} actions
 * @returns {Node}
 */
export function link(address, content, actions) {
  const url = safeUrl(address);
  if (!url) return el("span", { class: "dead-link", title: address }, ...content);
  const anchor = el(
    "a",
    { href: url.href, target: "_blank", rel: "noopener noreferrer", title: url.href },
    ...content,
  );
  const inside = telegramLink(url);
  if (inside) {
    anchor.addEventListener("click", (event) => {
      event.preventDefault();
      actions.mention(inside);
    });
  }
  return anchor;
}

/**
 * @param {(Node|string)[]} content
 * @param {string} covered
 * @param {TextActions} actions
 */
export function command(content, covered, actions) {
  return textButton("command", content, () => actions.command(covered));
}

/**
 * @param {(Node|string)[]} content
 * @param {string} username
 * @param {TextActions} actions
 */
export function mention(content, username, actions) {
  return textButton("mention", content, () => actions.mention({ username, start: null }));
}

/**
 * @param {(Node|string)[]} content
 * @param {string} covered
 * @param {TextActions} actions
 */
export function copyable(content, covered, actions) {
  const node = el("code", { title: actions.word("copy"), role: "button", tabindex: 0 }, ...content);
  return pressable(node, () => actions.copy(covered));
}

/**
 * @param {(Node|string)[]} content
 * @param {{language?: string, covered: string}} code
 * @param {TextActions} actions
 */
export function codeBlock(content, { language, covered }, actions) {
  const copy = el(
    "button",
    { type: "button", class: "code-copy", on: { click: () => actions.copy(covered) } },
    icon("copy"),
    actions.word("copy"),
  );
  return el(
    "div",
    { class: "code-block" },
    el("div", { class: "code-head" }, el("span", { text: language ?? "" }), copy),
    el("pre", { tabindex: 0 }, el("code", {}, ...content)),
  );
}

/**
 * @param {(Node|string)[]} content
 * @param {TextActions} actions
 */
export function spoiler(content, actions) {
  const hidden = el("span", { class: "spoiler-text", "aria-hidden": "true" }, ...content);
  const label = actions.word("spoiler");
  const node = el(
    "span",
    { class: "spoiler", role: "button", tabindex: 0, "aria-label": label },
    hidden,
  );
  return pressable(node, (event) => {
    if (node.classList.contains("revealed")) return;
    event.preventDefault();
    event.stopPropagation();
    node.classList.add("revealed");
    hidden.removeAttribute("aria-hidden");
    ["role", "tabindex", "aria-label"].forEach((name) => node.removeAttribute(name));
  });
}

/**
 * A quote of which three lines show until it is pressed.
 *
 * @param {(Node|string)[]} content
 * @param {TextActions} actions
 */
export function expandable(content, actions) {
  const text = el("div", { class: "quote-text" }, ...content);
  const toggle = el("button", { type: "button", class: "quote-toggle" }, icon("chevron"));
  const quote = el("blockquote", { class: "quote expandable" }, text, toggle);
  const show = (/** @type {boolean} */ open) => {
    quote.classList.toggle("open", open);
    toggle.setAttribute("aria-expanded", String(open));
    toggle.setAttribute("aria-label", actions.word(open ? "collapse" : "expand"));
  };
  show(false);
  quote.addEventListener("click", (event) => {
    const pressed = event.target instanceof Node && toggle.contains(event.target);
    const foldable =
      quote.classList.contains("long") && (pressed || (!onControl(event) && !selecting()));
    if (foldable) show(!quote.classList.contains("open"));
  });
  new ResizeObserver(() => measure(quote, text)).observe(text);
  return quote;
}

/**
 * Only a quote that has more than what shows can be opened.
 *
 * @param {HTMLElement} quote
 * @param {HTMLElement} text
 */
function measure(quote, text) {
  if (quote.classList.contains("open")) return;
  quote.classList.toggle("long", text.scrollHeight > text.clientHeight + 2);
}

/**
 * @param {string} classes
 * @param {(Node|string)[]} content
 * @param {() => void} press
 */
function textButton(classes, content, press) {
  return el(
    "button",
    { type: "button", class: `text-button ${classes}`, on: { click: press } },
    ...content,
  );
}

/**
 * Make an inline element answer to a click, Enter and the space bar.
 *
 * @template {HTMLElement} T
 * @param {T} node
 * @param {(event: Event) => void} press
 * @returns {T}
 */
function pressable(node, press) {
  node.addEventListener("click", press);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") press(event);
  });
  return node;
}
