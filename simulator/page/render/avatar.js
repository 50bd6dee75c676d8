/** A face: initials on a coloured disc. */

import { el, icon } from "../dom.js";

const COLOURS = 8;

/**
 * One or two letters that stand for a name; one where the script has wide letters.
 *
 * @param {string} name
 */
export function initials(name) {
  const letter = (/** @type {string} */ word) => [...word][0] ?? "";
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(letter(word)));
  const first = letter(words[0] ?? name);
  const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(
    first,
  );
  return (wide || words.length < 2 ? first : first + letter(words[words.length - 1])).toUpperCase();
}

/**
 * @param {number} id decides the colour
 * @param {string} name
 * @param {{size?: "small"|"medium"|"large", sign?: "bot"|"group"|null}} [look]
 */
export function avatar(id, name, { size = "medium", sign = null } = {}) {
  const colour = Math.abs(id) % COLOURS;
  const disc = el("span", {
    class: `avatar avatar-${size} colour-${colour}`,
    "aria-hidden": "true",
  });
  if (sign === "group") disc.append(icon("group"));
  else disc.append(initials(name));
  return disc;
}
