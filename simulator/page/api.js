/** The simulator's control API over fetch, one method a route. */

/** A request that the simulator refused; the message is its own sentence. */
export class Refusal extends Error {
  /**
   * @param {string} sentence
   * @param {number} status HTTP status, 0 where no answer came
   */
  constructor(sentence, status) {
    super(sentence);
    this.name = "Refusal";
    this.status = status;
  }
}

/**
 * @param {Response} response
 * @returns {Promise<any>}
 * @throws {Refusal} when the status is not 2xx
 */
async function read(response) {
  const value = parsed(await response.text());
  if (!response.ok) throw new Refusal(value.error ?? response.statusText, response.status);
  return value;
}

/**
 * @param {string} body
 * @returns {any} what isn't JSON counts as an error's sentence
 */
function parsed(body) {
  try {
    return body ? JSON.parse(body) : {};
  } catch {
    return { error: body.slice(0, 200) };
  }
}

/** What the page asks of the simulator. Every method throws {@link Refusal}. */
export class Api {
  #fetch;

  /** @param {typeof fetch} [fetcher] */
  constructor(fetcher = (input, init) => fetch(input, init)) {
    this.#fetch = fetcher;
  }

  /**
   * @param {string} path
   * @param {RequestInit} [init]
   */
  async #ask(path, init) {
    let response;
    try {
      response = await this.#fetch(`/control/${path}`, init);
    } catch {
      throw new Refusal("", 0);
    }
    return read(response);
  }

  /**
   * @param {string} path
   * @param {object} [value]
   */
  #post(path, value = {}) {
    const headers = { "Content-Type": "application/json" };
    return this.#ask(path, { method: "POST", headers, body: JSON.stringify(value) });
  }

  /** @returns {Promise<import("./types.js").World>} */
  state() {
    return this.#ask("state");
  }

  /**
   * The newest messages that a person sees in a chat, or those before an id; oldest first.
   *
   * @param {number} chat
   * @param {number} viewer
   * @param {{before?: number, limit?: number}} [page]
   * @returns {Promise<import("./types.js").Message[]>}
   */
  async messages(chat, viewer, { before, limit = 50 } = {}) {
    const query = new URLSearchParams({ viewer: String(viewer), limit: String(limit) });
    if (before !== undefined) query.set("before", String(before));
    return (await this.#ask(`chats/${chat}/messages?${query}`)).messages;
  }

  /**
   * @param {{person: number, chat_id?: number, text: string, reply_to_message_id?: number,
   *   message_thread_id?: number}} words
   */
  say(words) {
    return this.#post("say", words);
  }

  /**
   * @param {{person: number, chat_id?: number, caption?: string, as_photo?: boolean,
   *   message_thread_id?: number, reply_to_message_id?: number}} where
   * @param {File} file
   */
  upload(where, file) {
    const form = new FormData();
    for (const [name, value] of Object.entries(where)) {
      if (value === undefined || value === false || value === "") continue;
      form.set(name, value === true ? "1" : String(value));
    }
    form.set("file", file, file.name || "file");
    return this.#ask("upload", { method: "POST", body: form });
  }

  /** @param {{person: number, from_chat_id: number, message_id: number, chat_id?: number}} which */
  forward(which) {
    return this.#post("forward", which);
  }

  /**
   * Press a callback button; resolves with the bot's answer, or that none came in time.
   *
   * @param {{person: number, chat_id: number, message_id: number, data: string}} press
   * @returns {Promise<import("./types.js").CallbackAnswer>}
   */
  async press(press) {
    const { callback_query_id: id } = await this.#post("press", press);
    return this.#ask(`answers/${encodeURIComponent(id)}`);
  }

  /**
   * Ask the bot inline; refused when it does not answer.
   *
   * @param {{person: number, query: string, offset?: string}} query
   * @returns {Promise<{inline_query_id: string, results?: import("./types.js").InlineResult[]}>}
   */
  inline(query) {
    return this.#post("inline", query);
  }

  /**
   * Send one of the results of an inline query.
   *
   * @param {{inline_query_id: string, result_id: string, chat_id: number,
   *   message_thread_id?: number}} choice
   */
  choose(choice) {
    return this.#post("choose", choice);
  }

  /**
   * @param {{first_name: string, last_name?: string, username?: string, language_code?: string}} person
   * @returns {Promise<import("./types.js").Person>}
   */
  addPerson(person) {
    return this.#post("people", person);
  }

  /** @param {{count: number, language_code?: string}} crowd */
  addPeople(crowd) {
    return this.#post("people/bulk", crowd);
  }

  /**
   * A new group or channel; its first member made it and brought the bot along.
   *
   * @param {{type: string, title: string, is_forum?: boolean, members: number[]}} chat
   * @returns {Promise<import("./types.js").ChatInfo>}
   */
  addChat(chat) {
    return this.#post("chats", chat);
  }

  /**
   * @param {number} chat
   * @param {string} name
   */
  addTopic(chat, name) {
    return this.#post(`chats/${chat}/topics`, { name });
  }

  /**
   * @param {"block"|"unblock"|"deactivate"} what
   * @param {number} person
   */
  standing(what, person) {
    return this.#post(what, { person });
  }

  /** @param {{advance: number}|{set: number}} change seconds, or a Unix time */
  clock(change) {
    return this.#post("clock", change);
  }

  /** @returns {Promise<{host: import("./types.js").HostTab|null}>} */
  host() {
    return this.#ask("host");
  }

  /**
   * @param {string} button
   * @returns {Promise<{host: import("./types.js").HostTab|null}>}
   */
  pressHost(button) {
    return this.#post(`host/${encodeURIComponent(button)}`, {});
  }

  /** @param {import("./types.js").Fault} fault */
  addFault(fault) {
    return this.#post("faults", fault);
  }

  /** @param {string|number} [id] all of them when left out */
  removeFault(id) {
    return this.#ask(id === undefined ? "faults" : `faults/${id}`, { method: "DELETE" });
  }

  /** @param {{older_api?: boolean, limits?: boolean, strict?: boolean}} settings */
  settings(settings) {
    return this.#post("settings", settings);
  }
}

/**
 * Where the bytes of a file are.
 *
 * @param {string} fileId
 */
export function fileUrl(fileId) {
  return `/control/files/${encodeURIComponent(fileId)}`;
}
