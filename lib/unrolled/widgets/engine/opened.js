// One update of a training on a text, as a program to look into: its leaves are the reader's.

import { sized } from "./sized.js";
import { windowAt } from "./text_training.js";
import { unpacked } from "./unpack.js";

/** @typedef {import("./text_training.js").Values} Values */

/**
 * @typedef {object} Update
 * @property {import("./sized.js").Sizes} sizes
 * @property {string[]} letters  of the vocabulary
 * @property {number[]} learned  the text, as places in it
 * @property {number} count  updates before this one
 * @property {Values} values  of all leaves but the letters, as this one begins
 */

/**
 * The program of an update, with its numbers and letters.
 *
 * @param {any} short  of any size, see lessons/own_text.py
 * @param {Update} update
 */
export function openedUpdate(short, { sizes, letters, learned, count, values }) {
  const program = { ...sized(short, sizes), labels: { D: letters, K: letters } };
  const { nodes, values: given, leaves } = unpacked(program);
  const T = leaves.filter(({ role }) => role === "input").length;
  const { start, fresh } = windowAt(learned, T, count);
  const own = leaves.map((leaf) => {
    const { name, role, t = 0, node } = leaf;
    const as = { input: start + t - 1, target: start + t }[role];
    if (as !== undefined) return [node, given[node].map((_, k) => Number(k === learned[as]))];
    const starts = role === "state" && leaf.t === 0;
    return [node, fresh && starts ? given[node].map(() => 0) : values[name]];
  });
  const all = new Map(/** @type {[number, number[]][]} */ (own));
  return { ...program, nodes, values: given.map((before, i) => all.get(i) ?? before) };
}
