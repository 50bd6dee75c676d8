/** What the page says, and how it writes dates, in the language that is chosen. */

import { ENGLISH } from "./words/english.js";
import { JAPANESE } from "./words/japanese.js";

/** @typedef {keyof typeof ENGLISH} Word */

/** A language of the page. @typedef {"en"|"ja"} Language */

/**
 * The language a browser asks for.
 *
 * @param {readonly string[]} preferred as in navigator.languages
 * @returns {Language}
 */
export function preferredLanguage(preferred) {
  return preferred[0]?.toLowerCase().startsWith("ja") ? "ja" : "en";
}

/** Words and dates of one language. */
export class Words {
  #table;

  #locale;

  /**
   * @param {Language} language
   * @param {readonly string[]} preferred decides how dates of that language are written
   */
  constructor(language, preferred = []) {
    this.language = language;
    this.#locale = preferred.find((locale) => locale.startsWith(language)) ?? language;
    this.#table = language === "ja" ? JAPANESE : ENGLISH;
  }

  /**
   * @param {Word} word
   * @param {Record<string, string|number>} [values]
   * @returns {string}
   */
  say(word, values = {}) {
    return this.#table[word].replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
  }

  /**
   * @param {string} word
   * @returns {word is Word}
   */
  knows(word) {
    return word in this.#table;
  }

  /**
   * What whoever serves the simulator says, which comes in several languages.
   *
   * @param {import("./types.js").HostWords} texts
   */
  of(texts) {
    return texts[this.language] ?? texts.en ?? "";
  }

  /** @param {number} unix */
  time(unix) {
    return this.#format(unix, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  }

  /** @param {number} unix */
  moment(unix) {
    return this.#format(unix, { dateStyle: "full", timeStyle: "medium" });
  }

  /**
   * Hours, minutes and seconds.
   *
   * @param {number} unix
   */
  clock(unix) {
    return this.#format(unix, { timeStyle: "medium", hourCycle: "h23" });
  }

  /** @param {number} unix */
  date(unix) {
    return this.#format(unix, { dateStyle: "full" });
  }

  /**
   * A day as a heading: today, yesterday, or its date.
   *
   * @param {number} unix
   * @param {number} today
   */
  day(unix, today) {
    if (dayKey(unix) === dayKey(today)) return this.say("today");
    if (dayKey(unix) === dayKey(today - 86400)) return this.say("yesterday");
    const year = dayKey(unix).slice(0, 4) === dayKey(today).slice(0, 4) ? undefined : "numeric";
    return this.#format(unix, { year, month: "long", day: "numeric", weekday: "short" });
  }

  /**
   * The shortest sign of when: the time today, the weekday this week, else the date.
   *
   * @param {number} unix
   * @param {number} today
   */
  when(unix, today) {
    if (dayKey(unix) === dayKey(today)) return this.time(unix);
    if (unix <= today && today - unix < 6 * 86400) return this.#format(unix, { weekday: "short" });
    return this.#format(unix, { year: "2-digit", month: "numeric", day: "numeric" });
  }

  /**
   * @param {number} seconds
   * @returns {string} such as `1 d 2 h 5 min`
   */
  span(seconds) {
    const units = /** @type {const} */ ([
      ["day", 86400],
      ["hour", 3600],
      ["minute", 60],
      ["second", 1],
    ]);
    let left = Math.round(Math.abs(seconds));
    const parts = [];
    for (const [unit, size] of units) {
      const count = Math.floor(left / size);
      left -= count * size;
      if (count > 0) parts.push(this.#unit(count, unit));
    }
    return parts.slice(0, 2).join(" ");
  }

  /** @param {number} bytes */
  size(bytes) {
    if (bytes < 1000) return this.#unit(bytes, "byte");
    if (bytes < 1_000_000) return this.#unit(bytes / 1000, "kilobyte");
    return this.#unit(bytes / 1_000_000, "megabyte");
  }

  /**
   * @param {number} count
   * @param {string} unit
   */
  #unit(count, unit) {
    const options = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 };
    return new Intl.NumberFormat(
      this.#locale,
      /** @type {Intl.NumberFormatOptions} */ (options),
    ).format(count);
  }

  /**
   * @param {number} unix
   * @param {Intl.DateTimeFormatOptions} options
   */
  #format(unix, options) {
    return new Intl.DateTimeFormat(this.#locale, options).format(new Date(unix * 1000));
  }
}

/**
 * A calendar day in the browser's zone, comparable as text.
 *
 * @param {number} unix
 */
export function dayKey(unix) {
  const day = new Date(unix * 1000);
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
