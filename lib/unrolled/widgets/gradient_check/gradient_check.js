// GradientCheck: what the gradient says of a weight, beside what a nudge of it says.

import { Recorded } from "../engine/recorded.js";
import { number } from "../kit/address.js";
import { Chart } from "../kit/chart.js";
import { quantity } from "../kit/controls.js";
import { make } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { long } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";
import { COLOURS } from "../kit/tint.js";
import { Weights } from "../views/weights.js";

const FIRST = "U:0";
const EPS = { min: 1e-15, max: 1 };
const ERRORS = { min: 1e-13, max: 10 };
const DECADES = 15;
const EACH = 3; // points of the curve for each power of ten
const DIGITS = 12;
const SMALL = 1e-6; // a central difference at the default step is this good, and better
const NEVER = 1e-4; // if no step comes nearer, the gradient is one of something else
const KEYS = [
  ["→ ←", "a larger, a smaller step ε"],
  ["a", "check all weights"],
];

const WHY = {
  never: "no step makes them agree, so this is no gradient of this loss.",
  good: "as good as a difference of two losses can be.",
  long: "the step is so long that it leaves the tangent.",
  short:
    "the step is so short that the two losses share almost all their digits, and what is left is rounding.",
};

class GradientCheck {
  /** @param {HTMLElement} place @param {{get(name: string): any}} model */
  constructor(place, model) {
    this.recorded = new Recorded(model.get("program"));
    this.parameters = this.recorded.leavesOf("parameter");
    const nodes = this.parameters.map(({ node }) => node);
    const again = () => this.again();
    this.weights = new Weights(this.recorded, nodes, FIRST, { chosen: again, edited: again });
    const [eps] = this.recorded.recorded("eps");
    this.frame = new Frame({
      name: "gradient_check",
      key: model.get("key"),
      title: "Gradient check",
      label: "Gradient check: a gradient beside a difference of two losses.",
      keys: KEYS,
      colours: COLOURS,
      act: (key) => this.act(key),
      state: { ...this.weights.schema(FIRST), eps: number({ start: eps, ...EPS }) },
      table: () => this.table(),
      reset: () => this.again(),
      resized: () => this.chart.layout(this.frame.half),
    });
    this.build();
    this.frame.ready(place);
    this.render();
  }

  get eps() {
    return this.frame.state.get("eps");
  }

  build() {
    this.buildChart();
    this.step = quantity({
      name: "eps",
      label: "ε",
      spoken: "Step",
      ...EPS,
      log: true,
      role: "gradient",
      value: this.eps,
      change: (eps) => this.nudge(eps),
    });
    this.digits = make("div.u-digits", { "data-part": "digits" });
    this.verdict = make("p.u-check-all", { role: "status", "data-part": "all" });
    const all = make(
      "button.u-button",
      { type: "button", click: () => this.checkAll() },
      "Check all weights",
    );
    const left = make("div", {}, this.digits, this.chart.element);
    const right = make("div", {}, this.weights.element, this.verdict);
    this.frame.body.append(make("div.u-halves", {}, left, right));
    this.frame.foot.append(this.weights.field.element, this.step.element, all);
  }

  buildChart() {
    this.chart = new Chart({
      x: { ...EPS, label: "step ε", log: true },
      y: { ...ERRORS, label: "relative error", log: true },
      height: 230,
      label: "The error over the size of the step",
      name: "curve",
    });
    this.curve = this.chart.curve("errors", "state");
    this.knob = this.chart.knob({
      name: "eps",
      spoken: "The step ε",
      role: "gradient",
      move: (x) => this.nudge(Number(x.toPrecision(2))),
      key: (event) => {
        const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
        if (way) this.scale(way);
        return Boolean(way);
      },
    });
  }

  // ---- computing, by replay ---------------------------------------------------------

  /** Point the nudge at one weight. */
  point(i, e) {
    for (const { node, name } of this.parameters) {
      const way = new Float64Array(this.recorded.values(node).length);
      if (node === i) way[e] = 1;
      this.recorded.replay.set(this.recorded.leaf(`way_${name}`), way);
    }
  }

  /** Replay at the chosen weight with another step. */
  at(eps) {
    this.recorded.set({ eps });
    return this.recorded.value("error");
  }

  measure() {
    this.point(this.weights.i, this.weights.e);
    const exponents = Array.from({ length: DECADES * EACH + 1 }, (_, n) => -DECADES + n / EACH);
    const steps = exponents.map((n) => 10 ** n);
    this.errors = steps.map((eps) => this.at(eps));
    const seen = this.errors.map((error) => Math.max(error, ERRORS.min)); // 0 has no logarithm
    this.curve.set(steps, seen);
    this.at(this.eps);
  }

  /** Every weight in turn: the largest error, and where it is. */
  checkAll() {
    let worst = { error: -1 };
    let count = 0;
    for (const { node } of this.parameters)
      for (let e = 0; e < this.recorded.values(node).length; e++) {
        this.point(node, e);
        const error = this.at(this.eps);
        count += 1;
        if (error > worst.error) worst = { error, node, e };
      }
    this.weights.choose(worst.node, worst.e, false);
    this.again();
    this.verdict.replaceChildren(...this.found(count, worst.error));
  }

  found(count, error) {
    const text = error.toExponential(1).replace("-", "−");
    return [
      make("b", {}, error <= SMALL ? "✓ " : ""),
      `${count} weights checked with ε = ${this.eps}. The largest error is `,
      make("b", { "data-name": "worst", "data-value": String(error) }, text),
      `, at ${this.weights.called}.`,
    ];
  }

  // ---- showing ----------------------------------------------------------------------

  again() {
    this.verdict.replaceChildren();
    this.render();
  }

  render() {
    this.measure();
    this.show();
  }

  show() {
    const { recorded: named } = this;
    const error = Math.max(named.value("error"), ERRORS.min);
    const text = `ε ${this.eps}`;
    this.knob.set(this.eps, error, { now: this.eps, ...EPS, text });
    this.step.set(this.eps);
    this.weights.refresh();
    const losses = ["L_up", "L_down"].map((name) => this.loss(name));
    this.digits.replaceChildren(
      this.row("slope", "gradient"),
      this.row("numeric", "(L₊ − L₋) / 2ε"),
      make("div.u-losses", {}, losses),
    );
    this.frame.say(this.sentence());
    this.frame.changed();
  }

  loss(name) {
    const value = this.recorded.value(name);
    const text = `${name === "L_up" ? "L₊" : "L₋"} = ${long(value, DIGITS)}`;
    return make("span", { "data-name": name, "data-value": String(value) }, text);
  }

  /** A number with the digits it shares with the other one in bold. */
  row(name, label) {
    const value = this.recorded.value(name);
    const other = this.recorded.value(name === "slope" ? "numeric" : "slope");
    const [mine, theirs] = [value, other].map((x) => long(x, DIGITS));
    let same = 0;
    while (same < mine.length && mine[same] === theirs[same]) same++;
    const rest = mine.slice(same);
    return make(
      "div.u-digit-row",
      { "data-name": name, "data-value": String(value) },
      make("span.u-soft", {}, label),
      make(
        "span",
        {},
        make("b", {}, mine.slice(0, same)),
        rest ? make("u", {}, rest[0]) : null,
        rest.slice(1),
      ),
    );
  }

  sentence() {
    const { eps } = this;
    const error = this.recorded.value("error");
    const best = Math.min(...this.errors.filter(Number.isFinite));
    const agree = error ? Math.max(0, Math.floor(-Math.log10(error))) : 15;
    const good = error <= 30 * best || error < SMALL;
    const near = good ? WHY.good : eps > 1e-5 ? WHY.long : WHY.short;
    const why = best > NEVER ? WHY.never : near;
    return [
      "Nudged by ",
      make("b", {}, `${eps}`.replace("-", "−")),
      `, ${this.weights.called} agrees with its gradient in about `,
      make("b", {}, String(agree)),
      ` digit${agree === 1 ? "" : "s"}: ${why}`,
    ];
  }

  table() {
    const names = ["slope", "numeric", "error", "L", "L_up", "L_down", "eps"];
    const rows = names.map((name) => ({
      head: name.replace("_", " "),
      cells: [
        { name, value: this.recorded.value(name), text: long(this.recorded.value(name), DIGITS) },
      ],
    }));
    const curve = this.errors.map((value, n) => ({
      head: `1e${(-DECADES + n / EACH).toFixed(2)}`,
      cells: [{ name: "errors", index: n, value, text: value.toExponential(3) }],
    }));
    return [
      numbersTable(`The gradient of ${this.weights.called}`, ["", "value"], rows),
      numbersTable("The error over the step", ["ε", "error"], curve),
    ];
  }

  // ---- doing ------------------------------------------------------------------------

  nudge(eps) {
    this.frame.state.set({ eps: Math.min(EPS.max, Math.max(EPS.min, eps)) });
    this.at(this.eps);
    this.verdict.replaceChildren();
    this.show();
  }

  scale(way) {
    this.nudge(Number((this.eps * 10 ** (way / EACH)).toPrecision(2)));
  }

  act(key) {
    return {
      ArrowRight: () => this.scale(1),
      ArrowLeft: () => this.scale(-1),
      a: () => this.checkAll(),
    }[key];
  }

  destroy() {
    this.frame.destroy();
  }
}

export default mounted("gradient_check", (place, model) => new GradientCheck(place, model));
