/** A rich message as DOM nodes: its blocks, and the texts inside them. */

import { el, present } from "../dom.js";
import { fileUrl } from "../api.js";
import { codeBlock, command, copyable, link, mention, spoiler } from "./entities.js";

/**
 * @typedef {import("../types.js").Block} Block
 * @typedef {import("../types.js").RichText} RichText
 * @typedef {import("../types.js").RichMark} RichMark
 * @typedef {import("./entities.js").TextActions & {photo?: (fileId: string) => void}} RichActions
 */

/**
 * @param {readonly Block[]} blocks
 * @param {RichActions} actions
 * @returns {HTMLElement}
 */
export function renderRich(blocks, actions) {
  return el("div", { class: "rich" }, ...renderBlocks(blocks, actions));
}

/**
 * @param {readonly Block[]|undefined} blocks
 * @param {RichActions} actions
 */
const renderBlocks = (blocks, actions) =>
  present((blocks ?? []).map((block) => (BLOCKS[block.type] ?? unknown)(block, actions)));

/** @type {Readonly<Record<string, (block: Block, actions: RichActions) => Node>>} */
const BLOCKS = Object.freeze({
  paragraph: (block, actions) => el("p", {}, ...inline(block.text, actions)),
  heading: (block, actions) => heading(block, actions),
  pre: (block, actions) =>
    codeBlock(
      inline(block.text, actions),
      { language: block.language, covered: plain(block.text) },
      actions,
    ),
  footer: (block, actions) => el("footer", {}, ...inline(block.text, actions)),
  divider: () => el("hr"),
  anchor: (block) => el("span", { data: { anchor: block.name ?? "" } }),
  list: (block, actions) => list(block, actions),
  blockquote: (block, actions) =>
    el(
      "blockquote",
      { class: "quote" },
      ...renderBlocks(block.blocks, actions),
      credit(block.credit, actions),
    ),
  pullquote: (block, actions) =>
    el(
      "aside",
      { class: "pull" },
      el("p", {}, ...inline(block.text, actions)),
      credit(block.credit, actions),
    ),
  details: (block, actions) =>
    el(
      "details",
      { open: Boolean(block.is_open) },
      el("summary", {}, ...inline(block.summary, actions)),
      el("div", { class: "details-body" }, ...renderBlocks(block.blocks, actions)),
    ),
  table: (block, actions) => table(block, actions),
  photo: (block, actions) => figure(photo(block, actions), block, actions),
  video: (block, actions) => figure(player("video", block.video), block, actions),
  animation: (block, actions) => figure(player("video", block.animation), block, actions),
  audio: (block, actions) => figure(player("audio", block.audio), block, actions),
  voice_note: (block, actions) => figure(player("audio", block.voice_note), block, actions),
  collage: (block, actions) =>
    figure(el("div", { class: "collage" }, ...renderBlocks(block.blocks, actions)), block, actions),
  slideshow: (block, actions) =>
    figure(
      el("div", { class: "slides", tabindex: 0 }, ...renderBlocks(block.blocks, actions)),
      block,
      actions,
    ),
  mathematical_expression: (block) => el("pre", { class: "formula", text: block.expression ?? "" }),
  map: (block) =>
    el("p", {
      class: "place",
      text: `📍 ${block.location?.latitude}, ${block.location?.longitude}`,
    }),
  thinking: (block, actions) => el("p", { class: "thinking" }, ...inline(block.text, actions)),
});

/** @param {Block} block */
const unknown = (block) => el("p", { class: "unknown", text: `[${block.type}]` });

/**
 * @param {Block} block
 * @param {RichActions} actions
 */
function heading(block, actions) {
  const size = Math.min(Math.max(block.size ?? 1, 1), 6);
  const attributes = { class: `heading size-${size}`, role: "heading", "aria-level": size };
  return el("div", attributes, ...inline(block.text, actions));
}

/**
 * @param {Block} block
 * @param {RichActions} actions
 */
function list(block, actions) {
  const items = block.items ?? [];
  const ordered = items.some(
    (item) => item.value !== undefined || /^\w+[.)]$/.test(item.label ?? ""),
  );
  const entries = items.map((item) =>
    el(
      "li",
      { data: { label: item.has_checkbox ? "" : (item.label ?? "") } },
      item.has_checkbox &&
        el("input", {
          type: "checkbox",
          checked: Boolean(item.is_checked),
          disabled: true,
          "aria-label": plain(item.blocks[0]?.text),
        }),
      el("div", {}, ...renderBlocks(item.blocks, actions)),
    ),
  );
  return el(ordered ? "ol" : "ul", { role: "list" }, ...entries);
}

/**
 * @param {Block} block
 * @param {RichActions} actions
 */
function table(block, actions) {
  const rows = (block.cells ?? []).map((row) =>
    el("tr", {}, ...row.map((cell) => tableCell(cell, actions))),
  );
  const classes = ["table", block.is_bordered && "bordered", block.is_striped && "striped"];
  const caption = /** @type {RichText|undefined} */ (block.caption);
  return el(
    "div",
    { class: "table-frame", tabindex: 0 },
    el(
      "table",
      { class: classes.filter(Boolean).join(" ") },
      caption && el("caption", {}, ...inline(caption, actions)),
      el("tbody", {}, ...rows),
    ),
  );
}

/**
 * @param {import("../types.js").Cell} cell
 * @param {RichActions} actions
 */
function tableCell(cell, actions) {
  const attributes = {
    class: `align-${cell.align ?? "left"} valign-${cell.valign ?? "top"}`,
    colspan: cell.colspan,
    rowspan: cell.rowspan,
  };
  return el(cell.is_header ? "th" : "td", attributes, ...inline(cell.text, actions));
}

/**
 * @param {Block} block
 * @param {RichActions} actions
 */
function photo(block, actions) {
  const largest = block.photo?.at(-1);
  if (!largest) return el("span");
  const label = actions.word("open_photo");
  const image = el("img", {
    src: fileUrl(largest.file_id),
    alt: "",
    loading: "lazy",
    width: largest.width,
    height: largest.height,
  });
  const open = () => actions.photo?.(largest.file_id);
  return el(
    "button",
    { type: "button", class: "photo", "aria-label": label, on: { click: open } },
    image,
  );
}

/**
 * @param {"audio"|"video"} tag
 * @param {import("../types.js").Media|undefined} media
 */
function player(tag, media) {
  return el(tag, { controls: true, preload: "none", src: media && fileUrl(media.file_id) });
}

/**
 * @param {Node} content
 * @param {Block} block
 * @param {RichActions} actions
 */
function figure(content, block, actions) {
  const caption = /** @type {import("../types.js").RichCaption|undefined} */ (block.caption);
  const words = caption?.text && [
    ...inline(caption.text, actions),
    credit(caption.credit, actions),
  ];
  return el("figure", {}, content, words && el("figcaption", {}, ...words));
}

/**
 * @param {RichText|undefined} text
 * @param {RichActions} actions
 */
function credit(text, actions) {
  return text ? el("cite", {}, ...inline(text, actions)) : null;
}

/** Stands for each letter of a spoiler where it can't be pressed. */
export const VEIL = "▒";

/** Marks that are an HTML element and nothing more. */
const TAGS = Object.freeze(
  /** @type {Record<string, keyof HTMLElementTagNameMap>} */ ({
    bold: "strong",
    italic: "em",
    underline: "u",
    strikethrough: "s",
    subscript: "sub",
    superscript: "sup",
    marked: "mark",
  }),
);

/**
 * @param {RichText|undefined} text
 * @param {RichActions} actions
 * @returns {(Node|string)[]}
 */
function inline(text, actions) {
  if (text === undefined) return [];
  if (typeof text === "string") return [text];
  if (Array.isArray(text)) return text.flatMap((part) => inline(part, actions));
  const tag = TAGS[text.type];
  if (tag) return [el(tag, {}, ...inline(text.text, actions))];
  const mark = MARKS[text.type];
  return mark ? [mark(text, inline(text.text, actions), actions)] : inline(text.text, actions);
}

/** @type {Readonly<Record<string, (mark: RichMark, content: (Node|string)[], actions: RichActions) => Node|string>>} */
const MARKS = Object.freeze({
  code: (mark, content, actions) => copyable(content, plain(mark.text), actions),
  spoiler: (_, content, actions) => spoiler(content, actions),
  url: (mark, content, actions) => link(mark.url ?? "", content, actions),
  email_address: (mark, content, actions) => link(`mailto:${mark.email_address}`, content, actions),
  phone_number: (mark, content, actions) => link(`tel:${mark.phone_number}`, content, actions),
  bot_command: (mark, content, actions) =>
    command(content, mark.bot_command ?? plain(mark.text), actions),
  mention: (mark, content, actions) => mention(content, mark.username ?? "", actions),
  hashtag: (_, content) => el("span", { class: "tag" }, ...content),
  cashtag: (_, content) => el("span", { class: "tag" }, ...content),
  custom_emoji: (mark) => mark.alternative_text ?? "",
  mathematical_expression: (mark) => el("code", { class: "formula", text: mark.expression ?? "" }),
  anchor: (mark) => el("span", { data: { anchor: mark.name ?? "" } }),
  anchor_link: (mark, content) => jump(mark.anchor_name ?? "", content),
  reference: (mark, content) =>
    el("span", { class: "reference", data: { anchor: mark.name ?? "" } }, ...content),
  reference_link: (mark, content) => jump(mark.reference_name ?? "", content),
});

/**
 * @param {string} name
 * @param {(Node|string)[]} content
 */
function jump(name, content) {
  const button = el("button", { type: "button", class: "text-button" }, ...content);
  button.addEventListener("click", () => {
    const anchors = [...(button.closest(".rich")?.querySelectorAll("[data-anchor]") ?? [])];
    const target = anchors.find(
      (node) => node instanceof HTMLElement && node.dataset.anchor === name,
    );
    for (let up = target?.closest("details"); up; up = up.parentElement?.closest("details"))
      up.open = true;
    target?.scrollIntoView({ block: "nearest" });
  });
  return button;
}

/**
 * A rich text without its marks, its spoilers unreadable.
 *
 * @param {RichText|undefined} text
 * @returns {string}
 */
export function plain(text) {
  if (text === undefined) return "";
  if (typeof text === "string") return text;
  if (Array.isArray(text)) return text.map(plain).join("");
  const inner = plain(text.text ?? text.alternative_text ?? text.expression ?? "");
  return text.type === "spoiler" ? VEIL.repeat(inner.length) : inner;
}

/**
 * The first words of a rich message, for the chat list and for quotes.
 *
 * @param {readonly Block[]} blocks
 * @returns {string}
 */
export function plainBlocks(blocks) {
  return blocks
    .map((block) => plain(block.text ?? block.summary) || plainBlocks(block.blocks ?? []))
    .filter(Boolean)
    .join(" ");
}
