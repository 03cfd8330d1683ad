// The Ledger: one entry of a gradient as the sum over losses and uses that it is.

import { Recorded } from "../engine/recorded.js";
import { lent, number } from "../kit/address.js";
import { quantity } from "../kit/controls.js";
import { make } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { long, percent, short } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";
import { COLOURS } from "../kit/tint.js";
import { Weights } from "../views/weights.js";
import { Grid } from "./grid.js";
import { Path } from "./path.js";

const FIRST = "U:0";
const USE = 2; // at step 1 there is no state yet that U could multiply
const KEYS = [
  ["→ ← ↑ ↓", "another use, another loss"],
  ["+ −", "a longer, a shorter window"],
];

class Ledger {
  /** @param {HTMLElement} place @param {{get(name: string): any}} model */
  constructor(place, model) {
    this.recorded = new Recorded(model.get("program"));
    this.word = [...model.get("program").word];
    this.T = this.word.length - 1;
    const nodes = this.recorded.leavesOf("parameter").map(({ node }) => node);
    const render = () => this.render();
    this.weights = new Weights(this.recorded, nodes, FIRST, { chosen: render, edited: render });
    this.frame = new Frame({
      name: "ledger",
      key: model.get("key"),
      title: "Ledger",
      label: `Ledger: the gradient over ${model.get("program").word} as a sum of terms.`,
      keys: KEYS,
      colours: COLOURS,
      act: (key) => this.act(key),
      state: this.schema(),
      table: () => this.table(),
      reset: render,
    });
    this.state = this.frame.state;
    this.build();
    this.frame.ready(place);
    this.render();
  }

  schema() {
    const range = { min: 1, max: this.T, whole: true };
    return {
      ...this.weights.schema(FIRST),
      loss: { ...number({ start: this.T, ...range }), place: true },
      use: { ...lent(range), place: true },
      window: number({ start: this.T, ...range }),
    };
  }

  build() {
    this.window = quantity({
      name: "window",
      label: "window, in steps",
      spoken: "Steps that the gradient goes back",
      min: 1,
      max: this.T,
      step: 1,
      whole: true,
      role: "gradient",
      value: this.T,
      change: (n) => this.cut(n),
    });
    this.grid = new Grid(this.word, (t, k) => this.choose(t, k));
    this.total = make("p.u-ledger-total", { "data-part": "truncation" });
    this.path = new Path(this.recorded, this.word);
    const numbers = make("div", {}, this.grid.element, this.total);
    this.frame.body.append(
      make("div.u-ledger-parts", {}, numbers, this.weights.element),
      this.path.element,
    );
    this.frame.foot.append(this.weights.field.element, this.window.element);
  }

  // ---- what is chosen ---------------------------------------------------------------

  /** The loss that is followed, from 0. */
  get t() {
    return this.state.get("loss") - 1;
  }

  /** The use that is followed, from 0. */
  get k() {
    return Math.min(this.state.get("use") ?? USE, this.t + 1) - 1;
  }

  /** The parameter that is followed. */
  get name() {
    return this.recorded.nodes[this.weights.i].name;
  }

  /** The shares of the followed entry: T × T, zero above the diagonal. */
  get shares() {
    const { recorded, weights } = this;
    const all = recorded.values(`share_${this.name}`);
    const size = recorded.values(weights.i).length;
    return Array.from({ length: this.T ** 2 }, (_, n) => all[n * size + weights.e]);
  }

  get sum() {
    return this.recorded.values(`d${this.name}`)[this.weights.e];
  }

  // ---- showing ----------------------------------------------------------------------

  render() {
    const { t, k, state } = this;
    const window = state.get("window");
    this.recorded.set({ window });
    const shares = this.shares;
    this.grid.show(shares, this.sum, { t, k, window });
    this.total.replaceChildren(...this.truncated(window));
    this.window.set(window);
    this.weights.refresh();
    this.path.show(t, k, this.name, shares[t * this.T + k]);
    this.frame.say(this.sentence(shares[t * this.T + k]));
    this.frame.changed();
  }

  /** What the window costs. @param {number} window */
  truncated(window) {
    const { grid, recorded } = this;
    const fact = (name, text) =>
      make("b", { "data-name": name, "data-value": String(recorded.value(name)) }, text);
    return [
      `Window ${window}: ${grid.kept(window)} of ${grid.bars.length} terms. The gradient of the cell loses `,
      fact("norm_lost", percent(recorded.value("norm_lost"))),
      " of its norm and turns by ",
      fact("angle", `${recorded.value("angle").toFixed(2)}°`),
      ".",
    ];
  }

  /** @param {number} share */
  sentence(share) {
    const { t, k } = this;
    return [
      `The loss at step ${t + 1} and the use of `,
      make("b", {}, this.name),
      ` at step ${k + 1} give `,
      make("b", {}, short(share, 4)),
      ` of the sum ${short(this.sum, 4)}; ${this.way()}.`,
    ];
  }

  /** What lies between the loss and the use. */
  way() {
    const { t, k } = this;
    const between = t - k;
    if (between === 0) return "no Jacobian lies between";
    const reach = this.recorded.values("reach_norm");
    const [near, far] = [reach[t * this.T + t], reach[t * this.T + k]];
    const lie = between > 1 ? "s lie" : " lies";
    const goes = far > near ? "grows" : "falls";
    return `${between} Jacobian${lie} between: ‖∂ℓ/∂h‖ ${goes} from ${short(near)} to ${short(far, 4)}`;
  }

  table() {
    const steps = Array.from({ length: this.T }, (_, k) => k);
    const shares = this.shares;
    const cell = (name, value, index = 0) => ({ name, value, index, text: long(value) });
    const rows = steps.map((t) => ({
      head: `loss ${t + 1}`,
      cells: steps
        .slice(0, t + 1)
        .map((k) => t * this.T + k)
        .map((index) => cell("share", shares[index], index)),
    }));
    const facts = ["norm", "norm_lost", "angle", "window"].map((name) => ({
      head: name.replace("_", " "),
      cells: [cell(name, this.recorded.value(name))],
    }));
    const title = `The gradient of ${this.weights.called}`;
    const heads = ["", ...steps.map((k) => `use ${k + 1}`)];
    const sum = { head: "sum", cells: [cell("total", this.sum)] };
    return [
      numbersTable(title, heads, [...rows, sum]),
      numbersTable("Truncation", ["", "value"], facts),
      ...this.path.table(),
    ];
  }

  // ---- doing ------------------------------------------------------------------------

  choose(t, k) {
    const loss = Math.max(1, Math.min(this.T, t + 1));
    const use = Math.max(1, Math.min(loss, k + 1));
    this.state.set({ loss, use: use === Math.min(loss, USE) ? null : use });
    const { focused } = this.grid;
    this.render();
    if (focused) this.grid.focus(this.t, this.k);
  }

  cut(window) {
    this.state.set({ window: Math.max(1, Math.min(this.T, window)) });
    this.render();
  }

  act(key) {
    const { t, k } = this;
    const window = this.state.get("window");
    return {
      ArrowRight: () => this.choose(t, k + 1),
      ArrowLeft: () => this.choose(t, k - 1),
      ArrowDown: () => this.choose(t + 1, k),
      ArrowUp: () => this.choose(Math.max(t - 1, 0), k),
      "+": () => this.cut(window + 1),
      "-": () => this.cut(window - 1),
    }[key];
  }

  destroy() {
    this.frame.destroy();
  }
}

export default mounted("ledger", (place, model) => new Ledger(place, model));
