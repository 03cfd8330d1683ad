// What the views share: settings on a logarithmic scale, and a place in a course of steps.

import { number } from "../kit/address.js";
import { quantity } from "../kit/controls.js";

/**
 * The part of a widget's state that belongs to one view.
 *
 * @typedef {{get(name: string): any, set(values: Record<string, any>): void}} Own
 */

/** @typedef {{label: string, spoken: string, min: number, max: number, role?: string}} Bounds */

/** Fields for numbers of a program, each from what was recorded. @param {import("../engine/named.js").Named} named @param {Record<string, {min: number, max: number}>} bounds */
export const fields = (named, bounds) =>
  Object.fromEntries(
    Object.entries(bounds).map(([name, { min, max }]) => [
      name,
      number({ start: named.recorded(name)[0], min, max }),
    ]),
  );

export class Settings {
  /**
   * @param {Record<string, Bounds>} bounds  of each setting
   * @param {(changes: Record<string, number>) => void} change
   */
  constructor(bounds, change) {
    this.names = Object.keys(bounds);
    this.quantities = this.names.map((name) =>
      quantity({
        name,
        ...bounds[name],
        log: true,
        value: bounds[name].min,
        change: (value) => change({ [name]: value }),
      }),
    );
    this.elements = this.quantities.map(({ element }) => element);
  }

  /** @param {Own} state @returns {Record<string, number>} */
  values(state) {
    return Object.fromEntries(this.names.map((name) => [name, state.get(name)]));
  }

  /** @param {Own} state */
  show(state) {
    this.names.forEach((name, k) => this.quantities[k].set(state.get(name)));
  }
}

const FAR = 10; // steps

/** A place in a course, from its first step to its last. */
export class Course {
  /** @param {string} name @param {number} last @param {(changes: Record<string, number>) => void} change @param {boolean} [atEnd]  whether it is shown from its last step */
  constructor(name, last, change, atEnd = true) {
    this.name = name;
    this.last = last;
    this.change = change;
    const spoken = name[0].toUpperCase() + name.slice(1);
    const range = { min: 0, max: last, step: 1, whole: true, value: last };
    this.quantity = quantity({ name, label: name, spoken, ...range, change: (n) => this.go(n) });
    this.element = this.quantity.element;
    this.field = {
      ...number({ start: atEnd ? last : 0, min: 0, max: last, whole: true }),
      place: true,
    };
  }

  /** @param {number} n */
  go(n) {
    this.change({ [this.name]: Math.max(0, Math.min(this.last, n)) });
  }

  /** What a key does. @param {string} key @param {number} now @returns {(() => void) | undefined} */
  key(key, now) {
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowUp: FAR, ArrowDown: -FAR };
    const to = { Home: 0, End: this.last }[key] ?? now + steps[key];
    return Number.isNaN(to) ? undefined : () => this.go(to);
  }
}
