/** Where the page is, as it stands in the address: #person=1&chat=2&topic=3&panel=calls. */

/** @typedef {import("./types.js").Route} Route */

/**
 * @param {string} hash with or without its #
 * @returns {Route}
 */
export function parseRoute(hash) {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const number = (/** @type {string} */ name) => {
    const text = fields.get(name) ?? "";
    return /^-?\d+$/.test(text) ? Number(text) : null;
  };
  return {
    person: number("person"),
    chat: number("chat"),
    topic: number("topic"),
    panel: fields.get("panel"),
  };
}

/**
 * @param {Partial<Route>} route
 * @returns {string} beginning with #
 */
export function formatRoute(route) {
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(route)) {
    if (value !== null && value !== undefined) fields.set(name, String(value));
  }
  return `#${fields}`;
}
