// A knob in a chart, to drag with mouse, finger or arrow keys.

import { draw, put } from "./dom.js";

const GRIP = 8; // radius of a knob; a finger needs three times that

/**
 * @typedef {object} Asked
 * @property {string} name
 * @property {string} spoken  what it sets
 * @property {string} role
 * @property {(x: number, y: number) => void} move  called with numbers of the axes
 * @property {(event: KeyboardEvent) => boolean} key  moves it by a key; whether it did
 */

/** @typedef {{now: number, min: number, max: number, text: string}} Said */

/** @param {import("./chart.js").Chart} chart @param {Asked} asked */
export function knobIn(chart, { name, spoken, role, move, key }) {
  const parts = [draw("circle.u-reach", { r: 3 * GRIP }), draw("circle.u-grip", { r: GRIP })];
  const element = draw(
    "g.u-handle",
    {
      role: "slider",
      tabindex: 0,
      "aria-label": spoken,
      "aria-valuenow": 0, // until it is set
      "data-name": name,
      keydown: (/** @type {KeyboardEvent} */ event) => {
        if (!key(event)) return;
        event.preventDefault();
        event.stopPropagation();
      },
    },
    parts,
  );
  element.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) =>
    drag(chart, element, event, move),
  );
  const stay = (/** @type {Event} */ event) => event.preventDefault(); // no browser's own drag
  element.addEventListener("touchstart", stay, { passive: false });
  element.style.setProperty("--u-c", `var(--u-${role})`);
  chart.knobs.append(element);
  const place = chart.item(({ x, y }) => chart.stand(element, x, y), { x: NaN, y: NaN });
  const set = (/** @type {number} */ x, /** @type {number} */ y, /** @type {Said} */ said) => {
    speak(element, said);
    place({ x, y });
  };
  return { set, element };
}

/** What a slider says of itself. @param {Element} element @param {Said} said */
function speak(element, { now, min, max, text }) {
  put(element, "aria-valuenow", spelt(now));
  put(element, "aria-valuemin", spelt(min));
  put(element, "aria-valuemax", spelt(max));
  put(element, "aria-valuetext", text);
  put(element, "data-value", now);
}

/**
 * Follow a pointer until it is lifted.
 *
 * @param {import("./chart.js").Chart} chart
 * @param {SVGElement} element
 * @param {PointerEvent} event
 * @param {(x: number, y: number) => void} move
 */
function drag(chart, element, event, move) {
  event.preventDefault();
  element.setPointerCapture(event.pointerId);
  element.focus({ preventScroll: true });
  const follow = (/** @type {PointerEvent} */ moved) => {
    const { x, y } = chart.at(moved);
    move(x, y);
  };
  element.addEventListener("pointermove", follow);
  const end = () => element.removeEventListener("pointermove", follow);
  for (const type of ["pointerup", "pointercancel"])
    element.addEventListener(type, end, { once: true });
}

/** A number without an exponent, which ARIA does not know. @param {number} x */
const spelt = (x) => x.toLocaleString("en", { maximumSignificantDigits: 17, useGrouping: false });
