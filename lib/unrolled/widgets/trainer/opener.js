// A way from the update that is shown into the Tape, weights and all.

import { make, write } from "../kit/dom.js";
import { offer } from "../views/handover.js";

/** @typedef {import("../engine/descent.js").Descent} Descent */

export class Opener {
  /** @param {string} tape  its key; empty if the page has none @param {() => void} open */
  constructor(tape, open) {
    this.tape = tape;
    this.refused = make("span.u-problem", { role: "alert" });
    this.opened = make("b");
    const button = make(
      "button.u-button",
      { type: "button", title: "Open in the Tape (o)", click: open },
      "Open in the Tape",
    );
    const words = make("span", {}, "Every number of update ", this.opened, ":");
    const parts = [words, button, this.refused];
    this.element = make("div.u-trainer-opener", { hidden: !tape }, parts);
  }

  /** @param {number} n */
  show(n) {
    write(this.refused, "");
    write(this.opened, String(n));
  }

  /** Hand over the values of these parameters. @param {Descent} descent @param {string[]} names */
  hand(descent, names) {
    const values = names.map((name) => [name, Float64Array.from(descent.values(name))]);
    const isTaken = offer(this.tape, Object.fromEntries(values));
    write(this.refused, isTaken ? "" : "This page has no Tape for this word.");
  }
}
