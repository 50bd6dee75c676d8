/** What each event of the simulator's stream does to the state. */

/**
 * @typedef {import("./types.js").State} State
 * @typedef {import("./types.js").Message} Message
 * @typedef {import("./types.js").StreamEvent} StreamEvent
 * @typedef {import("./store.js").Topic} Topic
 */

/** How many calls are kept for looking at. */
export const CALLS_KEPT = 400;
/** How many messages are kept of a chat whose history nobody opened. */
const UNOPENED_KEPT = 60;
/** Chats that nobody can open, those of a crowd that isn't listed, are followed up to this many. */
const ROOMS_KEPT = 1000;
/** Telegram shows a chat action for five seconds or until a message comes. */
const ACTION_MS = 5000;

/**
 * Take one event into the state.
 *
 * @param {State} state
 * @param {StreamEvent} event
 * @returns {Topic[]} what changed
 */
export function take(state, event) {
  const change = CHANGES[event.type];
  return change ? change(state, event) : [];
}

/** @type {Readonly<Record<string, (state: State, event: StreamEvent) => Topic[]>>} */
const CHANGES = Object.freeze({
  message: (state, event) => {
    const message = /** @type {Message} */ (event.message);
    const chat = event.chat_id ?? message.chat.id;
    const known = state.rooms.has(chat) || state.chats.has(chat);
    if (!known && state.rooms.size >= ROOMS_KEPT) return [];
    merge(state, chat, [message]);
    roomOf(state, chat).told += 1;
    if (message.from?.id === state.bot.id) state.actions.delete(chat);
    return ["rooms", "actions"];
  },
  edit: (state, event) => {
    const message = /** @type {Message} */ (event.message);
    // What stands beside a message is not told again when only its content changes.
    const edited = (/** @type {Message} */ { reaction, keyboard }) => ({
      reaction,
      keyboard,
      ...message,
    });
    replace(state, event.chat_id ?? message.chat.id, [message.message_id], edited);
    return ["rooms"];
  },
  delete: (state, event) => {
    const gone = (/** @type {Message} */ message) => ({ ...message, deleted: true });
    replace(state, event.chat_id ?? 0, event.message_ids ?? [], gone);
    return ["rooms"];
  },
  reaction: (state, event) => {
    const reaction = event.reaction ?? [];
    replace(state, event.chat_id ?? 0, [event.message_id ?? 0], (message) => ({
      ...message,
      reaction,
    }));
    return ["rooms"];
  },
  action: (state, event) => {
    const until = Date.now() + ACTION_MS;
    state.actions.set(event.chat_id ?? 0, { action: event.action ?? "typing", until });
    return ["actions"];
  },
  call: (state, event) => {
    state.calls.push(/** @type {any} */ (event));
    if (state.calls.length > CALLS_KEPT) state.calls.splice(0, state.calls.length - CALLS_KEPT);
    return ["calls"];
  },
});

/**
 * @param {State} state
 * @param {number} chat
 * @returns {import("./types.js").Room}
 */
export function roomOf(state, chat) {
  const room = state.rooms.get(chat) ?? { messages: [], loaded: false, complete: false, told: 0 };
  state.rooms.set(chat, room);
  return room;
}

/**
 * Add messages to a room, each once, the later copy winning.
 *
 * @param {State} state
 * @param {number} chat
 * @param {Message[]} messages
 */
export function merge(state, chat, messages) {
  const room = roomOf(state, chat);
  const byId = new Map(room.messages.map((message) => [message.message_id, message]));
  messages.forEach((message) => byId.set(message.message_id, message));
  room.messages = [...byId.values()].sort((one, other) => one.message_id - other.message_id);
  if (!room.loaded) room.messages = room.messages.slice(-UNOPENED_KEPT);
}

/**
 * @param {State} state
 * @param {number} chat
 * @param {number[]} ids
 * @param {(message: Message) => Message} change
 */
function replace(state, chat, ids, change) {
  const room = state.rooms.get(chat);
  if (!room) return;
  room.told += 1;
  room.messages = room.messages.map((message) =>
    ids.includes(message.message_id) ? change(message) : message,
  );
}

/**
 * Take the simulator's whole state in.
 *
 * @param {State} state
 * @param {import("./types.js").World} world
 */
export function takeWorld(state, world) {
  state.bot = world.bot;
  state.people = new Map(world.people.map((person) => [person.id, person]));
  state.peopleTotal = world.people_total ?? world.people.length;
  state.chats = new Map(world.chats.map((chat) => [chat.id, chat]));
  state.clock = world.clock;
  state.clockSeen = Date.now();
  state.faults = world.faults;
  state.olderApi = world.older_api;
  state.host = world.host ?? null;
  state.ready = true;
}
