/** What the browser remembers between visits: person, theme, language, read marks. */

const PREFIX = "local-telegram.";

/** Strings by name in localStorage; forgets quietly where the browser allows none. */
export class Memory {
  #storage;

  /** @param {Pick<Storage, "getItem"|"setItem"|"removeItem">} storage */
  constructor(storage) {
    this.#storage = storage;
  }

  /** @param {string} name */
  recall(name) {
    try {
      return this.#storage.getItem(PREFIX + name);
    } catch {
      return null;
    }
  }

  /**
   * @param {string} name
   * @param {string|null} value null forgets it
   */
  keep(name, value) {
    try {
      if (value === null) this.#storage.removeItem(PREFIX + name);
      else this.#storage.setItem(PREFIX + name, value);
    } catch {
      // A full or forbidden storage costs the reader a preference, nothing more.
    }
  }

  /** @returns {Map<string, number>} */
  readMarks() {
    try {
      return new Map(JSON.parse(this.recall("read") ?? "[]"));
    } catch {
      return new Map();
    }
  }
}
