// What each step looks at, as a matrix: a row for each step that looks, filled as the steps go;
// going back, the same of its gradients.

import { make } from "../kit/dom.js";
import { tint } from "../kit/tint.js";
import { Cells } from "./cells.js";
import { symbol } from "./typeset.js";

const DIGITS = { least: 2, most: 5 };
const DEEP = 38; // percent of the hue, under ink

export class Matrix extends Cells {
  /**
   * @param {ConstructorParameters<typeof Cells>[0]} recorded  what plays the role `looks` has an
   *   entry for each step that is looked at, from the first on
   * @param {ConstructorParameters<typeof Cells>[1]} pick
   */
  constructor(recorded, pick) {
    super(recorded, pick);
    this.element = make("div.u-matrix.u-scrolls", {
      "data-part": "matrix",
      keydown: (/** @type {KeyboardEvent} */ event) => this.rove(event),
    });
    this.name = recorded.called("looks") ?? "";
    /** @type {number[]} its node in each step that looks */
    this.looks = [...recorded.nodes.keys()].filter((i) => {
      const { name, t } = recorded.nodes[i];
      return name === this.name && t !== undefined;
    });
    /** @type {number[]} what is shown: these, or their gradients */
    this.shown = this.looks;
  }

  /**
   * Make room for its numbers, which `refresh` writes.
   *
   * @param {import("../engine/ticks.js").Tick} tick
   * @param {number} now  its number
   * @param {(node: number) => number} when  number of the tick in which a node runs
   */
  show(tick, now, when) {
    const { recorded, looks } = this;
    const { gradients, nodes, symbols } = recorded;
    this.cells = [];
    this.back = tick.back;
    this.shown = looks.map((i) => (tick.back ? (gradients.get(i) ?? i) : i));
    const [first] = this.shown;
    const current = looks.findIndex((i) => nodes[i].t === tick.t);
    const { gradient, words } = symbols[this.name];
    const name = tick.back ? (gradient ?? "") : this.name;
    const caption = [symbol(recorded, name, null), make("span.u-word", {}, ` ${words}`)];
    const grid = this.rows(current, (i) => when(i) <= now);
    this.element.replaceChildren(
      this.line(
        this.block(first, this.letters(this.written(), current, "loss"), "\u00a0"),
        this.block(first, grid, caption, this.heads(this.read())),
      ),
    );
  }

  /** All rows, a ring around one of them. @param {number} current @param {(i: number) => boolean} known */
  rows(current, known) {
    const { shown, looks, recorded } = this;
    const count = recorded.values(looks[0]).length;
    const cells = shown.flatMap((i) =>
      Array.from({ length: count }, (_, e) => (known(i) ? this.cell(i, e) : due())),
    );
    if (this.cells.length) this.cells[0].button.tabIndex = 0;
    const role = recorded.role(shown[0]);
    const lit = this.ring(`${current + 1} / ${current + 2}`, "1 / -1", role);
    const grid = make(
      "div.u-grid",
      { role: "group", "aria-label": recorded.symbols[this.name].words, "data-columns": count },
      cells,
      current < 0 ? [] : lit,
    );
    grid.style.gridTemplate = `repeat(${looks.length}, auto) / repeat(${count}, 1fr)`;
    return grid;
  }

  /** What the steps that look are to write, or, where not all are asked, what they read. */
  written() {
    const { recorded } = this;
    const steps = this.looks.map((i) => recorded.nodes[i].t ?? 0);
    const [asked, read] = ["target", "input"].map((role) =>
      steps.map((t) => this.letterOf(role, t)),
    );
    return asked.includes("") ? read.map((sign, n) => sign || String(steps[n])) : asked;
  }

  /** What the steps that are looked at have read. */
  read() {
    const steps = [...this.recorded.values(this.looks[0]).keys()];
    return steps.map((n) => this.letterOf("input", n + 1) || String(n + 1));
  }

  /** The letter or word of a step that a leaf stands for. @param {string} role @param {number} t */
  letterOf(role, t) {
    const { recorded } = this;
    const [leaf] = recorded.leavesOf(role);
    return leaf === undefined ? "" : recorded.letter(leaf.name, t);
  }

  /** Gradients may be small: their decimals and their depths are those of the largest. */
  refresh() {
    const { recorded, shown } = this;
    const all = shown.flatMap((i) => [...recorded.values(i)].map(Math.abs));
    const largest = Math.max(...all.filter(Number.isFinite));
    const needed = this.back && largest > 0 ? 1 - Math.floor(Math.log10(largest)) : 0;
    this.digits = Math.min(DIGITS.most, Math.max(DIGITS.least, needed));
    super.refresh();
    if (!this.back) return;
    for (const { button, i, e, role } of this.cells)
      button.style.setProperty("--u-heat", tint(recorded.values(i)[e], role, DEEP, largest));
  }
}

/** The place of a number that is still to come. */
const due = () => make("span.u-cell.u-zero", { "aria-hidden": "true" }, "·");
