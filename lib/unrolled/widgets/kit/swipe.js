// A finger along something that is read from left to right: to the left it goes on.

const STRIDE = 44; // pixels of a step

/**
 * Step with the finger; up and down it moves the page as ever.
 *
 * @param {HTMLElement} element
 * @param {(way: 1 | -1) => void} step
 */
export function swiped(element, step) {
  element.classList.add("u-swiped");
  element.addEventListener("pointerdown", (begun) => {
    if (begun.pointerType !== "touch") return;
    let from = begun.clientX;
    const follow = (/** @type {PointerEvent} */ { clientX }) => {
      const way = clientX < from ? 1 : -1;
      if (Math.abs(clientX - from) < STRIDE) return;
      from -= way * STRIDE;
      step(way);
    };
    const end = new AbortController();
    element.addEventListener("pointermove", follow, end);
    for (const type of ["pointerup", "pointercancel"])
      element.addEventListener(type, () => end.abort(), end);
  });
}
