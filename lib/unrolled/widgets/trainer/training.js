// Training in the page: the course of updates that is known, and going on with it.

import { Descent } from "../engine/descent.js";
import { Slices } from "../kit/slices.js";

export const MOST = 3000; // updates

/** @typedef {import("../kit/address.js").State} State */
/** @typedef {{label: string, values: Record<string, number[]>}} Start */

export class Training {
  /**
   * @param {ConstructorParameters<typeof Descent>[0][]} programs  one update; and, if there is
   *   one, another in which U is a single number
   * @param {Start[]} starts
   * @param {number[]} twins  two steps whose states are kept
   * @param {{drawn: () => void, done: (all: boolean) => void}} does
   */
  constructor(programs, starts, twins, does) {
    this.starts = starts;
    const names = ["L", "perplexity", "norm", "clipped_norm", "said"];
    this.descents = programs.map((program) => {
      /** @type {[string, number?][]} */
      const watched = [
        ...names.map((name) => /** @type {[string]} */ ([name])),
        ...twins.map((t) => /** @type {[string, number]} */ ([program.roles.state, t])),
      ];
      return new Descent(program, MOST, watched);
    });
    const [first] = this.descents;
    this.off = first.recorded.recorded("max_norm")[0]; // a threshold that is never reached
    this.slices = new Slices({
      work: (enough) => this.descent.run(this.state.get("last"), enough),
      ...does,
    });
  }

  /** @param {State} state */
  use(state) {
    this.state = state;
  }

  /** The one that is shown. */
  get descent() {
    return this.descents[this.state.get("tied") ? 1 : 0];
  }

  /** The last update that there is. */
  get known() {
    return Math.min(this.state.get("last"), this.descent.count - 1);
  }

  /** Whether the loss after the last update that there is was no number. @param {number} n */
  failed(n) {
    return this.descent.broken && n === this.known;
  }

  /** Train from the start that is chosen. */
  anew() {
    const { state } = this;
    this.descent.start(this.starts[state.get("start")].values, {
      learning_rate: state.get("rate"),
      momentum: state.get("momentum"),
      max_norm: state.get("clip") ?? this.off,
    });
    this.further();
  }

  /** Train to as many updates as are asked for. */
  further() {
    this.slices.start();
  }

  stop() {
    this.slices.stop();
  }
}
