/** Questions about the state, answered without changing it. */

/**
 * @typedef {import("./types.js").State} State
 * @typedef {import("./types.js").ChatInfo} ChatInfo
 * @typedef {import("./types.js").Message} Message
 */

/** The key under which what one person knows of one chat is kept. */
export const keyOf = (/** @type {number} */ person, /** @type {number} */ chat) =>
  `${person}:${chat}`;

/**
 * The person the page acts as.
 *
 * @param {State} state
 */
export function me(state) {
  return state.route.person === null ? undefined : state.people.get(state.route.person);
}

/**
 * The chat that is open. A private chat has its person's id and exists before its first message.
 *
 * @param {State} state
 * @returns {ChatInfo|undefined}
 */
export function openChat(state) {
  const { chat, person } = state.route;
  if (chat === null || person === null) return undefined;
  const known = state.chats.get(chat) ?? (chat === person ? unopened(person) : undefined);
  return known?.members.includes(person) ? known : undefined;
}

/**
 * @param {number} person
 * @returns {ChatInfo}
 */
function unopened(person) {
  return { id: person, type: "private", members: [person] };
}

/**
 * Every chat that a person sees, the most recently written first.
 *
 * @param {State} state
 * @param {number} person
 * @returns {ChatInfo[]}
 */
export function chatsOf(state, person) {
  const shared = [...state.chats.values()].filter(
    (chat) => chat.type !== "private" && chat.members.includes(person) && !chat.migrated_to,
  );
  const own = state.chats.get(person) ?? unopened(person);
  const written = (/** @type {ChatInfo} */ chat) => newest(state, person, chat.id)?.date ?? 0;
  return [own, ...shared].sort((one, other) => written(other) - written(one));
}

/**
 * Whether a person sees a message: some are for one member of a group alone.
 *
 * @param {Message} message
 * @param {number|null} person
 */
function sees(message, person) {
  return !message.receiver_user || message.receiver_user.id === person;
}

/**
 * The newest message of a chat that a person sees.
 *
 * @param {State} state
 * @param {number} person
 * @param {number} chat
 * @returns {Message|undefined}
 */
export function newest(state, person, chat) {
  const messages = state.rooms.get(chat)?.messages ?? [];
  return messages.findLast((message) => !message.deleted && sees(message, person));
}

/**
 * How many messages of a chat a person has not seen.
 *
 * @param {State} state
 * @param {number} person
 * @param {number} chat
 */
export function unread(state, person, chat) {
  const messages = state.rooms.get(chat)?.messages ?? [];
  const seen = seenUpTo(state, person, chat);
  return messages.filter(
    (message) =>
      message.message_id > seen &&
      !message.deleted &&
      message.from?.id !== person &&
      sees(message, person),
  ).length;
}

/**
 * The newest id a person has seen in a chat. A mark beyond the newest message is left over from
 * an earlier run of the simulator and counts as none.
 *
 * @param {State} state
 * @param {number} person
 * @param {number} chat
 */
export function seenUpTo(state, person, chat) {
  const mark = state.read.get(keyOf(person, chat)) ?? 0;
  const last = state.rooms.get(chat)?.messages.at(-1)?.message_id ?? 0;
  return mark > last ? 0 : mark;
}

/**
 * @param {State} state
 * @param {number} person
 */
export function unreadOf(state, person) {
  return chatsOf(state, person).reduce((sum, chat) => sum + unread(state, person, chat.id), 0);
}

/**
 * The messages shown: those of the open topic, or of the whole chat, that one may see.
 *
 * @param {State} state
 * @returns {Message[]}
 */
export function shownMessages(state) {
  const { person, chat, topic } = state.route;
  const messages = (chat !== null && state.rooms.get(chat)?.messages) || [];
  return messages.filter(
    (message) =>
      sees(message, person) && (topic === null || message.message_thread_id === topic),
  );
}

/** Scripts whose languages put the family name first. */
const FAMILY_FIRST = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** @param {import("./types.js").User} user */
export function nameOf(user) {
  const names = [user.first_name, user.last_name].filter(Boolean);
  if (FAMILY_FIRST.test(user.last_name ?? "")) names.reverse();
  return names.join(" ") || `${user.id}`;
}

/**
 * A chat's name as its members see it.
 *
 * @param {State} state
 * @param {ChatInfo} chat
 */
export function titleOf(state, chat) {
  return chat.type === "private" ? nameOf(state.bot) : chat.title || `${chat.id}`;
}

/**
 * @param {ChatInfo} chat
 * @param {number} person
 */
export const hasStarted = (chat, person) => (chat.started_by ?? []).includes(person);

/**
 * @param {ChatInfo|undefined} chat
 * @param {number} person
 */
export const hasBlocked = (chat, person) => (chat?.blocked_by ?? []).includes(person);

/**
 * The bot's commands that a person is offered in the open chat.
 *
 * @param {State} state
 * @returns {import("./types.js").Command[]}
 */
export function commandsHere(state) {
  const chat = openChat(state);
  return chat?.commands?.[String(state.route.person)] ?? [];
}

/**
 * The simulator's time, in Unix seconds.
 *
 * @param {State} state
 */
export function now(state) {
  return state.clock.now + (Date.now() - state.clockSeen) / 1000;
}

/**
 * The reply keyboard in force: of the newest message that set or removed one.
 *
 * @param {State} state
 * @returns {import("./types.js").Message|undefined}
 */
export function replyKeyboard(state) {
  const set = shownMessages(state).findLast(
    ({ keyboard, deleted }) => !deleted && (keyboard?.keyboard || keyboard?.remove_keyboard),
  );
  return set?.keyboard?.keyboard ? set : undefined;
}
