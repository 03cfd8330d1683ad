// The Ledger: one entry of a gradient as the sum over losses and uses that it is.

import { Named } from "../engine/named.js";
import { Recorded } from "../engine/recorded.js";
import { askedNumber, quantity } from "../kit/controls.js";
import { make, put, write } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { long, percent, short } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";
import { Weights } from "../views/weights.js";
import { Path } from "./path.js";

const FIRST = "U:0";
const USE = 2; // at step 1 there is no state yet that U could multiply
const KEYS = [
  ["→ ← ↑ ↓", "another use, another loss"],
  ["+ −", "a longer, a shorter window"],
];

class Ledger {
  constructor(place, model) {
    const program = model.get("program");
    this.recorded = new Recorded(program);
    this.named = new Named(program, this.recorded.replay);
    this.word = [...program.word];
    this.T = this.word.length - 1;
    this.frame = new Frame({
      name: "ledger",
      key: model.get("key"),
      title: "Ledger",
      label: `Ledger: the gradient over ${program.word} as a sum of terms.`,
      keys: KEYS,
      act: (key) => this.act(key),
      fields: () => this.fields(),
      table: () => this.table(),
      reset: () => this.reset(),
    });
    this.build(program);
    this.restore();
    this.frame.ready(place);
    this.render();
  }

  build(program) {
    const parameters = program.leaves.filter(({ role }) => role === "parameter");
    this.weights = new Weights(
      this.recorded,
      parameters.map(({ node }) => node),
      { chosen: () => this.render(), edited: () => this.render() },
    );
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
    this.buildGrid();
    this.path = new Path(this.named, this.word);
    const numbers = make("div", {}, this.grid, this.total);
    this.frame.body.append(
      make("div.u-ledger-parts", {}, numbers, this.weights.element),
      this.path.element,
    );
    this.frame.foot.append(this.weights.field.element, this.window.element);
  }

  /** A row for each loss, a column for each use, and in each place that exists a bar. */
  buildGrid() {
    const steps = Array.from({ length: this.T }, (_, k) => k);
    this.bars = [];
    const head = (k) =>
      make(
        "th",
        { scope: "col" },
        make("span.u-soft", {}, "use "),
        `${k + 1} `,
        make("b", {}, this.word[k]),
      );
    const sum = (name, k) => make("td.u-sum-cell", { "data-name": name, "data-index": k });
    this.sums = { use: steps.map((k) => sum("use", k)), loss: steps.map((t) => sum("loss", t)) };
    this.all = sum("total", 0);
    const rows = steps.map((t) =>
      make(
        "tr",
        {},
        make(
          "th",
          { scope: "row" },
          make("span.u-soft", {}, "loss "),
          `${t + 1} `,
          make("b.u-loss", {}, this.word[t + 1]),
        ),
        steps.map((k) => make("td", {}, k <= t ? this.bar(t, k) : null)),
        this.sums.loss[t],
      ),
    );
    this.grid = make(
      "table.u-terms",
      { "data-part": "terms" },
      make(
        "thead",
        {},
        make("tr", {}, make("td"), steps.map(head), make("th", { scope: "col" }, "sum")),
      ),
      make("tbody", {}, rows),
      make(
        "tfoot",
        {},
        make("tr", {}, make("th", { scope: "row" }, "sum"), this.sums.use, this.all),
      ),
    );
    this.total = make("p.u-ledger-total", { "data-part": "truncation" });
  }

  bar(t, k) {
    const fill = make("i");
    const text = make("span");
    const button = make(
      "button.u-term-bar",
      {
        type: "button",
        tabindex: -1,
        "data-name": "share",
        "data-index": t * this.T + k,
        click: () => this.choose(t, k),
      },
      fill,
      text,
    );
    this.bars.push({ t, k, button, fill, text });
    return button;
  }

  restore() {
    const { asked } = this.frame;
    this.weights.restore(asked, FIRST);
    const whole = (text, max, otherwise) =>
      askedNumber(text, { min: 1, max, whole: true }, otherwise);
    this.t = whole(asked.loss, this.T, this.T) - 1;
    this.k = whole(asked.use, this.t + 1, Math.min(this.t + 1, USE)) - 1;
    this.named.set({ window: whole(asked.window, this.T, this.T) });
  }

  // ---- showing ----------------------------------------------------------------------

  /** The shares of the followed entry: T × T, zero above the diagonal. */
  get shares() {
    const { recorded, weights } = this;
    const all = this.named.values(`share_${recorded.nodes[weights.i].name}`);
    const size = recorded.values(weights.i).length;
    return Array.from({ length: this.T ** 2 }, (_, n) => all[n * size + weights.e]);
  }

  get sum() {
    return this.named.values(`d${this.recorded.nodes[this.weights.i].name}`)[this.weights.e];
  }

  get steps() {
    return this.named.value("window");
  }

  render() {
    const shares = this.shares;
    const most = Math.max(...shares.map(Math.abs)) || 1;
    for (const { t, k, button, fill, text } of this.bars) {
      const x = shares[t * this.T + k];
      fill.style.width = `${(100 * Math.abs(x)) / most}%`;
      fill.classList.toggle("u-negative", x < 0);
      write(text, short(x, 4));
      put(button, "data-value", String(x));
      put(button, "aria-label", `loss ${t + 1}, use ${k + 1}: ${short(x, 6)}`);
      const chosen = t === this.t && k === this.k;
      put(button, "aria-pressed", chosen);
      button.tabIndex = chosen ? 0 : -1;
      button.classList.toggle("u-cut", t - k >= this.steps);
    }
    this.renderSums(shares);
    this.window.set(this.steps);
    this.weights.refresh();
    this.path.show(
      this.t,
      this.k,
      this.recorded.nodes[this.weights.i].name,
      shares[this.t * this.T + this.k],
    );
    this.frame.say(this.sentence(shares));
    this.frame.changed(this.changes());
  }

  /** What the reader has changed: weights, and the window. */
  changes() {
    const cut = this.steps < this.T ? [make("u", {}, `window ${this.steps}`)] : [];
    return [...this.weights.chip(), ...cut];
  }

  renderSums(shares) {
    const steps = Array.from({ length: this.T }, (_, k) => k);
    const show = (cell, x) => {
      write(cell, short(x, 4));
      put(cell, "data-value", String(x));
    };
    const added = (places) => places.reduce((sum, [t, k]) => sum + shares[t * this.T + k], 0);
    for (const n of steps) {
      show(this.sums.loss[n], added(steps.map((k) => [n, k])));
      show(this.sums.use[n], added(steps.map((t) => [t, n])));
    }
    show(this.all, this.sum);
    this.total.replaceChildren(...this.truncated());
  }

  /** What the window costs. */
  truncated() {
    const kept = this.bars.filter(({ t, k }) => t - k < this.steps).length;
    const fact = (name, text) =>
      make("b", { "data-name": name, "data-value": String(this.named.value(name)) }, text);
    return [
      `Window ${this.steps}: ${kept} of ${this.bars.length} terms. The gradient of the cell loses `,
      fact("norm_lost", percent(this.named.value("norm_lost"))),
      " of its norm and turns by ",
      fact("angle", `${this.named.value("angle").toFixed(2)}°`),
      ".",
    ];
  }

  sentence(shares) {
    const { t, k } = this;
    const x = shares[t * this.T + k];
    const between = t - k;
    const name = this.recorded.nodes[this.weights.i].name;
    const reach = this.named.values("reach_norm");
    const [near, far] = [reach[t * this.T + t], reach[t * this.T + k]];
    const way =
      between === 0
        ? "no Jacobian lies between"
        : `${between} Jacobian${between > 1 ? "s lie" : " lies"} between: ‖∂ℓ/∂h‖ falls from ${short(near)} to ${short(far, 4)}`;
    const changed = far > near ? way.replace("falls", "grows") : way;
    return [
      `The loss at step ${t + 1} and the use of `,
      make("b", {}, name),
      ` at step ${k + 1} give `,
      make("b", {}, short(x, 4)),
      ` of the sum ${short(this.sum, 4)}; ${changed}.`,
    ];
  }

  table() {
    const steps = Array.from({ length: this.T }, (_, k) => k);
    const shares = this.shares;
    const rows = steps.map((t) => ({
      head: `loss ${t + 1}`,
      cells: steps
        .slice(0, t + 1)
        .map((k) => ({ name: "share", index: t * this.T + k, value: shares[t * this.T + k] }))
        .map((cell) => ({ ...cell, text: long(cell.value) })),
    }));
    const facts = ["norm", "norm_lost", "angle", "window"].map((name) => ({
      head: name.replace("_", " "),
      cells: [{ name, value: this.named.value(name), text: long(this.named.value(name)) }],
    }));
    const total = { name: "total", value: this.sum, text: long(this.sum) };
    const title = `The gradient of ${this.weights.called}`;
    return [
      numbersTable(
        title,
        ["", ...steps.map((k) => `use ${k + 1}`)],
        [...rows, { head: "sum", cells: [total] }],
      ),
      numbersTable("Truncation", ["", "value"], facts),
      ...this.path.table(),
    ];
  }

  // ---- doing ------------------------------------------------------------------------

  choose(t, k) {
    this.t = Math.max(0, Math.min(this.T - 1, t));
    this.k = Math.max(0, Math.min(this.t, k));
    const focused = this.grid.contains(document.activeElement);
    this.render();
    if (focused) this.bars.find((bar) => bar.t === this.t && bar.k === this.k)?.button.focus();
  }

  cut(window) {
    this.named.set({ window: Math.max(1, Math.min(this.T, window)) });
    this.render();
  }

  act(key) {
    const { t, k } = this;
    return {
      ArrowRight: () => this.choose(t, k + 1),
      ArrowLeft: () => this.choose(t, k - 1),
      ArrowDown: () => this.choose(t + 1, k),
      ArrowUp: () => this.choose(Math.max(t - 1, 0), k),
      "+": () => this.cut(this.steps + 1),
      "-": () => this.cut(this.steps - 1),
    }[key];
  }

  fields() {
    return {
      ...this.weights.fields(FIRST),
      loss: this.t === this.T - 1 ? "" : String(this.t + 1),
      use: this.k + 1 === Math.min(this.t + 1, USE) ? "" : String(this.k + 1),
      window: this.steps === this.T ? "" : String(this.steps),
    };
  }

  reset() {
    this.recorded.reset();
    [this.t, this.k] = [this.T - 1, Math.min(this.T, USE) - 1];
    this.weights.restore({}, FIRST);
    this.render();
  }

  destroy() {
    this.frame.destroy();
  }
}

export default mounted("ledger", (place, model) => new Ledger(place, model));
