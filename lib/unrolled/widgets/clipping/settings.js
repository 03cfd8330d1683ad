// The hyperparameters of a recorded program, which the reader sets on a logarithmic scale.

import { askedNumber, quantity } from "../kit/controls.js";

export class Settings {
  /**
   * @param {import("../engine/named.js").Named} named  the program
   * @param {Record<string, any>} bounds  of each setting: what it is called, min and max
   * @param {Record<string, string | undefined>} asked  what the address asks for
   * @param {() => void} changed  called when the reader has set one
   */
  constructor(named, bounds, asked, changed) {
    this.names = Object.keys(bounds);
    this.recorded = this.of((name) => named.recorded(name)[0]);
    this.values = this.of((name) => askedNumber(asked[name], bounds[name], this.recorded[name]));
    this.quantities = this.of((name) =>
      quantity({
        name,
        ...bounds[name],
        log: true,
        value: this.values[name],
        change: (value) => {
          this.values[name] = value;
          changed();
        },
      }),
    );
  }

  /**
   * @template T
   * @param {(name: string) => T} give
   * @returns {Record<string, T>}
   */
  of(give) {
    return Object.fromEntries(this.names.map((name) => [name, give(name)]));
  }

  get elements() {
    return Object.values(this.quantities).map((one) => one.element);
  }

  /** The names of those that are not as recorded. */
  differing() {
    return this.names.filter((name) => this.values[name] !== this.recorded[name]);
  }

  reset() {
    this.values = { ...this.recorded };
    for (const name of this.names) this.quantities[name].set(this.recorded[name]);
  }
}
