/** The page's composition root: makes the store and everything that lives on it. */

import { Actions, wide } from "./actions.js";
import { Api } from "./api.js";
import { el, icon } from "./dom.js";
import { EventStream } from "./events.js";
import { Memory } from "./memory.js";
import { Notices } from "./notices.js";
import { Composer } from "./panes/composer.js";
import { offerFiles, takeFiles } from "./panes/files.js";
import { headerPane, topicRow } from "./panes/header.js";
import { showHint } from "./panes/hint.js";
import { History, noChat } from "./panes/history.js";
import { listPane } from "./panes/list.js";
import { panelPane, TAB_NAMES } from "./panel/panel.js";
import { avatar } from "./render/avatar.js";
import { Press } from "./press.js";
import { take } from "./reduce.js";
import { parseRoute } from "./route.js";
import { chatsOf, me, nameOf, openChat, titleOf, unreadOf } from "./select.js";
import { emptyState, soon, Store } from "./store.js";
import { preferredLanguage, Words } from "./words.js";

/** Events after which the simulator's state is asked for again. */
const WORLD_EVENTS = Object.freeze(["people", "chats", "commands", "clock", "faults", "settings"]);
const REFRESH_MS = 120;
const PANEL_ROOM = "(min-width: 1180px)";

/**
 * What every pane may use. A change of language builds a new one, and all panes with it.
 *
 * @typedef {object} App
 * @property {Store} store
 * @property {Api} api
 * @property {Actions} actions
 * @property {Notices} notices
 * @property {Words} words
 * @property {import("./render/entities.js").TextActions} textActions
 * @property {AbortSignal} ended
 * @property {(run: () => void, ms: number) => void} repeat
 * @property {<T>(doing: () => Promise<T>) => Promise<T|undefined>} attemptAndRefresh
 * @property {(query: string, here: boolean) => Promise<void>} writeInline
 * @property {(files: File[]) => void} offerFiles
 * @property {() => void} showHint
 * @property {() => boolean} hintSeen
 * @property {() => void} closeHint
 * @property {() => void} switchTheme
 * @property {() => void} switchLanguage
 * @property {() => void} togglePanel
 * @property {(tab: string) => void} openPanel
 */

/** Builds the page and keeps it in step with the simulator. */
class Page {
  #memory = new Memory(localStorage);
  #press = new Press(window);
  // Asked when the picture is due: a press may have begun since the change.
  #store = new Store(emptyState(), (run) => soon(() => this.#press.whenOver(run)));
  #api = new Api();
  #words;
  #notices = new Notices(() => this.#words);
  #actions;
  #ended = new AbortController();
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #refreshTimer;

  constructor() {
    const remembered = this.#memory.recall("language");
    this.#words = this.#wordsOf(
      remembered === "ja" || remembered === "en"
        ? remembered
        : preferredLanguage(navigator.languages),
    );
    const { store, api, memory, notices } = {
      store: this.#store,
      api: this.#api,
      memory: this.#memory,
      notices: this.#notices,
    };
    this.#actions = new Actions({ store, api, memory, notices, words: () => this.#words });
    this.#store.state.read = this.#memory.readMarks();
  }

  /** @param {import("./words.js").Language} language */
  #wordsOf(language) {
    return new Words(language, navigator.languages);
  }

  start() {
    this.#theme();
    addEventListener("hashchange", () => this.#readRoute());
    document.addEventListener("keydown", (event) => this.#key(event));
    this.#build();
    this.#readRoute();
    new EventStream({
      onEvent: (event) => this.#take(event),
      onLine: (online) => void this.#line(online),
    }).start();
  }

  // --- what the simulator tells --------------------------------------------------------------

  /** @param {import("./types.js").StreamEvent} event */
  #take(event) {
    if (WORLD_EVENTS.includes(event.type)) this.#refreshSoon();
    this.#store.change(take(this.#store.state, event), () => undefined);
  }

  /** Ask for the state once for a whole burst of events. */
  #refreshSoon() {
    if (this.#refreshTimer !== undefined) return;
    this.#refreshTimer = setTimeout(() => {
      this.#refreshTimer = undefined;
      void this.#actions.refresh();
    }, REFRESH_MS);
  }

  /** @param {boolean} online */
  async #line(online) {
    this.#store.change(["online"], (state) => {
      state.online = online;
      if (online) state.rooms.forEach((room) => (room.loaded = false));
    });
    if (!online) return;
    await this.#actions.refresh();
    this.#settle();
    await this.#actions.lookAround();
  }

  /** Be somebody who exists: the one of the address, of the last visit, or the first. */
  #settle() {
    const { state } = this.#store;
    if (me(state)) return this.#readRoute();
    const remembered = Number(this.#memory.recall("person"));
    const person = state.people.has(remembered) ? remembered : state.people.keys().next().value;
    if (person === undefined) return;
    const chat = state.route.chat ?? (wide() ? person : null);
    history.replaceState(null, "", location.pathname);
    this.#actions.go({ person, chat });
  }

  // --- where the page is ---------------------------------------------------------------------

  #readRoute() {
    const { state } = this.#store;
    const route = parseRoute(location.hash);
    if (route.panel !== null && !TAB_NAMES.includes(route.panel)) route.panel = null;
    this.#store.change(["route"], () => (state.route = route));
    if (route.person !== null) this.#memory.keep("person", String(route.person));
    const hidden = this.#memory.recall("panel") === "closed" || !matchMedia(PANEL_ROOM).matches;
    document.body.classList.toggle("with-chat", openChat(state) !== undefined);
    document.body.classList.toggle("with-panel", route.panel !== null || !hidden);
  }

  #togglePanel() {
    const open = document.body.classList.contains("with-panel");
    if (matchMedia(PANEL_ROOM).matches) this.#memory.keep("panel", open ? "closed" : null);
    this.#actions.go({ panel: open ? null : "people" });
    this.#readRoute();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]"))
      return;
    const { state } = this.#store;
    if (state.replyingTo) this.#actions.replyTo(null);
    else if (state.route.panel !== null && !matchMedia(PANEL_ROOM).matches)
      this.#actions.go({ panel: null });
    else if (state.route.chat !== null && !wide()) this.#actions.go({ chat: null });
  }

  // --- how it looks --------------------------------------------------------------------------

  #theme() {
    const chosen = this.#memory.recall("theme");
    if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
    else delete document.documentElement.dataset.theme;
  }

  #switchTheme() {
    const { theme } = document.documentElement.dataset;
    const dark = theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    this.#memory.keep("theme", dark ? "light" : "dark");
    this.#theme();
  }

  #switchLanguage() {
    this.#words = this.#wordsOf(this.#words.language === "ja" ? "en" : "ja");
    this.#memory.keep("language", this.#words.language);
    this.#ended.abort();
    this.#ended = new AbortController();
    this.#store.forget();
    this.#build();
    this.#store.change(
      ["route", "world", "rooms", "reading", "reply", "actions", "calls", "online"],
      () => undefined,
    );
  }

  #build() {
    document.documentElement.lang = this.#words.language;
    const app = this.#app();
    const transcript = new History(app);
    const composer = new Composer(app);
    app.writeInline = (query, here) => this.#writeInline(app, composer, { query, here });
    const chat = el(
      "main",
      { class: "chat-pane" },
      headerPane(app),
      topicRow(app),
      transcript.root,
      composer.root,
      noChat(app),
    );
    takeFiles(app, chat);
    const frame = el("div", { class: "frame" }, listPane(app), chat, panelPane(app));
    document.body.replaceChildren(offline(app), frame, this.#notices.root);
    this.#store.on(["route", "rooms", "world", "reading"], () => this.#title());
    this.#store.on(["world"], () =>
      document.body.classList.toggle("with-chat", openChat(this.#store.state) !== undefined),
    );
  }

  #title() {
    const { state } = this.#store;
    const person = me(state);
    const count = person ? unreadOf(state, person.id) : 0;
    const chat = openChat(state);
    const name = chat ? titleOf(state, chat) : this.#words.say("app_title");
    document.title = [count > 0 ? `(${count})` : "", name, person ? `– ${nameOf(person)}` : ""]
      .filter(Boolean)
      .join(" ");
  }

  // --- what the panes may use ----------------------------------------------------------------

  /** @returns {App} */
  #app() {
    const actions = this.#actions;
    const ended = this.#ended.signal;
    /** @type {App} */
    const app = {
      store: this.#store,
      api: this.#api,
      actions,
      notices: this.#notices,
      words: this.#words,
      ended,
      textActions: {
        command: (text) => void actions.say(text),
        mention: (target) => void actions.follow(target),
        copy: (text) => void actions.copy(text),
        word: (key) => this.#words.say(/** @type {import("./words.js").Word} */ (key)),
      },
      repeat: (run, ms) => {
        const timer = setInterval(run, ms);
        ended.addEventListener("abort", () => clearInterval(timer));
      },
      attemptAndRefresh: async (doing) => {
        const done = await actions.attempt(doing);
        await actions.refresh();
        return done;
      },
      writeInline: async () => undefined,
      offerFiles: (files) => offerFiles(app, files),
      showHint: () => showHint(app),
      hintSeen: () => this.#memory.recall("hint") === "seen",
      closeHint: () => {
        this.#memory.keep("hint", "seen");
        this.#store.change(["rooms"], () => undefined);
      },
      switchTheme: () => this.#switchTheme(),
      switchLanguage: () => this.#switchLanguage(),
      togglePanel: () => this.#togglePanel(),
      openPanel: (tab) => actions.go({ panel: tab }),
    };
    return app;
  }

  /**
   * @param {App} app
   * @param {Composer} composer
   * @param {{query: string, here: boolean}} wish
   */
  async #writeInline(app, composer, { query, here }) {
    const { state } = this.#store;
    const { person, chat } = state.route;
    if (person === null) return;
    const choices = chatsOf(state, person).map((entry) => {
      const label = titleOf(state, entry);
      return {
        label,
        face: avatar(entry.type === "private" ? state.bot.id : entry.id, label),
        value: entry.id,
      };
    });
    const target = here ? chat : await app.notices.choose(app.words.say("choose_chat"), choices);
    if (target === null) return;
    if (target !== chat) {
      this.#actions.open(target);
      await new Promise((resolve) => soon(() => soon(() => resolve(undefined))));
    }
    composer.write(`@${state.bot.username} ${query}`);
  }
}

/** @param {App} app */
function offline(app) {
  const bar = el(
    "div",
    { class: "offline", role: "alert", hidden: true },
    icon("fault"),
    app.words.say("offline"),
  );
  app.store.on(["online"], () => (bar.hidden = app.store.state.online));
  return bar;
}

new Page().start();
