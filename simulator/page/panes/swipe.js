/** Swiping a message to the left answers it, as on a phone. */

/** How far a finger must go, in CSS pixels. */
const FAR = 56;
const FARTHEST = 84;

/**
 * @param {HTMLElement} list holds `.message` nodes with their ids
 * @param {(messageId: number) => void} reply
 */
export function swipeToReply(list, reply) {
  /** @type {{node: HTMLElement, x: number, y: number, moved: number}|null} */
  let drag = null;
  const end = () => {
    if (!drag) return;
    const { node, moved } = drag;
    drag = null;
    node.style.removeProperty("translate");
    if (moved >= FAR) reply(Number(node.dataset.id));
  };
  list.addEventListener(
    "touchstart",
    (event) => {
      const node = event.target instanceof Element ? event.target.closest(".message") : null;
      const touch = event.touches[0];
      // What scrolls sideways itself keeps its gesture.
      const sideways =
        event.target instanceof Element && event.target.closest("pre, .table-frame, .slides");
      if (!(node instanceof HTMLElement) || event.touches.length > 1 || sideways) return;
      drag = { node, x: touch.clientX, y: touch.clientY, moved: 0 };
    },
    { passive: true },
  );
  list.addEventListener(
    "touchmove",
    (event) => {
      if (!drag) return;
      const touch = event.touches[0];
      const left = drag.x - touch.clientX;
      if (Math.abs(touch.clientY - drag.y) > Math.abs(left) && drag.moved === 0) {
        drag = null;
        return;
      }
      drag.moved = Math.min(Math.max(left, 0), FARTHEST);
      drag.node.style.translate = `${-drag.moved}px`;
    },
    { passive: true },
  );
  list.addEventListener("touchend", end);
  list.addEventListener("touchcancel", end);
}
