// What the reader chooses: the network, how it learns, and how it writes.

import { number, oneOf } from "../kit/address.js";
import { choice, quantity } from "../kit/controls.js";
import { make } from "../kit/dom.js";

const RANGES = {
  rate: { min: 0.0001, max: 0.1 },
  clip: { min: 0.01, max: 100 },
  heat: { min: 0.1, max: 2 },
  seed: { min: 0, max: 999, whole: true },
};
const HEAT = 0.7;
export const NETWORK = ["cell", "size", "span", "seed"]; // what a training cannot change on the way

/**
 * The settings as they stand in the page's address; the text does not, it stays here.
 *
 * @param {{cell: string, size: number, span: number, learning_rate: number, max_norm: number}} start
 * @param {{cells: Record<string, string>, sizes: number[], spans: number[]}} bounds
 */
export function schema(start, { cells, sizes, spans }) {
  return {
    cell: oneOf(start.cell, Object.keys(cells)),
    size: oneOf(String(start.size), sizes.map(String)),
    span: oneOf(String(start.span), spans.map(String)),
    seed: number({ start: 0, ...RANGES.seed }),
    rate: number({ start: start.learning_rate, ...RANGES.rate }),
    clip: number({ start: start.max_norm, ...RANGES.clip }),
    heat: number({ start: HEAT, ...RANGES.heat }),
  };
}

export class Settings {
  /**
   * @param {{cells: Record<string, string>, sizes: number[], spans: number[]}} bounds
   * @param {(changes: Record<string, any>) => void} change
   */
  constructor({ cells, sizes, spans }, change) {
    const set = (/** @type {string} */ name) => (/** @type {any} */ value) =>
      change({ [name]: value });
    const slid = (
      /** @type {keyof typeof RANGES} */ name,
      /** @type {string} */ label,
      more = {},
    ) =>
      quantity({
        ...{ name, label, spoken: label, ...RANGES[name], log: true },
        ...{ value: RANGES[name].max, change: set(name), ...more },
      });
    /** @type {Record<string, {element: HTMLElement, set: (value: any) => void}>} */
    this.controls = {
      cell: choice({
        ...{ name: "cell", label: "cell", options: Object.entries(cells) },
        ...{ value: "rnn", change: set("cell") },
      }),
      size: choice({
        ...{ name: "size", label: "units", options: sizes.map((n) => [String(n), String(n)]) },
        ...{ value: "64", change: set("size") },
      }),
      span: choice({
        ...{ name: "span", label: "letters at once" },
        ...{ options: spans.map((n) => [String(n), String(n)]) },
        ...{ value: "25", change: set("span") },
      }),
      rate: slid("rate", "learning rate"),
      clip: slid("clip", "clip at norm"),
      heat: slid("heat", "temperature", { log: false, step: 0.05 }),
      seed: slid("seed", "seed", { log: false, step: 1 }),
    };
    const { cell, size, span, rate, clip, heat, seed } = this.controls;
    const [network, rest] = [
      [cell.element, size.element, span.element],
      [rate.element, clip.element, heat.element, seed.element],
    ];
    this.element = make(
      "div.u-own-settings",
      { "data-part": "settings" },
      make("div.u-row", {}, network),
      make("div.u-own-pairs", {}, rest),
    );
  }

  /** Write the state into the controls. @param {import("../kit/address.js").State} state */
  show(state) {
    for (const [name, control] of Object.entries(this.controls)) control.set(state.get(name));
  }
}
