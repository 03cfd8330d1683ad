// The course of training as a curve, with a knob that stands at the update that is shown.

import { Chart } from "../kit/chart.js";
import { choice } from "../kit/controls.js";
import { make, put } from "../kit/dom.js";
import { long } from "../kit/numbers.js";

const FINEST = 800; // points of a curve
const FLOOR = 1e-9; // of the logarithmic axis
const VIEWS = {
  perplexity: {
    ...{ name: "perplexity", title: "perplexity", min: 1 },
    tops: [6, 10, 20, 50, 100, 1e3, 1e4, 1e5, 1e6],
  },
  loss: { name: "L", title: "loss L in nats", min: 0, tops: [8, 16, 40, 100, 400, 1e3, 1e4] },
  log: {
    ...{ name: "L", title: "loss L, logarithmic", label: "log L", log: true },
    ...{ min: 1e-2, tops: [10, 100, 1e3, 1e4] },
  },
  norm: {
    ...{ name: "norm", title: "gradient norm", role: "gradient", clipped: "clipped_norm" },
    ...{ min: 0, tops: [4, 8, 16, 40, 100, 400, 1e3] },
  },
};

export const NAMES = Object.keys(VIEWS);

/** @typedef {{text: string} & Record<string, any>} Rule  what a number of a view compares with */
/** @typedef {import("../engine/descent.js").Descent} Descent */

/** The updates that a curve goes through, the last one among them. @param {number} known */
export function thinned(known) {
  const stride = Math.ceil((known + 1) / FINEST);
  const all = Array.from({ length: known + 1 }, (_, n) => n);
  return all.filter((n) => n % stride === 0 || n === known);
}

export class Course {
  /**
   * @param {Rule[]} rules
   * @param {{move: (n: number) => void, key: (event: KeyboardEvent) => boolean,
   *   choose: (view: string) => void}} does
   */
  constructor(rules, { move, key, choose }) {
    this.rules = rules;
    this.chart = new Chart({
      x: { min: 0, max: 1, label: "updates" },
      y: { min: 0, max: 1, label: "" },
      height: 250,
      label: "The course of training",
      name: "curve",
    });
    this.future = this.chart.curve("course", "loss", ".u-thin");
    this.past = this.chart.curve("so far", "loss");
    this.clipped = this.chart.curve("clipped", "gradient", ".u-dashed");
    this.lines = rules.map((rule) => this.chart.rule("y", rule.text));
    this.limit = this.chart.rule("y", "threshold");
    const spoken = "update, along the curve";
    const drag = (x) => move(Math.round(x));
    this.knob = this.chart.knob({ name: "at", spoken, role: "loss", move: drag, key });
    this.choice = choice({
      name: "view",
      label: "",
      options: NAMES.map((name) => [name, VIEWS[name].label ?? name]),
      value: NAMES[0],
      change: choose,
    });
    put(this.choice.element, "aria-label", "What the curve shows");
    const parts = [this.choice.element, this.chart.element];
    this.element = make("div.u-trainer-plot.u-trainer-course", {}, parts);
  }

  /**
   * @param {Descent} descent
   * @param {number[]} ns  the updates to go through
   * @param {import("../kit/address.js").State} state
   */
  draw(descent, ns, state) {
    const clip = state.get("clip");
    this.view = VIEWS[state.get("view")];
    this.last = state.get("last");
    this.ns = ns;
    const along = (name) => {
      const series = descent.series(name);
      return ns.map((n) => series[n]);
    };
    this.ys = along(this.view.name);
    this.choice.set(state.get("view"));
    this.scale();
    const role = this.view.role ?? "loss";
    for (const { element } of [this.future, this.past, this.knob])
      element.style.setProperty("--u-c", `var(--u-${role})`);
    this.future.set(ns, this.ys);
    const clipped = clip === null ? undefined : this.view.clipped;
    this.clipped.set(clipped ? ns : [], clipped ? along(clipped) : []);
    this.rules.forEach((rule, k) => this.lines[k].set(rule[this.view.name] ?? NaN));
    this.limit.set(clipped ? clip : NaN);
  }

  /** Axes that everything fits into. */
  scale() {
    const { min, tops, log = false, title } = this.view;
    const [lowest, highest] = [Math.min(...this.ys), Math.max(...this.ys)];
    const max = tops.find((top) => top >= highest) ?? tops.at(-1);
    const decade = 10 ** Math.floor(Math.log10(Math.max(lowest, FLOOR)));
    const floor = log ? Math.min(min, decade) : min;
    this.chart.window({ x: { max: this.last }, y: { min: floor, max, log, label: title } });
  }

  /** The update that is chosen: how far the curve has come. @param {Descent} descent @param {number} n */
  show(descent, n) {
    const count = this.ns.findLastIndex((other) => other <= n) + 1;
    this.past.set(this.ns.slice(0, count), this.ys.slice(0, count));
    const [y] = descent.values(this.view.name);
    const text = `update ${n}: ${long(y, 3)}`;
    this.knob.set(n, y, { now: n, min: 0, max: this.last, text });
  }
}
