/** A message in one line of plain text, for the chat list, quotes and the window's title. */

import { nameOf } from "../select.js";
import { plainBlocks, VEIL } from "./rich.js";

/**
 * @typedef {import("../types.js").Message} Message
 * @typedef {import("../words.js").Words} Words
 */

/** What is said for a medium that has no caption. @type {readonly (keyof Message & import("../words.js").Word)[]} */
const MEDIA = Object.freeze(["photo", "video", "audio", "voice", "document", "sticker"]);

/**
 * @param {Message} message
 * @param {Words} words
 * @returns {string}
 */
export function preview(message, words) {
  const notice = serviceText(message, words);
  if (notice !== null) return notice;
  const written =
    veiled(message.text, message.entities) ??
    veiled(message.caption, message.caption_entities) ??
    plainBlocks(message.rich_message?.blocks ?? []);
  const media = MEDIA.find((kind) => message[kind]);
  const name = message.document?.file_name;
  const line = written.replace(/\s+/g, " ").trim().slice(0, 160);
  if (!media || (line && media === "photo")) return line;
  return [name ?? words.say(media), line].filter(Boolean).join(" · ");
}

/**
 * A text whose spoilers can't be read.
 *
 * @param {string|undefined} text
 * @param {import("../types.js").Entity[]} [entities]
 */
function veiled(text, entities = []) {
  return entities
    .filter((entity) => entity.type === "spoiler")
    .reduce(
      (shown, { offset, length }) =>
        shown && shown.slice(0, offset) + VEIL.repeat(length) + shown.slice(offset + length),
      text,
    );
}

/**
 * What a service message tells, null for every other message.
 *
 * @param {Message} message
 * @param {Words} words
 * @returns {string|null}
 */
export function serviceText(message, words) {
  for (const [field, tell] of SERVICES)
    if (message[field] !== undefined) return tell(message, words);
  return null;
}

/** @param {Message} message */
export const isService = (message) => SERVICES.some(([field]) => message[field] !== undefined);

/** @type {readonly [keyof Message, (message: Message, words: Words) => string][]} */
const SERVICES = Object.freeze([
  [
    "new_chat_members",
    (message, words) =>
      words.say("joined", { names: (message.new_chat_members ?? []).map(nameOf).join(", ") }),
  ],
  [
    "left_chat_member",
    (message, words) =>
      words.say("left", { name: message.left_chat_member ? nameOf(message.left_chat_member) : "" }),
  ],
  [
    "new_chat_title",
    (message, words) => words.say("new_title", { name: message.new_chat_title ?? "" }),
  ],
  ["group_chat_created", (_, words) => words.say("group_created")],
  ["supergroup_chat_created", (_, words) => words.say("group_created")],
  ["channel_chat_created", (_, words) => words.say("channel_created")],
  ["migrate_to_chat_id", (_, words) => words.say("migrated")],
  ["migrate_from_chat_id", (_, words) => words.say("migrated")],
  ["pinned_message", (message, words) => pinned(message, words)],
  [
    "forum_topic_created",
    (message, words) =>
      words.say("topic_created", { name: message.forum_topic_created?.name ?? "" }),
  ],
  [
    "forum_topic_edited",
    (message, words) => words.say("topic_edited", { name: message.forum_topic_edited?.name ?? "" }),
  ],
  ["forum_topic_closed", (_, words) => words.say("topic_closed")],
  ["forum_topic_reopened", (_, words) => words.say("topic_reopened")],
]);

/**
 * @param {Message} message
 * @param {Words} words
 */
function pinned(message, words) {
  const who = message.from ? `${nameOf(message.from)}: ` : "";
  const text = message.pinned_message ? preview(message.pinned_message, words).slice(0, 60) : "";
  return who + (text ? words.say("pinned", { text }) : words.say("pinned_any"));
}
