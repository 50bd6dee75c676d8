/** The simulator's event stream, which comes back by itself and misses nothing. */

const FIRST_WAIT = 400;
const LONGEST_WAIT = 5000;

/**
 * Listens to /control/events and opens it again after a loss, from the last number seen.
 *
 * EventSource's own return would ask for the first address again, and so repeat or miss events.
 */
export class EventStream {
  #onEvent;
  #onLine;
  #open;
  /** @type {EventSource|null} */
  #source = null;
  #after = -1;
  #wait = FIRST_WAIT;

  /**
   * @param {{onEvent: (event: import("./types.js").StreamEvent) => void,
   *   onLine: (online: boolean) => void, open?: (url: string) => EventSource}} options
   *   `onLine(true)` is called at each opening: what was missed before may be asked for then
   */
  constructor({ onEvent, onLine, open = (url) => new EventSource(url) }) {
    this.#onEvent = onEvent;
    this.#onLine = onLine;
    this.#open = open;
  }

  start() {
    const query = this.#after < 0 ? "" : `?after=${this.#after}`;
    const source = this.#open(`/control/events${query}`);
    this.#source = source;
    source.onopen = () => {
      this.#wait = FIRST_WAIT;
      this.#onLine(true);
    };
    source.onmessage = (message) => this.#take(JSON.parse(message.data));
    source.onerror = () => this.#again(source);
  }

  stop() {
    this.#source?.close();
    this.#source = null;
  }

  /** @param {import("./types.js").StreamEvent} event */
  #take(event) {
    this.#after = event.seq;
    this.#onEvent(event);
  }

  /** @param {EventSource} source */
  #again(source) {
    source.close();
    if (this.#source !== source) return;
    this.#onLine(false);
    setTimeout(() => this.#source === source && this.start(), this.#wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
  }
}
