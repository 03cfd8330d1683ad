// What can be opened below a Tape: the library's code, and every number to be changed.

import { make } from "../kit/dom.js";
import { Board } from "../views/board.js";

const DIGITS = 3;
const WORDS =
  "Every number you can change: click it and type, or drag it sideways. Decimals shown: ";

export class Drawers {
  /**
   * @param {import("./tape.js").Tape} tape
   * @param {(i: number, e: number, how: string, x?: number) => void} pick
   */
  constructor(tape, pick) {
    this.tape = tape;
    this.numbers = new Board(tape.recorded, pick);
    this.numbers.element.classList.add("u-all");
    const options = [1, 2, 3, 4, 5, 6].map((n) => make("option", { value: n }, n));
    this.decimals = make(
      "select.u-select",
      { "aria-label": "Decimals", change: () => this.choose() },
      options,
    );
    this.show(DIGITS);
  }

  /** As the frame takes them. */
  get parts() {
    const { tape, numbers } = this;
    const { equation } = tape;
    return {
      code: {
        content: [make("p.u-title", {}, "The library, as it ran"), equation.source],
        opened: () => equation.showSource(tape.tick),
      },
      numbers: {
        content: [make("p.u-title", {}, WORDS, this.decimals), numbers.element],
        opened: () => numbers.showAll(this.editable()),
      },
    };
  }

  /** All leaves, each parameter with its gradient after it. */
  editable() {
    const { leaves, gradients, nodes } = this.tape.recorded;
    return [...leaves.keys()].flatMap((i) =>
      nodes[i].t === undefined && gradients.has(i) ? [i, gradients.get(i)] : [i],
    );
  }

  /** Another tick is shown. */
  follow() {
    const { frame, equation, tick } = this.tape;
    if (frame.panels.isOpen("code")) equation.showSource(tick);
  }

  /** Numbers have changed. */
  refresh() {
    if (this.tape.frame.panels.isOpen("numbers")) this.numbers.refresh();
  }

  // ---- decimals ---------------------------------------------------------------------

  get digits() {
    return this.numbers.digits;
  }

  /** Have numbers shown with so many decimals. @param {number} digits */
  show(digits) {
    this.numbers.digits = this.tape.board.digits = digits;
    this.decimals.value = String(digits);
  }

  choose() {
    this.show(Number(this.decimals.value));
    this.tape.refresh();
  }
}
