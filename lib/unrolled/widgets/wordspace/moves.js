// What a reader moved, as it stands in the page's address: word:update:x:y, one after the other.

import { FAR } from "./space.js";

/** @typedef {import("./space.js").Move} Move */

/**
 * @param {number} words  how many there are
 * @param {number} last  update
 * @returns {import("../kit/address.js").Field<Move[]>}
 */
export function moves(words, last) {
  const one = (/** @type {string} */ text) => {
    const parts = text.split(":");
    const [word, n, x, y] = parts.map(Number);
    const whole = (/** @type {number} */ k, /** @type {number} */ most) =>
      Number.isInteger(k) && k >= 0 && k <= most;
    const fits = parts.length === 4 && parts.every((part) => part.trim() !== "");
    const near = Math.abs(x) <= FAR && Math.abs(y) <= FAR;
    return fits && near && whole(word, words - 1) && whole(n, last) ? { word, n, x, y } : undefined;
  };
  return {
    start: [],
    read: (text) => {
      const found = text.split(",").map(one);
      const inOrder = found.every((move, i) => move && move.n >= (found[i - 1]?.n ?? 0));
      return inOrder ? /** @type {Move[]} */ (found) : undefined;
    },
    write: (all) => all.map(({ word, n, x, y }) => [word, n, x, y].join(":")).join(","),
    count: (all) => all.length,
  };
}

/** A move among those before it: later ones never were. @param {Move[]} all @param {Move} move */
export const withMove = (all, move) => [
  ...all.filter(({ word, n }) => n < move.n || (n === move.n && word !== move.word)),
  move,
];
