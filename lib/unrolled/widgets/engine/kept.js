// A training as a file that the library opens: training/checkpoints.py says what is in it.

import { readNpz, writeNpz } from "./npz.js";
import { numberOf } from "./sized.js";

const FORMAT = "unrolled-checkpoint/2";
const COUNT = "updates"; // what a program calls the n of a file

/** @typedef {import("./text_training.js").Start} Start */
/** @typedef {Record<string, Float64Array>} Values */

/**
 * @typedef {object} Kept  a training, between two updates
 * @property {string} cell
 * @property {number} size  H
 * @property {string[]} letters
 * @property {number} count  updates so far
 * @property {Values} values  what the next update starts from
 */

/**
 * Write a checkpoint.
 *
 * @param {Kept} kept
 * @param {Start[]} start  of the cell
 */
export function checkpoint({ cell, size, letters, count, values }, start) {
  const sizes = { K: letters.length, H: size };
  const single = letters.every((letter) => Array.from(letter).length === 1);
  const about = { cell, hidden_size: size, letters: single ? letters.join("") : letters };
  const shapes = shapesOf(start, sizes);
  /** @type {Record<string, import("./npz.js").Stored>} */
  const arrays = {
    format: { type: "U", shape: [], data: FORMAT },
    about: { type: "U", shape: [], data: JSON.stringify(about) },
  };
  for (const [name, own] of Object.entries(values)) {
    const [, of] = name.match(/^[mv]_(.+)$/) ?? [];
    if (shapes[name]) arrays[`params/${name}`] = { type: "f", shape: shapes[name], data: own };
    else if (of) arrays[`optimizer/${name}`] = { type: "f", shape: shapes[of], data: own };
    else if (name === COUNT) arrays["optimizer/n"] = { type: "i", shape: [], data: own };
    else arrays[`state/${name}`] = { type: "f", shape: [1, size], data: own };
  }
  return writeNpz({ ...arrays, number: { type: "i", shape: [], data: [count] } });
}

/** @param {Start[]} start @param {import("./sized.js").Sizes} sizes @returns {Record<string, number[]>} */
const shapesOf = (start, sizes) =>
  Object.fromEntries(
    start.map(({ name, shape }) => [name, shape.map((part) => numberOf(part, sizes))]),
  );

/**
 * Read a checkpoint that `checkpoint` wrote, or the library from one.
 *
 * @param {Uint8Array} bytes
 * @param {Record<string, {start: Start[]}>} programs  by cell
 * @returns {Kept}
 * @throws {Error} if it is none, or of another model
 */
export function opened(bytes, programs) {
  const arrays = readNpz(bytes);
  if (arrays.format?.data !== FORMAT)
    throw new Error(
      `The file has no checkpoint of this page: its format is ${arrays.format?.data ?? "missing"}.`,
    );
  const { cell, hidden_size: size, letters } = about(arrays);
  if (!Object.hasOwn(programs, cell ?? "") || !(size >= 1) || !letters)
    throw new Error("The file does not say which cell, how many units and which letters it has.");
  const { start } = programs[cell];
  const shapes = shapesOf(start, { K: Array.from(letters).length, H: size });
  /** @type {Values} */
  const values = {};
  for (const [name, { data, shape }] of Object.entries(arrays)) {
    const [, part, own] = name.match(/^(params|optimizer|state)\/(.+)$/) ?? [];
    if (!part || typeof data === "string") continue;
    const due = shapes[own.replace(/^[mv]_/, "")];
    const fits = own === "n" || part === "state" || String(due) === String(shape);
    if (!fits)
      throw new Error(
        `The file has ${own} of shape ${shape.join(" × ")}, not ${due?.join(" × ")}.`,
      );
    const called = own === "n" ? COUNT : own;
    values[called] = Float64Array.from(data);
    if (!values[called].every(Number.isFinite))
      throw new Error(`The file has numbers in ${own} that are not finite.`);
  }
  for (const { name } of start)
    for (const own of [name, `m_${name}`, `v_${name}`])
      if (!values[own]) throw new Error(`The file has no ${own}.`);
  const count = Number(/** @type {any} */ (arrays.number?.data)?.[0] ?? 0);
  return { cell, size, letters: Array.from(letters), count, values };
}

/** @param {Record<string, import("./npz.js").Stored>} arrays */
function about(arrays) {
  try {
    return JSON.parse(String(arrays.about?.data));
  } catch {
    throw new Error("The file does not say what it is of.");
  }
}
