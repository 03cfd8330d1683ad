// The numbers of a tick with boxes where the reader's numbers go.

import { make, put } from "../kit/dom.js";
import { Board } from "../views/board.js";
import { codeName } from "../views/typeset.js";

export class SheetBoard extends Board {
  /**
   * @param {import("../engine/recorded.js").Recorded} recorded
   * @param {import("./blanks.js").Blanks} blanks
   * @param {{pick: (i: number, e: number, how: string) => void, enter: (one: any) => void,
   *   type: (one: any, text: string) => void}} actions
   */
  constructor(recorded, blanks, actions) {
    super(recorded, actions.pick);
    this.blanks = blanks;
    this.actions = actions;
    this.lit = false; // whether the followed row is to be seen
    this.boxes = new Map(); // blank -> its box
  }

  /** @param {import("../engine/ticks.js").Tick} tick @param {number} entry */
  show(tick, entry) {
    this.tick = tick;
    this.boxes = new Map();
    super.show(tick, entry);
    const [line] = this.element.children;
    for (const i of this.sources()) {
      const row = this.recorded.values(i).length > this.entry ? this.entry : null;
      line.prepend(this.vector(i, row), this.sign("→"));
    }
    this.refresh();
    this.element.classList.toggle("u-unlit", !this.lit);
    this.element.classList.toggle("u-unsolved", this.hasBlank);
  }

  /** What a blank within the tick is computed from, where the tick does not show it. */
  sources() {
    const { nodes } = this.recorded;
    const { tick } = this;
    const inner = this.blanks.all.map(({ i }) => i);
    const within = inner.filter((i) => i !== tick.out && tick.nodes.includes(i));
    const walk = (i) =>
      tick.nodes.includes(i) ? nodes[i].in.flatMap(walk) : nodes[i].op === "const" ? [] : [i];
    const shown = new Set(this.cells.map(({ i }) => i));
    return [...new Set(within.flatMap(walk))].filter((i) => !shown.has(i));
  }

  /** Whether a number is missing, so that pictures of the numbers must not show it. */
  get hasBlank() {
    return this.element.querySelector(".u-blank") !== null;
  }

  cell(i, e, options = {}) {
    const one = this.blanks.at(i, e);
    const seen = this.lit ? options : { role: options.role };
    if (!one && this.isWorking(i))
      return make("span.u-cell.u-working", { "aria-hidden": "true" }, "·");
    if (!one) return super.cell(i, e, seen);
    if (this.blanks.isKnown(one)) {
      const button = super.cell(i, e, seen);
      button.classList.add("u-solved", `u-${this.blanks.state(one)}`);
      return button;
    }
    return this.tick.nodes.includes(one.i) && !this.boxes.has(one)
      ? this.box(one)
      : this.missing(one);
  }

  /** Whether a number stands between what goes into a call and what is asked of it. */
  isWorking(i) {
    const { tick, lit } = this;
    return !lit && tick.kind === "call" && i !== tick.out && tick.nodes.includes(i);
  }

  /** A box to write in. */
  box(one) {
    const { i, e } = one;
    const input = make("input.u-cell.u-blank", {
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      "aria-label": `${this.spokenCell(i, e)}, to ${this.blanks.digits} decimals`,
      "data-name": codeName(this.recorded, i),
      "data-t": this.recorded.nodes[i].t ?? "",
      "data-index": e,
      input: () => this.actions.type(one, input.value),
      focus: () => this.actions.enter(one),
    });
    input.style.setProperty("--u-c", `var(--u-${this.recorded.role(i)})`);
    input.value = one.text;
    put(input, "aria-invalid", this.blanks.state(one) === "wrong");
    this.boxes.set(one, input);
    return input;
  }

  /** A number that another tick asks for. */
  missing(one) {
    const name = this.spokenCell(one.i, one.e);
    return make(
      "button.u-cell.u-blank.u-missing",
      {
        type: "button",
        tabindex: -1,
        "aria-label": `${name}: fill it in first`,
        title: "Fill this one in first",
        click: () => this.actions.enter(one),
      },
      "?",
    );
  }

  /** In a box, arrows sideways move in the text. */
  rove(event) {
    if (event.target.matches("input") && /^Arrow(Left|Right)$/.test(event.key)) return;
    super.rove(event);
  }
}
