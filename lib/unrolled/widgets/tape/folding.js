// Folding: the same graph as one step with a loop, or as all steps side by side.  Nothing is
// computed anew.

import { flag } from "../kit/address.js";
import { choice } from "../kit/controls.js";
import { make } from "../kit/dom.js";

const WORDS = /** @type {[string, string][]} */ ([
  ["unfolded", "unfolded"],
  ["folded", "folded"],
]);

export class Folding {
  /**
   * @param {import("../views/graph/graph.js").Graph} graph
   * @param {() => void} show
   */
  constructor(graph, show) {
    this.graph = graph;
    this.control = choice({
      name: "fold",
      label: "Drawn",
      options: WORDS,
      value: "unfolded",
      change: (how) => {
        this.fold(how === "folded");
        show();
      },
    });
    this.element = make("div.u-switch", {}, this.control.element);
  }

  /** As a field of the state. */
  get field() {
    return {
      ...flag(false),
      get: () => this.graph.folded,
      set: (on) => this.fold(on),
    };
  }

  /** @param {boolean} on */
  fold(on) {
    this.graph.fold(on);
    this.control.set(on ? "folded" : "unfolded");
  }
}
