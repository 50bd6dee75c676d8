/** The page's one store: a state, and whoever wants to hear that a part of it changed. */

/**
 * What a listener can wait for.
 *
 * @typedef {"route"|"world"|"rooms"|"reading"|"reply"|"actions"|"calls"|"online"} Topic
 */

/** @returns {import("./types.js").State} */
export function emptyState() {
  return {
    bot: { id: 0, first_name: "", is_bot: true },
    people: new Map(),
    peopleTotal: 0,
    chats: new Map(),
    rooms: new Map(),
    clock: { now: 0, offset: 0 },
    clockSeen: 0,
    faults: [],
    olderApi: false,
    host: null,
    route: { person: null, chat: null, topic: null, panel: null },
    read: new Map(),
    drafts: new Map(),
    replyingTo: null,
    actions: new Map(),
    calls: [],
    online: true,
    ready: false,
  };
}

/** Holds the state; listeners of a topic run once per turn however often it changed. */
export class Store {
  /** @type {Map<Topic, Set<() => void>>} */
  #listeners = new Map();
  /** @type {Set<Topic>} */
  #changed = new Set();
  #schedule;

  /**
   * @param {import("./types.js").State} state
   * @param {(run: () => void) => void} schedule runs its argument soon
   */
  constructor(state, schedule) {
    this.state = state;
    this.#schedule = schedule;
  }

  /**
   * Hear of changes from now on.
   *
   * @param {Topic[]} topics
   * @param {() => void} listener
   * @returns {() => void} stops it
   */
  on(topics, listener) {
    for (const topic of topics) {
      const listeners = this.#listeners.get(topic) ?? new Set();
      this.#listeners.set(topic, listeners.add(listener));
    }
    return () => topics.forEach((topic) => this.#listeners.get(topic)?.delete(listener));
  }

  /**
   * Change the state and tell the listeners of these topics.
   *
   * @param {Topic[]} topics
   * @param {(state: import("./types.js").State) => void} change
   */
  change(topics, change) {
    change(this.state);
    if (this.#changed.size === 0 && topics.length > 0) this.#schedule(() => this.#tell());
    topics.forEach((topic) => this.#changed.add(topic));
  }

  /** Let every listener go. */
  forget() {
    this.#listeners.clear();
  }

  #tell() {
    const heard = new Set(
      [...this.#changed].flatMap((topic) => [...(this.#listeners.get(topic) ?? [])]),
    );
    this.#changed.clear();
    heard.forEach((listener) => listener());
  }
}

/**
 * Run before the next picture, or soon where the tab is hidden and no picture comes.
 *
 * @param {() => void} run
 */
export function soon(run) {
  if (document.hidden) setTimeout(run, 50);
  else requestAnimationFrame(run);
}
