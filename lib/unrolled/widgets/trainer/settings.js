// What the reader chooses: where training starts, how it goes, and how long.

import { flag, lent, number, oneOf } from "../kit/address.js";
import { choice, quantity, toggle } from "../kit/controls.js";
import { make } from "../kit/dom.js";
import { MOST } from "./training.js";

const RANGES = {
  rate: { min: 0.001, max: 2 },
  momentum: { min: 0, max: 0.99 },
  limit: { min: 0.05, max: 20 },
  last: { min: 10, max: MOST, whole: true },
};
/** @type {[string, string][]} */
const TIES = [
  ["full", "full"],
  ["tied", "one number, U = u I"],
];
const RATE = 0.1;
const LIMIT = 1; // the threshold that is offered

/** @typedef {import("./training.js").Start} Start */
/** @typedef {(changes: Record<string, any>) => void} Change */

/**
 * The settings as they stand in the page's address; `clip` is the threshold, or null.
 *
 * @param {{updates: number, starts: Start[], ties: boolean, units: number, views: string[]}} offered
 */
export function schema({ updates, starts, ties, units, views }) {
  const unit = (start) => number({ start, min: 1, max: units, whole: true });
  const tied = flag(false);
  return {
    at: { ...number({ start: 0, min: 0, max: MOST, whole: true }), place: true },
    last: number({ start: updates, ...RANGES.last }),
    rate: number({ start: RATE, ...RANGES.rate }),
    momentum: number({ start: 0, ...RANGES.momentum }),
    clip: lent(RANGES.limit),
    tied: { ...tied, read: (text) => (ties ? tied.read(text) : undefined) },
    start: number({ start: 0, min: 0, max: starts.length - 1, whole: true }),
    view: oneOf(views[0], views),
    across: unit(Math.max(1, units - 1)),
    up: unit(units),
  };
}

export class Settings {
  /** @param {Start[]} starts @param {boolean} ties  whether U can be one number @param {Change} change */
  constructor(starts, ties, change) {
    this.change = change;
    this.limit = LIMIT; // kept while clipping is off
    this.controls = { ...this.choices(starts), ...this.quantities(), ...this.clipping() };
    const { start, tied, rate, momentum, clip, limit, last } = this.controls;
    const clipping = make("span.u-trainer-clipping", {}, clip.element, limit.element);
    const quantities = [rate.element, momentum.element, clipping, last.element];
    this.element = make(
      "div.u-trainer-settings",
      { "data-part": "settings" },
      make("div.u-row", {}, start.element, ties ? tied.element : ""),
      make("div.u-trainer-pairs", {}, quantities),
    );
  }

  choices(starts) {
    return {
      start: choice({
        name: "start",
        label: "start",
        options: starts.map(({ label }, k) => [String(k), label]),
        value: "0",
        change: (k) => this.change({ start: Number(k) }),
      }),
      tied: choice({
        name: "tied",
        label: "U",
        options: TIES,
        value: "full",
        change: (kind) => this.change({ tied: kind === "tied" }),
      }),
    };
  }

  /** A number on a slider. */
  number(name, label, change, more = {}) {
    const value = RANGES[name].min;
    return quantity({
      name,
      label,
      spoken: label,
      ...RANGES[name],
      log: true,
      value,
      change,
      ...more,
    });
  }

  quantities() {
    const set = (name) => (value) => this.change({ [name]: value });
    const linear = { log: false, step: 0.01 };
    return {
      rate: this.number("rate", "learning rate", set("rate")),
      momentum: this.number("momentum", "momentum", set("momentum"), linear),
      last: this.number("last", "updates", set("last"), { spoken: "number of updates" }),
    };
  }

  clipping() {
    const spoken = "threshold of clipping";
    const switched = (on) => this.change({ clip: on ? this.limit : null });
    return {
      clip: toggle({ name: "clip", label: "clip", value: false, change: switched }),
      limit: this.number("limit", "norm at", (clip) => this.change({ clip }), { spoken }),
    };
  }

  /** Write the state into the controls. @param {import("../kit/address.js").State} state */
  show(state) {
    const { controls } = this;
    const clip = state.get("clip");
    this.limit = clip ?? this.limit;
    for (const name of ["rate", "momentum", "last"]) controls[name].set(state.get(name));
    controls.clip.set(clip !== null);
    controls.limit.set(this.limit);
    controls.limit.element.classList.toggle("u-trainer-off", clip === null);
    controls.start.set(String(state.get("start")));
    controls.tied.set(state.get("tied") ? "tied" : "full");
  }

  /** Offer the first threshold again. */
  reset() {
    this.limit = LIMIT;
  }
}
