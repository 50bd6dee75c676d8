/** DOM nodes built by hand: text is always a text node, never parsed. */

import { SHAPES } from "./icons.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * One HTML element.
 *
 * `props`: `class`, `text`, `on` (listeners by event), `data` (dataset); everything else is an
 * attribute, left out when null or false, empty when true.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [props]
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  const { class: classes, text, on, data, ...attributes } = props;
  if (classes) node.className = classes;
  if (text !== undefined) node.textContent = text;
  for (const [event, listener] of Object.entries(on ?? {})) node.addEventListener(event, listener);
  Object.assign(node.dataset, data ?? {});
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...present(children));
  return node;
}

/**
 * The children that are there.
 *
 * @param {(Node|string|null|undefined|false|"")[]} children
 * @returns {(Node|string)[]}
 */
export function present(children) {
  return /** @type {(Node|string)[]} */ (
    children.filter((child) => child !== null && child !== undefined && child !== false)
  );
}

/**
 * A drawn sign, hidden from screen readers: whoever shows it names it.
 *
 * @param {keyof typeof SHAPES} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/**
 * A round button that shows only an icon.
 *
 * @param {keyof typeof SHAPES} name
 * @param {string} label said by screen readers and shown as a tip
 * @param {(event: MouseEvent) => void} press
 * @param {Record<string, any>} [props]
 */
export function iconButton(name, label, press, props = {}) {
  const classes = ["icon-button", props.class].filter(Boolean).join(" ");
  return el(
    "button",
    {
      type: "button",
      title: label,
      "aria-label": label,
      ...props,
      class: classes,
      on: { click: press },
    },
    icon(name),
  );
}

/**
 * Whether the event began on something that has a meaning of its own when pressed.
 *
 * @param {Event} event
 */
export function onControl(event) {
  const target = event.target instanceof Element ? event.target : null;
  return Boolean(target?.closest("a, button, summary, input, textarea, [role=button]"));
}

/**
 * Rebuild the inside of a box and give the focus back to what stands for the same thing.
 *
 * @param {HTMLElement} box
 * @param {string} name the data attribute by which its controls are known
 * @param {() => void} rebuild
 */
export function keepingFocus(box, name, rebuild) {
  const active = document.activeElement;
  const known =
    active instanceof HTMLElement && box.contains(active) ? active.dataset[name] : undefined;
  rebuild();
  if (known === undefined) return;
  const again = box.querySelector(`[data-${name}="${CSS.escape(known)}"]`);
  if (again instanceof HTMLElement) again.focus();
}

/** Whether the reader is selecting text, so that a click isn't meant as a press. */
export function selecting() {
  return String(document.getSelection() ?? "").length > 0;
}
