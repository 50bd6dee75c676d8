/** What a message carries besides words: photos, documents, films, sounds. */

import { el, icon } from "../dom.js";
import { fileUrl } from "../api.js";

/**
 * @typedef {import("../types.js").Message} Message
 * @typedef {import("../types.js").Media} Media
 * @typedef {import("../words.js").Words} Words
 */

/** Wide enough for a bubble on a screen of double density. */
const ENOUGH_PIXELS = 900;

/**
 * The medium of a message, or null where it is only words.
 *
 * @param {Message} message
 * @param {Words} words
 * @param {(fileId: string) => void} openPhoto
 * @returns {HTMLElement|null}
 */
export function media(message, words, openPhoto) {
  if (message.photo?.length)
    return photo(message.photo, { words, openPhoto, veiled: message.has_media_spoiler });
  const film = message.video ?? message.animation;
  if (film && !message.document)
    return el("video", {
      class: "film",
      controls: true,
      preload: "none",
      src: fileUrl(film.file_id),
    });
  const sound = message.audio ?? message.voice;
  if (sound)
    return el("audio", {
      class: "sound",
      controls: true,
      preload: "none",
      src: fileUrl(sound.file_id),
    });
  if (message.sticker) return el("span", { class: "sticker", text: message.sticker.emoji ?? "🙂" });
  return message.document ? documentTile(message.document, words) : null;
}

/**
 * @param {Media[]} sizes ascending
 * @param {{words: Words, openPhoto: (fileId: string) => void, veiled?: boolean}} options
 */
function photo(sizes, { words, openPhoto, veiled }) {
  const largest = sizes[sizes.length - 1];
  const shown = sizes.find((size) => (size.width ?? 0) >= ENOUGH_PIXELS) ?? largest;
  const image = el("img", {
    src: fileUrl(shown.file_id),
    alt: words.say("photo"),
    width: shown.width,
    height: shown.height,
  });
  const button = el(
    "button",
    { type: "button", class: "photo", "aria-label": words.say("open_photo") },
    image,
  );
  button.classList.toggle("veiled", Boolean(veiled));
  button.addEventListener("click", () => {
    if (button.classList.contains("veiled")) button.classList.remove("veiled");
    else openPhoto(largest.file_id);
  });
  return button;
}

/**
 * @param {Media} file
 * @param {Words} words
 */
function documentTile(file, words) {
  const name = file.file_name ?? words.say("document");
  const facts = [
    file.file_size === undefined ? "" : words.size(file.file_size),
    extension(name).toUpperCase(),
  ];
  return el(
    "a",
    {
      class: "document",
      href: fileUrl(file.file_id),
      download: name,
      "aria-label": words.say("download", { name }),
    },
    el(
      "span",
      { class: "document-sign" },
      icon("file"),
      el("span", { class: "document-hover" }, icon("download")),
    ),
    el(
      "span",
      { class: "document-facts" },
      el("span", { class: "document-name", text: name }),
      el("span", { class: "document-size", text: facts.filter(Boolean).join(" · ") }),
    ),
  );
}

/** @param {string} name */
function extension(name) {
  return /\.([\w]{1,5})$/.exec(name)?.[1] ?? "";
}
