/** Files on their way to the chat: dropped, pasted or picked, then shown once more before they go. */

import { el, icon, iconButton } from "../dom.js";
import { openChat, titleOf } from "../select.js";

/** @typedef {import("../main.js").App} App */

const PICTURE = /^image\/(png|jpe?g|webp|gif)$/;
const PREVIEW_WIDTH = 320;

/**
 * Take files that are dropped on a pane or pasted anywhere.
 *
 * @param {App} app
 * @param {HTMLElement} pane
 */
export function takeFiles(app, pane) {
  const veil = el(
    "div",
    { class: "drop-veil", hidden: true },
    el("div", { class: "drop-sign" }, icon("attach"), el("p")),
  );
  pane.append(veil);
  const carries = (/** @type {DragEvent} */ event) =>
    [...(event.dataTransfer?.types ?? [])].includes("Files");
  pane.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    const chat = openChat(app.store.state);
    const line = veil.querySelector("p");
    if (line && chat)
      line.textContent = app.words.say("drop_here", { name: titleOf(app.store.state, chat) });
    veil.hidden = false;
  });
  pane.addEventListener("dragleave", (event) => {
    if (!(event.relatedTarget instanceof Node && pane.contains(event.relatedTarget)))
      veil.hidden = true;
  });
  pane.addEventListener("drop", (event) => {
    veil.hidden = true;
    if (!carries(event)) return;
    event.preventDefault();
    offerFiles(app, [...(event.dataTransfer?.files ?? [])]);
  });
  document.addEventListener(
    "paste",
    (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0 || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      offerFiles(app, files);
    },
    { signal: app.ended },
  );
}

/**
 * Show the files with a field for a caption, and send them when asked to.
 *
 * @param {App} app
 * @param {File[]} files
 */
export function offerFiles(app, files) {
  if (files.length === 0 || !openChat(app.store.state)) return;
  const { words } = app;
  const label = words.say(files.length === 1 ? "send_file" : "send_files", { count: files.length });
  const pictures = files.every((file) => PICTURE.test(file.type));
  const caption = el("textarea", {
    class: "field caption-field",
    rows: 1,
    placeholder: words.say("albums_caption"),
    "aria-label": words.say("albums_caption"),
    autofocus: true,
    maxlength: 1024,
  });
  const asPhoto = el("input", { type: "checkbox", checked: true });
  app.notices.dialog({ label, class: "files" }, (close) => {
    const send = () => {
      close();
      void app.actions.upload(files, {
        caption: caption.value.trim(),
        asPhoto: pictures && asPhoto.checked,
      });
    };
    caption.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      send();
    });
    return [
      el(
        "header",
        { class: "dialog-head" },
        el("h2", { text: label }),
        iconButton("close", words.say("close"), close),
      ),
      el(
        "ul",
        { class: "file-list", role: "list" },
        ...files.map((file) => el("li", {}, picture(file), fileFacts(app, file))),
      ),
      pictures && el("label", { class: "check" }, asPhoto, words.say("as_photo")),
      el(
        "div",
        { class: "caption-row" },
        caption,
        iconButton("send", words.say("send"), send, { class: "send-button" }),
      ),
    ];
  });
}

/**
 * @param {App} app
 * @param {File} file
 */
function fileFacts(app, file) {
  return el(
    "span",
    { class: "document-facts" },
    el("span", { class: "document-name", text: file.name }),
    el("span", { class: "document-size", text: app.words.size(file.size) }),
  );
}

/**
 * A picture is drawn on a canvas: the page's policy lets no blob be an image's address.
 *
 * @param {File} file
 */
function picture(file) {
  if (!PICTURE.test(file.type)) return el("span", { class: "document-sign" }, icon("file"));
  const canvas = el("canvas", { class: "file-picture", width: 1, height: 1 });
  createImageBitmap(file).then(
    (bitmap) => {
      const scale = Math.min(1, PREVIEW_WIDTH / bitmap.width);
      canvas.width = bitmap.width * scale;
      canvas.height = bitmap.height * scale;
      canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    },
    () => canvas.replaceWith(el("span", { class: "document-sign" }, icon("file"))),
  );
  return canvas;
}
