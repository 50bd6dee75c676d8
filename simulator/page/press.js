/** Keeps the page as it is while somebody presses on it. */

/** A press on a scroll bar is never told to be over, one on what hears clicks nearly always. */
const LONGEST_MS = 1000;
const LONGEST_ON_CONTROL_MS = 30_000;
const CONTROLS = "button, a, input, textarea, select, label, summary";
/** A tap's click comes a little after the finger has gone, on a busy machine later. */
const CLICK_MS = 300;

/** Puts off changes: what is replaced between the press and the release hears no click. */
export class Press {
  /** @type {(() => void)[]} */
  #waiting = [];
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #over;

  /** @param {EventTarget} target where presses are heard */
  constructor(target) {
    const hear = (/** @type {string} */ name, /** @type {number} */ left) =>
      target.addEventListener(name, () => this.#ends(left), { capture: true });
    target.addEventListener("pointerdown", (event) => this.#holds(event), { capture: true });
    hear("pointerup", CLICK_MS);
    hear("pointercancel", 0);
    hear("click", 0);
  }

  /**
   * Run at once, or as soon as the press is over.
   *
   * @param {() => void} run
   */
  whenOver(run) {
    if (this.#over === undefined) run();
    else this.#waiting.push(run);
  }

  /** @param {Event} event */
  #holds(event) {
    const onControl = event.target instanceof Element && event.target.closest(CONTROLS);
    clearTimeout(this.#over);
    const longest = onControl ? LONGEST_ON_CONTROL_MS : LONGEST_MS;
    this.#over = setTimeout(() => this.#release(), longest);
  }

  /** @param {number} left milliseconds until it is over */
  #ends(left) {
    if (this.#over === undefined) return;
    clearTimeout(this.#over);
    this.#over = setTimeout(() => this.#release(), left);
  }

  #release() {
    this.#over = undefined;
    this.#waiting.splice(0).forEach((run) => run());
  }
}
