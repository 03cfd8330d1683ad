// The state of the comparison, as it stands in the page's address.

import { number } from "../kit/address.js";
import { listed } from "../views/address.js";

/**
 * @param {import("../engine/recorded.js").Recorded[]} sides  which read the same letters
 * @param {number} steps
 * @param {number} units
 * @returns {import("../kit/address.js").Schema}
 */
export const schemaOf = (sides, steps, units) => ({
  t: { ...number({ start: 1, min: 1, max: steps, whole: true }), place: true },
  unit: { ...number({ start: 1, min: 1, max: units, whole: true }), place: true },
  letters: {
    start: "",
    read: (text) => text,
    get: () => lettersOf(sides[0]),
    set: (text) => spell(sides, text),
  },
});

/** The letters changed, by step: `2:0,3:3`. */
const lettersOf = (side) =>
  side
    .edits()
    .map(({ leaf, index }) => `${leaf.t}:${index}`)
    .join(",");

/** Have both sides read other letters, as far as they fit, and else those recorded. */
function spell(sides, text) {
  for (const side of sides) side.reset();
  for (const [t, k] of listed(text).map((letter) => letter.split(":"))) {
    const places = sides.map((side) => side.findRole("input", whole(t)));
    const fits = sides.every(
      (side, n) => places[n] !== undefined && side.labelsOf(places[n], 0)?.[whole(k)],
    );
    if (fits) for (const [n, side] of sides.entries()) side.spell(places[n], whole(k));
  }
}

const whole = (text = "") => (/^\d{1,6}$/.test(text) ? Number(text) : -1);
